"""Clusters of buildings: one planted is found with its buildings, a campus that stands out as a whole is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from cockpit.alerts import clusters
from cockpit.metrics import Cockpit, Question
from cockpit.periods import Period
from cockpit.settings.model import Settings
from tests.metrics.small_site import Row, SmallSite

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)
DAYS = 420
BUILDINGS = [f"B{at}" for at in range(20)]


def tickets(days: Iterable[int], campus: str, building: str, category: str = "network") -> list[Row]:
    """One ticket in the morning of each of those days before today."""
    return [
        {
            "reported_at": f"{TODAY - timedelta(days=day)} 09:00",
            "campus": campus,
            "building": building,
            "category": category,
        }
        for day in days
    ]


@pytest.fixture(scope="module")
def usual() -> list[Row]:
    random = np.random.default_rng(5)
    rows: list[Row] = []
    for campus, many in (("North", 20), ("South", 2)):
        for building in BUILDINGS[:many]:
            for category, mean in (("network", 0.5), ("phone", 0.2)):
                counts = random.poisson(mean, DAYS)
                rows += tickets(np.repeat(np.arange(DAYS), counts).tolist(), campus, f"{campus} {building}", category)
    return rows


def opened(rows: list[Row], folder: Path, now: datetime = NOW) -> tuple[Cockpit, Settings]:
    site = SmallSite({"tickets": rows})
    return site.opened(now, folder), site.settings(folder)


def test_buildings_that_stand_out_together_are_told_with_what_was_expected(usual: list[Row], tmp_path: Path):
    planted = [row for at in (1, 4, 6) for row in tickets([1, 1, 2, 2, 3], "North", f"North B{at}")]
    cockpit, site = opened(usual + planted, tmp_path)
    (one, *_) = clusters(cockpit, site)
    assert one.where == (("campus", "North"), ("category", "network"))
    assert {"North B1", "North B4", "North B6"} <= {hit.building for hit in one.buildings}
    assert one.first <= TODAY - timedelta(days=2)
    assert one.last >= TODAY - timedelta(days=1)
    assert one.far > one.limit
    assert one.actual >= 15
    assert one.expected < 10
    asked = Question("opened", Period(one.first, one.last + timedelta(days=1)), filters=one.filters)
    assert cockpit.answer(asked).value == one.actual


def test_days_without_anything_planted_have_none(usual: list[Row], tmp_path: Path):
    assert clusters(*opened(usual, tmp_path)) == ()


def test_one_building_alone_is_none(usual: list[Row], tmp_path: Path):
    assert clusters(*opened(usual + tickets([1] * 30, "North", "North B2"), tmp_path)) == ()


def test_what_the_alarm_of_the_whole_campus_says_is_none(usual: list[Row], tmp_path: Path):
    planted = [row for building in BUILDINGS for row in tickets([1] * 6, "North", f"North {building}")]
    assert clusters(*opened(usual + planted, tmp_path)) == ()


def test_it_learns_first(usual: list[Row], tmp_path: Path):
    young = [row for row in usual if row["reported_at"] >= f"{TODAY - timedelta(days=80)}"]
    assert clusters(*opened(young, tmp_path)) == ()


def test_a_site_of_one_building_has_none(tmp_path: Path):
    assert clusters(*opened(tickets(range(200), "North", "North B1"), tmp_path)) == ()
