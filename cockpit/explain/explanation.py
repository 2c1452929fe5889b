"""A change taken apart: its parts, what each adds, and which of them are worth telling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cockpit.explain.effects import Effect, Moved
from cockpit.metrics import Answer, Question
from cockpit.metrics.formula import COUNT, RATIO, Formula
from cockpit.metrics.sides import Linear
from cockpit.periods import Period

Member = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Part:
    """The rows of one member of a dimension, or of a pair of dimensions.

    ``effect`` is what it adds to the change of the whole; ``share`` (0–1) which part of the whole it was, the mean of
    both periods. ``p`` is that of its own change (of its count, its rate, or where its mix outweighs that, of its
    share); ``chance`` whether that may be chance among all that was looked at, None where it was not looked at.
    """

    member: Member
    moved: Moved
    effect: Effect
    share: float
    p: float | None = None
    chance: bool | None = None

    @property
    def cell(self) -> dict[str, object]:
        """The cell whose rows these are: the question split by its dimensions has this row."""
        return dict(self.member)

    @property
    def known(self) -> bool:
        """Whether no cell of it is the empty one."""
        return all(value is not None for _, value in self.member)


@dataclass(frozen=True)
class Explanation:
    """Why a measure moved from one period to another.

    ``answer`` holds both values, or says what is lacking. ``whole`` is everything as one part; its effect is the change
    (of a quantile: of the share above ``threshold``, its former value). ``singles``: every member of every dimension,
    the furthest first; they add up to the change. ``pairs``: the members of pairs that add at least ``least``, the
    furthest first. ``listed``: the furthest of both that are named in full, each finding once; ``alike`` holds, by the
    member of a listed part, the others that rest on almost the same rows. ``told``: the few parts that explain most,
    none of them mostly inside another; ``told_effect`` what they add together, rows in two of them counted once.
    ``against``: a part that moved notably the other way. ``examined``: how many members and pairs were looked at, at
    most.
    """

    answer: Answer
    formula: Formula
    threshold: float | None = None
    whole: Part | None = None
    singles: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    pairs: tuple[Part, ...] = ()
    listed: tuple[Part, ...] = ()
    alike: Mapping[Member, tuple[Part, ...]] = field(default_factory=dict)
    told: tuple[Part, ...] = ()
    told_effect: float = 0.0
    against: Part | None = None
    least: float = 0.0
    examined: int = 0

    @property
    def change(self) -> float | None:
        """By how much the value moved; None without data in either period."""
        now, before = self.answer.value, self.answer.value_against
        return None if now is None or before is None else now - before

    @property
    def before(self) -> Period | None:
        """The period compared with."""
        return self.answer.against

    def question(self, *, former: bool = False) -> Question:
        """The question whose rows a part's are, in the later or the ``former`` period."""
        asked = replace(self.answer.question, by=(), against=None)
        return replace(asked, period=self.answer.against) if former and self.answer.against else asked

    def n(self, part: Part, *, former: bool = False) -> int:
        """How many rows a part has, as its cell of the answer counts them."""
        sums = part.moved.before if former else part.moved.now
        counts = self.formula.kind in (COUNT, RATIO) or self.answer.metric.share_of
        return int(sums.total if counts else sums.weight)

    def weight(self, part: Part, *, former: bool = False) -> float:
        """Which part of the whole's weight (of a count, of the whole) a part has, 0–1."""
        assert self.whole is not None
        sums, whole = (one.before if former else one.now for one in (part.moved, self.whole.moved))
        one, all_ = (sums.weight, whole.weight) if self.formula.rate else (sums.total, whole.total)
        return float(one / all_) if all_ else 0.0

    def value(self, part: Part, *, former: bool = False) -> float | None:
        """A part's own value: its count, or its rate (of a quantile, its share above the threshold)."""
        sums = part.moved.before if former else part.moved.now
        if not self.formula.rate:
            return int(sums.total) if self.formula.kind == COUNT else float(sums.total)
        return None if sums.rate is None else float(sums.rate)


def linear(whole: Moved, least: float, *, rate: bool) -> Linear:
    """A row's effect on the change as factors of its sums: the effect of effects.py is linear in the rows."""
    if not rate:
        return Linear(1.0, -1.0, 0.0, 0.0, least)
    now, before = whole.now, whole.before
    middle = (now.total / now.weight + before.total / before.weight) / 2
    return Linear(1 / now.weight, -1 / before.weight, -middle / now.weight, middle / before.weight, least)
