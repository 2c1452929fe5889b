"""What a month's tickets mean for the team: days of work, at the pace of the last weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cockpit.access import MANAGER, Rights
from cockpit.alerts.volume import Expected
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import read
from cockpit.periods import Period

WEEKS: Final = 12
# Days of work by which a pace is known.
LEAST: Final = 20


@dataclass(frozen=True)
class Staffing:
    """``low``, ``needed`` and ``high`` engineer-days for a month, if each finishes as many faults as lately.

    ``per_day``: faults finished on an engineer's day in the last ``WEEKS``; ``usual``: the engineer-days that as many
    days as the month has had then. Engineers are all who had a ticket in those weeks.
    """

    per_day: float
    low: int
    needed: int
    high: int
    usual: int

    @property
    def short(self) -> int:
        """How many engineer-days are missing to the expected number; 0 if none."""
        return max(self.needed - self.usual, 0)


def staffing(
    cockpit: Cockpit, expected: Expected, days: int, rights: Rights = MANAGER, filters: Filters = ()
) -> Staffing | None:
    """The work of a month of so many days; None where shifts or who does the work are not known."""
    if "shifts" not in cockpit.records or "engineer_id" not in cockpit.provided:
        return None
    period = Period(cockpit.today - timedelta(weeks=WEEKS), cockpit.today)
    first, until = period.first, period.until
    took = (
        "select distinct engineer_id from tickets where engineer_id is not null and reported_day >= :from_day "
        "and reported_day < :to_day"
    )
    people = [
        row["engineer_id"] for row in read(cockpit, "tickets", took, rights, filters, from_day=first, to_day=until)
    ]
    if not people:
        return None
    sql = (
        "select count(*) as n from (select distinct staff_id, date from shifts where kind <> 'leave' "
        "and date >= :from_day and date < :to_day and staff_id in :people) as worked"
    )
    worked = read(cockpit, "shifts", sql, rights, people=people, from_day=first, to_day=until)[0]["n"]
    finished = cockpit.answer(Question("resolved", period, filters=filters), rights).value
    if worked < LEAST or not finished:
        return None
    return work(expected, finished / worked, round(worked / period.days * days))


def work(expected: Expected, per_day: float, usual: int) -> Staffing:
    """The days of work that the low, the expected and the high count are, at so many tickets a day."""
    low, needed, high = (math.ceil(round(one / per_day, 6)) for one in (expected.low, expected.expected, expected.high))
    return Staffing(per_day, low, needed, high, usual)
