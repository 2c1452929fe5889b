"""Early warning against three usual ways, at the same number of false alarms: what is found, and how soon.

Outbreaks are planted by a seed fixed beforehand: a day of three times the usual, five days of twice, eight weeks that
rise to 1.8 times. Each method gets of each series the lowest limit that keeps to the budget on the judged days as they
came, so that none gains by a limit that fits its history badly or by what it spends on restless series; how many false
alarms a month and series that were is told behind "at". What ours does with the limits it sets itself, on days before
those it judges, stands beside.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.data import FOLDER
from bench.measure import Figure, record, seconds
from bench.queries import open_site
from bench.rivals import RIVALS
from bench.worlds import LEAST, World, real, simulated
from cockpit.alerts import outlook, ranges
from cockpit.alerts.fitted import MEMORY_DAYS
from cockpit.alerts.limits import MONTH_DAYS, SAME_DAYS, episodes, limit
from cockpit.alerts.model import Array
from cockpit.alerts.watch import LEARNING_DAYS, REFIT_DAYS, by_calendar, judged, spreads_of, watch

BUDGET = 2.0  # of a site, a month
EACH = 0.5  # of a series, a month
SEED = 20_261_127
CREEP_DAYS, CREEP = 56, 0.8
PLANTED = {"a day of three times": 1, "five days of twice": 5, "a slow rise": CREEP_DAYS}
# Scores of each series and day (series × days), NaN before the first that is judged.
Method = Callable[[Array, World], Array]


@dataclass(frozen=True)
class Judged:
    """False alarms a month of the site and of each series; by kind the share found and the median days until."""

    false: float
    each: float
    found: dict[str, float] = field(default_factory=dict)
    delay: dict[str, float] = field(default_factory=dict)


def ours(counts: Array, world: World) -> Array:
    """Each month by what was known at its start."""
    scores = np.full_like(counts, np.nan)
    says = by_calendar(counts, world.whole, world.design, world.first)
    for begin in range(world.first, counts.shape[1], REFIT_DAYS):
        end = min(begin + REFIT_DAYS, counts.shape[1])
        seen = judged(counts[:, :end], says[:, :end], spreads_of(counts[:, :begin], says[:, :begin]))
        scores[:, begin:end] = seen.far[:, begin:]
    return scores


def planted(world: World, kind: str) -> tuple[Array, NDArray[np.int64], list[int]]:
    """Counts with one outbreak in each series that brings enough, the first days of them, and which series."""
    random = np.random.default_rng([SEED, list(PLANTED).index(kind), len(world.counts)])
    counts, days = world.counts.copy(), PLANTED[kind]
    usual = np.stack([np.convolve(row, np.ones(29) / 29, "same") for row in counts])
    weekday = _weekdays(world)
    starts = random.integers(world.first, counts.shape[1] - days, len(counts))
    chosen = [one for one in range(len(counts)) if counts[one, world.first :].mean() >= LEAST]
    for one in chosen:
        span = slice(starts[one], starts[one] + days)
        times = {1: 2.0, 5: 1.0}.get(days) or CREEP * np.minimum(np.arange(days) / 28, 1)
        counts[one, span] += random.poisson(times * usual[one, span] * weekday[span])
    return counts, starts, chosen


def fitting(world: World) -> dict[str, int]:
    """The outbreaks for which there are days enough."""
    judged = world.counts.shape[1] - world.first
    return {kind: days for kind, days in PLANTED.items() if days < judged}


def _weekdays(world: World) -> Array:
    """By what each day differs from its weeks, on the whole site."""
    at = np.arange(len(world.whole)) % 7
    week = np.array([world.whole[at == one].mean() for one in range(7)])
    return np.asarray((week / week.mean())[at])


def compared(world: World, method: Method) -> Judged:
    """What a method finds at limits that give each series ``EACH`` false alarms a month on its judged days."""
    plain = method(world.counts, world)
    return _found(world, method, plain, _limits(plain[:, world.first :], EACH))


def by_itself(world: World) -> Judged:
    """What ours finds for a whole site at the limit it sets on the days before those it judges."""
    return _found(world, ours, ours(world.counts, world), np.full((len(world.counts), 1), own_limit(world)))


def _found(world: World, method: Method, plain: Array, limits: Array) -> Judged:
    before = plain > limits
    judged = before[:, world.first :]
    months = judged.shape[1] / MONTH_DAYS
    false = Judged(len(list(episodes(judged, world.where))) / months, _onsets(judged).mean() / months)
    for kind, days in fitting(world).items():
        counts, starts, chosen = planted(world, kind)
        alarms = (method(counts, world) > limits) & ~before
        hits = [np.flatnonzero(alarms[one, starts[one] : starts[one] + days]) for one in chosen]
        false.found[kind] = float(np.mean([len(hit) > 0 for hit in hits]))
        false.delay[kind] = float(np.median([hit[0] if len(hit) else days for hit in hits]))
    return false


def _limits(scores: Array, budget: float) -> Array:
    """Of each series the lowest limit that keeps it to ``budget`` alarms a month, as all above it do."""
    most = budget * scores.shape[1] / MONTH_DAYS
    limits: Array = np.nanmax(scores, axis=1, keepdims=True)
    for one, row in zip(limits, scores, strict=True):
        for lower in np.unique(row)[-2::-1]:
            if _onsets((row > lower)[None])[0] > most:
                break
            one[0] = lower
    return limits


def _onsets(alarmed: NDArray[np.bool_]) -> Array:
    """How many alarms each series had, those within a week of one before not counted."""
    before = np.zeros_like(alarmed)
    for days in range(1, SAME_DAYS + 1):
        before[:, days:] |= alarmed[:, :-days]
    return np.asarray((alarmed & ~before).sum(axis=1, dtype=float))


def own_limit(world: World) -> float:
    """The limit ours sets itself, on the days before those it judges."""
    known = world.first
    begin = max(LEARNING_DAYS, known - 366)
    seen = watch(world.counts[:, :known], world.whole[:known], world.design[:known], begin)
    return limit(seen.far[:, begin:], world.where, BUDGET)


def _rival(score: Callable[[Array, int], Array]) -> Method:
    def method(counts: Array, world: World) -> Array:
        return score(counts, world.first)

    return method


def main() -> bool:
    """Ours must find more than each of the others in every world that decides; UCI's four months are told."""
    figures = []
    for world in (simulated(SEED), simulated(SEED + 1), real("boston311", 182), real("uci_incidents", 56)):
        mine = compared(world, ours)
        others = {name: compared(world, _rival(score)) for name, score in RIVALS.items()}
        decides = world.name != "uci_incidents"
        for kind in fitting(world):
            best = max(others, key=lambda name: others[name].found[kind])
            note = "; ".join(f"{name} {_of(one, kind)}" for name, one in others.items())
            most = 1.0 if decides else float("inf")
            ratio = others[best].found[kind] / max(mine.found[kind], 0.01)
            figures.append(
                Figure(f"{world.name}: {kind}, best other / ours", ratio, most, "x", f"{_of(mine, kind)}; {note}")
            )
        if world.first > LEARNING_DAYS:
            own = by_itself(world)
            told = "found " + ", ".join(f"{share:.0%}" for share in own.found.values())
            figures.append(Figure(f"{world.name}: own limits, false a month", own.false, 2 * BUDGET, "", told))
    figures += _speed()
    return record("alerts", figures)


def _of(judged: Judged, kind: str) -> str:
    return f"{judged.found[kind]:.0%} after {judged.delay[kind]:g} d at {judged.each:.2f}"


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
