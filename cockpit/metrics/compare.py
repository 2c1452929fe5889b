"""An answer beside the answer of an earlier period: which period that is, and which row stands beside which."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from cockpit.metrics.question import Question
from cockpit.periods import UNITS, Period, against, start, unit_of, unit_starts, units_before, year_before

Key = tuple[Any, ...]


def compared_period(period: Period, kind: str, today: date) -> Period:
    """The period an answer is compared with: the one before it, or the same of last year."""
    return against(kind, period, today)


def earlier_of(question: Question, today: date) -> Period:
    """The period that a question's answer is compared with.

    The course of a span of several weeks, months, quarters or years stands beside as many whole ones: as many days
    would begin in the midst of one. A pivot's levels stand beside one period, whatever splits them.
    """
    assert question.against
    period = question.period
    unit = next((unit for unit in UNITS if unit in question.by), "day")
    whole_units = unit != "day" and unit_of(period) is None and start(period.first, unit) == period.first
    if question.course and question.against == "previous" and whole_units:
        return units_before(period, unit, today)
    return compared_period(period, question.against, today)


def beside(table: pa.Table, other: pa.Table, question: Question, earlier: Period) -> pa.Table:
    """``table`` with ``value_against`` and ``n_against`` taken from ``other``.

    Combinations that occur only in the earlier period are added with a null value and n 0, so that what vanished is
    seen.
    """
    aligned = moves(question, earlier)
    backs = {position: {then: now for now, then in reversed(move.items())} for position, move in aligned.items()}
    former = {_key(row, question): row for row in other.to_pylist()}
    rows, seen = table.to_pylist(), set()
    for row in rows:
        key = _moved(_key(row, question), aligned)
        seen.add(key)
        match = former.get(key)
        row["value_against"], row["n_against"] = (match["value"], match["n"]) if match else (None, 0)
    for key, row in former.items():
        now = _moved(key, backs)
        if key not in seen and all(now[position] is not None for position in aligned):
            named = dict(zip(question.by, now, strict=True))
            rows.append(named | {"value": None, "n": 0, "value_against": row["value"], "n_against": row["n"]})
    rows.sort(key=lambda row: [(row[name] is None, row[name]) for name in question.by])
    schema = table.schema.append(pa.field("value_against", other.schema.field("value").type)).append(
        pa.field("n_against", other.schema.field("n").type)
    )
    return pa.Table.from_pylist(rows, schema=schema)


def moves(question: Question, earlier: Period) -> dict[int, dict[date, date]]:
    """For each split that is a calendar unit: the unit of the earlier period that a unit stands beside.

    A year apart that is the same date or ISO week, otherwise the one in the same position.
    """
    aligned = {}
    for position, split in enumerate(question.by):
        if split in UNITS:
            starts = unit_starts(question.period, split)
            if year_before(question.period.first, "day") == earlier.first:
                aligned[position] = {first: year_before(first, split) for first in starts}
            else:
                aligned[position] = dict(zip(starts, unit_starts(earlier, split), strict=False))
    return aligned


def _moved(key: Key, aligned: dict[int, dict[date, date]]) -> Key:
    """The key with its units moved; a unit without a counterpart becomes None."""
    return tuple(aligned[i].get(value) if i in aligned else value for i, value in enumerate(key))


def _key(row: dict[str, Any], question: Question) -> Key:
    return tuple(row[name] for name in question.by)
