"""What the last seven days brought to each place and kind, beside what the four weeks before let expect.

This is for looking at every place at once, in milliseconds; whether something is a warning the outlook decides, by
years of history. Working days stand beside working days and days off beside days off, so that a holiday among the four
weeks does not make the first week after it look like an outbreak; of the day that runs, only its hours so far count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.access import MANAGER, Rights
from cockpit.alerts.series import SPLITS, Where
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import DAY, Period

DAYS: Final = 7
BEFORE: Final = 28
TAIL: Final = 0.01  # of weeks like any other, this part lies above the range, and as much below it
# By how much of its mean a week differs beyond chance: else the whole sample site stood out of every fourth week.
WEEKS_SPREAD: Final = 0.1
COLUMNS: Final = frozenset({"work_type", "campus", "building", "category", "reported_at", "reported_day"})
SQL: Final = """
select
    tickets.campus,
    cast(tickets.building as varchar) as building,
    tickets.category,
    tickets.reported_day >= :first as recent,
    days.workday,
    count(*) as n,
    count(case when extract(hour from tickets.reported_at) * 60 + extract(minute from tickets.reported_at) < :minute
        then 1 end) as so_far
from tickets
inner join store.days as days on tickets.reported_day = days.day
where
    tickets.work_type = 'fault'
    and tickets.reported_day >= :before
    and tickets.reported_day < :until
    and tickets.reported_at <= :as_of
group by all
"""


@dataclass(frozen=True)
class Beside:
    """``actual`` tickets of a place or kind where ``usual`` were to be expected, mostly from ``low`` to ``high``.

    Without a level of four weeks to stand beside, these three are None.
    """

    where: Where
    actual: int
    usual: float | None = None
    low: int | None = None
    high: int | None = None

    @property
    def above(self) -> bool:
        """Whether so many are not usual."""
        return self.high is not None and self.actual > self.high

    @property
    def beyond(self) -> float:
        """How many more than usual."""
        return self.actual - (self.usual or 0.0)


@dataclass(frozen=True)
class Week:
    """The last seven days, the clock's as far as it has come; every place and kind with tickets in the five weeks.

    Those above their range stand first, the furthest beyond it at the top, then those with most tickets.
    ``known``: whether there are four weeks before them to tell a level by.
    """

    days: Period
    whole: Beside
    parts: Mapping[tuple[str, ...], tuple[Beside, ...]]
    known: bool

    def of(self, *split: str) -> tuple[Beside, ...]:
        """The values of a split, as in ``series.SPLITS``."""
        return self.parts.get(split, ())


def week(cockpit: Cockpit, rights: Rights = MANAGER, filters: Filters = (), whole: float | None = None) -> Week:
    """The last seven days within rights and filters.

    ``whole``: what was to be expected of them all together, where the early warning knows: then every part is expected
    to be by so much above its level of four weeks, or below it, as the whole is. So the first weeks of a term stand
    beside a term and not beside the vacation before it.
    """
    heard = _heard(cockpit)
    until = cockpit.today + DAY
    first = until - timedelta(days=DAYS)
    before = first - timedelta(days=BEFORE)
    days = {"first": first, "before": before, "until": until, "minute": heard.hour * 60 + heard.minute}
    rows = read(cockpit, "tickets", SQL, rights, filters, COLUMNS, **days)
    known = cockpit.engine.first_day is not None and cockpit.engine.first_day <= before
    weights = _weights(cockpit, Period(before, until), heard) if known else None
    tallies = _tallied(rows)
    if weights and whole and (level := _expected(tallies[()][()], weights)):
        weights = _times(weights, whole / level)
    parts = {
        split: tuple(sorted((_beside(where, one, weights) for where, one in found.items()), key=_place))
        for split, found in tallies.items()
    }
    (together,) = parts.pop(())
    return Week(Period(first, until), together, parts, known)


def _place(one: Beside) -> tuple[bool, float, str]:
    return not one.above, -one.beyond if one.above else -float(one.actual), str(one.where)


def _heard(cockpit: Cockpit) -> datetime:
    """Up to when tickets are known, on the site's clock: now or, if it is older, the last sync."""
    return min(cockpit.as_of, cockpit.clocks.sync).astimezone(ZoneInfo(cockpit.engine.zone))


