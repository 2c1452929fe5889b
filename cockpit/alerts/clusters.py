"""Buildings of one campus that together have more tickets than expected over one to seven days, by a scan of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.access import MANAGER, Rights
from cockpit.alerts.fields import NEEDED, Field, Limits, fields, mixed, scores
from cockpit.alerts.fitted import fitted
from cockpit.alerts.limits import LOOKS, SAME_DAYS, Episode, episodes
from cockpit.alerts.model import Array
from cockpit.alerts.outlook import scored
from cockpit.alerts.scan import SPANS, cluster
from cockpit.alerts.series import Where
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.settings.model import Settings

RECENT_DAYS: Final = 2
# Of the last days so many are looked at: alarms a week apart are one, and each is of a week.
SEEN_DAYS: Final = RECENT_DAYS + SAME_DAYS + 2 * SPANS[-1]


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


def clusters(
    cockpit: Cockpit,
    site: Settings,
    rights: Rights = MANAGER,
    filters: Filters = (),
    kept: Path | None = None,
) -> tuple[Cluster, ...]:
    """The clusters that stand on the cockpit's day or did on the day before, the furthest out first.

    The limit is that at which the year before the fit would have had the clusters' part of the site's false alarms.
    What an alarm of the whole campus says already is no cluster. ``kept``: the folder of fits.
    """
    if not cockpit.provided >= NEEDED:
        return ()
    fit = fitted(cockpit, site.warnings.budget, rights, filters, kept)
    if fit is None or fit.clusters is None:
        return ()
    series, watched = scored(cockpit, fit, rights, filters)
    period = Period(fit.first, cockpit.today + timedelta(days=1))
    known = fields(fit.where, watched, mixed(cockpit, period, rights, filters), max(period.days - SEEN_DAYS, 0))
    found = [
        _told(
            known[chief],
            at - known[chief].counts.shape[1],
            cockpit.today,
            fit.clusters.most,
        )
        for chief, at in standing(known, fit.clusters, running=series.share < 1)
    ]
    return tuple(sorted(found, key=lambda one: -one.far))


def standing(known: list[Field], limits: Limits, *, running: bool = False) -> Iterable[tuple[int, int]]:
    """Of each cluster of the last days the field that stands out furthest, and the day (positions).

    ``running``: whether the last day still goes on.
    """
    far = scores(known, limits.wide)
    alarmed: NDArray[np.bool_] = far > limits.most
    alarmed[:, -1] = far[:, -1] > limits.most + (LOOKS if running else 0)
    recent = far.shape[1] - RECENT_DAYS
    for one in episodes(alarmed, [one.where for one in known]):
        if one.last >= recent:
            yield _chief(one, far, recent)


def _chief(episode: Episode, far: Array, recent: int) -> tuple[int, int]:
    days = slice(max(episode.first, recent), None)
    chief = max(sorted(episode.series), key=lambda one: far[one, days].max())
    return chief, days.start + int(far[chief, days].argmax())


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
