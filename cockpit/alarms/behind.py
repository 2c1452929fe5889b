"""What an alarm rests on: a ticket by its number, or the tickets of a place, a kind or a device on its days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.alarms.subjects import PLACED
from cockpit.alerts.found import where
from cockpit.ledger import Alarm
from cockpit.metrics import Question
from cockpit.metrics.question import Filters
from cockpit.periods import Period

OPENED: Final = "opened"
BACKLOG: Final = "backlog"


def place(subject: str) -> Filters:
    """What a place or kind that a subject names is found by; nothing for the whole site."""
    return tuple((name, (value,)) for name, value in where(subject))


def days(alarm: Alarm, zone: str) -> Period:
    """The days on which it was found: as its facts say, else from its beginning until it was last seen."""
    here = ZoneInfo(zone)
    first, last = (alarm.facts.get(name) for name in ("first", "last"))
    begin = date.fromisoformat(first) if first else alarm.since.astimezone(here).date()
    end = date.fromisoformat(last) if last else (alarm.ended_at or alarm.seen_at).astimezone(here).date()
    return Period(begin, max(begin, end) + timedelta(days=1))


def buildings(alarm: Alarm) -> tuple[str, ...]:
    """The buildings of a cluster, which had most first; none of what is no cluster."""
    return tuple(str(one["building"]) for one in alarm.facts.get("buildings", ()))


def question(alarm: Alarm, zone: str) -> Question | None:
    """Which tickets they are, of a backlog those open on its last day; None for one ticket, and of what has none."""
    if alarm.kind in PLACED:
        names = buildings(alarm)
        filters = (*place(alarm.subject), *((("building", names),) if names else ()))
        return Question(OPENED, days(alarm, zone), filters=filters)
    if alarm.kind == "device":
        return Question(OPENED, days(alarm, zone), filters=(("device", (alarm.subject,)),))
    if alarm.kind == "backlog":
        last = days(alarm, zone).last
        within: Filters = (("group", (alarm.subject,)),) if alarm.subject else ()
        return Question(BACKLOG, Period(last, last + timedelta(days=1)), filters=within)
    return None
