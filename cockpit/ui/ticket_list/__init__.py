"""The table of tickets: its columns and how a row reads; ``tickets.js`` draws what is in view and asks for the rest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from cockpit.i18n import has, label, number, say, value
from cockpit.metrics.detail import SEARCHED, UNSORTED
from cockpit.ui import components, windows
from cockpit.ui.address import CARRIED
from cockpit.ui.reader import Reader

FOLDER = Path(__file__).parent
KEY = "tickets"
CHOICES = ("work_type", "channel", "level", "status")
# Derived columns that every site has; the others stand where the sources provide them.
DERIVED = ("state", "due_at", "finished_at", "seconds_to_respond", "seconds_to_resolve")

# Each column's least width in pixels; what the first rows hold may widen it, and those that grow share what is left.
WIDTHS = {
    "ticket_id": 140,
    "state": 104,
    "reported_at": 138,
    "level": 66,
    "campus": 84,
    "building": 128,
    "room": 70,
    "category": 120,
    "subcategory": 120,
    "title": 180,
    "status": 82,
    "engineer_id": 92,
    "due_at": 156,
    "finished_at": 138,
    "description": 320,
    "cause": 220,
    "solution": 260,
    "work_type": 104,
    "channel": 116,
    "device_type": 104,
    "device_id": 148,
    "group": 108,
    "reporter": 96,
    "reporter_phone": 128,
    "assigned_at": 138,
    "arrived_at": 138,
    "closed_at": 138,
    "reopened_at": 138,
    "revisit_at": 138,
    "agreed_due_at": 168,
    "seconds_to_respond": 104,
    "seconds_to_resolve": 104,
    "hold_minutes": 110,
    "reopen_count": 92,
    "rating": 108,
    "signed": 92,
    "manual_ref": 128,
    "overrun_report_at": 160,
}
GROWING = ("title", "description", "cause", "solution")
RIGHT = ("seconds_to_respond", "seconds_to_resolve", "hold_minutes", "reopen_count", "rating")
USUAL = (
    "ticket_id",
    "reported_at",
    "level",
    "campus",
    "building",
    "room",
    "category",
    "title",
    "status",
    "engineer_id",
    "due_at",
)
# The state of a ticket is marked in the first of these that is shown.
MARKED = ("state", "due_at", "seconds_to_resolve")
WIDEST = 1.6  # times its least width a column is made for what it holds
# Pixels of a Chinese character, of a letter or figure, of what stands around a text, and of a sign before or after it.
_WIDE, _NARROW, _AROUND, _SIGN = 15, 7.1, 22, 18


@dataclass(frozen=True)
class Shown:
    """What the table shows: how many rows, in which columns and order, and where windows of them come from.

    ``view`` names the list for the way back to where one was in it; ``offered`` are columns that may be chosen;
    ``page`` is the address of a ticket's story, "" the page itself; ``size`` is how many rows a window has.
    """

    total: int
    columns: Sequence[str]
    order: str
    descending: bool
    view: str
    fetch: Callable[[int], pa.Table]
    key: Hashable
    words: Sequence[str] = ()
    offered: Sequence[str] = ()
    height: str = ""
    sortable: bool = True
    page: str = ""
    size: int = windows.SIZE


def offered(reader: Reader) -> list[str]:
    """The columns this site has and this reader may see."""
    provided = reader.opened.cockpit.provided
    return [name for name in WIDTHS if (name in provided or name in DERIVED) and name not in reader.rights.denied]


def put(reader: Reader, shown: Shown, asked: Callable[[dict[str, Any]], None], key: str = KEY) -> None:
    """Puts the table on the page; ``asked`` gets what the reader wants: a ``ticket``, a ``sort``, ``columns``."""

    def fetch(start: int) -> list[dict[str, Any]]:
        return records(reader, shown.fetch(start), shown.columns)

    cockpit = reader.opened.cockpit
    source = windows.offer(
        (cockpit.engine.path, cockpit.as_of, reader.rights, reader.language, tuple(shown.columns), shown.key), fetch
    )

    def changed() -> None:
        wanted = (st.session_state.get(key) or {}).get("asked")
        if wanted:
            asked(wanted)

    data = _data(reader, shown, fetch(0))
    components.mount("tickets", FOLDER, key=key, on_asked_change=changed, data={**data, "source": source})


def _data(reader: Reader, shown: Shown, first: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All that the list draws by, with its ``first`` rows."""
    return {
        "size": shown.size,
        "total": shown.total,
        "rows": first,
        "columns": [
            _column(reader, name, shown, [row["cells"][at] for row in first]) for at, name in enumerate(shown.columns)
        ],
        "marked": next((name for name in MARKED if name in shown.columns), ""),
        "states": {state: say(f"common.levels.{state}", reader.language) for state in ("late", "soon")},
        "offered": [{"name": name, "title": title(reader, name)} for name in shown.offered],
        "sort": {"name": shown.order, "descending": shown.descending},
        "found": list(shown.words),
        "view": shown.view,
        "height": shown.height,
        "page": shown.page,
        "carried": CARRIED,
        "words": {
            word: say(f"detail.table.{word}", reader.language)
            for word in ("label", "sort", "columns", "hint", "plain", "done", "earlier", "later")
        },
    }


