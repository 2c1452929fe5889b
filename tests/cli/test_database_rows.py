"""Rows of a database that wait are told by their key and in a database's words: it has no row numbers and no file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cockpit.exports import reasons
from cockpit.settings.model import Settings, Source, TableSource
from tests.cli.conftest import Cli, in_database
from tests.sync.site import HEADER, ticket

LINES = {
    "zh-Hans": ("例如工单号 G0003“很好”", "源库里有多行用同一编号而内容不同，2 行，例如工单号 G0005", "例如第 8 行"),
    "zh-Hant": (
        "例如工單編號 G0003「很好」",
        "來源資料庫裡有多列用同一編號而內容不同，2 列，例如工單編號 G0005",
        "例如第 8 列",
    ),
    "en": ("for example Ticket G0003: “很好”", "contents; 2 rows, for example Ticket G0005", "for example row 8"),
}
FILES = ("文件", "导出", "单元格", "檔案", "匯出", "儲存格", "file", "export", "cell")


@pytest.fixture
def waiting(cli: Cli) -> Cli:
    """A rating that is none, a key that two unlike rows have, and a row without a key."""
    rows = [ticket(number) for number in range(20)]
    rows[3][HEADER.index("评分")], rows[7][HEADER.index("工单号")] = "很好", ""
    rows.append([rows[5][0], "南校区", *rows[5][2:]])
    in_database(cli.site, rows)
    return cli


@pytest.mark.parametrize("language", LINES)
def test_check_names_them_by_key(waiting: Cli, language: str):
    out = waiting("check", "--lang", language)[1]
    assert [words for words in LINES[language] if words not in out] == []
    assert [word for word in FILES if word in out] == []


def test_the_list_has_their_key_and_no_number(waiting: Cli, tmp_path: Path):
    assert waiting("sync")[0] == 0
    waiting("export", "quarantine", "-o", str(tmp_path / "待核对.csv"))
    told = rows(tmp_path / "待核对.csv")
    assert [(row["行号"], row["主键"]) for row in told] == [("", "G0003"), ("", "G0005"), ("8", ""), ("", "G0005")]
    assert told[1]["处理办法"].startswith("请在源系统改正")


def test_so_has_what_was_read_of_them(waiting: Cli, tmp_path: Path):
    assert waiting("sync")[0] == 0
    waiting("export", "quarantine", "--file", "desk.db", "-o", str(tmp_path / "改.csv"), "--lang", "en")
    told = rows(tmp_path / "改.csv")
    assert [row["Key"] for row in told] == ["G0003", "G0005", "row 8", "G0005"]
    assert "Row" not in told[0]
    assert told[0]["评分"] == "很好"


def test_a_key_of_several_columns_is_told_by_those_that_rows_have(tmp_path: Path):
    joined: dict[str, tuple[str, ...]] = {"staff_id": ("部门", "工号")}
    table = TableSource("shifts", columns={"date": ("日期",)}, join=joined, constants={"kind": "duty"})
    site = Settings(
        tmp_path / "cockpit.toml",
        tmp_path,
        "小站",
        "Asia/Shanghai",
        sources=(Source("desk", url="sqlite:///x.db", tables=(table,)),),
    )
    problem = {
        "record": "shifts",
        "source": "desk",
        "row": 3,
        "column": "clock_in",
        "header": '["日期", "工号", "部门"]',
    }
    told = reasons.place(problem | {"cells": '["2026-03-02", "7", "网络"]'}, site, "zh-Hans")
    assert told == "日期 2026-03-02、部门 网络、工号 7"
    assert reasons.place(problem | {"cells": '["2026-03-02", " ", "网络"]'}, site, "zh-Hans") == "第 3 行"


def test_what_counts_of_them_as_it_was_is_told(cli: Cli):
    cli.site.tickets(20)
    cli("sync")
    again = [ticket(number) for number in range(20)]
    cli.site.write("工单.csv", HEADER, [*again, [again[5][0], "南校区", *again[5][2:]]])
    assert "工单：待核对的行中有 1 行沿用上次的正确内容，仍计入统计。" in cli("check")[1]
    tickets = cli.json("sync", "--json")["tables"]["tickets"]
    assert (tickets["read"], tickets["quarantined"], tickets["carried"]) == (21, 2, 1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
