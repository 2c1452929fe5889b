"""What came of what a round found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cockpit.contract.rooms import OUTCOMES, core_table, outcome
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