def title(reader: Reader, name: str) -> str:
    """What a column is called."""
    own = f"detail.columns.{name}"
    return say(own if has(own, reader.language) else f"records.tickets.columns.{name}", reader.language)


def records(reader: Reader, table: pa.Table, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as the table draws them: the ticket, its state, and a text a column."""
    texts = [_texts(reader, name, table[name].to_pylist()) for name in columns]
    states = table["state"].to_pylist()
    return [
        {"id": ticket, "state": state or "", "cells": cells}
        for ticket, state, *cells in zip(table["ticket_id"].to_pylist(), states, *texts, strict=True)
    ]


def _column(reader: Reader, name: str, shown: Shown, cells: Sequence[str]) -> dict[str, Any]:
    head = title(reader, name)
    return {
        "name": name,
        "title": head,
        "width": _width(name, head, cells),
        "grow": name in GROWING,
        "right": name in RIGHT,
        "sortable": shown.sortable and name not in UNSORTED and name != "state",
        "newest": name.endswith("_at") or name in RIGHT,
        "searched": name in SEARCHED,
    }


def _width(name: str, head: str, cells: Sequence[str]) -> int:
    """Room for the header and, within bounds, for what the cells hold."""
    least = WIDTHS[name]
    if name in GROWING:
        return least
    held = max(map(length, cells), default=0.0) + _AROUND
    return round(max(least, length(head) + _AROUND + _SIGN * (len(head) > 4), min(held, least * WIDEST)))


def length(text: str) -> float:
    """About how many pixels a text is long."""
    return sum(_WIDE if letter > "\u2e80" else _NARROW for letter in text)


def _texts(reader: Reader, name: str, cells: list[Any]) -> list[str]:
    """A column's cells in the reader's words; what is not given is left blank."""
    return ["" if cell is None else text(reader, name, cell) for cell in cells]


def text(reader: Reader, name: str, cell: Any) -> str:
    """One cell in the reader's words."""
    if name == "state":
        return say(f"common.levels.{cell}", reader.language)
    if name == "engineer_id":
        return reader.called(cell)
    if name.startswith("seconds_"):
        return value(cell / 3600, "hours", reader.language)
    if isinstance(cell, bool):
        return say("common.yes" if cell else "common.no", reader.language)
    if isinstance(cell, datetime):
        return f"{cell.astimezone(reader.zone):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        told = number(cell, reader.language, 0 if float(cell).is_integer() else 1)
        return say("common.score", reader.language, n=told) if name == "rating" else told
    return label(name, cell, reader.language) if name in CHOICES else str(cell)
