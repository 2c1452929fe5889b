"""What each of the last days should have brought, as the early warning reckons it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from cockpit.alerts import model, series, watch
from cockpit.metrics import Question
from cockpit.periods import Period
from cockpit.wall.asked import Asked
from cockpit.wall.kept import KEPT

FAR: Final = 2.0


@dataclass(frozen=True)
class Range:
    """``actual`` beside the range it was expected in, both ends included; None of what is not known."""

    actual: int | None
    low: int | None
    expected: float | None
    high: int | None


@dataclass(frozen=True)
class Ranges:
    """``days``: the last ones, the clock's day as a whole last. ``so_far``: that day up to now.

    ``learning``: days still needed before anything can be expected.
    """

    days: tuple[tuple[date, Range], ...]
    so_far: Range
    learning: int = 0


def ranges(asked: Asked, days: int) -> Ranges:
    """The last ``days`` days within the wall's filters; reckoned once a minute at most."""
    key = ("ranges", asked.cockpit.engine.path, asked.cockpit.as_of, asked.rights, asked.filters, days)
    found: Ranges = KEPT.get(key, lambda: _ranges(asked, days))
    return found


def _ranges(asked: Asked, days: int) -> Ranges:
    cockpit = asked.cockpit
    until = cockpit.today + timedelta(days=1)
    first = max(cockpit.engine.first_day or cockpit.today, until - timedelta(days=series.MOST_DAYS))
    period = Period(first, until)
    table = cockpit.answer(Question("opened", period, ("day",), asked.filters), asked.rights).rows
    came = {row["day"]: float(row["value"] or 0) for row in table}
    every = [first + timedelta(days=at) for at in range((until - first).days)]
    counts = np.array([[came.get(day, 0.0) for day in every]])
    shown = range(max(len(every) - days, 0), len(every))
    if len(every) <= watch.LEARNING_DAYS + 1:
        plain = tuple((every[at], Range(int(counts[0, at]), None, None, None)) for at in shown)
        learning = watch.LEARNING_DAYS + 2 - len(every)
        return Ranges(plain, plain[-1][1], learning)
    rows = series._days(cockpit, period)  # noqa: SLF001 - until the early warning tells ranges itself
    found = watch.watch(counts, counts[0], model.design(rows))
    share = series._share(cockpit, period.last, asked.rights, asked.filters)  # noqa: SLF001
    spread, expected = found.spreads[0], found.expected[0]
    low, high = _bounds(expected, float(spread[0]))
    told = tuple((every[at], Range(int(counts[0, at]), low[at], float(expected[at]), high[at])) for at in shown)
    part = np.array([expected[-1] * share])
    (least,), (most,) = _bounds(part, float(spread[0]))
    return Ranges(told, Range(int(counts[0, -1]), least, float(part[0]), most))


def _bounds(expected: model.Array, spread: float) -> tuple[list[int], list[int]]:
    width = FAR * np.sqrt(spread * expected)
    low = np.ceil(np.maximum(expected - width, 0)).astype(int).tolist()
    return low, model.highest(expected, spread, FAR).astype(int).tolist()
