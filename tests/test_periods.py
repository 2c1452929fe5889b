from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.errors import UsageError
from cockpit.periods import (
    DAYS,
    NAMED,
    UNITS,
    Period,
    add_months,
    against,
    days,
    last_year,
    named,
    previous,
    recent,
    start,
    unit_of,
    unit_starts,
    units_before,
    whole,
    year_before,
)
from cockpit.settings import Calendar, Term

LATE = date(2030, 1, 1)
SCHOOL = Calendar("CN", (Term("秋", date(2026, 9, 9), date(2027, 1, 17)),))
some_days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
units = st.sampled_from(UNITS)


def period(first: str, until: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("first", "until", "unit"),
    [
        ("2026-10-05", "2026-10-06", "day"),
        ("2026-10-05", "2026-10-12", "week"),
        ("2026-10-06", "2026-10-13", None),
        ("2027-02-01", "2027-03-01", "month"),
        ("2026-10-01", "2027-01-01", "quarter"),
        ("2026-11-01", "2027-02-01", None),
        ("2026-01-01", "2027-01-01", "year"),
        ("2026-02-01", "2027-02-01", None),
    ],
)
def test_unit_of(first, until, unit):
    assert unit_of(period(first, until)) == unit


@pytest.mark.parametrize(
    ("first", "until", "as_of", "expected"),
    [
        # whole units, over
        ("2026-10-05", "2026-10-06", "2030-01-01", ("2026-10-04", "2026-10-05")),
        ("2026-10-05", "2026-10-12", "2030-01-01", ("2026-09-28", "2026-10-05")),
        ("2026-03-01", "2026-04-01", "2030-01-01", ("2026-02-01", "2026-03-01")),
        ("2026-01-01", "2026-04-01", "2030-01-01", ("2025-10-01", "2026-01-01")),
        ("2026-01-01", "2027-01-01", "2030-01-01", ("2025-01-01", "2026-01-01")),
        # running units: the equal part of the one before, never beyond its end
        ("2026-10-01", "2026-11-01", "2026-10-10", ("2026-09-01", "2026-09-11")),
        ("2026-03-01", "2026-04-01", "2026-03-30", ("2026-02-01", "2026-03-01")),
        ("2026-10-05", "2026-10-12", "2026-10-05", ("2026-09-28", "2026-09-29")),
        ("2026-10-05", "2026-10-06", "2026-10-05", ("2026-10-04", "2026-10-05")),
        ("2026-10-01", "2027-01-01", "2026-10-31", ("2026-07-01", "2026-08-01")),
        ("2026-10-01", "2026-11-01", "2026-10-31", ("2026-09-01", "2026-10-01")),
        # other spans
        ("2026-10-04", "2026-10-11", "2026-10-10", ("2026-09-27", "2026-10-04")),
        ("2026-09-07", "2027-01-18", "2026-09-16", ("2026-08-28", "2026-09-07")),
        # a unit still to come
        ("2026-12-01", "2027-01-01", "2026-10-10", ("2026-11-01", "2026-12-01")),
    ],
)
def test_previous(first, until, as_of, expected):
    assert previous(period(first, until), date.fromisoformat(as_of)) == period(*expected)


