"""Alarms in the few words a wall has room for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cockpit.alarms import URGENT
from cockpit.alerts.found import where as place
from cockpit.i18n import day, halves, label, number, say
from cockpit.ledger import Alarm
from cockpit.wall.asked import Asked
from cockpit.wall.parts import MARKS

DOUBLE, TIMES = 1.8, 2.5


def sign(alarm: Alarm) -> str:
    """The shape of an alarm: ▲ what needs somebody now, ◆ what is to be watched."""
    return MARKS[state(alarm)]


def state(alarm: Alarm) -> str:
    """The colour of an alarm."""
    return "late" if alarm.kind in URGENT else "watch"


def where(asked: Asked, subject: str) -> str:
    """The place and kind that a subject like ``campus=E&category=认证`` names: the kind first, then the place."""
    values = dict(place(subject))
    if not values:
        return asked.say("whole")
    names = [label(dimension, values[dimension], asked.language) for dimension in sorted(values, key=_order)]
    return say("scene.dot", asked.language).join(names)


def _order(dimension: str) -> tuple[int, str]:
    order = ("category", "subcategory", "building", "campus")
    return (order.index(dimension) if dimension in order else len(order), dimension)


def days(facts: Mapping[str, Any]) -> tuple[date, date] | None:
    """From which to which day an alarm of counts is; None of others."""
    first, last = facts.get("first"), facts.get("last")
    return (date.fromisoformat(str(first)), date.fromisoformat(str(last))) if first and last else None


def beyond(facts: Mapping[str, Any]) -> int:
    """How many more came than were expected."""
    return round(float(facts.get("actual") or 0) - float(facts.get("expected") or 0))


def warned(asked: Asked, alarm: Alarm) -> tuple[str, str]:
    """A warning of counts in two lines: what is more than usual by how much, and the figures."""
    facts = alarm.facts
    span = days(facts)
    n = (span[1] - span[0]).days + 1 if span else 1
    actual, expected = float(facts.get("actual") or 0), float(facts.get("expected") or 0)
    ratio = actual / expected if expected else 0.0
    times = number(ratio, asked.language, 0 if ratio >= 10 else 1)
    words = asked.say(f"warned.{_much(alarm.kind, ratio)}", where=where(asked, alarm.subject), times=times)
    figures = {"n": n, "actual": number(actual, asked.language), "expected": _expected(asked, expected)}
    under = asked.say("warned.one_day" if n == 1 else "warned.days", **figures)
    return words, under


def over(asked: Asked, alarm: Alarm) -> str:
    """Of a warning of counts that has ended: when it was, and how many came."""
    span = days(alarm.facts)
    last = day(span[1], asked.language, short=True) if span else ""
    return asked.say("warned.ended", day=last, actual=number(float(alarm.facts.get("actual") or 0), asked.language))


def _much(kind: str, ratio: float) -> str:
    if kind == "slow":
        return "slow"
    return "times" if ratio >= TIMES else "double" if ratio >= DOUBLE else "more"


def _expected(asked: Asked, expected: float) -> str:
    return number(expected, asked.language, 1 if expected < 10 else 0)


def short(asked: Asked, alarm: Alarm, room: int) -> str:
    """What stands at a warning's point in a chart, within so many halves: its place or kind and how many more."""
    more = f"+{beyond(alarm.facts)}"
    named = where(asked, alarm.subject)
    if halves(named) > room:
        values = dict(place(alarm.subject))
        first = min(values, key=_order)
        named = label(first, values[first], asked.language)
    return f"{named} {more}"


def left(hours: float, asked: Asked) -> str:
    """A span in hours as a wall tells it: 0:22, from two days on whole days."""
    minutes = int(abs(hours) * 60)
    if minutes < 48 * 60:
        return f"{minutes // 60}:{minutes % 60:02d}"
    told = say("common.days", asked.language, n=number(minutes // (24 * 60), asked.language))
    return told.replace(" ", "\u00a0")  # so that it stays together
