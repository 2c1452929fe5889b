"""Visits to machine rooms: what the register lacks, and what equipment came in or went out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.visits import CHANGES, FAULTS, hours, told
from cockpit.exports.lists import Cell, Listed
from cockpit.i18n import label, number, say, value
from cockpit.metrics import ledgers
from cockpit.metrics.ledgers import Register
from cockpit.metrics.reading import Row
from cockpit.ui import exporting, html, row_origin
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader

RECORD = "room_visits"
MARKS = {"added": "＋", "removed": "－", "replaced": "⇄"}
FLAGS = {"complete": "fine", "lacks": "late"}


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
            exporting.menu(reader, "ledgers-visits", lambda: _files(reader, found, rows))
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
        lines.append(
            [
                row_origin.link(reader, "room_visits", row, reader.moment(row["entered_at"])),
                _who(row),
                _what(row),
                flags,
            ]
        )
    table = html.table(heads, lines, caption=_say(reader, "title"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def changes(reader: Reader, tile: Tile) -> None:
    """Visits in which equipment came in or went out."""
    if RECORD not in reader.opened.cockpit.records:
        return
    found = [row for row in visits(reader) if row["equipment_change"]]
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-changes"):
        html.heading(_say(reader, "changes"), _counted(reader, found))
        if found:
            exporting.menu(reader, "ledgers-changes", lambda: [_list(reader, "changes", found)])
    if not found:
        html.empty(_say(reader, "changes_none"), _say(reader, "changes_none_why"))
        return
    heads = [_say(reader, name) for name in ("entered", "who", "what", "change", "stay", "approved")]
    lines = [
        [
            row_origin.link(reader, "room_visits", row, reader.moment(row["entered_at"])),
            _who(row),
            _what(row),
            _change(reader, row),
            escape(value(hours(row), "hours", reader.language)) if row["left_at"] else "–",
            escape(row["approved_by"] or "–"),
        ]
        for row in found[: tile.rows]
    ]
    table = html.table(heads, lines, right=(4,), caption=_say(reader, "changes"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(found))}')


def _counted(reader: Reader, found: Sequence[Row]) -> str:
    """How often equipment came in, went out, was replaced, or changed without a word of it."""
    counts = Counter(change for row in found for change in row["changes"])
    each = [_say(reader, f"changed.{name}", n=counts[name]) for name in CHANGES if counts[name]]
    return say("common.comma", reader.language).join(each)


def _change(reader: Reader, row: Row) -> str:
    """What became of equipment, then what is written of it."""
    marks = []
    for change in row["changes"]:
        words = _say(reader, f"change_of.{change}")
        marks.append(html.flag("watch", words) if change == "unsaid" else f"{MARKS[change]} {escape(words)}")
    beside = told(row) or _say(reader, "bare", text=row["equipment_change"])
    return f'{"<br>".join(marks)}<br><span class="c-quiet c-small">{escape(beside)}</span>'


def by_room(reader: Reader, _tile: Tile) -> None:
    """How often each room was visited, for how long, and how often equipment changed."""
    found = ledgers.by_room(visits(reader))
    if not found:
        return
    kinds = {"room": "text", "visits": "count", "change": "count", "stay_mean": "hours"}
    heads = [(_say(reader, name), kind) for name, kind in kinds.items()]
    listed = Listed(_say(reader, "by_room"), heads, [(one.name, one.visits, one.changed, one.mean) for one in found])
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-rooms"):
        html.heading(listed.title)
        exporting.menu(reader, "ledgers-rooms", lambda: [exporting.shown(reader, listed, reader.last_months)])
    lines = [
        [
            escape(one.name),
            escape(number(one.visits, reader.language)),
            escape(number(one.changed, reader.language)) if one.changed else "–",
            "–" if one.mean is None else escape(value(one.mean, "hours", reader.language)),
        ]
        for one in found
    ]
    html.show(html.table([head for head, _ in heads], lines, right=(1, 2, 3), caption=listed.title))


def by_month(reader: Reader, _tile: Tile) -> None:
    """The register month by month: whether it is complete, as it is to be when it is archived at the month's end."""
    found = ledgers.by_month(visits(reader), reader.opened.cockpit.today)
    if not found:
        return
    lacks = [_say(reader, f"faults.{name}") for name in FAULTS]
    heads = [_say(reader, "month"), _say(reader, "visits"), *lacks, _say(reader, "archive")]
    kinds = ["text", "count", *["count"] * len(lacks), "text"]
    rows: list[tuple[Cell, ...]] = [
        (label("month", one.month, reader.language), one.visits, *(one.lacks[name] for name in FAULTS),
         _say(reader, f"archives.{_archive(one)}"))
        for one in found
    ]  # fmt: skip
    remark = _say(reader, "by_month_beside")
    listed = Listed(_say(reader, "by_month"), list(zip(heads, kinds, strict=True)), rows, (remark,))
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-months"):
        html.heading(listed.title, remark)
        exporting.menu(reader, "ledgers-months", lambda: [exporting.shown(reader, listed, reader.last_months)])
    html.show(
        html.table(heads, [_month(reader, one) for one in found], right=range(1, len(heads) - 1), caption=listed.title)
    )


def _month(reader: Reader, one: Register) -> list[str]:
    counts = (one.visits, *(one.lacks[name] for name in FAULTS))
    state = _archive(one)
    words = _say(reader, f"archives.{state}")
    return [
        escape(label("month", one.month, reader.language)),
        *(escape(number(n, reader.language)) if n else "–" for n in counts),
        html.flag(FLAGS[state], words) if state in FLAGS else html.quiet(words),
    ]


def _archive(one: Register) -> str:
    if not one.over:
        return "running"
    return "lacks" if one.lacks.total() else "complete"


def _who(row: Row) -> str:
    return f'{escape(row["organisation"])}<br><span class="c-quiet c-small">{escape(row["visitor"])}</span>'


def _what(row: Row) -> str:
    place = " ".join(filter(None, (row["room"], row["rack"])))
    return f'{escape(row["operation"])}<br><span class="c-quiet c-small">{escape(place)}</span>'


def _files(reader: Reader, found: Sequence[Row], rows: Sequence[Row]) -> list[exporting.Content]:
    """What the list shows, and the whole register."""
    listed = [_list(reader, "title", found)] if found else []
    return [*listed, _list(reader, "all", rows, "records")]


def _list(reader: Reader, title: str, found: Sequence[Row], kind: str = "list") -> exporting.Content:
    names = (
        ("entered", "moment"), ("left", "moment"), ("room", "text"), ("rack", "text"), ("organisation", "text"),
        ("visitor", "text"), ("operation", "text"), ("change", "text"), ("direction", "text"), ("approved", "text"),
        ("fault", "text"),
    )  # fmt: skip
    comma = say("common.comma", reader.language)
    rows = [
        (row["entered_at"], row["left_at"], row["room"], row["rack"], row["organisation"], row["visitor"],
         row["operation"], row["equipment_change"],
         comma.join(_say(reader, f"change_of.{change}") for change in row["changes"]) or None, row["approved_by"],
         comma.join(_say(reader, f"faults.{fault}") for fault in row["faults"]) or None)
        for row in found
    ]  # fmt: skip
    heads = [(_say(reader, name), cell) for name, cell in names]
    return exporting.shown(reader, Listed(_say(reader, title), heads, rows), reader.last_months, kind)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"ledgers.rooms.{key}", reader.language, **facts)
