"""Where a row on screen comes from: its source, its place there, and the syncs that brought and changed it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cockpit.i18n import has, say
from cockpit.metrics.origin import Origin, origin
from cockpit.metrics.subjects import SUBJECTS
from cockpit.records import RECORDS
from cockpit.settings.model import Source
from cockpit.store import Store
from cockpit.store.lineage import Version, versions
from cockpit.ui import html, ticket_list
from cockpit.ui.reader import Reader

ROW = "row"
PEOPLE = frozenset({"engineer_id", "staff_id", "inspector_id"})
LONGEST = 300
LONGEST_QUERY = 160
MOST_CHANGES = 8
TABLE = re.compile(r"select \* from ([\w.]+)", re.IGNORECASE)


def link(reader: Reader, record: str, row: Mapping[str, Any], text: str) -> str:
    """A piece of HTML that opens the origin of a row over the page it stands on."""
    held = {key: st.query_params.get_all(key) for key in st.query_params}
    asked = urlencode(held | {ROW: f"{record}:{row[SUBJECTS[record].key]}"}, doseq=True)
    return f'<a class="c-origin" href="?{escape(asked)}" title="{escape(_say(reader, "title"))}">{escape(text)}</a>'


def open_row(record: str, identity: object) -> None:
    """Puts the row into the address, which opens its origin."""
    st.query_params[ROW] = f"{record}:{identity}"


def show_asked(reader: Reader) -> None:
    """The origin of the row that the address names, over the page."""
    asked = st.query_params.get(ROW, "")[:LONGEST]
    if not asked:
        return
    record, _, identity = asked.partition(":")
    title = _say(reader, "title")
    st.dialog(title, width="medium", on_dismiss=_close)(_body)(reader, record, identity)


def told(reader: Reader, found: Origin) -> str:
    """Source, file, sheet, row or key, and the syncs, as a piece of HTML."""
    placed = [(name, escape(text)) for name, text in place(reader, found)]
    facts = [(_say(reader, name), text) for name, text in [*placed, *_syncs(reader, found)] if text]
    return f'<dl class="c-facts">{"".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in facts)}</dl>'


def _body(reader: Reader, record: str, identity: str) -> None:
    found = None if "\0" in identity else origin(reader.opened.cockpit, record, identity, reader.rights)
    if found is None:
        html.empty(_say(reader, "unknown"), _say(reader, "unknown_why"))
        return
    html.show(f'<p class="c-said">{escape(_name(reader, found))}</p>{told(reader, found)}')
    html.heading(_say(reader, "content"))
    html.show(_content(reader, found))


def _say(reader: Reader, key: str, **arguments: object) -> str:
    return say(f"lineage.{key}", reader.language, **arguments)


def _name(reader: Reader, found: Origin) -> str:
    return f"{say(f'records.{found.record}.name', reader.language)} · {_key(reader, found)}"


def _key(reader: Reader, found: Origin) -> str:
    return " · ".join(_cell(reader, name, cell) for name, cell in found.key.items())


def place(reader: Reader, found: Origin) -> list[tuple[str, str]]:
    """What tells where a row stands, each with its key under ``lineage``. A row of a file has its number there; one of
    a database is found by its key, in a table or the answer of a query.
    """
    source = next((one for one in reader.opened.settings.sources if one.name == found.source), None)
    if source is not None and source.url is not None:
        names = _comma(reader, [_column(reader, found.record, name) for name in found.key])
        cells = [str(cell) if name in PEOPLE else _cell(reader, name, cell) for name, cell in found.key.items()]
        key = _say(reader, "by_key", names=names, cell=" · ".join(cells))
        asked = _asked(reader, source, found.record)
        return [("source", found.source), ("database", found.file), *asked, ("key", key)]
    number = _say(reader, "number", n=found.row_number)
    return [("source", found.source), ("file", found.file), ("sheet", found.sheet or ""), ("row", number)]


def _asked(reader: Reader, source: Source, record: str) -> list[tuple[str, str]]:
    """The table of the database or the query that gives the record; of a long query where it is written."""
    query = next((" ".join(one.query.split()) for one in source.tables if one.record == record and one.query), "")
    if of_table := TABLE.fullmatch(query):
        return [("table", of_table[1])]
    if len(query) > LONGEST_QUERY:
        query = _say(reader, "query_of", section=f"sources.{source.name}.tables.{record}")
    return [("query", query)]


def _syncs(reader: Reader, found: Origin) -> list[tuple[str, str]]:
    """The sync that brought the row as it stands, and what those before it had."""
    known = reader.found(("lineage", found.record, *found.key.values()), lambda: _versions(reader, found))
    if not known:
        return []
    first = known[0]
    brought = _say(reader, "by_sync" if first.exact else "by_sync_or_before", **_when(reader, first))
    changes = [line for one in known if (line := _change(reader, found, one))]
    if not changes and first.exact:
        brought = _say(reader, "new_by_sync", **_when(reader, first))
    listed = "<br>".join(changes[:MOST_CHANGES])
    return [("brought", escape(brought)), ("changes", listed)]


def _versions(reader: Reader, found: Origin) -> list[Version]:
    newest = reader.opened.snapshot
    kept = [one for one in Store(reader.opened.settings.data).list() if one.id <= newest.id]
    return versions(kept, RECORDS[found.record], found.key)


def _when(reader: Reader, version: Version) -> dict[str, str]:
    return {"at": reader.moment(version.synced), "snapshot": version.snapshot}


def _change(reader: Reader, found: Origin, version: Version) -> str:
    """What a sync changed of the columns one may see: the former values and when they were replaced."""
    former = {name: cell for name, cell in (version.before or {}).items() if name in found.row}
    if not former:
        return ""
    parts = [
        _say(reader, "was", column=_column(reader, found.record, name), cell=_cell(reader, name, cell))
        for name, cell in former.items()
    ]
    return f"{escape(reader.moment(version.synced))} · {escape(_comma(reader, parts))}"


def _comma(reader: Reader, parts: Sequence[str]) -> str:
    return say("sentences.comma", reader.language).join(parts)


def _content(reader: Reader, found: Origin) -> str:
    """Every column of the row that is filled, as the cockpit has it."""
    pieces = [
        f"<dt>{escape(_column(reader, found.record, name))}</dt><dd>{escape(_cell(reader, name, cell))}</dd>"
        for name, cell in found.row.items()
        if cell is not None
    ]
    return f'<dl class="c-facts">{"".join(pieces)}</dl>'


def _column(reader: Reader, record: str, name: str) -> str:
    key = f"records.{record}.columns.{name}"
    return say(key, reader.language) if has(key, reader.language) else name


def _cell(reader: Reader, name: str, cell: Any) -> str:
    if cell is None:
        return "–"
    if name in PEOPLE:
        called = reader.called(cell)
        return called if called == cell else _say(reader, "person", name=called, id=cell)
    return reader.label(name, cell) if isinstance(cell, str) else ticket_list.text(reader, name, cell)


def _close() -> None:
    del st.query_params[ROW]
