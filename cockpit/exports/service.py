"""The sheets of service levels: limits kept and missed, time left and spent, incidents with all that was owed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from cockpit import periods
from cockpit.boards import SERVICE, SERVICE_CARDS, Tile
from cockpit.contract.limits import terms_at
from cockpit.exports import charts, duties, summary
from cockpit.exports.making import Asked, Making, Named, cards, has, listed, pivot
from cockpit.i18n import percent, say, uncapital
from cockpit.metrics import CATALOGUE

COUNTED: Final = summary.Look(("value", "n"))
OVERRUN_COLUMNS: Final = (
    "ticket_id", "level", "campus", "building", "room", "category", "title", "engineer_id", "group", "reported_at",
    "due_at", "finished_at", "deadline", "overrun_report_due_at",
)  # fmt: skip

INCIDENT_COLUMNS: Final = (
    "incident_id", "ticket_id", "level", "title", "campus", "building", "occurred_at", "restored_at", "hours_out",
    *duties.COLUMNS, "engineer_id",
)  # fmt: skip


def sheets(making: Making) -> None:
    """A sheet for each table and chart of the page."""
    now = replace(making, request=replace(making.request, against=None))
    cards(making, SERVICE_CARDS)
    for tile in (tile for row in SERVICE.rows for column in row for tile in column):
        if tile.kind == "matrix":
            _matrix(now, tile)
        elif tile.kind == "missed":
            _missed(now, tile)
        elif tile.kind == "time_left":
            _time_left(now, tile)
        elif tile.kind == "stages":
            _stages(now, tile)
        elif tile.kind == "emergencies":
            _emergencies(now, tile)
        elif tile.kind == "overruns":
            listed(now, now.request, tile.metrics[0], _sheet(now, "overruns"), OVERRUN_COLUMNS)


def _sheet(making: Making, key: str, **arguments: object) -> str:
    return say(f"takeaway.sheet.{key}", making.request.language, **arguments)


def _named(making: Making, key: str, note: str = "", **arguments: object) -> Named:
    title = say(f"takeaway.title.{key}", making.request.language, **arguments)
    return Named(_sheet(making, key, **arguments), title, note)


def _target(making: Making, share: float) -> str:
    tongue = making.request.language
    return say("takeaway.title.target", tongue, share=percent(share, tongue, 0))


def _matrix(making: Making, tile: Tile) -> None:
    """The share in time month by month and level by level, of how many, and how many were missed; the target."""
    request, today = making.request, making.request.cockpit.today
    year = replace(request, period=periods.last_months(request.period, today))
    terms = terms_at(request.settings.contract, periods.elapsed(request.period, today).last)
    target = _target(making, terms.sla_target) if terms else ""
    asked = Asked(tile.metrics, ("month",), ("level",), by_value=False)
    pivot(making, year, asked, _named(making, "matrix", note=target), COUNTED)


def _missed(making: Making, tile: Tile) -> None:
    """Where limits were missed, a sheet a dimension: how many, of how many, which share was in time."""
    request = making.request
    for split in tile.splits:
        if has(request, split):
            dim = uncapital(say(f"common.dims.{split}", request.language))
            asked = Asked(tuple(reversed(tile.metrics)), (split,))
            pivot(making, request, asked, _named(making, "missed", dim=dim), COUNTED)


def _time_left(making: Making, tile: Tile) -> None:
    today = replace(making.request, period=periods.whole(making.request.cockpit.today, "day"))
    asked = Asked(tile.metrics, ("time_left",), share="column", by_value=False)
    pivot(making, today, asked, _named(making, "left"))


def _stages(making: Making, tile: Tile) -> None:
    """Medians of the stages and of the whole, then what nine of ten took, by level."""
    steps = tile.metrics[:-1]
    measures = (*tile.metrics, *(f"{step}_p90" for step in steps))
    chart = partial(charts.of_stages, title=say("service.stages.title", making.request.language), count=len(steps))
    asked = Asked(measures, ("level",), by_value=False)
    pivot(making, making.request, asked, _named(making, "stages"), summary.Look(chart=chart))


def _emergencies(making: Making, tile: Tile) -> None:
    """How long services were out campus by campus; every incident with all that was owed for it."""
    incidents, out = tile.metrics
    if making.request.cockpit.lacks(CATALOGUE[incidents]):
        return
    pivot(making, making.request, Asked((out, incidents), ("campus",)), _named(making, "outages"))
    listed(making, making.request, incidents, _sheet(making, "incidents"), INCIDENT_COLUMNS)
