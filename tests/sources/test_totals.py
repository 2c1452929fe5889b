"""Lines of totals below and between the rows: left aside and counted, and never a row taken for one."""

from __future__ import annotations

import pytest

from tests.sources.conftest import lines, text

EMPTY = dict.fromkeys(("工单号", "校区", "楼宇", "类别", "状态", "报修时间", "完成时间"), "")


def total(**cells: str) -> dict[str, str]:
    return {**EMPTY, "评分": "", "重开次数": "", **cells}


@pytest.mark.parametrize(
    "cells",
    [
        {"工单号": "合计"},
        {"工单号": "总计:"},
        {"工单号": "小 计："},
        {"工单号": "2026年4月小计", "重开次数": "12"},
        {"工单号": "4月合计", "评分": "4.6", "重开次数": "12"},
        {"工单号": "東校區小計", "重开次数": "1,203"},
        {"工单号": "合计（元）", "重开次数": "12"},
        {"工单号": "共计 120 条"},
        {"工单号": "合计", "校区": "东校区", "重开次数": "12"},
        {"校区": "4月小计", "重开次数": "12 条", "评分": "95%"},
        {"校区": "4月小计", "楼宇": "4月小计", "重开次数": "=SUM(G2:G9)", "评分": "#DIV/0!"},
        {"校区": "April total", "重开次数": "12"},
        {"校区": "Grand Total", "状态": "all", "重开次数": "12"},
    ],
)
def test_a_line_of_totals_is_no_row(read, cells):
    """Between rows as below them."""
    found = read(text(lines({}, total(**cells), {}, total(**cells))), nulls=(), rating_scale=(1, 5))
    assert found.problems == []
    assert found.parsed.skipped == {"total": 2}
    assert (found.parsed.read, found.parsed.accepted, found.parsed.unmapped) == (2, 2, {})


SIGNED = (
    "制表：信息中心",
    "制 表: 王五",
    "填表人 王五",
    "审核",
    "打印时间 2026-09-01 10:00",
    "注：不含校外",
    "Prepared by: IT",
)


@pytest.mark.parametrize("words", SIGNED)
@pytest.mark.parametrize("header", ["工单号", "校区", "描述"])
def test_who_signed_below_the_rows_is_no_row(read, words, header):
    rows = [
        {},
        {},
        total(工单号="合计", 重开次数="12"),
        total(**{header: words}),
        total(**{header: words, "状态": "审核："}),
    ]
    found = read(text(lines(*rows)))
    assert found.problems == []
    assert (found.parsed.read, found.parsed.skipped, found.parsed.unmapped) == (2, {"total": 3}, {})


@pytest.mark.parametrize(
    "rows",
    [
        [total(校区="制表：信息中心"), {}],
        [{}, total(工单号="打印机坏了")],
        [{}, total(工单号="制表：信息中心", 报修时间="2026-04-01 08:00")],
        [{}, total(工单号="审核通过")],
        [{}, total(工单号="W9", 校区="制表：信息中心")],
    ],
)
def test_what_is_not_only_a_signature_below_waits(read, rows):
    found = read(text(lines(*rows)))
    assert (found.parsed.skipped, found.parsed.quarantined) == ({}, 1)


@pytest.mark.parametrize(
    "cells",
    [
        {"工单号": "W7", "校区": "合计", "重开次数": "12"},
        {"工单号": "W7", "校区": "4月小计", "重开次数": "12"},
        {"工单号": "4月小计", "楼宇": "图书馆", "重开次数": "12"},
        {"工单号": "", "校区": "4月小计", "报修时间": "2026-04-01 08:00"},
        {"工单号": "4月统计", "重开次数": "12"},
        {"工单号": "合计表打印机坏", "重开次数": "1"},
        {"校区": "东校区", "楼宇": "小计", "重开次数": "12"},
        {"工单号": "checksum", "重开次数": "12"},
    ],
)
def test_what_may_be_somebodys_row_waits(read, cells):
    found = read(text(lines({}, total(**cells))))
    assert found.parsed.skipped == {}
    assert (found.parsed.read, found.parsed.quarantined) == (2, 1)


@pytest.mark.parametrize(
    ("word", "under", "kept"), [("合计", "60", 0), ("合计", "W60", 1), ("W1", "60", 1), ("", "60", 1)]
)
def test_how_many_may_stand_below_the_ids(read, word, under, kept):
    """Beside the word in a column of running numbers that nobody maps."""
    header, *rows = lines({}, total(工单号=under))
    found = read(text([["序号", *header], *([first, *row] for first, row in zip(("1", word), rows, strict=True))]))
    assert (found.parsed.read, found.parsed.quarantined) == (1 + kept, kept)
    assert found.parsed.skipped == ({} if kept else {"total": 1})


def test_a_row_without_fault_is_a_row_whatever_it_is_called(read):
    found = read(text(lines({"工单号": "4月合计", "校区": "小计"})))
    assert found.column("ticket_id") == ["4月合计"]


def test_a_label_does_not_fill_the_rows_below(read):
    rows = lines({"校区": "东校区"}, total(校区="东校区小计", 重开次数="1"), {"校区": ""}, {"校区": "南校区"})
    found = read(text(rows), fill_down=("campus",))
    assert found.column("campus") == ["东校区", "东校区", "南校区"]
    assert found.parsed.skipped == {"total": 1}


LONE = ("合计", "小计：", "总计：120", "2026年4月小计,12", "合计,,12,,,,,,,,4.6", "制表：信息中心")
NOT_LONE = ("T9,合计", "合计表打印机坏", "T9", "2026年4月小计,图书馆", "制表：信息中心")


def test_a_lone_line_of_totals_without_delimiters_is_no_row(read):
    """Beside those that have them; one that may be somebody's row, or signs in the midst of the rows, waits."""
    header, first, padded, second = text(lines({}, total(工单号="小计"), {})).splitlines()
    found = read("\n".join([header, first, padded, *NOT_LONE, second, "", *LONE, ""]))
    assert [problem[:3] for problem in found.problems] == [
        (4 + place, None, "ragged") for place in range(len(NOT_LONE))
    ]
    assert (found.parsed.read, found.parsed.accepted, found.parsed.quarantined) == (7, 2, 5)
    assert found.parsed.skipped == {"blank": 1, "total": 1 + len(LONE)}
