"""How likely counts are of which only the mean, and how far that may be wrong, is known: gamma and Poisson together."""

from __future__ import annotations

import math
from typing import Final

_NEGLIGIBLE: Final = 1e-17


def at_least(count: int, mean: float, shape: float) -> float:
    """The chance of ``count`` or more where the rate is a gamma distribution of that mean and shape.

    That is a negative binomial distribution; its tail is added up term by term, so that small ones are exact.
    """
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    odds = mean / (mean + shape)
    log = math.lgamma(shape + count) - math.lgamma(shape) - math.lgamma(count + 1)
    term = math.exp(log + count * math.log(odds) + shape * math.log1p(-odds))
    if count < mean:
        return max(0.0, 1 - _below(count, mean, shape))
    total, at = 0.0, count
    while term > total * _NEGLIGIBLE:
        total += term
        term *= (shape + at) / (at + 1) * odds
        at += 1
    return min(total, 1.0)


def _below(count: int, mean: float, shape: float) -> float:
    odds = mean / (mean + shape)
    term = math.exp(shape * math.log1p(-odds))
    total = 0.0
    for at in range(count):
        total += term
        term *= (shape + at) / (at + 1) * odds
    return total
