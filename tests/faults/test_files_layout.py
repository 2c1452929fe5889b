"""Headers, columns and rows that do not stand where a table has them."""

from __future__ import annotations

import pytest

from tests.faults.cases import Case, Desk
from tests.sources.books import book
from tests.sources.conftest import lines, text

TITLE = [["某某大学工单明细"], ["导出时间", "2026-03-31"], []]
UPPER = "工单号,位置,,类别,状态,报修时间,完成时间\n,校区,楼宇,,,,\n"
ROW = "T1,东校区,教学楼,网络,closed,2026-03-02 08:00,2026-03-02 10:00\n"
JOINED = {"campus": "位置/校区", "building": "位置/楼宇"}
TWO_LINES = [
    ["工单号", "位置", "", "类别", "状态", "报修时间", "完成时间"],
    ["", "校区", "楼宇", "", "", "", ""],
    lines({})[1],
]
MERGED = [
    (0, 1, 0, 2, "位置"),
    *((0, place, 1, place, TWO_LINES[0][place]) for place in (0, 3, 4, 5, 6)),
]
BODY = book(lines({}, {"楼宇": ""}, {"楼宇": ""}, {}), merges=[(1, 2, 3, 2, "教学楼")])
BAD = "T2,东校区,,网络,closed,2026-03-02 08:00,\n"


def _headed(entry: str, header: str, written: str) -> Case:
    content = text(lines({}, {})).replace(header, written)
    return Case(entry, {"工单.csv": content}, counts=(2, 2, 0, 0), kept={"ticket_id": ["T1", "T2"]})


def _totalled(*below: str) -> Case:
    return Case(
        "a line of totals",
        {"工单.csv": text(lines({"重开次数": 1}, {"重开次数": 2})) + "\n".join(below) + "\n"},
        columns={"reopen_count": "重开次数"},
        counts=(2, 2, 0, 0),
        skipped={"total": len(below)},
    )


CASES = (
    Case(
        "title rows above the header",
        {"工单.csv": "某某大学工单\n导出时间：2026-03-31\n\n" + text(lines({})) + BAD},
        counts=(2, 1, 1, 0),
        problems=[(6, "building", "required", None)],
        normalised={"title_rows": 3},
    ),
    Case(
        "title rows above the header",
        {"工单.xlsx": book(lines({}, {"楼宇": ""}), title=TITLE)},
        counts=(2, 1, 1, 0),
        problems=[(6, "building", "required", None)],
        normalised={"title_rows": 3},
    ),
    Case(
        "a header of two lines",
        {"工单.csv": UPPER + ROW + BAD},
        mapping="header_rows = 2",
        columns=JOINED,
        counts=(2, 1, 1, 0),
        problems=[(4, "building", "required", None)],
        kept={"campus": ["东校区"], "building": ["教学楼"]},
    ),
    Case(
        "a merged header",
        {"工单.xlsx": book(TWO_LINES, merges=MERGED)},
        columns=JOINED,
        counts=(1, 1, 0, 0),
        kept={"campus": ["东校区"], "building": ["教学楼"]},
    ),
    Case(
        "merged cells in the body",
        {"工单.xlsx": BODY},
        counts=(4, 2, 2, 0),
        problems=[(3, "building", "merged_cell", "教学楼"), (4, "building", "merged_cell", "教学楼")],
    ),
    Case(
        "merged cells that the mapping fills down",
        {"工单.xlsx": BODY},
        mapping='fill_down = ["building"]',
        counts=(4, 4, 0, 0),
        kept={"building": ["教学楼"] * 4},
    ),
    Case(
        "a header twice",
        {"工单.csv": text([[*row, cell] for row, cell in zip(lines({}), ("校区", "西校区"), strict=True)])},
        refused=("header_twice", {"header": "校区", "column": "campus"}),
    ),
    Case(
        "a header twice",
        {"工单.xlsx": book([[*row, cell] for row, cell in zip(lines({}), ("校区", "西校区"), strict=True)])},
        refused=("header_twice", {"header": "校区", "sheet": "工单"}),
    ),
    Case(
        "a required column missing",
        {"工单.csv": text(lines({})).replace("工单号", "工单编号")},
        refused=("column_missing", {"header": "工单号", "column": "ticket_id", "nearest": "工单编号"}),
        tells=["楼宇"],
    ),
    Case(
        "a required column missing",
        {"工单.xlsx": book([["工单编号", *lines({})[0][1:]], lines({})[1]], sheet="七月")},
        refused=("column_missing", {"header": "工单号", "nearest": "工单编号", "sheet": "七月"}),
    ),
    Case(
        "no header at all",
        {"工单.csv": "甲,乙\n1,2\n"},
        refused=("header_missing", {"found": ["甲", "乙"]}),
    ),
    Case(
        "a column too many",
        {"工单.csv": text([[*row, "x"] for row in lines({}, {})])},
        counts=(2, 2, 0, 0),
        warned="extra_columns",
        tells=["x"],
    ),
    _headed("a full-width header", "工单号,校区", "工单号　,校区"),
    Case(
        "a full-width header",
        {"工单.csv": text(lines({"ＩＤ": "7"}))},
        columns={"device_id": "ID"},
        counts=(1, 1, 0, 0),
        kept={"device_id": ["7"]},
    ),
    _headed("spaces in a header", "报修时间", " 报 修\u00a0时间 "),
    _headed("line breaks in a header", "报修时间", '"报修\r\n时间"'),
    _totalled("合计,,,,,,,3", "小 计：,,,,,,,3", "Total,,,,,,,3"),
    _totalled("2026年3月小计,,,,,,,3", "总计"),
    Case(
        "spellings of nothing",
        {"工单.csv": text(lines(*({"描述": one} for one in ("?", "N/A", "Unspecified", "--", "无", "没有"))))},
        mapping='nulls = ["?", "N/A", "Unspecified", "--", "无"]',
        columns={"description": "描述"},
        counts=(6, 6, 0, 0),
        kept={"description": [None] * 5 + ["没有"]},
        normalised={"nulls": 5},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_layout(case: Case, desk: Desk) -> None:
    desk.judge(case)
