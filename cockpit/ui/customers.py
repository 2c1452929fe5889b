"""Satisfaction and complaints: the first line, and complaints with their countdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from cockpit import sentences
from cockpit.boards import Tile
from cockpit.exports.lists import Listed
from cockpit.i18n import label, number, percent, say, uncapital, value
from cockpit.metrics import Answer, customers
from cockpit.metrics.reading import Row
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period
from cockpit.ui import exporting, html, row_origin
from cockpit.ui.lists import cut
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.trends import lacking

FOUND = {True: "true", False: "untrue", None: "open"}
# How an answer stands, by whether it is still open and whether its time is past.
STANDS = {(True, True): "over", (True, False): "left", (False, True): "late", (False, False): "early"}


def received(reader: Reader, period: Period) -> list[Row]:
    """The complaints that wait for an answer, then those of a period."""
    cockpit = reader.opened.cockpit
    filters = reader.chosen.filters
    made = lambda: customers.complaints(cockpit, period, filters, reader.rights)  # noqa: E731
    return reader.found(("complaints", period, filters), made)


def sentence(reader: Reader, _tile: Tile) -> None:
    """How satisfied users are, how many complained, and what is not answered or was answered late."""
    rated, response = (reader.ask(reader.question(name)) for name in ("satisfaction", "rating_response"))
    rows = received(reader, reader.chosen.period)
    came = [one for one in rows if one["received_day"] in reader.chosen.period]
    parts = [_say(reader, "sentence.unrated" if rated.value is None else "sentence.rated",
                  score=value(rated.value, "percent100", reader.language),
                  share=percent(response.value, reader.language))]  # fmt: skip
    waiting = [one for one in rows if one["open"]]
    late = [one for one in came if one["late"] and not one["open"]]
    if "complaints" in reader.opened.cockpit.records:
        found = number(sum(bool(one["confirmed"]) for one in came), reader.language)
        parts.append(_say(reader, "sentence.came" if came else "sentence.none", n=len(came), found=found))
    stress = ""
    if waiting:
        over, due = sum(one["late"] for one in waiting), [one["due_at"] for one in waiting if not one["late"]]
        told = {"n": len(waiting), "over": over, "until": reader.moment(due[0] if due else None)}
        key = "waiting" if not over else "waiting_over" if due else "all_over"
        stress = _say(reader, f"sentence.{key}", **told)
    elif late:
        stress = _say(reader, "sentence.late", n=len(late))
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-customers"):
        under = _say(reader, "under", period=sentences.span(reader.last_months, reader.language))
        headline(sentences.joined(parts, stress, reader.language), under + _whole(reader))


def _whole(reader: Reader) -> str:
    """Which parts of the page the chosen filters leave as they are; nothing where none is chosen.

    A complaint names a person, not a place: no campus or building narrows it. Contacts are the whole customer's.
    """
    subject, chosen = SUBJECTS["complaints"], [dimension for dimension, _ in reader.chosen.filters]
    known = subject.columns.keys() - subject.unfiltered
    names = [uncapital(say(f"common.dims.{one}", reader.language)) for one in chosen if one not in known]
    if names:
        return _say(reader, "whole", names=say("common.comma", reader.language).join(names))
    return _say(reader, "whole_contact") if chosen else ""


def complaints(reader: Reader, tile: Tile) -> None:
    """Complaints that wait, the most urgent first, then those of twelve months, each with its time and finding."""
    question = reader.question("complaints", period=reader.last_months)
    answer = reader.ask(question)
    rows = [] if answer.lacking else received(reader, reader.last_months)
    with st.container(horizontal=True, vertical_alignment="center", key="links-complaints"):
        html.heading(_say(reader, "complaints.title"), _say(reader, "complaints.beside"))
        if rows:
            exporting.menu(reader, "complaints", lambda: _files(reader, rows, answer))
    if answer.lacking:
        lacking(reader, answer)
        return
    if not rows:
        html.empty(_say(reader, "complaints.none"), _say(reader, "complaints.none_why"))
        return
    heads = [_say(reader, f"complaints.{name}") for name in ("came", "what", "who", "answer", "found")]
    lines = [_complaint(reader, row) for row in rows[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "complaints.title"))
    html.show(f'<div class="c-long">{table}</div>{cut(reader, len(lines), len(rows))}')


def _files(reader: Reader, rows: Sequence[Row], answer: Answer) -> list[exporting.Content]:
    """The list, and the records of the months as they came."""
    listed = _listed(reader, rows)
    return [listed, exporting.rows(reader, answer.question)] if answer.n else [listed]


def _listed(reader: Reader, rows: Sequence[Row]) -> exporting.Content:
    """The complaints as they stand there, each with by when it is or was to be answered and what is left."""
    kinds = {"code": "text", "came": "moment", "complexity": "text", "what": "text", "who": "text", "due": "moment",
             "replied": "moment", "left": "number", "answer": "text", "found": "text", "ours": "text"}  # fmt: skip
    heads = [(_say(reader, f"complaints.{name}"), kind) for name, kind in kinds.items()]
    cells = [
        (row["complaint_id"], row["received_at"], label("complexity", row["complexity"], reader.language), row["text"],
         reader.called(row["staff_id"]), row["due_at"], None if row["open"] else row["replied_at"], _left(reader, row),
         _state(reader, row), _say(reader, f"complaints.{FOUND[row['confirmed']]}"),
         None if row["our_fault"] is None else say(f"common.{'yes' if row['our_fault'] else 'no'}", reader.language))
        for row in rows
    ]  # fmt: skip
    made = Listed(_say(reader, "complaints.title"), heads, cells, (_say(reader, "complaints.beside"),))
    return exporting.shown(reader, made, reader.last_months)


def _complaint(reader: Reader, row: Row) -> list[str]:
    told = _say(reader, f"complaints.{FOUND[row['confirmed']]}")
    if row["confirmed"] and row["our_fault"]:
        told = html.flag("watch", f"{told}{_say(reader, 'complaints.true_ours')}")
    else:
        told = escape(told)
    kind = " · ".join((label("complexity", row["complexity"], reader.language), row["complaint_id"]))
    text = row["text"] or _say(reader, "complaints.untold")
    return [
        row_origin.link(reader, "complaints", row, reader.moment(row["received_at"])),
        f'{escape(text)}<br><span class="c-quiet c-small">{escape(kind)}</span>',
        f'<span class="c-name">{escape(reader.called(row["staff_id"]) or "–")}</span>',
        _answer(reader, row),
        told,
    ]


def _answer(reader: Reader, row: Row) -> str:
    """How long there is still, or by how much the answer was in time or late, of how long there was."""
    if row["due_at"] is None:
        return '<span class="c-quiet">–</span>'
    words, state = _state(reader, row), STANDS[row["open"], row["late"]]
    told = escape(words) if state == "early" else html.flag("watch" if state == "left" else "late", words)
    limit = (row["due_at"] - row["received_at"]) / timedelta(hours=1)
    beside = _say(reader, "answer.limit", n=number(limit, reader.language))
    if row["open"]:
        beside = _say(reader, "answer.until", until=reader.moment(row["due_at"]), limit=beside)
    return f'{told}<br><span class="c-quiet c-small">{escape(beside)}</span>'


def _left(reader: Reader, row: Row) -> float | None:
    """How many hours there are to the time it is to be answered by, or were at its answer; below 0 once it is past."""
    if row["due_at"] is None:
        return None
    end = reader.opened.cockpit.as_of if row["open"] else row["replied_at"]
    return float((row["due_at"] - end) / timedelta(hours=1))


def _state(reader: Reader, row: Row) -> str:
    left = _left(reader, row)
    if left is None:
        return ""
    told = value(abs(left), "hours", reader.language)
    return _say(reader, f"answer.{STANDS[row['open'], row['late']]}", time=told)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"customers.{key}", reader.language, **facts)
