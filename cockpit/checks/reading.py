"""How one column is read: SQL for its value, SQL for what is wrong with a cell, and what was normalised.

Each reader first looks at the whole column once. A column without any irregular cell (the usual case) then costs a
bare expression; only irregular ones get the long chain.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import duckdb

from cockpit.checks.parsed import Job, Raw, first, literal
from cockpit.checks.tidy import in_one_line
from cockpit.errors import SourceError
from cockpit.records import Column, Kind

SQL_TYPES = {
    Kind.TEXT: "varchar",
    Kind.CHOICE: "varchar",
    Kind.TIME: "timestamptz",
    Kind.DAY: "date",
    Kind.MONTH: "date",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double",
    Kind.MONEY: "decimal(12,2)",
    Kind.FLAG: "boolean",
}
PERCENT = (0, 100)


@dataclass
class Reading:
    """One column as SQL over ``raw``: its value, the reason of a faulty cell (or None), tables joined for it."""

    value: str
    reason: str | None = None
    joins: list[str] = field(default_factory=list)


@dataclass
class Desk:
    """What the readers of one file share: where they read, and what they note on the way."""

    connection: duckdb.DuckDBPyConnection
    raw: Raw
    job: Job
    cells: dict[str, str]
    total: int
    normalised: Counter[str] = field(default_factory=Counter)
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    warnings: list[dict[str, object]] = field(default_factory=list)
    seen: dict[str, dict[str, int]] = field(default_factory=dict)

    def counts(self, *aggregates: str) -> list[int]:
        """Aggregates over all rows, as whole numbers."""
        return self.counts_of("", *aggregates)

    def counts_of(self, join: str, *aggregates: str) -> list[int]:
        """Aggregates over the rows joined to a look-up table."""
        return [
            int(figure or 0) for figure in first(self.connection, f"select {', '.join(aggregates)} from raw {join}")
        ]

    @property
    def nulls(self) -> str:
        """The spellings of "nothing" as an SQL list; the empty text is always one of them."""
        return ", ".join(literal(null) for null in sorted({"", *self.job.table.nulls}))

    @property
    def row(self) -> str:
        """SQL: a row's place in the file."""
        return self.raw.row.replace("rowid", "raw.rowid")

    @property
    def longest_null(self) -> int:
        """Bytes of the longest spelling of "nothing": a cheap test that rules out most cells."""
        return max((len(null.encode()) for null in self.job.table.nulls), default=0)

    def default(self, column: Column) -> str | None:
        """What stands in for an empty cell."""
        return self.job.table.defaults.get(column.name, column.default)

    def scale(self, column: Column) -> tuple[float, float] | None:
        """The scale a 0–100 column is written in."""
        if column.kind is Kind.INTEGER or (column.low, column.high) != PERCENT:
            return None
        return self.job.table.rating_scale or PERCENT

    def refusal(self, key: str, column: str, **arguments: object) -> SourceError:
        """The error that a column keeps the whole file from being read."""
        cell = self.cells[column].removeprefix("down_")
        header = in_one_line(self.raw.header[int(cell.removeprefix("c"))])
        return self.job.refusal(key, column=column, header=header, **arguments)

    def blank(self, cell: str, tidied: str) -> str:
        """SQL: whether a cell says nothing."""
        return f"({cell} is null or {tidied} in ({self.nulls}))"

    def reason(self, column: Column, cell: str, blank: str, *whens: str) -> str:
        """SQL: why a cell is at fault; null when it is not."""
        required = "'required'" if column.required and self.default(column) is None else "null"
        marked = f"when starts_with({cell}, chr(1)) then split_part({cell}, chr(1), 2) " if self.raw.marked else ""
        return f"case {marked}when {blank} then {required} {' '.join(whens)} end"


def stand_in(desk: Desk, column: Column) -> Reading:
    """A column without cells: a constant, the default, or nothing."""
    return Reading(_given(desk, column, desk.job.table.constants.get(column.name, desk.default(column))))


def with_default(desk: Desk, column: Column, reading: Reading) -> Reading:
    """Lets the default stand in for empty cells."""
    default = desk.default(column)
    if default is not None:
        reading.value = f"coalesce({reading.value}, {_given(desk, column, default)})"
    return reading


def _given(desk: Desk, column: Column, text: str | None) -> str:
    """SQL: what the mapping gives a column, on the scale of its cells."""
    value = "null" if text is None else literal(text)
    scale = desk.scale(column)
    if text is not None and scale is not None:
        value = f"cast({value} as double) * 100 / {scale[1]}"
    return f"cast({value} as {SQL_TYPES[column.kind]})"
