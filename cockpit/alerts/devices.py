"""Devices that fail again and again: more often than they and their kind used to, and more than chance would have it.

How often a device fails is not known of one that failed twice: its rate is held to that of its kind, as much as the
rates of that kind are alike (gamma and Poisson). Of thousands of devices some have a bad month by chance; how many
would be as far out is told with each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.access import MANAGER, Rights
from cockpit.alerts.chances import at_least
from cockpit.alerts.limits import DEVICES
from cockpit.alerts.model import Array
from cockpit.contract.limits import terms_of
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.settings.model import Settings

MOST_TOLD: Final = 10
MOST_DAYS: Final = 3 * 366
# Of a device that has failed so for a year that is its usual.
LONGEST_RUN: Final = 366
# Faults a kind must have had for a rate of its own; with fewer it is one of all devices.
LEAST_OF_KIND: Final = 20
# How alike rates of a kind may be taken to be: shapes of their gamma distribution.
SHAPES: Final = (0.05, 20.0)
# Days are looked at one after another, and in two ways: in two years of the sample's history, in which nothing is
# planted but one device, there were eight times as many alarms a month as one look a month has.
LOOKS: Final = 8
SPREAD: Final = 10  # faults by which the level of a kind in these days is held to its usual


@dataclass(frozen=True)
class Failing:
    """A device with ``actual`` faults in the last ``days``, ``expected`` by its own rate and its kind's.

    The faults came one soon after another from ``since`` on, ``run`` in all up to ``last``. By chance ``chance``
    devices of the site would be as far out in a month. ``kind`` is its type, where it is known.
    """

    device: str
    kind: str | None
    campus: str
    building: str
    since: date
    last: date
    days: int
    actual: int
    expected: float
    run: int
    chance: float

    @property
    def filters(self) -> Filters:
        """What its tickets are found by."""
        return (("device", (self.device,)),)


@dataclass(frozen=True)
class _Known:
    """Of each device: faults in the window, ``before`` it (the first, by which it is known, left out) and in how many
    days; ``kind`` is the position of its kind.
    """

    names: Sequence[str]
    kind: NDArray[np.int64]
    window: Array
    before: Array
    exposed: Array


def devices(cockpit: Cockpit, site: Settings, rights: Rights = MANAGER, filters: Filters = ()) -> tuple[Failing, ...]:
    """The devices that fail so often that chance would have too few of them to count as false alarms, the worst first.

    Each has had as many faults in the contract's days for repeats as ``site.warnings`` asks for.
    """
    if "device_id" not in cockpit.provided:
        return ()
    days = terms_of(site.contract, cockpit.today).repeat_days
    rows = _devices(cockpit, days, rights, filters)
    many = {row["device_id"]: row["window"] for row in rows if row["window"] >= site.warnings.device_faults}
    if not many:
        return ()
    runs = _runs(cockpit, sorted(many), days, rights, filters)
    known = _known(rows, runs, cockpit.today, days)
    expected, shape = rates(known.kind, known.window, known.before, known.exposed, days)
    found = []
    for at, name in enumerate(known.names):
        if name not in many:
            continue
        rate = expected[at] / days
        span = (cockpit.today - runs[name][-1]["reported_day"]).days + 1
        one = by_chance(many[name], days, rate, shape[at], len(known.names))
        other = by_chance(len(runs[name]) - 1, span, rate, shape[at], known.window.sum() / days * span)
        if (chance := float(LOOKS * min(one, other))) <= site.warnings.budget * DEVICES:
            found.append(_told(runs[name], days, many[name], float(expected[at]), chance))
    return tuple(sorted(found, key=lambda one: (one.chance, one.device))[:MOST_TOLD])


def by_chance(count: int, days: int, rate: float, shape: float, looks: float) -> float:
    """In how many of ``looks`` places there would be so many faults in so many days by chance alone."""
    return at_least(count, rate * days, shape) * looks


def rates(kind: NDArray[np.int64], window: Array, before: Array, exposed: Array, days: int) -> tuple[Array, Array]:
    """What was expected of each device in the window, and the shape of the gamma distribution whose mean that is.

    The rates of a kind are such a distribution, whose mean and shape are those of the days before; a device's own days
    before narrow it, and what its kind's other devices had in the window says at what level these days are.
    """
    expected, shapes = np.empty(len(window)), np.empty(len(window))
    pool = _prior(before, exposed)
    for one in np.unique(kind):
        own = np.flatnonzero(kind == one)
        mean, shape = _prior(before[own], exposed[own]) if before[own].sum() >= LEAST_OF_KIND else pool
        usual = (shape + before[own]) / (shape / mean + exposed[own]) * days
        others = (window[own].sum() - window[own] + SPREAD) / (usual.sum() - usual + SPREAD)
        expected[own] = usual * others
        shapes[own] = shape + before[own]
    return expected, shapes


def _prior(before: Array, exposed: Array) -> tuple[float, float]:
    """Mean (a day) and shape of the rates of some devices, by their first two moments."""
    mean = (before.sum() + 0.5) / (exposed.sum() + 30)
    due = mean * exposed
    beyond = ((before - due) ** 2 - due).sum()
    least, most = SHAPES
    shape = (due**2).sum() / beyond if beyond > 0 else most
    return float(mean), float(np.clip(shape, least, most))


def _devices(cockpit: Cockpit, days: int, rights: Rights, filters: Filters) -> list[Row]:
    """Every device known: its kind, its faults in the window and before it, and the day of its first."""
    sql = (
        "select device_id, max(cast(device_type as varchar)) as kind, min(reported_day) as first_day, "
        'count(case when reported_day > :since then 1 end) as "window", count(*) as n from tickets '
        "where work_type = 'fault' and device_id is not null and reported_day >= :first and reported_at <= :as_of "
        "group by device_id order by device_id"
    )
    since, first = (cockpit.today - timedelta(days=one) for one in (days, days + MOST_DAYS))
    return read(cockpit, "tickets", sql, rights, filters, since=since, first=first)


def _runs(
    cockpit: Cockpit, names: Sequence[str], days: int, rights: Rights, filters: Filters
) -> dict[str, tuple[Row, ...]]:
    """Of each of these devices the faults that came within so many days of one another up to now, the last first."""
    sql = (
        "select device_id, reported_day, campus, building, cast(device_type as varchar) as kind from tickets "
        "where work_type = 'fault' and device_id in :names and reported_day > :first and reported_at <= :as_of "
        "order by device_id, reported_at desc"
    )
    runs: dict[str, list[Row]] = defaultdict(list)
    over: set[str] = set()
    first = cockpit.today - timedelta(days=LONGEST_RUN)
    for row in read(cockpit, "tickets", sql, rights, filters, names=list(names), first=first):
        run = runs[row["device_id"]]
        if run and (run[-1]["reported_day"] - row["reported_day"]).days > days:
            over.add(row["device_id"])
        if row["device_id"] not in over:
            run.append(row)
    return {name: tuple(run) for name, run in runs.items()}


def _known(rows: Sequence[Row], runs: dict[str, tuple[Row, ...]], today: date, days: int) -> _Known:
    """What is before of each device ends where its run begins: a run does not make itself usual."""
    kinds: dict[str | None, int] = {}
    before, exposed = [], []
    begin = today - timedelta(days=days - 1)
    for row in rows:
        run = runs.get(row["device_id"], ())
        until = min(run[-1]["reported_day"], begin) if run else begin
        earlier = row["n"] - (len(run) or row["window"])
        before.append(max(earlier - 1, 0))
        exposed.append(max((until - row["first_day"]).days, 0) if earlier else 0)
    return _Known(
        [row["device_id"] for row in rows],
        np.array([kinds.setdefault(row["kind"], len(kinds)) for row in rows], dtype=np.int64),
        np.array([row["window"] for row in rows], dtype=float),
        np.array(before, dtype=float),
        np.array(exposed, dtype=float),
    )


def _told(run: Sequence[Row], days: int, actual: int, expected: float, chance: float) -> Failing:
    last, first = run[0], run[-1]
    place = (last["device_id"], last["kind"], last["campus"], last["building"])
    return Failing(*place, first["reported_day"], last["reported_day"], days, actual, expected, len(run), chance)
