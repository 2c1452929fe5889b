"""What a person's tickets say beside a score: their shares against those the others had on tickets of the same kind.

Indirect standardisation: every ticket of the person is expected to go as those of the others did in its cell of fault
category, level and building; the person's own tickets are left out of what they are compared with. A cell with few of
them leans on the coarser one: it counts ``LEANING`` tickets of the coarser cell's share besides its own. The interval
is Wilson's (1927) of the share, with as many tickets as are left when the uncertainty of what is expected is added to
that of the share (its design effect). What lies within it is not told apart from the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from cockpit.access import MANAGER
from cockpit.metrics import CATALOGUE, Cockpit, Question
from cockpit.periods import Period

MEASURES = ("sla_respond_met", "sla_met", "first_time_fix", "satisfaction_good")
CELLS = ("category", "level", "building")
LEANING = 20
FEWEST, FEWEST_OTHERS = 20, 5
CERTAINTY = 1.96  # of a normal deviate: 95 %

Cell = tuple[str | None, ...]
# Of each cell how many tickets went well, and how many there were.
Counts = Mapping[Cell, tuple[float, int]]


@dataclass(frozen=True)
class Evidence:
    """One share of a person over ``n`` tickets, its interval, and the share expected of the same tickets.

    ``verdict`` is above, below or same; few where there are too few tickets or too few others to say.
    """

    metric: str
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    verdict: str = "few"


def evidence(cockpit: Cockpit, staff_id: str, period: Period) -> list[Evidence]:
    """Every measure that the site provides. The others are all who took tickets, whoever asks."""
    asked = [metric for metric in MEASURES if not cockpit.lacks(CATALOGUE[metric])]
    return [_of(cockpit, metric, staff_id, period) for metric in asked]


def _of(cockpit: Cockpit, metric: str, staff_id: str, period: Period) -> Evidence:
    by_person: dict[str, dict[Cell, tuple[float, int]]] = defaultdict(dict)
    for row in cockpit.answer(Question(metric, period, (*CELLS, "engineer")), MANAGER).rows:
        if row["engineer"] is not None and row["n"]:
            cell = tuple(row[name] for name in CELLS)
            by_person[row["engineer"]][cell] = (row["value"] * row["n"], row["n"])
    own = by_person.pop(staff_id, {})
    return compared(metric, own, by_person.values())


def compared(metric: str, own: Counts, others: Iterable[Counts]) -> Evidence:
    """A person's tickets beside those of the others."""
    others = [one for one in others if one]
    n = sum(count for _, count in own.values())
    if n < FEWEST or len(others) < FEWEST_OTHERS:
        return Evidence(metric, n)
    usual = _Usual(others)
    expected = own_variance = usual_variance = 0.0
    for cell, (_, count) in own.items():
        share, weight = usual.share(cell)
        expected += count * share
        own_variance += count * share * (1 - share)
        usual_variance += count**2 * share * (1 - share) / weight
    share = sum(good for good, _ in own.values()) / n
    effective = n * own_variance / (own_variance + usual_variance) if own_variance else n
    low, high = wilson(share, effective)
    likely = min(1.0, expected / n)
    verdict = "below" if likely > high else "above" if likely < low else "same"
    return Evidence(metric, n, share, low, high, likely, verdict)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The ends of Wilson's interval of a share of ``n``."""
    squared = CERTAINTY**2
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = CERTAINTY * sqrt(share * (1 - share) / n + squared / (4 * n**2)) / (1 + squared / n)
    # At none and at all the ends are 0 and 1 themselves, which a sum of floats misses by a hair.
    return max(0.0, middle - half) if share > 0 else 0.0, min(1.0, middle + half) if share < 1 else 1.0


class _Usual:
    """The shares of the others: of all tickets, then cell by cell, each leaning on the coarser one."""

    def __init__(self, others: Iterable[Counts]) -> None:
        self._counts: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for one in others:
            for cell, (good, count) in one.items():
                for depth in range(len(cell) + 1):
                    held = self._counts[cell[:depth]]
                    held[0] += good
                    held[1] += count

    def share(self, cell: Cell) -> tuple[float, float]:
        """The share usual in a cell, and how many tickets stand behind it."""
        good, count = self._counts[()]
        usual, weight = good / count, count
        for depth in range(1, len(cell) + 1):
            good, count = self._counts.get(cell[:depth], (0.0, 0.0))
            weight = count + LEANING
            usual = (good + LEANING * usual) / weight
        return usual, weight
