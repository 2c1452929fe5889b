"""Early warning against three usual ways, at the same number of false alarms: what is found, and how soon.

Outbreaks are planted by a seed fixed beforehand, ``PLANTINGS`` times: a day of three times the usual, five days of
twice, eight weeks that rise to 1.8 times. Every 28 days each method gets the lowest limit that would have kept to a
budget on the year before, as it came without outbreaks, and never less than ``LEAST_LIMIT`` of its own units. Ours has
one limit for all series, as in the product; of the others each kind is told by one for all or by one for each series,
whichever finds more (while fewer than twelve weeks are scored, by one for all). No limit knows a day that it judges, so
what comes of a budget on the judged days differs between the methods. They are compared where that is the same: what is
found is told by each of ``BUDGETS`` and drawn between them to ``EACH`` false alarms a month and series on the judged
days as they came without outbreaks. What came of a budget of ``EACH`` itself stands behind it in brackets. The
intervals of 95 % of what ours finds more, and sooner, draw series and plantings anew, and with them what those budgets
come to; series that share tickets are not independent, so they are rather too narrow. What the product finds by the
limits it sets itself stands beside, and what the others would find with as many alarms of the whole site.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, product, takewhile

import numpy as np
from numpy.typing import NDArray

from bench.data import FOLDER
from bench.measure import Figure, record, seconds
from bench.queries import open_site
from bench.rivals import RIVALS
from bench.worlds import LEAST, World, real, simulated
from cockpit.alerts import outlook, ranges
from cockpit.alerts.fitted import JUDGED_DAYS, LEAST_JUDGED, MEMORY_DAYS
from cockpit.alerts.limits import BEYOND, MONTH_DAYS, RISES, SAME_DAYS, episodes, limit, peak
from cockpit.alerts.model import Array
from cockpit.alerts.watch import LEARNING_DAYS, REFIT_DAYS, by_calendar, judged, spreads_of, watch

BUDGET = 2.0  # of a site, a month
EACH = 0.5  # of a series, a month
BUDGETS = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0])
LEAST_LIMIT = 1.0
YEAR = 13 * REFIT_DAYS
SEED = 20_261_127
PLANTINGS = 5
APART = (False, True)  # one limit for all series, one for each
DRAWS = 2000
CREEP_DAYS, CREEP = 56, 0.8
PLANTED = {"a day of three times": 1, "five days of twice": 5, "a slow rise": CREEP_DAYS}
WORLDS = (
    partial(real, "boston311", 182),
    partial(simulated, SEED),
    partial(simulated, SEED + 1),
    partial(real, "uci_incidents", 56),
)
# The days of each series that hold its outbreak.
Spans = Mapping[int, range]
Chosen = NDArray[np.int64] | slice
# Scores (series × days), NaN before the first; where outbreaks are given, at least those of their days.
Method = Callable[[Array, World, Spans | None], Array]


@dataclass(frozen=True)
class Scored:
    """The scores of a method (series × days) as the days came, and by kind those of each planting and where it was."""

    plain: Array
    planted: dict[str, list[tuple[Array, Spans]]]


@dataclass(frozen=True)
class Judged:
    """What came of each budget: false alarms a month (budgets × series), by kind the days until it was found.

    Those are budgets × plantings × series; as many days as the outbreak had stand for one that was not found. Only
    series in which outbreaks are planted.
    """

    false: Array
    until: dict[str, Array]

    def found(self, kind: str, rows: Chosen = slice(None), plantings: Chosen = slice(None)) -> float:
        """The share found at ``EACH`` false alarms a month, of some series and plantings or all."""
        return self._drawn(self.hits[kind][:, plantings][:, :, rows].mean(axis=(1, 2)), rows)

    @cached_property
    def hits(self) -> dict[str, NDArray[np.bool_]]:
        """By kind what was found, budgets × plantings × series."""
        return {kind: until < PLANTED[kind] for kind, until in self.until.items()}

    def delay(self, kind: str, rows: Chosen = slice(None), plantings: Chosen = slice(None)) -> float:
        """The mean of the days until, there: the restricted mean, a median says nothing where under half are found."""
        return self._drawn(self.until[kind][:, plantings][:, :, rows].mean(axis=(1, 2)), rows)

    def _drawn(self, values: Array, rows: Chosen = slice(None)) -> float:
        return float(np.interp(EACH, np.maximum.accumulate(self.false[:, rows].mean(axis=1)), values))


def blocks(world: World) -> Iterator[int]:
    """The first days of the blocks that are judged by one fit and one limit."""
    return iter(range(world.first, world.counts.shape[1], REFIT_DAYS))


def begun(world: World) -> int:
    """The first day that is scored, for the limits: a year before the first judged, if as much remains to learn of."""
    return world.first - REFIT_DAYS * min(YEAR // REFIT_DAYS, max((world.first - LEARNING_DAYS) // REFIT_DAYS, 1))


def ours(counts: Array, world: World, _spans: Spans | None = None) -> Array:
    """Each month by what was known at its start."""
    scores, first = np.full_like(counts, np.nan), begun(world)
    says = by_calendar(counts, world.whole, world.design, first)
    for begin in range(first, counts.shape[1], REFIT_DAYS):
        end = min(begin + REFIT_DAYS, counts.shape[1])
        seen = judged(counts[:, :end], says[:, :end], spreads_of(counts[:, :begin], says[:, :begin]))
        scores[:, begin:end] = seen.far[:, begin:]
    return scores


def _rival(score: Callable[[Array, int], Array]) -> Method:
    def method(counts: Array, world: World, spans: Spans | None = None) -> Array:
        if spans is None:
            return score(counts, begun(world))
        scores = np.full_like(counts, np.nan)
        for one, days in spans.items():
            scores[one, days] = score(counts[[one], : days.stop], days.start)[0, days]
        return scores

    return method


OURS = "ours"
METHODS: Mapping[str, Method] = {OURS: ours, **{name: _rival(score) for name, score in RIVALS.items()}}


def chosen(world: World) -> list[int]:
    """The series that bring enough for an outbreak."""
    return [one for one, row in enumerate(world.counts[:, world.first :]) if row.mean() >= LEAST]


def planted(world: World, kind: str, planting: int) -> tuple[Array, Spans]:
    """Counts with one outbreak in each of the chosen series, and where."""
    random = np.random.default_rng([SEED, list(PLANTED).index(kind), len(world.counts), planting])
    counts, days = world.counts.copy(), PLANTED[kind]
    usual = np.stack([np.convolve(row, np.ones(29) / 29, "same") for row in counts])
    weekday = _weekdays(world)
    starts = random.integers(world.first, counts.shape[1] - days, len(counts)).tolist()
    spans = {one: range(starts[one], starts[one] + days) for one in chosen(world)}
    for one, span in spans.items():
        times = {1: 2.0, 5: 1.0}.get(days) or CREEP * np.minimum(np.arange(days) / 28, 1)
        counts[one, span] += random.poisson(times * usual[one, span] * weekday[span])
    return counts, spans


def fitting(world: World) -> dict[str, int]:
    """The outbreaks for which there are days enough."""
    judged = world.counts.shape[1] - world.first
    return {kind: days for kind, days in PLANTED.items() if days < judged}


def _weekdays(world: World) -> Array:
    """By what each day differs from its weeks, on the whole site."""
    at = np.arange(len(world.whole)) % 7
    week = np.array([world.whole[at == one].mean() for one in range(7)])
    return np.asarray((week / week.mean())[at])


def scored(world: World, method: Method) -> Scored:
    """What a method makes of a world, as it came and with outbreaks."""
    made: dict[str, list[tuple[Array, Spans]]] = {kind: [] for kind in fitting(world)}
    for kind, planting in product(made, range(PLANTINGS)):
        counts, spans = planted(world, kind, planting)
        made[kind].append((method(counts, world, spans), spans))
    return Scored(method(world.counts, world, None), made)


def found(world: World, seen: Scored, limits: Array) -> Judged:
    """What is found by ``limits``: budgets × series × days."""
    before = seen.plain > limits
    months = (world.counts.shape[1] - world.first) / MONTH_DAYS
    until = {}
    for kind, plantings in seen.planted.items():
        each = []
        for scores, spans in plantings:
            alarms = (scores > limits) & ~before
            days = np.stack([alarms[:, one, span] for one, span in spans.items()], axis=1)
            each.append(np.where(days.any(axis=2), days.argmax(axis=2), PLANTED[kind]))
        until[kind] = np.stack(each, axis=1)
    return Judged(_onsets(before[:, chosen(world), world.first :]) / months, until)


def _limits(scores: Array, world: World, apart: bool) -> Array:
    """By budget, series and day the limits of its block, from the scored days of the year before it."""
    limits = np.full((len(BUDGETS), *scores.shape), np.nan)
    for begin in blocks(world):
        known = scores[:, max(begun(world), begin - YEAR) : begin]
        groups = known[:, None] if apart and known.shape[1] >= LEARNING_DAYS else known[None]
        lowest = np.stack([_lowest(group) for group in groups], axis=1)
        limits[:, :, begin : begin + REFIT_DAYS] = np.maximum(lowest, LEAST_LIMIT)[:, :, None]
    return limits


def _lowest(scores: Array) -> Array:
    """For each of ``BUDGETS`` the lowest limit that keeps these series to it together, as all above it do.

    Of many series limits are hundredths.
    """
    most = BUDGETS * scores.size / MONTH_DAYS
    levels = np.unique(scores if len(scores) == 1 else scores.round(2))[::-1]
    limits = np.full(len(BUDGETS), levels[0])
    for lower in levels[1:]:
        kept = _onsets(scores > lower).sum() <= most
        kept &= limits == limits.min()
        if not kept.any():
            break
        limits[kept] = lower
    return limits


def _onsets(alarmed: NDArray[np.bool_]) -> Array:
    """How many alarms there were (… × days), those within a week of one before not counted."""
    before = np.zeros_like(alarmed)
    for days in range(1, SAME_DAYS + 1):
        before[..., days:] |= alarmed[..., :-days]
    return np.asarray((alarmed & ~before).sum(axis=-1, dtype=float))


def own_limit(world: World, begin: int) -> float:
    """The one limit of all series that the product would have set itself at the beginning of a block."""
    first = max(begin - JUDGED_DAYS, min(LEARNING_DAYS, begin - LEAST_JUDGED))
    first = begin - (begin - first) // REFIT_DAYS * REFIT_DAYS
    counts = world.counts[:, :begin]
    says = by_calendar(counts, world.whole[:begin], world.design[:begin], first)
    seen = judged(counts, says, spreads_of(counts, says))
    return limit(seen.far[:, first:], world.where, BUDGET * RISES, BEYOND)


def by_itself(world: World, seen: Mapping[str, Scored]) -> Figure:
    """Alarms a month of the whole site that are not beyond doubt, by the limits the product sets itself; what it finds.

    The others have one limit for all series and days, the lowest at which they would have raised no more alarms of the
    site on the judged days.
    """
    limits = np.full((1, *world.counts.shape), np.nan)
    for begin in blocks(world):
        limits[:, :, begin : begin + REFIT_DAYS] = own_limit(world, begin)
    months = (world.counts.shape[1] - world.first) / MONTH_DAYS
    scores = seen[OURS].plain[:, world.first :]
    alarms = list(episodes(scores > limits[0, :, world.first :], world.where))
    doubtful = sum(peak(one, scores) <= BEYOND for one in alarms) / months
    note = f"{len(alarms) / months:.1f} with those beyond doubt, by limits of {np.nanmin(limits):.1f} to "
    note += f"{np.nanmax(limits):.1f} deviates for {len(scores)} series; with as many alarms"
    for name, one in seen.items():
        if name != OURS:
            limits = np.full_like(limits, _least(one.plain[:, world.first :], world, len(alarms)))
        parts = found(world, one, limits).hits.items()
        note += f"; {name} finds " + ", ".join(f"{kind} {share.mean():.1%}" for kind, share in parts)
    return Figure(f"{world.name}: own limits, in doubt a month", doubtful, BUDGET, "", note)


def _least(scores: Array, world: World, most: int) -> float:
    """The lowest limit, of as many as there are tenths, with no more alarms of the site than that, as all above it."""
    levels = np.unique(scores.round(1))[::-1]
    kept = takewhile(lambda one: sum(1 for _ in episodes(scores > one, world.where)) <= most, levels)
    return float(list(kept)[-1])


def _figures(make: Callable[[], World]) -> list[Figure]:
    """Of one world; UCI's four months decide nothing."""
    world = make()
    seen = {name: scored(world, method) for name, method in METHODS.items()}
    judged = {
        name: [found(world, one, _limits(one.plain, world, apart)) for apart in APART] for name, one in seen.items()
    }
    mine, figures = judged.pop(OURS)[0], []
    for kind in fitting(world):
        best = {name: max(each, key=lambda one: one.found(kind)) for name, each in judged.items()}
        most = float("inf") if world.name == "uci_incidents" else 1.0
        note = "; ".join(f"{name} {_of(one, kind)}, {_more(mine, one, kind)}" for name, one in best.items())
        ratio = max(one.found(kind) for one in best.values()) / max(mine.found(kind), 0.01)
        figures.append(
            Figure(f"{world.name}: {kind}, best other / ours", ratio, most, "x", f"{_of(mine, kind)}; {note}")
        )
    if world.first < LEARNING_DAYS:
        world = replace(world, first=LEARNING_DAYS)
        seen = {name: scored(world, method) for name, method in METHODS.items()}
    return [*figures, by_itself(world, seen)]


