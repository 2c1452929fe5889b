"""Documents and policies: what is to be reviewed and what is overdue, by cycle and reviewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from cockpit.boards import Tile
from cockpit.contract.reviews import REVIEWED
from cockpit.exports.lists import Listed
from cockpit.i18n import day, label, number, percent, say
from cockpit.metrics import ledgers
from cockpit.metrics.reading import Row
from cockpit.ui import charts, exporting, html, row_origin
from cockpit.ui.lists import cut
from cockpit.ui.reader import Reader

LATE = ("never", "overdue")
METRICS = {"documents": "document_current", "policies": "policy_current"}
CYCLES = ("week", "month", "quarter", "year")
HEADS = {"record": "kind"}
COLUMNS = ("column_name", "state", "cycle", "reviewer", "last")


def rows(reader: Reader) -> list[Row]:
    """Every document and policy, what is overdue for the longest time first."""
    cockpit = reader.opened.cockpit
    return reader.found(("reviews",), lambda: ledgers.reviewed(cockpit, reader.rights))


def listed(reader: Reader, tile: Tile) -> None:
    """What is overdue or due, by when; what is current in one line."""
    found = rows(reader)
    cockpit = reader.opened.cockpit
    known = [record for record in REVIEWED if record in cockpit.records]
    with st.container(horizontal=True, vertical_alignment="center", key="links-ledgers-reviews"):
        html.heading(_say(reader, "title"), _say(reader, "beside", day=day(cockpit.today, reader.language)))
        for record in known[:1]:
            charts.about(reader, reader.ask(reader.question(METRICS[record])), "about-reviews")
        if found:
            exporting.menu(reader, "ledgers-reviews", lambda: _files(reader, found))
    if not known:
        names = [say(f"records.{record}.name", reader.language) for record in REVIEWED]
        html.empty(_say(reader, "lacking"), reader.say("empty.provide", names=names))
        return
    open_ = [row for row in found if row["state"] != "current"]
    if not open_:
        html.empty(_say(reader, "none"), _say(reader, "none_why"))
        return
    heads = [_say(reader, name) for name in COLUMNS]
    lines = [_line(reader, row) for row in open_[: tile.rows]]
    table = html.table(heads, lines, caption=_say(reader, "title"))
    html.show(f'<div class="c-long c-ledger">{table}</div>{cut(reader, len(lines), len(open_))}')


def _line(reader: Reader, row: Row) -> list[str]:
    tongue = reader.language
    kind = say(f"records.{row['record']}.name", tongue)
    told = [kind, label("level", row["level"], tongue)] if row["level"] else [kind]
    last = day(row["last_reviewed_on"], tongue) if row["last_reviewed_on"] else "–"
    changed = f"<br>{html.flag('watch', _say(reader, 'changed', day=_short(reader, row)))}" if row["changed"] else ""
    name = row_origin.link(reader, row["record"], row, row["name"])
    return [
        f'{name} <span class="c-quiet c-small">{escape(" · ".join(told))}</span>',
        _state(reader, row),
        escape(label("cycle", row["cycle"], tongue)),
        escape(row["reviewer"]),
        escape(last) + changed,
    ]


def _short(reader: Reader, row: Row) -> str:
    return day(row["changed_on"], reader.language, short=True)


def _state(reader: Reader, row: Row) -> str:
    """How it stands: for how long overdue, or until when there is time."""
    if row["state"] == "never":
        return html.flag("late", _say(reader, "never"))
    if row["state"] == "overdue":
        days = (reader.opened.cockpit.today - row["overdue_from"]).days + 1
        return html.flag("late", _say(reader, "overdue", n=days))
    last = row["overdue_from"] - timedelta(days=1)
    return html.flag("watch", _say(reader, "due", day=day(last, reader.language, short=True)))


def _files(reader: Reader, found: Sequence[Row]) -> list[exporting.Content]:
    """What is to be reviewed, as listed, and all there is."""
    open_ = [row for row in found if row["state"] != "current"]
    listed = [_list(reader, "title", open_)] if open_ else []
    return [*listed, _list(reader, "all", found, "records")]


def _list(reader: Reader, title: str, found: Sequence[Row], name: str = "list") -> exporting.Content:
    kinds = (
        ("column_name", "text"), ("kind", "text"), ("level", "text"), ("cycle", "text"), ("reviewer", "text"),
        ("last", "day"), ("changed_on", "day"), ("state", "text"), ("due_from", "day"), ("overdue_from", "day"),
    )  # fmt: skip
    tongue = reader.language
    lines = [
        (row["name"], say(f"records.{row['record']}.name", tongue),
         label("level", row["level"], tongue) if row["level"] else None, label("cycle", row["cycle"], tongue),
         row["reviewer"], row["last_reviewed_on"], row["changed_on"], _say(reader, f"states.{row['state']}"),
         row["due_from"], row["overdue_from"])
        for row in found
    ]  # fmt: skip
    heads = [(_say(reader, column), kind) for column, kind in kinds]
    remarks = (_say(reader, "beside", day=day(reader.opened.cockpit.today, tongue)),)
    return exporting.shown(reader, Listed(_say(reader, title), heads, lines, remarks), name=name)


def grouped(reader: Reader, tile: Tile) -> None:
    """How many are overdue, due and current, by kind, reviewer and cycle."""
    found = rows(reader)
    for column in tile.splits if found else ():
        counts = ledgers.by(found, column)
        order = [key for key in CYCLES if key in counts] if column == "cycle" else list(counts)
        listed = _grouped(reader, column, [(key, counts[key]) for key in order])
        with st.container(horizontal=True, vertical_alignment="center", key=f"links-ledgers-{column}"):
            html.heading(listed.title)
            exporting.menu(reader, f"ledgers-{column}", partial(_group_files, reader, listed))
        lines = [_group(reader, row) for row in listed.rows]
        html.show(html.table([head for head, _ in listed.columns], lines, right=(1, 2, 3, 4), caption=listed.title))


def _grouped(reader: Reader, column: str, groups: Sequence[tuple[str, Counter[str]]]) -> Listed:
    """A row a group: how many in each state, and what part is current."""
    tongue = reader.language
    heads = [(_say(reader, HEADS.get(column, column)), "text")]
    heads += [(_say(reader, f"states.{name}"), "count") for name in ("overdue", "due", "current")]
    heads.append((_say(reader, "share"), "share"))
    cells = [
        (say(f"records.{key}.name", tongue) if column == "record" else label(column, key, tongue),
         sum(states[state] for state in LATE), states["due"], states["current"], states["current"] / states.total())
        for key, states in groups
    ]  # fmt: skip
    return Listed(_say(reader, f"by_{column}"), heads, cells)


def _group_files(reader: Reader, listed: Listed) -> list[exporting.Content]:
    return [exporting.shown(reader, listed)]


def _group(reader: Reader, row: Sequence[Any]) -> list[str]:
    """One line of such a table."""
    tongue = reader.language
    name, late, *counts, share = row
    cells = (number(count, tongue) if count else "–" for count in counts)
    flagged = html.flag("late", number(late, tongue)) if late else "–"
    return [escape(name), flagged, *map(escape, cells), escape(percent(share, tongue))]


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"ledgers.reviews.{key}", reader.language, **facts)
