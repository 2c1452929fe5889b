"""What a database says of its columns: which of them hold times, and how each reads as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cockpit.checks import Job
from cockpit.records import Kind

INSTANT, LOCAL, DAY, FIGURE, TRUTH, TEXT = "instant", "local", "day", "figure", "truth", "text"
SQL_TYPES = {INSTANT: "timestamptz", LOCAL: "timestamp", DAY: "date"}
TYPES = {INSTANT: pa.timestamp("us", "UTC"), LOCAL: pa.timestamp("us"), DAY: pa.date32()}
DATED = (Kind.TIME, Kind.DAY, Kind.MONTH)


@dataclass(frozen=True)
class Column:
    """One column of a query's answer: its name, what it holds, and SQL for its value as text or as a time.

    ``{0}`` stands for the column as it came.
    """

    name: str
    holds: str = TEXT
    text: str = "{0}"
    typed: str = "{0}"


def timed(job: Job, cells: Mapping[str, str], columns: Sequence[Column]) -> dict[str, str]:
    """Cell → what it holds, of the columns that are times here and there: they need not become text in between."""
    used: dict[str, list[str]] = {}
    for name, cell in cells.items():
        used.setdefault(cell, []).append(name)
    return {
        cell: column.holds
        for place, column in enumerate(columns)
        if column.holds in SQL_TYPES and (names := used.get(cell := f"c{place}")) and all(_dated(job, n) for n in names)
    }


def _dated(job: Job, name: str) -> bool:
    if ":" in name or name in job.table.fill_down or (job.table.fold and name in job.table.fold.first):
        return False
    return job.record.column(name).kind in DATED


def declared(columns: Sequence[Column], typed: Mapping[str, str]) -> str:
    """SQL: the columns of ``raw``."""
    return ", ".join(f"{cell} {kind}" for cell, kind, _ in _read(columns, typed))


def selected(columns: Sequence[Column], typed: Mapping[str, str], but: Collection[str] = ()) -> str:
    """SQL: what is selected into them from columns of the same names, ``but`` for some cells."""
    read = _read(columns, typed)
    return ", ".join(f"cast({value} as {kind}) as {cell}" for cell, kind, value in read if cell not in but)


def standing(columns: Sequence[Column], batch: pa.Table, typed: Mapping[str, str]) -> dict[str, Any]:
    """The times of a batch that came as what is selected of them."""
    as_they_came = {cell: kind for cell, kind in typed.items() if columns[int(cell[1:])].typed == "{0}"}
    return {cell: batch[cell] for cell, kind in as_they_came.items() if batch[cell].type == TYPES[kind]}


def _read(columns: Sequence[Column], typed: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Of each column its cell, its type and its value, in SQL."""
    for place, column in enumerate(columns):
        cell = f"c{place}"
        if cell in typed:
            yield cell, SQL_TYPES[typed[cell]], column.typed.format(cell)
        else:
            yield cell, "varchar", column.text.format(cell)
