"""Who is to be told of which alarm, and when: at once, at their step of the escalation, after the quiet hours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cockpit.alarms import lies_in, muted, told, turn
from cockpit.ledger import OVER, Alarm, Delivery, Ledger, Mute
from cockpit.settings.model import Settings
from cockpit.settings.receivers import MAIL, STEPS, Receiver

# The step of those who are told at once.
FIRST: Final = "first"
# How long an end waits, so that several come together and what comes back at once is not told as over.
CALM: Final = timedelta(minutes=5)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Target:
    """A group, or one person of those who are told by mail: each is tried until it is told."""

    receiver: Receiver
    address: str = ""

    @property
    def key(self) -> str:
        """What the ledger knows it by."""
        return f"{self.receiver.name} <{self.address}>" if self.address else self.receiver.name


def targets(site: Settings) -> list[Target]:
    """Everybody who is told of something."""
    receivers = site.delivery.to
    people = [Target(one, address) for one in receivers if one.kind == MAIL for address in one.to]
    return people + [Target(one) for one in receivers if one.kind != MAIL]


@dataclass(frozen=True)
class Plan:
    """The alarms by number; of the ``silent`` nothing is told now: muted, or kept for the morning."""

    alarms: dict[int, Alarm]
    silent: frozenset[int]


def plan(site: Settings, ledger: Ledger, at: datetime, as_of: datetime) -> Plan:
    """Puts in line what is new since the last round. ``at``: this machine's clock; ``as_of``: the alarms' own.

    The end of what was raised again since is not told: the later alarm has its own.
    """
    standing, ended = ledger.alarms(standing=True), ledger.alarms(standing=False)
    mutes = ledger.mutes(at.date() - _DAY)
    everybody = targets(site)
    newest = {(one.kind, one.subject): one.id for one in sorted((*standing, *ended), key=lambda one: one.id)}
    over = [one for one in ended if newest[one.kind, one.subject] == one.id]
    ledger.drop([one.key for one in everybody], [one.id for one in ended if one not in over])
    before = ledger.delivered([one.id for one in (*standing, *ended)])
    known = {(one.alarm, one.receiver, one.step) for one in before}
    for target in everybody:
        for step, alarm in _news(target.receiver, standing, site, as_of, mutes, at):
            if (alarm.id, target.key, step) not in known:
                ledger.queue(target.key, step, [alarm.id], at)
    for key, alarm in _ends(before, over, known):
        ledger.queue(key, OVER, [alarm.id], at + CALM)
    silent = [one.id for one in standing if muted(one, mutes, at, site)]
    silent += [one.id for one in (*standing, *ended) if not told(one, site, at)]
    return Plan({one.id: one for one in (*standing, *ended)}, frozenset(silent))


def _news(
    receiver: Receiver, standing: Sequence[Alarm], site: Settings, as_of: datetime, mutes: Sequence[Mute], at: datetime
) -> Iterator[tuple[str, Alarm]]:
    filters = (("campus", receiver.campus),) if receiver.campus else ()
    for one in standing:
        if receiver.alarms and one.kind not in receiver.alarms:
            continue
        if not lies_in(one, filters) or muted(one, mutes, at, site):
            continue
        if receiver.step is None:
            yield FIRST, one
        elif (now := turn(one, site, as_of)) is not None and now.step > STEPS.index(receiver.step):
            yield receiver.step, one


def _ends(
    before: Sequence[Delivery], ended: Sequence[Alarm], known: Collection[tuple[int, str, str]]
) -> Iterator[tuple[str, Alarm]]:
    """Whoever was told of an alarm while it stood is told once of its end."""
    over = {one.id: one for one in ended}
    told_of = {(one.receiver, one.alarm) for one in before if one.sent_at is not None and one.step != OVER}
    for key, alarm in sorted(told_of):
        if alarm in over and (alarm, key, OVER) not in known:
            yield key, over[alarm]
