"""Of what an alarm is: the place or kind it lies in, and whether it is another's."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from cockpit.alerts.found import where
from cockpit.alerts.series import Where
from cockpit.ledger import Alarm
from cockpit.metrics.question import Filters

# Kinds whose subject is a place or kind of tickets, not the number of something.
PLACED: Final = ("sudden", "slow", "cluster")
# Kinds that are of one ticket.
OF_A_TICKET: Final = ("fault", "due")
# ▲: what needs somebody now; the other kinds, ◆, are to be watched.
URGENT: Final = (*OF_A_TICKET, "sudden", "cluster")


def where_of(alarm: Alarm) -> Where:
    """The values of dimensions that an alarm lies in, as far as they are known."""
    if alarm.kind in PLACED:
        return where(alarm.subject)
    named = ("campus", "building", "category", "level", "group")
    return tuple((one, str(alarm.facts[one])) for one in named if alarm.facts.get(one) is not None)


def lies_in(alarm: Alarm, filters: Filters) -> bool:
    """Whether an alarm concerns somebody who looks at some values of dimensions alone.

    One of the whole site, or of a kind at every campus, concerns everybody.
    """
    values = dict(where_of(alarm))
    return all(values.get(dimension) in (None, *wanted) for dimension, wanted in filters)


def covers(wide: str, narrow: str, kind: str) -> bool:
    """Whether one subject is another or holds it; the whole site's holds none but itself."""
    if wide == narrow:
        return True
    return kind in PLACED and bool(wide) and set(where(wide)) <= set(where(narrow))


def moment_of(alarm: Alarm, fact: str) -> datetime | None:
    """A moment among an alarm's facts."""
    told: Any = alarm.facts.get(fact)
    return datetime.fromisoformat(told) if isinstance(told, str) else None
