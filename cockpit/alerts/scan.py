"""Which of some places stand out together over one to seven days.

A subset scan (Neill 2012): of all sets of places the one that stands out furthest by the likelihood ratio of a Poisson
count is one of those with the highest counts against the expected, so that sorting them by that and taking so many of
the first is enough. The strongest place is set aside before: one alone is no cluster, the others must stand out too.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.alerts.model import Array, over

SPANS: Final = (1, 2, 3, 4, 5, 6, 7)
# The days by which a place's kinds of faults are known, and the tickets by which they are held to its campus'.
SHARE_DAYS, LEANING = 182, 5.0


def scan(counts: Array, expected: Array, spread: float) -> Array:
    """Of each day, how far the furthest set of places stands out over the days up to it, in normal deviates.

    ``counts`` and ``expected``: places × days; ``spread``: the dispersion of such counts.
    """
    return np.asarray(
        np.max([_furthest(over(counts, days), over(expected, days), spread)[0] for days in SPANS], axis=0)
    )


def cluster(counts: Array, expected: Array, spread: float) -> tuple[float, int, list[int]]:
    """How far the furthest set of the last day stands out, over how many days, and the places it is made of."""
    found = []
    for days in SPANS:
        seen, due = (over(one, days)[:, -1:] for one in (counts, expected))
        far, top, order, many = _furthest(seen, due, spread)
        found.append((float(far[0]), days, [int(top[0]), *order[: int(many[0]), 0].tolist()]))
    return max(found, key=lambda one: one[0])


def _furthest(seen: Array, due: Array, spread: float) -> tuple[Array, NDArray[np.int64], NDArray[np.int64], Array]:
    """How far out the furthest set of each day is, its strongest place, and the others: so many first of an order."""
    top = _deviates(seen, due, spread).argmax(axis=0)
    days = np.arange(seen.shape[1])
    counts, means = seen.copy(), due.copy()
    counts[top, days] = means[top, days] = 0
    order = np.argsort(-counts / np.maximum(means, 1e-9), axis=0, kind="stable")
    first, first_due = (np.cumsum(np.take_along_axis(one, order, axis=0), axis=0) for one in (counts, means))
    far = _deviates(first, first_due, spread)
    return far.max(axis=0), top, order, far.argmax(axis=0) + 1


def _deviates(count: Array, mean: Array, spread: float) -> Array:
    """The root of twice the logarithm of the likelihood ratio; 0 where no more came than expected."""
    above = count > mean
    safe, due = np.where(above, count, 1.0), np.where(above, np.maximum(mean, 1e-9), 1.0)
    ratio = (safe * np.log(safe / due) - safe + due) / spread
    return np.where(above, np.sqrt(2 * np.maximum(ratio, 0)), 0.0)


def parted(counts: Array, total: Array, base: Array, kind: Array, before: int) -> Array:
    """What is expected of each building of one kind of faults: its usual part of the building's, held to the campus'.

    ``counts`` and ``total`` (buildings × days, of which ``before`` come before the first of ``base``) are the tickets
    of the kind and of all; ``base`` is what is expected of all, ``kind`` (days) of the kind on the whole campus.
    """
    seen, of = (_lately(one, before) for one in (counts, total))
    usual = (seen.sum(axis=0) + 0.5) / (of.sum(axis=0) + 1)  # never nothing
    due = base * (seen + LEANING * usual) / (of + LEANING)
    return np.asarray(due * (kind / np.maximum(due.sum(axis=0), 1e-9)))


def _lately(counts: Array, before: int) -> Array:
    """Sums of the last days before each, of as many as there are."""
    return over(np.concatenate([np.zeros((len(counts), 1)), counts], axis=1), SHARE_DAYS)[:, before:-1]
