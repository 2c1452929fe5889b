"""What is to be expected: next month's faults and the people they take, the month's target, backlogs, parts, terms."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.alarms.forecasts import kept
from cockpit.alerts.ahead import Ahead, ahead
from cockpit.alerts.backlog import Arrears
from cockpit.alerts.parts import Short
from cockpit.alerts.volume import Expected, Volume
from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, label, number, percent
from cockpit.ui import exporting, html
from cockpit.ui import warnings_words as words
from cockpit.ui.cache import ANSWERS
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.site import settings
from cockpit.ui.warnings_opened import ALARM


def forecasts(reader: Reader, tile: Tile) -> None:
    """Each forecast that the site's records allow, when somebody opens it; those whose rows are limited have none."""
    if st.query_params.get(ALARM) or reader.rights.rows:
        return
    with st.expander(words.tell(reader, "ahead.title"), key="ahead", on_change="rerun") as place:
        if not place.open:
            return
        with st.spinner(words.tell(reader, "ahead.reckoning")):
            found = read(reader)
        lines = [_month(reader, found), _people(reader, found), _target(reader, found), _terms(reader, found)]
        html.show("".join(f'<p class="c-why">{line}</p>' for line in lines if line))
        if found.volume.whole:
            _volume(reader, found.volume, tile.rows)
        left, right = st.columns(2, gap="large") if found.backlog and found.parts else (st.container(), st.container())
        with left:
            _backlog(reader, found.backlog)
        with right:
            _parts(reader, found.parts, tile.rows)


def read(reader: Reader) -> Ahead:
    """The forecasts of the day as the last round made them; made here, once, where they are missing."""
    cockpit, site = reader.opened.cockpit, reader.opened.settings
    key = ("ahead", cockpit.engine.path, cockpit.today)
    found: Ahead = ANSWERS.get(key, lambda: kept(settings().data, cockpit, site) or ahead(cockpit, site))
    return found


def _month(reader: Reader, found: Ahead) -> str:
    """How many faults the next month should bring."""
    month = label("month", found.volume.month.first, reader.language)
    whole = found.volume.whole
    if whole is None:
        return escape(words.tell(reader, "ahead.learning", n=number(found.volume.learning, reader.language)))
    facts = {name: number(getattr(whole, name), reader.language) for name in ("expected", "low", "high")}
    told = words.tell(reader, "ahead.month", month=month, **facts)
    if found.volume.checked:
        held = {name: number(getattr(found.volume, name), reader.language) for name in ("held", "checked")}
        told += words.tell(reader, "ahead.held", **held)
    return escape(told)


def _people(reader: Reader, found: Ahead) -> str:
    """What that means for staffing."""
    one = found.staffing
    if one is None:
        return ""
    facts = {name: number(getattr(one, name), reader.language) for name in ("needed", "low", "high", "usual", "short")}
    facts["per_day"] = number(one.per_day, reader.language, 1)
    told = escape(words.tell(reader, "ahead.people", **facts))
    key = "ahead.people_short" if one.short else "ahead.people_enough"
    return f"{told} {html.flag('watch' if one.short else 'fine', words.tell(reader, key, **facts))}"


def _target(reader: Reader, found: Ahead) -> str:
    """Whether the month's target is going to be met."""
    one = found.sla
    if one is None or one.share is None:
        return ""
    names = ("share", "expected", "low", "high", "target", "chance", "best")
    facts = {name: percent(getattr(one, name), reader.language, int(name != "chance")) for name in names}
    if one.expected is None:
        return escape(words.tell(reader, "ahead.target_so_far", **facts))
    told = escape(words.tell(reader, "ahead.target", **facts))
    key = "lost" if one.lost else "unlikely" if one.unlikely else "likely"
    return f"{told} " + html.flag(
        "fine" if key == "likely" else "late", words.tell(reader, f"ahead.target_{key}", **facts)
    )


def _terms(reader: Reader, found: Ahead) -> str:
    """That the school's calendar ends, where next year's terms are not written down."""
    if found.terms is None:
        return ""
    last = found.terms.last
    told = words.tell(
        reader, "ahead.terms" if last else "ahead.no_terms", day=day(last, reader.language) if last else ""
    )
    return html.flag("watch", told)


def _volume(reader: Reader, volume: Volume, most: int) -> None:
    every = [one for one in (volume.whole, *volume.parts) if one]
    month = label("month", volume.month.first, reader.language)
    heads = ["where", "expected", "range", "before", "year_before"]
    lines = [_expected(reader, one) for one in every[:most]]
    title = words.tell(reader, "ahead.volume", month=month)
    with st.container(horizontal=True, vertical_alignment="center", key="links-ahead-volume"):
        html.heading(title, words.tell(reader, "ahead.volume_beside"))
        exporting.menu(
            reader, "ahead-volume", lambda: [exporting.shown(reader, _volume_list(reader, title, every), volume.month)]
        )
    names = [words.tell(reader, f"ahead.{name}") for name in heads]
    html.show(html.table(names, lines, right=range(1, len(heads)), caption=title) + cut(reader, len(lines), len(every)))


