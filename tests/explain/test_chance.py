"""The tests against every possible outcome counted out, and against integration."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.explain import chance
from cockpit.explain.effects import Sums


def twice_the_smaller(outcomes: dict[int, Fraction], seen: int) -> float:
    low = sum(p for k, p in outcomes.items() if k <= seen)
    high = sum(p for k, p in outcomes.items() if k >= seen)
    return float(min(Fraction(1), 2 * min(low, high)))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9), st.integers(1, 9))
def test_counts_as_counted_out(before: int, now: int, time_before: int, time_now: int):
    n, p = before + now, Fraction(time_now, time_now + time_before)
    outcomes = {k: math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)}
    expected = 1.0 if not n else twice_the_smaller(outcomes, now)
    assert chance.counts(before, now, time_before, time_now) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@given(st.data())
def test_shares_as_counted_out(data: st.DataObject):
    of_before, of_now = data.draw(st.integers(1, 20)), data.draw(st.integers(1, 20))
    before, now = data.draw(st.integers(0, of_before)), data.draw(st.integers(0, of_now))
    hits, every = before + now, of_before + of_now
    most = range(max(0, of_now - (every - hits)), min(hits, of_now) + 1)
    outcomes = {
        k: Fraction(math.comb(hits, k) * math.comb(every - hits, of_now - k), math.comb(every, of_now)) for k in most
    }
    expected = twice_the_smaller(outcomes, now)
    assert chance.shares(before, of_before, now, of_now) == pytest.approx(expected, rel=1e-9, abs=1e-15)


def figures(*values: float) -> Sums:
    return Sums(sum(values), len(values), sum(value**2 for value in values))


@pytest.mark.parametrize(
    ("before", "now"),
    [((1, 2, 3, 4), (2, 4, 6, 9)), ((10, 10.5, 9.7), (12, 11, 14, 10, 9)), ((1, 2), (1.5, 1.6, 1.4))],
)
def test_means_as_integrated(before: tuple[float, ...], now: tuple[float, ...]):
    means = [sum(one) / len(one) for one in (before, now)]
    spreads = [
        sum((value - mean) ** 2 for value in one) / (len(one) - 1) / len(one)
        for one, mean in zip((before, now), means, strict=True)
    ]
    t = abs(means[1] - means[0]) / math.sqrt(sum(spreads))
    parts = [spread**2 / (len(one) - 1) for spread, one in zip(spreads, (before, now), strict=True)]
    freedom = sum(spreads) ** 2 / sum(parts)
    front = math.gamma((freedom + 1) / 2) / math.sqrt(freedom * math.pi) / math.gamma(freedom / 2)
    steps = 20_000
    inside = sum(
        front * (1 + (t * (i + 0.5) / steps) ** 2 / freedom) ** (-(freedom + 1) / 2) * t / steps for i in range(steps)
    )
    assert chance.means(figures(*before), figures(*now)) == pytest.approx(1 - 2 * inside, abs=1e-6)


def test_figures_all_alike_by_permutation():
    values = [100.0] * 4 + [80.0] * 3
    every = list(combinations(range(7), 3))
    as_far = sum(abs(sum(values[i] for i in one) / 3 - sum(values[i] for i in range(7) if i not in one) / 4) >= 20
                 for one in every)  # fmt: skip
    assert chance.means(figures(*values[:4]), figures(*values[4:])) == pytest.approx(2 / len(every))
    assert as_far == 1
    assert chance.means(figures(80, 80), figures(80, 80, 80)) == 1


def test_too_little_to_say_anything():
    assert chance.counts(0, 0, 30, 31) == 1
    assert chance.shares(0, 5, 0, 9) == 1
    assert chance.shares(0, 0, 3, 9) == 1
    assert chance.means(figures(1), figures(5, 6)) == 1


def test_the_longer_period_has_more():
    assert chance.counts(280, 310, 28, 31) == 1
    assert chance.counts(280, 310, 31, 28) < 0.05


def test_many_thousands_are_reckoned_too():
    assert 0 < chance.counts(300_000, 302_000, 1, 1) < 0.02
    assert chance.counts(300_000, 600_000, 1, 1) == 0
    assert 0 < chance.shares(100_000, 300_000, 101_000, 300_000) < 0.01


@given(st.lists(st.floats(0, 1), max_size=30), st.integers(1, 100))
def test_the_threshold_is_benjamini_and_hochbergs(found: list[float], more: int):
    examined = len(found) + more
    padded = sorted([*found, *[1.0] * more])
    kept = [p for rank, p in enumerate(padded, 1) if p <= rank * 0.05 / examined]
    assert chance.threshold(found, examined) == (kept[-1] if kept else -1.0)
