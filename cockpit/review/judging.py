"""Whether what was decided moved its measure: the month against the one it was decided in, by a test for chance.

A verdict says what the figures did, not that the decision did it. Several decisions are several looks: what counts as
beyond chance is told among all of them (see explain/chance.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Final, Literal

from cockpit import periods
from cockpit.access import OUTSIDE
from cockpit.errors import UsageError
from cockpit.explain import chance, compared
from cockpit.ledger import Decision, Ledger
from cockpit.metrics import CATALOGUE, Metric
from cockpit.periods import Period
from cockpit.review.month import Month
from cockpit.review.numbers import Figure

Verdict = Literal["wanted", "against", "moved", "chance", "no_data", "untested", "unmeasured"]
OPEN: Final = "open"
DROPPED: Final = "dropped"


@dataclass(frozen=True)
class Judged:
    """A decision and what its measure did from the month it was decided in to the month looked at.

    ``verdict``: moved beyond chance as ``wanted`` or ``against`` that, or (where nobody said which way) just ``moved``;
    maybe ``chance``; ``no_data`` in one of the months; ``untested``: there is no test for such a measure;
    ``unmeasured``: it names no measure that this site has. ``p``: the p-value of the change. ``private``: the measure
    is one that only some rooms may see.
    """

    decision: Decision
    verdict: Verdict
    before: Figure | None = None
    now: Figure | None = None
    p: float | None = None
    private: bool = False

    @property
    def change(self) -> float | None:
        """By how much the measure moved; None without figures."""
        values = [one.value if one else None for one in (self.before, self.now)]
        return None if None in values else values[1] - values[0]  # type: ignore[operator]


def judged(month: Month) -> tuple[Judged, ...]:
    """The decisions of the month before and those still open from earlier, in the order they were made."""
    found = [_looked_at(month, one) for one in standing(month.ledger, month.period.first)]
    tested = [one.p for one in found if one.p is not None]
    limit = chance.threshold(tested, len(tested)) if tested else 0.0
    return tuple(_verdict(one, limit) if one.p is not None else one for one in found)


def standing(ledger: Ledger, month: date) -> list[Decision]:
    """The decisions that the review of a month (its first day) begins with."""
    before = periods.start(month - periods.DAY, "month")
    return [
        one
        for one in ledger.decisions()
        if one.state != DROPPED and (one.month == before or (one.month < before and one.state == OPEN))
    ]


def said(ledger: Ledger, month: date) -> str:
    """A word for what stands of those decisions."""
    return sha256(repr(standing(ledger, month)).encode()).hexdigest()


def _looked_at(month: Month, decision: Decision) -> Judged:
    """Both figures and the p-value; where there is none, why not."""
    metric = CATALOGUE.get(decision.metric or "")
    if metric is None or not month.offers(metric.name):
        return Judged(decision, "unmeasured")
    decided = periods.whole(decision.month, "month")
    private = not month.cockpit.offers(metric, OUTSIDE)
    try:
        before, now = (_figure(month, metric, decision, period) for period in (decided, month.period))
    except UsageError:  # a measure or a filter that is no more
        return Judged(decision, "unmeasured", private=private)
    found = Judged(decision, "untested", before, now, private=private)
    if None in (before.value, now.value):
        return replace(found, verdict="no_data")
    try:
        whole = compared(month.cockpit, month.question(metric.name, more=decision.filters), decided, month.rights)
    except UsageError:
        return found
    return found if whole is None else replace(found, p=whole.p)


def _figure(month: Month, metric: Metric, decision: Decision, period: Period) -> Figure:
    return month.figure(month.ask(month.question(metric.name, period=period, more=decision.filters)))


def _verdict(one: Judged, limit: float) -> Judged:
    """What a tested change is: beyond chance, which way against the one that was wanted."""
    change, metric = one.change or 0.0, CATALOGUE[one.decision.metric or ""]
    if one.p is None or one.p > limit or not change:
        return replace(one, verdict="chance")
    wanted = one.decision.wanted or metric.better
    if wanted not in ("higher", "lower"):
        return replace(one, verdict="moved")
    return replace(one, verdict="wanted" if (change > 0) == (wanted == "higher") else "against")
