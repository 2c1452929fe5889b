"""Whether the month's share of faults kept within their limits will still reach its target.

What is known is counted: limits kept and missed so far, and what is finished before a limit that is yet to come. What
is not is taken from the same days of the weeks before, shifted by whole weeks: how many faults were still to be
reported whose limits fell before the end, and which part of those and of the open ones missed theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.access import MANAGER, Rights
from cockpit.contract.limits import terms_of
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, whole
from cockpit.settings.model import Settings

WEEKS: Final = 8
# Weeks before of which as many must be known.
LEAST_WEEKS: Final = 3
DRAWS: Final = 20_000
# By what part of itself the share that misses its limit differs from one month to the next, at the least: the weeks
# before overlap, and tell too little of that.
UNSTEADY: Final = 0.4
# With less chance of reaching its target a month is told of.
UNLIKELY: Final = 0.2
_SEED: Final = 20_261_127


@dataclass(frozen=True)
class Sla:
    """The month so far and to come. ``met`` and ``missed``: limits that have passed; ``safe``: finished before theirs.

    ``open``: faults whose limits fall in the rest of the month; ``coming``: such that are yet to be reported.
    ``expected`` is the share that is to be expected, four of five times from ``low`` to ``high``; ``best`` if nothing
    more were missed. ``chance``: of reaching the ``target``; None of these where too few weeks before are known.
    """

    month: Period
    target: float
    met: int
    missed: int
    safe: int
    open: int
    coming: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    best: float | None = None
    chance: float | None = None

    @property
    def share(self) -> float | None:
        """The share so far; None while no limit has passed."""
        due = self.met + self.missed
        return self.met / due if due else None

    @property
    def lost(self) -> bool:
        """Whether the target would be missed even if everything still to come were in time."""
        return self.best is not None and self.best < self.target

    @property
    def unlikely(self) -> bool:
        return self.chance is not None and self.chance < UNLIKELY


@dataclass(frozen=True)
class Week:
    """The same days some weeks before: ``open`` faults and ``coming`` ones, and how many of each missed their limit."""

    open: int
    open_missed: int
    coming: int
    coming_missed: int


def sla_ahead(cockpit: Cockpit, site: Settings, rights: Rights = MANAGER, filters: Filters = ()) -> Sla | None:
    """The running month's share; None where no fault has a limit in it."""
    month = whole(cockpit.today, "month")
    zone = ZoneInfo(cockpit.engine.zone)
    end = datetime.combine(month.until, time(), zone)
    rows = _faults(cockpit, month, end, rights, filters)
    now = _so_far(rows, cockpit.as_of, datetime.combine(month.first, time(), zone), end)
    if not sum(now):
        return None
    weeks = [_week(rows, cockpit.as_of - shift, end - shift, cockpit.as_of) for shift in _shifts(cockpit)]
    target = terms_of(site.contract, cockpit.today).sla_target
    found = Sla(month, target, *now)
    return projected(found, weeks) if len(weeks) >= LEAST_WEEKS else found


def projected(found: Sla, weeks: Sequence[Week]) -> Sla:
    """With what the same days of the weeks before let expect."""
    random = np.random.default_rng(_SEED)
    coming = np.array([one.coming for one in weeks], dtype=float)
    mean = float(coming.mean())
    spread = max(float(coming.var(ddof=1)) / mean, 1.0) if mean else 1.0
    to_come = _counts(random, mean, spread)
    late = _late(random, [(one.open_missed, one.open) for one in weeks], found.open)
    late_coming = _late(random, [(one.coming_missed, one.coming) for one in weeks], to_come)
    kept = found.met + found.safe
    due = kept + found.missed + found.open + to_come
    shares = (due - found.missed - late - late_coming) / due
    low, high = np.quantile(shares, [0.1, 0.9])
    most = kept + found.open + mean
    return Sla(
        *(found.month, found.target, found.met, found.missed, found.safe, found.open, mean),
        *(float(shares.mean()), float(low), float(high), most / (most + found.missed)),
        float((shares >= found.target - 1e-12).mean()),
    )


def _counts(random: np.random.Generator, mean: float, spread: float) -> Any:
    """Counts of that mean whose variance is ``spread`` times it."""
    if mean == 0:
        return np.zeros(DRAWS, dtype=np.int64)
    rate = mean if spread <= 1 else random.gamma(mean / (spread - 1), spread - 1, DRAWS)
    return random.poisson(rate, DRAWS)


def _late(random: np.random.Generator, before: Sequence[tuple[int, int]], count: Any) -> Any:
    """How many of ``count`` miss their limits, the part of them as uncertain as it was from week to week."""
    missed, of = (sum(one) for one in zip(*before, strict=True))
    part = (missed + 0.5) / (of + 1)
    beyond = sum((one - part * each) ** 2 - part * (1 - part) * each for one, each in before)
    square = sum(each**2 for _, each in before)
    variance = max(beyond / square if square else 0, (UNSTEADY * part) ** 2)
    variance = min(variance + part * (1 - part) / (of + 2), part * (1 - part) * 0.5)
    size = part * (1 - part) / variance - 1
    return random.binomial(count, random.beta(part * size, (1 - part) * size, DRAWS))


def _shifts(cockpit: Cockpit) -> list[timedelta]:
    """The whole weeks before that lie within the data."""
    first = cockpit.engine.first_day or cockpit.today
    shifts = [timedelta(weeks=one) for one in range(1, WEEKS + 1)]
    return [one for one in shifts if cockpit.today - one - timedelta(days=7) >= first]


def _faults(cockpit: Cockpit, month: Period, end: datetime, rights: Rights, filters: Filters) -> list[Row]:
    """The faults whose limits fall in the month or in the weeks before it, as they were known at the clock."""
    sql = (
        "select reported_at, due_at, case when finished_at <= :as_of then finished_at end as finished_at "
        "from tickets where work_type = 'fault' "
        "and status <> 'cancelled' and reported_at <= :as_of and due_at >= :first and due_at < :until"
    )
    first = min(cockpit.as_of, datetime.combine(month.first, time(), end.tzinfo)) - timedelta(weeks=WEEKS)
    return read(cockpit, "tickets", sql, rights, filters, first=first, until=end)


def _so_far(rows: Sequence[Row], now: datetime, first: datetime, end: datetime) -> tuple[int, int, int, int]:
    """Limits of the month that were met and missed, those of what is finished before, those of what is open."""
    met = missed = safe = open_ = 0
    for row in rows:
        if not first <= row["due_at"] < end:
            continue
        finished = row["finished_at"]
        if row["due_at"] < now:
            kept = finished is not None and finished <= row["due_at"]
            met, missed = met + kept, missed + (not kept)
        elif finished is not None:
            safe += 1
        else:
            open_ += 1
    return met, missed, safe, open_


def _week(rows: Sequence[Row], then: datetime, end: datetime, now: datetime) -> Week:
    """What was open and what was yet to be reported at an instant, with limits up to an end that have passed."""
    counts = [0, 0, 0, 0]
    for row in rows:
        if not then <= row["due_at"] < end or row["due_at"] >= now:
            continue
        later = row["reported_at"] > then
        if not later and row["finished_at"] is not None and row["finished_at"] <= then:
            continue
        at = 2 if later else 0
        counts[at] += 1
        counts[at + 1] += row["finished_at"] is None or row["finished_at"] > row["due_at"]
    return Week(*counts)
