"""Attendance lists and rosters as group chat programs and spreadsheets hand them out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from cockpit.errors import SourceError
from cockpit.settings.model import TableSource, Unpivot
from tests.sources.conftest import text

LIST = TableSource(
    "shifts",
    header_rows=2,
    columns={
        "staff_id": ("账号",),
        "date": ("时间",),
        "kind": ("考勤结果",),
        "clock_in": ("上班1/打卡时间",),
        "clock_out": ("下班1/打卡时间",),
        "reason": ("备注",),
    },
    values={"kind": {"正常": "day", "正常（请假）": "leave", "迟到": "day"}},
    nulls=("", "--", "未打卡"),
)
HEADS = [
    ["时间", "姓名", "账号", "部门", "上班1", "", "下班1", "", "考勤结果", "备注"],
    ["", "", "", "", "打卡时间", "打卡状态", "打卡时间", "打卡状态", "", ""],
]
MERGED = ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:I4", "J3:J4")
LINES = [
    ["2026/10/08 星期四", "甲", "S001", "运维部", "08:50(补卡)、08:55", "正常", "17:31", "正常", "正常", "--"],
    ["2026/10/09 星期五", "甲", "S001", "运维部", "--", "--", "--", "--", "正常（请假）", "事假"],
    ["2026/10/08 星期四", "乙", "S002", "运维部", "22:01", "正常", "17:00、次日06:03", "正常", "迟到", "--"],
    ["2026/10/09 星期五", "乙", "S002", "运维部", "未打卡", "缺卡", "25:10", "正常", "正常", "--"],
]
ROSTER = TableSource(
    "shifts",
    columns={"staff_id": ("工号",)},
    unpivot=Unpivot("date", "kind"),
    values={"kind": {"白": "day", "夜": "night"}},
    nulls=("", "休"),
)


def attendance() -> bytes:
    """Two title rows, a header of two rows with merged cells, then the lines."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "打卡明细"
    for row in (["打卡日报 2026-10-08 至 2026-10-09"], ["报表生成时间：2026-10-10 09:00"], *HEADS, *LINES):
        sheet.append(row)
    for merged in (*MERGED, "A1:J1", "A2:J2"):
        sheet.merge_cells(merged)
    book.save(out)
    return out.getvalue()


