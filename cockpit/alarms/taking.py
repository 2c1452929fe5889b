"""Which alarm takes a wall, whose turn it is, and whether it may be heard: pure, at any instant.

An alarm takes the screen until somebody has acknowledged it; while nobody has, it goes up the contract's chain. What
people judged false and what is muted waits for nobody: it takes no screen and goes up no chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.alarms.subjects import OF_A_TICKET, covers, lies_in, moment_of
from cockpit.contract.emergencies import ESCALATION, FIRST, KEEPERS
from cockpit.errors import UsageError
from cockpit.ledger import Alarm, Mute
from cockpit.metrics.question import Filters
from cockpit.settings.alarming import KINDS, Hours
from cockpit.settings.model import Settings

# Kinds that are told at any hour: somebody is sent at once.
ANY_HOUR: Final = ("fault",)
LEVELS: Final = "ABCD"
LAST: Final = datetime.max.replace(tzinfo=ZoneInfo("UTC"))


@dataclass(frozen=True)
class Turn:
    """Who is to see to an alarm: ``roles`` since a moment, as step ``step`` of the chain (0: the team leader)."""

    step: int
    roles: tuple[str, ...]
    since: datetime


def takes(
    alarms: Iterable[Alarm], site: Settings, filters: Filters, at: datetime, mutes: Sequence[Mute] = ()
) -> Alarm | None:
    """The alarm that has the screen of a wall with those filters at ``at`` (the cockpit's clock); None: rotation."""
    return next(iter(pending(alarms, site, filters, at, mutes)), None)


def pending(
    alarms: Iterable[Alarm], site: Settings, filters: Filters, at: datetime, mutes: Sequence[Mute] = ()
) -> list[Alarm]:
    """Everything that waits to be acknowledged on a wall, the gravest first: the first takes it, the rest are told."""
    every = list(alarms)
    waiting = [
        one
        for one in every
        if one.kind in site.alarms.wall
        and waits(one)
        and muted(one, mutes, at, site) is None
        and lies_in(one, filters)
        and told(one, site, at)
        and not said(one, every)
    ]
    return sorted(waiting, key=_gravity)


def waits(alarm: Alarm) -> bool:
    """Whether it stands and nobody has acknowledged it or judged it false."""
    return alarm.ended_at is None and alarm.acknowledged_at is None and alarm.verdict is not False


def told(alarm: Alarm, site: Settings, at: datetime) -> bool:
    """Whether it is told at that instant: always, but in quiet hours only what cannot wait for their end."""
    return alarm.kind in ANY_HOUR or not quiet(site, at)


def quiet(site: Settings, at: datetime) -> bool:
    """Whether it is one of the site's quiet hours."""
    hours = site.alarms.quiet
    return hours is not None and _within(hours, at.astimezone(ZoneInfo(site.zone)).time())


def sounds(alarm: Alarm, site: Settings, at: datetime) -> bool:
    """Whether a wall that shows the alarm may be heard: where the site wants it, within duty hours, not in quiet."""
    here = at.astimezone(ZoneInfo(site.zone)).time()
    return site.alarms.sound and waits(alarm) and told(alarm, site, at) and _within(site.alarms.duty, here)


def muted(alarm: Alarm, mutes: Iterable[Mute], at: datetime, site: Settings) -> Mute | None:
    """What keeps an alarm from being told on that day: of its kind, and of its subject or what it lies in."""
    today = at.astimezone(ZoneInfo(site.zone)).date()
    return next(
        (
            one
            for one in mutes
            if one.kind == alarm.kind and today <= one.until and covers(one.subject, alarm.subject, alarm.kind)
        ),
        None,
    )


def said(alarm: Alarm, alarms: Iterable[Alarm]) -> bool:
    """Whether a limit is told already with its own A fault: while that waits, or if it was acknowledged since."""
    if alarm.kind != "due":
        return False
    return any(
        one.kind == "fault"
        and one.subject == alarm.subject
        and one.ended_at is None
        and (one.acknowledged_at is None or one.acknowledged_at >= alarm.raised_at)
        for one in alarms
    )


def once(alarms: Iterable[Alarm]) -> list[Alarm]:
    """The alarms in their order, without the limits that are told with their own A fault: one ticket is told once."""
    every = list(alarms)
    return [one for one in every if not said(one, every)]


def lasting(until: date, today: date) -> date:
    """The day up to which something is to be muted; UsageError where it is past: it would lift what is muted now."""
    if until < today:
        raise UsageError("mute_past", until=until, today=today)
    return until


def turn(alarm: Alarm, site: Settings, at: datetime, mutes: Sequence[Mute] = ()) -> Turn | None:
    """Whose turn it is to see to an alarm, by how long it has waited; None of what waits for nobody or is muted.

    Quiet hours do not count as waiting but of what is told at any hour. The team leader is first responsible.
    """
    if not waits(alarm) or muted(alarm, mutes, at, site):
        return None
    found = Turn(0, (FIRST,), _after(alarm, site, timedelta(0)))
    for step, (span, roles) in enumerate(zip(site.alarms.escalate_after, ESCALATION, strict=False), 1):
        since = _after(alarm, site, span)
        if since > at:
            break
        found = Turn(step, roles, since)
    return found


def following(alarm: Alarm, site: Settings, at: datetime, mutes: Sequence[Mute] = ()) -> Turn | None:
    """Whose turn it is next, and from when on, if nobody acknowledges the alarm; None at the end of the chain."""
    now = turn(alarm, site, at, mutes)
    if now is None or now.step >= min(len(site.alarms.escalate_after), len(ESCALATION)):
        return None
    return Turn(now.step + 1, ESCALATION[now.step], _after(alarm, site, site.alarms.escalate_after[now.step]))


def keeper(alarm: Alarm) -> str | None:
    """The role that keeps the customer informed of a fault when nobody is on site; None of what is no ticket."""
    return KEEPERS.get(str(alarm.facts.get("level"))) if alarm.kind in OF_A_TICKET else None


def _after(alarm: Alarm, site: Settings, span: timedelta) -> datetime:
    """When an alarm has waited so long, quiet hours left out of the count where it is not told in them."""
    at = alarm.raised_at
    if alarm.kind in ANY_HOUR or site.alarms.quiet is None:
        return at + span
    while True:
        at = _woken(at, site, site.alarms.quiet)
        falls = _next(at, site, site.alarms.quiet[0])
        if at + span < falls:
            return at + span
        span -= falls - at
        at = falls


def _woken(at: datetime, site: Settings, hours: Hours) -> datetime:
    """The instant itself, or the end of the quiet hours that it lies in."""
    return _next(at, site, hours[1]) if quiet(site, at) else at


def _next(at: datetime, site: Settings, hour: time) -> datetime:
    """The first instant after ``at`` at which the site's clocks show that hour."""
    zone = ZoneInfo(site.zone)
    here = at.astimezone(zone)
    days = (here.date() + timedelta(days=more) for more in range(3))
    instants = (datetime.combine(day, hour, zone).astimezone(ZoneInfo("UTC")) for day in days)
    return next(one for one in instants if one > at)


def _within(hours: Hours, clock: time) -> bool:
    first, until = hours
    return first <= clock < until if first < until else clock >= first or clock < until


def _gravity(alarm: Alarm) -> tuple[int, int, datetime, float, int]:
    """Faults before limits before rises; then the higher level, the nearer limit, the further out, the older."""
    level = LEVELS.find(str(alarm.facts.get("level") or LEVELS[-1]))
    due = moment_of(alarm, "due_at") or LAST
    return KINDS.index(alarm.kind), level, due, -float(alarm.facts.get("far") or 0), alarm.id
