"""The tables that metrics read: what identifies and orders their rows, and by which columns these are narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cockpit.metrics.catalogue import COMPUTED, DIMENSIONS, OF_PEOPLE, Metric
from cockpit.records import RECORDS

# Tables made when a snapshot is published → the record they are made of.
MADE_OF = {"duty_days": ("shifts",), "room_days": ("inspections",), "log_days": ("shifts", "work_logs")}


@dataclass(frozen=True)
class Subject:
    """A table of the serving file.

    Rows are read in the order of ``time`` and ``key``, by windows of ``day``; they exist from ``born`` on.
    ``columns``: dimension → the column that holds it. Whoever may see only some values of a dimension that is not
    among them sees no row, unless the table is ``everybodys``. A filter by one of ``unfiltered`` leaves it whole.
    """

    key: str
    time: str
    day: str
    born: str
    columns: Mapping[str, str] = field(default_factory=dict)
    grain: str = ""
    everybodys: bool = False
    unfiltered: frozenset[str] = frozenset()


def _of(person: str, **more: str) -> dict[str, str]:
    """The columns of a table whose rows are a person's."""
    return {"engineer": person, "person": person, "group": "group", **more}


_TICKETS = {name: column for name, column in DIMENSIONS.items() if name not in COMPUTED and name not in OF_PEOPLE}
_STAFF = _of("staff_id", campus="campus", role="role")
_REVIEWED = ("last_reviewed_on", "last_reviewed_on", "last_reviewed_on", {"cycle": "cycle", "reviewer": "reviewer"})

SUBJECTS: Mapping[str, Subject] = {
    "tickets": Subject("ticket_id", "reported_at", "reported_day", "reported_at", _TICKETS, "ticket"),
    "incidents": Subject("incident_id", "occurred_at", "occurred_day", "discovered_at", _TICKETS, "incident"),
    # Where engineers are based does not say at which campus they work.
    "staff": Subject("staff_id", "hired_on", "hired_on", "hired_on", _STAFF, unfiltered=frozenset({"campus"})),
    "inspections": Subject(
        "inspection_id", "planned_on", "planned_on", "planned_on",
        _of("inspector_id", campus="campus", building="building", kind="kind", role="role"), "inspection",
    ),
    # Whether somebody was in a core machine room hangs at its door for everybody.
    "room_days": Subject(
        "room_day_id", "day", "day", "day", {"campus": "campus", "building": "building"}, "room_day", everybodys=True
    ),
    "shifts": Subject("shift_id", "date", "date", "date", _of("staff_id", campus="campus", role="role", kind="kind")),
    # Who is on duty at a site is posted there for everybody.
    "duty_days": Subject("duty_id", "day", "day", "day", {"campus": "campus"}, "site_day", everybodys=True),
    "work_logs": Subject("log_id", "submitted_at", "date", "submitted_at", _STAFF),
    "log_days": Subject("log_day_id", "day", "day", "day", _STAFF, "staff_day"),
    "performance": Subject("performance_id", "month", "month", "month", _STAFF),
    "penalties": Subject("subject", "day", "day", "day", _of("staff_id")),
    "score_years": Subject("staff_id", "month", "month", "month", _of("staff_id")),
    "complaints": Subject(
        "complaint_id", "received_at", "received_day", "received_at",
        _STAFF, "complaint", unfiltered=frozenset({"campus"}),
    ),
    "training_attendance": Subject(
        "attendance_id", "held_on", "held_on", "held_on", _STAFF, unfiltered=frozenset({"campus"})
    ),
    "training_sessions": Subject(
        "session_id", "held_on", "held_on", "held_on", {"kind": "kind"}, everybodys=True
    ),
    "training_feedback": Subject(
        "feedback_id", "held_on", "held_on", "held_on", {"kind": "kind"}, "sheet", everybodys=True
    ),
    "parts": Subject("part_id", "part_id", "part_id", "part_id", {"kind": "kind"}, everybodys=True),
    "part_moves": Subject("move_id", "moved_at", "moved_day", "moved_at", _of("staff_id", kind="kind")),
    "part_uses": Subject("use_id", "used_at", "used_day", "used_at", _of("staff_id", kind="kind")),
    "documents": Subject("document_id", *_REVIEWED, "document", everybodys=True),
    "policies": Subject("policy_id", *_REVIEWED, "policy", everybodys=True),
    "room_visits": Subject("visit_id", "entered_at", "entered_day", "entered_at", everybodys=True),
    "customer_contacts": Subject("contact_id", "held_on", "held_on", "held_on", {"kind": "kind"}, everybodys=True),
}  # fmt: skip


# What is listed of the rows of a table that is no record.
LISTED = {
    "duty_days": ("day", "campus", "holiday", "covered", "covered_by", "covered_at", "planned_by"),
    "room_days": ("day", "campus", "building", "room", "planned", "covered", "covered_at", "inspector_id"),
    "log_days": ("day", "staff_id", "role", "group", "due_by", "submitted_at", "tried_at", "excuse"),
}


def listed(table: str) -> tuple[str, ...]:
    """The columns that are listed of a table's rows, where nobody chose any."""
    return LISTED.get(table) or RECORDS[table].names


def needed(metric: Metric) -> tuple[str, ...]:
    """The records that a metric's tables are made of."""
    return tuple(dict.fromkeys(made for name in metric.needs for made in MADE_OF.get(name, (name,))))


def holder(dimension: str, record: str) -> str:
    """Whose rows hold a dimension's values: the tickets' where they have it, else those of ``record``."""
    return "tickets" if dimension in SUBJECTS["tickets"].columns else record
