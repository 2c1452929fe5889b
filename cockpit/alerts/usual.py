"""What the last seven days brought to each place and kind, beside what the four weeks before let expect.

This is for looking at every place at once, in milliseconds; whether something is a warning the outlook decides, by
years of history. Working days stand beside working days and days off beside days off, so that a holiday among the four
weeks does not make the first week after it look like an outbreak; of the day that runs, only its hours so far count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
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
# Of a split of many values each has its share of this, lest every week some of hundreds stood out by chance.
TAILS: Final = 0.1
# By how much of its mean a week differs beyond chance: else the whole sample site stood out of every fourth week.
WEEKS_SPREAD: Final = 0.1
COLUMNS: Final = frozenset({"work_type", "campus", "building", "category", "reported_at", "reported_day"})
# One row a value of a split, which ``level`` tells: tickets of the last days, and of those before by kind of day, of
# whole days and up to the hour it is now.
SQL: Final = """
select
    campus,
    building,
    category,
    grouping(campus, building, category) as level,
    count(case when recent then 1 end) as recent,
    count(case when not recent and workday then 1 end) as work,
    count(case when not recent and not workday then 1 end) as off,
    count(case when not recent and workday and so_far then 1 end) as work_so_far,
    count(case when not recent and not workday and so_far then 1 end) as off_so_far
from (
    select
        tickets.campus,
        cast(tickets.building as varchar) as building,
        tickets.category,
        tickets.reported_day >= :first as recent,
        days.workday,
        extract(hour from tickets.reported_at) * 60 + extract(minute from tickets.reported_at) < :minute as so_far
    from tickets
    inner join store.days as days on tickets.reported_day = days.day
    where
        tickets.work_type = 'fault'
        and tickets.reported_day >= :before
        and tickets.reported_day < :until
        and tickets.reported_at <= :as_of
) as counted
group by grouping sets (
    (), (campus), (category), (campus, building), (campus, category), (campus, building, category)
)
"""
LEVELS: Final[dict[tuple[str, ...], int]] = {
    (): 7,
    ("campus",): 3,
    ("category",): 6,
    ("campus", "building"): 1,
    ("campus", "category"): 2,
    ("campus", "building", "category"): 0,
}


@dataclass(frozen=True)
class Beside:
    """``actual`` tickets of a place or kind where ``usual`` were to be expected, mostly from ``low`` to ``high``.

    Without a level of four weeks to stand beside, these three are None. ``mean`` and ``variance`` are of what the range
    is reckoned by, which is done when it is asked for: of thousands of places few are shown.
    """

    where: Where
    actual: int
    usual: float | None = None
    mean: float = 0.0
    variance: float = 0.0
    tail: float = TAIL

    @cached_property
    def _range(self) -> tuple[int, int]:
        return likely(self.mean, self.variance, self.tail)

    @property
    def low(self) -> int | None:
        """The fewest that are usual."""
        return None if self.usual is None else self._range[0]

    @property
    def high(self) -> int | None:
        """The most that are usual."""
        return None if self.usual is None else self._range[1]

    @property
    def above(self) -> bool:
        """Whether so many are not usual."""
        return self.usual is not None and self.actual > self.mean and self.actual > self._range[1]

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


Weights = dict[str, float]


def week(
    cockpit: Cockpit,
    rights: Rights = MANAGER,
    filters: Filters = (),
    whole: float | None = None,
    until: date | None = None,
) -> Week:
    """The last seven days within rights and filters; the seven before ``until`` if that is told.

    ``whole``: what was to be expected of them all together, where the early warning knows: then every part is expected
    to be by so much above its level of four weeks, or below it, as the whole is. So the first weeks of a term stand
    beside a term and not beside the vacation before it.
    """
    heard = _heard(cockpit)
    until = until or cockpit.today + DAY
    first = until - timedelta(days=DAYS)
    before = first - timedelta(days=BEFORE)
    days = {"first": first, "before": before, "until": until, "minute": heard.hour * 60 + heard.minute}
    rows = read(cockpit, "tickets", SQL, rights, filters, COLUMNS, **days)
    known = cockpit.engine.first_day is not None and cockpit.engine.first_day <= before
    weights = _weights(cockpit, Period(before, until), heard) if known else None
    (sums,) = [row for row in rows if row["level"] == LEVELS[()]]
    if weights and whole and (level := _expected(sums, weights)):
        weights = {name: weight * whole / level for name, weight in weights.items()}
    parts: dict[tuple[str, ...], tuple[Beside, ...]] = {split: _parts(rows, split, weights) for split in SPLITS}
    return Week(Period(first, until), _beside((), sums, weights), parts, known)


def _parts(rows: Sequence[Row], split: tuple[str, ...], weights: Weights | None) -> tuple[Beside, ...]:
    """What a split is made of; rows without one of its values are in none of it."""
    level = LEVELS[split]
    chosen = [row for row in rows if row["level"] == level and all(row[name] is not None for name in split)]
    tail = min(TAIL, TAILS / max(len(chosen), 1))
    found = [_beside(tuple([(name, row[name]) for name in split]), row, weights, tail) for row in chosen]
    return tuple(sorted(found, key=_place))


def _place(one: Beside) -> tuple[bool, float, str]:
    return not one.above, -one.beyond if one.above else -float(one.actual), str(one.where)


def _heard(cockpit: Cockpit) -> datetime:
    """Up to when tickets are known, on the site's clock: now or, if it is older, the last sync."""
    return min(cockpit.as_of, cockpit.clocks.sync).astimezone(ZoneInfo(cockpit.engine.zone))


