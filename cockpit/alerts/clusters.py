"""Buildings of one campus that together have more tickets than expected over one to seven days, by a scan of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.access import MANAGER, Rights
from cockpit.alerts.limits import CLUSTERS, LOOKS, RISES, episodes, limit
from cockpit.alerts.model import Array, design, over
from cockpit.alerts.scan import SHARE_DAYS, SPANS, cluster, parted, scan
from cockpit.alerts.series import Series, Where, gather
from cockpit.alerts.watch import LEARNING_DAYS, WINDOWS, watch
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.settings.model import Settings

JUDGED_DAYS: Final = 366
RECENT_DAYS: Final = 2
LEVELS: Final = (("campus",), ("campus", "building"), ("campus", "category"))


@dataclass(frozen=True)
class Hit:
    """A building of a cluster: tickets that came and that were expected."""

    building: str
    actual: int
    expected: float


@dataclass(frozen=True)
class Cluster:
    """Several buildings of a campus, of one category or (``where`` has none) of all, from ``first`` to ``last``.

    ``far``: how far out they are without the strongest of them, in normal deviates; ``limit``: up to where that would
    be no alarm. ``buildings``: who had most beyond the expected first.
    """

    where: Where
    buildings: tuple[Hit, ...]
    first: date
    last: date
    far: float
    limit: float

    @property
    def actual(self) -> int:
        return sum(one.actual for one in self.buildings)

    @property
    def expected(self) -> float:
        return sum(one.expected for one in self.buildings)

    @property
    def filters(self) -> Filters:
        """What its tickets are found by."""
        named = tuple((dimension, (value,)) for dimension, value in self.where)
        return tuple(sorted((*named, ("building", tuple(one.building for one in self.buildings)))))


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


def clusters(cockpit: Cockpit, site: Settings, rights: Rights = MANAGER, filters: Filters = ()) -> tuple[Cluster, ...]:
    """The clusters that stand on the cockpit's day or did on the day before, the furthest out first.

    The limit is that at which the year before would have had the clusters' part of the site's false alarms. What an
    alarm of the whole campus says already is no cluster.
    """
    if not {"campus", "building", "category"} <= cockpit.provided:
        return ()
    series = gather(cockpit, rights, filters)
    known = len(series.days) - 1
    if known <= LEARNING_DAYS + SPANS[-1]:
        return ()
    fields = list(_fields(cockpit, series, max(LEARNING_DAYS, known - JUDGED_DAYS), rights, filters))
    if not fields:
        return ()
    where = [one.where for one in fields]
    scores = np.stack([scan(one.counts, one.expected, one.spread) for one in fields])
    scores[_campus_wide(fields, site.warnings.budget)] = 0
    most = limit(scores[:, SPANS[-1] - 1 : -1], where, site.warnings.budget * CLUSTERS)
    alarmed: NDArray[np.bool_] = scores > most
    alarmed[:, -1] = scores[:, -1] > most + (LOOKS if series.share < 1 else 0)
    found = []
    for episode in episodes(alarmed, where):
        if episode.last >= scores.shape[1] - RECENT_DAYS:
            recent = slice(max(episode.first, scores.shape[1] - RECENT_DAYS), None)
            chief = max(sorted(episode.series), key=lambda one: scores[one, recent].max())
            at = recent.start + int(scores[chief, recent].argmax())
            found.append(_told(fields[chief], at - scores.shape[1], cockpit.today, most))
    return tuple(sorted(found, key=lambda one: -one.far))


def _campus_wide(fields: Sequence[Field], budget: float) -> NDArray[np.bool_]:
    """The days in whose week the whole campus stood out, as an alarm of counts tells, for that kind or for all."""
    where = [one.where for one in fields]
    alone = np.stack([one.alone for one in fields])
    alarmed = alone > limit(alone[:, :-1], where, budget * RISES)
    week = over(alarmed.astype(float), SPANS[-1]) > 0
    whole = {one[0]: week[at] for at, one in enumerate(where) if len(one) == 1}
    return np.stack([week[at] | whole[one[0]] for at, one in enumerate(where)])


def _fields(cockpit: Cockpit, series: Series, first: int, rights: Rights, filters: Filters) -> Iterator[Field]:
    """The buildings of each campus that has several, of all kinds of faults and of each, from ``first`` on."""
    wanted = [at for at, one in enumerate(series.where) if _dimensions(one) in LEVELS]
    where = [series.where[at] for at in wanted]
    if not where:
        return
    watched = watch(series.counts[wanted], series.whole, design(series.days), first, share=series.share)
    far, expected, spread = watched.sudden[:, first:], watched.expected[:, first:], watched.spreads[WINDOWS.index(3)]
    row = {one: at for at, one in enumerate(where)}
    start = max(first - SHARE_DAYS, 0)
    mixed = _mixed(cockpit, Period(series.days[start]["day"], cockpit.today + timedelta(days=1)), rights, filters)
    for whole in [one for one in where if _dimensions(one) == ("campus",)]:
        rows = [row[one] for one in where if one[0] == whole[0] and _dimensions(one) == ("campus", "building")]
        if len(rows) < 2:
            continue
        names = [where[at][1][1] for at in rows]
        own = float(spread[rows].mean())
        yield Field(whole, names, watched.counts[rows, first:], expected[rows], own, far[row[whole]])
        for kind in [one for one in where if one[0] == whole[0] and _dimensions(one) == ("campus", "category")]:
            counts = np.stack([mixed[whole[0][1], name, kind[1][1]] for name in names])
            due = parted(counts, watched.counts[rows, start:], expected[rows], expected[row[kind]], first - start)
            yield Field(kind, names, counts[:, first - start :], due, float(spread[row[kind]]), far[row[kind]])


def _dimensions(where: Where) -> tuple[str, ...]:
    return tuple(dimension for dimension, _ in where)


def _mixed(cockpit: Cockpit, period: Period, rights: Rights, filters: Filters) -> Mapping[tuple[str, str, str], Array]:
    """The tickets of each campus, building and category by day."""
    asked = Question("opened", period, ("campus", "building", "category", "day"), filters)
    found: dict[tuple[str, str, str], Array] = defaultdict(lambda: np.zeros(period.days))
    table = cockpit.answer(asked, rights).table
    columns = [table[name].to_pylist() for name in (*asked.by, "value")]
    for campus, building, category, day, count in zip(*columns, strict=True):
        found[campus, building, category][(day - period.first).days] = count
    return found


def _told(field: Field, at: int, today: date, most: float) -> Cluster:
    """The set that stands out furthest of those that end ``at`` (−1: today)."""
    end = field.counts.shape[1] + at + 1
    far, days, chosen = cluster(field.counts[:, :end], field.expected[:, :end], field.spread)
    span = slice(end - days, end)
    hits = [
        Hit(field.buildings[one], int(field.counts[one, span].sum()), float(field.expected[one, span].sum()))
        for one in chosen
    ]
    last = today + timedelta(days=at + 1)
    ranked = tuple(sorted(hits, key=lambda one: one.expected - one.actual))
    return Cluster(field.where, ranked, last - timedelta(days=days - 1), last, far, most)