@pytest.mark.parametrize(
    ("unit", "first", "until", "as_of", "expected"),
    [
        ("month", "2026-02-01", "2026-05-01", "2030-01-01", ("2025-11-01", "2026-02-01")),
        ("month", "2025-12-01", "2026-11-28", "2026-11-27", ("2024-12-01", "2025-11-28")),
        ("month", "2025-12-01", "2026-12-01", "2026-11-27", ("2024-12-01", "2025-11-28")),
        ("month", "2026-02-01", "2026-03-31", "2026-03-30", ("2025-12-01", "2026-01-31")),
        ("month", "2026-01-01", "2026-03-31", "2026-03-30", ("2025-10-01", "2025-12-31")),
        ("month", "2026-03-01", "2026-05-31", "2026-05-30", ("2025-12-01", "2026-03-01")),  # February has ended
        ("week", "2026-11-02", "2026-11-28", "2026-11-27", ("2026-10-05", "2026-10-31")),
        ("quarter", "2025-10-01", "2026-04-01", "2030-01-01", ("2025-04-01", "2025-10-01")),
        ("year", "2025-01-01", "2026-11-28", "2026-11-27", ("2023-01-01", "2024-11-27")),
    ],
)
def test_as_many_units_before(unit, first, until, as_of, expected):
    assert units_before(period(first, until), unit, date.fromisoformat(as_of)) == period(*expected)


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        ("2024-02-29", "2024-03-01", ("2023-02-28", "2023-03-01")),
        ("2024-02-01", "2024-03-01", ("2023-02-01", "2023-03-01")),
        ("2025-02-01", "2025-03-01", ("2024-02-01", "2024-03-01")),
        ("2025-02-10", "2025-03-01", ("2024-02-10", "2024-02-29")),
        ("2026-10-04", "2026-10-11", ("2025-10-04", "2025-10-11")),
        ("2026-10-05", "2026-10-12", ("2025-10-06", "2025-10-13")),
        ("2026-12-28", "2027-01-04", ("2025-12-22", "2025-12-29")),
        ("2026-01-01", "2027-01-01", ("2025-01-01", "2026-01-01")),
    ],
)
def test_last_year(first, until, expected):
    assert last_year(period(first, until)) == period(*expected)


def test_last_year_of_what_is_running():
    as_of = date(2026, 10, 10)
    assert last_year(period("2026-10-01", "2026-11-01"), as_of) == period("2025-10-01", "2025-10-11")
    assert last_year(period("2026-10-05", "2026-10-12"), as_of) == period("2025-10-06", "2025-10-12")
    assert against("last-year", period("2026-10-01", "2027-01-01"), as_of) == period("2025-10-01", "2025-10-11")
    assert against("previous", period("2026-10-01", "2026-11-01"), as_of) == period("2026-09-01", "2026-09-11")


@given(day=some_days, unit=units)
def test_a_unit_and_the_one_before_touch(day, unit):
    of_day = whole(day, unit)
    before = previous(of_day, LATE if day.year < 2029 else date(2101, 1, 1))
    assert day in of_day
    assert before.until == of_day.first
    assert unit_of(before) == unit
    assert unit_of(of_day) == unit


@given(day=some_days, length=st.integers(1, 800), as_of=some_days)
def test_what_a_span_is_compared_with(day, length, as_of):
    span = Period(day, day + timedelta(days=length))
    before = previous(span, as_of)
    assert before.until <= span.first
    assert before.days <= max(span.days, 366)
    if unit_of(span) is None:
        assert before.until == span.first
        ran = (as_of - span.first).days + 1 if as_of in span else span.days
        assert before.days == ran


@given(day=some_days)
def test_weeks_of_last_year_have_the_same_number(day):
    first = start(day, "week")
    before = year_before(first, "week")
    assert before.weekday() == 0
    assert before.isocalendar().year == first.isocalendar().year - 1
    assert before.isocalendar().week == first.isocalendar().week or first.isocalendar().week == 53


@given(day=some_days, months=st.integers(-60, 60))
def test_months_are_added_as_by_hand(day, months):
    moved = add_months(day, months)
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    assert (moved.year, moved.month) == (year, month)
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(day=some_days, length=st.integers(1, 400), unit=units)
def test_units_of_a_period_are_those_of_its_days(day, length, unit):
    span = Period(day, day + timedelta(days=length))
    every = [span.first + timedelta(days=n) for n in range(span.days)]
    starts = sorted({start(one, unit) for one in every})
    assert unit_starts(span, unit) == starts


