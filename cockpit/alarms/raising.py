"""What was computed, as what may become an alarm: its kind and subject, since when, and facts for the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cockpit.alerts import Alert
from cockpit.alerts.clusters import Cluster
from cockpit.alerts.devices import Failing
from cockpit.alerts.found import Found, subject
from cockpit.metrics.reading import Row

# What is told of a ticket: nobody's name, no phone, no words that somebody wrote.
TOLD: Final = ("level", "campus", "building", "room", "category", "subcategory", "device_type", "group", "status")
TIMES: Final = ("reported_at", "due_at", "respond_due_at", "assigned_at", "arrived_at")


def ticket(kind: str, row: Row) -> Found:
    """An open ticket; ``row`` has the columns of ``TOLD`` and ``TIMES``."""
    facts: dict[str, Any] = {name: row[name] for name in TOLD if row[name] is not None}
    facts |= {name: row[name].astimezone(UTC).isoformat() for name in TIMES if row[name] is not None}
    return Found(kind, row["ticket_id"], row["reported_at"].astimezone(UTC), facts)


def rise(alert: Alert, zone: ZoneInfo) -> Found:
    """A place or kind with more tickets than expected."""
    facts = {
        "where": dict(alert.where),
        **_days(alert.first, alert.last),
        **_counts(alert.actual, alert.expected, alert.far),
        "highest": alert.highest,
        "also": [dict(where) for where in alert.also],
    }
    return Found(alert.kind, subject(alert.where), _start(alert.first, zone), facts)


def cluster(found: Cluster, zone: ZoneInfo) -> Found:
    """Several buildings of a campus: by the campus and what it is of, for the buildings change from day to day."""
    facts = {
        "where": dict(found.where),
        **_days(found.first, found.last),
        **_counts(found.actual, found.expected, found.far),
        "buildings": [
            {"building": one.building, "actual": one.actual, "expected": round(one.expected, 1)}
            for one in found.buildings
        ],
    }
    return Found("cluster", subject(found.where), _start(found.first, zone), facts)


def device(found: Failing, today: date, zone: ZoneInfo) -> Found:
    """A device that fails again and again; its days are those its faults were counted in."""
    facts = {
        "campus": found.campus,
        "building": found.building,
        "device_type": found.kind,
        **_days(today - timedelta(days=found.days - 1), today),
        **_counts(found.actual, found.expected, None),
        "run": found.run,
        "chance": found.chance,
    }
    told = {name: fact for name, fact in facts.items() if fact is not None}
    return Found("device", found.device, _start(found.since, zone), told)


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def _counts(actual: int, expected: float, far: float | None) -> dict[str, Any]:
    return {"actual": actual, "expected": round(expected, 1), "far": far and round(far, 2)}


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
