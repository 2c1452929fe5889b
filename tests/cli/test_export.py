"""export detail and board on the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from cockpit.errors import DONE, USAGE
from tests.cli.conftest import Cli


def test_detail_in_every_kind_of_file(synced: Cli, tmp_path: Path):
    count = synced.json("measure", "opened", "--where", "campus=东校区", "--format", "json")["n"]
    for suffix in (".xlsx", ".csv", ".parquet"):
        out = tmp_path / f"明细{suffix}"
        code, told, _ = synced("export", "detail", "opened", "--where", "campus=东校区", "-o", str(out))
        assert (code, str(count) in told) == (DONE, True)
        if suffix == ".xlsx":
            assert openpyxl.load_workbook(out)["明细"].max_row - 1 == count
        elif suffix == ".csv":
            with out.open(encoding="utf-8-sig", newline="") as file:
                assert len(list(csv.reader(file))) - 1 == count
        else:
            assert pq.read_table(out).num_rows == count
        assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_without_a_measure_all_tickets_of_the_period_in_chosen_columns(synced: Cli, tmp_path: Path):
    out = tmp_path / "a.csv"
    given = ("--from", "2026-03-03", "--to", "2026-03-05", "--columns", "ticket_id,hours_to_resolve,level")
    assert synced("export", "detail", *given, "-o", str(out))[0] == DONE
    with out.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["工单号", "修复用时(小时)", "故障等级"]
    assert len(rows) == 16
    assert {row[1] for row in rows} == {"2"}


def test_a_pivot_with_its_rows(synced: Cli, tmp_path: Path):
    asked = ("--rows", "campus,level", "--cols", "day", "--measures", "opened,sla_met", "--share", "total")
    total = synced.json("measure", "opened", "--format", "json")["rows"][0]["value"]
    out = tmp_path / "a.xlsx"
    assert synced("export", "pivot", *asked, "-o", str(out))[0] == DONE
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["汇总", "明细 报修量", "明细 按时率", "说明"]
    assert book["明细 报修量"].max_row - 1 == total
    assert synced("export", "pivot", *asked, "--table-only", "-o", str(out))[0] == DONE
    assert openpyxl.load_workbook(out).sheetnames == ["汇总", "说明"]
    assert synced("export", "pivot", *asked, "-o", str(tmp_path / "a.parquet"))[0] == DONE
    *_, last = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert (last["opened"], last["row_level"], last["col_level"]) == (total, 0, 0)


def test_boards(synced: Cli, tmp_path: Path):
    for name in ("overview", "trends", "categories"):
        out = tmp_path / f"{name}.xlsx"
        code, told, _ = synced("export", "board", name, "--against", "previous", "--by", "day,campus", "-o", str(out))
        assert (code, name in told) == (DONE, True)
        assert openpyxl.load_workbook(out).sheetnames[-1] == "说明"


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("detail", "-o", "a.txt"), ".parquet"),
        (("detail", "opend", "-o", "a.csv"), "opened"),
        (("detail", "--columns", "tickt_id", "-o", "a.csv"), "ticket_id"),
        (("detail", "--as", "hr", "--columns", "reporter", "-o", "a.csv"), "reporter"),
        (("detail", "--where", "campus=东校", "-o", "a.csv"), "东校区"),
        (("board", "overveiw", "-o", "a.xlsx"), "overview"),
        (("board", "overview", "-o", "a.csv"), ".xlsx"),
        (("board", "trends", "--by", "month,colour", "-o", "a.xlsx"), "campus"),
    ],
)
def test_a_wrong_word_writes_nothing(synced: Cli, tmp_path: Path, words: tuple[str, ...], near: str):
    out = tmp_path / words[-1]
    code, told, why = synced("export", *words[:-1], str(out))
    assert (code, told) == (USAGE, "")
    assert near in why
    assert list(tmp_path.glob("a.*")) == []


def test_a_place_that_cannot_be_written_is_named(synced: Cli, tmp_path: Path):
    code, _, why = synced("export", "detail", "-o", str(tmp_path / "nowhere" / "a.csv"))
    assert code != DONE
    assert "nowhere" in why
