"""Attendance lists and rosters that nobody has described: shifts, and days side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.drafting import Proposal, toml
from tests.drafting import styles
from tests.drafting.drafted import Drafting
from tests.sources.test_attendance import attendance


def doubts(proposal: Proposal) -> set[str]:
    return {one.key for one in proposal.doubts}


def test_a_daily_list_of_wecom(drafting: Drafting, tmp_path: Path) -> None:
    file = tmp_path / "上下班打卡_日报.xlsx"
    file.write_bytes(attendance())
    proposal = drafting.one(file)
    table = proposal.table
    assert (table.record, table.header_row, table.header_rows) == ("shifts", 3, 2)
    assert {name: found[0] for name, found in table.columns.items()} == {
        "staff_id": "账号",
        "date": "时间",
        "kind": "考勤结果",
        "clock_in": "上班1/打卡时间",
        "clock_out": "下班1/打卡时间",
        "reason": "备注",
    }
    assert table.values["kind"] == {"正常": "day", "正常（请假）": "leave", "迟到": "day"}
    assert {"--", "未打卡"} <= set(table.nulls)
    assert "clocked" in doubts(proposal)
    read = drafting.imported(file)["shifts"]
    assert (read.read, read.accepted, read.quarantined, read.unmapped) == (4, 3, 1, {})


@pytest.mark.parametrize("worked", [True, False])
def test_days_off_are_left_out_and_days_nobody_clocked_asked_about(
    worked: bool, drafting: Drafting, tmp_path: Path
) -> None:
    rows: list[list[str]] = [["时间", "账号", "考勤结果", "上班打卡时间", "下班打卡时间"]]
    for day in range(1, 29):
        at, there = f"2026/09/{day:02d}", ["08:25", "17:31"]
        kind = {5: "周末", 6: "休息"}.get(day % 7, "正常")
        clocked = there if kind == "正常" or (worked and day == 5) else ["--", "--"]
        rows += [[at, who, kind, *clocked] for who in ("S001", "S002")]
    file = styles.write_csv(tmp_path / "考勤.csv", rows)
    proposal = drafting.one(file)
    assert proposal.table.leave_out == {"kind": ("休息",)}
    assert proposal.table.values["kind"] == {"正常": "day", "周末": "weekend"}
    assert {"leave_out", "unclocked"} & doubts(proposal) == ({"leave_out"} if worked else {"leave_out", "unclocked"})
    words = toml.text("x", toml.Place(path=str(tmp_path)), drafting.draft(file), "zh-Hans")
    assert '# 请确认：“考勤结果”是 休息 的行是休息日，不算排班，不计入。\nleave_out.kind = ["休息"]\n' in words
    assert ('\n# leave_out.kind = ["休息", "周末"]\n' in words) == (not worked)
    read = drafting.read(drafting.from_words(words))["shifts"]
    assert (read.read, read.accepted, read.unmapped) == (48, 48, {})


@pytest.mark.parametrize(
    "days",
    [
        [str(n) for n in range(1, 32)],
        list(range(1, 32)),
        [f"2026-10-{n:02d}" for n in range(1, 32)],
        [f"10月{n}日" for n in range(1, 32)],
    ],
)
def test_a_roster_of_a_month(days: list[str | int], drafting: Drafting, tmp_path: Path) -> None:
    lines = [[f"S{who:03d}", "甲", *(("白", "夜", "休")[(who + n) % 3] for n in range(31))] for who in range(6)]
    file = styles.write_book(tmp_path / "排班.xlsx", [["2026年10月排班表"], ["工号", "姓名", *days], *lines])
    proposal = drafting.one(file)
    table = proposal.table
    assert table.unpivot is not None
    assert (table.unpivot.header, table.unpivot.cell) == ("date", "kind")
    assert table.columns == {"staff_id": ("工号",)}
    assert table.values["kind"] == {"白": "day", "夜": "night"}
    assert (len(proposal.header), proposal.unused) == (33, ("姓名",))
    assert {"roster", "nulls"} == doubts(proposal)
    read = drafting.imported(file)["shifts"]
    assert (read.read, read.accepted, read.unmapped) == (124, 124, {})


@pytest.mark.parametrize(
    ("title", "header", "told"),
    [
        ("民國115年3月排班表", "{}", None),
        ("115年3月排班表", "{}", ("115年3月排班表", "115年3月")),
        ("排班表", "115/03/{:02}", ("115/03/01", "115/03/01")),
        ("排班表", "民國115年3月{}日", None),
        ("2026年3月份排班表", "{}日", None),
    ],
)
def test_a_roster_of_the_republic_of_china(
    title: str, header: str, told: tuple[str, str] | None, drafting: Drafting, tmp_path: Path
) -> None:
    """Years of three digits that name no calendar are taken for its years, and that is to be confirmed."""
    lines = [[f"S{who:03d}", *(("白", "夜")[(who + n) % 2] for n in range(31))] for who in range(6)]
    days = [header.format(n) for n in range(1, 32)]
    file = styles.write_book(tmp_path / "排班.xlsx", [[title], ["工号", *days], *lines])
    proposal = drafting.one(file)
    assert proposal.table.dates == (("民国",) if told else ())
    asked = [(one.arguments["header"], one.arguments["value"]) for one in proposal.doubts if one.key == "minguo"]
    assert asked == ([told] if told else [])
    read = drafting.imported(file)["shifts"]
    assert (read.read, read.accepted, read.unmapped) == (186, 186, {})


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("上午8:50", "下午 5:30"),
        ("8点半", "17时30分"),
        ("8:50 AM", "5:30 PM"),
        ("0850", "1730"),
        ("08:50(补卡)", "次日凌晨1:20"),
        ("上午八点五十", "下午五点半"),
    ],
)
def test_clocks_of_a_daily_list_in_their_spellings(begin: str, end: str, drafting: Drafting, tmp_path: Path) -> None:
    rows = [["工号", "日期", "班次", "上班打卡", "下班打卡"]]
    rows += [[f"S{who:03d}", f"2026-09-{day:02d}", "正常", begin, end] for day in range(1, 11) for who in range(3)]
    file = styles.write_csv(tmp_path / "考勤.csv", rows)
    proposal = drafting.one(file)
    assert {proposal.table.columns[one][0] for one in ("clock_in", "clock_out")} == {"上班打卡", "下班打卡"}
    assert proposal.unused == ()
    read = drafting.imported(file)["shifts"]
    assert (read.accepted, read.quarantined, read.unmapped) == (30, 0, {})


def test_weekdays_below_the_days(drafting: Drafting, tmp_path: Path) -> None:
    week = "四五六日一二三"
    lines = [[f"S{who}", *(("白班", "夜班")[(who + n) % 2] for n in range(7))] for who in range(4)]
    rows = [["2026年10月"], ["工号", *map(str, range(1, 8))], [None, *week], *lines]
    file = styles.write_book(tmp_path / "值班.xlsx", rows)
    assert drafting.one(file).table.header_rows == 2
    read = drafting.imported(file)["shifts"]
    assert (read.read, read.accepted, read.unmapped) == (28, 28, {})


def test_days_over_what_is_no_shift_are_no_roster(drafting: Drafting, tmp_path: Path) -> None:
    rows = [["工号", *map(str, range(1, 8))], *([f"S{n}", *range(n, n + 7)] for n in range(9))]
    drafted = drafting.draft(styles.write_book(tmp_path / "用电.xlsx", rows))
    assert all(one.table.unpivot is None for one in drafted.proposals)
