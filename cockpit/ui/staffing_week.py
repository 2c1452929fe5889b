"""Work by hour of the week against people on shift, and where a shift would be better placed."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st

from cockpit import figures
from cockpit.boards import Tile
from cockpit.exports.lists import Listed
from cockpit.figures import Panel, Span
from cockpit.i18n import label, number, say
from cockpit.metrics import demand
from cockpit.metrics.demand import HOURS, WEEKDAYS, Block, Week
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.ui import charts, exporting, html
from cockpit.ui.reader import Reader
from cockpit.ui.staffing import known

PLACES = [(weekday, hour) for weekday in WEEKDAYS for hour in HOURS]


def hours(reader: Reader, _tile: Tile) -> None:
    """What is expected and who is there in each hour of the week; one sentence says which shift to move.

    One person's own work says nothing about shifts: who sees no more than that has no such figure.
    """
    if "engineer" in dict(reader.rights.rows) or not known(reader):
        return
    found = _week(reader)
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-week"):
        html.heading(_say(reader, "title"), _covered(reader, found) if found.enough else "")
        if found.enough:
            exporting.menu(reader, "staffing-week", lambda: [_listed(reader, found)])
    if not found.enough:
        duty = reader.opened.settings.duty
        html.empty(_say(reader, "few"), _say(reader, "few_why", n=duty.least_days, weeks=duty.weeks))
        return
    html.show(_advice(reader, found))
    expected, present = (
        Panel(_say(reader, name), [seen[place] for place in PLACES], [_told(reader, found, *place) for place in PLACES])
        for name, seen in (("expected", found.expected), ("present", found.present))
    )
    days = [label("weekday", weekday, reader.language) for weekday in WEEKDAYS]
    figure = figures.roster(expected, present, days, reader.palette, _spans(reader, found))
    charts.put(figure, "staffing-week", _say(reader, "title"))


def _week(reader: Reader) -> Week:
    cockpit, settings = reader.opened.cockpit, reader.opened.settings
    sites, duty = _sites(reader.chosen.filters), settings.duty

    def made() -> Week:
        return demand.week(cockpit, settings.zone, duty, sites=sites, rights=reader.rights)

    return reader.found(("week", sites), made)


def _sites(filters: Filters) -> tuple[str, ...]:
    """The chosen campuses: nothing else narrows tickets and people alike."""
    return tuple(value for dimension, values in filters if dimension == "campus" for value in values)


def _covered(reader: Reader, found: Week) -> str:
    """Which days the means are of, and where."""
    sites = say("common.comma", reader.language).join(_sites(reader.chosen.filters))
    weeks = reader.opened.settings.duty.weeks
    few, most = min(found.days.values()), max(found.days.values())
    days = number(few, reader.language) if few == most else f"{few}–{most}"
    return _say(reader, "beside" if not sites else "beside_sites", weeks=weeks, days=days, sites=sites)


def _advice(reader: Reader, found: Week) -> str:
    """From where to where a shift would move, and what each side would have then."""
    move = found.move
    if move is None:
        return f'<p class="c-under">{escape(_say(reader, "even"))}</p>'
    facts = {
        "short": _when(reader, move.short),
        "spare": _when(reader, move.spare),
        "expected": _figure(reader, move.short.expected),
        "there": _figure(reader, move.short.present),
        "idle": _figure(reader, move.spare.expected),
        "many": _figure(reader, move.spare.present),
        "then": _figure(reader, move.short.load(1)),
        "left": _figure(reader, move.spare.load(-1)),
        "held": move.held,
        "weeks": move.weeks,
        "site": move.site,
        "posted": _figure(reader, move.posted),
    }
    said, why = _say(reader, "move", **facts), _say(reader, "why", **facts)
    giver = _say(reader, "giver", **facts) if move.site else ""
    return f'<p class="c-said"><strong>{escape(said + giver)}</strong> {html.quiet(why)}</p>'


def _when(reader: Reader, block: Block) -> str:
    day = label("weekday", block.weekday, reader.language)
    return _say(reader, "when", day=day, first=f"{block.hour:02d}:00", until=f"{block.until:02d}:00")


def _figure(reader: Reader, value: float) -> str:
    return number(value, reader.language, 1)


def _told(reader: Reader, found: Week, weekday: int, hour: int) -> str:
    place = weekday, hour
    day = label("weekday", weekday, reader.language)
    figures_told = {"n": _figure(reader, found.expected[place]), "people": _figure(reader, found.present[place])}
    return _say(reader, "told", day=day, hour=f"{hour:02d}:00", **figures_told)


def _spans(reader: Reader, found: Week) -> list[Span]:
    if found.move is None:
        return []
    return [_span(reader, found.move.short, "tight"), _span(reader, found.move.spare, "idle")]


def _span(reader: Reader, block: Block, name: str) -> Span:
    first = (block.weekday - 1) * len(HOURS) + block.hour
    return Span(first, first + block.until - block.hour, _say(reader, name), short=name == "tight")


def _listed(reader: Reader, found: Week) -> exporting.Content:
    """Every hour of the week, as a file."""
    heads = [(_say(reader, f"list.{name}"), kind) for name, kind in _COLUMNS]
    rows = [
        (label("weekday", weekday, reader.language), f"{hour:02d}:00", found.expected[weekday, hour],
         found.present[weekday, hour], found.days[weekday])
        for weekday, hour in PLACES
    ]  # fmt: skip
    weeks, today = reader.opened.settings.duty.weeks, reader.opened.cockpit.today
    remarks = [_say(reader, "list.means", weeks=weeks), _covered(reader, found)]
    listed = Listed(_say(reader, "title"), heads, rows, remarks)
    return exporting.shown(reader, listed, Period(today - timedelta(weeks=weeks), today))


_COLUMNS = (("day", "text"), ("hour", "text"), ("expected", "number"), ("present", "number"), ("days", "count"))


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"duty.week.{key}", reader.language, **facts)
