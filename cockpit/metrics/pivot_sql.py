"""From a PivotQuestion to SQL: one query a measure for all levels, by grouping sets over the rows the metric yields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cockpit.access import Rights
from cockpit.metrics.catalogue import DIMENSIONS, Metric
from cockpit.metrics.compose import (
    Columns,
    Composed,
    head,
    last_days,
    membership,
    parts_from,
    quoted,
    share_sql,
    split_sql,
)
from cockpit.metrics.pivot import MOST_CELLS, REST, PivotQuestion
from cockpit.metrics.question import Question
from cockpit.periods import UNITS

Kept = Mapping[str, Sequence[str]]
Levels = tuple[int, int]


def pivot_sql(
    metric: Metric, pivot: PivotQuestion, asked: Question, kept: Kept, rights: Rights, columns: Columns
) -> Composed:
    """One row a cell of any level: the splits, ``row_level``, ``col_level``, ``value``, ``n``; in no order.

    ``asked`` is the pivot's question for this measure over the period that is looked at.
    """
    begun = head(metric, asked.without(metric.share_of), rights, columns)
    parameters = dict(begun.parameters) | {"cells": MOST_CELLS + 1}
    keyed = ", ".join(f"{sql} as {_key(place)}" for place, sql in enumerate(_keys(pivot, kept, parameters)))
    arms = []
    for units, levels in _arms(metric, pivot):
        standing = "" if units is None else f"\nwhere day in ({last_days(units)})"
        sets = ", ".join(f"({', '.join(_key(place) for place in _places(pivot, level))})" for level in levels)
        select = _select(metric, pivot, asked, levels, parameters)
        arms.append(f"select {select}\nfrom keyed{standing}\ngroup by grouping sets ({sets})")
    extra = f", {keyed}" if keyed else ""
    sql = f"{begun.sql},\nkeyed as (\nselect *{extra} from {parts_from(pivot.by)}\n)\n" + "\nunion all\n".join(arms)
    if metric.share_of is not None:
        sql = f"with cells as (\n{sql}\n)\nselect * from cells where n > 0 or row_level + col_level = 0"
    return Composed(f"{sql}\nlimit :cells", parameters)


def _keys(pivot: PivotQuestion, kept: Kept, parameters: dict[str, object]) -> Iterator[str]:
    """The SQL of each split's key, the values that no top N keeps folded into REST."""
    for place, name in enumerate(pivot.by):
        if name not in kept:
            yield split_sql(name)
            continue
        column = DIMENSIONS[name]
        parameters["rest"] = REST
        member = membership(column, kept[name], f"top_{place}", parameters)
        yield f"case when {member} then cast({quoted(column)} as varchar) else :rest end"


def _select(
    metric: Metric, pivot: PivotQuestion, asked: Question, levels: Sequence[Levels], parameters: dict[str, object]
) -> str:
    """The columns of the cells of these levels; null for a split that none of them is grouped by."""
    grouped = {place for level in levels for place in _places(pivot, level)}
    named = [f"{_key(place) if place in grouped else 'null'} as {quoted(name)}" for place, name in enumerate(pivot.by)]
    rows = [place for place in grouped if place < len(pivot.rows)]
    cols = [place for place in grouped if place >= len(pivot.rows)]
    value, n = metric.value, metric.n
    if metric.share_of is not None:
        others = [_key(place) for place in grouped if pivot.by[place] != metric.share_of]
        value, n = share_sql(metric.share_of, asked, [*map(_grouping, grouped), *others], parameters)
    level = [f"{_level(rows)} as row_level", f"{_level(cols)} as col_level"]
    return ", ".join([*named, *level, f"{value} as value", f"{n} as n"])


def _level(places: Sequence[int]) -> str:
    """How many of these keys a cell is grouped by."""
    summed = " - ".join([str(len(places)), *map(_grouping, places)])
    return f"cast({summed} as tinyint)"


def _grouping(place: int) -> str:
    """0 where a cell is grouped by the key, else 1."""
    return f"grouping({_key(place)})"


def _arms(metric: Metric, pivot: PivotQuestion) -> Iterator[tuple[tuple[str, ...] | None, list[Levels]]]:
    """The levels that are taken over the same rows, and the units of time at whose ends these stand.

    A flow is taken over all rows, of None. A stock is not summed over time: its subtotal over months is the stock at
    the end of the last.
    """
    every = [(row, col) for row in range(len(pivot.rows) + 1) for col in range(len(pivot.cols) + 1)]
    if not metric.stock or not set(UNITS) & set(pivot.by):
        yield None, every
        return
    standing: dict[tuple[str, ...], list[Levels]] = {}
    for level in every:
        names = [pivot.by[place] for place in _places(pivot, level)]
        standing.setdefault(tuple(unit for unit in UNITS if unit in names), []).append(level)
    for units, levels in standing.items():
        yield None if "day" in units else units, levels


def _places(pivot: PivotQuestion, level: Levels) -> list[int]:
    """The places among all splits that a level is grouped by."""
    row, col = level
    return [*range(row), *range(len(pivot.rows), len(pivot.rows) + col)]


def _key(place: int) -> str:
    return f"key_{place}"
