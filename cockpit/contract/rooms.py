"""Rounds: the machine rooms to be inspected every day, and what came of what a round found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from cockpit.settings.model import Rooms

CORE: Final = pa.schema([("campus", pa.string()), ("building", pa.string()), ("room", pa.string())])
# What came of a finding, the worst first.
OUTCOMES: Final = ("none", "unknown", "cancelled", "late", "open", "fixed")


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
