"""Documents and policies: from when each is to be reviewed again, and from when that is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import pyarrow as pa

from cockpit import periods

REVIEWED: Final = ("documents", "policies")
# How a review stands, the worst first; ``never`` is overdue as well.
STATES: Final = ("never", "overdue", "due", "current")
SCHEMA: Final = pa.schema(
    [
        ("record", pa.string()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("due_from", pa.date32()),
        ("overdue_from", pa.date32()),
    ]
)
Row = Mapping[str, Any]


def again(cycle: str, reviewed: date | None) -> tuple[date | None, date | None]:
    """From when something is to be reviewed again (the cycle after its last review), and from when it is overdue.

    Overdue: a whole cycle went by without a review. What was never reviewed has neither day.
    """
    if reviewed is None:
        return None, None
    due = periods.after(periods.start(reviewed, cycle), cycle)
    return due, periods.after(due, cycle)


def state(one: Row, today: date) -> str:
    """How a document or policy stands on a day: one of STATES. A review that lies after it is not known yet."""
    if one["last_reviewed_on"] is None:
        return "never"
    if today < one["due_from"]:
        return "current"
    return "due" if today < one["overdue_from"] else "overdue"


def changed(one: Row) -> bool:
    """Whether it was changed after its last review."""
    changed_on, reviewed = one["changed_on"], one["last_reviewed_on"]
    return changed_on is not None and (reviewed is None or changed_on > reviewed)


def table(records: Mapping[str, Iterable[Row]]) -> pa.Table:
    """One row a document and policy: from when it is due and overdue, whatever day it is looked at."""
    rows = []
    for record in REVIEWED:
        for one in records[record]:
            due, overdue = again(one["cycle"], one["last_reviewed_on"])
            rows.append(
                {
                    "record": record,
                    "name": one["name"],
                    "type": one["type"],
                    "due_from": due,
                    "overdue_from": overdue,
                }
            )
    return pa.Table.from_pylist(rows, SCHEMA)
