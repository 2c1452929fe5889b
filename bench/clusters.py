"""Clusters of buildings planted in histories: how many are found, how soon, and how many false alarms there are.

Three buildings of a campus get three times their usual for three days: of all kinds of faults, or as many more tickets
of one kind alone. Which and when is drawn by a seed fixed beforehand; at each campus one a month is planted. Every 28
days the product's own limits are set by the year before as it came without them, and each day is judged by what was
known then. What the alarms of counts (rises) find of the same plantings stands beside, and what either does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bench.alerts import BUDGET, begun, blocks
from bench.measure import Figure, record
from bench.worlds import LEAST, World, campuses, precincts
from cockpit.alerts import fields as sides
from cockpit.alerts.clusters import SEEN_DAYS
from cockpit.alerts.fields import Limits, Mixed
from cockpit.alerts.fitted import JUDGED_DAYS
from cockpit.alerts.limits import BEYOND, CLUSTERS, MONTH_DAYS, RISES, episodes, limit
from cockpit.alerts.model import Array
from cockpit.alerts.scan import cluster
from cockpit.alerts.series import Where
from cockpit.alerts.watch import REFIT_DAYS, Watched, by_calendar, judged, spreads_of

SEED = 20_261_129
TIMES, DAYS, BUILDINGS, WITHIN = 3.0, 3, 3, 7
KINDS = ("all kinds", "one kind")
WORLDS = (
    partial(campuses, SEED),
    partial(campuses, SEED + 1),
    partial(precincts, 182),
)
RUNS = 6


@dataclass(frozen=True)
class Planted:
    """Buildings of a campus that have more from a day on; ``usual``: the tickets they have a day together."""

    campus: str
    buildings: tuple[str, ...]
    start: int
    usual: float


@dataclass(frozen=True)
class Told:
    """What alarmed on each day: clusters by field (``where``), rises by series; ``named``: a field's buildings."""

    where: Sequence[Where]
    alarmed: NDArray[np.bool_]
    rises: NDArray[np.bool_]
    named: Callable[[int, int], list[str]]


def told(world: World, counts: Array, cells: Mixed, given: dict[int, tuple[float, Limits]]) -> Told:
    """Every block judged by a fit to the days before it; limits that are not ``given`` are set and written there."""
    says = by_calendar(counts, counts[0], world.design, begun(world))
    rises = np.zeros(counts.shape, dtype=bool)
    alarmed: NDArray[np.bool_] | None = None
    kept: dict[int, list[sides.Field]] = {}
    for begin in blocks(world):
        end = min(begin + REFIT_DAYS, counts.shape[1])
        seen = judged(counts[:, :end], says[:, :end], spreads_of(counts[:, :begin], says[:, :begin]))
        first = max(begin - JUDGED_DAYS, begun(world))
        if begin not in given:
            known = sides.fields(world.where, _until(seen, begin), _cells(cells, begin), first)
            most = limit(seen.far[:, first:begin], world.where, BUDGET * RISES, BEYOND)
            given[begin] = most, sides.limits(known, BUDGET)
        most, of_sets = given[begin]
        rises[:, begin:end] = (seen.far > most)[:, begin:]
        known = kept[begin] = sides.fields(world.where, seen, _cells(cells, end), begin - SEEN_DAYS)
        far = sides.scores(known, of_sets.wide) > of_sets.most
        alarmed = np.zeros((len(known), counts.shape[1]), dtype=bool) if alarmed is None else alarmed
        alarmed[:, begin:end] = far[:, SEEN_DAYS:]

    def named(at: int, day: int) -> list[str]:
        begin = max(one for one in kept if one <= day)
        field, stop = kept[begin][at], day - begin + SEEN_DAYS + 1
        chosen = cluster(field.counts[:, :stop], field.expected[:, :stop], field.spread)[2]
        return [field.buildings[one] for one in chosen]

    assert alarmed is not None
    return Told([one.where for one in known], alarmed, rises, named)


def _until(seen: Watched, day: int) -> Watched:
    cut = {one.name: getattr(seen, one.name)[:, :day] for one in fields(Watched) if one.name != "spreads"}
    return replace(seen, **cut)


def _cells(cells: Mixed, day: int) -> Mixed:
    return {key: cell[:day] for key, cell in cells.items()}


def planted(world: World, cells: Mixed, kind: str, run: int) -> tuple[Array, Mixed, list[Planted]]:
    """Counts and cells with plantings, and which they are."""
    random = np.random.default_rng([SEED, KINDS.index(kind), run, len(world.counts)])
    counts, more = world.counts.copy(), {key: cell.copy() for key, cell in cells.items()}
    row = {one: at for at, one in enumerate(world.where)}
    found = []
    for campus in dict.fromkeys(one[0][1] for one in world.where if one and one[0][0] == "campus"):
        busy = _busy(world, campus)
        if len(busy) < BUILDINGS:
            continue
        for begin in range(world.first, counts.shape[1] - REFIT_DAYS + 1, REFIT_DAYS):
            start = begin + int(random.integers(0, REFIT_DAYS - WITHIN))
            names = [busy[one] for one in random.choice(len(busy), BUILDINGS, replace=False)]
            usual = [_usual(world, campus, name, start) for name in names]
            for name, mean in zip(names, usual, strict=True):
                for key, extra in _extra(random, cells, campus, name, mean, kind):
                    _add(counts, row, key, start, extra)
                    more[key][start : start + DAYS] += extra
            found.append(Planted(campus, tuple(names), start, sum(usual)))
    return counts, more, found


