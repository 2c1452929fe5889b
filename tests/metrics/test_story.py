"""A ticket's story: what came before on the same device and in the same room, what is tied to it, within rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cockpit.access import Rights
from cockpit.metrics import Cockpit
from cockpit.metrics.story import FEW, Story, story
from tests.metrics import chance
from tests.metrics.naive_facts import Site, place
from tests.metrics.small_site import SmallSite
from tests.metrics.test_twins import raw_site

CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
PLACE = {"campus": "North", "building": "Hall", "room": "101", "device_id": "AP-1"}
TICKETS: list[dict[str, Any]] = [
    {"ticket_id": "one", "reported_at": "2026-01-05 08:00", "resolved_at": "2026-01-05 10:00", **PLACE},
    {"ticket_id": "two", "reported_at": "2026-01-20 08:00", "engineer_id": "S2", "status": "closed", **PLACE}
    | {"description": "机主 13800001234", "solution": "换了 <b>电源</b>", "resolved_at": "2026-01-20 09:00"},
    {"ticket_id": "three", "reported_at": "2026-02-01 08:00", **PLACE},
    {"ticket_id": "test", "work_type": "test", "reported_at": "2026-01-10 08:00", **PLACE},
    {"ticket_id": "late", "reported_at": "2026-06-10 08:00", **PLACE},
]
OTHERS: dict[str, list[dict[str, Any]]] = {
    "staff": [{"staff_id": "S2", "name": "安宁"}],
    "inspections": [
        {"inspection_id": "I1", "kind": "core_room", "planned_on": "2026-01-20", "ticket_id": "two", "finding": "灯灭"},
        {"inspection_id": "I2", "kind": "core_room", "planned_on": "2026-01-20"},
    ],
    "parts": [{"part_id": "P1", "name": "电源", "kind": "spare", "unit": "个", "minimum": 1.0}],
    "part_moves": [
        {"moved_at": "2026-01-20 09:00", "part_id": "P1", "store": "S2", "quantity": -1.0, "ticket_id": "two"},
        {"moved_at": "2026-01-20 09:30", "part_id": "P9", "store": "main", "quantity": 1.0, "ticket_id": "two"},
    ],
}


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    return SmallSite({"tickets": TICKETS, **OTHERS}).opened(CLOCK, tmp_path_factory.mktemp("story"))


def told(cockpit: Cockpit, ticket: str, rights: Rights | None = None) -> Story:
    found = story(cockpit, ticket, rights or Rights())
    assert found is not None
    return found


def ids(rows: Any) -> list[str]:
    return [row["ticket_id"] for row in rows]


def test_a_story_holds_what_came_before_and_after(cockpit: Cockpit) -> None:
    two = told(cockpit, "two")
    assert ids(two.device.rows) == ids(two.room.rows) == ["one"]
    assert two.repeated is not None
    assert two.repeated["ticket_id"] == "one"
    assert ids(two.repeats.rows) == ["three"]
    assert ids(told(cockpit, "three").device.rows) == ["two", "one"]


def test_a_story_holds_patrol_and_parts_and_says_what_is_lacking(cockpit: Cockpit) -> None:
    two = told(cockpit, "two")
    assert [row["finding"] for row in two.inspections] == ["灯灭"]
    assert [(row["name"], row["unit"], row["quantity"]) for row in two.part_moves] == [
        ("电源", "个", -1.0),
        (None, None, 1.0),
    ]
    assert two.incidents == ()
    assert two.lacking == ("incidents",)
    assert told(cockpit, "one").inspections == ()


def test_a_story_outside_ones_rows_is_not_found(cockpit: Cockpit) -> None:
    own = Rights((("engineer", ("S2",)),))
    assert told(cockpit, "two", own).ticket["ticket_id"] == "two"
    assert story(cockpit, "one", own) is None
    assert story(cockpit, "nothing") is None
    assert story(cockpit, "' or true --") is None


def test_what_one_may_not_see_is_not_in_anothers_story(cockpit: Cockpit) -> None:
    own = told(cockpit, "two", Rights((("engineer", ("S2",)),)))
    assert own.repeated is None
    assert own.device.rows == own.room.rows == own.repeats.rows == ()


def test_a_denied_device_has_no_history(cockpit: Cockpit) -> None:
    two = told(cockpit, "two", Rights(denied=frozenset({"device_id"})))
    assert two.ticket["device_id"] is None
    assert two.device.rows == ()
    assert two.repeated is None


def test_numbers_in_a_story_are_masked(cockpit: Cockpit) -> None:
    assert told(cockpit, "two").ticket["description"] == "机主 138****1234"
    assert told(cockpit, "two", Rights(masked=frozenset())).ticket["description"] == "机主 13800001234"


def test_what_was_reported_after_the_clock_is_not_there(cockpit: Cockpit) -> None:
    assert story(cockpit, "late") is None
    assert story(replace(cockpit, as_of=datetime(2026, 1, 6, tzinfo=UTC)), "two") is None


def test_histories_agree_with_plain_python(tmp_path: Path) -> None:
    small = chance.site(3, count=200)
    raw, opened = raw_site(small), small.opened(CLOCK, tmp_path)
    longest = 0
    for ticket in raw.tickets[::4]:
        found = told(opened, ticket["ticket_id"])
        for faults, columns in ((found.device, ("device_id",)), (found.room, ("campus", "building", "room"))):
            expected = earlier(raw, ticket, columns)
            assert faults.total == len(expected)
            assert ids(faults.rows) == expected[:FEW]
            longest = max(longest, len(expected))
        if found.repeated is not None:
            other = next(one for one in raw.tickets if one["ticket_id"] == found.repeated["ticket_id"])
            assert place(other) == place(ticket)
    assert longest > FEW


def earlier(raw: Site, ticket: Any, columns: tuple[str, ...]) -> list[str]:
    """The faults reported before, with the same in these columns, the latest first."""
    if any(ticket[name] is None for name in columns):
        return []
    same = [
        other
        for other in raw.tickets
        if other["work_type"] == "fault"
        and other["ticket_id"] != ticket["ticket_id"]
        and other["reported_at"] <= ticket["reported_at"]
        and all(other[name] == ticket[name] for name in columns)
    ]
    return ids(sorted(sorted(same, key=lambda one: one["ticket_id"]), key=lambda one: one["reported_at"], reverse=True))
