"""What a month's tickets mean for the team: days of work, at the pace of the busier weeks.

In a vacation people finish few faults because few are reported. How many they can finish in a day is what they did in
weeks in which there was much to do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from cockpit.access import MANAGER, Rights
from cockpit.alerts.model import Array
from cockpit.alerts.volume import Expected
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import read
from cockpit.periods import Period

WEEKS: Final = 26
RECENT: Final = 8
# The pace is that which a quarter of the weeks kept up or surpassed.
BUSY: Final = 0.75
# Weeks with work by which a pace is known.
LEAST: Final = 4


@dataclass(frozen=True)
class Staffing:
    """``low``, ``needed`` and ``high`` engineer-days for a month, at the pace of the busier of the last ``weeks``.

    ``per_day``: faults finished then on each engineer's day; ``usual``: the engineer-days that as many days as the
    month has had in the last ``RECENT`` weeks. Engineers are all who had a ticket in those weeks.
    """

    per_day: float
    low: int
    needed: int
    high: int
    usual: int
    weeks: int = WEEKS

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
    worked = _worked(cockpit, period, rights, filters)
    answer = cockpit.answer(Question("resolved", period, ("day",), filters), rights)
    finished = np.zeros(WEEKS)
    for row in answer.rows:
        finished[(row["day"] - period.first).days // 7] += row["value"]
    rate = pace(finished, worked)
    return None if rate is None else work(expected, rate, round(worked[-RECENT:].sum() / (7 * RECENT) * days))


def pace(finished: Array, worked: Array) -> float | None:
    """Faults finished on each day of work in the busier weeks; None where too few have any."""
    known = (worked > 0) & (finished > 0)
    return float(np.quantile(finished[known] / worked[known], BUSY)) if known.sum() >= LEAST else None


def work(expected: Expected, per_day: float, usual: int) -> Staffing:
    """The days of work that the low, the expected and the high count are, at so many tickets a day."""
    low, needed, high = (math.ceil(round(one / per_day, 6)) for one in (expected.low, expected.expected, expected.high))
    return Staffing(per_day, low, needed, high, usual)


def _worked(cockpit: Cockpit, period: Period, rights: Rights, filters: Filters) -> Array:
    """The days of work of each week, of those who had a ticket."""
    first, until = period.first, period.until
    sql = (
        "select distinct engineer_id from tickets where engineer_id is not null and reported_day >= :from_day "
        "and reported_day < :to_day"
    )
    took = read(cockpit, "tickets", sql, rights, filters, from_day=first, to_day=until)
    found = np.zeros(WEEKS)
    if not took:
        return found
    sql = (
        "select date as day, count(distinct staff_id) as n from shifts where kind <> 'leave' "
        "and date >= :from_day and date < :to_day and staff_id in :people group by date"
    )
    people = [row["engineer_id"] for row in took]
    for row in read(cockpit, "shifts", sql, rights, people=people, from_day=first, to_day=until):
        found[(row["day"] - first).days // 7] += row["n"]
    return found
