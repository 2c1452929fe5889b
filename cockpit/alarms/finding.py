"""What a round looks for: a tuple of finders, each of which names the kinds it finds.

A finder that fails ends no alarm of its kinds, and keeps no other from being asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from cockpit.access import MANAGER
from cockpit.alerts import Alert, Outlook, outlook
from cockpit.alerts.found import Found, subject
from cockpit.metrics import Cockpit
from cockpit.metrics.reading import Row, read
from cockpit.settings.model import Settings

# What is told of a ticket: nobody's name, no phone, no words that somebody wrote.
TOLD: Final = ("level", "campus", "building", "room", "category", "subcategory", "device_type", "group", "status")
TIMES: Final = ("reported_at", "due_at", "respond_due_at", "assigned_at", "arrived_at")
# An A fault that nobody has closed for so long, or a limit so long past, is told by lists, not by an alarm.
LONGEST_FAULT: Final = timedelta(days=7)
LONGEST_OVER: Final = timedelta(days=1)
_OPEN: Final = """
select ticket_id, level, campus, building, room, category, subcategory, device_type, "group", reported_at, due_at,
    respond_due_at, case when assigned_at <= :as_of then assigned_at end as assigned_at,
    case when arrived_at <= :as_of then arrived_at end as arrived_at,
    case when status = 'on_hold' then status end as status
from tickets
where work_type = 'fault' and reported_at <= :as_of and open_until > :as_of and """
FAULTS: Final = _OPEN + "level = 'A' and reported_at > :since order by reported_at, ticket_id"
DUE: Final = _OPEN + "due_at <= :until and due_at > :since order by due_at, ticket_id"


@dataclass(frozen=True)
class Looked:
    """What the finders look at: a snapshot at one instant, by the site's settings as they apply to it."""

    cockpit: Cockpit
    settings: Settings

    @cached_property
    def outlook(self) -> Outlook:
        """What stands out of the counts, made once."""
        return outlook(self.cockpit, self.settings.warnings.budget, MANAGER)


@dataclass(frozen=True)
class Finder:
    """``find`` gives all there is now of ``kinds``; what it no longer gives is over."""

    kinds: tuple[str, ...]
    find: Callable[[Looked], Iterable[Found]]


def rises(looked: Looked) -> Iterable[Found]:
    """Where more was reported than expected: at once or slowly."""
    zone = ZoneInfo(looked.settings.zone)
    return [_rise(alert, zone) for alert in looked.outlook.alerts]


def faults(looked: Looked) -> Iterable[Found]:
    """The open A faults."""
    since = looked.cockpit.as_of - LONGEST_FAULT
    return [_ticket("fault", row) for row in read(looked.cockpit, "tickets", FAULTS, MANAGER, since=since)]


def due(looked: Looked) -> Iterable[Found]:
    """The open faults whose limit is near or has passed."""
    as_of = looked.cockpit.as_of
    since, until = as_of - LONGEST_OVER, as_of + looked.settings.alarms.sla_within
    return [_ticket("due", row) for row in read(looked.cockpit, "tickets", DUE, MANAGER, since=since, until=until)]


FINDERS: Final = (
    Finder(("fault",), faults),
    Finder(("due",), due),
    Finder(("sudden", "slow"), rises),
)


def _rise(alert: Alert, zone: ZoneInfo) -> Found:
    facts = {
        "where": dict(alert.where),
        "first": alert.first.isoformat(),
        "last": alert.last.isoformat(),
        "actual": alert.actual,
        "expected": round(alert.expected, 1),
        "highest": alert.highest,
        "far": round(alert.far, 2),
        "also": [dict(where) for where in alert.also],
    }
    return Found(alert.kind, subject(alert.where), _start(alert.first, zone), facts)


def _ticket(kind: str, row: Row) -> Found:
    facts: dict[str, Any] = {name: row[name] for name in TOLD if row[name] is not None}
    facts |= {name: row[name].astimezone(UTC).isoformat() for name in TIMES if row[name] is not None}
    return Found(kind, row["ticket_id"], row["reported_at"].astimezone(UTC), facts)


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
