"""Complaints one by one, contact week by week, and buildings unhappy again and again, against plain Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean, stdev
from zoneinfo import ZoneInfo

import pytest

from cockpit.access import Rights
from cockpit.metrics import Cockpit, Question, customers
from cockpit.periods import Period
from tests.metrics import chance
from tests.metrics.small_site import Row, SmallSite

PERIOD = Period(chance.FIRST, chance.FIRST + timedelta(days=chance.DAYS))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_complaints_not_answered_yet_come_first_by_their_time(seed: int, tmp_path: Path):
    small = chance.site(seed)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    now, zone = cockpit.as_of, ZoneInfo(small.zone)
    found = customers.complaints(cockpit, PERIOD)
    known = [one for one in small.rows["complaints"] if one["received_at"] <= now]
    waiting = {one["complaint_id"] for one in known if one["replied_at"] is None or one["replied_at"] > now}
    nothing = customers.complaints(cockpit, Period(date(2000, 1, 1), date(2000, 1, 2)))
    assert {one["complaint_id"] for one in nothing} == waiting
    known = [
        one
        for one in known
        if one["complaint_id"] in waiting or PERIOD.first <= one["received_at"].astimezone(zone).date() < PERIOD.until
    ]
    assert {one["complaint_id"] for one in found} == {one["complaint_id"] for one in known}
    assert {one["complaint_id"] for one in found[: len(waiting)]} == waiting
    assert all(one["open"] for one in found[: len(waiting)])
    due = [one["due_at"] for one in found[: len(waiting)] if one["due_at"]]
    assert due == sorted(due)
    answered = [(not one["late"], now - one["received_at"], one["complaint_id"]) for one in found[len(waiting) :]]
    assert answered == sorted(answered)
    for one in found:
        end = now if one["open"] else one["replied_at"]
        assert one["late"] == (one["due_at"] is not None and end > one["due_at"])


def test_an_engineer_sees_the_complaints_about_themselves(tmp_path: Path):
    small = chance.site(1)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    about = Counter(one["staff_id"] for one in customers.complaints(cockpit, PERIOD))
    own = customers.complaints(cockpit, PERIOD, (), Rights((("engineer", ("S1",)),), frozenset({"complaints.text"})))
    assert {one["staff_id"] for one in own} == {"S1"}
    assert len(own) == about["S1"]
    assert {one["text"] for one in own} == {None}


def rated(small: SmallSite, cockpit: Cockpit) -> list[Row]:
    """The faults finished by now whose users rated them."""
    found: list[Row] = []
    for one in small.rows["tickets"]:
        end = one.get("resolved_at") or (one.get("closed_at") if one["status"] != "cancelled" else None)
        if one["work_type"] == "fault" and one.get("rating") is not None and end and end <= cockpit.as_of:
            found.append({**one, "end": end})
    return found


@pytest.mark.parametrize("bad", [60.0, 80.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_buildings_and_reporters_unhappy_again_and_again(seed: int, bad: float, tmp_path: Path):
    small = chance.site(seed)
    tickets = [
        {**one, "reporter": f"R{place % 7}" if place % 5 else None} for place, one in enumerate(small.rows["tickets"])
    ]
    small = replace(small, rows={**small.rows, "tickets": tickets})
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    low = [one for one in rated(small, cockpit) if one["rating"] < bad]
    places = Counter((one["campus"], one["building"]) for one in low)
    found = {(row["campus"], row["building"]): row["bad"] for row in customers.unhappy(cockpit, PERIOD, bad)}
    assert found == {place: count for place, count in places.items() if count >= customers.LEAST}
    people = Counter(one["reporter"] for one in low if one["reporter"])
    told = {row["reporter"]: row for row in customers.unhappy_people(cockpit, PERIOD, bad)}
    assert {name: row["bad"] for name, row in told.items()} == {n: c for n, c in people.items() if c >= customers.LEAST}
    for name, row in told.items():
        own = [one for one in low if one["reporter"] == name]
        assert len(row["buildings"]) == len({(one["campus"], one["building"]) for one in own})
        assert row["last_day"] == max(one["end"] for one in own).astimezone(ZoneInfo(small.zone)).date()
        assert row["rated"] >= row["bad"]
    north = customers.unhappy(cockpit, PERIOD, bad, (("campus", ("North",)),))
    assert {row["campus"] for row in north} <= {"North"}
    assert customers.unhappy_people(cockpit, PERIOD, bad, (), Rights(denied=frozenset({"reporter"}))) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_spread_is_of_the_ratings_that_satisfaction_counts(seed: int, tmp_path: Path):
    small = chance.site(seed)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    points = [one["rating"] for one in rated(small, cockpit)]
    answer = cockpit.answer(Question("satisfaction", PERIOD))
    assert answer.n == len(points) > 10
    assert answer.value == pytest.approx(fmean(points))
    assert customers.spread(cockpit, PERIOD) == pytest.approx(stdev(points))
    assert customers.spread(cockpit, Period(date(2000, 1, 1), date(2000, 1, 2))) is None


def test_weeks_without_contact_are_there(tmp_path: Path):
    days = {"2026-03-02": "weekly", "2026-03-08": "monthly", "2026-03-16": "weekly", "2026-04-01": "weekly"}
    rows = [{"held_on": day, "kind": kind, "follow_up": f"{kind} again"} for day, kind in days.items()]
    site = SmallSite({"tickets": [{"reported_at": "2026-01-01 08:00"}], "customer_contacts": rows})
    cockpit = site.opened(datetime(2026, 3, 20, 4, tzinfo=UTC), tmp_path)
    weeks = customers.kept(cockpit, "week")
    assert [len(week.days) for week in weeks] == [1, 0, 2]
    (month,) = customers.kept(cockpit, "month")
    assert [str(day) for day in month.days] == ["2026-03-08"]
    assert customers.kept(cockpit, "quarter") == []  # there may have been a survey before the record begins
    assert [str(row["held_on"]) for row in customers.contacts(cockpit)] == ["2026-03-16", "2026-03-08", "2026-03-02"]
    assert customers.contacts(cockpit)[1]["follow_up"] == "monthly again"
    later = site.opened(datetime(2027, 8, 20, 4, tzinfo=UTC), tmp_path)
    counts = {unit: len(customers.kept(later, unit)) for unit in customers.OWED}
    assert counts == {unit: count for unit, (_, count) in customers.OWED.items()}
    assert [str(one.first) for one in customers.kept(later, "quarter")][-1] == "2026-04-01"


@pytest.mark.parametrize("owed", [["signed"], ["called"], ["signed", "called"]])
def test_what_was_not_done_is_what_its_measures_miss(owed: list[str], tmp_path: Path):
    small = chance.site(2)
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    found = customers.undone(cockpit, PERIOD, owed)
    for name, metric in {"signed": "sheet_signed", "called": "call_back"}.items():
        answer = cockpit.answer(Question(metric, PERIOD))
        assert answer.value is not None
        lacking = [row for row in found if not row[f"is_{name}"]]
        if name in owed:
            assert len(lacking) == answer.n - round(answer.value * answer.n) > 0
    assert all(not all(row[f"is_{name}"] for name in owed) for row in found)
