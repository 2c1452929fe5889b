"""A pivot: measures over rows × columns of several levels, every subtotal and total recomputed from the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cockpit.errors import UsageError
from cockpit.metrics.catalogue import DIMENSIONS, Metric
from cockpit.metrics.question import EMPTY, Clocks, Filters, Question, Rest
from cockpit.periods import Period

# The key of the member that the values beyond the first N are folded into; no text of a source holds this character.
REST = "\x1f"
# More cells than this nobody reads, and they would fill the memory: the pivot is refused.
MOST_CELLS = 250_000

Key = str | date | int | None


@dataclass(frozen=True)
class Top:
    """Of a dimension only the ``n`` values with the most of a measure; the others are one member, REST.

    The value nobody filled in stands beside them. ``by`` is the measure that ranks, None: the first of the pivot that
    has data. Values rank over the whole period.
    """

    dimension: str
    n: int
    by: str | None = None


@dataclass(frozen=True)
class PivotQuestion:
    """Measures over a period, split by the times and dimensions of ``rows`` and ``cols`` (outermost first).

    ``filters`` and ``against`` as in Question.
    """

    measures: tuple[str, ...]
    period: Period
    rows: tuple[str, ...] = ()
    cols: tuple[str, ...] = ()
    filters: Filters = ()
    against: str | None = None
    top: tuple[Top, ...] = ()

    @property
    def by(self) -> tuple[str, ...]:
        """Every split: those of the rows, then those of the columns."""
        return self.rows + self.cols

    def of(self, measure: str) -> Question:
        """The question for the leaves of one measure."""
        return Question(measure, self.period, self.by, self.filters, self.against)

    def ranking(self, top: Top, measure: str) -> Question:
        """The question whose answer ranks a dimension's values."""
        return Question(measure, self.period, (top.dimension,), self.filters)

    def checked(self) -> tuple[Metric, ...]:
        """The measures; UsageError for what is not known, stands twice, or cannot be split so."""
        if not self.measures:
            raise UsageError("pivot_without_measure")
        tops = [top.dimension for top in self.top]
        for names in (self.measures, self.by, tops):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise UsageError("pivot_twice", name=twice)
        for top in self.top:
            if top.dimension not in self.by or top.dimension not in DIMENSIONS:
                known = [name for name in self.by if name in DIMENSIONS]
                raise UsageError("pivot_top", name=top.dimension, dims=known)
            if top.n < 1:
                raise UsageError("pivot_top_number", text=top.n)
            if top.by:
                self.ranking(top, top.by).checked()
        return tuple(self.of(measure).checked() for measure in self.measures)


@dataclass(frozen=True)
class Figures:
    """One measure's cells of all levels.

    ``table`` has one column a split (rows, then columns; null beyond the level, and where the value is empty; REST for
    what is folded), ``row_level`` and ``col_level`` (how many of the splits of that side are kept to: 0 is the grand
    total, all of them a leaf), ``value`` (null = no data), ``n``, and with a comparison ``value_against`` and
    ``n_against``. A combination that does not occur has no row; the grand total always has one.
    ``lacking`` as in Answer; then there are no rows.
    """

    metric: Metric
    table: pa.Table
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pivot:
    """The figures of every measure, and everything needed to question them.

    ``kept`` are the values that a top N left standing by themselves, most first, EMPTY for the empty one.
    """

    question: PivotQuestion
    figures: tuple[Figures, ...]
    snapshot: str
    clocks: Clocks
    against: Period | None = None
    kept: Mapping[str, tuple[str, ...]] | None = None

    def cell(self, row: Sequence[Key], col: Sequence[Key]) -> dict[str, Any]:
        """What Cockpit.rows takes for the cell under these keys, as many on either side as its level has."""
        question = self.question
        pairs = [*zip(question.rows, row, strict=False), *zip(question.cols, col, strict=False)]
        return {name: self._member(name, key) for name, key in pairs}

    def _member(self, name: str, key: Key) -> Key | Rest:
        return Rest((self.kept or {})[name]) if key == REST else key


def ranked(rows: Sequence[Mapping[str, Any]], top: Top) -> tuple[str, ...]:
    """The values that stand by themselves: the most first, no data last, equals in the order they come.

    The empty value is beside them, not one of them: nobody asks for the top twenty devices and means none.
    """
    named = [row for row in rows if row[top.dimension] is not None]
    with_data = sorted((row for row in named if row["value"] is not None), key=lambda row: -row["value"])
    without = [row for row in named if row["value"] is None]
    kept = [str(row[top.dimension]) for row in (*with_data, *without)[: top.n]]
    return tuple(kept if len(named) == len(rows) else [*kept, EMPTY])
