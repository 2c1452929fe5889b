"""The buildings of a campus side by side, of all kinds of faults and of each: how far sets of them stand out, and when.

All of it is by counts alone, so that it can be tried on any history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.access import MANAGER, Rights
from cockpit.alerts.limits import BEYOND, CLUSTERS, RISES, limit
from cockpit.alerts.model import Array, over
from cockpit.alerts.scan import SHARE_DAYS, SPANS, parted, scan
from cockpit.alerts.series import Where
from cockpit.alerts.watch import WINDOWS, Watched
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.question import Filters
from cockpit.periods import Period

NEEDED: Final = {"campus", "building", "category"}

# The tickets of each campus, building and category by day.
Mixed = Mapping[tuple[str, str, str], Array]


@dataclass(frozen=True)
class Field:
    """Counts of one campus and category, or of all: buildings × days. ``spread``: the dispersion of such counts.

    ``alone``: how far the whole campus stands out on each day.
    """

    where: Where
    buildings: Sequence[str]
    counts: Array
    expected: Array
    spread: float
    alone: Array


@dataclass(frozen=True)
class Limits:
    """``most``: up to where a set of buildings is no alarm; ``wide``: the same of a whole campus."""

    most: float
    wide: float


def fields(where: Sequence[Where], watched: Watched, mixed: Mixed, first: int) -> list[Field]:
    """The buildings of each campus that has several, of all kinds of faults and of each, from the day ``first`` on.

    ``where`` names the series of ``watched``; ``mixed`` are counts of the same days.
    """
    row = {one: at for at, one in enumerate(where)}
    found: list[Field] = []
    for whole in [one for one in where if _dimensions(one) == ("campus",)]:
        found += _of_campus(whole, row, watched, mixed, first)
    return found


def _of_campus(whole: Where, row: Mapping[Where, int], watched: Watched, mixed: Mixed, first: int) -> Iterator[Field]:
    far, spread = watched.sudden[:, first:], watched.spreads[WINDOWS.index(3)]
    rows = [at for one, at in row.items() if one[:1] == whole and _dimensions(one) == ("campus", "building")]
    if len(rows) < 2:
        return
    wheres = list(row)
    names = [wheres[at][1][1] for at in rows]
    counts, expected = watched.counts[rows], watched.expected[rows, first:]
    yield Field(whole, names, counts[:, first:], expected, float(spread[rows].mean()), far[row[whole]])
    start, none = max(first - SHARE_DAYS, 0), np.zeros(watched.counts.shape[1])
    for kind in [one for one in row if one[:1] == whole and _dimensions(one) == ("campus", "category")]:
        of = np.stack([mixed.get((whole[0][1], name, kind[1][1]), none) for name in names])[:, start:]
        due = parted(of, counts[:, start:], expected, watched.expected[row[kind], first:], first - start)
        yield Field(kind, names, of[:, first - start :], due, float(spread[row[kind]]), far[row[kind]])


def _dimensions(where: Where) -> tuple[str, ...]:
    return tuple(dimension for dimension, _ in where)


def limits(fields: Sequence[Field], budget: float) -> Limits:
    """The limits by which the days of the fields would have had the clusters' part of a budget of false alarms."""
    where = [one.where for one in fields]
    wide = limit(np.stack([one.alone for one in fields])[:, SPANS[-1] - 1 :], where, budget * RISES, BEYOND)
    return Limits(limit(scores(fields, wide)[:, SPANS[-1] - 1 :], where, budget * CLUSTERS), wide)


def scores(fields: Sequence[Field], wide: float) -> Array:
    """How far the furthest set of each field stands out on each day (fields × days); 0 where the whole campus does."""
    found = np.stack([scan(one.counts, one.expected, one.spread) for one in fields])
    found[_campus_wide(fields, wide)] = 0
    return found


def _campus_wide(fields: Sequence[Field], wide: float) -> NDArray[np.bool_]:
    """The days in whose week the whole campus stood out, as an alarm of counts tells, for that kind or for all."""
    alarmed = np.stack([one.alone for one in fields]) > wide
    week = over(alarmed.astype(float), SPANS[-1]) > 0
    whole = {one.where[0]: week[at] for at, one in enumerate(fields) if len(one.where) == 1}
    return np.stack([week[at] | whole[one.where[0]] for at, one in enumerate(fields)])


def mixed(cockpit: Cockpit, period: Period, rights: Rights = MANAGER, filters: Filters = ()) -> Mixed:
    """The tickets of each campus, building and category by day."""
    asked = Question("opened", period, ("campus", "building", "category", "day"), filters)
    found: dict[tuple[str, str, str], Array] = defaultdict(lambda: np.zeros(period.days))
    table = cockpit.answer(asked, rights).table
    columns = [table[name].to_pylist() for name in (*asked.by, "value")]
    for campus, building, category, day, count in zip(*columns, strict=True):
        found[campus, building, category][(day - period.first).days] = count
    return dict(found)
