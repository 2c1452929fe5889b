"""How far out is too far: the limits at which a site's own history would have raised as many alarms as are allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.alerts.model import Array
from cockpit.alerts.series import Where

MONTH_DAYS: Final = 30.44
# Of the one budget: what rises, clusters of buildings, backlogs and devices may raise falsely.
RISES, CLUSTERS, BACKLOGS, DEVICES = 0.65, 0.15, 0.1, 0.1
# An alarm this many days after one of the same place or kind is the same.
SAME_DAYS: Final = 7
# Nothing nearer is an alarm, however quiet the history was.
LEAST_FAR: Final = 3.0
MOST_FAR: Final = 40.0
# What rises further than this has a cause: by chance a thousand series would show it once in ten years.
BEYOND: Final = 5.0
STEP: Final = 0.05
# While a day runs it is looked at again and again; of days without a cause as many then pass the limit
# as would at its end if the limit lies this much higher (24 looks: 0.1 to 0.6 for means of 0.5 to 40 a day).
LOOKS: Final = 0.4


def limit(scores: Array, where: Sequence[Where], budget: float, beyond: float = MOST_FAR) -> float:
    """The lowest limit that keeps the alarms of these days within ``budget`` a month, as all above it do.

    Sought from the highest down: far below, alarms run together and are few again. Alarms that reach ``beyond`` are
    not false: they take nothing of the budget, and no limit lies above it.
    """
    most = budget * scores.shape[1] / MONTH_DAYS
    found = float(np.clip(np.nanmax(scores, initial=LEAST_FAR), LEAST_FAR, beyond))
    while found > LEAST_FAR:
        lower = max(found - STEP, LEAST_FAR)
        if sum(peak(one, scores) <= beyond for one in episodes(scores > lower, where)) > most:
            break
        found = lower
    return found


@dataclass
class Episode:
    """Alarms that belong together: the series they are of, the first day and the last (positions)."""

    first: int
    last: int
    series: set[int]


def episodes(alarmed: NDArray[np.bool_], where: Sequence[Where]) -> Iterator[Episode]:
    """The alarms (series × days) put together: related ones, one at most ``SAME_DAYS`` days after another."""
    running: list[Episode] = []
    for day in np.flatnonzero(alarmed.any(axis=0)).tolist():
        for one in [one for one in running if day - one.last > SAME_DAYS]:
            running.remove(one)
            yield one
        for series in np.flatnonzero(alarmed[:, day]).tolist():
            joined = [one for one in running if any(related(where[series], where[other]) for other in one.series)]
            first = min((one.first for one in joined), default=day)
            merged = Episode(first, day, {series}.union(*(one.series for one in joined)))
            running = [one for one in running if one not in joined] + [merged]
    yield from running


def peak(episode: Episode, scores: Array) -> float:
    """How far out an episode got."""
    return float(scores[sorted(episode.series), episode.first : episode.last + 1].max())


def related(one: Where, other: Where) -> bool:
    """Whether the same tickets may be in both: no dimension has another value in the other."""
    values = dict(one)
    return all(values.get(dimension, value) == value for dimension, value in other)
