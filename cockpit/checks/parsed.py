"""What reading one file yields, before and after the rows of all files are brought together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cockpit.errors import SourceError
from cockpit.records import Record
from cockpit.settings.model import TableSource

PROBLEMS = pa.schema(
    [
        ("record", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("cells", pa.string()),
        ("header", pa.string()),
        ("key", pa.string()),
    ]
)


@dataclass(frozen=True)
class Job:
    """One piece of data to check: whose record it is, where it came from, and the clock it is held against.

    ``sheet`` is that of a workbook, once it is known which.
    """

    record: Record
    table: TableSource
    source: str
    file: str
    zone: str
    now: datetime
    folder: Path
    sheet: str | None = None

    def refusal(self, key: str, **arguments: object) -> SourceError:
        """The error that this cannot be used at all."""
        place = {"source": self.source, "file": self.file, "record": self.record.name}
        return SourceError(key, **place, **({"sheet": self.sheet} if self.sheet else {}), **arguments)


@dataclass(frozen=True)
class Raw:
    """Rows as text in DuckDB's ``raw`` (columns c0…cn), a table, or a view with a column ``rowid``. ``row`` is the SQL
    giving a row's place in the file.

    ``marked`` says that some cells hold MARK + reason + MARK + shown text; ``serials`` that a number may be a
    spreadsheet's date, counted from ``epoch``. ``unclean`` (what cannot be seen), ``padded`` (space at the edges of
    cells), ``gaps`` (more than one plain space inside) and ``wide`` (digits, letters) say that some cell may have it.
    ``faults`` are rows that could not even be split into cells. ``titles`` are the lines above the header.
    ``split``: so many ids one row of the file has, where several are made of it (``row`` // ``split`` is its place).
    ``typed`` names the columns that are times already, no text: an "instant", a "local" time of the site, or a "day".
    ``key`` and ``mark`` are SQL for what a database calls the row, and for the watermark it stands at.
    ``errors`` says that some cell may be a spreadsheet's error, ``scientific`` that one may be 1.2E+10, ``nulls`` that
    one may spell nothing. ``signs`` says of single columns which of all these, from ``unclean`` on, may be.
    """

    header: tuple[str, ...]
    row: str
    sheet: str | None = None
    unclean: bool = True
    padded: bool = True
    gaps: bool = True
    wide: bool = True
    errors: bool = True
    scientific: bool = True
    nulls: bool = True
    marked: bool = False
    serials: bool = False
    epoch: str = "1899-12-30"
    totals: bool = True
    faults: tuple[tuple[int, str, str, tuple[str, ...]], ...] = ()
    blank: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    normalised: Mapping[str, int] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    split: int = 1
    key: str | None = None
    mark: str | None = None

    def may(self, sign: str, cell: str) -> bool:
        """Whether some cell of a column may be ``unclean``, ``padded``, …"""
        return sign in self.signs[cell] if cell in self.signs else bool(getattr(self, sign))

    @property
    def place(self) -> str:
        """SQL: the row of the file."""
        return self.placed(self.row)

    def placed(self, row: str) -> str:
        """SQL: the row of the file that a row's id stands for."""
        return row if self.split == 1 else f"({row}) // {self.split}"


@dataclass(frozen=True)
class Watermark:
    """How far a table was read by its watermark: up to ``mark``, ``rows`` rows since it was read whole.

    Of one that is not ``whole`` the rows stand beside those read before, but for the ones with a key in ``gone``.
    A ``reconciled`` one has looked at every key there is. ``columns`` are those of the query: their names, and of those
    that are used what they hold; one that has ``moved`` since is there, gone, or holds something else. ``places`` says
    at which of a row's cells each of our columns stands.
    """

    mark: str | None
    rows: int
    whole: bool = True
    reconciled: bool = False
    gone: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """One file read and checked.

    ``rows`` holds the accepted rows with their types and lineage, ``problems`` one row per faulty cell.
    read = accepted + quarantined; skipped rows (totals, blank ones) are not read.
    """

    source: str
    record: str
    file: str
    sheet: str | None
    sha256: str
    rows: Path
    problems: Path
    read: int
    accepted: int
    quarantined: int
    skipped: dict[str, int]
    normalised: dict[str, int]
    unmapped: dict[str, dict[str, int]]
    warnings: list[dict[str, object]]
    provided_columns: list[str]
    newest: datetime | None
    watermark: Watermark | None = None


def remake(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Makes ``raw`` the table of what a query of it gives."""
    connection.execute(f"create or replace table remade as {query}")
    drop(connection)
    connection.execute("alter table remade rename to raw")


def drop(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes ``raw`` away, be it a table or a view of a file."""
    views = scalar(connection, "select count(*) from duckdb_views() where view_name = 'raw'")
    kind = "view" if views else "table"
    connection.execute(f"drop {kind} if exists raw")


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL string."""
    return "'" + text.replace("'", "''") + "'"


def first(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The first row a query gives, read to its end; empty if there is none."""
    rows = connection.execute(query).fetchall()
    return tuple(rows[0]) if rows else ()


def scalar(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number a query gives."""
    row = first(connection, query)
    return int(row[0]) if row and row[0] is not None else 0