def _expected(reader: Reader, one: Expected) -> list[str]:
    figures = [one.expected, None, one.before, one.year_before]
    cells = ["–" if figure is None else number(figure, reader.language) for figure in figures]
    cells[1] = f"{number(one.low, reader.language)}–{number(one.high, reader.language)}"
    return [escape(words.located(reader, dict(one.where))), *map(escape, cells)]


def _volume_list(reader: Reader, title: str, every: Sequence[Expected]) -> Listed:
    units = {
        "where": "text",
        "expected": "count",
        "low": "count",
        "high": "count",
        "before": "count",
        "year_before": "count",
    }
    heads = [(words.tell(reader, f"ahead.{name}"), unit) for name, unit in units.items()]
    rows: list[list[Cell]] = [
        [words.located(reader, dict(one.where)), one.expected, one.low, one.high, one.before, one.year_before]
        for one in every
    ]
    return Listed(title, heads, rows, [words.tell(reader, "ahead.volume_beside")])


def _backlog(reader: Reader, found: Sequence[Arrears]) -> None:
    """Whose backlog grows faster than they resolve."""
    if not found:
        return
    title = words.tell(reader, "ahead.backlog")
    units = {"group": "text", "open": "count", "usual": "count", "grown": "count", "since": "day"}
    heads = [(words.tell(reader, f"ahead.{name}"), unit) for name, unit in units.items()]
    rows: list[list[Cell]] = [
        [one.group or words.tell(reader, "whole"), one.actual, one.expected, one.grown, one.since] for one in found
    ]
    with st.container(horizontal=True, vertical_alignment="center", key="links-ahead-backlog"):
        html.heading(title, words.tell(reader, "ahead.backlog_beside", n=len(found[0].weeks)))
        exporting.menu(reader, "ahead-backlog", lambda: [exporting.shown(reader, Listed(title, heads, rows))])
    lines = [
        [
            escape(one.group or words.tell(reader, "whole")),
            number(one.actual, reader.language),
            number(one.expected, reader.language),
            f"+{number(one.grown, reader.language)}",
            escape(day(one.since, reader.language)),
        ]
        for one in found
    ]
    html.show(html.table([name for name, _ in heads], lines, right=(1, 2, 3), caption=title))


def _parts(reader: Reader, found: Sequence[Short], most: int) -> None:
    """Which parts run out before new ones can come."""
    if not found:
        return
    title = words.tell(reader, "ahead.parts")
    units = {
        "part": "text", "stock": "number", "unit": "text", "per_week": "number", "runs_out": "day", "lead": "count",
        "on_order": "number", "chance": "share",
    }  # fmt: skip
    heads = [(words.tell(reader, f"ahead.{name}"), unit) for name, unit in units.items()]
    rows: list[list[Cell]] = [
        [
            one.name,
            float(one.stock),
            one.unit,
            one.per_week,
            one.runs_out,
            one.lead_days,
            float(one.on_order),
            one.chance,
        ]
        for one in found
    ]
    with st.container(horizontal=True, vertical_alignment="center", key="links-ahead-parts"):
        html.heading(title, words.tell(reader, "n", n=number(len(found), reader.language)))
        exporting.menu(reader, "ahead-parts", lambda: [exporting.shown(reader, Listed(title, heads, rows))])
    lines = [_part(reader, one) for one in found[:most]]
    shown = ("part", "stock", "per_week", "runs_out", "lead", "on_order", "chance")
    names = [words.tell(reader, f"ahead.{name}") for name in shown]
    html.show(html.table(names, lines, right=(1, 2, 4, 5, 6), caption=title) + cut(reader, len(lines), len(found)))


def _part(reader: Reader, one: Short) -> list[str]:
    stock, ordered = (f"{number(float(figure), reader.language)} {one.unit}" for figure in (one.stock, one.on_order))
    gone = day(one.runs_out, reader.language) if one.runs_out else words.tell(reader, "ahead.gone")
    flagged = html.flag("late", gone) if not one.runs_out else escape(gone)
    return [
        escape(one.name),
        escape(stock),
        escape(f"{number(one.per_week, reader.language, 1)} {one.unit}"),
        flagged,
        number(one.lead_days, reader.language),
        escape(ordered),
        percent(one.chance, reader.language, 0),
    ]
