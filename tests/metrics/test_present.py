"""Who is at post, in numbers: from a handful of shifts counted by hand, and a second time by chance."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cockpit.access import Rights
from cockpit.contract import duty
from cockpit.metrics import Cockpit
from cockpit.metrics.present import FIRST, Present, Site, present
from cockpit.settings.model import Calendar, Duty
from tests.metrics import chance
from tests.metrics.small_site import Row, SmallSite
from tests.metrics.test_staffing import shift

NOON = datetime(2026, 10, 23, 4, tzinfo=UTC)  # of a Friday
EVENING = datetime(2026, 10, 24, 12, 30, tzinfo=UTC)  # of the Saturday after it
SITES = ("North", "West", "South")
SHIFTS = [
    shift("S1", 23),
    shift("S1", 23, "reinforcement", hour=11, came=None),  # at post already
    shift("S2", 23, came=12),
    shift("S3", 23, came=None),
    shift("S4", 23, hour=20, came=None),
    shift("S5", 23, "leave"),
    shift("S6", 23, "overtime", hour=18, came=None, site="East"),
    shift("S1", 24, "weekend", site="North"),
    shift("S2", 24, "weekend", site="West", came=None),
    shift("S5", 24, "weekend", hour=19, came=5, site="East"),
]


def opened(folder: Path, now: datetime, shifts: list[Row]) -> Cockpit:
    staff = [{"staff_id": f"S{n}", "name": f"N{n}", "campus": "West" if n in (2, 3) else "North"} for n in range(1, 7)]
    rows: dict[str, list[Row]] = {"tickets": [{"reported_at": "2026-09-01 08:00"}], "staff": [*staff], "shifts": shifts}
    return SmallSite(rows, calendar=Calendar(), duty=Duty(sites=SITES)).opened(now, folder)


def test_who_is_there_and_who_is_missing(tmp_path: Path) -> None:
    found = present(opened(tmp_path, NOON, SHIFTS), SITES)
    assert found == Present(
        (
            Site("North", there=1, to_come=1, leave=1, begins=datetime(2026, 10, 23, 12, tzinfo=UTC), next=1),
            Site("West", there=1, late=1, absent=1, next=1),
            Site("South", tomorrow=True),
            Site("East", to_come=1, begins=datetime(2026, 10, 23, 10, tzinfo=UTC), next=1),
        ),
        clocked=True,
        off_tomorrow=True,
    )
    assert [site.due for site in found.sites] == [1, 2, 0, 0]
    assert (found.total("there"), found.total("due"), found.total("to_come")) == (2, 3, 2)


def test_a_site_that_needs_somebody_and_has_nobody(tmp_path: Path) -> None:
    cockpit = opened(tmp_path, EVENING, SHIFTS)
    found = present(cockpit, SITES)
    assert {site.name: site.unmanned for site in found.sites} == {
        "North": False,  # over, but there was somebody
        "West": True,
        "South": True,
        "East": False,
    }
    assert next(site for site in found.sites if site.name == "East").late == 1
    assert [site.name for site in found.sites if site.tomorrow] == ["North", "West", "South"]
    assert not any(site.unmanned or site.tomorrow for site in present(cockpit, SITES, whole=False).sites)
    west = present(cockpit, SITES, (("campus", ("West",)), ("category", ("network",))))
    assert [site.name for site in west.sites] == ["West"]
    own = present(cockpit, (), rights=Rights((("engineer", ("S1",)),)), whole=False)
    assert [site.name for site in own.sites] == ["North"]


def test_where_nobody_clocks_in_the_plan_is_told(tmp_path: Path) -> None:
    unclocked: list[Row] = [{key: cell for key, cell in row.items() if key != "clock_in"} for row in SHIFTS]
    found = present(opened(tmp_path, NOON, unclocked), SITES)
    assert not found.clocked
    assert [(site.name, site.there, site.planned, site.due) for site in found.sites][:2] == [
        ("North", 0, 1, 1),
        ("West", 0, 2, 2),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_by_chance(seed: int, tmp_path: Path) -> None:
    small = chance.site(seed)
    zone = ZoneInfo(small.zone)
    cockpit = small.opened(chance.knots(zone)[-1] + timedelta(hours=seed), tmp_path)
    now, home = cockpit.as_of, {one["staff_id"]: one.get("campus") for one in small.rows["staff"]}
    people: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in small.rows["shifts"]:
        ends = row.get("planned_end")
        running = row["date"] == cockpit.today - timedelta(days=1) and row["kind"] != "leave" and ends and ends > now
        if row["date"] == cockpit.today or running:
            start = row.get("planned_start")
            told: dict[str, Any] = {"clock_in": None, "clock_out": None, "planned_end": None, **row}
            told["due_clock_in"] = start + small.duty.grace if start else None
            clocked = "shifts.clock_in" in cockpit.provided
            site = row.get("site") or home.get(row["staff_id"]) or ""
            people[site][row["staff_id"]].append(duty.state(told, now, clocked=clocked))
    found = {site.name: site for site in present(cockpit, small.duty.sites).sites}
    assert {*small.duty.sites, *(site for site in people if site)} <= set(found)
    for name, site in found.items():
        states = [min(each, key=FIRST.index) for each in people[name].values()]
        assert site.there == sum(state in ("there", "late") for state in states)
        for state in ("late", "absent", "planned", "to_come", "leave"):
            assert getattr(site, state) == states.count(state), (name, state)
