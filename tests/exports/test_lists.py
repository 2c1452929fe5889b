"""A list that a page shows, as a workbook and as CSV: every cell as it is, times of the site, nothing runs."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from cockpit.errors import UsageError
from cockpit.exports import lists
from tests.exports.conftest import NASTY, Made

AT = datetime(2026, 7, 2, 0, 30, 20, tzinfo=UTC)
KINDS = ("text", "day", "moment", "count", "share", "hours")
CELLS: list[list[lists.Cell]] = [[text, date(2026, 3, 1), AT, 3, 0.25, 1.5] for text in NASTY]
LISTED = lists.Listed(
    "无人值班的日子",
    [(f"列{kind}", kind) for kind in KINDS],
    [*CELLS, [None] * len(KINDS)],
    ("由近到远",),
)


def local(made: Made) -> datetime:
    """The moment as the site's clocks showed it."""
    return AT.astimezone(ZoneInfo(made.small.zone)).replace(tzinfo=None)


def test_a_workbook_holds_every_cell_and_says_where_it_comes_from(made: Made, tmp_path: Path):
    out = tmp_path / "list.xlsx"
    lists.write(made.request(), LISTED, out)
    book = openpyxl.load_workbook(out)
    page = book["无人值班的日子"]
    head, *rows = page.iter_rows(values_only=True)
    assert head == tuple(f"列{kind}" for kind in KINDS)
    assert len(rows) == len(LISTED.rows)
    assert rows[0][1:] == (datetime.combine(date(2026, 3, 1), time()), local(made), 3, 0.25, 1.5)
    assert rows[-1] == (None,) * len(KINDS)
    assert {cell.data_type for cell in page["A"][1:-1]} == {"s"}
    assert page.auto_filter.ref == f"A1:F{len(LISTED.rows) + 1}"
    assert page.freeze_panes == "A2"
    told = [str(cell) for row in book.worksheets[1].iter_rows(values_only=True) for cell in row if cell is not None]
    assert {made.cockpit.snapshot, "由近到远", str(len(LISTED.rows))} <= set(told)


def test_a_csv_is_inert(made: Made, tmp_path: Path):
    out = tmp_path / "list.csv"
    lists.write(made.request("en"), LISTED, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == [f"列{kind}" for kind in KINDS]
    assert [row[2] for row in rows[:-1]] == [str(local(made))] * len(NASTY)
    assert not [row[0] for row in rows if row[0].startswith(("=", "+", "-", "@", "\t"))]
    assert rows[-1] == [""] * len(KINDS)


def test_an_empty_list_is_a_sheet_with_its_header(made: Made, tmp_path: Path):
    for suffix in lists.SUFFIXES:
        lists.write(made.request(), lists.Listed("空", [("甲", "text"), ("乙", "count")], []), tmp_path / f"e{suffix}")
    page = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["甲", "乙"]]
    assert (tmp_path / "e.csv").read_text("utf-8-sig").strip() == '"甲","乙"'
    with pytest.raises(UsageError):
        lists.write(made.request(), LISTED, tmp_path / "list.txt")
