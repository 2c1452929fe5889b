"""What a part of the tickets adds to a change of the whole, without a remainder.

Of a count the change of a part is its difference. A rate or a mean is a total over a weight (what was counted), so that
it moves in two ways: its parts' own rates move (*level*), and the weight moves between parts of different rate (*mix*).
With a part's share of the weight w, its rate r and the rate of the whole R, before (0) and now (1)::

    level = (w0 + w1) / 2 · (r1 − r0)
    mix   = (w1 − w0) · ((r0 + r1) / 2 − (R0 + R1) / 2)

This is Kitagawa's decomposition ("Components of a difference between two rates", JASA 50, 1955) with the averages of
both periods as standard, so that there is no interaction term. Since the shares' changes add up to nought, the mean
rate of the whole may be taken off, which makes the mix of a single part mean something: more weight on a part that lies
above the rest raises the whole. Level and mix of all parts of a whole add up to R1 − R0 exactly.

A part that is absent from one of the periods has no rate there: its whole effect is mix. Level + mix is linear in the
rows (``t1/W1 − t0/W0 − (w1 − w0) (R0 + R1) / 2``), so that parts of parts add up as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Figures may be int, float or Fraction; whatever is put in is calculated with.
Figure = Any


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows of one period add up to.

    ``total`` is a count, or the sum of a measure's figures over its rows; ``weight`` what a rate divides it by;
    ``squares`` the sum of the figures' squares, for a mean's variance.
    """

    total: Figure = 0
    weight: Figure = 0
    squares: Figure = 0

    @property
    def rate(self) -> Figure | None:
        """The total by its weight; None where nothing was weighed."""
        return self.total / self.weight if self.weight else None

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.total + other.total, self.weight + other.weight, self.squares + other.squares)

    def __sub__(self, other: Sums) -> Sums:
        return Sums(self.total - other.total, self.weight - other.weight, self.squares - other.squares)


@dataclass(frozen=True, slots=True)
class Moved:
    """The same rows' description in both periods."""

    now: Sums = Sums()
    before: Sums = Sums()

    def __add__(self, other: Moved) -> Moved:
        return Moved(self.now + other.now, self.before + other.before)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a part adds to the change of the whole; of a rate ``change`` = ``level`` + ``mix``."""

    change: Figure
    level: Figure = 0
    mix: Figure = 0

    @property
    def by_mix(self) -> bool:
        """Whether the part matters by how many of all it was rather than by its own rate."""
        return bool(abs(self.mix) > abs(self.level))


def effect(part: Moved, whole: Moved, *, rate: bool) -> Effect:
    """The effect of a part on the whole's count, or on its rate (which must be known in both periods)."""
    if not rate:
        change = part.now.total - part.before.total
        return Effect(change, level=change)
    now, before = part.now.weight / whole.now.weight, part.before.weight / whole.before.weight
    middle = (whole.now.total / whole.now.weight + whole.before.total / whole.before.weight) / 2
    moved = part.now.total / whole.now.weight - part.before.total / whole.before.weight
    change = moved - (now - before) * middle
    if not part.now.weight or not part.before.weight:
        return Effect(change, mix=change)
    level = (now + before) / 2 * (part.now.total / part.now.weight - part.before.total / part.before.weight)
    return Effect(change, level, change - level)


def share(part: Moved, whole: Moved, *, rate: bool) -> float:
    """Which part of the whole it was, the mean of both periods (a period without any is left out)."""
    name = "weight" if rate else "total"
    pairs = [(getattr(one, name), getattr(all_, name)) for one, all_ in zip(_both(part), _both(whole), strict=True)]
    shares = [one / all_ for one, all_ in pairs if all_]
    return float(sum(shares) / len(shares)) if shares else 0.0


def _both(moved: Moved) -> tuple[Sums, Sums]:
    return moved.now, moved.before
