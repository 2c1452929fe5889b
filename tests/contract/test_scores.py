"""Scores, penalties and years as tables: by the terms of each row's own date, and never in parts of a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import scores
from cockpit.periods import after
from cockpit.settings import Terms
from cockpit.settings.people import Scoring

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 31, 4, tzinfo=UTC)
BEFORE = Terms(date(2026, 1, 1))
AFTER = Terms(
    date(2026, 7, 1),
    scoring=Scoring(good=Decimal(85), manager_penalty=Decimal(8), base={"staff": Decimal(300), "leader": Decimal(400)}),
)
STAFF = [
    {"staff_id": "S1", "role": "engineer", "group": "one", "hired_on": date(2026, 3, 20), "left_on": date(2026, 10, 5)},
    {"staff_id": "M1", "role": "operation_manager", "group": "office", "hired_on": date(2020, 1, 1), "left_on": None},
]


def scored(month: int, score: str, staff_id: str = "S1") -> dict[str, Any]:
    first = date(2026, month, 1)
    return {"staff_id": staff_id, "month": first, "score": Decimal(score), "base_amount": None, "reward": None}


def complaint(day: datetime) -> dict[str, Any]:
    found = {"confirmed": True, "our_fault": True, "received_at": day.astimezone(UTC), "staff_id": "S1"}
    return {"complaint_id": f"{day:%m-%d %H}", **found}


def decided(
    performance: list[dict[str, Any]], complaints: list[dict[str, Any]], now: datetime = NOW
) -> dict[str, list[dict[str, Any]]]:
    rows = {"performance": performance, "staff": STAFF, "incidents": [], "complaints": complaints}
    made = scores.tables(rows, [BEFORE, AFTER], ZONE, now)
    return {name: table.to_pylist() for name, table in made.items()}


def test_terms_that_change_in_mid_year_leave_the_months_before_as_they_were():
    june, july = decided([scored(6, "82"), scored(7, "82")], [])["scores"]
    assert (june["band"], june["coefficient"], june["pay"]) == ("good", 1, Decimal("200.00"))
    assert (july["band"], july["coefficient"], july["pay"]) == ("pass", Decimal("0.82"), Decimal("246.00"))


def test_a_year_counts_each_month_by_its_own_terms():
    performance = [scored(month, "82") for month in range(4, 10)]
    year = decided(performance, [])["score_years"][-1]
    assert year["good"] == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]


@given(
    st.lists(st.none() | st.sampled_from(["60", "75", "85", "95"]), min_size=12, max_size=12),
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=4, unique=True),
    st.integers(1, 12),
)
def test_a_year_seen_from_an_older_month_is_what_it_was_then(
    given_: list[str | None], days: list[date], month: int
) -> None:
    performance = [scored(place, score) for place, score in enumerate(given_, 1) if score]
    complaints = [complaint(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)) for day in days]
    first = date(2026, month, 1)
    then = datetime.combine(after(first, "month"), time(), ZONE) - timedelta(seconds=1)
    known = [row for row in performance if row["month"] <= first]
    told = [row for row in complaints if row["received_at"] <= then]
    now, before = decided(performance, complaints)["score_years"], decided(known, told, then)["score_years"]
    assert [row for row in now if row["month"] == first] == [row for row in before if row["month"] == first]
    # Within the year what counts only grows.
    counted = [row for row in now if row["year"] == 2026]
    for earlier, later in pairwise(counted):
        for name in ("fails", "run", "complaints", "good", "no_raise"):
            assert {*earlier[name]} <= {*later[name]}


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (datetime(2026, 6, 30, 23, 59, 59, tzinfo=ZONE), 5),
        (datetime(2026, 7, 1, 0, 0, 0, tzinfo=ZONE), 8),
    ],
)
def test_a_case_costs_what_the_terms_of_its_day_say(day: datetime, percent: int):
    found = decided([scored(day.month, "95", "M1")], [complaint(day)])
    assert [(one["staff_id"], one["percent"]) for one in found["penalties"]] == [("M1", percent)]
    (month,) = found["scores"]
    assert month["penalty"] == percent
    assert month["pay"] == month["base"] * (100 - percent) / 100


def test_a_month_begun_or_ended_in_between_is_paid_whole():
    march, october = decided([scored(3, "90"), scored(10, "90")], [])["scores"]
    assert march["pay"] == march["base"] == Decimal(200)
    assert october["pay"] == october["base"] == Decimal(300)
