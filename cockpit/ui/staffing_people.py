"""Clocking in by person, with late and missing and the reasons; overtime by person."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.exports.lists import Listed
from cockpit.i18n import number, percent, say
from cockpit.metrics import staffing
from cockpit.metrics.staffing import Clocked, Overtime
from cockpit.ui import charts, exporting, html
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

METRIC = "on_time_clock_in"
COLUMNS = ("who", "share", "due", "late", "missing", "reasons")


def clocked(reader: Reader, tile: Tile) -> None:
    """Everybody's share on time in the chosen period, who was late or missing most often first.

    Those who always were on time are named in one line.
    """
    question = reader.question(METRIC)
    answer = reader.ask(question)
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, reader.chosen.filters)
    found: list[Clocked] = []
    if not answer.lacking:
        found = reader.found(("clocked", *asked), lambda: staffing.clocked(cockpit, *asked, reader.rights))
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-clock"):
        beside = _say(reader, "beside", share=reader.told(answer)) if answer.value is not None else ""
        html.heading(_say(reader, "title"), beside)
        charts.about(reader, answer, "about-clock")
        if found:
            exporting.menu(reader, "staffing-clock", lambda: [_listed(reader, found), exporting.rows(reader, question)])
    if answer.lacking:
        lacking(reader, answer)
        return
    if not found:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    late = [one for one in found if one.share < 1]
    shown = late[: tile.rows]
    html.show(_table(reader, shown) + cut(reader, len(shown), len(late)) + _always(reader, found))


def _table(reader: Reader, some: Sequence[Clocked]) -> str:
    if not some:
        return ""
    heads = [_say(reader, name) for name in COLUMNS]
    table = html.table(heads, [_line(reader, one) for one in some], right=(1, 2, 3, 4), caption=_say(reader, "title"))
    return f'<div class="c-long">{table}</div>'


def _always(reader: Reader, found: Sequence[Clocked]) -> str:
    """Those who always were on time."""
    names = [reader.called(one.staff_id) for one in found if one.share == 1]
    if not names:
        return ""
    told = say("common.comma", reader.language).join(names)
    return f'<p class="c-under">{escape(_say(reader, "always", n=len(names), names=told))}</p>'


def _listed(reader: Reader, found: Sequence[Clocked]) -> exporting.Content:
    kinds = ("text", "share", "count", "count", "number", "count", "text")
    names = ("who", "share", "due", "late_times", "late_most", "missing", "reasons")
    heads = [(_say(reader, name), kind) for name, kind in zip(names, kinds, strict=True)]
    rows = [
        (reader.called(one.staff_id), one.share, one.due, len(one.late), max(one.late, default=None), one.missing,
         _reasons(reader, one))
        for one in found
    ]  # fmt: skip
    return exporting.shown(reader, Listed(_say(reader, "title"), heads, rows))


def _reasons(reader: Reader, one: Clocked) -> str:
    told = [_say(reader, "reason", reason=reason, n=n) for reason, n in one.reasons.items()]
    if silent := len(one.late) + one.missing - sum(one.reasons.values()):
        told.append(_say(reader, "silent", n=silent))
    return say("common.comma", reader.language).join(told)


def _line(reader: Reader, one: Clocked) -> list[str]:
    tongue = reader.language
    late = "–"
    if one.late:
        late = _say(reader, "minutes", n=len(one.late), most=number(max(one.late), tongue))
    missing = html.flag("watch", number(one.missing, tongue)) if one.missing else "–"
    return [
        escape(reader.called(one.staff_id)),
        escape(percent(one.share, tongue)),
        escape(number(one.due, tongue)),
        escape(late),
        missing,
        escape(_reasons(reader, one)),
    ]


def overtime(reader: Reader) -> list[Overtime]:
    """Who worked overtime in the chosen period."""
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, reader.chosen.filters)
    return reader.found(("overtime", *asked), lambda: staffing.overtime(cockpit, *asked, reader.rights))


def overtime_table(reader: Reader, found: Sequence[Overtime]) -> str:
    """Everybody's overtime, planned and, as far as they clocked in and out, actual; nothing where there was none."""
    if not found:
        return ""
    tongue, title = reader.language, _say(reader, "overtime.title")
    lines = [
        [
            escape(reader.called(one.staff_id)),
            escape(number(one.shifts, tongue)),
            escape(number(one.planned, tongue, 1)),
            _actual(reader, one),
        ]
        for one in found
    ]
    heads = [_say(reader, "who"), *(_say(reader, f"overtime.{name}") for name in ("shifts", "planned", "actual"))]
    return f'<p class="c-said">{escape(title)}</p>{html.table(heads, lines, right=(1, 2, 3), caption=title)}'


def _actual(reader: Reader, one: Overtime) -> str:
    """The hours clocked; of how many shifts, where that is not all of them."""
    if one.actual is None:
        return html.quiet(_say(reader, "overtime.unclocked"))
    told = escape(number(one.actual, reader.language, 1))
    if one.clocked == one.shifts:
        return told
    return f"{told} {html.quiet(_say(reader, 'overtime.partly', n=one.clocked))}"


def overtime_listed(reader: Reader, found: Sequence[Overtime]) -> exporting.Content:
    """The same as a file, with of how many shifts the clocked hours are."""
    columns = (("shifts", "count"), ("planned", "number"), ("actual", "number"), ("clocked", "count"))
    heads = [(_say(reader, "who"), "text"), *((_say(reader, f"overtime.{name}"), kind) for name, kind in columns)]
    rows = [(reader.called(one.staff_id), one.shifts, one.planned, one.actual, one.clocked) for one in found]
    return exporting.shown(reader, Listed(_say(reader, "overtime.title"), heads, rows), name="overtime")


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"staffing.people.{key}", reader.language, **facts)
