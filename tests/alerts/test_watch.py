"""Days judged by what was known before them: what is planted is found, what comes by chance is not."""

from __future__ import annotations

import numpy as np
import pytest

from cockpit.alerts.limits import episodes, limit
from cockpit.alerts.model import design, over
from cockpit.alerts.watch import LEARNING_DAYS, WINDOWS, Watched, watch
from tests.alerts.test_model import day

DAYS = [day(at) for at in range(500)]
WEEK = np.array([1.3, 1.1, 1.1, 1.1, 1.2, 0.7, 0.5])
MEANS = np.array([30.0, 8.0, 8.0, 3.0, 1.0])
WHERE = ((), *((("category", name),) for name in "abcd"))


@pytest.fixture(scope="module")
def counts() -> np.ndarray:
    return np.random.default_rng(7).poisson(MEANS[:, None] * np.resize(WEEK, len(DAYS))).astype(float)


def judged(counts: np.ndarray, share: float = 1.0) -> Watched:
    return watch(counts, counts[0], design(DAYS), share=share)


def test_what_is_expected_is_close_to_what_made_the_counts(counts: np.ndarray):
    truth = MEANS[:, None] * np.resize(WEEK, len(DAYS))
    found = judged(counts).expected[:, 200:]
    assert np.abs(found / truth[:, 200:] - 1).mean() < 0.12
    assert found.mean(axis=1) == pytest.approx(truth[:, 200:].mean(axis=1), rel=0.1)


def test_nothing_is_judged_while_it_learns(counts: np.ndarray):
    watched = judged(counts)
    for scores in (watched.sudden, watched.slow):
        assert np.isnan(scores[:, :LEARNING_DAYS]).all()
        assert np.isfinite(scores[:, LEARNING_DAYS:]).all()


@pytest.mark.parametrize(
    ("at", "days", "times", "kind"),
    [(400, 1, 4.0, "sudden"), (400, 5, 2.2, "sudden"), (400, 60, 1.6, "slow")],
)
def test_what_is_planted_is_found_where_it_is_and_when(counts: np.ndarray, at: int, days: int, times: float, kind: str):
    planted = counts.copy()
    more = np.random.default_rng(1).poisson((times - 1) * MEANS[1] * np.resize(WEEK, len(DAYS))[at : at + days])
    planted[1, at : at + days] += more
    planted[0, at : at + days] += more
    quiet = judged(counts)
    least = limit(quiet.far[:, LEARNING_DAYS:], WHERE, 0.5)
    watched = judged(planted)
    scores = watched.sudden if kind == "sudden" else watched.slow
    found = [one for one in episodes(watched.raised(scores) > least, WHERE) if at <= one.last and one.first < at + days]
    assert any(1 in one.series for one in found)
    assert not any({2, 3, 4} & one.series for one in found)


def test_a_day_that_runs_is_held_against_what_has_usually_come_by_then(counts: np.ndarray):
    half = counts.copy()
    half[:, -1] = np.floor(counts[:, -1] / 2)
    assert judged(half, 0.5).expected[:, -1] == pytest.approx(judged(counts).expected[:, -1] / 2, rel=0.05)


def test_a_day_changes_nothing_that_was_expected_before_it(counts: np.ndarray):
    struck = counts.copy()
    struck[1, -1] += 50
    before, after = judged(counts), judged(struck)
    assert after.expected[:, :-1] == pytest.approx(before.expected[:, :-1], rel=0.01)
    assert after.sudden[1, -1] > before.sudden[1, -1] + 5


def test_the_furthest_of_the_last_days_together_is_what_counts(counts: np.ndarray):
    watched = judged(counts)
    at = len(DAYS) - 1
    beyond = [(over(counts, days) - over(watched.expected, days))[1, at] for days in WINDOWS]
    assert (watched.sudden[1, at] > 0) == (max(beyond) > 0)


def test_sudden_and_slow_rises_are_on_one_scale_and_a_quiet_day_is_no_alarm(counts: np.ndarray):
    planted = counts.copy()
    planted[1, 400] += 60
    planted[1, 401] = 0
    watched = judged(planted)
    assert watched.sudden[1, 401] > 5
    assert watched.far[1, 401] == watched.alone[1, 401] < 0
    seen = watched.far[:, LEARNING_DAYS:]
    for series, back in np.argwhere(watched.alone[:, LEARNING_DAYS:] > 0).tolist():
        at = back + LEARNING_DAYS
        assert seen[series, back] == max(watched.sudden[series, at], watched.slow[series, at])