def roster(
    rows: list[list[Any]], days: list[str], title: str = "2026年10月排班表", formulas: bool = True, sheet: str = "排班"
) -> bytes:
    """A title, a header of two columns and days, as formulas with the results that Excel stores, then the rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    page.write(0, 0, title)
    page.write_row(1, 0, ["工号", "姓名"])
    for place, shown in enumerate(days):
        if formulas:
            page.write_formula(1, 2 + place, '=TEXT(DATE(2026,10,1)+COLUMN()-3,"d")', None, shown)
        else:
            page.write(1, 2 + place, shown)
    for at, row in enumerate(rows, 2):
        page.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def test_an_attendance_list_comes_in_by_its_mapping_alone(read):
    found = read(attendance(), "考勤.xlsx", mapping=LIST)
    assert (found.parsed.read, found.parsed.accepted, found.parsed.quarantined) == (4, 3, 1)
    first, leave, night = found.accepted
    assert (first["staff_id"], first["date"], first["kind"]) == ("S001", date(2026, 10, 8), "day")
    assert first["clock_in"] == datetime(2026, 10, 8, 0, 50, tzinfo=UTC)
    assert first["clock_out"] == datetime(2026, 10, 8, 9, 31, tzinfo=UTC)
    assert (leave["kind"], leave["reason"], leave.get("clock_in")) == ("leave", "事假", None)
    assert night["clock_in"] == datetime(2026, 10, 8, 14, 1, tzinfo=UTC)
    assert night["clock_out"] == datetime(2026, 10, 8, 22, 3, tzinfo=UTC)
    assert found.problems == [(8, "clock_out", "not_a_time", "25:10")]


CLOCKED = {
    "上午8:50": "08:50",
    "下午 5:30": "17:30",
    "下午5：30": "17:30",
    "8点半": "08:30",
    "8 点 30 分": "08:30",
    "14时30分": "14:30",
    "14時30分05秒": "14:30:05",
    "18点整": "18:00",
    "下午两点": "14:00",
    "晚上十点三刻": "22:45",
    "2:30 PM": "14:30",
    "12:05 a.m.": "00:05",
    "PM 2:30": "14:30",
    "2 PM": "14:00",
    "0850": "08:50",
    "1730": "17:30",
    "2400": "24:00",
    "24:00": "24:00",
    "次日1:20": "25:20",
    "次日 凌晨1:20": "25:20",
    "翌日凌晨12点半": "24:30",
    "次日0120": "25:20",
    "08:50(补卡)、下午5:30": "17:30",
    "8:50 AM 5:30 PM": "17:30",
    "AM 8:50、PM 5:30": "17:30",
    "上午8:50、17:30": "17:30",
    "8点 17:30": "17:30",
    "8:50、次日1:20": "25:20",
    "17:30、08:50": "17:30",
    "8:55、8:50(补卡)": "08:55",
    "1:20(次日)": "25:20",
    "（次日） 1:20": "25:20",
    "22:00(补卡)、06:03（翌日）": "30:03",
    "08:50 (次日)1:20": "25:20",
    "1:20(次日凌晨)": "25:20",
    "5:30(下午)": "17:30",
    "（PM）5:30": "17:30",
    "08:50(次日补卡)": "08:50",
}
UNCLEAR = {
    "上午8:50、5:30": "unclear_hour",
    "8:50 PM 2:30": "unclear_hour",
    "晚上12点": "unclear_hour",
    "上午12点": "unclear_hour",
    "早上十二点半": "unclear_hour",
    "8:50、5:30": "unclear_hour",
    "23:50、00:10": "unclear_hour",
    "22:00 6:03": "unclear_hour",
    "1:20(次日)8:50": "not_a_time",
    "1:20(补卡)(次日)": "not_a_time",
    "上午14:30": "unclear_hour",
    "次日24:00": "unclear_hour",
    "2460": "not_a_time",
    "08:61": "not_a_time",
    "8:501730": "not_a_time",
    "850": "not_a_time",
    "休息": "not_a_time",
    "08:50-17:30": "time_span",
    "08:50—17:30": "time_span",
    "8点至17点半": "time_span",
}


def test_times_of_day_in_every_spelling(read):
    """On the row's own day; of several the last, for they are of clocking out."""
    rows = [["工号", "日期", "下班"], *([f"S{n}", "2026-10-08", one] for n, one in enumerate([*CLOCKED, *UNCLEAR]))]
    mapping = TableSource(
        "shifts",
        columns={"staff_id": ("工号",), "date": ("日期",), "clock_out": ("下班",)},
        constants={"kind": "day"},
    )
    found = read(text(rows), mapping=mapping)
    began = datetime(2026, 10, 7, 16, tzinfo=UTC)
    told = {spelling: [*map(int, clock.split(":")), 0] for spelling, clock in CLOCKED.items()}
    expected = [began + timedelta(hours=h, minutes=m, seconds=s) for h, m, s, *_ in told.values()]
    assert dict(zip(told, found.column("clock_out"), strict=True)) == dict(zip(told, expected, strict=True))
    assert {value: reason for _, _, reason, value in found.problems} == UNCLEAR
    assert found.parsed.normalised == {"dates": len(CLOCKED)}


def test_four_digits_are_no_time_of_a_record_that_is_not_of_its_day(read):
    """A round planned for a day may be done on another: 0830 may be the 30th of August."""
    rows = [["编号", "类型", "校区", "楼宇", "计划", "完成"]]
    rows += [[f"X{n}", "core_room", "东", "A", "2026-08-30", done] for n, done in enumerate(["8点半", "0830"])]
    names = ("inspection_id", "kind", "campus", "building", "planned_on", "done_at")
    mapping = TableSource("inspections", columns={name: (at,) for name, at in zip(names, rows[0], strict=True)})
    found = read(text(rows), mapping=mapping)
    assert found.column("done_at") == [datetime(2026, 8, 30, 0, 30, tzinfo=UTC)]
    assert found.problems == [(3, "done_at", "not_a_time", "0830")]


def test_days_off_are_left_out_and_counted(read):
    mapping = replace(LIST, leave_out={"kind": ("迟到",), "reason": ("事假",)})
    found = read(attendance(), "考勤.xlsx", mapping=mapping)
    assert (found.parsed.read, found.parsed.accepted, found.parsed.quarantined) == (2, 1, 1)
    assert found.parsed.skipped == {"left_out": 2}
    assert [one["_row"] for one in found.accepted] == [5]


def test_a_roster_with_days_side_by_side_becomes_a_row_a_day(read):
    rows = [["S001", "甲", "白", "休", "夜"], ["S002", "乙", "", "白", "早"]]
    found = read(roster(rows, ["1", "2", "3"]), "排班.xlsx", mapping=ROSTER)
    assert (found.parsed.read, found.parsed.accepted) == (4, 4)
    assert [(one["staff_id"], one["date"], one["kind"], one["_row"]) for one in found.accepted] == [
        ("S001", date(2026, 10, 1), "day", 3),
        ("S001", date(2026, 10, 3), "night", 3),
        ("S002", date(2026, 10, 2), "day", 4),
        ("S002", date(2026, 10, 3), "unmapped", 4),
    ]
    assert found.parsed.unmapped == {"kind": {"早": 1}}
    assert found.parsed.warnings == [{"key": "extra_columns", "columns": ["姓名"]}]


