"""What came of what a round found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cockpit.contract.rooms import OUTCOMES, core_table, floor, looked, missed, outcome
from cockpit.settings.model import Room, Rooms

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TICKET: dict[str, Any] = {
    "ticket_id": "T1",
    "ticket_known": True,
    "ticket_status": "in_progress",
    "ticket_due_at": None,
    "ticket_finished_at": None,
}


@pytest.mark.parametrize(
    ("facts", "came"),
    [
        ({"ticket_id": None, "ticket_known": False}, "none"),
        ({"ticket_known": False, "ticket_status": None}, "unknown"),
        ({"ticket_status": "cancelled", "ticket_finished_at": NOW}, "cancelled"),
        ({"ticket_finished_at": NOW, "ticket_due_at": NOW - SECOND}, "fixed"),
        ({"ticket_finished_at": NOW + SECOND}, "open"),
        ({"ticket_due_at": NOW}, "open"),
        ({"ticket_due_at": NOW - SECOND}, "late"),
    ],
)
def test_what_came_of_a_finding(facts: dict[str, Any], came: str):
    assert outcome(TICKET | facts, NOW) == came
    assert came in OUTCOMES


def test_a_core_room_may_name_no_room():
    rooms = Rooms((Room("North", "Centre", "101"), Room("West", "Mast")))
    assert core_table(rooms).to_pylist() == [
        {"campus": "North", "building": "Centre", "room": "101"},
        {"campus": "West", "building": "Mast", "room": None},
    ]


CHECKS = {"multimedia": ("projector", "sound"), "core_room": ("servers",)}
HELD = Rooms(checks=CHECKS, missed_within=timedelta(days=3))
FAULT: dict[str, Any] = {
    "work_type": "fault",
    "status": "closed",
    "channel": "phone",
    "category": "classroom",
    "subcategory": "projector",
    "device_type": None,
    "reported_at": NOW,
}
ROUND: dict[str, Any] = {
    "inspection_id": "R1",
    "kind": "multimedia",
    "done_at": NOW - timedelta(days=3),
    "abnormal": False,
}


@pytest.mark.parametrize(
    ("ticket", "made"),
    [
        ({}, {}),
        ({}, {"done_at": NOW}),
        ({"category": "sound", "subcategory": None}, {}),
        ({"subcategory": None, "device_type": "projector"}, {}),
        ({"channel": "centre_notice", "status": "new"}, {}),
        ({"subcategory": "servers"}, {"kind": "core_room"}),
    ],
)
def test_a_round_missed_what_it_looks_for_and_a_user_reports_soon_after(ticket: dict[str, Any], made: dict[str, Any]):
    assert missed(FAULT | ticket, [ROUND | made], HELD) == ROUND | made


@pytest.mark.parametrize(
    ("ticket", "made"),
    [
        ({"reported_at": NOW + SECOND}, {}),
        ({}, {"done_at": NOW + SECOND}),
        ({}, {"done_at": None}),
        ({}, {"abnormal": True}),
        ({"category": "account", "subcategory": "password"}, {}),
        ({}, {"kind": "core_room"}),
        ({}, {"kind": "wiring_closet"}),
        ({"channel": "patrol"}, {}),
        ({"channel": "monitoring"}, {}),
        ({"status": "cancelled"}, {}),
        ({"work_type": "installation"}, {}),
    ],
)
def test_a_round_did_not_miss_anything_else(ticket: dict[str, Any], made: dict[str, Any]):
    assert missed(FAULT | ticket, [ROUND | made], HELD) is None


def test_the_last_round_that_looks_for_the_fault_answers_for_it():
    other = ROUND | {"inspection_id": "R2", "kind": "core_room", "done_at": NOW, "abnormal": True}
    later = ROUND | {"inspection_id": "R3", "done_at": NOW - timedelta(days=1)}
    assert missed(FAULT, [later, ROUND, other], HELD) == later
    assert missed(FAULT, [later | {"abnormal": True}, ROUND], HELD) is None
    assert missed(FAULT, [ROUND], Rooms()) is None


@pytest.mark.parametrize(
    ("ticket", "nearest"),
    [
        ({"room": "312", "device_id": "AP-LIB-03F-07"}, "R3"),  # the closet of its floor, not the last one of all
        ({"room": "201", "device_id": "AP-LIB-3F-07"}, "R1"),  # the very room, however long ago
        ({"room": "5层走廊", "device_id": "AP-LIB-3F-07"}, "R4"),  # nobody looked at its floor
        ({"room": None, "device_id": None}, "R4"),
    ],
)
def test_the_round_nearest_to_a_fault_is_what_was_seen_of_it(ticket: dict[str, Any], nearest: str):
    rooms = ("201", "3F弱电间", "3F弱电间", "2F弱电间")
    before = [{"inspection_id": f"R{number}", "room": room} for number, room in enumerate(rooms, 1)]
    found = looked(ticket, before)
    assert found is not None
    assert found["inspection_id"] == nearest
    assert looked(ticket, []) is None


@pytest.mark.parametrize(
    ("name", "level"),
    [("3F弱电间", "3"), ("AP-LIB-03F-07", "3"), ("12层", "12"), ("312", None), ("西1 号楼 101", None), ("A3F2", None)],
)
def test_a_floor_is_read_where_the_name_tells_it(name: str, level: str | None):
    assert floor(None, "", name, "9F") == (level or "9")
