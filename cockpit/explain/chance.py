"""Whether a change may be chance: exact tests where there are any, and what looking at many parts at once costs.

- Counts of two periods of different length: given both together, the later is binomial with the share of time as its
  chance (the conditional test of two Poisson rates, Przyborowski and Wilenski 1940).
- Shares: Fisher's exact test. Both tests are two-sided by twice the smaller tail.
- Sums of figures of rows that come by chance: the normal test of two compound Poisson sums, whose variance the sum of
  the figures' squares estimates (approximate).
- Means: Welch's t-test (approximate; of figures that are all alike within each period the exact permutation test).
- Many looks: Benjamini and Hochberg (1995) hold the expected share of false finds among the finds at ``RATE``, for each
  dimension's members by themselves and for all pairs together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from cockpit.explain.effects import Sums

RATE = 0.05
_NEGLIGIBLE = 1e-17
_MOST_STEPS = 300


def counts(before: float, now: float, time_before: float, time_now: float) -> float:
    """The p-value of two counts over their times (any unit; counts are whole numbers)."""
    n, k = round(before) + round(now), round(now)
    chance = time_now / (time_before + time_now)
    if n == 0 or not 0 < chance < 1:
        return 1.0
    middle = math.exp(_log_choose(n, k) + k * math.log(chance) + (n - k) * math.log1p(-chance))
    odds = chance / (1 - chance)
    if k >= n * chance:
        return _twice(middle, _tail(middle, n - k, lambda i: (n - k - i) / (k + i + 1) * odds))
    return _twice(middle, _tail(middle, k, lambda i: (k - i) / (n - k + i + 1) / odds))


def shares(hits_before: float, of_before: float, hits_now: float, of_now: float) -> float:
    """The p-value of two shares by Fisher's exact test (whole numbers)."""
    k, drawn, other = round(hits_now), round(of_now), round(of_before)
    hits = k + round(hits_before)
    misses = drawn + other - hits
    if not drawn or not other or not hits or not misses:
        return 1.0
    middle = math.exp(_log_choose(hits, k) + _log_choose(misses, drawn - k) - _log_choose(drawn + other, drawn))
    if k * (drawn + other) >= drawn * hits:
        most = min(hits, drawn) - k
        return _twice(
            middle,
            _tail(
                middle, most, lambda i: (hits - k - i) * (drawn - k - i) / (k + i + 1) / (misses - drawn + k + i + 1)
            ),
        )
    most = k - max(0, drawn - misses)
    return _twice(
        middle,
        _tail(middle, most, lambda i: (k - i) * (misses - drawn + k - i) / (hits - k + i + 1) / (drawn - k + i + 1)),
    )


def sums(before: Sums, now: Sums, time_before: float, time_now: float) -> float:
    """The p-value of two sums over their times."""
    sides = ((before, time_before), (now, time_now))
    error = math.sqrt(sum(float(one.squares) / time**2 for one, time in sides))
    difference = now.total / time_now - before.total / time_before
    return math.erfc(abs(difference) / error / math.sqrt(2)) if error else 1.0


def means(before: Sums, now: Sums) -> float:
    """The p-value of two means by Welch's t-test; 1 where one of them stands on fewer than two figures."""
    if before.weight < 2 or now.weight < 2:
        return 1.0
    difference = now.total / now.weight - before.total / before.weight
    errors = [_variance(one) / one.weight for one in (before, now)]
    if not sum(errors):
        return min(1.0, 2 / math.comb(round(before.weight + now.weight), round(now.weight))) if difference else 1.0
    parts = zip(errors, (before, now), strict=True)
    freedom = sum(errors) ** 2 / sum(error**2 / (one.weight - 1) for error, one in parts)
    return _beta(freedom / 2, 0.5, freedom / (freedom + difference**2 / sum(errors)))


def threshold(found: Iterable[float], examined: int, rate: float = RATE) -> float:
    """The largest p-value that is no chance among ``examined`` looks, of which those not ``found`` count as chance.

    −1 where everything may be chance.
    """
    limit = -1.0
    for rank, p in enumerate(sorted(found), 1):
        if p <= rank * rate / max(examined, rank):
            limit = p
    return limit


def _twice(middle: float, tail: float) -> float:
    """Both sides: twice the smaller of the tails that begin with the observed."""
    return min(1.0, 2 * min(tail, 1 - tail + middle))


def _tail(first: float, most: int, ratio: Callable[[int], float]) -> float:
    """``first`` and up to ``most`` terms after it, each the one before by its ratio, until they no longer count."""
    total = term = first
    for step in range(most):
        term *= ratio(step)
        total += term
        if term <= total * _NEGLIGIBLE:
            break
    return total


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _variance(one: Sums) -> float:
    return max(0.0, float(one.squares - one.total**2 / one.weight) / float(one.weight - 1))


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    tiny = 1e-300
    d = 1 / (1 - (a + b) * x / (a + 1) or tiny)
    c, fraction = 1.0, d
    for m in range(1, _MOST_STEPS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction / a
