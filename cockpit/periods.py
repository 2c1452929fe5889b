"""Spans of site days, the calendar units they are made of, the spans they are compared with, and the school's year.

A day is a date on the site's clock; weeks are ISO weeks and begin on Monday.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from cockpit.errors import UsageError
from cockpit.settings import Calendar, Term

UNITS = ("day", "week", "month", "quarter", "year")
DAY = timedelta(days=1)
EARLIEST, LATEST = 1900, 2200
NAMED = (
    "today",
    "this_week",
    "last_7_days",
    "last_28_days",
    "last_90_days",
    "this_month",
    "last_month",
    "this_quarter",
    "term",
    "this_year",
    "last_12_months",
    "all",
)
# What is shown where nothing is chosen: the first of these that has data.
RECENT = ("this_month", "last_month", "last_90_days", "last_12_months", "all")
DAYS = pa.schema(
    [
        ("day", pa.date32()),
        ("week", pa.date32()),
        ("month", pa.date32()),
        ("quarter", pa.date32()),
        ("year", pa.date32()),
        ("weekday", pa.int32()),
        ("term", pa.string()),
        ("term_week", pa.int32()),
        ("holiday", pa.bool_()),
        ("workday", pa.bool_()),
    ]
)


@dataclass(frozen=True, order=True)
class Period:
    """The site days from ``first`` up to, and without, ``until``."""

    first: date
    until: date

    def __post_init__(self) -> None:
        if self.first >= self.until:
            raise UsageError("period_empty", first=self.first, until=self.until)
        if self.first.year < EARLIEST or self.until.year > LATEST:
            raise UsageError("period_far", earliest=EARLIEST, latest=LATEST)

    @property
    def last(self) -> date:
        return self.until - DAY

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until


def start(day: date, unit: str) -> date:
    """The first day of the unit that ``day`` is in."""
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    raise ValueError(unit)


def after(first: date, unit: str) -> date:
    """The first day of the unit that follows the one beginning on ``first``."""
    match unit:
        case "day":
            return first + DAY
        case "week":
            return first + timedelta(days=7)
        case _:
            return add_months(first, {"month": 1, "quarter": 3, "year": 12}[unit])


def whole(day: date, unit: str) -> Period:
    """The whole unit that ``day`` is in."""
    first = start(day, unit)
    return Period(first, after(first, unit))


def unit_of(period: Period) -> str | None:
    """The calendar unit that the period is exactly one of, if any."""
    return next((unit for unit in UNITS if whole(period.first, unit) == period), None)


def add_months(day: date, months: int) -> date:
    """The same day of another month; its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def previous(period: Period, as_of_day: date) -> Period:
    """What the period is compared with: the unit before a whole unit, the equal span before another span.

    Of a period that ``as_of_day`` lies in, only the days up to and with it count, and as many of the one before.
    """
    unit = unit_of(period)
    ran = elapsed(period, as_of_day)
    if unit is None:
        return Period(ran.first - (ran.until - ran.first), ran.first)
    before = whole(period.first - DAY, unit)
    return before if ran == period else Period(before.first, min(before.first + (ran.until - ran.first), before.until))


def units_before(period: Period, unit: str, as_of_day: date) -> Period:
    """As many calendar units before a span that begins with one; of the last the equal part where the span's is one."""
    ran = elapsed(period, as_of_day)
    starts = unit_starts(ran, unit)
    first = last = start(ran.first - DAY, unit)
    for _ in starts[1:]:
        first = start(first - DAY, unit)
    part = ran.until - starts[-1]
    return Period(first, ran.first if ran.until == after(starts[-1], unit) else min(last + part, ran.first))


def last_year(period: Period, as_of_day: date | None = None) -> Period:
    """The same dates of the year before (29 February becomes the 28th); an ISO week the week of the same number.

    With ``as_of_day``, of a period that it lies in only the days up to and with it.
    """
    ran = elapsed(period, as_of_day) if as_of_day else period
    unit = unit_of(period)
    if unit == "week":
        first = year_before(period.first, "week")
        return Period(first, first + (ran.until - ran.first))
    if unit and ran == period:
        return whole(add_months(period.first, -12), unit)
    return Period(add_months(ran.first, -12), add_months(ran.last, -12) + DAY)