def _busy(world: World, campus: str) -> list[str]:
    """The buildings of a campus that bring enough for a planting."""
    judged_days = world.counts[:, world.first :].mean(axis=1)
    named = {one[1][1]: judged_days[at] for at, one in enumerate(world.where) if _building(one, campus)}
    return sorted(name for name, mean in named.items() if mean >= LEAST)


def _building(where: Where, campus: str) -> bool:
    return len(where) == 2 and where[0] == ("campus", campus) and where[1][0] == "building"


def _usual(world: World, campus: str, name: str, start: int) -> float:
    at = list(world.where).index((("campus", campus), ("building", name)))
    return float(world.counts[at, max(start - 14, 0) : start + 15].mean())


def _extra(
    random: np.random.Generator, cells: Mixed, campus: str, name: str, usual: float, kind: str
) -> list[tuple[tuple[str, str, str], Array]]:
    """More tickets of a building by kind, in its own mixture or all of its campus' most frequent kind."""
    of = {key: cell.sum() for key, cell in cells.items() if key[:2] == (campus, name)}
    many = random.poisson((TIMES - 1) * usual, DAYS)
    if kind == "one kind":
        totals: dict[str, float] = {}
        for key, cell in cells.items():
            if key[0] == campus:
                totals[key[2]] = totals.get(key[2], 0.0) + float(cell.sum())
        key = max((one for one in of), key=lambda one: totals[one[2]])
        return [(key, many.astype(float))]
    shares = np.array(list(of.values())) / sum(of.values())
    parted = np.stack([random.multinomial(one, shares) for one in many])
    return [(key, parted[:, at].astype(float)) for at, key in enumerate(of)]


def _add(counts: Array, row: dict[Where, int], key: tuple[str, str, str], start: int, extra: Array) -> None:
    campus, building, category = zip(("campus", "building", "category"), key, strict=True)
    for where in ((), (campus,), (category,), (campus, building), (campus, category), (campus, building, category)):
        if where in row:
            counts[row[where], start : start + DAYS] += extra


def compared(world: World, cells: Mixed) -> list[Figure]:
    """What is found of each kind of planting, and the false alarms without any."""
    given: dict[int, tuple[float, Limits]] = {}
    plain = told(world, world.counts, cells, given)
    months = (world.counts.shape[1] - world.first) / MONTH_DAYS
    false = len(list(episodes(plain.alarmed[:, world.first :], plain.where))) / months
    mosts = [one.most for _, one in given.values()]
    note = (
        f"limits {min(mosts):.1f} to {max(mosts):.1f} for {len(plain.where)} fields; a budget of {BUDGET * CLUSTERS:g}"
    )
    figures = [Figure(f"{world.name}: false clusters a month", false, 2 * BUDGET * CLUSTERS, "", note)]
    for kind in KINDS:
        rows = list(chain.from_iterable(_run(world, cells, kind, run, plain, given) for run in range(RUNS)))
        figures.append(_figure(world, kind, np.array(rows)))
    return figures


def _run(
    world: World, cells: Mixed, kind: str, run: int, plain: Told, given: dict[int, tuple[float, Limits]]
) -> list[tuple[float, ...]]:
    """Of each planting: days until a cluster and a rise told it, buildings named rightly and in all, its usual."""
    counts, more, plantings = planted(world, cells, kind, run)
    seen = told(world, counts, more, given)
    rows: list[tuple[float, ...]] = []
    for one in plantings:
        days = slice(one.start, one.start + WITHIN)
        new = (seen.alarmed & ~plain.alarmed)[:, days]
        new[[where[0][1] != one.campus for where in seen.where]] = False
        rise = (seen.rises & ~plain.rises)[:, days]
        rise[[not _concerns(where, one) for where in world.where]] = False
        until, other = (int(one.any(axis=0).argmax()) if one.any() else WITHIN for one in (new, rise))
        names: list[str] = []
        if until < WITHIN:
            names = seen.named(int(new[:, until].argmax()), one.start + until)
        rows.append((until, other, len({*names} & {*one.buildings}), len(names), one.usual))
    return rows


def _concerns(where: Where, one: Planted) -> bool:
    values = dict(where)
    return values.get("campus") in (None, one.campus) and values.get("building") in (None, *one.buildings)


def _figure(world: World, kind: str, rows: Array) -> Figure:
    until, other, right, every, usual = rows.T
    mine, rises = until < WITHIN, other < WITHIN
    named = f"{right[mine].mean():.1f} of {BUILDINGS} named among {every[mine].mean():.1f}" if mine.any() else ""
    note = f"{len(rows)} planted, {usual.mean():.1f} a day usual; clusters {mine.mean():.0%}"
    note += f" (after {np.median(until[mine]):.0f} d, {named})" if mine.any() else ""
    note += f"; rises {rises.mean():.0%}, either {(mine | rises).mean():.0%}"
    half = np.median(usual)
    note += f"; of the busier half {mine[usual > half].mean():.0%}, either {(mine | rises)[usual > half].mean():.0%}"
    return Figure(f"{world.name}: clusters of {kind} missed", 1 - float(mine.mean()), float("inf"), "", note)


def _figures(make: Callable[[], tuple[World, Mixed]]) -> list[Figure]:
    return compared(*make())


def main() -> bool:
    """False alarms decide; what is found is told."""
    with ProcessPoolExecutor(2) as pool:
        return record("clusters", list(chain.from_iterable(pool.map(_figures, WORLDS))))


if __name__ == "__main__":
    sys.exit(not main())