@pytest.mark.parametrize(
    ("headers", "days"),
    [
        (["2026-09-30", "2026-10-01"], [date(2026, 9, 30), date(2026, 10, 1)]),
        (["10月1日", "10月2日"], [date(2026, 10, 1), date(2026, 10, 2)]),
        (["1日 周四", "2日 周五"], [date(2026, 10, 1), date(2026, 10, 2)]),
        (["46296", "46297"], [date(2026, 10, 1), date(2026, 10, 2)]),
        (["民國115年9月30日", "民国115/10/01(四)"], [date(2026, 9, 30), date(2026, 10, 1)]),
        (["2026 年 9 月 30 日", "2026年10月1號"], [date(2026, 9, 30), date(2026, 10, 1)]),
        (["10月1号", "10/2(禮拜五)"], [date(2026, 10, 1), date(2026, 10, 2)]),
    ],
)
def test_a_day_is_read_in_each_of_its_spellings(read, headers, days):
    found = read(roster([["S001", "甲", "白", "夜"]], headers), "排班.xlsx", mapping=ROSTER)
    assert [one["date"] for one in found.accepted] == days


@pytest.mark.parametrize(
    ("title", "dates"),
    [
        ("民國115年3月排班表", ()),
        ("中華民國 115 年 03 月", ()),
        ("115年3月排班表", ("民国",)),
        ("115 年 3 月份", ("民国",)),
        ("值班 115/03", ("民国",)),
        ("民國115年3月（2026年3月）", ("民国",)),
        ("2026年3月份排班表", ()),
        ("2026年 3月", ()),
        ("2026 年 3 月，115/04 修訂", ()),
    ],
)
def test_the_month_above_a_roster_in_its_spellings(read, title, dates):
    book = roster([["S001", "甲", "白", "夜"]], ["1", "2"], title)
    found = read(book, "排班.xlsx", mapping=replace(ROSTER, dates=dates))
    assert [one["date"] for one in found.accepted] == [date(2026, 3, 1), date(2026, 3, 2)]


def test_days_of_years_of_three_digits_where_they_are_named(read):
    book = roster([["S001", "甲", "白", "夜"]], ["115/03/01", "115年3月2日(一)"])
    found = read(book, "排班.xlsx", mapping=replace(ROSTER, dates=("民国",)))
    assert [one["date"] for one in found.accepted] == [date(2026, 3, 1), date(2026, 3, 2)]


def test_one_bad_cell_sets_aside_its_day_and_no_other(read):
    mapping = TableSource(
        "shifts", columns={"staff_id": ("工号",)}, unpivot=Unpivot("date", "clock_in"), constants={"kind": "day"}
    )
    found = read(roster([["S001", "甲", "08:31", "八点"]], ["1", "2"]), "排班.xlsx", mapping=mapping)
    assert (found.parsed.read, found.parsed.accepted, found.parsed.quarantined) == (2, 1, 1)
    assert found.problems == [(3, "clock_in", "not_a_time", "八点")]
    assert found.accepted[0]["clock_in"] == datetime(2026, 10, 1, 0, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "key", "told"),
    [
        ({"days": ["白班", "夜班"]}, "no_days", {"found": ["工号", "姓名", "白班", "夜班"]}),
        ({"days": ["", ""]}, "no_days", {"found": ["工号", "姓名"]}),
        ({"days": ["1", "32"]}, "no_such_day", {"header": "32"}),
        ({"days": ["民國115年2月30日"]}, "no_such_day", {"header": "民國115年2月30日"}),
        ({"days": ["115/03/01", "2"]}, "roster_year", {"text": "115/03/01"}),
        ({"days": ["1", "2"], "title": "115年3月排班表"}, "roster_year", {"text": "115年3月"}),
        ({"days": ["1", "2"], "title": "排班表"}, "days_without_month", {"header": "1", "months": []}),
        (
            {"days": ["1", "2"], "sheet": "2026-11"},
            "days_without_month",
            {"header": "1", "months": ["2026-10", "2026-11"]},
        ),
    ],
)
def test_a_roster_whose_days_are_not_told_is_refused(read, given, key, told):
    with pytest.raises(SourceError) as refused:
        read(roster([["S001", "甲", "白", "夜"]], **given), "排班.xlsx", mapping=ROSTER)
    assert refused.value.key == key
    assert told.items() <= refused.value.arguments.items()
