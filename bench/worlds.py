"""Histories in which outbreaks are planted: simulated years of a university, and the real sets as they came."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from bench.data import FOLDER
from cockpit import settings
from cockpit.alerts.fields import Mixed, mixed
from cockpit.alerts.model import Array, design, over
from cockpit.alerts.series import LEAST as LEAST_TICKETS
from cockpit.alerts.series import LEAST_DAYS, SPLITS, Where, calendar, gather, watched_days
from cockpit.metrics import Cockpit, open_cockpit
from cockpit.periods import days
from cockpit.settings.model import Calendar, Term

EXAMPLES = Path(__file__).resolve().parent.parent / "sample_data" / "examples"
LEAST = 0.5  # tickets a day that a series must bring for an outbreak to be planted in it
FIRST, LAST = date(2023, 9, 4), date(2026, 9, 6)
TERMS = (
    Term("1", date(2023, 9, 4), date(2024, 1, 19)),
    Term("2", date(2024, 2, 26), date(2024, 7, 5)),
    Term("3", date(2024, 9, 2), date(2025, 1, 17)),
    Term("4", date(2025, 2, 17), date(2025, 7, 4)),
    Term("5", date(2025, 9, 1), date(2026, 1, 18)),
    Term("6", date(2026, 3, 2), date(2026, 7, 10)),
)
WEEK = np.array([1.15, 1.05, 1.0, 1.0, 0.95, 0.45, 0.4])


@dataclass(frozen=True)
class World:
    """``counts``: series × days; ``design`` of its calendar; judged from ``first`` on, after the limits are set."""

    name: str
    counts: Array
    whole: Array
    design: Array
    where: Sequence[Where]
    first: int


def simulated(seed: int, series: int = 60) -> World:
    """Three years of a university: unlike weeks, terms, holidays, trends, wandering levels, some outbreaks."""
    random = np.random.default_rng(seed)
    rows = days(FIRST, LAST, Calendar("CN", TERMS)).to_pylist()
    means = np.stack([_means(random, rows) for _ in range(series)])
    dispersion = random.uniform(1.01, 1.8, (series, 1))
    counts = random.negative_binomial(means / (dispersion - 1), 1 / dispersion).astype(float)
    for one in np.flatnonzero(random.random(series) < 0.3):
        at = int(random.integers(0, len(rows) - 3))
        counts[one, at : at + 3] += random.poisson(means[one, at : at + 3] * 3)
    where = [(("building", str(one)),) for one in range(series)]
    return World(f"simulated {seed}", counts, counts.sum(axis=0), design(rows), where, 731)


def _means(random: np.random.Generator, rows: Sequence[Mapping[str, Any]]) -> Array:
    base = np.exp(random.uniform(np.log(0.3), np.log(20)))
    week = WEEK ** random.uniform(0.6, 1.4)
    opening, early, exams, vacation = np.exp(random.normal([0.7, 0.35, -0.3, -0.9], 0.25))
    holiday, trend, wander = np.exp(random.normal(-1, 0.3)), random.normal(0, 0.15), random.uniform(0, 0.012)
    walk = np.cumsum(random.normal(0, wander, len(rows)))
    factors = []
    for at, row in enumerate(rows):
        factor = week[row["weekday"] - 1]
        factor = 1.0 if row["workday"] and row["weekday"] > 5 else holiday if row["holiday"] else factor
        term_week = row["term_week"]
        phase = vacation if term_week is None else opening if term_week == 1 else early if term_week <= 3 else 1.0
        phase = exams if term_week is not None and term_week >= 18 else phase
        factors.append(factor * phase * np.exp(trend * (at / 365 - 1.5)))
    return np.asarray(base * np.array(factors) * np.exp(walk - walk.mean()))


def campuses(seed: int, buildings: int = 15) -> tuple[World, Mixed]:
    """Three years of a university of four campuses, by building and kind of fault, with outages of either."""
    random = np.random.default_rng([seed, buildings])
    rows = days(FIRST, LAST, Calendar("CN", TERMS)).to_pylist()
    kinds = [f"kind {one}" for one in range(6)]
    cells: dict[tuple[str, str, str], Array] = {}
    for campus in "NESW":
        for building in range(buildings):
            means = _means(random, rows)
            means *= np.exp(random.normal(np.log(0.7), 0.8)) / means.mean()
            means[_outage(random, rows)] *= 4
            shares, dispersion = random.dirichlet(np.full(len(kinds), 1.5)), random.uniform(1.01, 1.5)
            for kind, share in zip(kinds, shares, strict=True):
                cell = random.negative_binomial(means * share / (dispersion - 1), 1 / dispersion)
                cells[campus, f"{campus} {building}", kind] = cell.astype(float)
        for kind in kinds:
            out = _outage(random, rows)
            for (where, _, one), cell in cells.items():
                if (where, one) == (campus, kind):
                    cell[out] += random.poisson(cell.mean() * 3, out.stop - out.start)
    return sided(f"campuses {seed}", cells, rows, 731), cells


def _outage(random: np.random.Generator, rows: Sequence[object]) -> slice:
    at = int(random.integers(0, len(rows) - 3))
    return slice(at, at + 3)


def sided(name: str, cells: Mixed, rows: Sequence[Mapping[str, Any]], first: int) -> World:
    """The series that are watched of tickets by campus, building and kind."""
    found: dict[Where, Array] = {(): sum(cells.values(), np.zeros(len(rows)))}
    for split in SPLITS:
        at = [("campus", "building", "category").index(one) for one in split]
        for key, cell in cells.items():
            where = tuple(zip(split, (key[one] for one in at), strict=True))
            found[where] = found.get(where, 0) + cell
    kept = [one for one, row in found.items() if row[-LEAST_DAYS:].sum() >= LEAST_TICKETS]
    counts = np.stack([found[one] for one in kept])
    return World(name, counts, counts[0], design(rows), kept, first)


def precincts(first: int) -> tuple[World, Mixed]:
    """Boston with its 255 precincts for buildings: streets bring a ticket a week at most, too few to plant in."""
    file = FOLDER / "boston311-precincts.toml"
    text = (EXAMPLES / "boston311.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('building = "LOCATION_STREET_NAME"', 'building = "precinct"'), encoding="utf-8")
    cockpit = _dense(file)
    period = watched_days(cockpit)
    cells: dict[tuple[str, str, str], Array] = {}
    for (campus, building, kind), cell in mixed(cockpit, period).items():
        # The file writes the same precinct as 505.0, 505 and 0505.
        key = campus, building.split()[0].split(".")[0].zfill(4), kind
        cells[key] = cells.get(key, 0) + cell
    return sided("boston311 by precinct", cells, calendar(cockpit, period), first), cells


def real(name: str, first: int) -> World:
    """A real set up to its last dense day; its series of half a ticket a day or more."""
    series = gather(_dense(EXAMPLES / f"{name}.toml"))
    kept = np.flatnonzero(series.counts[:, first:].mean(axis=1) >= LEAST)
    where = [series.where[one] for one in kept]
    return World(name, series.counts[kept], series.whole, design(series.days), where, first)


def _dense(example: Path) -> Cockpit:
    """A real set, imported by its configuration, at its last dense day."""
    folder = FOLDER / f"real-{example.stem}"
    site = settings.load(example, folder)
    if not (folder / "current").exists():
        environ = os.environ | {"COCKPIT_CONFIG": str(site.file), "COCKPIT_DATA": str(folder)}
        subprocess.run([sys.executable, "-m", "cockpit", "sync"], env=environ, check=True)
    cockpit = open_cockpit(site)
    whole = gather(cockpit).whole
    months = over(whole[None], 28)[0]
    dense = int(np.flatnonzero(months >= months.max() / 2)[-1])
    first_day = cockpit.engine.first_day or cockpit.today
    end = datetime.combine(max(first_day, cockpit.today - timedelta(days=len(whole) - 1)), time.max)
    as_of = (end + timedelta(days=dense)).replace(tzinfo=ZoneInfo(cockpit.engine.zone))
    return replace(cockpit, as_of=as_of)
