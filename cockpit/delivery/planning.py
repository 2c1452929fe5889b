"""Who is to be told of which alarm, and when: at once, at their step of the escalation, after the quiet hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cockpit.alarms import lies_in, muted, once, told, turn, waits
from cockpit.ledger import Alarm, Delivery, Ledger, Mute
from cockpit.ledger.deliveries import again_step, is_over, over_step
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


def reviewers(site: Settings) -> list[Target]:
    """Everybody who is sent the month: addresses of their own, and those of the receivers who are named."""
    told, language = site.review, site.review.language
    people = [Target(Receiver(one, MAIL, (one,), language=language), one) for one in told.to]
    named = [one for one in targets(site) if one.receiver.name in told.receivers]
    return people + [one for one in named if one.address not in told.to or not one.address]


def everybody(site: Settings) -> list[Target]:
    """Everybody who is told or sent anything."""
    return list({one.key: one for one in (*targets(site), *reviewers(site))}.values())


def review_key(target: Target) -> str:
    """What the ledger knows somebody by who is sent the month; no receiver's name has a slash."""
    return f"review/{target.key}"


@dataclass(frozen=True)
class Plan:
    """The alarms by number; of the ``silent`` nothing is told now: muted, or kept for the morning."""

    alarms: dict[int, Alarm]
    silent: frozenset[int]


def plan(site: Settings, ledger: Ledger, at: datetime, as_of: datetime) -> Plan:
    """Puts in line what is new since the last round. ``at``: this machine's clock; ``as_of``: the alarms' own.

    The end of what was raised again since is not told: the later alarm has its own. Nobody further up is called for
    what somebody has acknowledged or judged false meanwhile.
    """
    standing, ended = ledger.alarms(standing=True), ledger.alarms(standing=False)
    ledger.spare([one.id for one in standing if not waits(one)], STEPS)
    mutes = ledger.mutes(at.date() - _DAY)
    everybody = targets(site)
    newest = {(one.kind, one.subject): one.id for one in sorted((*standing, *ended), key=lambda one: one.id)}
    over = [one for one in ended if newest[one.kind, one.subject] == one.id]
    keys = [*(one.key for one in everybody), *map(review_key, reviewers(site))]
    ledger.drop(keys, [one.id for one in (*standing, *ended) if one not in over])
    before = ledger.delivered([one.id for one in (*standing, *ended)])
    known = {(one.alarm, one.receiver, one.step) for one in before}
    for target in everybody:
        for step, alarm in _news(target.receiver, standing, site, as_of, mutes, at):
            if (alarm.id, target.key, step) not in known:
                ledger.queue(target.key, step, [alarm.id], at)
    for key, step, alarm in _turns(before, {one.id: one for one in (*standing, *over)}):
        if (alarm.id, key, step) not in known:
            ledger.queue(key, step, [alarm.id], at + CALM if is_over(step) else at)
    silent = [one.id for one in standing if muted(one, mutes, at, site)]
    silent += [one.id for one in (*standing, *ended) if not told(one, site, at)]
    return Plan({one.id: one for one in (*standing, *ended)}, frozenset(silent))


def _news(
    receiver: Receiver, standing: Sequence[Alarm], site: Settings, as_of: datetime, mutes: Sequence[Mute], at: datetime
) -> Iterator[tuple[str, Alarm]]:
    """What a receiver is to be told of what stands; a limit is told with its own A fault where they hear of that."""
    filters = (("campus", receiver.campus),) if receiver.campus else ()
    theirs = [
        one
        for one in standing
        if (not receiver.alarms or one.kind in receiver.alarms)
        and lies_in(one, filters)
        and not muted(one, mutes, at, site)
    ]
    for one in once(theirs):
        if receiver.step is None:
            if one.verdict is not False:
                yield FIRST, one
        elif (now := turn(one, site, as_of)) is not None and now.step > STEPS.index(receiver.step):
            yield receiver.step, one


def _turns(before: Sequence[Delivery], alarms: Mapping[int, Alarm]) -> Iterator[tuple[str, str, Alarm]]:
    """Whoever was told of an alarm is told once of its end, and once if it stands again after that."""
    heard: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in before:
        if row.sent_at is not None:
            heard[row.receiver, row.alarm].append(row.step)
    for (key, number), steps in heard.items():
        times = sum(map(is_over, steps))
        if (alarm := alarms.get(number)) is None or is_over(steps[-1]) != (alarm.ended_at is None):
            continue
        yield key, again_step(times) if alarm.ended_at is None else over_step(times), alarm
