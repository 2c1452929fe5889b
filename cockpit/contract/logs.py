"""Daily logs: by when each role's is due under every block of the contract, and how a day's log stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.records.core import ROLES
from cockpit.settings import Terms
from cockpit.settings.people import WRITING

STAFF: Final = "staff"
# How a day's log stands, what is to be looked at first.
STATES: Final = ("missing", "invalid", "late", "excused", "waiting", "on_time")
# Grades that reach the manager the same day: major, urgent or abnormal events, and what needs help.
TOLD_AT_ONCE: Final = ("G", "F")
DEADLINES: Final = pa.schema([("valid_from", pa.date32()), ("role", pa.string()), ("seconds", pa.int64())])
Row = Mapping[str, Any]


def deadline(role: str | None, terms: Terms) -> time:
    """By what time of the same day a log of that role is due; roles that none is stated for are staff."""
    return terms.log_deadlines[role if role in WRITING else STAFF]


def deadlines_table(contract: Sequence[Terms]) -> pa.Table:
    """One row a block and role (``staff`` for whom nobody knows): its deadline in seconds after midnight."""
    rows = []
    for terms in contract:
        for role in (STAFF, *ROLES):
            at = deadline(role, terms)
            since = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
            rows.append({"valid_from": terms.since, "role": role, "seconds": int(since.total_seconds())})
    return pa.Table.from_pylist(rows, DEADLINES)


def state(owed: Row, now: datetime) -> str:
    """How a row of ``log_days`` stands: one of STATES.

    The first valid submission counts, in time up to the deadline itself; an excuse that is known takes the day out.
    Until the deadline has passed nothing is judged: early logs alone would make a day look perfect.
    """
    first, due = owed["submitted_at"], owed["due_by"]
    if _known(owed["excused_at"], now):
        return "excused"
    if now <= due:
        return "waiting"
    if _known(first, now) and first <= due:
        return "on_time"
    if _known(first, now):
        return "late"
    return "invalid" if _known(owed["tried_at"], now) else "missing"


def same_day(log: Row, zone: ZoneInfo) -> bool:
    """Whether a log was handed in on the day it is of, as what reaches the manager the same day must be."""
    return bool(log["submitted_at"].astimezone(zone).date() <= log["date"])


def _known(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
