"""Whenever the demonstration is seen, the lists of people, rounds and ledgers have something in every state."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import pytest

from cockpit.contract import reviews
from sample_data.maker.calendar import ANCHOR
from sample_data.maker.inspections import FINDINGS, SEEN
from sample_data.maker.stock import SHORT

NOWS = [datetime.combine(ANCHOR + timedelta(day), time(10, 30)) for day in range(91)]
CYCLES = {"周": "week", "月": "month", "季": "quarter", "年": "year"}


def test_complaints_run_at_every_moment_and_some_are_late(folder: Path) -> None:
    told = pd.read_csv(folder / "exports" / "投诉登记.csv", parse_dates=["受理时间", "答复时间"])
    received, answered = told["受理时间"], told["答复时间"]
    limit = received + pd.to_timedelta(told["复杂程度"].map({"简单": 24, "复杂": 48}), unit="h")
    for now in NOWS:
        assert 1 <= ((received <= now) & (answered > now)).sum() <= 4
    lately = (received >= NOWS[0]) & (received < NOWS[-1])
    assert 0.75 < (answered <= limit)[lately].mean() < 1
    assert (told["是否属实"] == "否").mean() > 0.7
    true = told[(told["是否属实"] == "是") & (told["被投诉人工号"] != "无")]
    several = true.groupby([true["受理时间"].dt.year, "被投诉人工号"]).size()
    assert list(several[several > 2].index) == [(2026, "S018")]


def test_visits_without_leaving_time_or_approval_and_with_equipment(folder: Path) -> None:
    told = pd.read_csv(folder / "exports" / "机房出入登记_2026.csv", parse_dates=["进入时间"])
    before = told[told["进入时间"] < NOWS[0] - timedelta(1)]
    for column in ("离开时间", "批准人"):
        assert 0.01 < before[column].isna().mean() < 0.08
    changes = " ".join(before["设备变动"])
    assert "新增" in changes
    assert "拆除" in changes


def test_rounds_find_what_belongs_into_their_room(folder: Path) -> None:
    files = sorted((folder / "exports").glob("巡检_*.csv"))
    rows = pd.concat([pd.read_csv(file, encoding="gbk") for file in files])
    found = rows[rows["发现问题"].notna()]
    for kind, finding, ticket in zip(found["巡检类型"], found["发现问题"], found["关联工单"], strict=True):
        assert finding in (FINDINGS[kind] if pd.isna(ticket) else SEEN[kind].values())
    assert 0.3 < found["关联工单"].notna().mean() < 0.9


def test_stock_is_short_of_some_parts_and_people_hold_others(folder: Path) -> None:
    book = folder / "exports" / "备件管理.xlsx"
    moves = pd.read_excel(book, engine="calamine", sheet_name="出入库", dtype={"物料编码": str})
    parts = pd.read_excel(book, engine="calamine", sheet_name="备件目录", dtype={"物料编码": str})
    for now in NOWS[::7]:
        stock = moves[moves["时间"] <= now].groupby(["仓库", "物料编码"])["数量"].sum()
        main = parts["物料编码"].map(stock["主仓库"])
        assert (main >= 0).all()
        assert set(SHORT) <= set(parts["名称"][main < parts["安全库存"]])
        held = stock.drop("主仓库")
        assert (held > 0).sum() > 30
        assert [store for store, _ in held[held < 0].index] == ["S016"]


def test_reviews_are_current_due_and_overdue_on_every_day(folder: Path) -> None:
    book = folder / "exports" / "资料与制度.xlsx"
    sheets = [pd.read_excel(book, engine="calamine", sheet_name=name) for name in ("资料清单", "制度清单")]
    for day in (ANCHOR + timedelta(number) for number in range(800)):
        for sheet in sheets:
            states: Counter[str] = Counter()
            for cycle, last in zip(sheet["审查周期"], sheet["上次审查"], strict=True):
                reviewed = None if pd.isna(last) else pd.Timestamp(last).date() + (day - ANCHOR)
                due, overdue = reviews.again(CYCLES[cycle], reviewed)
                states[
                    reviews.state({"last_reviewed_on": reviewed, "due_from": due, "overdue_from": overdue}, day)
                ] += 1
            assert states["overdue"], day
            assert states["due"] + states["current"], day
    assert sum(sheet["变更日期"].notna().sum() for sheet in sheets) > 3
    assert all(sheet["审查人"].nunique() > 1 for sheet in sheets)


@pytest.fixture(scope="module")
def shifts(folder: Path) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(folder / "staffing.sqlite")
    try:
        columns = "emp_no, duty_date, duty_kind, clock_in, plan_start, remark"
        return connection.execute(f"select {columns} from duty_roster").fetchall()
    finally:
        connection.close()


def test_events_are_reinforced_and_gaps_told(shifts: list[tuple[str, ...]]) -> None:
    days: dict[str, set[date]] = defaultdict(set)
    for _, day, kind, _, _, reason in shifts:
        if kind == "增援":
            days[reason.split("：")[0]].add(date.fromisoformat(day))
    for now in NOWS:
        for reason in ("重大会议", "故障高发"):
            assert any(now.date() - timedelta(91) <= day <= now.date() for day in days[reason])
    late = [reason for _, _, kind, came, start, reason in shifts if kind == "白班" and came and came > start]
    missing = [reason for _, _, kind, came, _, reason in shifts if kind == "白班" and not came]
    for reasons in (late, missing):
        assert 0.2 < sum(map(bool, reasons)) / len(reasons) < 0.9
