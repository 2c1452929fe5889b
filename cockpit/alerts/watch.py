"""Every day judged by what was known before it: expectations refit on a schedule, and how far each day stands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from cockpit.alerts.model import (
    OWN_SPREAD,
    ROUNDS,
    WHOLE_SPREAD,
    Array,
    cut,
    fit,
    level,
    over,
    spread_of,
    stands_out,
    weights_of,
)

REFIT_DAYS: Final = 28
LEARNING_DAYS: Final = 84
WINDOWS: Final = (1, 3, 7)
SLOW_DAYS, SLOW_LAG = 84, 21
SMOOTHING: Final = 0.08  # of the weighted mean of residuals that shows a slow rise


@dataclass(frozen=True)
class Watched:
    """Of each series and day (``series`` × days) what was expected of it and how far out it is.

    ``sudden``: the furthest of the last days together (``WINDOWS``), by their dispersion in ``spreads`` (windows ×
    series). ``slow``: of the weighted mean of counts beside that of ``usual``, what was expected by the level of a
    quarter that ended weeks before. ``alone``: of the day itself. All are NaN before the first day that is judged.
    """

    counts: Array
    expected: Array
    usual: Array
    spreads: Array
    alone: Array
    sudden: Array
    slow: Array

    @property
    def far(self) -> Array:
        """How far out a day is, suddenly or at the end of a slow rise: they have one scale and one limit."""
        return self.raised(np.maximum(self.sudden, self.slow))

    def raised(self, scores: Array) -> Array:
        """The scores of days that lie above what was expected of them; of the others no more than their own."""
        return np.where(self.alone > 0, scores, np.minimum(scores, self.alone))


def watch(
    counts: Array, whole: Array, design: Array, first: int = LEARNING_DAYS, *, share: float = 1.0, known: int = -1
) -> Watched:
    """Judges the days from ``first`` on; ``whole`` are the counts of the site, whose shape every series has.

    ``share``: which part of the last day has passed, as its tickets usually come. Up to ``known`` (a position) days
    count for how much counts vary: those before the judged one.
    """
    calendar = by_calendar(counts, whole, design, first)
    spreads = spreads_of(counts[:, :known], calendar[:, :known])
    calendar[:, -1] *= share
    watched = judged(counts, calendar, spreads)
    for scores in (watched.alone, watched.sudden, watched.slow):
        scores[:, :first] = np.nan
    return watched


def judged(counts: Array, calendar: Array, spreads: Array) -> Watched:
    """How far each day stands out of what the calendar says and the weeks before it; ``spreads`` by ``WINDOWS``."""
    expected = calendar * level(counts, calendar, spreads[0])
    reach = [far(counts, expected, days, spread) for days, spread in zip(WINDOWS, spreads, strict=True)]
    usual = calendar * level(counts, calendar, spreads[0], SLOW_DAYS, SLOW_LAG)
    slow = _slow(counts, usual, spreads[0])
    return Watched(counts, expected, usual, spreads, reach[0], np.max(reach, axis=0), slow)


def spreads_of(counts: Array, calendar: Array) -> Array:
    """The dispersion of each series over each of ``WINDOWS`` (windows × series), from days that are known."""
    spread = np.ones(len(counts))
    for _ in range(2):
        expected = calendar * level(counts, calendar, spread)
        spread = spread_of(counts, expected, weights_of(counts, expected, spread))
    return np.stack([_spread(counts, expected, days) for days in WINDOWS])


def block(days: Sequence[Mapping[str, Any]], at: int) -> int:
    """The position at which the block of days between two fits begins in which ``at`` lies, 0 before the first."""
    day: date = days[at]["day"]
    return max(at - day.toordinal() % REFIT_DAYS, 0)


def by_calendar(counts: Array, whole: Array, design: Array, first: int) -> Array:
    """What the calendar expects of each day, by the model fit at the start of its block; the first also looks back."""
    calendar = np.empty_like(counts)
    wide = narrow = None
    for begin in range(first, counts.shape[1], REFIT_DAYS):
        known, here = slice(0, begin), slice(0 if begin == first else begin, begin + REFIT_DAYS)
        wide = fit(whole[None, known], design[known], WHOLE_SPREAD, 0.0, wide)
        shape = np.log(wide.expected(design)[0])
        narrow = fit(counts[:, known], design[known], OWN_SPREAD, shape[known], narrow)
        calendar[:, here] = narrow.expected(design[here], shape[here])
    return calendar


def far(counts: Array, expected: Array, days: int, spread: Array) -> Array:
    """How far the last ``days`` days together stand out, by the dispersion that such sums have."""
    return stands_out(over(counts, days), over(expected, days), spread[:, None])


def _spread(counts: Array, expected: Array, days: int) -> Array:
    seen, due = over(counts, days), over(expected, days)
    spread = np.ones(len(counts))
    for _ in range(ROUNDS):
        spread = spread_of(seen, due, weights_of(seen, due, spread))
    return spread


def _slow(counts: Array, usual: Array, dispersion: Array) -> Array:
    """How far the exponentially weighted mean of counts lies above that of ``usual``, by its variance."""
    capped = cut(counts, usual, dispersion)
    seen, due, variance = (np.full(len(counts), 1e-9) for _ in range(3))
    found = np.empty_like(counts)
    for at in range(counts.shape[1]):
        seen += SMOOTHING * (capped[:, at] - seen)
        due += SMOOTHING * (usual[:, at] - due)
        variance = (1 - SMOOTHING) ** 2 * variance + SMOOTHING**2 * dispersion * usual[:, at]
        unit = variance / due
        found[:, at] = stands_out(seen / unit, due / unit, 1.0)
    return found