def test_a_period_is_not_empty_and_not_far_off():
    with pytest.raises(UsageError, match="period_empty"):
        period("2026-10-05", "2026-10-05")
    with pytest.raises(UsageError, match="period_far"):
        period("2026-10-05", "9999-10-05")


@pytest.mark.parametrize(
    ("name", "first", "until"),
    [
        ("today", "2026-10-10", "2026-10-11"),
        ("this_week", "2026-10-05", "2026-10-12"),
        ("last_7_days", "2026-10-04", "2026-10-11"),
        ("last_28_days", "2026-09-13", "2026-10-11"),
        ("last_90_days", "2026-07-13", "2026-10-11"),
        ("this_month", "2026-10-01", "2026-11-01"),
        ("last_month", "2026-09-01", "2026-10-01"),
        ("this_quarter", "2026-10-01", "2027-01-01"),
        ("term", "2026-09-09", "2027-01-18"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("last_12_months", "2025-10-11", "2026-10-11"),
        ("all", "2023-09-01", "2026-10-11"),
    ],
)
def test_named(name, first, until):
    assert name in NAMED
    assert named(name, date(2026, 10, 10), SCHOOL, date(2023, 9, 1)) == period(first, until)


def test_named_terms_and_names_unknown():
    assert named("term", date(2027, 2, 1), SCHOOL).first == date(2026, 9, 9)
    with pytest.raises(UsageError, match="no_term"):
        named("term", date(2026, 9, 8), SCHOOL)
    for name in ("fortnight", "this_decade", "last_x_days"):
        with pytest.raises(UsageError, match="unknown_period"):
            named(name, date(2026, 10, 10), SCHOOL)


def test_the_school_year():
    calendar = Calendar(
        "CN", SCHOOL.terms, holidays=(date(2026, 9, 16), date(2026, 10, 10)), workdays=(date(2026, 10, 7),)
    )
    table = days(date(2026, 9, 7), date(2026, 10, 11), calendar)
    by_day = {row["day"].strftime("%m-%d"): row for row in table.to_pylist()}
    assert table.schema == DAYS
    assert len(by_day) == 35
    # the term begins on a Wednesday: its first week is a short one
    assert [by_day[day]["term_week"] for day in ("09-08", "09-09", "09-13", "09-14", "10-05")] == [None, 1, 1, 2, 5]
    assert by_day["09-08"]["term"] is None
    assert by_day["09-09"]["term"] == "秋"
    assert by_day["10-04"]["week"] == date(2026, 9, 28)
    assert by_day["10-04"]["quarter"] == date(2026, 10, 1)
    expected = {
        "09-12": (False, False),  # a Saturday
        "09-14": (False, True),
        "09-16": (True, False),  # the school's own holiday
        "09-20": (False, True),  # made up on a Sunday by the country's order
        "09-25": (True, False),  # Mid-Autumn
        "10-06": (True, False),  # a day off in exchange
        "10-07": (False, True),  # the school works all the same
        "10-10": (True, False),  # the country makes up on this Saturday, the school does not
    }
    assert {day: (by_day[day]["holiday"], by_day[day]["workday"]) for day in expected} == expected


def test_a_calendar_without_a_country_knows_only_weekends():
    rows = days(date(2026, 10, 1), date(2026, 10, 7), Calendar()).to_pylist()
    assert [row["workday"] for row in rows] == [True, True, False, False, True, True, True]
    assert not any(row["holiday"] for row in rows)


@pytest.mark.parametrize(
    ("last", "preset"),
    [
        (None, "this_month"),
        ("2026-10-01", "this_month"),
        ("2027-01-01", "this_month"),
        ("2026-09-30", "last_month"),
        ("2026-09-01", "last_month"),
        ("2026-08-31", "last_90_days"),
        ("2026-02-01", "last_12_months"),
        ("2019-05-05", "all"),
    ],
)
def test_what_is_shown_unasked_has_data(last, preset):
    newest = date.fromisoformat(last) if last else None
    assert recent(newest, date(2026, 10, 4), Calendar()) == preset
