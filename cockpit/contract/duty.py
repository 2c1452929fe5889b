"""Duty: the tables by which a snapshot's shifts are judged when it is published, and how a shift stands now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from cockpit.settings.model import Duty

SITES: Final = pa.schema([("campus", pa.string())])
TERMS: Final = pa.schema([("grace_seconds", pa.float64())])
# How a shift stands, what is to be looked at first: not there though due, never came, there but late, there, due to be
# there by the plan alone, not begun, over without a clock-out, left, on leave.
STATES: Final = ("absent", "missing", "late", "there", "planned", "to_come", "over", "left", "leave")
CAME: Final = ("late", "there", "over", "left")
Row = Mapping[str, Any]


def sites_table(duty: Duty) -> pa.Table:
    """One row per site that needs someone on every day off."""
    return pa.Table.from_pylist([{"campus": site} for site in duty.sites], SITES)


def terms_table(duty: Duty) -> pa.Table:
    """One row: how many seconds after its planned start a clock-in still is in time."""
    return pa.Table.from_pylist([{"grace_seconds": duty.grace.total_seconds()}], TERMS)


def state(shift: Row, now: datetime, *, clocked: bool) -> str:
    """How a row of ``shifts`` stands: one of STATES. ``clocked``: the site says at all who clocks in.

    From the instant at which a clock-in is due somebody who has not clocked in is absent, as the measure has it.
    """
    if shift["kind"] == "leave":
        return "leave"
    begin, end = shift["due_clock_in"], shift["planned_end"]
    ended = end is not None and now >= end
    if _known(shift["clock_out"], now):
        return "left"
    if _known(shift["clock_in"], now):
        late = begin is not None and shift["clock_in"] > begin
        return "over" if ended else "late" if late else "there"
    if begin is not None and now < begin:
        return "to_come"
    if not clocked or begin is None:
        return "over" if ended else "planned"
    return "missing" if ended else "absent"


def _known(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
