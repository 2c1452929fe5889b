"""What each of the last days, and the hours of this one, should have brought, beside what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

import numpy as np

from cockpit.access import MANAGER, Rights
from cockpit.alerts.limits import LEAST_FAR, LOOKS
from cockpit.alerts.model import Array, design, highest, level, lowest
from cockpit.alerts.series import METRIC, Where, calendar, heard, heard_day, part, profile, total, watched_days
from cockpit.alerts.watch import LEARNING_DAYS, block, by_calendar, spreads_of
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.question import Filters
from cockpit.periods import Period

DAYS: Final = 42


@dataclass(frozen=True)
class Range:
    """``actual`` beside what was expected, from ``low`` to ``high``, both included; None of what is not known."""

    actual: int | None
    low: int | None
    expected: float | None
    high: int | None


@dataclass(frozen=True)
class Ranges:
    """``days``: the last ones, the clock's day as a whole last. ``so_far``: that day up to ``hour``, 0 to 24.

    ``hours``: of that day what has come by the end of each of its 24 hours. ``learning``: how many more days it takes
    before anything can be expected.
    """

    days: tuple[tuple[date, Range], ...]
    so_far: Range
    hours: tuple[Range, ...]
    hour: float
    learning: int = 0


def ranges(
    cockpit: Cockpit,
    rights: Rights = MANAGER,
    filters: Filters = (),
    days: int = DAYS,
    *,
    where: Where = (),
    far: float = LEAST_FAR,
) -> Ranges:
    """The tickets opened on the last ``days`` days, within filters and at ``where``, each expected by the days before.

    ``far``: how many normal deviates a range reaches to both sides. The year and the week have the shape of all tickets
    within the rights, from which those looked at may depart.
    """
    filters = (*filters, *((dimension, (value,)) for dimension, value in where))
    period, read = watched_days(cockpit), heard_day(cockpit)
    rows = calendar(cockpit, period)
    shown = slice(max(len(rows) - days, 0), None)
    counts = total(cockpit, period, rights, filters)
    whole = total(cockpit, period, rights) if filters else counts
    unread = (cockpit.today - read).days
    expected, spread = _expected(_filled(counts, unread), _filled(whole, unread), rows, shown.start)
    seen = [int(n) if row["day"] <= read else None for row, n in zip(rows, counts.tolist(), strict=True)]
    of_days = _ranges(seen[shown], expected[shown], spread, far)
    shape, hour = profile(cockpit, rows, rights, filters), heard(cockpit)
    by_hour = _ranges(_come(cockpit, hour, rights, filters), expected[-1] * shape[1:], spread, far)
    now = expected[-1:] * part(shape, hour)
    so_far = _ranges(seen[-1:], now, spread, far + LOOKS * (hour < 24))
    named = tuple(zip([row["day"] for row in rows[shown]], of_days, strict=True))
    return Ranges(named, so_far[0], tuple(by_hour), hour, max(LEARNING_DAYS + 1 - len(rows), 0))


def _filled(counts: Array, unread: int) -> Array:
    """Days that no source has been read for, as the same weekdays before them: as zeros they would lower the level."""
    filled = counts.copy()
    for at in range(max(len(counts) - unread, 7), len(counts)):
        filled[at] = filled[at - 7]
    return filled


def _expected(counts: Array, whole: Array, rows: Sequence[Mapping[str, Any]], first: int) -> tuple[Array, float]:
    """What each day should bring, NaN before ``first`` and where too little is known, and the dispersion."""
    begin = max(block(rows, first), LEARNING_DAYS)
    if begin >= len(rows):
        return np.full(len(rows), np.nan), 1.0
    says = by_calendar(counts[None], whole, design(rows), begin)
    spread = spreads_of(counts[None, :-1], says[:, :-1])[0]
    expected = says * level(counts[None], says, spread)
    return np.where(np.arange(len(rows)) < begin, np.nan, expected[0]), float(spread[0])


def _ranges(actual: Sequence[int | None], expected: Array, spread: float, far: float) -> list[Range]:
    low, high = lowest(expected, spread, far), highest(expected, spread, far)
    return [
        Range(seen, None, None, None) if np.isnan(due) else Range(seen, int(least), float(due), max(int(most), 0))
        for seen, least, due, most in zip(actual, low, expected, high, strict=True)
    ]


def _come(cockpit: Cockpit, hour: float, rights: Rights, filters: Filters) -> list[int | None]:
    """How many tickets had come by the end of each hour of the clock's day; None of hours that are not over."""
    today = Period(cockpit.today, cockpit.today + timedelta(days=1))
    found = {
        row["hour"]: row["value"] for row in cockpit.answer(Question(METRIC, today, ("hour",), filters), rights).rows
    }
    come = accumulate(found.get(at, 0) for at in range(24))
    return [n if at < hour else None for at, n in enumerate(come, 1)]
