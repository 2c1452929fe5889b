"""A list as a page shows it, as a file: a sheet ready to filter and what is to be known of it, or a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from cockpit.errors import UsageError
from cockpit.exports import delimited, notes
from cockpit.exports.book import Book, written
from cockpit.i18n import halves
from cockpit.request import Request

SUFFIXES: Final = (".xlsx", ".csv")
LEFT: Final = ("text", "moment", "day")
WIDTHS: Final = {"text": 16, "moment": 17, "day": 12}
LEAST, WIDEST = 11, 60

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Listed:
    """A list: its title, its columns as (heading, kind), its rows, and what a reader has to know.

    A kind is text, day, moment (shown in site time), or a unit of ``book.NUMBERS``.
    """

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]
    remarks: Sequence[str] = ()


def write(request: Request, listed: Listed, out: Path) -> None:
    """Writes the file its name says: .xlsx or .csv."""
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError("export_kind", file=out.name, known=SUFFIXES)
    if suffix == ".csv":
        titles = [title for title, _ in listed.columns]
        out.write_bytes(b"".join(delimited.csv_chunks(titles, [_table(request, listed)])))
        return
    with written(out, request.language, listed.title, request.made) as book:
        _sheet(book, request, listed)
        told = notes.Told(len(listed.rows))
        notes.write(book, listed.title, notes.sections(request, listed.title, (), listed.remarks, told))


def _table(request: Request, listed: Listed) -> pa.Table:
    zone = ZoneInfo(request.settings.zone)
    cells = [[_plain(row[place], zone) for row in listed.rows] for place in range(len(listed.columns))]
    return pa.table([pa.array(column) for column in cells], names=[str(at) for at in range(len(cells))])


def _plain(cell: Cell, zone: ZoneInfo) -> Cell:
    """A moment in site time without its zone, which Excel knows nothing of."""
    return cell.astimezone(zone).replace(tzinfo=None) if isinstance(cell, datetime) else cell


def _sheet(book: Book, request: Request, listed: Listed) -> None:
    page = book.sheet(listed.title, header=(0, 0))
    page.set_row(0, 30)
    for place, (title, kind) in enumerate(listed.columns):
        longest = max((halves(str(row[place])) for row in listed.rows if kind == "text"), default=0)
        page.set_column(place, place, min(WIDEST, max(WIDTHS.get(kind, LEAST), halves(title) + 2, longest + 2)))
        page.write_string(0, place, title, book.head(**_aligned(kind)))
        for at, row in enumerate(listed.rows, 1):
            _cell(page, at, place, _plain(row[place], ZoneInfo(request.settings.zone)), book, kind)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(listed.rows), 1), len(listed.columns) - 1)


def _aligned(kind: str) -> dict[str, object]:
    return {"align": "left"} if kind in LEFT else {"align": "right", "indent": 1}


def _cell(page: Worksheet, at: int, place: int, cell: Cell, book: Book, kind: str) -> None:
    look = book.number(kind, valign="vcenter", **_aligned(kind))
    if cell is None:
        page.write_blank(at, place, None, look)
    elif isinstance(cell, str):
        page.write_string(at, place, cell, look)
    elif isinstance(cell, datetime | date):
        page.write_datetime(at, place, cell, look)
    else:
        page.write_number(at, place, cell, look)
