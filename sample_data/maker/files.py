"""Writes workbooks, CSV files and the database; nothing in them depends on the machine or the hour."""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import xlsxwriter

Cell: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = list[Cell]

STAMP = datetime(2026, 12, 21, 8)
FLAGS = {True: "是", False: "否"}


@dataclass
class Sheet:
    """One sheet: lines above the header, the header's lines, the rows, and a line below."""

    name: str
    headers: list[list[str]]
    rows: Sequence[Row]
    above: Sequence[str] = ()
    below: Row | None = None
    clock: str = "yyyy-mm-dd hh:mm"


def workbook(path: Path, *sheets: Sheet) -> None:
    """An .xlsx file as an office program would export it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": STAMP, "title": path.stem})
        for sheet in sheets:
            fill(book, sheet)


def fill(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """Writes one sheet into the book."""
    page = book.add_worksheet(sheet.name)
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center"})
    title = book.add_format({"bold": True, "font_size": 14})
    moment, day = book.add_format({"num_format": sheet.clock}), book.add_format({"num_format": "yyyy-mm-dd"})
    width, line = len(sheet.headers[0]), 0
    for text in sheet.above:
        page.merge_range(line, 0, line, width - 1, text, title)
        line += 1
    top = line
    for header in sheet.headers:
        page.write_row(line, 0, header, bold)
        line += 1
    if len(sheet.headers) == 2:
        merge(page, top, sheet.headers, bold)
    page.freeze_panes(line, 1)
    page.autofilter(line - 1, 0, line + len(sheet.rows) - 1, width - 1)
    page.set_column(0, width - 1, 14)
    for row in (*sheet.rows, *([sheet.below] if sheet.below else [])):
        for column, cell in enumerate(row):
            if isinstance(cell, bool):
                page.write_string(line, column, FLAGS[cell])
            elif isinstance(cell, datetime):
                page.write_datetime(line, column, cell, moment)
            elif isinstance(cell, date):
                page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)
            elif cell is not None:
                page.write(line, column, cell)
        line += 1


def merge(page: xlsxwriter.worksheet.Worksheet, top: int, headers: list[list[str]], bold: object) -> None:
    """Joins the cells of a two-line header as a person would: groups across, single columns downwards."""
    upper, lower = headers
    start = 0
    for column in range(1, len(upper) + 1):
        if column < len(upper) and not upper[column]:
            continue
        if column - start > 1:
            page.merge_range(top, start, top, column - 1, upper[start], bold)
        elif not lower[start]:
            page.merge_range(top, start, top + 1, start, upper[start], bold)
        start = column


def text(cell: Cell) -> str:
    """A cell as a text export writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return FLAGS[cell]
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)


def table(path: Path, header: list[str], rows: Iterable[Row], encoding: str = "utf-8-sig") -> None:
    """A CSV file, compressed if its name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([text(cell) for cell in row] for row in rows)
    content = out.getvalue().encode(encoding)
    if path.suffix == ".gz":
        content = gzip.compress(content, 9, mtime=0)
    path.write_bytes(content)


def database(path: Path, tables: dict[str, tuple[str, Sequence[Row]]]) -> None:
    """An SQLite file; ``tables`` gives each table's column declarations and rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    with connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f"create table {name} ({columns})")
            marks = ", ".join("?" * (columns.count(",") + 1))
            lines = [[None if cell is None else text(cell) for cell in row] for row in rows]
            connection.executemany(f"insert into {name} values ({marks})", lines)
    connection.execute("vacuum")
    connection.close()
