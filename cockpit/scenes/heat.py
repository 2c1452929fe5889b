"""How dark a cell stands and in which colour: the same on the page, the wall, a slide and in a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cockpit.tables import Arranged, Flags, Floats, Measured, Numbers

# The colours: of size and of what is better, of what is worse, of a fall that is neither.
PLAIN, WORSE, FALLEN = range(3)
# A rate of two tickets may be 0 or 100 %: what lies beyond these parts of the cells takes no colour from the others.
ENDS: Final = (0.1, 0.9)
# Of fewer tickets a rate, a time or a change says little: it has no colour, and takes none from the others.
FEWEST: Final = 5
SAMPLED: Final = ("share", "hours", "percent100")


@dataclass(frozen=True)
class Scale:
    """The figures that stand palest and darkest, and in which colour."""

    pale: float
    dark: float
    tone: int


def leaves(table: Arranged) -> Flags:
    """The cells of one value each: totals would leave nothing of their colours, nor would what nobody filled in."""
    question = table.pivot.question
    found: Flags = np.outer(
        [header.level == len(question.rows) and header.named for header in table.rows],
        [header.level == len(question.cols) and header.named for header in table.cols],
    )
    return found


def weighty(one: Measured, where: Flags, *, changed: bool = False) -> Flags:
    """The cells of ``where`` that are of enough tickets to be coloured; a count is of as many as it says.

    ``changed``: their figures are changes in per cent; of counts one of the two must be of enough, from 1 to 17 tickets
    something has happened, from 1 to 2 nothing.
    """
    if one.metric.record != "tickets":
        return where
    former = one.n if one.n_against is None else one.n_against
    found: Flags = where
    if one.metric.unit in SAMPLED:
        found = where & (np.minimum(one.n, former) >= FEWEST)
    elif changed:
        found = where & (np.maximum(one.n, former) >= FEWEST)
    return found


def scale(one: Measured, figures: Floats, where: Flags) -> Scale | None:
    """Of counts the larger stands darker; of anything else that has a better side the worse, over most of its range."""
    known = figures[weighty(one, where) & np.isfinite(figures)]
    if not known.size or known.min() == known.max():
        return None
    low, high = float(known.min()), float(known.max())
    if one.metric.unit == "count":
        return Scale(low, high, PLAIN)
    least, most = (float(end) for end in np.quantile(known, ENDS))
    low, high = (least, most) if least < most else (low, high)
    if one.metric.better == "higher":
        return Scale(high, low, WORSE)
    return Scale(low, high, WORSE if one.metric.better == "lower" else PLAIN)


def heated(one: Measured, figures: Floats, where: Flags, *, compared: bool) -> tuple[Floats, Numbers]:
    """How dark the cells stand, 0 to 1 and nan without a colour, and in which; of a difference how far it went."""
    dark: Floats = np.full(figures.shape, np.nan)
    tones: Numbers = np.full(figures.shape, PLAIN, np.int64)
    changed = figures is one.change
    known = weighty(one, where, changed=changed) & np.isfinite(figures)
    if compared and known.any():
        far = np.abs(figures[known])
        most = float(np.quantile(far, ENDS[1]) if changed else far.max()) or float(far.max()) or 1.0
        dark[known] = np.minimum(1, far / most)
        rise, fall = {"lower": (WORSE, PLAIN), "higher": (PLAIN, WORSE)}.get(one.metric.better, (PLAIN, FALLEN))
        tones = np.where(figures < 0, fall, rise)
    elif found := scale(one, figures, where):
        dark[known] = np.clip((figures[known] - found.pale) / (found.dark - found.pale), 0, 1)
        tones = np.full(figures.shape, found.tone, np.int64)
    return dark, tones
