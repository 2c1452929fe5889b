"""The model of daily counts: its tails against exact ones, its sums against plain ones, what it learns."""

from __future__ import annotations

import math
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.alerts import model

MONDAY = date(2026, 3, 2)


def day(at: int, **facts: object) -> dict[str, object]:
    here = MONDAY + timedelta(days=at)
    weekday = here.isoweekday()
    plain = {"day": here, "weekday": weekday, "term": None, "term_week": None, "holiday": False}
    return plain | {"workday": weekday < 6} | facts


def poisson_tail(count: int, mean: float) -> float:
    """P(more) and half of P(as many), by the plain sum."""
    below = sum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count))
    here = math.exp(-mean + count * math.log(mean) - math.lgamma(count + 1))
    return 1 - below - here / 2


@pytest.mark.parametrize("mean", [0.5, 1.0, 3.0, 10.0, 40.0])
def test_how_far_out_is_the_deviate_of_the_exact_tail(mean: float):
    for count in range(math.ceil(mean), math.ceil(mean + 5 * math.sqrt(mean)) + 1):
        exact = -NormalDist().inv_cdf(poisson_tail(count, mean))
        found = model.stands_out(np.array([float(count)]), np.array([mean]), 1.0)[0]
        assert exact < 1 or found == pytest.approx(exact, abs=0.15), count


@given(
    mean=st.floats(0.05, 500),
    dispersion=st.floats(1, 8),
    deviate=st.floats(0.5, 12),
)
def test_the_highest_count_is_the_last_that_is_not_too_far_out(mean: float, dispersion: float, deviate: float):
    most = model.highest(np.array([mean]), dispersion, deviate)
    assert most[0] == -1 or model.stands_out(most, np.array([mean]), dispersion)[0] <= deviate + 1e-6
    assert model.stands_out(most + 1, np.array([mean]), dispersion)[0] > deviate - 1e-6


@given(
    values=st.lists(st.integers(0, 9), min_size=1, max_size=40),
    days=st.integers(1, 12),
)
def test_sums_of_the_last_days(values: list[int], days: int):
    found = model.over(np.array([values], dtype=float), days)[0]
    assert found.tolist() == [sum(values[max(0, at - days + 1) : at + 1]) for at in range(len(values))]


@given(
    counts=st.lists(st.integers(0, 5), min_size=1, max_size=60),
    days=st.integers(1, 30),
    lag=st.integers(0, 10),
)
def test_the_level_leans_on_the_days_before_and_on_nothing_else(counts: list[int], days: int, lag: int):
    expected = np.full((1, len(counts)), 9.0)  # so that none of the counts stands out
    found = model.level(np.array([counts], dtype=float), expected, np.ones(1), days, lag)[0]
    prior = model.LEVEL_SPREAD**-2
    for at, level in enumerate(found):
        before = counts[max(0, at - lag - days) : max(0, at - lag)]
        assert level == pytest.approx((prior + sum(before)) / (prior + 9 * len(before)))


def test_a_worked_weekend_is_a_mean_working_day_and_a_holiday_no_weekday():
    saturday, worked, holiday = day(5), day(5, workday=True), day(1, holiday=True, workday=False)
    plain, up, off = model.design([saturday, worked, holiday])[:, 1:8].tolist()
    assert plain == [0, 0, 0, 0, 1, 0, 0]
    assert up == [0.2, 0.2, 0.2, 0.2, 0, 0, 0]
    assert off == [0, 0, 0, 0, 0, 0, 1]


def test_the_phases_of_a_term():
    term = [day(7 * week, term="spring", term_week=week + 1) for week in range(10)]
    phases = model.design([*term, day(70)])[:, 8:12].tolist()
    opening, early, exams, vacation = zip(*phases, strict=True)
    assert opening == (1, *[0] * 10)
    assert early == (0, 1, 1, *[0] * 8)
    assert exams == (*[0] * 8, 1, 1, 0)
    assert vacation == (*[0] * 10, 1)


def test_a_term_that_goes_on_after_the_last_day_has_no_exams_yet():
    running = [day(7 * week, term="spring", term_week=week + 1, weeks_left=15 - week) for week in range(10)]
    assert model.design(running)[:, 10].tolist() == [0] * 10


def test_a_fit_finds_the_week_and_an_outbreak_does_not_move_it():
    days = [day(at) for at in range(364)]
    matrix = model.design(days)
    week = np.array([30, 20, 20, 20, 24, 8, 5], dtype=float)
    counts = np.tile(week, 52)[None]
    plain = model.fit(counts, matrix, model.WHOLE_SPREAD).expected(matrix)[0]
    assert plain[:7] == pytest.approx(week, rel=0.02)
    struck = counts.copy()
    struck[0, 100:103] *= 6
    moved = model.fit(struck, matrix, model.WHOLE_SPREAD).expected(matrix)[0]
    assert moved[:7] == pytest.approx(plain[:7], rel=0.05)


def test_one_more_month_from_the_fit_before_is_as_good_as_from_nothing():
    days = [day(at) for at in range(364)]
    matrix, random = model.design(days), np.random.default_rng(5)
    counts = random.poisson(np.tile([6, 4, 4, 4, 5, 1.5, 1], 52), (3, 364)).astype(float)
    before = model.fit(counts[:, :336], matrix[:336], model.OWN_SPREAD)
    further = model.fit(counts, matrix, model.OWN_SPREAD, before=before).expected(matrix)
    anew = model.fit(counts, matrix, model.OWN_SPREAD).expected(matrix)
    assert further == pytest.approx(anew, rel=0.02)


def test_the_dispersion_of_counts_that_vary_more_than_chance():
    random = np.random.default_rng(11)
    counts = np.stack([random.poisson(10, 3000), random.negative_binomial(10, 0.5, 3000)]).astype(float)
    expected, spread = np.full_like(counts, 10), np.ones(2)
    for _ in range(5):
        spread = model.spread_of(counts, expected, model.weights_of(counts, expected, spread))
    assert spread == pytest.approx([1, 2], rel=0.1)