def main() -> bool:
    """Ours must find more than each of the others in every world that decides."""
    with ProcessPoolExecutor() as pool:
        figures = list(chain.from_iterable(pool.map(_figures, WORLDS)))
    return record("alerts", figures + _speed())


def _of(seen: Judged, kind: str) -> str:
    """What is found at as many false alarms as all have, and by the budget itself."""
    rates = seen.false.mean(axis=1)
    by_budget = seen.hits[kind].mean(axis=(1, 2))[BUDGETS == EACH].item()
    came = f"{by_budget:.0%} at {rates[BUDGETS == EACH].item():.2f}"
    at = np.clip(EACH, rates.min(), rates.max())
    return f"{seen.found(kind):.0%} after {seen.delay(kind):.3g} d at {at:.2f} ({came})"


def _more(mine: Judged, other: Judged, kind: str) -> str:
    """What ours finds more, in points, and by how many days sooner; each with its interval of 95 % by draws anew."""
    random, series, plantings = np.random.default_rng(SEED), mine.false.shape[1], len(mine.hits[kind][0])
    draws = [(random.integers(0, series, series), random.integers(0, plantings, plantings)) for _ in range(DRAWS)]
    told = []
    for name, form in (("found", "+.1%"), ("delay", "+.2f")):
        ours_, others = getattr(mine, name), getattr(other, name)
        low, high = np.quantile([ours_(kind, *draw) - others(kind, *draw) for draw in draws], (0.025, 0.975))
        told.append(f"{ours_(kind) - others(kind):{form}} [{low:{form}}, {high:{form}}]")
    return f"ours {told[0]}, days until {told[1]}"


