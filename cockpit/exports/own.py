"""Rows in quarantine as their file has them: what stands over a faulty cell, and rows set aside after they had been
read back under their own header.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cockpit.checks.tidy import heading, in_one_line
from cockpit.i18n import has, say
from cockpit.records import RECORDS, Column, Kind
from cockpit.settings.model import Settings, TableSource

Row = dict[str, Any]


def in_their_words(found: list[Row], settings: Settings, language: str) -> list[Row]:
    """The same rows, all with the header people wrote; times in the source's zone, codes as the source spells them."""
    theirs = _headers(found)
    return [_restored(row, theirs, settings, language) if is_ours(row) else row for row in found]


def header_over(row: Row, settings: Settings) -> str | None:
    """The header that people wrote over a faulty cell; None for a whole row, or a column no header was mapped to."""
    spellings, names = spellings_of(row, settings), json.loads(row["header"])
    place = under(names, spellings)
    if place is None:
        return spellings[0] if spellings else None
    return in_one_line(names[place])


def faulty_cells(found: list[Row], settings: Settings) -> list[tuple[Row, int]]:
    """Faulty rows, each with the column of its sheet (from 1) in which the fault stands, as far as that is known."""
    theirs = _headers(found)
    places = ((row, under(json.loads(theirs.get(_place(row), "[]")), spellings_of(row, settings))) for row in found)
    return [(row, place + 1) for row, place in places if place is not None]


def _headers(found: list[Row]) -> dict[tuple[Any, ...], str]:
    """The header of each file as it was read."""
    return {_place(row): row["header"] for row in reversed(found) if not is_ours(row)}


def spellings_of(row: Row, settings: Settings) -> tuple[str, ...]:
    """The headers that may stand over the row's column."""
    table = table_of(row, settings)
    return tuple(table.columns.get(row["column"] or "", ())) if table else ()


def under(names: list[str], spellings: tuple[str, ...]) -> int | None:
    """Which of a header's names is one of the spellings."""
    sought = {heading(spelling) for spelling in spellings}
    return next((place for place, name in enumerate(names) if heading(name) in sought), None)


def column_words(row: Row, settings: Settings, language: str) -> str:
    """The faulty column: the header people wrote, and our name for it in brackets where that is another."""
    key = f"records.{row['record']}.columns.{row['column']}"
    ours = say(key, language) if has(key, language) else str(row["column"] or "")
    theirs = header_over(row, settings)
    if theirs is None or heading(theirs) == heading(ours):
        return theirs or ours
    return say("cli.export.column_of", language, header=theirs, column=ours)


def table_of(row: Row, settings: Settings) -> TableSource | None:
    """How the row's record is read out of its source."""
    tables = (table for one in settings.sources if one.name == row["source"] for table in one.tables)
    return next((table for table in tables if table.record == row["record"]), None)


def _place(row: Row) -> tuple[Any, ...]:
    return row["source"], row["file"], row["sheet"], row["record"]


def is_ours(row: Row) -> bool:
    """Whether it was set aside after it had been read: its header is our own names."""
    header: list[str] = json.loads(row["header"])
    return header == list(RECORDS[row["record"]].names)


def _restored(row: Row, theirs: dict[tuple[Any, ...], str], settings: Settings, language: str) -> Row:
    record = RECORDS[row["record"]]
    source = next((one for one in settings.sources if one.name == row["source"]), None)
    table = table_of(row, settings)
    if source is None or table is None or not table.columns:
        return {**row, "header": json.dumps(_named(record.name, language), ensure_ascii=False)}
    zone = ZoneInfo(source.zone or settings.zone)
    ours = dict(zip(record.names, json.loads(row["cells"]), strict=True))
    told = {name: _told(record.column(name), cell, table, zone) for name, cell in ours.items()}
    mapped = {heading(one): name for name, known in table.columns.items() for one in known if name in ours}
    header = json.loads(theirs.get(_place(row), "[]")) or [known[0] for known in table.columns.values()]
    cells = [told.get(mapped.get(heading(name), "")) for name in header]
    return {**row, "header": json.dumps(header, ensure_ascii=False), "cells": json.dumps(cells, ensure_ascii=False)}


def _named(record: str, language: str) -> list[str]:
    keys = {name: f"records.{record}.columns.{name}" for name in RECORDS[record].names}
    return [say(key, language) if has(key, language) else name for name, key in keys.items()]


def _told(column: Column, cell: str | None, table: TableSource, zone: ZoneInfo) -> str | None:
    """One of our values as the source would say it."""
    if cell is None:
        return None
    if column.kind is Kind.TIME:
        return _time(cell, zone)
    if column.kind is Kind.MONTH:
        return cell[:7]
    if column.kind in (Kind.CHOICE, Kind.FLAG):
        spellings = table.values.get(column.name, {})
        return next((text for text, code in spellings.items() if code.lower() == cell.lower()), cell)
    if column.name == "rating" and table.rating_scale:
        return f"{float(cell) * table.rating_scale[1] / 100:g}"
    return cell.removesuffix(".0") if column.kind is Kind.NUMBER else cell


def _time(cell: str, zone: ZoneInfo) -> str:
    """A time on the clocks of its place; one without a zone is so already."""
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return cell
    local = at.astimezone(zone) if at.tzinfo else at
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
