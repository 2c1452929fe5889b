"""An answer beside the answer of an earlier period: which period that is, and which row stands beside which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa

from cockpit.metrics.question import Question
from cockpit.periods import Period, last_year, previous, unit_starts

_UNITS = ("day", "week", "month", "quarter", "year")


def compared_period(period: Period, against: str, today: date) -> Period:
    """The period an answer is compared with: the one before it, or the same of last year."""
    return previous(period, today) if against == "previous" else last_year(period)


def beside(table: pa.Table, other: pa.Table, question: Question, earlier: Period) -> pa.Table:
    """``table`` with ``value_against`` and ``n_against`` taken from ``other``.

    Calendar units stand beside the unit of the same position in the earlier period. Combinations that occur only in
    the earlier period are added with a null value and n 0, so that what vanished is seen.
    """
    place = _place(question, earlier)
    former = {place(tuple(row[name] for name in question.by)): row for row in other.to_pylist()}
    rows = table.to_pylist()
    for row in rows:
        match = former.pop(tuple(row[name] for name in question.by), None)
        row["value_against"], row["n_against"] = (match["value"], match["n"]) if match else (None, 0)
    for key, row in former.items():
        if None not in key or not _has_unit(question):
            named = dict(zip(question.by, key, strict=True))
            rows.append(named | {"value": None, "n": 0, "value_against": row["value"], "n_against": row["n"]})
    rows.sort(key=lambda row: [(row[name] is None, row[name]) for name in question.by])
    schema = table.schema.append(pa.field("value_against", other.schema.field("value").type)).append(
        pa.field("n_against", other.schema.field("n").type)
    )
    return pa.Table.from_pylist(rows, schema=schema)


def _has_unit(question: Question) -> bool:
    return any(split in _UNITS for split in question.by)


def _place(question: Question, earlier: Period) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Maps the splits of an earlier row to those of the row it stands beside; a unit without one becomes None."""
    moves: dict[int, dict[date, date]] = {}
    for position, split in enumerate(question.by):
        if split in _UNITS:
            moves[position] = dict(zip(unit_starts(earlier, split), unit_starts(question.period, split), strict=False))

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(moves[i].get(value) if i in moves else value for i, value in enumerate(key))

    return place
