"""A Pivot arranged as a finished table: headers in order, cells in arrays; for screen, workbook and command line alike.

Keys stay codes and days; they are worded where they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cockpit.errors import UsageError
from cockpit.metrics import REST, Figures, Metric, Pivot
from cockpit.metrics.cells import numbered
from cockpit.metrics.pivot import Key
from cockpit.periods import UNITS
from cockpit.records import RECORDS

# What a cell holds. A combination that does not occur is not the same as one whose figure is unknown, nor as 0.
ABSENT, NO_DATA, FIGURE = 0, 1, 2
SHARES = ("row", "column", "total")
POINTS = ("share", "percent100")  # units of rates and scores
# Codes that have an order of their own, by the split they are the keys of.
ORDERS = {column.name: column.choices for column in RECORDS["tickets"].columns if column.choices}
# A dense table of more than this would fill memory and nobody would read it.
MOST = 1_000_000

Kind = Literal["leaf", "subtotal", "total"]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Keys = tuple[Key, ...]


@dataclass(frozen=True)
class Header:
    """A row or a column: its keys from the outermost split on, as many as its level; the grand total has none."""

    keys: Keys
    kind: Kind

    @property
    def level(self) -> int:
        return len(self.keys)

    @property
    def named(self) -> bool:
        """Whether it is of one value each: neither of what nobody filled in nor of the rest beyond a top N."""
        return None not in self.keys and REST not in self.keys


@dataclass(frozen=True)
class Sort:
    """By what rows (or columns) stand in order, within their parents.

    Last come what has no figure, then the value nobody filled in, then the rest.
    ``measure`` None: by their own keys. Otherwise by a figure of that measure in the column (or row) of the keys
    ``at``, () the grand total; ``by`` is the name of one of Measured's arrays.
    """

    measure: str | None = None
    at: Keys = ()
    by: str = "value"
    descending: bool = True


@dataclass(frozen=True)
class Measured:
    """One measure's cells, in arrays of rows × columns; nan where there is no figure.

    ``state`` is ABSENT where nothing of any measure occurs; where something does, a count of none is 0 and anything
    else is NO_DATA. So it is at every level. ``difference`` and ``change`` (a share of
    the earlier figure; a rate or score, which moves by points, has none) stand beside the comparison; of counts what is
    absent counts as 0 there. ``share`` is the part of the row, column or total, for counts alone.
    """

    metric: Metric
    value: Floats
    n: Numbers
    state: npt.NDArray[np.int8]
    value_against: Floats | None = None
    n_against: Numbers | None = None
    difference: Floats | None = None
    change: Floats | None = None
    share: Floats | None = None
    lacking: tuple[str, ...] = ()

    def face(self, show: str) -> str:
        """Which of the arrays stands for ``show``: a change is told as a difference where there is no other."""
        return "difference" if show == "change" and self.change is None else show


@dataclass(frozen=True)
class Arranged:
    """The finished table. A subtotal row stands before its members, a subtotal column after; grand totals are last."""

    pivot: Pivot
    rows: tuple[Header, ...]
    cols: tuple[Header, ...]
    measures: tuple[Measured, ...]
    share: str | None = None

    def cell(self, row: int, col: int) -> dict[str, Any]:
        """What Cockpit.rows takes for the cell at these places."""
        return self.pivot.cell(self.rows[row].keys, self.cols[col].keys)


def arranged(pivot: Pivot, *, rows: Sort | None = None, cols: Sort | None = None, share: str | None = None) -> Arranged:
    """The table of a pivot; UsageError for a share or a sort there is not, and for a table too large to be read."""
    if share not in (None, *SHARES):
        raise UsageError("unknown_share", name=share, known=list(SHARES))
    tables = [figures.table for figures in pivot.figures if not figures.lacking]
    row_axis = _Axis.of(tables, pivot.question.rows, "row_level")
    col_axis = _Axis.of(tables, pivot.question.cols, "col_level")
    if len(row_axis.headers) * len(col_axis.headers) * len(pivot.figures) > MOST:
        raise UsageError("pivot_too_large", count=f"{MOST:,}")
    occurs = _occurring(row_axis, col_axis)
    places = iter(zip(row_axis.places, col_axis.places, strict=True))
    measures = [
        _lacking(figures, occurs) if figures.lacking else _measured(figures, *next(places), occurs)
        for figures in pivot.figures
    ]
    if share:
        measures = [_shared(one, pivot, row_axis, col_axis, share) for one in measures]
    row_order = row_axis.ordered(_sorted_by(measures, rows, col_axis, 1), rows, parents_first=True)
    col_order = col_axis.ordered(_sorted_by(measures, cols, row_axis, 0), cols, parents_first=False)
    grid = np.ix_(row_order, col_order)
    return Arranged(
        pivot,
        tuple(row_axis.headers[place] for place in row_order),
        tuple(col_axis.headers[place] for place in col_order),
        tuple(_taken(one, grid) for one in measures),
        share,
    )


@dataclass(frozen=True)
class _Axis:
    """The headers of one side, in no order; ``places`` gives, a table, each of its rows' header."""

    headers: tuple[Header, ...]
    places: tuple[Numbers, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, tables: Sequence[pa.Table], names: tuple[str, ...], level: str) -> _Axis:
        if not tables:
            return cls((Header((), "total"),), (), names)
        whole = pa.concat_tables([table.select([*names, level]) for table in tables], promote_options="permissive")
        numbers = numbered(whole.columns, whole.num_rows)
        _, first = np.unique(numbers, return_index=True)
        found = [tuple(row[name] for name in names)[: row[level]] for row in whole.take(pa.array(first)).to_pylist()]
        ancestors = {keys[:end] for keys in found for end in range(len(keys))} | {()}
        headers = [Header(keys, _kind(keys, len(names))) for keys in [*found, *ancestors.difference(found)]]
        ends = np.cumsum([table.num_rows for table in tables])[:-1]
        return cls(tuple(headers), tuple(np.split(numbers, ends)), names)

    @cached_property
    def known(self) -> dict[Keys, int]:
        return {header.keys: place for place, header in enumerate(self.headers)}

    def parents(self) -> Iterator[tuple[int, int]]:
        """Each header's place and that of its parent, the innermost first."""
        for place, header in sorted(enumerate(self.headers), key=lambda pair: -pair[1].level):
            if header.keys:
                yield place, self.known[header.keys[:-1]]

    def place(self, keys: Keys) -> int:
        """Where the header of these keys stands; UsageError if there is none."""
        if keys in self.known:
            return self.known[keys]
        raise UsageError("unknown_header", name=" / ".join(map(str, keys)))

    @property
    def total(self) -> int:
        return self.place(())

    def ordered(self, figures: Floats | None, sort: Sort | None, *, parents_first: bool) -> list[int]:
        """The places of the headers in order: members with their parents, the grand total last."""
        members: dict[Keys, list[int]] = {}
        ranks: dict[int, tuple[int, Any]] = {}
        for place, header in enumerate(self.headers):
            if header.keys:
                members.setdefault(header.keys[:-1], []).append(place)
                ranks[place] = _natural(header.keys[-1], ORDERS.get(self.names[header.level - 1], ()))
        for places in members.values():
            places.sort(key=ranks.__getitem__)
            if sort is not None:
                places[:] = self._sorted(places, figures, sort)
        return [*self._walk((), members, parents_first=parents_first), self.total]

    def _sorted(self, places: list[int], figures: Floats | None, sort: Sort) -> list[int]:
        """Equals keep the order of their keys."""
        if figures is None:
            ends = [place for place in places if self._last(place)]
            kept = [place for place in places if not self._last(place)]
            return [*(reversed(kept) if sort.descending else kept), *ends]
        sign = -1 if sort.descending else 1
        known = [place for place in places if not np.isnan(figures[place]) and not self._last(place)]
        known.sort(key=lambda place: sign * figures[place])
        unknown = [place for place in places if np.isnan(figures[place]) and not self._last(place)]
        return [*known, *unknown, *filter(self._last, places)]

    def _last(self, place: int) -> bool:
        return self.headers[place].keys[-1] in (None, REST)

    def _walk(self, parent: Keys, members: Mapping[Keys, Sequence[int]], *, parents_first: bool) -> Iterator[int]:
        for place in members.get(parent, ()):
            if parents_first:
                yield place
            yield from self._walk(self.headers[place].keys, members, parents_first=parents_first)
            if not parents_first:
                yield place


