"""The list of metrics, read from the headers of queries/*.sql."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cockpit.errors import UsageError

QUERIES = Path(__file__).resolve().parents[2] / "queries"

# PEP 723's block form with SQL's comment sign.
_HEADER = re.compile(r"^-- /// metric\n(?P<toml>(?:--[^\n]*\n)+?)-- ///\n", re.MULTILINE)

TIMES = ("day", "week", "month", "quarter", "year", "hour", "weekday", "term_week")

# What people split and filter by → the column of tickets that holds it.
DIMENSIONS = {
    "campus": "campus",
    "building": "building",
    "category": "category",
    "subcategory": "subcategory",
    "level": "level",
    "channel": "channel",
    "device_type": "device_type",
    "device": "device_id",
    "engineer": "engineer_id",
    "group": "group",
    "status": "status",
    "age": "age",
    "time_left": "time_left",
    "person": "staff_id",
    "role": "role",
    "kind": "kind",
    "cycle": "cycle",
    "reviewer": "reviewer",
}
# Dimensions that only a metric's own rows have, no column of tickets.
COMPUTED = ("age", "time_left")
# Dimensions of other records than tickets and incidents.
OF_PEOPLE = ("person", "role", "kind", "cycle", "reviewer")
# Dimensions whose values are members of the staff.
PEOPLE = ("engineer", "person")

# Columns made when a snapshot is published → the columns they would give away.
_OF_TICKETS = {
    "source_due_at": ("due_at",),
    **dict.fromkeys(("reported_day", "reported_month", "reported_hour"), ("reported_at",)),
    **dict.fromkeys(("responded_at", "seconds_to_respond"), ("assigned_at", "arrived_at")),
    **dict.fromkeys(
        (
            "finished_at",
            "finished_day",
            "finished_month",
            "finished_hour",
            "left_at",
            "open_until",
            "seconds_to_resolve",
            "fix_proven_at",
        ),
        ("resolved_at", "closed_at"),
    ),
    **dict.fromkeys(
        ("due_at", "due_day", "due_month", "due_hour", "risk_at"),
        ("due_at", "agreed_due_at", "level", "hold_minutes"),
    ),
    **dict.fromkeys(("respond_due_at", "respond_due_day", "respond_due_month", "respond_due_hour"), ("level",)),
    "is_satisfied": ("rating",),
    "seconds_to_assign": ("assigned_at",),
    "seconds_to_arrive": ("assigned_at", "arrived_at"),
    "seconds_to_repair": ("arrived_at", "resolved_at", "closed_at"),
    **dict.fromkeys(
        ("overrun_report_due_at", "overrun_report_due_day", "overrun_report_due_month"),
        ("due_at", "agreed_due_at", "level", "hold_minutes", "resolved_at", "closed_at"),
    ),
    "reopened_soon": ("reopened_at", "reopen_count"),
    **dict.fromkeys(("repeat_key", "repeat_of"), ("device_id", "room")),
}
_OF_INCIDENTS = {
    **dict.fromkeys(("occurred_day", "occurred_month"), ("occurred_at",)),
    "seconds_out": ("occurred_at", "restored_at"),
    "ended_at": ("restored_at", "resolved_at", "closed_at"),
    "handled_at": ("handling_finished_at", "restored_at", "resolved_at"),
    "report_done_at": ("report_submitted_at", "report_at"),
    **dict.fromkeys(
        ("report_due_at", "report_due_day", "report_due_month"),
        ("level", "handling_finished_at", "restored_at", "resolved_at"),
    ),
}
DERIVED: dict[str, dict[str, tuple[str, ...]]] = {
    "tickets": _OF_TICKETS,
    "incidents": _OF_TICKETS | _OF_INCIDENTS,
    "inspections": {
        "planned_month": ("planned_on",),
        **dict.fromkeys(("done_day", "done_month"), ("done_at",)),
        "on_time": ("planned_on", "done_at"),
        "abnormal": ("items_abnormal", "finding"),
        **dict.fromkeys(("ticket_status", "ticket_known"), ("ticket_id",)),
        "ticket_due_at": ("ticket_id", "due_at", "agreed_due_at", "level", "hold_minutes"),
        "ticket_finished_at": ("ticket_id", "resolved_at", "closed_at"),
    },
    "shifts": {"month": ("date",), "due_clock_in": ("planned_start",), "late_minutes": ("planned_start", "clock_in")},
    "performance": {
        "band": ("score",),
        "coefficient": ("score",),
        "base": ("base_amount",),
        "penalty": ("base_amount",),
        "pay": ("score", "base_amount", "reward"),
    },
}


@dataclass(frozen=True)
class Metric:
    """One measure: what its SQL file says of it.

    ``value`` and ``n`` are SQL expressions over the rows the file yields, so that totals are recomputed from rows.
    ``unit`` is count, share (0–1), hours, percent100 (0–100), yuan, per_day, per_engineer, class_hours (a head).
    ``beside`` names the metrics that count what this one leaves out. ``any_of`` are columns of which a site must
    provide at least one: those of tickets by their names, others as ``record.column``. A ``stock`` is taken at the end
    of each unit; everything else adds up over the period. The rows behind its numbers are those of ``record``.
    """

    name: str
    family: str
    unit: str
    better: str
    value: str
    n: str
    grain: str
    times: tuple[str, ...]
    dims: tuple[str, ...]
    owner: str
    needs: tuple[str, ...]
    sql: str
    any_of: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    share_of: str | None = None
    stock: bool = False
    record: str = "tickets"

    @property
    def splits(self) -> tuple[str, ...]:
        """Everything the metric can be split by: times, then dimensions."""
        return self.times + self.dims


@cache
def kept_back(denied: frozenset[str], record: str = "tickets") -> frozenset[str]:
    """The columns of a record that are denied, by their name or as ``record.column``; those that would give them away.

    A column of incidents that has the name of one of tickets is that ticket's.
    """
    places = ("", record)
    own = frozenset(name.rpartition(".")[2] for name in denied if name.rpartition(".")[0] in places)
    return own | {name for name, sources in DERIVED.get(record, {}).items() if own & set(sources)}


def read(path: Path) -> Metric:
    """The metric a file declares; UsageError naming the file if its header is missing or unreadable."""
    text = path.read_text(encoding="utf-8")
    header = _HEADER.match(text)
    if header is None:
        raise UsageError("metric_header", file=path.name)
    lines = [line.removeprefix("--").removeprefix(" ") for line in header["toml"].splitlines()]
    declared = tomllib.loads("\n".join(lines))
    fields: dict[str, Any] = {key: tuple(x) if isinstance(x, list) else x for key, x in declared.items()}
    return Metric(name=path.stem, sql=text[header.end() :], **fields)


def read_all(folder: Path = QUERIES) -> dict[str, Metric]:
    """Every metric of a folder by name, in the order of the names."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.sql"))}


CATALOGUE = read_all()
