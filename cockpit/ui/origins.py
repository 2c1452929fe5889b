"""Where the figures come from: every source with its records, files, counts and warnings."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from cockpit.boards import Tile
from cockpit.exports import reasons
from cockpit.i18n import day, has, number, say
from cockpit.store.freshness import Newest, newest
from cockpit.sync.outcome import LEFT_OUT, SKIPPED
from cockpit.ui import html
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Reader

COUNTS = ("read", "accepted", "quarantined", "deduplicated")
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
LONG_AGO = ""


def sources(reader: Reader, _tile: Tile) -> None:
    """A block a source; of each record its files and read = accepted + in quarantine + duplicates."""
    html.heading(reader.say("data.sources"), reader.say("data.identity"))
    tables = reader.opened.snapshot.manifest["tables"]
    for source in sorted({source for table in tables.values() for source in table.get("sources", [])}):
        of_source = {name: table for name, table in tables.items() if source in table.get("sources", [])}
        _block(reader, source, of_source)


def _block(reader: Reader, source: str, tables: dict[str, Any]) -> None:
    ages = {name: _ages(reader, name) for name in tables}
    files = {file for table in tables.values() for file in _files(table, source)}
    latest = max(
        (at for age in ages.values() for place, at in age.items() if place[0] == source), key=_order, default=None
    )
    database = reasons.of_database(source, reader.opened.settings)
    facts = [_kind(reader, files, database=database)]
    if not database:
        facts.append(reader.say("data.files_n", n=number(len(files), reader.language)))
    if latest:
        facts.append(reader.say("data.newest_at", at=_moment(reader, latest)))
    names = ("record", *(() if database else ("files", "newest_file")), "newest_row", *COUNTS)
    headers = [reader.say(f"data.{name}") for name in names]
    rows = [
        _row(reader, source, name, table, ages[name], database=database)
        for name, table in sorted(tables.items(), key=lambda pair: -pair[1]["read"])
    ]
    right = [place for place, column in enumerate(names) if column in ("files", *COUNTS)]
    drawn = html.table(headers, rows, right=right, caption=f"{reader.say('data.sources')} {source}")
    warnings = [
        f"<li>{words}</li>" for name, table in tables.items() for words in _warnings(reader, source, name, table)
    ]
    beneath = f'<ul class="c-warnings">{"".join(warnings)}</ul>' if warnings else ""
    title = f'<h3 class="c-h3">{escape(source)}<span>{escape(" · ".join(facts))}</span></h3>'
    html.show(f'<div class="{"c-source c-of-database" if database else "c-source"}">{title}{drawn}{beneath}</div>')


def _row(reader: Reader, source: str, name: str, table: dict[str, Any], ages: Newest, *, database: bool) -> list[str]:
    own = {place[1]: at for place, at in ages.items() if place[0] == source}
    at = max(own.values(), key=_order, default=None)
    figures = _counts(table, source)
    counts = [number(figures[count], reader.language) for count in COUNTS]
    if figures["quarantined"]:
        counts[2] = html.flag("watch", counts[2])
    told = escape(say(f"records.{name}.name", reader.language))
    others = [other for other in table["sources"] if other != source]
    if others and figures is table:
        told += f' <span class="c-quiet">{escape(reader.say("data.shared", names=", ".join(others)))}</span>'
    newest_row = _moment(reader, at) if at else "–"
    return [told, *([] if database else _newest_file(reader, _files(table, source), own)), escape(newest_row), *counts]


def _newest_file(reader: Reader, files: list[str], own: dict[str, datetime | date | None]) -> list[str]:
    """How many files a record has of the source, and the one with the newest rows."""
    last = max(files or own, key=lambda file: (_order(own.get(file)), file), default="")
    return [number(len(files), reader.language), escape(Path(last).name)]


def _counts(table: dict[str, Any], source: str) -> dict[str, Any]:
    """A record's counts of one source; of all its sources together in a snapshot that kept no others."""
    counts: dict[str, Any] = table.get("by_source", {}).get(source, table)
    return counts


def _unmapped(table: dict[str, Any], source: str) -> dict[str, dict[str, int]]:
    """How many values of a source's columns have no mapping, in how many rows; of all sources in an older snapshot."""
    if "unmapped_sources" in table:
        own: dict[str, dict[str, int]] = table["unmapped_sources"].get(source, {})
        return own
    every = table.get("unmapped", {})
    return {column: {"values": len(values), "rows": sum(values.values())} for column, values in every.items()}


def _ages(reader: Reader, record: str) -> Newest:
    snapshot = reader.opened.snapshot
    found: Newest = ANSWERS.get((snapshot.path, "newest", record), lambda: newest(snapshot, record))
    return found


def _files(table: dict[str, Any], source: str) -> list[str]:
    return [name.removeprefix(f"{source}/") for name in table.get("files", {}) if name.startswith(f"{source}/")]


def _order(at: datetime | date | None) -> str:
    """Days and moments in one order."""
    return at.isoformat() if at else LONG_AGO


def _moment(reader: Reader, at: datetime | date) -> str:
    return reader.moment(at) if isinstance(at, datetime) else day(at, reader.language)


def _kind(reader: Reader, files: set[str], *, database: bool) -> str:
    """Excel, CSV or a database."""
    if database:
        return reader.say("data.database")
    kinds = {"Excel" if Path(file).suffix.lower() in BOOKS else "CSV" for file in files}
    return reader.say("list").join(sorted(kinds))


def _warnings(reader: Reader, source: str, name: str, table: dict[str, Any]) -> list[str]:
    """What the files of a record have too much or too little, each thing once; and how much has no mapping."""
    record = say(f"records.{name}.name", reader.language)
    told: dict[str, int] = {}
    for warning in table.get("warnings", []):
        if warning["source"] == source:
            words = _worded(reader, name, warning)
            told[words] = told.get(words, 0) + 1
    lines = [
        f"{words} · {reader.say('data.files_n', n=number(count, reader.language))}" if count > 1 else words
        for words, count in told.items()
    ]
    skipped = _counts(table, source).get("skipped", {})
    if skipped.get("total"):
        counts = {why: number(skipped.get(why, 0), reader.language) for why in SKIPPED}  # not every snapshot has both
        lines.append(reader.say("data.skipped", **counts))
    if left := skipped.get(LEFT_OUT):
        lines.append(reader.say("data.left_out", n=number(left, reader.language)))
    for column, found in _unmapped(table, source).items():
        counts = {"n": number(found["values"], reader.language), "rows": number(found["rows"], reader.language)}
        lines.append(reader.say("data.unmapped_in", column=_column(reader, name, column), **counts))
    return [f"<b>{escape(record)}</b> {escape(line)}" for line in lines]


def _worded(reader: Reader, record: str, warning: dict[str, Any]) -> str:
    database = reasons.of_database(warning["source"], reader.opened.settings)
    said = {name: one for name, one in warning.items() if name != "key"}
    said["column"] = _column(reader, record, str(warning.get("column", "")))
    return reasons.title(warning["key"], reader.language, database=database, **said)


def _column(reader: Reader, record: str, column: str) -> str:
    key = f"records.{record}.columns.{column}"
    return say(key, reader.language) if has(key, reader.language) else column
