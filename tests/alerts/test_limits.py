"""Alarms put together, and limits that keep to a budget."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.alerts import limits
from cockpit.alerts.limits import SAME_DAYS, episodes, related
from cockpit.alerts.series import Where

EAST: Where = (("campus", "东"),)
WEST: Where = (("campus", "西"),)
LOGIN: Where = (("category", "认证"),)
BOTH: Where = (("campus", "东"), ("category", "认证"))
WHERE = ((), EAST, WEST, LOGIN, BOTH)


def alarms(days: int, *at: tuple[int, int]) -> np.ndarray:
    found = np.zeros((len(WHERE), days), dtype=bool)
    for series, day in at:
        found[series, day] = True
    return found


def told(alarmed: np.ndarray) -> list[tuple[int, int, set[int]]]:
    return [(one.first, one.last, one.series) for one in episodes(alarmed, WHERE)]


def test_related_is_what_may_hold_the_same_tickets():
    assert related((), WEST)
    assert related(EAST, LOGIN)
    assert related(EAST, BOTH)
    assert not related(EAST, WEST)
    assert not related(WEST, BOTH)


def test_one_outage_is_one_alarm_in_whatever_series_it_shows():
    assert told(alarms(20, (1, 3), (3, 3), (4, 3), (4, 5), (0, 9))) == [(3, 9, {0, 1, 3, 4})]


def test_two_campuses_are_two_alarms_until_something_joins_them():
    assert told(alarms(9, (1, 3), (2, 3))) == [(3, 3, {1}), (3, 3, {2})]
    assert told(alarms(9, (1, 3), (2, 3), (3, 3))) == [(3, 3, {1, 2, 3})]


def test_an_alarm_is_over_after_a_week_without():
    assert len(told(alarms(30, (1, 2), (1, 2 + SAME_DAYS)))) == 1
    assert told(alarms(30, (1, 2), (1, 3 + SAME_DAYS))) == [(2, 2, {1}), (3 + SAME_DAYS, 3 + SAME_DAYS, {1})]


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000), budget=st.floats(0.1, 20))
def test_the_limit_keeps_to_the_budget_and_so_do_all_above_it(seed: int, budget: float):
    scores = np.random.default_rng(seed).normal(0, 3, (len(WHERE), 200))
    found = limits.limit(scores, WHERE, budget)
    months = 200 / limits.MONTH_DAYS
    assert found >= limits.LEAST_FAR
    for above in np.arange(found, scores.max(), 0.01):
        assert len(list(episodes(scores > above, WHERE))) <= budget * months
    if found > limits.LEAST_FAR:
        below = max(found - limits.STEP, limits.LEAST_FAR)
        assert len(list(episodes(scores > below, WHERE))) > budget * months


def test_alarms_that_run_together_far_down_do_not_make_a_low_limit():
    scores = np.full((1, 210), 5.0)
    scores[0, ::30] = 9.0
    assert limits.limit(scores, WHERE[:1], 0.5) > 8.9


def test_where_nothing_ever_stood_out_the_limit_is_the_least():
    assert limits.limit(np.zeros((2, 100)), WHERE[:2], 1) == limits.LEAST_FAR


def test_what_is_beyond_doubt_takes_nothing_of_the_budget_and_no_limit_lies_above_it():
    scores = np.zeros((1, 304))
    scores[0, ::30] = 9.0  # as many outages as a month has
    scores[0, 15::60] = 3.6
    assert limits.limit(scores, WHERE[:1], 0.3) > 8.9
    assert 3.55 <= limits.limit(scores, WHERE[:1], 0.3, beyond=5.0) <= 3.65
    assert limits.limit(scores, WHERE[:1], 1, beyond=5.0) == limits.LEAST_FAR
    scores[0, 10::30] = 4.99
    assert limits.limit(scores, WHERE[:1], 0.3, beyond=5.0) == pytest.approx(5, abs=0.05)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000), budget=st.floats(0.1, 20))
def test_of_alarms_short_of_what_is_beyond_doubt_there_are_no_more_than_the_budget(seed: int, budget: float):
    scores = np.random.default_rng(seed).standard_t(2, (len(WHERE), 200)) * 2
    found = limits.limit(scores, WHERE, budget, beyond=5.0)
    assert limits.LEAST_FAR <= found <= 5
    short = [one for one in episodes(scores > found, WHERE) if limits.peak(one, scores) <= 5]
    assert len(short) <= budget * 200 / limits.MONTH_DAYS
