"""How many tickets a day should bring: log-linear quasi-Poisson models of many series at once, on the calendar.

Every series has the shape of the whole site (``whole``) as its offset and its own departures from it, which are held
small by a ridge: a building with a ticket a week has no weekday of its own to show, the site has. The design is that of
Noufaily et al. (2013): iteratively reweighted least squares in which past outbreaks count less, by the square of how
far they stood out. The level of the last weeks multiplies what the calendar says; an outbreak in it is cut off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STANDS_OUT: Final = 2.58  # of a normal deviate: what is further out counts less
OPENING_WEEKS, CLOSING_WEEKS = 3, 2
LEVEL_DAYS: Final = 28
LEVEL_SPREAD: Final = 0.25  # of the logarithm of a level, from what the calendar says
WHOLE_SPREAD: Final = 1.5  # of the logarithm of an effect of the calendar on the whole site
OWN_SPREAD: Final = 0.3  # of a series' own departure from it
STEPS, ROUNDS = 4, 3


def design(days: Sequence[Mapping[str, Any]]) -> Array:
    """What the calendar says of each day, as columns of numbers: intercept, weekday or holiday, phase of term, years.

    ``days``: rows of the view ``days`` in order; ``weeks_left`` of their term is needed where it goes on after them. A
    weekend day that is worked is a mean working day.
    """
    weeks = _weeks_left(days)
    rows = [_row(day, left) for day, left in zip(days, weeks, strict=True)]
    years = (np.arange(len(rows)) - len(rows) + 1) / 365.25
    return np.column_stack([np.asarray(rows, dtype=float), years])


def _row(day: Mapping[str, Any], left: int | None) -> list[float]:
    weekday = day["weekday"]
    kinds = [float(weekday == one) for one in (1, 2, 3, 5)]  # Thursday is what they stand beside
    saturday, sunday, holiday = float(weekday == 6), float(weekday == 7), 0.0
    if day["workday"] and weekday > 5:
        kinds, saturday, sunday = [0.2] * 4, 0.0, 0.0
    elif day["holiday"]:
        kinds, saturday, sunday, holiday = [0.0] * 4, 0.0, 0.0, 1.0
    week = day["term_week"]
    phase = [float(week == 1), float(week is not None and 1 < week <= OPENING_WEEKS)]
    phase += [float(left is not None and left < CLOSING_WEEKS), float(week is None)]
    return [1.0, *kinds, saturday, sunday, holiday, *phase]


def _weeks_left(days: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """How many weeks of its term come after a day's, None in vacations: as told, else up to the last one here."""
    last = {day["term"]: day["term_week"] for day in days}
    return [
        None if day["term"] is None else day.get("weeks_left", last[day["term"]] - day["term_week"]) for day in days
    ]


def stands_out(counts: Array, expected: Array, dispersion: Array | float) -> Array:
    """How far counts lie above what was expected, as normal deviates (Byar's approximation of a Poisson tail, mid-p).

    Counts and expectations are divided by the dispersion, so that the variance is that many times the mean.
    """
    shape = (counts + 0.5) / dispersion
    return np.asarray(3 * np.sqrt(shape) * (1 - 1 / (9 * shape) - np.cbrt(expected / dispersion / shape)))


def highest(expected: Array, dispersion: Array | float, deviate: float) -> Array:
    """The highest count that is not further out than ``deviate``: the inverse of ``stands_out`` (−1 if none is)."""
    low, high = np.full_like(expected, -0.5), expected * 10 + 100.0 * np.max(dispersion)
    for _ in range(60):
        middle = (low + high) / 2
        above = stands_out(middle, expected, dispersion) > deviate
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.floor(low + 1e-9)


def lowest(expected: Array, dispersion: Array | float, deviate: float) -> Array:
    """The lowest count that is not further below what was expected than ``deviate``."""
    low, high = np.full_like(expected, -0.5), expected + 2 * np.max(dispersion)
    for _ in range(60):
        middle = (low + high) / 2
        below = stands_out(middle, expected, dispersion) < -deviate
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.ceil(np.maximum(high, 0) - 1e-9)


@dataclass(frozen=True)
class Fit:
    """Effects of each series, ``series`` × columns of the design, and by how much each count stood out."""

    effects: Array
    dispersion: Array
    weights: Array

    def expected(self, design: Array, offset: Array | float = 0.0) -> Array:
        """What the calendar expects of those days: ``series`` × days."""
        return np.exp(np.clip(self.effects @ design.T + offset, -12, 12))


