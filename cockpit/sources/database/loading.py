"""The rows of a query's answer to where DuckDB reads them, text but for the times that a database gave as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from cockpit.checks import Job, Raw, parquet
from cockpit.checks.parsed import drop, literal
from cockpit.errors import SourceError
from cockpit.records import Kind
from cockpit.sources import headers
from cockpit.sources.database.columns import (
    DAY,
    FIGURE,
    INSTANT,
    LOCAL,
    TRUTH,
    Column,
    declared,
    selected,
    standing,
    timed,
)
from cockpit.sources.database.limits import Patience
from cockpit.sources.database.session import Answer, Session
from cockpit.sources.database.signs import Signs

TIMES: Final = (INSTANT, LOCAL, DAY)
# What a column of ours cannot be read from; to say so once is better than to put every row aside.
STRANGE: Final = {
    **dict.fromkeys((Kind.TIME, Kind.DAY, Kind.MONTH), (FIGURE, TRUTH)),
    **dict.fromkeys((Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.FLAG, Kind.CHOICE), TIMES),
}


@dataclass
class Loader:
    """Gives ``own`` the answers of the session. ``cells`` (our column → c0…) are those of the last one loaded.

    With ``as_times`` times come as such; DuckDB's ConversionException says that one of them is none.
    """

    session: Session
    patience: Patience
    own: duckdb.DuckDBPyConnection
    job: Job
    as_times: bool
    cells: dict[str, str] = field(default_factory=dict)
    warnings: list[dict[str, object]] = field(default_factory=list)
    _signs: Signs = field(default_factory=lambda: Signs(()))

    def load(self, query: str, extras: int = 0) -> Raw:
        """Makes ``raw`` a view of the whole of an answer, which lies on disk. The last ``extras`` columns are none of
        the mapping's query.
        """
        return self._loaded(query, extras, self._lay_down, fresh=True)

    def fetch(self, query: str, extras: int, *, fresh: bool = True) -> Raw:
        """Makes ``raw`` a table of some rows, or adds to it."""
        put = partial(self._fill, "raw", fresh=fresh)
        return self._loaded(query, extras, put, fresh=fresh)

    def plain(self, query: str, table: str) -> None:
        """Fills a table with an answer as text."""
        with self._asked(query) as (columns, answer):
            self._fill(table, columns, answer, {}, Signs(()), fresh=True)

    def named(self, query: str) -> tuple[dict[str, str], Sequence[Column]]:
        """Our columns and their cells in a query's answer, and all columns of it as the database names them."""
        with self._asked(query) as (columns, _):
            cells, _ = self._matched(columns)
        return cells, columns

    def refusal(self, key: str, **told: object) -> SourceError:
        """An error about this table."""
        return SourceError(key, source=self.job.source, file=self.job.file, record=self.job.record.name, **told)

    @contextmanager
    def _asked(self, query: str) -> Iterator[tuple[Sequence[Column], Answer]]:
        """A query's columns and the rest of its answer, which is let go of in the end."""
        answer = self.session.read(query)
        columns = self.patience.call(lambda: next(answer), self.session.abort)
        try:
            yield columns, answer
        except (SourceError, duckdb.Error):
            self.patience.call(answer.close, self.session.abort)
            raise
        self.patience.call(answer.close, self.session.abort)

    def _loaded(self, query: str, extras: int, put: Callable[..., None], *, fresh: bool) -> Raw:
        with self._asked(query) as (columns, answer):
            mapped = columns[: len(columns) - extras]
            self.cells, self.warnings = self._matched(mapped)
            typed = timed(self.job, self.cells, mapped) if self.as_times else {}
            if fresh:
                self._signs = Signs(_texts(self.cells, typed, columns), self.job.table.nulls)
            put(columns, answer, typed, self._signs)
        names = tuple(one.name for one in mapped)
        return Raw(names, row="rowid + 1", totals=False, typed=typed, signs=self._signs)

    def _lay_down(self, columns: Sequence[Column], answer: Answer, typed: Mapping[str, str], signs: Signs) -> None:
        """The view ``raw`` of a file: memory stays that of some batches, and is read as fast as a table in it."""
        file = file_of(self.job)
        drop(self.own)
        with self._given(answer) as batches:
            read = (self._read(columns, batch, typed, signs) for batch in batches)
            any_rows = parquet.pile((signs.look(rows) for rows in parquet.whole(read)), file)
        if not any_rows:
            self.own.execute(f"create table raw ({declared(columns, typed)})")
            return
        rows = f"read_parquet({literal(str(file))}, file_row_number = true)"
        self.own.execute(f"create view raw as select *, file_row_number as rowid from {rows}")

    def _read(self, columns: Sequence[Column], batch: pa.Table, typed: Mapping[str, str], signs: Signs) -> pa.Table:
        """A batch as ``raw`` has it; texts, and times that are as they should be, need not go by DuckDB."""
        read = {cell: batch[cell].cast(pa.string()) for cell in signs} | standing(columns, batch, typed)
        if others := selected(columns, typed, read):
            self.own.register("given_rows", batch)
            found = self.own.sql(f"select {others} from given_rows").to_arrow_table()
            read |= zip(found.column_names, found.columns, strict=True)
        return pa.table({cell: read[cell] for cell in batch.column_names})

    def _fill(
        self,
        table: str,
        columns: Sequence[Column],
        answer: Answer,
        typed: Mapping[str, str],
        signs: Signs,
        *,
        fresh: bool,
    ) -> None:
        if fresh:
            self.own.execute(f"create or replace table {table} ({declared(columns, typed)})")
        with self._given(answer) as batches:
            for batch in batches:
                signs.look(batch)
                self.own.register("given_rows", batch)
                self.own.execute(f"insert into {table} select {selected(columns, typed)} from given_rows")

    @contextmanager
    def _given(self, answer: Answer) -> Iterator[Iterator[pa.Table]]:
        """The batches of an answer, of which DuckDB has the one that is looked at as ``given_rows``."""
        batches = self.patience.stream(answer, self.session.abort)
        try:
            # Batches come one by one: a second thread only looks for work, and doubles the processor time.
            with parquet.one_thread(self.own):
                yield batches
        except duckdb.ConversionException:  # the rest is let pass: the view is asked again
            for _ in batches:
                pass
            raise
        finally:
            self.own.unregister("given_rows")

    def _matched(self, columns: Sequence[Column]) -> tuple[dict[str, str], list[dict[str, object]]]:
        """Our column → its cell. What the mapping names must be there, and be what can be read as that column."""
        header = headers.Header(0, 0, tuple(column.name for column in columns))
        cells, warnings = headers.match(header, self.job, strict=True)
        for name, cell in cells.items():
            column = columns[int(cell.removeprefix("c"))]
            if ":" not in name and column.holds in STRANGE.get(self.job.record.column(name).kind, ()):
                raise self.refusal("column_type", column=name, header=column.name, found=column.holds)
        return cells, warnings


def file_of(job: Job) -> Path:
    """Where the rows of a table lie that is read whole."""
    return job.folder / "raw.parquet"


def _texts(cells: Mapping[str, str], typed: Mapping[str, str], columns: Sequence[Column]) -> list[str]:
    """The cells of mapped columns that came as text and stay it."""
    return [
        cell
        for cell in dict.fromkeys(cells.values())
        if cell not in typed and columns[int(cell.removeprefix("c"))].text == "{0}"
    ]