def against(kind: str, period: Period, as_of_day: date) -> Period:
    """The period that ``previous`` or ``last-year`` names."""
    return previous(period, as_of_day) if kind == "previous" else last_year(period, as_of_day)


def elapsed(period: Period, as_of_day: date) -> Period:
    """The part of a running period up to and with ``as_of_day``; any other period as it is."""
    return Period(period.first, as_of_day + DAY) if as_of_day in period else period


def last_months(period: Period, as_of_day: date, count: int = 12) -> Period:
    """So many months up to the end of what ran of a period."""
    until = elapsed(period, as_of_day).until
    return Period(add_months(start(until - DAY, "month"), 1 - count), until)


def year_before(first: date, unit: str) -> date:
    """The first day of last year's counterpart of the unit beginning on ``first``. Week 53 falls back on 52."""
    if unit != "week":
        return add_months(first, -12)
    year, week, _ = first.isocalendar()
    last_week = date(year - 1, 12, 28).isocalendar().week
    return date.fromisocalendar(year - 1, min(week, last_week), 1)


def unit_starts(period: Period, unit: str) -> list[date]:
    """The first days of the units that the period touches; the first may lie before the period."""
    return list(_starts(start(period.first, unit), period.until, unit))


def named(name: str, today: date, calendar: Calendar, since: date = date(2000, 1, 1)) -> Period:
    """One of the periods people pick by name (NAMED). ``since`` is the first day of the data, for "all"."""
    if name not in NAMED:
        raise UsageError("unknown_period", name=name, known=NAMED)
    tomorrow = today + DAY
    match name.split("_"):
        case ["today"]:
            return whole(today, "day")
        case ["this", unit]:
            return whole(today, unit)
        case ["last", "month"]:
            return whole(start(today, "month") - DAY, "month")
        case ["last", "12", "months"]:
            return Period(add_months(tomorrow, -12), tomorrow)
        case ["last", count, "days"]:
            return Period(tomorrow - timedelta(days=int(count)), tomorrow)
        case ["term"]:
            term = current_term(today, calendar)
            return Period(term.first, term.last + DAY)
    return Period(min(since, today), tomorrow)


def recent(last: date | None, today: date, calendar: Calendar) -> str:
    """The first of RECENT that reaches back to ``last``, the newest record's day; the first where there is none."""
    day = min(last or today, today)
    return next(name for name in RECENT if day >= named(name, today, calendar, since=day).first)


def current_term(day: date, calendar: Calendar) -> Term:
    """The term of that day; in a vacation the one before it."""
    begun = [term for term in calendar.terms if term.first <= day]
    if not begun:
        raise UsageError("no_term", day=day)
    return max(begun, key=lambda term: term.first)


def days(first: date, last: date, calendar: Calendar) -> pa.Table:
    """One row a day, both ends included, with its units, term and whether it is a holiday or a working day."""
    rest, made_up = _school_days(first, last, calendar)
    rows: list[dict[str, Any]] = []
    for day in _starts(first, last + DAY, "day"):
        term = next((one for one in calendar.terms if one.first <= day <= one.last), None)
        rows.append(
            {
                **{unit: start(day, unit) for unit in UNITS},
                "weekday": day.isoweekday(),
                "term": term.name if term else None,
                "term_week": (start(day, "week") - start(term.first, "week")).days // 7 + 1 if term else None,
                "holiday": day in rest,
                "workday": day in made_up or (day.isoweekday() <= 5 and day not in rest),
            }
        )
    return pa.Table.from_pylist(rows, schema=DAYS)


def _starts(first: date, until: date, unit: str) -> Iterator[date]:
    while first < until:
        yield first
        first = after(first, unit)


def _school_days(first: date, last: date, calendar: Calendar) -> tuple[set[date], set[date]]:
    """Holidays and make-up workdays. What the site says overrules the country's calendar."""
    rest: set[date] = set()
    made_up: set[date] = set()
    if calendar.country:
        import holidays

        country = holidays.country_holidays(calendar.country, years=range(first.year - 1, last.year + 2))
        rest.update(country)
        made_up.update(getattr(country, "weekend_workdays", ()))
    rest = (rest | set(calendar.holidays)) - set(calendar.workdays)
    return rest, (made_up - rest) | set(calendar.workdays)
