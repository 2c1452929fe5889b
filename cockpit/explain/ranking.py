"""Which few parts explain most of a change, without telling the same tickets twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from cockpit.explain.explanation import Part

MOST = 3
LEAST_PART = 0.15  # of the change, for a part to be told
STANDS_OUT = 0.1  # of the change, beyond what a part of its size would have added had all moved alike
MOSTLY_NEW = 0.7  # of a part's effect must come from rows not told already
ENOUGH = 0.9  # of the change
WORTH = 0.3  # of the change, for what moved the other way to be told
# What a part must outdo others by to be told instead: a pair is harder to grasp than a member; where and what come
# before how finely that is named, and before who had the ticket, which mostly follows from where it was. Of a count
# who had the tickets is no reason at all.
PAIR = 1.1
WHO = ("group", "engineer")
HARDER = {
    **dict.fromkeys(("device_type", "device", "level", "channel"), 1.2),
    "subcategory": 1.5,
    **dict.fromkeys(WHO, 2.0),
}


@dataclass(frozen=True)
class Atom:
    """Rows that lie in the same candidates (bit n of ``cells``: in the nth): what they add, and their share."""

    cells: int
    effect: float
    share: float


def excess(effect: float, share: float, change: float) -> float:
    """What a part adds beyond its share of the change, in the change's direction."""
    return (effect - share * change) * (1 if change > 0 else -1)


def score(effect: float, share: float, change: float, part: Part) -> float:
    """How strange it would be, had all moved alike: the square of the excess by the part's size, as in chi-square."""
    beyond = excess(effect, share, change)
    return max(beyond, 0.0) ** 2 / share / hardness(part) if share else 0.0


def hardness(part: Part) -> float:
    """How hard it is to grasp what a part is: a pair more than a member, who had the tickets more than where."""
    return float(PAIR ** (len(part.member) - 1) * prod(HARDER.get(dim, 1.0) for dim, _ in part.member))


def candidates(parts: Sequence[Part], change: float, most: int) -> list[Part]:
    """The parts most worth telling, the best first: members that are named and moved the way the whole did."""
    fit = [part for part in parts if part.known and part.effect.change * change > 0]
    ranked = sorted(fit, key=lambda part: score(part.effect.change, part.share, change, part), reverse=True)
    return ranked[:most]


def chosen(parts: Sequence[Part], atoms: Sequence[Atom], change: float) -> tuple[list[int], float]:
    """The places of the parts to tell, and what their rows add together."""
    taken: list[int] = []
    told = 0.0
    while len(taken) < MOST and told / change < ENOUGH:
        mask = sum(1 << place for place in taken)
        best, most = None, 0.0
        for place, part in enumerate(parts):
            new = [atom for atom in atoms if atom.cells >> place & 1 and not atom.cells & mask]
            effect, share = sum(atom.effect for atom in new), sum(atom.share for atom in new)
            worth = score(effect, share, change, part)
            if worth > most and _tellable(part, effect, share, change):
                best, most = place, worth
        if best is None:
            break
        taken.append(best)
        mask |= 1 << best
        told = sum(atom.effect for atom in atoms if atom.cells & mask)
    return taken, told


def _tellable(part: Part, new: float, share: float, change: float) -> bool:
    """No chance, a fair part of the change, more than its size, and mostly not told already."""
    return (
        part.chance is False
        and new / change >= LEAST_PART
        and excess(new, share, change) >= STANDS_OUT * abs(change)
        and abs(new) >= MOSTLY_NEW * abs(part.effect.change)
    )
