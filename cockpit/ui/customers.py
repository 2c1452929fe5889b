"""Satisfaction and complaints: the first line, and complaints with their countdown."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.i18n import label, number, percent, say, value
from cockpit.metrics import customers
from cockpit.metrics.reading import Row
from cockpit.periods import Period
from cockpit.ui import exporting, html
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking


def received(reader: Reader, period: Period) -> list[Row]:
    """The complaints of a period."""
    cockpit = reader.opened.cockpit
    filters = reader.chosen.filters
    made = lambda: customers.complaints(cockpit, period, filters, reader.rights)  # noqa: E731
    return reader.found(("complaints", period, filters), made)


def sentence(reader: Reader, _tile: Tile) -> None:
    """How satisfied users are, how many complained, and what is not answered or was answered late."""
    rated, response = (reader.ask(reader.question(name)) for name in ("satisfaction", "rating_response"))
    came = received(reader, reader.chosen.period)
    parts = [_say(reader, "sentence.unrated" if rated.value is None else "sentence.rated",
                  score=value(rated.value, "percent100", reader.language),
                  share=percent(response.value, reader.language))]  # fmt: skip
    waiting = [one for one in received(reader, reader.last_months) if one["open"]]
    late = [one for one in came if one["late"] and not one["open"]]
    if "complaints" in reader.opened.cockpit.records:
        found = number(sum(bool(one["confirmed"]) for one in came), reader.language)
        parts.append(_say(reader, "sentence.came" if came else "sentence.none", n=len(came), found=found))
    stress = ""
    if waiting:
        stress = _say(reader, "sentence.waiting", n=len(waiting), until=reader.moment(waiting[0]["due_at"]))
    elif late:
        stress = _say(reader, "sentence.late", n=len(late))
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-customers"):
        under = _say(reader, "under", period=sentences.span(reader.last_months, reader.language))
        headline(sentences.joined(parts, stress, reader.language), under)


def complaints(reader: Reader, tile: Tile) -> None:
    """Complaints of twelve months: how each stands to its time, whom it concerns, whether it was found true."""
    question = reader.question("complaints", period=reader.last_months)
    answer = reader.ask(question)
    with st.container(horizontal=True, vertical_alignment="center", key="links-complaints"):
        html.heading(_say(reader, "complaints.title"), _say(reader, "complaints.beside"))
        if answer.n:
            exporting.menu(reader, "complaints", lambda: [exporting.rows(reader, question)])
    if answer.lacking:
        lacking(reader, answer)
        return
    rows = received(reader, reader.last_months)
    if not rows:
        html.empty(_say(reader, "complaints.none"), _say(reader, "complaints.none_why"))
        return
    heads = [_say(reader, f"complaints.{name}") for name in ("came", "what", "who", "answer", "found")]
    lines = [_complaint(reader, row) for row in rows[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "complaints.title"))
    html.show(f'<div class="c-long">{table}</div>')


def _complaint(reader: Reader, row: Row) -> list[str]:
    found = {True: "true", False: "untrue", None: "open"}[row["confirmed"]]
    told = _say(reader, f"complaints.{found}")
    if row["confirmed"] and row["our_fault"]:
        told = html.flag("watch", f"{told}{_say(reader, 'complaints.ours')}")
    else:
        told = escape(told)
    kind = " · ".join((label("complexity", row["complexity"], reader.language), row["complaint_id"]))
    text = row["text"] or _say(reader, "complaints.untold")
    return [
        escape(reader.moment(row["received_at"])),
        f'{escape(text)}<br><span class="c-quiet c-small">{escape(kind)}</span>',
        escape(reader.called(row["staff_id"]) or "–"),
        _answer(reader, row),
        told,
    ]


def _answer(reader: Reader, row: Row) -> str:
    """How long there is still, or by how much the answer was in time or late."""
    if row["due_at"] is None:
        return '<span class="c-quiet">–</span>'
    end = reader.opened.cockpit.as_of if row["open"] else row["replied_at"]
    told = value(abs((row["due_at"] - end) / timedelta(hours=1)), "hours", reader.language)
    state = ("over" if row["late"] else "left") if row["open"] else ("late" if row["late"] else "early")
    words = _say(reader, f"answer.{state}", time=told)
    if state == "early":
        return escape(words)
    return html.flag("watch" if state == "left" else "late", words)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"customers.{key}", reader.language, **facts)
