"""Ledgers by chance: daily logs around their deadlines, documents reviewed long ago, lately, after the clock, never."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.metrics.naive_facts import US
from tests.metrics.small_site import Row

DEADLINES = (time(18, 30), time(19, 30), time(21))


def logs(draw: Random, first: date, days: int, zone: ZoneInfo) -> list[Row]:
    """Logs at, just before and after each deadline, the day after, twice, of a wrong template, with an excuse."""
    found: list[Row] = []
    for number in range(900):
        day = first + timedelta(days=draw.randint(-20, days))
        at = datetime.combine(day, draw.choice(DEADLINES), zone)
        moved = draw.choice((timedelta(0), timedelta(0), -US, US, timedelta(hours=-1), timedelta(days=1)))
        found.append(
            {
                "log_id": f"L{number:03d}",
                "staff_id": f"S{draw.randrange(9)}",
                "date": day,
                "submitted_at": at + moved,
                "valid": draw.choice((True, True, True, False, None)),
                "excuse": "outage" if draw.random() < 0.1 else None,
                "grade": draw.choice("AAABCDEFG"),
            }
        )
    return found


def reviewed(draw: Random, first: date, days: int) -> list[Row]:
    """Documents or policies of every cycle, some on the first or last day of one."""
    found: list[Row] = []
    for number in range(40):
        day = first + timedelta(days=draw.randint(-500, days))
        if draw.random() < 0.4:
            day = day.replace(day=1) - timedelta(days=draw.randint(0, 1))
        found.append(
            {
                "name": f"D{number:02d}",
                "type": draw.choice(("list", "rule")),
                "cycle": draw.choice(("week", "month", "quarter", "year")),
                "reviewer": draw.choice(("Ann", "Bob")),
                "last_reviewed_on": day if draw.random() < 0.9 else None,
            }
        )
    return found
