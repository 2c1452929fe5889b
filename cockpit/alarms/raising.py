"""What was computed, as what may become an alarm: its kind and subject, since when, and facts for the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cockpit.alerts import Alert
from cockpit.alerts.backlog import Arrears
from cockpit.alerts.clusters import Cluster
from cockpit.alerts.devices import Failing
from cockpit.alerts.found import Found, subject
from cockpit.alerts.parts import Short
from cockpit.alerts.sla_ahead import Sla
from cockpit.alerts.terms import REMIND_DAYS
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


def backlog(found: Arrears, zone: ZoneInfo) -> Found:
    """The site's or a group's open faults, more than usual and growing."""
    facts = {
        **({"group": found.group} if found.group else {}),
        **_days(found.since, found.day),
        "open": found.actual,
        "usual": round(found.expected, 1),
        "grown": found.grown,
        "far": round(found.far, 2),
    }
    return Found("backlog", found.group or "", _start(found.since, zone), facts)


def target(found: Sla, zone: ZoneInfo) -> Found:
    """The month's share in time that will most likely be below its target."""
    facts = {name: getattr(found, name) for name in ("target", "share", "expected", "low", "high", "best", "chance")}
    facts["projected"] = facts.pop("expected")
    facts |= {"month": found.month.first.isoformat(), "missed": found.missed, "lost": found.lost}
    return Found("sla", "", _start(found.month.first, zone), facts)


def part(found: Short, today: date, zone: ZoneInfo) -> Found:
    """A part that runs out before new ones can be there."""
    facts = {
        "name": found.name,
        "unit": found.unit,
        "stock": float(found.stock),
        "per_week": round(found.per_week, 2),
        "days_left": round(found.days_left, 1),
        "runs_out": found.runs_out.isoformat() if found.runs_out else None,
        "lead_days": found.lead_days,
        "on_order": float(found.on_order),
        "chance": round(found.chance, 3),
    }
    return Found("parts", found.part_id, _start(today, zone), facts)


def terms(last: date, zone: ZoneInfo) -> Found:
    """That after the last day of the last term that is known no other begins."""
    return Found("terms", "", _start(last - timedelta(days=REMIND_DAYS), zone), {"ends": last.isoformat()})


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def _counts(actual: int, expected: float, far: float | None) -> dict[str, Any]:
    return {"actual": actual, "expected": round(expected, 1), "far": far and round(far, 2)}


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
