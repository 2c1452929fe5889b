"""``[alarms]``: what takes a wall, whose turn it is when nobody sees to it, and when it is quiet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

from cockpit.settings.leaves import DURATION, HOUR, one_of
from cockpit.settings.lines import Place
from cockpit.settings.readers import BAD, Field, Reader, Report, Wrong, leaf, many, table

# The gravest first. fault: an open fault of level A; due: an open fault whose limit is near or past; sudden and slow: a
# rise; the rest: clusters of buildings, repeats of a device, a growing backlog, a target missed, parts that run out,
# and that the school terms to come are not written down.
KINDS = ("fault", "due", "sudden", "cluster", "device", "sla", "backlog", "parts", "slow", "terms")
# How many there are after the team leader: see contract.emergencies.ESCALATION.
STEPS = 3
MOST = timedelta(days=7)
LEAST = timedelta(minutes=1)

Hours = tuple[time, time]
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_USUAL = ("22:30", "06:30")


@dataclass(frozen=True)
class Alarming:
    """``wall``: the kinds that take a screen. ``sla_within``: how near its limit an open fault is told.

    ``escalate_after``: how long after it was raised an alarm nobody has acknowledged is the turn of the operation
    manager, the department manager with sales, the heads of the company. In the hours of ``quiet`` only A faults are
    told and only they wait for somebody. A wall sounds with ``sound`` alone, within the hours of ``duty``.
    """

    wall: tuple[str, ...] = ("fault", "due", "sudden")
    sla_within: timedelta = timedelta(minutes=30)
    escalate_after: tuple[timedelta, ...] = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
    quiet: Hours | None = None
    duty: Hours = (time(8), time(18))
    sound: bool = False


def alarming() -> Reader:
    """The reader of ``[alarms]``."""
    fields = {
        "wall": Field(many(one_of("unknown_alarm", KINDS), _once)),
        "sla_within": Field(_span),
        "escalate_after": Field(many(DURATION, _rising)),
        "quiet": Field(_hours()),
        "duty": Field(_hours()),
        "sound": Field(leaf(_flag)),
    }
    return table(Alarming, fields)


def _once(kinds: tuple[str, ...], place: Place, report: Report) -> None:
    for at, kind in enumerate(kinds):
        if kind in kinds[:at]:
            report.add("duplicate", (*place, at), name=kind)


def _span(raw: Any, place: Place, report: Report) -> Any:
    span = DURATION(raw, place, report)
    if isinstance(span, timedelta) and not LEAST <= span <= MOST:
        report.add("bad_alarm_span", place)
    return span


def _rising(spans: tuple[timedelta, ...], place: Place, report: Report) -> None:
    """As many as there are steps at most, each later than the one before."""
    if len(spans) > STEPS or any(after <= before for before, after in pairwise((timedelta(0), *spans))):
        report.add("bad_escalation", place, count=STEPS)


def _hours() -> Reader:
    """From one hour of the day to another, which may be past midnight."""
    read = many(HOUR, _two)

    def hours(raw: Any, place: Place, report: Report) -> Any:
        if not isinstance(raw, str):
            return read(raw, place, report)
        found = _CLOCK.findall(raw)
        first, until = found if len(found) == 2 else _USUAL
        report.add("hours_as_text", place, first=first, until=until)
        return BAD

    return hours


def _two(hours: tuple[time, ...], place: Place, report: Report) -> None:
    if len(hours) != 2 or hours[0] == hours[1]:
        report.add("bad_hours", place)


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Wrong("not_flag")
    return raw
