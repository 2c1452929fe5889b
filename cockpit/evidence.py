"""What the records say beside a person's score: their shares against those the others had in cases of the same kind.

Indirect standardisation: every case of the person is expected to go as those of the others did in its cell (of a ticket
fault category, level and building; of a shift its kind; of a daily log the role); the person's own cases are left out
of what they are compared with. A cell with few of them leans on the coarser one: it counts ``LEANING`` cases of the
coarser cell's share besides its own. The interval is Wilson's (1927) of the share, with as many cases as are left when
the uncertainty of what is expected is added to that of the share (its design effect). What lies within it is not told
apart from the others.

The load is a number of tickets instead, each counted as much as its repair usually takes, against what those of the
same work took a day; its interval is that of a Poisson count (Byar's).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import sqrt
from typing import Final

from cockpit.metrics import CATALOGUE, Cockpit, Question
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period

TICKET: Final = ("category", "level", "building")
# Of what each share is compared, and by which dimension it is a person's.
MEASURES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    **dict.fromkeys(("sla_respond_met", "sla_met", "first_time_fix", "satisfaction_good"), (TICKET, "engineer")),
    "log_on_time": (("role",), "person"),
    "on_time_clock_in": (("kind",), "person"),
}
LOAD: Final = "load"
# Whose loads are compared with each other: those the measure of load looks at.
ENGINEERS: Final = ("engineer", "multimedia_engineer")
LEANING = 20
FEWEST, FEWEST_OTHERS = 20, 5
CERTAINTY = 1.96  # of a normal deviate: 95 %
_TICKETS = """select engineer_id as person, category, level, building, count(*) as n from tickets
where engineer_id is not null and reported_day >= :from_day and reported_day < :to_day and reported_at <= :as_of
group by all order by all"""
_STAFF = "select staff_id, role, hired_on, left_on from staff order by staff_id"

Cell = tuple[str | None, ...]
# Of each cell how many cases went well, and how many there were.
Counts = Mapping[Cell, tuple[float, int]]


@dataclass(frozen=True)
class Evidence:
    """One share of a person over ``n`` cases, its interval, and the share expected of the same cases.

    ``verdict`` is above, below or same. Where nothing is concluded it says why: few cases; alone, with too few others
    to compare with; outside, of a load that is no engineer's of those days. Of the load ``n`` are the tickets,
    ``value`` and what belongs to it tickets of the usual weight.
    """

    metric: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    verdict: str = "few"


def evidence(cockpit: Cockpit, period: Period) -> dict[str, list[Evidence]]:
    """Everybody's, measure by measure that the site provides. The others are all who have cases, whoever asks."""
    found: dict[str, dict[str, Evidence]] = {}
    if not cockpit.lacks(CATALOGUE[LOAD]):
        found[LOAD] = _loads(cockpit, period)
    for metric in MEASURES:
        if not cockpit.lacks(CATALOGUE[metric]):
            found[metric] = _shares(cockpit, metric, period)
    people = sorted({person for several in found.values() for person in several})
    return {person: [own.get(person, Evidence(name, 0)) for name, own in found.items()] for person in people}


def of_team(cockpit: Cockpit, period: Period, members: Collection[str]) -> list[Evidence]:
    """The same of some people together, beside all others."""
    found = []
    if not cockpit.lacks(CATALOGUE[LOAD]):
        loads, days = _taken(cockpit, period)
        own = [one for person in members if person in days for one in loads.get(person, ())]
        others = [(loads[one], count) for one, count in days.items() if one in loads and one not in members]
        found.append(loaded(own, sum(days.get(person, 0) for person in members), others))
    for metric in MEASURES:
        if not cockpit.lacks(CATALOGUE[metric]):
            by_person = _counted(cockpit, metric, period)
            team = _merged(by_person[person] for person in members if person in by_person)
            rest = [counts for person, counts in by_person.items() if person not in members]
            found.append(compared(metric, team, rest))
    return found


