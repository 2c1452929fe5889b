"""Forecasts: how many past months lay within their ranges, each told by what was known before; time on 1,000,000."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from bench.data import FOLDER
from bench.measure import Figure, record, seconds
from bench.queries import open_site
from bench.worlds import EXAMPLES, FIRST, LAST, TERMS, simulated
from cockpit import settings
from cockpit.alerts import ahead, clusters, devices
from cockpit.alerts.model import Array
from cockpit.alerts.series import calendar, gather, watched_days
from cockpit.alerts.volume import LEAST, best, bounds, errors, months
from cockpit.metrics import open_cockpit
from cockpit.periods import Period, days
from cockpit.settings.model import Calendar

SEED = 20_261_128
OUTSIDE = 0.3  # of ranges that four of five are to lie in
ROUND = 10.0  # seconds for each part of a round on a million tickets


def main() -> bool:
    """The simulated years decide; Boston's one year is told."""
    figures = []
    for seed in (SEED, SEED + 1):
        world = simulated(seed)
        counts = np.concatenate([world.whole[None], world.counts])[:, : -(LAST - TERMS[-1].last).days]
        rows = days(FIRST, LAST, Calendar("CN", TERMS)).to_pylist()
        figures.append(_checked(world.name, counts, rows, OUTSIDE))
    figures.append(_checked("boston311", *_real("boston311"), float("inf")))
    cockpit, site = open_site(), settings.load()
    for name, work in (
        ("all forecasts, 1 M tickets", lambda: ahead(cockpit, site)),
        ("clusters, 1 M tickets", lambda: clusters(cockpit, site)),
        ("devices, 1 M tickets", lambda: devices(cockpit, site)),
    ):
        figures.append(Figure(name, seconds(work, repeat=3), ROUND, "s"))
    return record("ahead", figures)


def _checked(name: str, counts: Array, rows: Sequence[Mapping[str, Any]], limit: float) -> Figure:
    """The part of months of the site and its series that lay outside; the site's own in the note."""
    past = months(counts, rows)
    inside, missed = [], []
    for at, one in enumerate(past):
        due = one.forecast[best(past[:at])]
        low, high = bounds(due, one.dispersion, errors(past[:at], one.known))
        inside.append(((low <= one.actual) & (one.actual <= high))[due >= LEAST])
        missed.append(abs(one.actual[0] / due[0] - 1))
    each = np.concatenate(inside)
    note = f"{len(each)} ranges; the site {sum(one[0] for one in inside)} of {len(past)}, off by {np.mean(missed):.0%}"
    return Figure(f"{name}: months outside their range", 1 - float(each.mean()), limit, "", note)


def _real(name: str) -> tuple[Array, list[dict[str, Any]]]:
    cockpit = open_cockpit(settings.load(EXAMPLES / f"{name}.toml", FOLDER / f"real-{name}"))
    series = gather(cockpit)
    chosen = [at for at, one in enumerate(series.where) if len(one) < 2]
    rows = calendar(cockpit, Period(watched_days(cockpit).first, cockpit.today + timedelta(days=200)))
    return series.counts[chosen, :-1], rows


if __name__ == "__main__":
    sys.exit(not main())
