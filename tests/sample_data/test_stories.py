"""What README.md says is planted can be found in the files."""

from __future__ import annotations

import sqlite3
import statistics
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sample_data.maker import stories
from sample_data.maker.calendar import ANCHOR, FIRST

NOWS = [ANCHOR + timedelta(weeks=week) for week in range(14)]
"""Days on which the demonstration's clock may stand."""
HOURS = {"m": 1 / 60, "h": 1, "d": 24}


@pytest.fixture(scope="module")
def faults(tickets: pd.DataFrame) -> pd.DataFrame:
    found = tickets[(tickets["工单类型"] == "故障") & (tickets["工单状态"] != "已取消")].copy()
    found["day"] = found["报修时间"].dt.date
    return found


@pytest.fixture(scope="module")
def books(folder: Path) -> dict[str, pd.DataFrame]:
    exports = folder / "exports"
    training = exports / "培训记录.xlsx"
    return {
        "score": pd.read_excel(exports / "绩效考核.xlsx", engine="calamine", header=1),
        "session": pd.read_excel(training, engine="calamine", header=1, sheet_name="培训场次"),
        "feedback": pd.read_excel(training, engine="calamine", header=1, sheet_name="反馈表"),
    }


def test_the_size_of_the_site(tickets: pd.DataFrame) -> None:
    assert 38_000 < len(tickets) < 44_000
    assert tickets["报修时间"].min().date() == FIRST
    assert tickets["报修时间"].max().date() >= ANCHOR + timedelta(weeks=14)
    assert tickets["校区"].nunique() == 4
    assert tickets["楼宇"].nunique() == 60


def test_authentication_outages(faults: pd.DataFrame) -> None:
    mine = faults[(faults["故障大类"] == "认证登录") & (faults["校区"] == stories.AUTH_CAMPUS)]
    daily = mine.groupby("day").size()
    planted = {day for first in stories.AUTH_OUTAGES for day in (first, first + timedelta(1))}
    assert {day for day, count in daily.items() if count >= 25} == planted
    for now in NOWS:
        assert any(now - timedelta(91) <= first < now for first in stories.AUTH_OUTAGES)


def test_the_failing_access_point(faults: pd.DataFrame) -> None:
    for now in NOWS:
        window = faults[(faults["day"] >= now - timedelta(91)) & (faults["day"] < now)]
        counts = window["设备编号"].value_counts()
        assert counts.index[0] == stories.BAD_AP
        assert counts.iloc[0] >= 8 > counts.iloc[1]


def due(faults: pd.DataFrame, blocks: list[dict[str, Any]]) -> pd.Series:
    """The due times by the contract, worked out line by line."""

    def one(row: Any) -> Any:
        if pd.notna(row.约定完成时间) and row.level != "A":
            return row.约定完成时间
        if pd.notna(row.要求完成时间):
            return row.要求完成时间
        block = next(block for block in reversed(blocks) if block["from"] <= row.day)
        limit = block["limits"][row.level]["resolve"]
        hours = int(limit[:-1]) * HOURS[limit[-1]]
        return row.报修时间 + timedelta(hours=hours) + timedelta(minutes=0 if pd.isna(row.hold) else float(row.hold))

    words = {"特急": "A", "紧急": "B", "一般": "C", "普通": "D"}
    level = faults["故障等级"].map(lambda cell: words.get(cell, cell[0]))
    named = faults.assign(level=level, hold=faults["挂起时长(分钟)"])
    return pd.Series([one(row) for row in named.itertuples()], index=faults.index)


def test_the_months_over_the_limits(faults: pd.DataFrame, folder: Path) -> None:
    blocks = tomllib.loads((folder / "cockpit.toml").read_text("utf-8"))["contract"]
    assert len(blocks) == 2
    limit = due(faults, blocks)
    met = (faults["完成时间"] <= limit).groupby(limit.dt.to_period("M")).mean()
    share = {str(month): value for month, value in met.items() if "2023-10" <= str(month) <= "2026-12"}
    bad = {month for month, value in share.items() if value < 0.91}
    assert bad == {f"{year}-{month:02d}" for year, month in stories.SLA_MONTHS}
    assert 0.94 < statistics.median(share.values()) < 0.98


def test_the_trainings_that_went_badly(books: dict[str, pd.DataFrame]) -> None:
    feedback = books["feedback"].groupby("场次号")[["讲师", "教材", "环境", "组织安排"]].mean()
    overall = feedback.mul([0.5, 0.2, 0.15, 0.15]).sum(axis=1)
    held = books["session"].set_index("场次号")["日期"].map(lambda day: pd.Timestamp(day).date())
    assert set(held[overall[overall < 70].index]) == set(stories.BAD_TRAININGS)
    assert overall[overall >= 70].min() > 84


def test_three_bad_months_in_a_row(books: dict[str, pd.DataFrame]) -> None:
    score = books["score"]
    failed = score[score["得分"] < 70].groupby("工号")["考核月份"].apply(list).to_dict()
    assert failed == {
        person: [f"{year}年{month}月" for year, month in months] for person, months in stories.BAD_MONTHS.items()
    }


def test_weekends_without_cover(folder: Path) -> None:
    connection = sqlite3.connect(folder / "staffing.sqlite")
    rows = connection.execute(
        "select duty_date, site, max(clock_in is not null) from duty_roster "
        "where duty_kind in ('周末班', '节假日班') group by duty_date, site"
    ).fetchall()
    connection.close()
    covered = {(day, site) for day, site, there in rows if there}
    days = {day for day, _, _ in rows}
    missing = {(day, site) for day in days for site in ("本部", "东校区", "西校区", "南校区")} - covered
    planted = {
        (str(saturday + timedelta(n)), stories.UNCOVERED_CAMPUS)
        for saturday in stories.UNCOVERED_SATURDAYS
        for n in (0, 1)
    }
    assert missing == planted


def test_the_slow_creep(faults: pd.DataFrame) -> None:
    wireless = faults[faults["故障大类"] == "无线网络"]

    def autumn(building: str, year: int) -> int:
        months = wireless["报修时间"].dt.year.eq(year) & wireless["报修时间"].dt.month.isin([9, 10, 11])
        return int((months & wireless["楼宇"].eq(building)).sum())

    assert autumn(stories.CREEP_BUILDING, 2026) > 2.5 * autumn(stories.CREEP_BUILDING, 2025)
    assert autumn("南苑4号楼", 2026) < 2 * autumn("南苑4号楼", 2025)


def test_the_sides_of_a_day_and_a_year(tickets: pd.DataFrame) -> None:
    daily = tickets.groupby(tickets["报修时间"].dt.date).size()
    term = daily[[date(2026, 3, 9) <= day <= date(2026, 6, 20) for day in daily.index]]
    summer = daily[[date(2026, 7, 12) <= day <= date(2026, 8, 28) for day in daily.index]]
    assert 34 < term.mean() < 48
    assert 10 < summer.mean() < 22
    hours = tickets["报修时间"].dt.hour
    assert hours.between(0, 6).mean() < 0.06
