"""What a round has found against what stands already: what is the same, what is new, what is over. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cockpit.alerts.found import Found, where
from cockpit.alerts.limits import SAME_DAYS, related
from cockpit.alerts.outlook import RECENT_DAYS
from cockpit.ledger import Alarm

# Kinds that spread and narrow: a related place or kind within a week is the same. Their facts name the ``first`` and
# the ``last`` day.
SPREADING: Final = ("sudden", "slow", "cluster")


@dataclass(frozen=True)
class Matched:
    """What was ``raised``, what of the alarms (by number) was found again, and which of them ``ended``."""

    raised: tuple[Found, ...] = ()
    renewed: tuple[tuple[int, Found], ...] = ()
    ended: tuple[int, ...] = ()


def matched(found: Iterable[Found], standing: Sequence[Alarm], today: date, kinds: Collection[str]) -> Matched:
    """Every one of ``found`` is one alarm of its kind that stands, or a new one; no two are the same alarm.

    Of the ``kinds`` that were looked for, what is no longer found ends: at once, a rise only when its days have passed
    (while a day runs, what stood out in the morning may be hidden by noon).
    """
    left = {one.id: one for one in standing}
    raised, renewed, waiting = [], [], []
    for one in _once(found):
        same = _exactly(one, left.values())
        if same is None:
            waiting.append(one)
        else:
            renewed.append((left.pop(same.id).id, one))
    for one in waiting:
        alike = _alike(one, left.values())
        if alike is None:
            raised.append(one)
        else:
            renewed.append((left.pop(alike.id).id, one))
    ended = tuple(one.id for one in left.values() if one.kind in kinds and not _lasts(one, today))
    return Matched(tuple(raised), tuple(renewed), ended)


def _once(found: Iterable[Found]) -> list[Found]:
    """One of each kind and subject, the first."""
    return list({(one.kind, one.subject): one for one in reversed(list(found))}.values())[::-1]


def _exactly(found: Found, standing: Iterable[Alarm]) -> Alarm | None:
    return next(
        (
            one
            for one in standing
            if (one.kind, one.subject) == (found.kind, found.subject)
            and (found.kind not in SPREADING or _near(found, one))
        ),
        None,
    )


def _alike(found: Found, standing: Iterable[Alarm]) -> Alarm | None:
    """The alarm of a related place or kind within a week; of several the most alike, then the newest."""
    if found.kind not in SPREADING:
        return None
    place = where(found.subject)
    same = [
        one for one in standing if one.kind == found.kind and _near(found, one) and related(where(one.subject), place)
    ]
    return max(same, key=lambda one: (len(set(where(one.subject)) & set(place)), one.id), default=None)


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
