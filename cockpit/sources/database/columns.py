"""What a database says of its columns: which of them hold times, and how each reads as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cockpit.checks import Job
from cockpit.checks.parsed import quoted
from cockpit.records import Kind

INSTANT, LOCAL, DAY, FIGURE, TRUTH, TEXT = "instant", "local", "day", "figure", "truth", "text"
SQL_TYPES = {INSTANT: "timestamptz", LOCAL: "timestamp", DAY: "date"}
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


def loaded(columns: Sequence[Column], typed: Mapping[str, str]) -> tuple[str, str]:
    """SQL: the columns of the table ``raw``, and what is selected into it from columns of the same names."""
    declared, selected = [], []
    for place, column in enumerate(columns):
        cell = f"c{place}"
        declared.append(f"{cell} {SQL_TYPES[typed[cell]] if cell in typed else 'varchar'}")
        selected.append((column.typed if cell in typed else column.text).format(quoted(cell)))
    return ", ".join(declared), ", ".join(selected)