def _speed() -> list[Figure]:
    """A refit of 1,000 series of three years with the year judged by which the limit is set; a score of the same by a
    fit that is kept; and both at once over a million tickets, their queries included.
    """
    world, days = simulated(SEED, 1000), MEMORY_DAYS + REFIT_DAYS
    refit = seconds(lambda: watch(world.counts, world.whole, world.design, world.first), repeat=1)
    says = by_calendar(world.counts, world.whole, world.design, world.counts.shape[1] - REFIT_DAYS)
    spreads = spreads_of(world.counts, says)
    score = seconds(lambda: judged(world.counts[:, -days:], says[:, -days:], spreads))
    cockpit, kept = open_site(), FOLDER / "fitted"
    for file in kept.glob("*"):
        file.unlink()
    first = seconds(lambda: outlook(cockpit, BUDGET, kept=kept), repeat=1)
    again = seconds(lambda: outlook(cockpit, BUDGET, kept=kept))
    series = f"{outlook(cockpit, BUDGET, kept=kept).series} series"
    return [
        Figure("1,000 series over 3 years refit and a year judged", refit, 60, "s"),
        Figure("1,000 series scored by a fit that is kept", score, 1, "s"),
        Figure("1,000,000 tickets: outlook, fit anew", first, 60, "s", series),
        Figure("1,000,000 tickets: outlook by a fit that is kept", again, 1, "s", series),
        Figure("1,000,000 tickets: ranges of the site", seconds(lambda: ranges(cockpit)), 0.2, "s"),
    ]


if __name__ == "__main__":
    sys.exit(not main())
