"""A year of everybody, against plain Python; and the evidence of a team of one, which is that person's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cockpit.access import Rights, rights
from cockpit.evidence import evidence, of_team
from cockpit.metrics import Cockpit
from cockpit.metrics.balance import balances, years
from cockpit.metrics.people import scores
from cockpit.periods import Period, whole
from tests.metrics import chance
from tests.metrics.small_site import SmallSite

YEAR = chance.FIRST.year


def opened(seed: int, folder: Path) -> tuple[SmallSite, Cockpit]:
    small = chance.site(seed)
    return small, small.opened(chance.knots(ZoneInfo(small.zone))[-1], folder)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_is_what_its_records_say(seed: int, tmp_path: Path):
    small, cockpit = opened(seed, tmp_path)
    zone, today = ZoneInfo(small.zone), cockpit.today
    held = {one["session_id"]: one["held_on"] for one in small.rows["training_sessions"]}

    def within(day: date | None) -> bool:
        return day is not None and day.year == YEAR and day <= today

    found = balances(cockpit, YEAR)
    employed = {
        one["staff_id"]
        for one in small.rows["staff"]
        if day_of(one.get("hired_on")) <= min(today, date(YEAR, 12, 31))
        and (one.get("left_on") is None or day_of(one["left_on"]) >= date(YEAR, 1, 1))
    }
    assert {one.person["staff_id"] for one in found} == employed
    for one in found:
        who = one.person["staff_id"]
        own = {name: [row for row in rows if row.get("staff_id") == who] for name, rows in small.rows.items()}
        given = [Decimal(str(row["score"])) for row in own["performance"] if within(row["month"])]
        assert one.mean == (sum(given) / len(given) if given else None)
        told = [row for row in own["training_attendance"] if within(held.get(row["session_id"]))]
        assert one.hours == pytest.approx(sum(row["hours"] for row in told))
        known = [row for row in own["complaints"] if row["received_at"] <= cockpit.as_of]
        known = [row for row in known if row["received_at"].astimezone(zone).year == YEAR]
        assert {row["complaint_id"] for row in one.complaints or ()} == {row["complaint_id"] for row in known}
        days: Counter[str] = Counter()
        for kind, day in {(row["kind"], row["date"]) for row in own["shifts"] if on_duty(row, cockpit.as_of)}:
            days[kind] += within(day)
        assert one.shifts == +days
        paid = [row["pay"] for row in scores(cockpit).of_person(who) if row["month"].year == YEAR]
        assert one.pay == (sum(paid) if paid else None)


def day_of(given: Any) -> date:
    return date.fromisoformat(given) if isinstance(given, str) else given


def on_duty(row: Any, now: datetime) -> bool:
    return row["kind"] == "leave" or (row.get("clock_in") is not None and row["clock_in"] <= now)


def test_each_sees_their_own_year_and_a_leader_the_groups(tmp_path: Path):
    _, cockpit = opened(1, tmp_path)
    everybody = {one.person["staff_id"]: one for one in balances(cockpit, YEAR)}
    who = next(iter(everybody))
    assert balances(cockpit, YEAR, rights("engineer", who)) == [everybody[who]]
    assert balances(cockpit, YEAR, rights("engineer")) == []
    group = everybody[who].person["group"]
    team = balances(cockpit, YEAR, rights("leader", who, group))
    assert [one.person["staff_id"] for one in team] == [
        other for other, one in everybody.items() if one.person["group"] == group
    ]
    assert team == [everybody[one.person["staff_id"]] for one in team]
    unpaid = Rights(denied=frozenset({"performance.base_amount"}))
    assert {one.pay for one in balances(cockpit, YEAR, unpaid)} == {None}
    assert {one.penalties for one in balances(cockpit, YEAR, unpaid)} == {()}


def test_a_site_of_tickets_alone_has_nobody_to_balance(tmp_path: Path):
    small = chance.site(1)
    bare = replace(small, rows={"tickets": small.rows["tickets"]})
    cockpit = bare.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    assert balances(cockpit, YEAR) == []
    assert years(cockpit) == [cockpit.today.year]


def test_of_a_year_before_the_first_record_nothing_is_known(tmp_path: Path):
    """Not none at all: a count of 0 would say that nobody was trained, on duty or complained of."""
    small = chance.site(1)
    staff = [{**one, "hired_on": date(YEAR - 2, 1, 1), "left_on": None} for one in small.rows["staff"]]
    small = replace(small, rows={**small.rows, "staff": staff})
    cockpit = small.opened(chance.knots(ZoneInfo(small.zone))[-1], tmp_path)
    before = balances(cockpit, YEAR - 1)
    assert before
    assert {(one.hours, one.off_duty, one.shifts, one.complaints) for one in before} == {(None, None, None, None)}
    for year in (YEAR, cockpit.today.year):
        assert all(None not in (one.hours, one.off_duty, one.complaints) for one in balances(cockpit, year))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_team_of_one_has_that_persons_evidence(seed: int, tmp_path: Path):
    _, cockpit = opened(seed, tmp_path)
    span = Period(chance.FIRST, whole(chance.FIRST, "year").until)
    found = evidence(cockpit, span)
    assert found
    for person, own in found.items():
        for one, team in zip(own, of_team(cockpit, span, (person,)), strict=True):
            if one.metric == "load" and one.value is None:
                continue  # a team's load is that of its engineers
            assert (one.metric, one.n, one.verdict) == (team.metric, team.n, team.verdict)
            assert one.expected == pytest.approx(team.expected)
