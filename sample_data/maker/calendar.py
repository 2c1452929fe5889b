"""The school's year, read from the sample's own cockpit.toml so that the data and the calendar agree."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

FIRST = date(2023, 9, 4)
UNTIL = date(2026, 12, 21)
ANCHOR = date(2026, 9, 7)
CONFIGURATION = Path(__file__).resolve().parent.parent / "cockpit.toml"

OPENING_PEAK = (1.42, 1.24, 1.12)
EXAM_WEEKS = 2
VOLUME = {"term": 1.0, "exam": 0.84, "return": 0.8, "break": 0.42, "festival": 0.14}


@dataclass(frozen=True)
class Day:
    """One date: its phase of the school year, whether people are off, how many tickets it tends to bring."""

    date: date
    phase: str
    off: bool
    holiday: bool
    volume: float

    @property
    def opens(self) -> datetime:
        """When duty begins."""
        return datetime.combine(self.date, time(9) if self.off else time(8))

    @property
    def shuts(self) -> datetime:
        """When duty ends."""
        return datetime.combine(self.date, time(17) if self.off else time(20))


@dataclass(frozen=True)
class Calendar:
    """Every day of the data and some beyond it."""

    days: dict[date, Day]

    def between(self, first: date = FIRST, until: date = UNTIL) -> list[Day]:
        """The days from ``first`` until, not including, ``until``."""
        return [self.days[first + timedelta(n)] for n in range((until - first).days)]

    def advance(self, start: datetime, minutes: float) -> datetime:
        """``minutes`` of duty time after ``start``, rounded to the minute."""
        moment, left = start, timedelta(minutes=round(minutes))
        while True:
            day = self.days[moment.date()]
            moment = max(moment, day.opens)
            if moment + left <= day.shuts:
                return moment + left
            left -= max(timedelta(0), day.shuts - moment)
            moment = datetime.combine(day.date + timedelta(1), time(0))

    def duty(self, moment: datetime) -> datetime:
        """``moment`` itself if on duty, else when duty next begins."""
        return self.advance(moment, 0)


def read() -> Calendar:
    """The calendar of the sample site's configuration."""
    section = tomllib.loads(CONFIGURATION.read_text("utf-8"))["calendar"]
    holidays, workdays = set(section["holidays"]), set(section["workdays"])
    terms = [(term["first"], term["last"]) for term in section["terms"]]
    days = {}
    for number in range((UNTIL - FIRST).days + 120):
        day = FIRST + timedelta(number)
        holiday = day in holidays
        off = holiday or (day.weekday() >= 5 and day not in workdays)
        phase, peak = phase_of(day, terms)
        if phase == "break" and holiday and day.month in (1, 2):
            phase = "festival"
        volume = VOLUME[phase] * peak * (0.42 if holiday else 0.6 if off else 1.0)
        days[day] = Day(day, phase, off, holiday, volume)
    return Calendar(days)


def phase_of(day: date, terms: list[tuple[date, date]]) -> tuple[str, float]:
    """The phase of the school year and the start-of-term peak on it."""
    for first, last in terms:
        if first - timedelta(7) <= day < first:
            return "return", 1.0
        if first <= day <= last:
            week = (day - first).days // 7
            peak = OPENING_PEAK[week] if week < len(OPENING_PEAK) else 1.0
            return ("exam" if (last - day).days < 7 * EXAM_WEEKS else "term"), peak
    return "break", 1.0
