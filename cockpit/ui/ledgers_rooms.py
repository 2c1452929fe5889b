"""Visits to machine rooms: what the register lacks, and what equipment came in or went out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.visits import hours
from cockpit.exports.lists import Listed
from cockpit.i18n import number, say, value
from cockpit.metrics import ledgers
from cockpit.metrics.reading import Row
from cockpit.ui import exporting, html
from cockpit.ui.reader import Reader

RECORD = "room_visits"


def visits(reader: Reader) -> list[Row]:
    """The visits of twelve months, the latest first."""
    cockpit, period = reader.opened.cockpit, reader.last_months
    return reader.found(("room visits", period), lambda: ledgers.room_visits(cockpit, period, reader.rights))


def lacking(reader: Reader, tile: Tile) -> None:
    """Visits without a leaving time or an approval."""
    rows = visits(reader)
    found = ledgers.faulty(rows)
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-visits"):
        html.heading(_say(reader, "title"), _say(reader, "beside"))
        if rows:
            exporting.menu(reader, "ledgers-visits", lambda: [_list(reader, "all", rows)])
    if RECORD not in reader.opened.cockpit.records:
        name = say(f"records.{RECORD}.name", reader.language)
        html.empty(_say(reader, "lacking"), reader.say("empty.provide", names=name))
        return
    if not rows:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    if not found:
        html.empty(_say(reader, "fine"), _say(reader, "fine_why", n=len(rows)))
        return
    heads = [_say(reader, name) for name in ("entered", "who", "what", "fault")]
    lines = []
    for row in found[: tile.rows]:
        flags = "<br>".join(html.flag("late", _say(reader, f"faults.{fault}")) for fault in row["faults"])
        lines.append([escape(reader.moment(row["entered_at"])), _who(row), _what(row), flags])
    html.show(f'<div class="c-long c-ledger">{html.table(heads, lines, caption=_say(reader, "title"))}</div>')


def changes(reader: Reader, tile: Tile) -> None:
    """Visits in which equipment came in or went out."""
    if RECORD not in reader.opened.cockpit.records:
        return
    found = [row for row in visits(reader) if row["equipment_change"]]
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-changes"):
        html.heading(_say(reader, "changes"), _say(reader, "changes_beside"))
        if found:
            exporting.menu(reader, "ledgers-changes", lambda: [_list(reader, "changes", found)])
    if not found:
        html.empty(_say(reader, "changes_none"), _say(reader, "changes_none_why"))
        return
    heads = [_say(reader, name) for name in ("entered", "who", "what", "change", "stay", "approved")]
    lines = [
        [
            escape(reader.moment(row["entered_at"])),
            _who(row),
            _what(row),
            escape(row["equipment_change"]),
            escape(value(hours(row), "hours", reader.language)) if row["left_at"] else "–",
            escape(row["approved_by"] or "–"),
        ]
        for row in found[: tile.rows]
    ]
    html.show(
        f'<div class="c-long c-ledger">{html.table(heads, lines, right=(4,), caption=_say(reader, "changes"))}</div>'
    )


def by_room(reader: Reader, _tile: Tile) -> None:
    """How often each room was visited, for how long, and how often equipment changed."""
    found = ledgers.by_room(visits(reader))
    if not found:
        return
    html.heading(_say(reader, "by_room"))
    lines = [
        [
            escape(one.name),
            escape(number(one.visits, reader.language)),
            escape(number(one.changed, reader.language)) if one.changed else "–",
            "–" if one.mean is None else escape(value(one.mean, "hours", reader.language)),
        ]
        for one in found
    ]
    heads = [_say(reader, name) for name in ("room", "visits", "change", "stay_mean")]
    html.show(html.table(heads, lines, right=(1, 2, 3), caption=_say(reader, "by_room")))


def _who(row: Row) -> str:
    return f'{escape(row["organisation"])}<br><span class="c-quiet c-small">{escape(row["visitor"])}</span>'


def _what(row: Row) -> str:
    place = " ".join(filter(None, (row["room"], row["rack"])))
    return f'{escape(row["operation"])}<br><span class="c-quiet c-small">{escape(place)}</span>'


def _list(reader: Reader, title: str, found: Sequence[Row]) -> exporting.Content:
    names = (
        ("entered", "moment"), ("left", "moment"), ("room", "text"), ("rack", "text"), ("organisation", "text"),
        ("visitor", "text"), ("operation", "text"), ("change", "text"), ("approved", "text"), ("fault", "text"),
    )  # fmt: skip
    comma = say("common.comma", reader.language)
    rows = [
        (row["entered_at"], row["left_at"], row["room"], row["rack"], row["organisation"], row["visitor"],
         row["operation"], row["equipment_change"], row["approved_by"],
         comma.join(_say(reader, f"faults.{fault}") for fault in row["faults"]) or None)
        for row in found
    ]  # fmt: skip
    heads = [(_say(reader, name), kind) for name, kind in names]
    return exporting.shown(reader, Listed(_say(reader, title), heads, rows), reader.last_months)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"ledgers.rooms.{key}", reader.language, **facts)
