"""Complaints one by one, contact week by week, and buildings unhappy again and again, against plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cockpit.access import Rights
from cockpit.metrics import customers
from cockpit.periods import Period
from tests.metrics import chance
from tests.metrics.small_site import SmallSite

PERIOD = Period(chance.FIRST, chance.FIRST + timedelta(days=chance.DAYS))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_complaints_not_answered_yet_come_first_by_their_time(seed: int, tmp_path: Path):
    small = chance.site(seed)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    now, zone = cockpit.as_of, ZoneInfo(small.zone)
    found = customers.complaints(cockpit, PERIOD)
    known = [
        one
        for one in small.rows["complaints"]
        if one["received_at"] <= now and PERIOD.first <= one["received_at"].astimezone(zone).date() < PERIOD.until
    ]
    waiting = {one["complaint_id"] for one in known if one["replied_at"] is None or one["replied_at"] > now}
    assert {one["complaint_id"] for one in found} == {one["complaint_id"] for one in known}
    assert {one["complaint_id"] for one in found[: len(waiting)]} == waiting
    assert all(one["open"] for one in found[: len(waiting)])
    due = [one["due_at"] for one in found[: len(waiting)] if one["due_at"]]
    assert due == sorted(due)
    for one in found:
        end = now if one["open"] else one["replied_at"]
        assert one["late"] == (one["due_at"] is not None and end > one["due_at"])


def test_an_engineer_sees_the_complaints_about_themselves(tmp_path: Path):
    small = chance.site(1)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    about = Counter(one["staff_id"] for one in customers.complaints(cockpit, PERIOD))
    own = customers.complaints(cockpit, PERIOD, Rights((("engineer", ("S1",)),), frozenset({"complaints.text"})))
    assert {one["staff_id"] for one in own} == {"S1"}
    assert len(own) == about["S1"]
    assert {one["text"] for one in own} == {None}


@pytest.mark.parametrize("seed", [1, 2])
def test_buildings_unhappy_again_and_again(seed: int, tmp_path: Path):
    small = chance.site(seed)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    bad: Counter[tuple[str, str]] = Counter()
    for one in small.rows["tickets"]:
        end = one.get("resolved_at") or (one.get("closed_at") if one["status"] != "cancelled" else None)
        rated = one.get("rating") is not None and one["rating"] < customers.BAD
        if one["work_type"] == "fault" and rated and end and end <= cockpit.as_of:
            bad[one["campus"], one["building"]] += 1
    found = {(row["campus"], row["building"]): row["bad"] for row in customers.unhappy(cockpit, PERIOD, most=100)}
    assert found == {place: count for place, count in bad.items() if count >= customers.LEAST}


def test_weeks_without_contact_are_there(tmp_path: Path):
    rows = [{"held_on": "2026-03-02", "kind": "weekly"}, {"held_on": "2026-03-08", "kind": "monthly"},
            {"held_on": "2026-03-16", "kind": "weekly"}, {"held_on": "2026-04-01", "kind": "weekly"}]  # fmt: skip
    site = SmallSite({"tickets": [{"reported_at": "2026-01-01 08:00"}], "customer_contacts": rows})
    cockpit = site.opened(datetime(2026, 3, 20, 4, tzinfo=UTC), tmp_path)
    weeks = customers.weeks(cockpit)
    assert [len(week.days) for week in weeks[:4]] == [1, 0, 2, 0]
    assert len(weeks) == customers.WEEKS
