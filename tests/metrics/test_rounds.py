"""Rounds one by one, what they missed and the chain of a place, against plain Python over the raw rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cockpit.access import Rights
from cockpit.contract.rooms import OUTCOMES
from cockpit.metrics import Cockpit, PivotQuestion, Question, rounds
from cockpit.metrics.rounds import Place
from cockpit.periods import Period
from cockpit.settings.model import Room, Rooms
from tests.metrics import chance, naive_facts, naive_rounds
from tests.metrics.small_site import Row, SmallSite, moment

PERIOD = Period(chance.FIRST, chance.FIRST + timedelta(days=chance.DAYS))
WITHIN = timedelta(days=7)
HELD = Rooms(checks={"core_room": ("power",), "multimedia": ("network", "power")}, missed_within=WITHIN)


def opened(seed: int, folder: Path) -> tuple[SmallSite, Cockpit]:
    small = chance.site(seed, count=600)
    return small, small.opened(chance.knots(ZoneInfo(small.zone))[-1], folder)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_rounds_missed(seed: int, tmp_path: Path):
    small, cockpit = opened(seed, tmp_path)
    now, zone = cockpit.as_of, ZoneInfo(small.zone)

    def before(ticket: Row) -> list[Row]:
        return sorted(
            (
                one
                for one in small.rows["inspections"]
                if one["done_at"] is not None
                and timedelta(0) <= ticket["reported_at"] - one["done_at"] <= WITHIN
                and ticket["room"] is not None
                and ticket["category"] in HELD.checks.get(one["kind"], ())
                and all(one[name] == ticket[name] for name in ("campus", "building", "room"))
            ),
            key=lambda one: (-one["done_at"].timestamp(), one["inspection_id"]),
        )

    expected = {
        ticket["ticket_id"]: before(ticket)[0]["inspection_id"]
        for ticket in small.rows["tickets"]
        if ticket["work_type"] == "fault"
        and ticket["status"] != "cancelled"
        and ticket["channel"] not in ("patrol", "monitoring")
        and ticket["reported_at"] <= now
        and PERIOD.first <= ticket["reported_at"].astimezone(zone).date() < PERIOD.until
        and before(ticket)
        and not naive_rounds.abnormal(before(ticket)[0])
    }
    found = rounds.missed(cockpit, PERIOD, HELD)
    assert expected
    assert {row["ticket_id"]: row["inspection_id"] for row in found} == expected
    assert rounds.missed(cockpit, PERIOD, HELD, rights=Rights((("campus", ("nowhere",)),))) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_findings_are_those_of_the_measure_and_what_is_not_put_right_comes_first(seed: int, tmp_path: Path):
    small, cockpit = opened(seed, tmp_path)
    found = rounds.findings(cockpit, PERIOD)
    known = [one for one in small.rows["inspections"] if one["done_at"] is not None and one["done_at"] <= cockpit.as_of]
    zone = ZoneInfo(small.zone)
    known = [one for one in known if PERIOD.first <= one["done_at"].astimezone(zone).date() < PERIOD.until]
    assert {one["inspection_id"] for one in found} == {
        one["inspection_id"] for one in known if naive_rounds.abnormal(one)
    }
    outcomes = [one["outcome"] for one in found]
    assert outcomes == sorted(outcomes, key=OUTCOMES.index)
    tickets = {one["ticket_id"]: one for one in small.rows["tickets"]}
    for one in found:
        ticket = tickets.get(one["ticket_id"])
        end = naive_facts.finished(ticket) if ticket else None
        assert (one["outcome"] in ("none", "unknown")) == (ticket is None)
        if ticket and ticket["status"] != "cancelled":
            assert (one["outcome"] == "fixed") == (end is not None and end <= cockpit.as_of)


@pytest.mark.parametrize("seed", [1, 2])
def test_overdue_rounds_are_over_and_not_made(seed: int, tmp_path: Path):
    small, cockpit = opened(seed, tmp_path)
    expected = sorted(
        (one["planned_on"], one["inspection_id"])
        for one in small.rows["inspections"]
        if PERIOD.first <= one["planned_on"] < min(PERIOD.until, cockpit.today)
        and (one["done_at"] is None or one["done_at"] > cockpit.as_of)
    )
    assert expected
    assert [(one["planned_on"], one["inspection_id"]) for one in rounds.overdue(cockpit, PERIOD)] == expected
    planned = [one for one in small.rows["inspections"] if one["planned_on"] == cockpit.today]
    made = [one for one in planned if one["done_at"] is not None and one["done_at"] <= cockpit.as_of]
    assert rounds.today(cockpit) == (len(planned), len(made))


CHAIN: dict[str, list[Row]] = {
    "tickets": [
        {"ticket_id": "T1", "channel": "phone", "device_id": "AP-1", "reported_at": "2026-10-05 09:00",
         "arrived_at": "2026-10-05 10:00", "resolved_at": "2026-10-05 11:00", "status": "closed",
         "revisit_at": "2026-10-06 11:00"},
        {"ticket_id": "T2", "channel": "patrol", "device_id": "AP-1", "reported_at": "2026-10-12 09:05",
         "resolved_at": "2026-10-30 11:00", "status": "closed"},
        {"ticket_id": "T3", "channel": "phone", "device_id": "AP-1", "reported_at": "2026-10-13 09:05",
         "status": "cancelled"},
        {"ticket_id": "T4", "channel": "phone", "device_id": "AP-2", "reported_at": "2026-10-14 09:05"},
    ],
    "inspections": [
        {"inspection_id": "R1", "kind": "wiring_closet", "campus": "North", "building": "Library",
         "planned_on": "2026-10-01", "done_at": "2026-10-01 10:00", "items_checked": "9", "items_abnormal": "0"},
        {"inspection_id": "R2", "kind": "wiring_closet", "campus": "North", "building": "Library",
         "planned_on": "2026-10-12", "done_at": "2026-10-12 09:30", "items_checked": "9", "items_abnormal": "2",
         "ticket_id": "T2"},
    ],
    "parts": [{"part_id": "P1", "name": "Fuse", "kind": "spare", "unit": "pcs", "minimum": "1"}],
    "part_moves": [
        {"move_id": "M1", "moved_at": "2026-10-05 10:30", "part_id": "P1", "store": "main", "quantity": "-2",
         "ticket_id": "T1"},
        {"move_id": "M2", "moved_at": "2026-10-05 10:40", "part_id": "P1", "store": "main", "quantity": "1",
         "ticket_id": "T1"},
    ],
}  # fmt: skip


def test_the_chain_of_a_device(tmp_path: Path):
    cockpit = SmallSite(CHAIN).opened(moment("2026-10-20 12:00", "Asia/Shanghai"), tmp_path)
    period = Period(PERIOD.first, cockpit.today + timedelta(days=1))
    (device, building) = rounds.places(cockpit, period)
    assert [one.name for one in rounds.devices(cockpit, period, building)] == ["AP-1", "AP-2"]
    assert [one.name for one in rounds.places(cockpit, period, named="AP-2")] == ["AP-1", "AP-2", "Library"]
    assert device == Place("device", "AP-1", "North", "Library", 2, 1)
    assert (building.code, building.faults) == ("building:Library", 3)
    chain = rounds.chain(cockpit, device, period)
    second, first = chain.faults
    assert [(one["inspection_id"], one["abnormal"]) for one in chain.rounds] == [("R2", True), ("R1", False)]
    assert (second["ticket_id"], second["first"], second["repeat_of"]) == ("T2", True, "T1")
    assert second["round"]["inspection_id"] == "R2"
    assert second["looked"]["inspection_id"] == "R1"
    assert second["finished_at"] is None
    assert (first["round"], first["looked"]["inspection_id"], first["first"]) == (None, "R1", False)
    assert [(one["name"], one["used"]) for one in first["parts"]] == [("Fuse", 1.0)]
    steps = [chain.count(name) for name in ("first", "parts", "arrived_at", "revisit_at", "repeat_of")]
    assert steps == [1, 1, 1, 1, 1]
    assert rounds.places(cockpit, period, rights=Rights((("engineer", ("S9",)),))) == []


def test_what_was_missed_before_the_first_ticket_is_counted_whole_and_by_campus(tmp_path: Path):
    site = replace(SmallSite(CHAIN), rooms=Rooms((Room("North", "Library"), Room("West", "Mast"))))
    cockpit = site.opened(moment("2026-10-20 12:00", "Asia/Shanghai"), tmp_path)
    days = Period(date(2026, 10, 1), date(2026, 10, 4))
    for by, expected in (((), [(6, 6)]), (("campus",), [(3, 3), (3, 3)])):
        rows = cockpit.answer(Question("core_room_gaps", days, by)).rows
        assert [(row["value"], row["n"]) for row in rows] == expected
    gaps, opened = cockpit.pivot(PivotQuestion(("core_room_gaps", "opened"), days, ("campus",))).figures
    assert [(row["value"], row["n"]) for row in gaps.table.sort_by("n").to_pylist()] == [(3, 3), (3, 3), (6, 6)]
    assert [(row["value"], row["n"]) for row in opened.table.to_pylist()] == [(None, 0)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_rounds_of_the_day_by_kind_and_the_core_rooms(seed: int, tmp_path: Path):
    small, cockpit = opened(seed, tmp_path)
    now, zone = cockpit.as_of, ZoneInfo(small.zone)
    planned = Counter(one["kind"] for one in small.rows["inspections"] if one["planned_on"] == cockpit.today)
    made = Counter(
        one["kind"]
        for one in small.rows["inspections"]
        if one["planned_on"] == cockpit.today and one["done_at"] is not None and one["done_at"] <= now
    )
    found = rounds.running(cockpit)
    assert {one.kind: (one.planned, one.made) for one in found} == {
        kind: (n, made[kind]) for kind, n in planned.items()
    }
    assert [one.planned for one in found] == sorted(planned.values(), reverse=True)
    assert rounds.today(cockpit) == (sum(planned.values()), sum(made.values()))

    rooms = rounds.core_today(cockpit)
    assert len(rooms) == len(small.rooms.core)
    for one in rooms:
        at = [
            row["done_at"]
            for row in small.rows["inspections"]
            if row["kind"] == "core_room"
            and (row["campus"], row["building"]) == (one.campus, one.building)
            and (one.room is None or row["room"] == one.room)
            and row["done_at"] is not None
            and row["done_at"] <= now
            and row["done_at"].astimezone(zone).date() == cockpit.today
        ]
        assert one.covered_at == min(at, default=None)
    open_first = [one.covered_at is not None for one in rooms]
    assert open_first == sorted(open_first)
    assert [one.campus for one in rounds.core_today(cockpit, (("campus", ("North",)),))] == ["North"]
