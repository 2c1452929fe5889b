"""The child process that opens a foreign workbook, marks its bad cells and writes reasons beside: JSON job on stdin.

Nothing in what it writes is live: formulas become their stored values, or text where they have none.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

ADDRESS_SPACE = 3 << 30
CPU_SECONDS = 120
HEADER_ROWS = 30
MOST_COLUMNS = 1000
WIDTH = 60
MARK = PatternFill("solid", fgColor="FFF2CC")


def main() -> None:
    """Does the job; a non-zero end says that it could not be done."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    job = json.load(sys.stdin)
    book = openpyxl.load_workbook(job["path"], keep_links=False)
    _make_inert(book, job["path"])
    for name, rows in job["marks"].items():
        sheet = book[name] if name else book.active
        _mark(sheet, {int(row): told for row, told in rows.items()}, job["title"], set(job["headers"]))
        for row, column in job["cells"].get(name, ()):
            sheet.cell(row, column).fill = MARK
    book.save(job["out"])


def _make_inert(book: Any, path: str) -> None:
    formulas = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    if not formulas:
        return
    stored = openpyxl.load_workbook(path, keep_links=False, data_only=True)
    for cell in formulas:
        value = stored[cell.parent.title][cell.coordinate].value
        text = value if value is not None else str(getattr(cell.value, "text", cell.value))
        cell.value = text
        if isinstance(text, str):
            cell.data_type = "s"


def _mark(sheet: Worksheet, rows: dict[int, list[str]], title: str, headers: set[str]) -> None:
    """Reasons in the first column that is free beside the header and all bad rows."""
    top = range(1, min(HEADER_ROWS, sheet.max_row) + 1)
    place = 1 + max(_last(sheet, row) for row in (*top, *rows))
    for row, told in rows.items():
        cell = sheet.cell(row, place, "\n".join(told))
        cell.data_type = "s"
        cell.fill = MARK
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    header = max(top, key=lambda row: len(headers & _texts(sheet, row)))
    if headers & _texts(sheet, header):
        sheet.cell(header, place, title).font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(place)].width = WIDTH


def _cells(sheet: Worksheet, row: int) -> list[Any]:
    return [sheet.cell(row, column).value for column in range(1, min(sheet.max_column, MOST_COLUMNS) + 1)]


def _last(sheet: Worksheet, row: int) -> int:
    return max((place for place, value in enumerate(_cells(sheet, row), 1) if value is not None), default=0)


def _texts(sheet: Worksheet, row: int) -> set[str]:
    return {str(value).strip() for value in _cells(sheet, row) if value is not None}


if __name__ == "__main__":
    main()