def _weights(cockpit: Cockpit, span: Period, heard: datetime) -> Weights:
    """What a ticket of the four weeks counts for in the seven days, by kind of day: of whole days, and of this one."""
    sql = "select day, workday from store.days where day >= :first and day < :until order by day"
    days = cockpit.engine.query(sql, {"first": span.first, "until": span.until}).to_pylist()
    kinds = {kind: sum(day["workday"] == kind for day in days[:BEFORE]) for kind in (True, False)}
    found = dict.fromkeys(("work", "off", "work_so_far", "off_so_far"), 0.0)
    for day in days[BEFORE:]:
        kind = day["workday"] if kinds[day["workday"]] else not day["workday"]
        name = "work" if kind else "off"
        if day["day"] < heard.date():
            found[name] += 1 / kinds[kind]
        elif day["day"] == heard.date():
            found[f"{name}_so_far"] += 1 / kinds[kind]
    return found


def _expected(row: Row, weights: Weights) -> float:
    return float(sum([weight * row[name] for name, weight in weights.items()]))


def _beside(where: Where, row: Row, weights: Weights | None, tail: float = TAIL) -> Beside:
    if weights is None:
        return Beside(where, row["recent"])
    expected = _expected(row, weights)
    # A place without a ticket in four weeks may have had half a one: else its first would be an outbreak.
    most = max(weights.values())
    mean = expected + most / 2
    variance = sum([weight * weight * row[name] for name, weight in weights.items()]) + most * most / 2
    return Beside(where, row["recent"], expected, mean, variance + (WEEKS_SPREAD * mean) ** 2, tail)


def likely(expected: float, variance: float, tail: float = TAIL) -> tuple[int, int]:
    """The counts between which all but ``tail`` to each side lie, if ``expected`` is known with that variance.

    A Poisson count whose mean is uncertain, as a gamma distribution: negative binomial.
    """
    if expected <= 0:
        return 0, 0
    shape = expected**2 / variance
    counts = np.arange(int(expected + 12 * np.sqrt(expected + variance)) + 24)
    steps = np.log((counts[:-1] + shape) / (counts[:-1] + 1) * expected / (shape + expected))
    logs = -shape * np.log1p(expected / shape) + np.concatenate([[0.0], np.cumsum(steps)])
    below = np.cumsum(np.exp(logs))
    return int(np.searchsorted(below, tail)), int(np.searchsorted(below, 1 - tail))
