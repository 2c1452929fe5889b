"""Visits to machine rooms: what the register lacks, and what came in or went out."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

# What may be wrong with a visit → the column that would say otherwise.
FAULTS: Final = {"not_left": "left_at", "not_approved": "approved_by"}
Row = Mapping[str, Any]


def inside(visit: Row, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the visitor is still in there: they came today and have not left."""
    return _open(visit, now) and _day(visit, zone) == now.astimezone(zone).date()


def faults(visit: Row, now: datetime, zone: ZoneInfo, provided: Container[str]) -> list[str]:
    """What the register lacks of a visit, some of FAULTS; a column that the site does not fill at all lacks nothing.

    A leaving time is missing from the day after the visit on: until midnight the visitor may be in there.
    """
    found = []
    if _open(visit, now) and _day(visit, zone) < now.astimezone(zone).date():
        found.append("not_left")
    if not visit["approved_by"]:
        found.append("not_approved")
    return [one for one in found if FAULTS[one] in provided]


def hours(visit: Row) -> float | None:
    """How long a visit lasted, in hours; None while it does."""
    if visit["left_at"] is None:
        return None
    return float((visit["left_at"] - visit["entered_at"]).total_seconds() / 3600)


def _open(visit: Row, now: datetime) -> bool:
    return visit["left_at"] is None or visit["left_at"] > now


def _day(visit: Row, zone: ZoneInfo) -> Any:
    return visit["entered_at"].astimezone(zone).date()
