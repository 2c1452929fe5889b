"""Next month's tickets: against what made the counts, the calendar of the month, and ranges that hold what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cockpit.alerts import volume as asked
from cockpit.alerts.volume import LEVELS, RANGE, Past, best, bounds, errors, forecast, held, months
from cockpit.metrics import Question
from cockpit.periods import Period, days
from cockpit.settings.model import Calendar, Term
from tests.alerts.test_clusters import TODAY, opened, tickets

FIRST = date(2024, 1, 1)
TERMS = tuple(Term(f"{year}", date(year, 9, 1), date(year + 1, 1, 15)) for year in range(2023, 2028))
CALENDAR = Calendar("CN", TERMS)
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])


def world(known: int, seed: int = 1, mean: float = 30.0) -> tuple[np.ndarray, list[dict], np.ndarray]:
    """Counts of a site and two halves of it up to so many days, the calendar beyond, and the means of all days."""
    rows = days(FIRST, FIRST + timedelta(days=known + 300), CALENDAR).to_pylist()
    means = np.array([mean * _factor(row) for row in rows])
    random = np.random.default_rng(seed)
    halves = random.poisson(np.stack([means * 0.7, means * 0.3])[:, :known]).astype(float)
    return np.concatenate([halves.sum(axis=0, keepdims=True), halves]), rows, means


def _factor(row: dict) -> float:
    if row["holiday"]:
        return 0.3
    week = 1.0 if row["workday"] and row["weekday"] > 5 else WEEK[row["weekday"] - 1]
    return week * (0.5 if row["term"] is None else 1.0)


@pytest.mark.parametrize(
    ("first", "known"), [(date(2026, 2, 1), 745), (date(2026, 10, 1), 990), (date(2026, 5, 1), 830)]
)
def test_a_month_is_expected_by_its_own_days(first: date, known: int):
    counts, rows, means = world(known)
    at = (first - FIRST).days
    span = slice(at, at + 28)
    found, _ = forecast(counts, rows, span)
    truth = means[span].sum() * np.array([1.0, 0.7, 0.3])
    for level in range(len(LEVELS)):
        assert found[level] == pytest.approx(truth, rel=0.2)
    assert found[0, 0] == pytest.approx(truth[0], rel=0.07)


def test_what_comes_after_does_not_change_what_was_forecast():
    counts, rows, _ = world(800)
    known = months(counts, rows)
    struck = counts.copy()
    struck[:, 700:] *= 3
    for one, other in zip(known, months(struck, rows), strict=True):
        if (one.first - FIRST).days < 700:
            assert one.forecast == pytest.approx(other.forecast)


def test_ranges_hold_as_often_as_they_say():
    checks = [inside for seed in range(6) for inside in held(months(*world(900, seed)[:2]))]
    assert np.mean(checks) >= RANGE - 0.05
    wide = np.mean([np.subtract(*bounds(*_of(one))[::-1])[0] / one.actual[0] for one in months(*world(900)[:2])])
    assert wide < 0.6


def _of(one: Past) -> tuple[np.ndarray, np.ndarray, float]:
    return one.forecast[0], one.dispersion, 0.1


def test_a_history_that_surprises_widens_the_range_and_chooses_the_level():
    def past(*ratios: float) -> list[Past]:
        forecasts = np.array([[100.0 * ratio] for ratio in ratios])
        return [Past(FIRST, forecasts, np.array([100.0]), np.array([1.0]), 500)] * 6

    assert best(past(1.5, 1.0, 0.7)) == 1
    assert best([]) == 0
    assert np.all(errors(past(1.6, 1.9, 2.0), 500) > errors(past(1.0, 1.9, 2.0), 500))
    assert errors([], 100) > errors([], 500)


def test_a_site_is_told_of_its_next_month(tmp_path: Path):
    random = np.random.default_rng(3)
    rows = [
        row
        for campus, mean in (("North", 3.0), ("South", 1.5), ("West", 0.05))
        for row in tickets(np.repeat(np.arange(400), random.poisson(mean, 400)).tolist(), campus, f"{campus} 1")
    ]
    cockpit, _ = opened(rows, tmp_path)
    found = asked(cockpit)
    assert found.month == Period(date(2026, 7, 1), date(2026, 8, 1))
    assert found.whole is not None
    assert found.whole.low < 4.5 * 31 < found.whole.high
    assert [one.where for one in found.parts] == [
        *((("campus", name),) for name in ("North", "South")),
        (("category", "network"),),
    ]
    may = cockpit.answer(Question("opened", Period(date(2026, 5, 1), date(2026, 6, 1)))).value
    assert found.whole.before == may
    assert (
        found.whole.year_before == cockpit.answer(Question("opened", Period(date(2025, 7, 1), date(2025, 8, 1)))).value
    )
    assert 0 < found.held <= found.checked
    last = replace(cockpit, as_of=datetime(2026, 6, 1, tzinfo=ZoneInfo(cockpit.engine.zone)) - timedelta(seconds=1))
    ended = asked(last).whole
    assert ended is not None
    assert ended.before == may
    running = asked(replace(last, as_of=last.as_of - timedelta(hours=1))).whole
    assert running is not None
    assert running.before == cockpit.answer(Question("opened", Period(date(2026, 4, 1), date(2026, 5, 1)))).value != may
    north = asked(cockpit, filters=(("campus", ("North",)),))
    assert north.whole is not None
    assert north.whole.expected == pytest.approx(found.parts[0].expected, rel=0.1)


def test_a_young_site_learns(tmp_path: Path):
    found = asked(opened(tickets(range(50), "North", "N1"), tmp_path)[0])
    assert (found.whole, found.parts) == (None, ())
    assert found.learning > 0
    assert found.month.first > TODAY
