"""Rounds: the machine rooms to be inspected every day, and what came of what a round found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from cockpit.settings.model import Rooms

CORE: Final = pa.schema([("campus", pa.string()), ("building", pa.string()), ("room", pa.string())])
# By what a ticket says of its fault a round's checks are told.
CHECKED_BY: Final = ("category", "subcategory", "device_type")
# Who is no user: what these report was found first.
FIRST: Final = ("patrol", "monitoring")
# What came of a finding, the worst first.
OUTCOMES: Final = ("none", "unknown", "cancelled", "late", "open", "fixed")
# A floor as rooms and devices name it: 3F弱电间, 3层机房, AP-LIB-03F-07.
_FLOOR: Final = re.compile(r"(?<![0-9A-Za-z])0?([1-9][0-9]?)(?:F(?![0-9A-Za-z])|层|楼)", re.IGNORECASE)


def core_table(rooms: Rooms) -> pa.Table:
    """One row per core machine room; an empty ``room`` is whatever core room there is in the building."""
    return pa.Table.from_pylist([asdict(one) for one in rooms.core], CORE)


def outcome(row: Mapping[str, Any], now: datetime) -> str:
    """Which of OUTCOMES became of what an inspection found: no ticket, one nobody knows, one that is late or done."""
    if row["ticket_id"] is None:
        return "none"
    if not row["ticket_known"]:
        return "unknown"
    if row["ticket_status"] == "cancelled":
        return "cancelled"
    if row["ticket_finished_at"] is not None and row["ticket_finished_at"] <= now:
        return "fixed"
    return "late" if row["ticket_due_at"] is not None and row["ticket_due_at"] < now else "open"


def floor(*names: str | None) -> str | None:
    """The floor that the first of the names tells which tells any; None where none does."""
    found = (_FLOOR.search(name) for name in names if name)
    return next((one[1] for one in found if one), None)


def looked(ticket: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The round that tells the most of a fault: of the rounds of its building ``before`` it, the earliest first.

    The last of the very room, else of the same floor where the names tell it, else of the building.
    """
    room, level = ticket["room"], floor(ticket["room"], ticket["device_id"])
    last = before[-1] if before else None
    same = next((one for one in reversed(before) if room and one["room"] == room), None)
    return same or next((one for one in reversed(before) if level and floor(one["room"]) == level), last)


def missed(
    ticket: Mapping[str, Any],
    rounds: Iterable[Mapping[str, Any]],
    settings: Rooms,
) -> Mapping[str, Any] | None:
    """The round that should have shown this fault and did not; None if there is none.

    It is the last of the ``rounds`` of the very room that were made by the time a user reported the fault and are of a
    kind that looks for such faults (one of CHECKED_BY is among its ``checks``), if it is no longer ago than
    ``missed_within`` and found nothing at all. What no round looks for (accounts, the line outside) none missed.
    """
    if ticket["work_type"] != "fault" or ticket["status"] == "cancelled" or ticket["channel"] in FIRST:
        return None
    said = {ticket[name] for name in CHECKED_BY}
    before = [
        one
        for one in rounds
        if one["done_at"] is not None
        and one["done_at"] <= ticket["reported_at"]
        and said.intersection(settings.checks.get(one["kind"], ()))
    ]
    last = max(before, key=lambda one: (one["done_at"], one["inspection_id"]), default=None)
    if last is None or last["abnormal"] or ticket["reported_at"] - last["done_at"] > settings.missed_within:
        return None
    return last
