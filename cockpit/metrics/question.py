"""What can be asked of a metric, and what comes back. The same Answer goes to page, wall, slide, file and CLI."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import pyarrow as pa

from cockpit.errors import UsageError, nearest
from cockpit.metrics.catalogue import CATALOGUE, COMPUTED, DIMENSIONS, TIMES, Metric
from cockpit.periods import UNITS, Period

Filters = tuple[tuple[str, tuple[str, ...]], ...]
AGAINST = ("previous", "last-year")
# A filter value that stands for rows whose cell is empty.
EMPTY = ""


@dataclass(frozen=True)
class Question:
    """A metric over a period, split ``by`` times and dimensions, narrowed by ``filters``, compared ``against``.

    ``filters`` are (dimension, values); values of one dimension are alternatives, dimensions narrow each other. Of a
    ``course``, units of time one after the other, each is compared with a whole one: see ``compare.earlier_of``.
    """

    metric: str
    period: Period
    by: tuple[str, ...] = ()
    filters: Filters = ()
    against: str | None = None
    course: bool = False

    def checked(self) -> Metric:
        """The metric asked for; UsageError naming the nearest right name for whatever is not known."""
        metric = CATALOGUE.get(self.metric)
        if metric is None:
            raise UsageError("unknown_metric", name=self.metric, nearest=nearest(self.metric, CATALOGUE))
        if metric.stock and "status" in {*self.by, *dict(self.filters)}:
            # a ticket's status is known of today alone, not of the instants a stock is taken at
            raise UsageError("status_of_stock", metric=self.metric)
        for split in self.by:
            if split not in metric.splits:
                near = nearest(split, metric.splits)
                raise UsageError("unknown_split", name=split, metric=self.metric, nearest=near, dims=metric.splits)
        for dimension, _ in self.filters:
            if dimension not in DIMENSIONS or dimension in COMPUTED:
                raise UsageError("unknown_filter", name=dimension, nearest=nearest(dimension, DIMENSIONS))
        if self.against not in (None, *AGAINST):
            raise UsageError("unknown_comparison", name=self.against, known=list(AGAINST))
        return metric

    def whole(self) -> Question:
        """The same question without its splits: the total, recomputed from the rows."""
        return replace(self, by=())

    def without(self, dimension: str | None) -> Question:
        """The same question without its filter on a dimension."""
        return replace(self, filters=tuple(pair for pair in self.filters if pair[0] != dimension))


@dataclass(frozen=True)
class Rest:
    """In the place of a cell's value of a dimension: every other than these. EMPTY among them is the empty one."""

    kept: tuple[str, ...]


@dataclass(frozen=True)
class Clocks:
    """When the newest record of the source is from, when it was synced, and when the question was asked (UTC)."""

    source: datetime | None
    sync: datetime
    asked: datetime


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, and everything needed to question it.

    ``table`` has one column a split, then ``value`` (null = no data) and ``n`` (rows counted), and with a comparison
    ``value_against`` and ``n_against``. ``lacking`` names the records or columns the site does not provide; then
    there are no rows.
    """

    metric: Metric
    question: Question
    snapshot: str
    table: pa.Table
    clocks: Clocks
    against: Period | None = None
    lacking: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows

    @property
    def value(self) -> float | None:
        """The single value of an answer without splits; None if there is no data."""
        return self._single("value")

    @property
    def value_against(self) -> float | None:
        """The single value of the comparison period; None if there is none or no data."""
        return self._single("value_against")

    @property
    def n(self) -> int:
        """How many rows were counted in all; of a stock split by time, those at the end of the last unit."""
        rows = self.rows
        unit = next((split for split in self.question.by if split in UNITS), None)
        if self.metric.stock and unit and rows:
            last = max(row[unit] for row in rows if row[unit] is not None)
            rows = [row for row in rows if row[unit] == last]
        return sum(row["n"] or 0 for row in rows)

    def _single(self, column: str) -> float | None:
        return self.rows[0].get(column) if self.rows else None


def merged(filters: Filters, more: Filters) -> Filters:
    """Both, a dimension of ``more`` standing before the same one of ``filters``."""
    named = dict(filters) | dict(more)
    return tuple(sorted(named.items()))


def chains(questions: Iterable[Question]) -> list[list[Question]]:
    """Questions that differ only in how far they split stand together, each splitting further than the one before.

    One query answers such a chain. Times and shares of a dimension stand alone.
    """
    found: list[list[Question]] = []
    for question in sorted(questions, key=lambda one: len(one.by)):
        for chain in found:
            last = chain[-1]
            if replace(question, by=last.by) == last and question.by[: len(last.by)] == last.by and _chained(question):
                chain.append(question)
                break
        else:
            found.append([question])
    return found


def _chained(question: Question) -> bool:
    return CATALOGUE[question.metric].share_of is None and not set(question.by) & set(TIMES)
