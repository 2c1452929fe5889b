"""What a site is warned of: more tickets than the calendar, the season and the last weeks let expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from cockpit.access import MANAGER, Rights
from cockpit.alerts.fitted import Fitted, fitted
from cockpit.alerts.limits import LOOKS, SAME_DAYS, Episode, episodes, peak
from cockpit.alerts.model import Array, highest, over
from cockpit.alerts.series import Series, Where, calendar, counted, heard, part, profile
from cockpit.alerts.watch import LEARNING_DAYS, WINDOWS, Watched, far, judged
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.periods import Period

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


def outlook(
    cockpit: Cockpit, budget: float, rights: Rights = MANAGER, filters: Filters = (), kept: Path | None = None
) -> Outlook:
    """What stands out on the cockpit's day or did on the days before.

    The limit is that at which the year before would have had as many alarms a month, those beyond doubt left out, as
    the part of ``budget`` that is for rises. ``kept``: the folder for what was learned of that year, so that it is not
    learned again each time.
    """
    fit = fitted(cockpit, budget, rights, filters, kept)
    if fit is None:
        first = cockpit.engine.first_day or cockpit.today
        return Outlook(cockpit.today, 0, budget, learning=LEARNING_DAYS - (cockpit.today - first).days)
    series, watched = scored(cockpit, fit, rights, filters)
    sudden = _episodes(watched.raised(watched.sudden), fit.limit, series)
    slow = _episodes(watched.raised(watched.slow), fit.limit, series)
    slow = [one for one in slow if not any(_holds(other, one) for other in sudden)]
    alerts = [_sudden(one, watched, series, fit.limit) for one in _standing(sudden, series, RECENT_DAYS)]
    alerts += [_slow(one, watched, series) for one in _standing(slow, series, SAME_DAYS)]
    return Outlook(cockpit.today, len(series.where), budget, tuple(alerts))


def scored(cockpit: Cockpit, fit: Fitted, rights: Rights = MANAGER, filters: Filters = ()) -> tuple[Series, Watched]:
    """The series of a fit up to the cockpit's day, and how far each of their days stands out."""
    period = Period(fit.first, cockpit.today + timedelta(days=1))
    days = calendar(cockpit, period)
    _, counts = counted(cockpit, period, rights, filters, fit.where)
    series = Series(days, fit.where, counts, part(profile(cockpit, days, rights, filters), heard(cockpit)))
    says = fit.calendar[:, : len(days)].copy()
    says[:, -1] *= series.share
    return series, judged(counts, says, fit.spreads)


def _episodes(scores: Array, limit: float, series: Series) -> list[Episode]:
    """The episodes there were, the furthest out first."""
    alarmed: NDArray[np.bool_] = scores > limit
    if series.share < 1:
        alarmed[:, -1] = scores[:, -1] > limit + LOOKS
    found = episodes(alarmed, series.where)
    return sorted(found, key=lambda one: -peak(one, scores))


def _holds(sudden: Episode, slow: Episode) -> bool:
    """Whether what seems to rise slowly is what a sudden rise left behind in the mean."""
    return sudden.first <= slow.first <= sudden.last + SAME_DAYS and bool(sudden.series & slow.series)


def _standing(found: Sequence[Episode], series: Series, recent: int) -> list[Episode]:
    """Those that reach into the last days."""
    return [one for one in found if one.last >= len(series.days) - recent]


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