@dataclass
class _Tally:
    """Tickets of the last days, and of those before by kind of day: of whole days, and up to the hour it is now."""

    recent: int = 0
    before: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    so_far: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})


def _tallied(rows: Iterable[Row]) -> dict[tuple[str, ...], dict[Where, _Tally]]:
    """Rows summed by every split; those without one of its values are in none of it."""
    found: dict[tuple[str, ...], dict[Where, _Tally]] = {split: defaultdict(_Tally) for split in ((), *SPLITS)}
    found[()][()] = _Tally()
    for row in rows:
        for split, tallies in found.items():
            where = tuple((dimension, row[dimension]) for dimension in split)
            if any(value is None for _, value in where):
                continue
            tally = tallies[where]
            if row["recent"]:
                tally.recent += row["n"]
            else:
                tally.before[row["workday"]] += row["n"]
                tally.so_far[row["workday"]] += row["so_far"]
    return found


Weights = tuple[dict[bool, float], dict[bool, float]]


def _weights(cockpit: Cockpit, span: Period, heard: datetime) -> Weights:
    """What a ticket of the four weeks counts for in the seven days, by kind of day: of whole days, and of this one."""
    sql = "select day, workday from store.days where day >= :first and day < :until order by day"
    days = cockpit.engine.query(sql, {"first": span.first, "until": span.until}).to_pylist()
    kinds = {kind: sum(day["workday"] == kind for day in days[:BEFORE]) for kind in (True, False)}
    whole, running = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for day in days[BEFORE:]:
        kind = day["workday"] if kinds[day["workday"]] else not day["workday"]
        if day["day"] < heard.date():
            whole[kind] += 1 / kinds[kind]
        elif day["day"] == heard.date():
            running[kind] += 1 / kinds[kind]
    return whole, running


def _times(weights: Weights, factor: float) -> Weights:
    whole, running = ({kind: weight * factor for kind, weight in each.items()} for each in weights)
    return whole, running


def _terms(tally: _Tally, weights: Weights) -> list[tuple[float, float]]:
    """Counts of the four weeks with what each of their tickets stands for."""
    whole, running = weights
    terms: list[tuple[float, float]] = [(whole[kind], tally.before[kind]) for kind in whole]
    return terms + [(running[kind], tally.so_far[kind]) for kind in running]


def _expected(tally: _Tally, weights: Weights) -> float:
    return sum(weight * n for weight, n in _terms(tally, weights))


def _beside(where: Where, tally: _Tally, weights: Weights | None) -> Beside:
    if weights is None:
        return Beside(where, tally.recent)
    terms = _terms(tally, weights)
    # A place without a ticket in four weeks may have had half a one: else its first would be an outbreak.
    terms.append((max(weight for weight, _ in terms), 0.5))
    mean = sum(weight * n for weight, n in terms)
    low, high = likely(mean, sum(weight**2 * n for weight, n in terms) + (WEEKS_SPREAD * mean) ** 2)
    return Beside(where, tally.recent, _expected(tally, weights), low, high)


def likely(expected: float, variance: float) -> tuple[int, int]:
    """The counts between which all but ``TAIL`` to each side lie, if ``expected`` is known with that variance.

    A Poisson count whose mean is uncertain, as a gamma distribution: negative binomial.
    """
    if expected <= 0:
        return 0, 0
    shape = expected**2 / variance
    counts = np.arange(int(expected + 12 * np.sqrt(expected + variance)) + 24)
    steps = np.log((counts[:-1] + shape) / (counts[:-1] + 1) * expected / (shape + expected))
    logs = -shape * np.log1p(expected / shape) + np.concatenate([[0.0], np.cumsum(steps)])
    below = np.cumsum(np.exp(logs))
    return int(np.searchsorted(below, TAIL)), int(np.searchsorted(below, 1 - TAIL))