def fit(counts: Array, design: Array, spread: float, offset: Array | float = 0.0, before: Fit | None = None) -> Fit:
    """Effects of ``counts`` (series × days); ``offset`` (days) is what is known of their logarithm.

    ``before`` is a fit of the same series to fewer days, from which one round is enough.
    """
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    effects, dispersion, weights = _start(counts, design, offset) if before is None else _further(before, counts)
    ridge = np.full(design.shape[1], spread**-2)
    ridge[0] = 1e-6
    for _ in range(ROUNDS if before is None else 1):
        for _ in range(STEPS):
            effects = _step(counts, design, products, offset, effects, weights, ridge, dispersion)
        expected = np.exp(np.clip(effects @ design.T + offset, -12, 12))
        dispersion = spread_of(counts, expected, weights)
        weights = weights_of(counts, expected, dispersion)
    return Fit(effects, dispersion, weights)


def _start(counts: Array, design: Array, offset: Array | float) -> tuple[Array, Array, Array]:
    effects = np.zeros((len(counts), design.shape[1]))
    base = np.exp(np.asarray(offset) + np.zeros(len(design))).mean()
    effects[:, 0] = np.log(np.maximum(counts.mean(axis=1), 1e-3) / base)
    return effects, np.ones(len(counts)), np.ones_like(counts)


def _further(before: Fit, counts: Array) -> tuple[Array, Array, Array]:
    more = np.ones((len(counts), counts.shape[1] - before.weights.shape[1]))
    return before.effects, before.dispersion, np.concatenate([before.weights, more], axis=1)


def _step(
    counts: Array,
    design: Array,
    products: Array,
    offset: Array | float,
    effects: Array,
    weights: Array,
    ridge: Array,
    dispersion: Array,
) -> Array:
    eta = np.clip(effects @ design.T + offset, -12, 12)
    expected = np.exp(eta)
    working = weights * expected
    target = effects @ design.T + (counts - expected) / np.maximum(expected, 1e-4)
    size = design.shape[1]
    left = (working @ products).reshape(-1, size, size)
    left += dispersion[:, None, None] * np.diag(ridge)
    right = (working * target) @ design
    found = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    return np.asarray(effects + np.clip(found - effects, -2, 2))


def weights_of(counts: Array, expected: Array, dispersion: Array) -> Array:
    """What each count weighs: 1, less by the square of how far it stands out."""
    far = np.maximum(stands_out(counts, expected, dispersion[:, None]), STANDS_OUT)
    return np.asarray((STANDS_OUT / far) ** 2)


def spread_of(counts: Array, expected: Array, weights: Array) -> Array:
    """The dispersion of each series: how many times its mean its variance is, at least 1.

    The weights count twice, since a square grows as fast as they fall: ten outages
    a year made it 1.7 instead of 1.2.
    """
    squares = (counts - expected) ** 2 / np.maximum(expected, 0.02)
    own = (weights**2 * squares).sum(axis=1) / (weights**2).sum(axis=1)
    return np.asarray(np.maximum(own, 1.0))


def level(counts: Array, expected: Array, dispersion: Array, days: int = LEVEL_DAYS, lag: int = 0) -> Array:
    """By what the days before each day (``days`` of them, up to ``lag`` days before it) were above what was expected.

    Held towards 1 as a level of the usual spread would be; what stands out of a day is cut off.
    """
    seen, due = (_before(one, days, lag) for one in (cut(counts, expected, dispersion), expected))
    prior = (dispersion / LEVEL_SPREAD**2)[:, None]
    return np.asarray((prior + seen) / (prior + due))


def cut(counts: Array, expected: Array, dispersion: Array) -> Array:
    """The counts, with what stands out of a day cut off (where it does by the expansion of Cornish and Fisher)."""
    spread = dispersion[:, None]
    most = expected + STANDS_OUT * np.sqrt(spread * expected) + spread * (STANDS_OUT**2 - 1) / 6
    return np.minimum(counts, most)


def _before(values: Array, days: int, lag: int) -> Array:
    """Sums of the ``days`` days up to ``lag`` days before each; of as many as there are."""
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    at = np.arange(values.shape[1])
    until = np.maximum(at - lag, 0)
    return np.asarray(sums[:, until] - sums[:, np.maximum(until - days, 0)])


def over(values: Array, days: int) -> Array:
    """Sums of each day and those before it, ``days`` in all; of as many as there are."""
    return _before(np.concatenate([values, np.zeros((len(values), 1))], axis=1), days, 0)[:, 1:]