def _merged(several: Iterable[Counts]) -> Counts:
    """The counts of several people together."""
    found: dict[Cell, tuple[float, int]] = {}
    for one in several:
        for cell, (good, n) in one.items():
            before = found.get(cell, (0.0, 0))
            found[cell] = before[0] + good, before[1] + n
    return found


def _counted(cockpit: Cockpit, metric: str, period: Period) -> dict[str, Counts]:
    """Everybody's cases of a share by cell."""
    cells, who = MEASURES[metric]
    by_person: dict[str, dict[Cell, tuple[float, int]]] = defaultdict(dict)
    for row in cockpit.answer(Question(metric, period, (*cells, who))).rows:
        if row[who] is not None and row["n"]:
            cell = tuple(row[name] for name in cells)
            by_person[row[who]][cell] = (row["value"] * row["n"], row["n"])
    return dict(by_person)


def _shares(cockpit: Cockpit, metric: str, period: Period) -> dict[str, Evidence]:
    by_person = _counted(cockpit, metric, period)
    everybody = Usual(by_person.values())
    others = len(by_person) - 1
    return {person: _compared(metric, own, everybody.without(own), others) for person, own in by_person.items()}


def compared(metric: str, own: Counts, others: Iterable[Counts]) -> Evidence:
    """A person's cases beside those of the others."""
    others = [one for one in others if one]
    return _compared(metric, own, Usual(others), len(others))


def _compared(metric: str, own: Counts, usual: Usual, others: int) -> Evidence:
    n = sum(count for _, count in own.values())
    if n < FEWEST or others < FEWEST_OTHERS:
        return Evidence(metric, n, verdict="few" if n < FEWEST else "alone")
    expected = own_variance = usual_variance = 0.0
    for cell, (_, count) in own.items():
        share, weight = usual.share(cell)
        expected += count * share
        own_variance += count * share * (1 - share)
        usual_variance += count**2 * share * (1 - share) / weight
    share = sum(good for good, _ in own.values()) / n
    effective = n * own_variance / (own_variance + usual_variance) if own_variance else n
    low, high = wilson(share, effective)
    return told_apart(Evidence(metric, n, share, low, high, min(1.0, expected / n)))


def told_apart(one: Evidence) -> Evidence:
    """With its verdict: what is expected lies below the interval, above it, or within."""
    if one.expected is None or one.low is None or one.high is None:
        return one
    verdict = "below" if one.expected > one.high else "above" if one.expected < one.low else "same"
    return replace(one, verdict=verdict)


def _taken(cockpit: Cockpit, period: Period) -> tuple[dict[str, list[tuple[int, float]]], dict[str, int]]:
    """Everybody's tickets of the period, as (how many, of which weight), and the engineers' days of employment."""
    weigh = _weights(cockpit, period)
    loads: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in read(cockpit, "tickets", _TICKETS, from_day=period.first, to_day=period.until):
        loads[row["person"]].append((row["n"], weigh(tuple(row[name] for name in TICKET))))
    ran = Period(period.first, min(period.until, cockpit.today + timedelta(days=1)))
    staff = read(cockpit, "staff", _STAFF)
    return dict(loads), {one["staff_id"]: _employed(one, ran) for one in staff if one["role"] in ENGINEERS}


def _loads(cockpit: Cockpit, period: Period) -> dict[str, Evidence]:
    """How much everybody took, beside what the engineers took a day."""
    loads, days = _taken(cockpit, period)
    found = {}
    for person, own in loads.items():
        others = [(loads[one], count) for one, count in days.items() if one in loads and one != person]
        found[person] = loaded(own, days.get(person, 0), others)
    return found


def _employed(person: Row, period: Period) -> int:
    """On how many days of the period somebody was employed."""
    left = person["left_on"]
    until = period.until if left is None else min(period.until, left + timedelta(days=1))
    days: timedelta = until - max(period.first, person["hired_on"])
    return max(0, days.days)


