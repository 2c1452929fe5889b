"""Seeded draws. Every stream has its own name, so that a change in one leaves the others as they were."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from random import Random
from typing import TypeVar

SEED = "keji-2026"
T = TypeVar("T")


def stream(*names: object) -> Random:
    """The random stream of that name."""
    return Random("/".join((SEED, *map(str, names))))


def poisson(rng: Random, mean: float) -> int:
    """A Poisson count by multiplication of uniforms."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def about(rng: Random, median: float, spread: float = 0.6) -> float:
    """A log-normal draw around its median."""
    return median * math.exp(rng.gauss(0, spread))


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys by its weight."""
    return pick(rng, weights.items())


def pick(rng: Random, pairs: Iterable[tuple[T, float]]) -> T:
    """One of the first members by the second."""
    options = [(item, weight) for item, weight in pairs if weight > 0]
    mark = rng.random() * sum(weight for _, weight in options)
    for item, weight in options:
        mark -= weight
        if mark <= 0:
            return item
    return options[-1][0]
