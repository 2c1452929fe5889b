"""Rounds of machine rooms and classrooms by chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.metrics.small_site import Row

KINDS = ("core_room", "core_room", "equipment_room", "wiring_closet", "multimedia")
HOURS = (time(), time(9, 30), time(23, 59, 59))


def rounds(draw: Random, first: date, days: int, zone: ZoneInfo, tickets: Sequence[dict[str, Any]]) -> list[Row]:
    """Rounds made on their day, at its ends, early, late or never; of nobody, of no known ticket, with empty counts."""
    found: list[Row] = []
    for number in range(240):
        planned = first + timedelta(days=draw.randint(-20, days))
        made = planned + timedelta(days=draw.choice((-1, 0, 0, 0, 0, 1, 2)))
        campus = draw.choice(("North", "South's", "东校区"))
        found.append(
            {
                "inspection_id": f"R{number:03d}",
                "kind": draw.choice(KINDS),
                "campus": campus,
                "building": f"{draw.choice(('Library', 'Hall'))} · {campus}",
                "room": draw.choice((None, "101", "101", "102")),
                "planned_on": planned,
                "done_at": datetime.combine(made, draw.choice(HOURS), zone) if draw.random() < 0.8 else None,
                "inspector_id": draw.choice((None, *(f"S{place}" for place in range(9)))),
                "items_checked": draw.choice((None, 0, 10, 12)),
                "items_abnormal": draw.choice((None, 0, 0, 1, 3)),
                "finding": draw.choice((None, None, "dust")),
                "ticket_id": draw.choice((None, "nowhere", draw.choice(tickets)["ticket_id"])),
            }
        )
    return found
