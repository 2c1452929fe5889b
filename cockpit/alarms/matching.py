"""What a round has found against what stands already: what is the same, what is new, what is over. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from cockpit.alerts.found import Found, where
from cockpit.alerts.limits import SAME_DAYS, related
from cockpit.alerts.outlook import RECENT_DAYS
from cockpit.ledger import Alarm

# Kinds that spread and narrow: a related place or kind within a week is the same. Their facts name the ``first`` and
# the ``last`` day.
SPREADING: Final = ("sudden", "slow", "cluster")
# Kinds of which the data do not say since when: since they were first found.
UNDATED: Final = ("parts",)
# For how long a rise that has ended is kept in mind.
MEMORY: Final = timedelta(days=SAME_DAYS + RECENT_DAYS)


@dataclass(frozen=True)
class Matched:
    """What was ``raised``, what of the alarms (by number) was found again, and which of them ``ended``."""

    raised: tuple[Found, ...] = ()
    renewed: tuple[tuple[int, Found], ...] = ()
    ended: tuple[int, ...] = ()


def matched(found: Iterable[Found], known: Sequence[Alarm], today: date, kinds: Collection[str]) -> Matched:
    """Every one of ``found`` is one alarm of its kind, or a new one; no two are the same alarm.

    ``known`` are those that stand and rises that ended of late: one that tells of nothing newer stands again. Of the
    ``kinds`` that were looked for, what is no longer found ends: at once, a rise only when its days have passed (while
    a day runs, what stood out in the morning may be hidden by noon).
    """
    left = {one.id: one for one in known}
    renewed: list[tuple[int, Found]] = []
    waiting = _once(found)
    for same in (_exactly, _alike, _again):
        still = []
        for one in waiting:
            alarm = same(one, left.values())
            if alarm is None:
                still.append(one)
            else:
                renewed.append((left.pop(alarm.id).id, _as_old(one, alarm)))
        waiting = still
    over = [one for one in left.values() if one.ended_at is None and one.kind in kinds and not _lasts(one, today)]
    return Matched(tuple(waiting), tuple(renewed), tuple(one.id for one in over))


def _as_old(found: Found, alarm: Alarm) -> Found:
    return replace(found, since=min(found.since, alarm.since)) if found.kind in UNDATED else found


def _once(found: Iterable[Found]) -> list[Found]:
    """One of each kind and subject, the first."""
    return list({(one.kind, one.subject): one for one in reversed(list(found))}.values())[::-1]


def _exactly(found: Found, known: Iterable[Alarm]) -> Alarm | None:
    """The alarm of that very subject that stands."""
    spreads = found.kind in SPREADING
    same = (one for one in known if one.ended_at is None and (one.kind, one.subject) == (found.kind, found.subject))
    return next((one for one in same if not spreads or _near(found, one)), None)


def _alike(found: Found, known: Iterable[Alarm]) -> Alarm | None:
    """The alarm of a related place or kind, within a week, that stands."""
    return _most_alike(found, (one for one in known if one.ended_at is None))


def _again(found: Found, known: Iterable[Alarm]) -> Alarm | None:
    """The alarm that had ended and of which this tells no more: a slow rise that went on, or no later day."""
    return _most_alike(found, (one for one in known if one.ended_at is not None and _nothing_new(found, one)))


def _most_alike(found: Found, known: Iterable[Alarm]) -> Alarm | None:
    if found.kind not in SPREADING:
        return None
    place = set(where(found.subject))
    same = [one for one in known if one.kind == found.kind and _near(found, one)]
    same = [one for one in same if related(where(one.subject), where(found.subject))]
    return max(same, key=lambda one: (len(set(where(one.subject)) & place), one.id), default=None)


def _nothing_new(found: Found, alarm: Alarm) -> bool:
    if found.kind != alarm.kind or found.kind not in SPREADING:
        return False
    first, last = _days(found)
    until = _days(alarm)[1]
    return first <= until if found.kind == "slow" else last <= until


def _near(found: Found, alarm: Alarm) -> bool:
    """Whether no more than a week lies between the days of both."""
    first, last = _days(found)
    begun, until = _days(alarm)
    return first - until <= timedelta(days=SAME_DAYS) and begun - last <= timedelta(days=SAME_DAYS)


def _lasts(alarm: Alarm, today: date) -> bool:
    """Whether the last day of a rise is so near that it would still be told."""
    return alarm.kind in SPREADING and timedelta(0) <= today - _days(alarm)[1] < timedelta(days=RECENT_DAYS)


def _days(one: Found | Alarm) -> tuple[date, date]:
    return date.fromisoformat(str(one.facts["first"])), date.fromisoformat(str(one.facts["last"]))
