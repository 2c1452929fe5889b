"""Backlogs: the stock of every day is the metric's, one that grows is told, an even one is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cockpit.alerts import backlog
from cockpit.alerts.backlog import _moves
from cockpit.metrics import Question
from cockpit.periods import Period
from tests.metrics import chance
from tests.metrics.small_site import Row, SmallSite

NOW = datetime(2026, 6, 1, 4, tzinfo=ZoneInfo("UTC"))
DAYS = 400


def team(group: str, slower: float = 0.0, seed: int = 1) -> list[Row]:
    """A dozen faults a day, each done after some two days; of the last month's a part is left undone."""
    random = np.random.default_rng(seed)
    rows: list[Row] = []
    for at in range(DAYS):
        for _ in range(random.poisson(12)):
            came = NOW - timedelta(days=at + random.uniform(0, 1))
            done = came + timedelta(days=random.exponential(2))
            stays = at < 28 and random.uniform() < slower
            finished = {} if stays or done > NOW else {"resolved_at": done.isoformat(), "status": "closed"}
            rows.append({"reported_at": came.isoformat(), "group": group, **finished})
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_the_stock_of_every_day_is_that_of_the_metric(tmp_path: Path, seed: int):
    site = chance.site(seed)
    asked = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo(site.zone))
    cockpit = site.opened(asked, tmp_path)
    first, days = date(2025, 11, 20), 90
    groups, came, left = _moves(cockpit, first, days, *_everything())
    period = Period(first, first + timedelta(days=days))
    for at, group in enumerate(groups):
        filters = () if group is None else (("group", (group,)),)
        answer = cockpit.answer(Question("backlog", period, ("day",), filters))
        metric = {row["day"]: row["value"] for row in answer.rows}
        stock = np.cumsum(came[at] - left[at])
        assert stock.tolist() == [metric.get(first + timedelta(days=day), 0) for day in range(days)]


def _everything():
    from cockpit.access import MANAGER

    return MANAGER, ()


def test_a_backlog_that_grows_is_told_with_its_weeks(tmp_path: Path):
    site = SmallSite({"tickets": team("slow", 0.35) + team("even", seed=2)})
    cockpit = site.opened(NOW, tmp_path)
    found = backlog(cockpit, site.settings(tmp_path))
    assert [one.group for one in found] == [None, "slow"]
    whole, slow = found
    yesterday = cockpit.today - timedelta(days=1)
    for one in found:
        asked = Question("backlog", Period(one.day, one.day + timedelta(days=1)), filters=one.filters)
        assert one.actual == cockpit.answer(asked).value
        assert one.day == yesterday
        assert yesterday - one.since < timedelta(days=60)
        assert one.actual > 1.5 * one.expected
        assert [begin for begin, _, _ in one.weeks] == [one.day - timedelta(days=back) for back in (27, 20, 13, 6)]
        asked = Question("opened", Period(one.weeks[0][0], one.day + timedelta(days=1)), filters=one.filters)
        assert sum(came for _, came, _ in one.weeks) == cockpit.answer(asked).value
    assert whole.grown >= slow.grown - 15 > 40


def test_an_even_one_is_not(tmp_path: Path):
    site = SmallSite({"tickets": team("one") + team("other", seed=2)})
    assert backlog(site.opened(NOW, tmp_path), site.settings(tmp_path)) == ()


def test_it_learns_first(tmp_path: Path):
    site = SmallSite({"tickets": [{"reported_at": "2026-05-01 08:00"}]})
    assert backlog(site.opened(NOW, tmp_path), site.settings(tmp_path)) == ()
