"""Devices that fail again and again: the rates against plain sums, one planted is found, chance and rights are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.access import Rights
from cockpit.alerts import devices
from cockpit.alerts.devices import LEAST_OF_KIND, SPREAD, Failing, rates
from cockpit.metrics import Cockpit, Question
from cockpit.periods import Period
from cockpit.settings.model import Settings, Warnings
from tests.metrics.small_site import Row, SmallSite

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
BAD = "AP-bad"


def fault(days: float, device: str | None = None, **more: str) -> Row:
    """A fault reported so many days before now."""
    at = (NOW - timedelta(days=days)).isoformat()
    named = {"device_id": device, "device_type": device.partition("-")[0]} if device else {}
    return {"reported_at": at, **named, **more}


def some(seed: int = 1) -> list[Row]:
    """Two years of two hundred access points, each with a fault in a year or two."""
    random = np.random.default_rng(seed)
    return [
        fault(float(day), f"AP-{device:03}")
        for device in range(200)
        for day in random.uniform(0, 730, random.poisson(1.5))
    ]


def opened(rows: list[Row], folder: Path) -> tuple[Cockpit, Settings]:
    site = SmallSite({"tickets": rows})
    return site.opened(NOW, folder), site.settings(folder)


def told(rows: list[Row], folder: Path) -> tuple[Failing, ...]:
    return devices(*opened(rows, folder))


def test_a_device_that_keeps_failing_is_told_with_what_was_usual(tmp_path: Path):
    planted = [fault(day, BAD, building="Hall") for day in (2, 9, 16, 25, 40, 61, 80, 400)]
    cockpit, site = opened(some() + planted, tmp_path)
    (one,) = devices(cockpit, site)
    assert (one.device, one.kind, one.building, one.campus) == (BAD, "AP", "Hall", "North")
    assert (one.actual, one.run, one.days) == (4, 7, 30)
    assert (cockpit.today - one.since).days == 80
    assert (cockpit.today - one.last).days == 2
    assert one.expected < 0.3
    assert one.chance < 0.01
    period = Period(one.since, cockpit.today + timedelta(days=1))
    assert cockpit.answer(Question("opened", period, filters=one.filters)).value == one.run


def test_chance_alone_is_not_told(tmp_path: Path):
    assert told(some(), tmp_path) == ()


def test_fewer_faults_than_the_rule_asks_for_are_not_told(tmp_path: Path):
    two = [fault(day, BAD) for day in (1, 1.5)]
    assert told(some() + two, tmp_path) == ()
    cockpit, site = opened([*some(), *two, fault(2, BAD)], tmp_path)
    assert [one.device for one in devices(cockpit, site)] == [BAD]
    assert devices(cockpit, replace(site, warnings=Warnings(device_faults=4))) == ()
    assert devices(cockpit, replace(site, warnings=Warnings(budget=0))) == ()


def test_a_device_that_has_always_failed_so_often_is_as_it_was(tmp_path: Path):
    usual = [fault(float(day), BAD) for day in range(3, 900, 9)]
    assert BAD not in [one.device for one in told(some() + usual, tmp_path)]


def test_what_comes_after_the_clock_and_other_work_do_not_count(tmp_path: Path):
    rows = [fault(day, BAD) for day in (-1, -2, 3)] + [fault(4, BAD, work_type="upgrade")]
    assert told(some() + rows, tmp_path) == ()


def test_rights_are_kept(tmp_path: Path):
    planted = [fault(day, BAD, campus="South") for day in (1, 2, 3, 4, 5)]
    cockpit, site = opened(some() + planted, tmp_path)
    assert devices(cockpit, site, Rights(rows=(("campus", ("North",)),))) == ()
    assert devices(cockpit, site, filters=(("campus", ("North",)),)) == ()
    assert len(devices(cockpit, site, filters=(("campus", ("South",)),))) == 1


def test_a_site_without_devices_is_told_nothing(tmp_path: Path):
    assert told([fault(day) for day in range(50)], tmp_path) == ()


@given(seed=st.integers(0, 10_000), many=st.integers(1, 60), days=st.integers(5, 60))
def test_rates_are_those_of_the_plain_sums(seed: int, many: int, days: int):
    random = np.random.default_rng(seed)
    kind = random.integers(0, 3, many)
    exposed = random.integers(0, 700, many).astype(float)
    before = random.poisson(exposed / 100).astype(float)
    window = random.poisson(0.5, many).astype(float)
    expected, shapes = rates(kind, window, before, exposed, days)
    for at in range(many):
        kin = [one for one in range(many) if kind[one] == kind[at]]
        pool = kin if sum(before[one] for one in kin) >= LEAST_OF_KIND else range(many)
        mean, shape = prior([(before[one], exposed[one]) for one in pool])
        usual = {one: (shape + before[one]) / (shape / mean + exposed[one]) * days for one in kin}
        seen = sum(window[one] for one in kin if one != at) + SPREAD
        level = seen / (sum(usual[one] for one in kin if one != at) + SPREAD)
        assert expected[at] == pytest.approx(usual[at] * level)
        assert shapes[at] == pytest.approx(shape + before[at])


def prior(known: list[tuple[float, float]]) -> tuple[float, float]:
    mean = (sum(n for n, _ in known) + 0.5) / (sum(days for _, days in known) + 30)
    beyond = sum((n - mean * days) ** 2 - mean * days for n, days in known)
    square = sum((mean * days) ** 2 for _, days in known)
    return mean, min(max(square / beyond, 0.05), 20) if beyond > 0 else 20
