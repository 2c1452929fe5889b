"""Who was on duty, who is, who clocked in and who did more, reckoned a second time in plain Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cockpit.access import Rights
from cockpit.metrics import Cockpit, Question, staffing
from cockpit.metrics.staffing import DutyDay, Extra, Overtime, Reinforced
from cockpit.periods import Period
from cockpit.settings.model import Calendar, Duty
from tests.metrics import chance
from tests.metrics.small_site import Row, SmallSite

NOW = datetime(2026, 10, 22, 4, tzinfo=UTC)  # a Thursday, noon
MONTH = Period(date(2026, 10, 1), date(2026, 11, 1))
SITES = ("North", "West")


def shift(person: str, day: int, kind: str = "day", hour: int = 8, came: int | None = 0, **more: Any) -> Row:
    """A shift of eight hours of October; ``came``: how many minutes late, None for not at all."""
    start = datetime(2026, 10, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    clocked = None if came is None else start + timedelta(minutes=came)
    times = {"planned_start": start, "planned_end": start + timedelta(hours=8), "clock_in": clocked}
    return {"staff_id": person, "date": date(2026, 10, day), "kind": kind} | times | more


SHIFTS = [
    shift("S1", 9),
    shift("S1", 10, "weekend", site="North"),
    shift("S2", 10, "weekend", site="West", came=None),
    shift("S3", 10, "weekend", site="West", came=None),
    shift("S2", 11, "leave"),
    shift("S3", 11, "night", hour=20, site="West"),
    shift("S1", 17, "weekend", came=200),
    shift("S1", 18, "reinforcement", reason="开学"),
    shift("S2", 19, "reinforcement", reason="开学", site="North"),
    shift("S2", 21, "reinforcement", reason="开学", came=None),
    shift("S3", 20, "overtime", hour=18, reason="抢修", clock_out=datetime(2026, 10, 20, 13, 15, tzinfo=UTC)),
    shift("S3", 21, "overtime", hour=18, reason="抢修"),
    shift("S2", 21, "overtime", hour=18, planned_end=None),
    shift("S1", 22, came=3, reason="堵车"),
    shift("S2", 22, came=None, reason="忘记"),
    shift("S3", 22, "leave", site="North", reason="病假"),
    shift("S1", 23, "day", hour=9),
    shift("S2", 23, "day"),
    shift("S2", 24, "leave", came=None, reason="年假"),
    shift("S1", 30, "reinforcement", reason="会议", came=None),
]


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    staff = [{"staff_id": f"S{n}", "name": f"N{n}", "campus": "West" if n == 2 else "North"} for n in (1, 2, 3)]
    rows: dict[str, list[Row]] = {"tickets": [{"reported_at": "2026-09-01 08:00"}], "staff": [*staff], "shifts": SHIFTS}
    site = SmallSite(rows, calendar=Calendar(), duty=Duty(sites=SITES))
    return site.opened(NOW, tmp_path_factory.mktemp("staffing"))


def test_duty_days_name_who_had_been_planned(cockpit: Cockpit) -> None:
    days = staffing.duty_days(cockpit, MONTH)
    assert [(one.day.day, one.campus) for one in days] == [(day, site) for day in (10, 11, 17, 18) for site in SITES]
    assert staffing.gaps(days) == [
        DutyDay("West", date(2026, 10, 18), (), covered=False),
        DutyDay("West", date(2026, 10, 17), (), covered=False),
        DutyDay("North", date(2026, 10, 11), (), covered=False),
        DutyDay("West", date(2026, 10, 10), ("S2", "S3"), covered=False),
    ]


def test_the_rows_behind_coverage_are_its_days(cockpit: Cockpit) -> None:
    question = Question("duty_coverage", MONTH)
    answer = cockpit.answer(question)
    rows = cockpit.rows(question, {}, ["campus", "day", "covered", "planned_by", "covered_by"], limit=100).to_pylist()
    assert (answer.n, len(rows)) == (8, 8)
    assert sum(row["covered"] for row in rows) / len(rows) == answer.value == 0.5
    by_day = {(row["campus"], row["day"].day): (row["planned_by"], row["covered_by"]) for row in rows}
    assert by_day["West", 10] == (["S2", "S3"], None)
    assert by_day["North", 10] == (["S1"], ["S1"])
    assert by_day["West", 18] == (None, None)


def test_the_roster_of_today_and_tomorrow(cockpit: Cockpit) -> None:
    roster = staffing.roster(cockpit)
    told = {
        day.day: {site: [(row["staff_id"], row["kind"]) for row in rows] for site, rows in sites.items()}
        for day, sites in roster.items()
    }
    assert told == {
        22: {"North": [("S1", "day"), ("S3", "leave")], "West": [("S2", "day")]},
        23: {"West": [("S2", "day")], "North": [("S1", "day")]},
    }
    own = staffing.roster(cockpit, Rights((("engineer", ("S2",)),)))
    assert [[*sites] for sites in own.values()] == [["West"], ["West"]]


def test_leave_overtime_and_reinforcements_by_reason(cockpit: Cockpit) -> None:
    assert staffing.extra_shifts(cockpit, MONTH) == [
        Extra("leave", None, 1, 1, 8.0),
        Extra("leave", "病假", 1, 1, 8.0),
        Extra("overtime", "抢修", 2, 1, 16.0),
        Extra("overtime", None, 1, 1, 0.0),
        Extra("reinforcement", "开学", 3, 2, 24.0),
    ]
    rows = staffing.extra_rows(cockpit, MONTH, rights=Rights((("engineer", ("S3",)),)))
    assert [(row["date"].day, row["kind"]) for row in rows] == [(20, "overtime"), (21, "overtime"), (22, "leave")]


def test_overtime_by_person_planned_and_as_clocked(cockpit: Cockpit) -> None:
    assert staffing.overtime(cockpit, MONTH) == [Overtime("S3", 2, 16.0, 1, 3.25), Overtime("S2", 1, 0.0, 0, None)]
    assert staffing.overtime(cockpit, MONTH, (("engineer", ("S2",)),)) == [Overtime("S2", 1, 0.0, 0, None)]
    assert staffing.overtime(cockpit, MONTH, rights=Rights((("engineer", ("S1",)),))) == []


def test_reinforcements_are_events_of_days_in_a_row(cockpit: Cockpit) -> None:
    days = [date(2026, 10, day) for day in range(1, 32)]
    assert staffing.reinforced(cockpit, MONTH) == [
        Reinforced("会议", days[29], days[29], ("North",), 1, 1, None),
        Reinforced("开学", days[20], days[20], ("West",), 1, 1, 0),
        Reinforced("开学", days[17], days[18], ("North",), 2, 2, 2),
    ]
    assert staffing.reinforced(cockpit, Period(date(2026, 10, 31), date(2026, 11, 1))) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_clocking_in_by_person(seed: int, tmp_path: Path) -> None:
    small = chance.site(seed)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    period = Period(chance.FIRST, chance.FIRST + timedelta(days=chance.DAYS))
    found = {one.staff_id: one for one in staffing.clocked(cockpit, period)}
    due: dict[str, list[tuple[bool, bool]]] = {}
    for row in small.rows["shifts"]:
        start, came = row["planned_start"], row["clock_in"]
        if row["kind"] == "leave" or start is None or not period.first <= row["date"] < period.until:
            continue
        if (limit := start + small.duty.grace) <= cockpit.as_of:
            missing = came is None or came > cockpit.as_of
            due.setdefault(row["staff_id"], []).append((missing, not missing and came > limit))
    assert {name: (one.due, one.missing, len(one.late)) for name, one in found.items()} == {
        name: (len(told), sum(missing for missing, _ in told), sum(late for _, late in told))
        for name, told in due.items()
    }
    shares = [one.share for one in staffing.clocked(cockpit, period)]
    assert shares == sorted(shares)
    answer = cockpit.answer(Question("on_time_clock_in", period))
    assert answer.n == sum(one.due for one in found.values())
    assert answer.value == pytest.approx(sum(one.share * one.due for one in found.values()) / answer.n)


def test_a_night_that_is_not_over_is_of_today(tmp_path: Path) -> None:
    staff: list[Row] = [{"staff_id": "S1", "name": "N1", "campus": "North"}]
    nights = [shift("S1", day, "night", 20) for day in (20, 21, 22)]
    rows: dict[str, list[Row]] = {"tickets": [{"reported_at": "2026-09-01 08:00"}], "staff": staff, "shifts": nights}
    site = SmallSite(rows, calendar=Calendar(), duty=Duty(sites=("North",)))
    for name in ("at three", "at four"):
        (tmp_path / name).mkdir()
    asleep = site.opened(datetime(2026, 10, 21, 19, tzinfo=UTC), tmp_path / "at three")
    told = [[(row["date"].day, row["state"]) for row in day["North"]] for day in staffing.roster(asleep).values()]
    assert told == [[(21, "there"), (22, "to_come")], []]
    friday = site.opened(datetime(2026, 10, 22, 20, tzinfo=UTC), tmp_path / "at four")
    assert [row["date"].day for row in staffing.roster(friday)[date(2026, 10, 23)]["North"]] == []
    assert staffing.days_off(friday) == {date(2026, 10, 24)}
