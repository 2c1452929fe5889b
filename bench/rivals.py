"""What the warnings are measured against: three usual ways to score how far days stand out (series × days)."""

from __future__ import annotations

import warnings

import numpy as np
from statsmodels.tsa.seasonal import STL

from cockpit.alerts.model import Array

DAYS = 56
WEEKS = 8
STL_DAYS = 91


def mean_and_sigma(counts: Array, first: int) -> Array:
    """How many standard deviations a day lies above the mean of the eight weeks before it."""
    scores = np.full_like(counts, np.nan)
    for at in range(first, counts.shape[1]):
        before = counts[:, max(0, at - DAYS) : at]
        scores[:, at] = (counts[:, at] - before.mean(axis=1)) / np.maximum(before.std(axis=1, ddof=1), 0.3)
    return scores


def same_weekday(counts: Array, first: int) -> Array:
    """A c-chart: the distance from the mean of the same weekday of eight weeks, in its square roots."""
    scores = np.full_like(counts, np.nan)
    for at in range(first, counts.shape[1]):
        before = counts[:, [at - 7 * week for week in range(1, WEEKS + 1) if at >= 7 * week]].mean(axis=1)
        scores[:, at] = (counts[:, at] - before) / np.sqrt(np.maximum(before, 0.3))
    return scores


def decomposed(counts: Array, first: int) -> Array:
    """STL of 13 weeks with a weekly season; the day's remainder in median absolute deviations of the others."""
    scores = np.full_like(counts, np.nan)
    for at in range(first, counts.shape[1]):
        span = slice(max(0, at - STL_DAYS + 1), at + 1)
        for series, values in enumerate(counts[:, span]):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rest = STL(values, period=7, seasonal=13).fit().resid
            spread = 1.4826 * np.median(np.abs(rest[:-1] - np.median(rest[:-1])))
            scores[series, at] = rest[-1] / max(spread, 0.3)
    return scores


RIVALS = {"mean + k sigma": mean_and_sigma, "same-weekday c-chart": same_weekday, "STL + MAD": decomposed}
