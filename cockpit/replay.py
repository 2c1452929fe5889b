"""The demonstration site's clock: its timeline is moved by whole periods so that it reaches now.

Rows born later are withheld, times later than now are not known yet, and what follows from them (a ticket's status,
its rating, what an inspection found) is taken back to what was known.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.records import Kind, Record
from cockpit.settings.model import Replay
from cockpit.store import schema

KNOWN_FROM: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "tickets": {
        "resolved_at": ("cause", "solution", "manual_ref", "hold_minutes"),
        "closed_at": ("rating", "signed", "revisit_at"),
        "reopened_at": ("reopen_count",),
    },
    "inspections": {"done_at": ("items_checked", "items_abnormal", "finding", "ticket_id")},
    "complaints": {"replied_at": ("confirmed", "our_fault")},
}
# Lists of how things stand, without what went before: they stand at every moment as they did at the anchor.
STANDING: Final = ("documents", "policies")
STEPS: Final = {
    "assigned_at": "assigned",
    "arrived_at": "in_progress",
    "resolved_at": "resolved",
    "closed_at": "closed",
}


def days(replay: Replay, now: datetime, record: str = "") -> int:
    """By how many days the timeline is moved: whole periods, so that weekdays stay; what is standing to the day."""
    if record in STANDING:
        return (now.date() - replay.anchor).days
    period = timedelta(weeks=replay.period_weeks)
    return ((now.date() - replay.anchor) // period) * period.days


def source_clock(replay: Replay) -> datetime:
    """The end of the source's own timeline, and a period for what began before it to end: nothing lies later."""
    end = replay.anchor + timedelta(weeks=2 * replay.period_weeks)
    return datetime(end.year, end.month, end.day, tzinfo=UTC)


def known(record: Record, table: pa.Table, shift: int, now: datetime, today: date) -> tuple[pa.Table, int]:
    """The rows as they were known at ``now``, and how many were withheld."""
    moved = _moved(record, table.select(schema(record).names).cast(schema(record)), timedelta(days=shift))
    withheld = 0
    if record.born:
        born = moved[record.born]
        limit = pa.scalar(now, born.type) if pa.types.is_timestamp(born.type) else pa.scalar(today, born.type)
        there = moved.filter(pc.less_equal(born, limit))
        withheld, moved = moved.num_rows - there.num_rows, there
    return _taken_back(record, moved, now, today), withheld


def _moved(record: Record, table: pa.Table, shift: timedelta) -> pa.Table:
    for column in record.columns:
        values = table[column.name]
        if column.kind is Kind.TIME:
            table = _put(table, column.name, pc.add(values, pa.scalar(shift, pa.duration("us"))))
        elif column.kind in (Kind.DAY, Kind.MONTH):
            moved = pc.cast(pc.add(pc.cast(values, pa.int32()), pa.scalar(shift.days, pa.int32())), pa.date32())
            if column.kind is Kind.MONTH:
                moved = pc.cast(pc.round_temporal(moved, unit="month"), pa.date32())
            table = _put(table, column.name, moved)
    return table


def _taken_back(record: Record, table: pa.Table, now: datetime, today: date) -> pa.Table:
    follows = KNOWN_FROM.get(record.name, {})
    running = pa.chunked_array([pa.repeat(False, table.num_rows)])
    for column in record.columns:
        if column.name == record.born or column.kind not in (Kind.TIME, Kind.DAY) or not column.past:
            continue
        values = table[column.name]
        limit = pa.scalar(now if column.kind is Kind.TIME else today, values.type)
        unknown = pc.fill_null(pc.greater(values, limit), False)
        for name in (column.name, *follows.get(column.name, ())):
            cells = table[name]
            table = _put(table, name, pc.if_else(unknown, pa.scalar(None, cells.type), cells))
        if column.name in STEPS:
            running = pc.or_(running, unknown)
    return _status(table, running) if record.name == "tickets" else table


def _status(table: pa.Table, running: pa.ChunkedArray) -> pa.Table:
    """A ticket some of whose steps lie ahead has the status that the steps already taken say."""
    status = pa.chunked_array([pa.repeat("new", table.num_rows)])
    for column, state in STEPS.items():
        status = pc.if_else(pc.is_valid(table[column]), state, status)
    return _put(table, "status", pc.if_else(running, status, table["status"]))


def _put(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), values)
