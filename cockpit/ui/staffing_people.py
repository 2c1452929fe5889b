"""Clocking in by person, with late and missing and the reasons; overtime and reinforcements."""

from __future__ import annotations

from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.i18n import label, number, percent, say
from cockpit.metrics import staffing
from cockpit.metrics.staffing import Clocked
from cockpit.ui import charts, exporting, html
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

METRIC = "on_time_clock_in"


def clocked(reader: Reader, tile: Tile) -> None:
    """Everybody's share on time in the chosen period, who was late or missing most often first."""
    question = reader.question(METRIC)
    answer = reader.ask(question)
    with st.container(horizontal=True, vertical_alignment="center", key="links-staffing-clock"):
        beside = _say(reader, "beside", share=reader.told(answer)) if answer.value is not None else ""
        html.heading(_say(reader, "title"), beside)
        charts.about(reader, answer, "about-clock")
        exporting.menu(reader, "staffing-clock", lambda: [exporting.rows(reader, question)])
    if answer.lacking:
        lacking(reader, answer)
        return
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, reader.chosen.filters)
    found = reader.found(("clocked", *asked), lambda: staffing.clocked(cockpit, *asked, reader.rights))
    if not found:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    heads = [_say(reader, name) for name in ("who", "share", "due", "late", "missing", "reasons")]
    lines = [_line(reader, one) for one in found[: tile.rows]]
    html.show(
        f'<div class="c-long">{html.table(heads, lines, right=(1, 2, 3, 4), caption=_say(reader, "title"))}</div>'
    )


def _line(reader: Reader, one: Clocked) -> list[str]:
    tongue = reader.language
    late = "–"
    if one.late:
        late = _say(reader, "minutes", n=len(one.late), most=number(max(one.late), tongue))
    reasons = [_say(reader, "reason", reason=reason, n=n) for reason, n in one.reasons.items()]
    missing = html.flag("watch", number(one.missing, tongue)) if one.missing else "–"
    return [
        escape(reader.called(one.staff_id)),
        escape(percent(one.share, tongue)),
        escape(number(one.due, tongue)),
        escape(late),
        missing,
        escape(", ".join(reasons)),
    ]


def extra_shifts(reader: Reader, _tile: Tile) -> None:
    """Overtime and reinforcements of the chosen period, by their reasons."""
    cockpit, asked = reader.opened.cockpit, (reader.chosen.period, reader.chosen.filters)
    found = reader.found(("extra shifts", *asked), lambda: staffing.extra_shifts(cockpit, *asked, reader.rights))
    html.heading(_say(reader, "extra.title"), _say(reader, "extra.beside"))
    if not found:
        html.empty(_say(reader, "extra.none"), _say(reader, "extra.none_why"))
        return
    heads = [_say(reader, f"extra.{name}") for name in ("kind", "reason", "shifts", "people", "hours")]
    lines = [
        [
            escape(label("kind", one.kind, reader.language)),
            escape(one.reason or "–"),
            *(escape(number(figure, reader.language)) for figure in (one.shifts, one.people)),
            escape(number(one.hours, reader.language, 1)),
        ]
        for one in found
    ]
    html.show(html.table(heads, lines, right=(2, 3, 4), caption=_say(reader, "extra.title")))


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"staffing.people.{key}", reader.language, **facts)
