"""The rows that wait, as files to correct them in: in the words of the file they are from."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Cli
from tests.sync.site import HEADER, OLD, ticket

THEIRS = tuple({"评分": "评分(1-5)", "工单号": "单号", "报修": "报修时间"}.get(name, name) for name in HEADER)


@pytest.fixture
def waiting(cli: Cli) -> Cli:
    """A workbook with two faults in a row, and two unlike rows of one number."""
    text = cli.site.config.read_text("utf-8").replace("工单*.csv", "工单*.xlsx")
    for name, other in zip(HEADER, THEIRS, strict=True):
        text = text.replace(f'= "{name}"', f'= "{other}"')
    cli.site.config.write_text(text, encoding="utf-8")
    rows: list[list[Any]] = [list(ticket(number)) for number in range(20)]
    rows[3][HEADER.index("评分")], rows[3][HEADER.index("完成")] = "很好", "2026-02-30"
    rows.append([*ticket(5)[:1], "南校区", *ticket(5)[2:]])
    book = openpyxl.Workbook()
    for row in (THEIRS, *rows):
        book.active.append(row)
    path = cli.site.folder / "exports" / "工单.xlsx"
    book.save(path)
    os.utime(path, (OLD, OLD))
    assert cli("sync")[0] == 0
    return cli


def cells(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def test_columns_have_the_headers_of_the_file(waiting: Cli, tmp_path: Path):
    waiting("export", "quarantine", "-o", str(tmp_path / "待核对.csv"))
    with (tmp_path / "待核对.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {(row["行号"], row["列"]) for row in csv.DictReader(file)}
    assert told == {
        ("5", "评分(1-5)（满意度评分）"),
        ("5", "完成（完成时间）"),
        ("7", "单号（工单号）"),
        ("22", "单号（工单号）"),
    }
    out = waiting("check")[1]
    assert "“单号”列（ticket_id）" in out
    assert "“评分(1-5)”列（rating）" in out


def test_the_workbook_comes_back_with_a_line_for_each_problem(waiting: Cli, tmp_path: Path):
    waiting("export", "quarantine", "--file", "工单.xlsx", "-o", str(tmp_path / "改.xlsx"))
    header, *rows = cells(tmp_path / "改.xlsx")
    assert header[: len(THEIRS)] == THEIRS
    noted = {place: row[len(THEIRS)] for place, row in enumerate(rows, 2) if len(row) > len(THEIRS)}
    assert noted[5].split("\n") == [
        "评分(1-5)（满意度评分）：不是数字——请只填数字，单位写在列名里。",
        "完成（完成时间）：日期不存在——请核对年月日与时分。",
    ]
    assert {place for place, note in noted.items() if note} == {5, 7, 22}
    sheet = openpyxl.load_workbook(tmp_path / "改.xlsx").active
    marked = {(cell.row, header[cell.column - 1]) for row in sheet for cell in row if cell.fill.fill_type == "solid"}
    notes = {(place, header[len(THEIRS)]) for place in (5, 7, 22)}
    assert marked - notes == {(5, "评分(1-5)"), (5, "完成"), (7, "单号"), (22, "单号")}


def test_rows_of_a_text_file_have_their_problems_before_them(waiting: Cli, tmp_path: Path):
    waiting("export", "quarantine", "--file", "工单.xlsx", "-o", str(tmp_path / "改.csv"), "--lang", "en")
    with (tmp_path / "改.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["Row"] == "5")
    assert row["Problem"].startswith("评分(1-5) (Rating): ")
    assert row["评分(1-5)"] == "很好"