def _kind(keys: Keys, depth: int) -> Kind:
    if not keys:
        return "total"
    return "leaf" if len(keys) == depth else "subtotal"


def _natural(key: Key, codes: Sequence[str]) -> tuple[int, Any]:
    """Codes in their order, other texts with the numbers in them by size; then the empty value, the rest at the end."""
    if key is None:
        return (2, 0)
    if key == REST:
        return (3, 0)
    if key in codes:
        return (0, codes.index(str(key)))
    if isinstance(key, str):
        return (1, [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", key)])
    return (1, key)


def _occurring(rows: _Axis, cols: _Axis) -> Flags:
    """Where anything of any measure occurs; what holds such a cell occurs as well, and the grand total always."""
    occurs: Flags = np.zeros((len(rows.headers), len(cols.headers)), bool)
    occurs[rows.total, cols.total] = True
    for at in zip(rows.places, cols.places, strict=True):
        occurs[at] = True
    for place, parent in rows.parents():
        occurs[parent] |= occurs[place]
    for place, parent in cols.parents():
        occurs[:, parent] |= occurs[:, place]
    return occurs


def _measured(figures: Figures, rows: Numbers, cols: Numbers, occurs: Flags) -> Measured:
    """``occurs``: where there is anything at all."""
    table, count = figures.table, figures.metric.unit == "count"
    total = np.flatnonzero(_levels(table) == 0)[0]

    def spread(name: str, nothing: float) -> Floats:
        grid: Floats = np.full(occurs.shape, nothing)
        grid[rows, cols] = _floats(table, name)
        return grid

    def valued(name: str) -> tuple[Floats, bool]:
        """A count of none is 0 where the whole has a figure."""
        grid = spread(name, np.nan)
        spanned = count and not np.isnan(_floats(table, name)[total])
        if spanned:
            grid[np.isnan(grid) & occurs] = 0
        return grid, spanned

    value, spanned = valued("value")
    n = spread("n", 0).astype(np.int64)
    state = np.where(np.isnan(value), np.where(occurs, NO_DATA, ABSENT), FIGURE).astype(np.int8)
    one = Measured(figures.metric, value, n, state)
    if "value_against" not in table.column_names:
        return one
    against, also_spanned = valued("value_against")
    now, then = value, against
    if spanned and also_spanned:
        occurs = ~(np.isnan(now) & np.isnan(then))
        now, then = (np.where(occurs & np.isnan(grid), 0.0, grid) for grid in (now, then))
    difference = now - then
    change = None
    if figures.metric.unit not in POINTS:
        change = np.divide(difference, np.abs(then), out=np.full(occurs.shape, np.nan), where=then != 0)
    return replace(
        one,
        value_against=against,
        n_against=spread("n_against", 0).astype(np.int64),
        difference=difference,
        change=change,
    )


def _lacking(figures: Figures, occurs: Flags) -> Measured:
    nothing: Floats = np.full(occurs.shape, np.nan)
    state = np.where(occurs, NO_DATA, ABSENT).astype(np.int8)
    return Measured(figures.metric, nothing, np.zeros(occurs.shape, np.int64), state, lacking=figures.lacking)


def _shared(one: Measured, pivot: Pivot, rows: _Axis, cols: _Axis, share: str) -> Measured:
    """Only what adds up has parts: counts, and a stock's where no time divides what is to be the whole."""
    over = {"row": pivot.question.cols, "column": pivot.question.rows, "total": pivot.question.by}[share]
    if one.metric.unit != "count" or one.lacking or (one.metric.stock and set(UNITS) & set(over)):
        return one
    whole = {
        "row": one.value[:, [cols.total]],
        "column": one.value[[rows.total], :],
        "total": one.value[[rows.total], cols.total],
    }[share]
    whole = np.broadcast_to(whole, one.value.shape)
    part = np.divide(one.value, whole, out=np.full(one.value.shape, np.nan), where=whole != 0)
    return replace(one, share=part)


def _sorted_by(measures: Sequence[Measured], sort: Sort | None, other: _Axis, axis: int) -> Floats | None:
    """The figures to sort one side by: those in one header of the other side."""
    if sort is None or sort.measure is None:
        return None
    one = next((one for one in measures if one.metric.name == sort.measure), None)
    if one is None:
        raise UsageError("unknown_metric", name=sort.measure, nearest=measures[0].metric.name)
    grid = _grids(one).get(one.face(sort.by))
    if grid is None:
        raise UsageError("unknown_sort", name=sort.by, known=list(_grids(one)))
    figures: Floats = np.take(grid, other.place(sort.at), axis=axis).astype(np.float64)
    return figures


def _grids(one: Measured) -> dict[str, npt.NDArray[Any]]:
    return {name: cells for name, cells in vars(one).items() if isinstance(cells, np.ndarray)}


def _taken(one: Measured, grid: Any) -> Measured:
    return replace(one, **{name: cells[grid] for name, cells in _grids(one).items()})


def _levels(table: pa.Table) -> Numbers:
    levels: Numbers = _floats(table, "row_level").astype(np.int64) + _floats(table, "col_level").astype(np.int64)
    return levels


def _floats(table: pa.Table, name: str) -> Floats:
    figures: Floats = table[name].cast(pa.float64()).to_numpy()
    return figures
