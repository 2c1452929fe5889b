"""Backlogs that grow: more faults open than the calendar and the level of the last quarter let expect, and rising.

The faults open at the end of each day are a series like that of the tickets of a day: they follow the week and the
terms. What is judged is a slow rise of them, at a limit that the site's own last year keeps within its budget; and it
is told only where in the last weeks more came than left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from cockpit.access import MANAGER, Rights
from cockpit.alerts.limits import BACKLOGS, limit
from cockpit.alerts.model import Array, design
from cockpit.alerts.series import Where, calendar, watched_days
from cockpit.alerts.watch import LEARNING_DAYS, watch
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.settings.model import Settings

JUDGED_DAYS: Final = 366
WEEKS: Final = 4
# Open faults below which a backlog is none to be told of.
LEAST: Final = 10
# By which part of what was expected it must have grown in these weeks.
GROWN: Final = 0.25


@dataclass(frozen=True)
class Arrears:
    """The site's (``group`` None) or a group's faults open at the end of ``day``, beside what was expected.

    ``weeks``: the last whole ones up to it, the earliest first, each with how many came and how many left.
    """

    group: str | None
    day: date
    since: date
    actual: int
    expected: float
    weeks: tuple[tuple[date, int, int], ...]
    far: float

    @property
    def where(self) -> Where:
        return () if self.group is None else (("group", self.group),)

    @property
    def filters(self) -> Filters:
        """What its tickets are found by."""
        return () if self.group is None else (("group", (self.group,)),)

    @property
    def grown(self) -> int:
        """By how much it has grown in these weeks."""
        return sum(came - left for _, came, left in self.weeks)


def backlog(cockpit: Cockpit, site: Settings, rights: Rights = MANAGER, filters: Filters = ()) -> tuple[Arrears, ...]:
    """The backlogs that grow, of the site and of its groups, at the end of yesterday; the furthest first."""
    period = watched_days(cockpit)
    days = calendar(cockpit, period)[:-1]
    if len(days) <= LEARNING_DAYS:
        return ()
    groups, came, left = _moves(cockpit, days[0]["day"], len(days), rights, filters)
    stock = np.maximum(np.cumsum(came - left, axis=1), 0)
    first = max(LEARNING_DAYS, len(days) - JUDGED_DAYS)
    watched = watch(stock, stock[0], design(days), first)
    where: list[Where] = [() if one is None else (("group", one),) for one in groups]
    most = limit(watched.slow[:, first:-1], where, site.warnings.budget * BACKLOGS)
    found = []
    for at, group in enumerate(groups):
        weeks = _weeks(came[at], left[at], days[-1]["day"])
        one = Arrears(
            group,
            days[-1]["day"],
            _since(watched.slow[at], days[0]["day"]),
            int(stock[at, -1]),
            float(watched.usual[at, -1]),
            weeks,
            float(watched.slow[at, -1]),
        )
        if one.far > most and one.actual >= LEAST and one.grown >= GROWN * one.expected:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.group is not None, -one.far)))


def _since(slow: Array, first: date) -> date:
    """The day after that on which the backlog last lay no higher than usual."""
    low = np.flatnonzero(~(slow > 0))
    return first + timedelta(days=int(low[-1]) + 1 if len(low) else 0)


def _weeks(came: Array, left: Array, last: date) -> tuple[tuple[date, int, int], ...]:
    found = []
    for week in range(WEEKS, 0, -1):
        span = slice(len(came) - 7 * week, len(came) - 7 * week + 7)
        begin = last - timedelta(days=7 * week - 1)
        found.append((begin, int(came[span].sum()), int(left[span].sum())))
    return tuple(found)


def _moves(
    cockpit: Cockpit, first: date, days: int, rights: Rights, filters: Filters
) -> tuple[list[str | None], Array, Array]:
    """The site (None) and its groups, and of each by day the faults that came and those that left the backlog.

    What was open before the first day comes on it.
    """
    until = first + timedelta(days=days)
    sql = (
        'select cast("group" as varchar) as name, greatest(reported_day, :first) as day, count(*) as n from tickets '
        "where work_type = 'fault' and reported_at <= :as_of and reported_day < :until "
        "and cast(open_until as date) >= :first and open_until > reported_at group by 1, 2"
    )
    came = read(cockpit, "tickets", sql, rights, filters, first=first, until=until)
    sql = (
        'select cast("group" as varchar) as name, cast(open_until as date) as day, count(*) as n from tickets '
        "where work_type = 'fault' and reported_at <= :as_of and open_until <= :as_of "
        "and cast(open_until as date) >= :first and cast(open_until as date) < :until "
        "and open_until > reported_at group by 1, 2"
    )
    left = read(cockpit, "tickets", sql, rights, filters, first=first, until=until)
    names = sorted({row["name"] for row in came if row["name"] is not None})
    groups: list[str | None] = [None, *(names if len(names) > 1 else [])]
    return groups, _daily(came, groups, first, days), _daily(left, groups, first, days)


def _daily(rows: list[Row], groups: list[str | None], first: date, days: int) -> Array:
    found = np.zeros((len(groups), days))
    at = {name: position for position, name in enumerate(groups)}
    for row in rows:
        day = (row["day"] - first).days
        found[0, day] += row["n"]
        if row["name"] is not None and row["name"] in at:
            found[at[row["name"]], day] += row["n"]
    return found
