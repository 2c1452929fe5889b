"""What a site is warned of: more tickets than the calendar, the season and the last weeks let expect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from cockpit.access import MANAGER, Rights
from cockpit.alerts.limits import LOOKS, Episode, calibrated, episodes
from cockpit.alerts.model import Array, design, highest, over
from cockpit.alerts.series import Series, Where, gather
from cockpit.alerts.watch import LEARNING_DAYS, WINDOWS, Watched, far, watch
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters

JUDGED_DAYS: Final = 366
RECENT_DAYS: Final = 2
# An alarm is told of the narrowest place and kind that holds this part of what came beyond the expected.
HOLDS: Final = 0.7
Kind = Literal["sudden", "slow"]


@dataclass(frozen=True)
class Alert:
    """A place or kind with more tickets than expected from ``first`` to ``last``, both days included.

    ``actual`` of them came where ``expected`` were; up to ``highest`` would have been no alarm (None of a slow rise).
    ``far``: how far out that is, in normal deviates. ``also``: others that stood out with it, the furthest first.
    """

    kind: Kind
    where: Where
    first: date
    last: date
    actual: int
    expected: float
    highest: int | None
    far: float
    also: tuple[Where, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """The alerts that stand on a day, sudden ones first. ``learning``: days still needed before there can be any."""

    day: date
    series: int
    budget: float
    alerts: tuple[Alert, ...] = ()
    learning: int = 0


def outlook(cockpit: Cockpit, budget: float, rights: Rights = MANAGER, filters: Filters = ()) -> Outlook:
    """What stands out on the cockpit's day or did on the day before.

    The limits are those at which the year before would have had ``budget`` alarms a month.
    """
    series = gather(cockpit, rights, filters)
    known = len(series.days) - 1
    if known <= LEARNING_DAYS:
        return Outlook(cockpit.today, len(series.where), budget, learning=LEARNING_DAYS + 1 - known)
    first = max(LEARNING_DAYS, known - JUDGED_DAYS)
    watched = watch(series.counts, series.whole, design(series.days), first, share=series.share)
    limits = calibrated(watched.sudden[:, first:-1], watched.slow[:, first:-1], series.where, budget)
    sudden = _standing(watched.sudden, limits.sudden, series)
    slow = _standing(watched.slow, limits.slow, series)
    alerts = [_sudden(one, watched, series, limits.sudden) for one in sudden]
    alerts += [_slow(one, watched, series) for one in slow]
    return Outlook(cockpit.today, len(series.where), budget, tuple(alerts))


def _standing(scores: Array, limit: float, series: Series) -> list[Episode]:
    """The episodes that reach into the last days, the furthest out first."""
    alarmed: NDArray[np.bool_] = scores > limit
    if series.share < 1:
        alarmed[:, -1] = scores[:, -1] > limit + LOOKS
    found = [one for one in episodes(alarmed, series.where) if one.last >= scores.shape[1] - RECENT_DAYS]
    return sorted(found, key=lambda one: -scores[sorted(one.series), one.first : one.last + 1].max())


def _sudden(episode: Episode, watched: Watched, series: Series, limit: float) -> Alert:
    ranked, day = _ranked(episode, watched.sudden)
    reach = np.stack(
        [
            far(watched.counts[ranked, : day + 1], watched.expected[ranked, : day + 1], days, spread[ranked])[:, -1]
            for days, spread in zip(WINDOWS, watched.spreads, strict=True)
        ]
    )
    at = int(reach[:, 0].argmax())
    seen, due = (over(one[ranked, : day + 1], WINDOWS[at])[:, -1] for one in (watched.counts, watched.expected))
    chief = _narrowest(ranked, seen - due, series)
    most = highest(due[chief : chief + 1], watched.spreads[at, ranked[chief]], limit)[0]
    first, last = (_day(series, one) for one in (day - WINDOWS[at] + 1, day))
    where, also = _told(ranked, chief, series)
    return Alert(
        "sudden", where, first, last, int(seen[chief]), float(due[chief]), int(most), float(reach[at, chief]), also
    )


def _slow(episode: Episode, watched: Watched, series: Series) -> Alert:
    """From the day after that on which the weighted mean last lay no higher than usual."""
    ranked, day = _ranked(episode, watched.slow)
    low = np.flatnonzero(watched.slow[ranked[0], : day + 1] <= 0)
    span = slice(int(low[-1]) + 1 if len(low) else 0, episode.last + 1)
    seen, due = (one[ranked, span].sum(axis=1) for one in (watched.counts, watched.usual))
    chief = _narrowest(ranked, seen - due, series)
    first, last = _day(series, span.start), _day(series, episode.last)
    where, also = _told(ranked, chief, series)
    out = float(watched.slow[ranked[chief], day])
    return Alert("slow", where, first, last, int(seen[chief]), float(due[chief]), None, out, also)


def _ranked(episode: Episode, scores: Array) -> tuple[list[int], int]:
    """The series of an episode, the furthest out first, and the day on which that one was."""
    days = slice(episode.first, episode.last + 1)
    ranked = sorted(episode.series, key=lambda one: -scores[one, days].max())
    return ranked, episode.first + int(scores[ranked[0], days].argmax())


def _narrowest(ranked: list[int], beyond: Array, series: Series) -> int:
    """Which of the ranked series an alert is told of: of those that hold most of it the one of most dimensions."""
    holding = np.flatnonzero(beyond >= HOLDS * beyond.max())
    return int(max(holding, key=lambda at: (len(series.where[ranked[at]]), -at)))


def _told(ranked: list[int], chief: int, series: Series) -> tuple[Where, tuple[Where, ...]]:
    also = tuple(series.where[one] for at, one in enumerate(ranked) if at != chief)
    return series.where[ranked[chief]], also


def _day(series: Series, at: int) -> date:
    day: date = series.days[max(at, 0)]["day"]
    return day
