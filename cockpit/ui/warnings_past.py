"""What was raised and has ended, and how often the warnings of each kind were right as people judged them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit import periods
from cockpit.alarms import record
from cockpit.alarms.record import BUDGETED, Record
from cockpit.alerts.limits import RISES
from cockpit.boards import Tile
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import day, number, percent
from cockpit.ledger import Alarm
from cockpit.periods import Period
from cockpit.ui import exporting, filters, html, links, warnings_read
from cockpit.ui import warnings_words as words
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.warnings_list import listed
from cockpit.ui.warnings_opened import ALARM

KIND, ALL = "warning_kind", "all"


def past(reader: Reader, tile: Tile) -> None:
    """The warnings of the last year that have ended, the newest first; of one kind where that is chosen."""
    every = warnings_read.past(reader)
    if st.query_params.get(ALARM) or not every:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="links-warnings-past"):
        html.heading(words.tell(reader, "past.title"), words.tell(reader, "past.beside"))
        place = st.container(width="content")
    kind = _kind(reader, every)
    found = [one for one in every if kind in (ALL, one.kind)]
    with place:
        exporting.menu(
            reader, "warnings-past", lambda: [exporting.shown(reader, listed(reader, found, "past"), _year(reader))]
        )
    shown = found[: tile.rows]
    tickets = warnings_read.tickets(reader, shown)
    heads = [
        words.tell(reader, f"column.{name}")
        for name in ("kind", "subject", "days", "figures", "acknowledged", "verdict")
    ]
    lines = [_line(reader, one, tickets.get(one.subject)) for one in shown]
    table = html.table(heads, lines, caption=words.tell(reader, "past.title"))
    html.show(f'<div class="c-long c-past">{table}</div>{cut(reader, len(shown), len(found))}')


def _kind(reader: Reader, every: Sequence[Alarm]) -> str:
    kinds = [ALL, *record.by_kind(every)]
    named = lambda code, _tongue: words.tell(reader, "past.all") if code == ALL else words.kind(reader, code)  # noqa: E731
    notices: list[str] = []
    return filters.choice(reader, KIND, kinds, named, notices, kind="bare") if len(kinds) > 2 else ALL


def _line(reader: Reader, one: Alarm, ticket: dict[str, object] | None) -> list[str]:
    name = words.of(reader, one, ticket)
    seen = words.tell(reader, "unacknowledged_ended")
    if one.acknowledged_at:
        seen = words.by(reader, one.acknowledged_by, one.acknowledged_at)
    what = f"<br>{html.quiet(escape(one.deeds[-1].text))}" if one.deeds else ""
    return [
        words.mark(reader, one.kind),
        links.anchor(links.address("warnings", **{ALARM: one.id}), name),
        escape(words.since(reader, one)),
        escape(words.figures(reader, one, ticket) or "–"),
        escape(seen) + what,
        words.verdict(reader, one) if one.verdict is not None else "–",
    ]


def judged(reader: Reader, _tile: Tile) -> None:
    """By kind how many were raised and called true and false; the false of counts against the site's budget."""
    every = warnings_read.raised(reader)
    if st.query_params.get(ALARM) or not every:
        return
    kinds, months = record.by_kind(every), record.months(every, reader.opened.cockpit.as_of)
    since = day(min(one.raised_at for one in every).astimezone(reader.zone).date(), reader.language)
    with st.container(horizontal=True, vertical_alignment="center", key="links-warnings-record"):
        html.heading(words.tell(reader, "record.title"), words.tell(reader, "record.beside", since=since))
        exporting.menu(
            reader, "warnings-record", lambda: [exporting.shown(reader, _list(reader, kinds, months), _year(reader))]
        )
    heads = [words.tell(reader, f"record.{name}") for name in ("kind", "raised", "true", "false", "share", "monthly")]
    lines = [[words.mark(reader, code), *map(escape, _told(reader, one, months))] for code, one in kinds.items()]
    table = html.table(heads, lines, right=range(1, len(heads)), caption=words.tell(reader, "record.title"))
    html.show(f'{table}<p class="c-under">{escape(_budget(reader, every, months))}</p>')


def _told(reader: Reader, one: Record, months: float) -> list[str]:
    counts = [number(count, reader.language) for count in (one.raised, one.true, one.false)]
    share = percent(one.share, reader.language, 0) if one.share is not None else "–"
    return [*counts, share, number(one.false_a_month(months), reader.language, 1)]


def _budget(reader: Reader, every: Sequence[Alarm], months: float) -> str:
    """How many false alarms of counts there were a month, against their part of what the site puts up with."""
    counted = record.record([one for one in every if one.kind in BUDGETED])
    budget = reader.opened.settings.warnings.budget
    facts = {
        "monthly": number(counted.false_a_month(months), reader.language, 1),
        "budget": number(budget * RISES, reader.language, 1),
        "whole": number(budget, reader.language, 1),
        "unjudged": number(counted.raised - counted.true - counted.false, reader.language),
    }
    return words.tell(reader, "record.budget", **facts)


def _list(reader: Reader, kinds: dict[str, Record], months: float) -> Listed:
    units = {"kind": "text", "raised": "count", "true": "count", "false": "count", "share": "share", "monthly": "hours"}
    heads = [(words.tell(reader, f"record.{name}"), unit) for name, unit in units.items()]
    rows: list[list[Cell]] = [
        [words.kind(reader, code), one.raised, one.true, one.false, one.share, one.false_a_month(months)]
        for code, one in kinds.items()
    ]
    return Listed(words.tell(reader, "record.title"), heads, rows, [words.tell(reader, "record.note")])


def _year(reader: Reader) -> Period:
    """The days these lists are of."""
    today = reader.opened.cockpit.today
    return Period((reader.opened.cockpit.as_of - warnings_read.YEAR).date(), periods.after(today, "day"))