def loaded(
    own: Sequence[tuple[int, float]], days: int, others: Sequence[tuple[Sequence[tuple[int, float]], int]]
) -> Evidence:
    """A person's tickets, as (how many, of which weight), in so many days of employment, beside those of others."""
    n = sum(count for count, _ in own)
    working = [one for one in others if one[1] > 0]
    if n < FEWEST or days <= 0 or len(working) < FEWEST_OTHERS:
        return Evidence(LOAD, n, verdict="few" if n < FEWEST else "outside" if days <= 0 else "alone")
    value = sum(count * weight for count, weight in own)
    # Tickets of unlike weights are as uncertain as fewer of one weight.
    alike = value**2 / sum(count * weight**2 for count, weight in own)
    low, high = (end * value / alike for end in byar(alike))
    usual = sum(count * weight for several, _ in working for count, weight in several)
    expected = usual * days / sum(worked for _, worked in working)
    return told_apart(Evidence(LOAD, n, value, low, high, expected))


def _weights(cockpit: Cockpit, period: Period) -> Callable[[Cell], float]:
    """How long the repair of a ticket of a cell usually takes, against that of all; 1 where the site does not say."""
    metric = CATALOGUE["time_to_repair"]
    rows = [] if cockpit.lacks(metric) else cockpit.answer(Question(metric.name, period, TICKET)).rows
    hours = {tuple(row[name] for name in TICKET): (row["value"] * row["n"], row["n"]) for row in rows if row["n"]}
    usual = Usual([hours])
    whole = usual.share(())[0] if hours else 0
    return (lambda cell: usual.share(cell)[0] / whole) if whole else (lambda _: 1.0)


def byar(count: float) -> tuple[float, float]:
    """The ends of Byar's interval of a Poisson count (Breslow and Day, 1987)."""
    above = count + 1
    low = count * (1 - 1 / (9 * count) - CERTAINTY / (3 * sqrt(count))) ** 3
    return max(0.0, low), above * (1 - 1 / (9 * above) + CERTAINTY / (3 * sqrt(above))) ** 3


def wilson(share: float, n: float) -> tuple[float, float]:
    """The ends of Wilson's interval of a share of ``n``."""
    squared = CERTAINTY**2
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = CERTAINTY * sqrt(share * (1 - share) / n + squared / (4 * n**2)) / (1 + squared / n)
    # At none and at all the ends are 0 and 1 themselves, which a sum of floats misses by a hair.
    return max(0.0, middle - half) if share > 0 else 0.0, min(1.0, middle + half) if share < 1 else 1.0


class Usual:
    """The shares of some people: of all cases, then cell by cell, each leaning on the coarser one."""

    def __init__(self, people: Iterable[Counts], less: Counts | None = None) -> None:
        self._counts = _summed(people)
        self._less = _summed([less or {}])

    def without(self, own: Counts) -> Usual:
        """The same without one of the people."""
        rest = Usual((), own)
        rest._counts = self._counts
        return rest

    def _of(self, cell: Cell) -> tuple[float, float]:
        good, count = self._counts.get(cell, (0.0, 0.0))
        less, fewer = self._less.get(cell, (0.0, 0.0))
        return max(0.0, good - less), count - fewer

    def share(self, cell: Cell) -> tuple[float, float]:
        """The share usual in a cell, and how many cases stand behind it."""
        good, count = self._of(())
        usual, weight = good / count, count
        for depth in range(1, len(cell) + 1):
            good, count = self._of(cell[:depth])
            weight = count + LEANING
            usual = (good + LEANING * usual) / weight
        return usual, weight


def _summed(people: Iterable[Counts]) -> dict[Cell, tuple[float, float]]:
    """How many cases there were in every cell and in the coarser ones, and how many went well."""
    counts: dict[Cell, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for one in people:
        for cell, (good, count) in one.items():
            for depth in range(len(cell) + 1):
                before = counts[cell[:depth]]
                counts[cell[:depth]] = before[0] + good, before[1] + count
    return dict(counts)
