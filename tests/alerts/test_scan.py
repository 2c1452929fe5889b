"""The scan for sets of places against every set there is; a place alone is none."""

from __future__ import annotations

from itertools import combinations
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.alerts.scan import LEANING, SHARE_DAYS, SPANS, cluster, parted, scan

PLACES = st.integers(2, 6)


def far(count: float, mean: float, spread: float) -> float:
    if count <= mean:
        return 0.0
    return sqrt(max(2 * (count * log(count / mean) - count + mean) / spread, 0))


def furthest(seen: list[float], due: list[float], spread: float) -> tuple[float, set[int]]:
    """Every set that holds the place that stands out most, judged by its others."""
    top = max(range(len(seen)), key=lambda one: (far(seen[one], due[one], spread), -one))
    rest = [one for one in range(len(seen)) if one != top]
    sets = [one for many in range(1, len(seen)) for one in combinations(rest, many)]
    judged = {one: far(sum(seen[at] for at in one), sum(due[at] for at in one), spread) for one in sets}
    best = max(judged.values())
    return best, {top}.union(*(one for one, score in judged.items() if score > best - 1e-9))


@given(seed=st.integers(0, 10_000), places=PLACES, spread=st.floats(1, 3))
def test_no_set_of_places_stands_out_further(seed: int, places: int, spread: float):
    random = np.random.default_rng(seed)
    expected = random.uniform(0.1, 5, (places, 12))
    counts = random.poisson(expected).astype(float)
    found = scan(counts, expected, spread)
    for day in range(12):
        best = 0.0
        for days in SPANS:
            span = slice(max(day + 1 - days, 0), day + 1)
            seen, due = (one[:, span].sum(axis=1).tolist() for one in (counts, expected))
            best = max(best, furthest(seen, due, spread)[0])
        assert found[day] == pytest.approx(best, abs=1e-6)


@given(seed=st.integers(0, 10_000), places=PLACES)
def test_the_places_told_are_those_of_the_furthest_set(seed: int, places: int):
    random = np.random.default_rng(seed)
    expected = random.uniform(0.5, 3, (places, 10))
    counts = random.poisson(expected * 2).astype(float)
    score, days, told = cluster(counts, expected, 1.0)
    assert score == pytest.approx(scan(counts, expected, 1.0)[-1])
    seen, due = (one[:, -days:].sum(axis=1).tolist() for one in (counts, expected))
    best, members = furthest(seen, due, 1.0)
    assert score == pytest.approx(best, abs=1e-6)
    if best > 0:
        assert set(told) <= members


def test_one_place_alone_is_no_cluster():
    expected = np.ones((5, 20))
    counts = np.ones((5, 20))
    counts[2, -1] = 40
    assert scan(counts, expected, 1.0)[-1] == 0
    counts[3, -1] = 12
    assert scan(counts, expected, 1.0)[-1] > 4
    _, days, told = cluster(counts, expected, 1.0)
    assert (days, told) == (1, [2, 3])


@given(seed=st.integers(0, 1_000), before=st.integers(0, 200))
def test_what_places_should_have_of_a_kind_is_by_their_last_half_year_and_adds_up(seed: int, before: int):
    random = np.random.default_rng(seed)
    total = random.poisson(3, (4, before + 9)).astype(float)
    counts = random.binomial(total.astype(int), 0.4).astype(float)
    base, kind = random.uniform(1, 4, (4, 9)), random.uniform(1, 6, 9)
    due = parted(counts, total, base, kind, before)
    assert due.sum(axis=0) == pytest.approx(kind)
    for day in (0, 8):
        span = slice(max(before + day - SHARE_DAYS, 0), before + day)
        usual = (counts[:, span].sum() + 0.5) / (total[:, span].sum() + 1)
        own = [
            base[at, day] * (counts[at, span].sum() + LEANING * usual) / (total[at, span].sum() + LEANING)
            for at in range(4)
        ]
        assert due[:, day] == pytest.approx([one / sum(own) * kind[day] for one in own])
