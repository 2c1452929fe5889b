"""The rows of a query as a Parquet file, written while they stream: nothing is held but one group of them.

DuckDB's own COPY takes twice the processor time for a million tickets, and two thirds more again where it must spare
memory; moments, days and counts written as differences keep the file as small. The least and the greatest of every
text would cost a sixth of the time; those of a key find a row among a million in 8 ms instead of 33, those of the
watermark tell that nothing of it was known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.checks.parsed import scalar

VECTOR: Final = 2_048
GROUP: Final = 10 * VECTOR
# 20,480 rows of 30 KB are 600 MB, of which two groups are held at once.
LARGE: Final = 32 << 20
DIFFERENCES: Final = "DELTA_BINARY_PACKED"
MARK: Final = "_mark"
# By what their words begin with: DuckDB's errors lose their class on their way through Arrow's stream.
ERRORS: Final = {
    "Out of Memory Error": duckdb.OutOfMemoryException,
    "Conversion Error": duckdb.ConversionException,
    "": duckdb.Error,
}


def write(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    file: Path,
    *,
    order: str = "",
    keys: Sequence[str] = (),
) -> None:
    """Writes what a query gives, by ``order`` (SQL) or as it comes; raises duckdb.Error for the query, OSError for the
    file. ``keys`` are texts that single rows are looked up by.
    """
    if order:
        with suppress(duckdb.OutOfMemoryException):  # a sort takes room for each thread: one does with less
            _write(connection, f"{query} order by {order}", file, keys)
            return
    with one_thread(connection):  # several that join rows to others give them in another order now and then
        _write(connection, f"{query} order by {order}" if order else query, file, keys)


def whole(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The rows of tables of the same columns in whole vectors of DuckDB, but for the last one's.

    DuckDB puts a small rest of a vector aside when it joins, and so out of order.
    """
    rest = None
    for table in tables:
        rows = table if rest is None else pa.concat_tables([rest, table])
        full = len(rows) // VECTOR * VECTOR
        rest = rows.slice(full)
        if full:
            yield rows.slice(0, full)
    if rest is not None:
        yield rest


def pile(tables: Iterable[pa.Table], file: Path) -> bool:
    """Writes tables of the same columns as they are, to be read once or twice; whether there was one."""
    writer = None
    try:
        for table in tables:
            writer = writer or _piling(file, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
    return writer is not None


def _piling(file: Path, schema: pa.Schema) -> pq.ParquetWriter:
    coded = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    stepped = [field.name for field in schema if _is_stepped(field.type)]
    steps = dict.fromkeys(stepped, DIFFERENCES)
    return pq.ParquetWriter(
        file, schema, compression="lz4", use_dictionary=coded, column_encoding=steps, write_statistics=False
    )


@contextmanager
def one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """DuckDB works with a single thread meanwhile."""
    threads = scalar(connection, "select current_setting('threads')")
    connection.execute("set threads = 1")
    try:
        yield
    finally:
        connection.execute(f"set threads = {threads}")


def _write(connection: duckdb.DuckDBPyConnection, query: str, file: Path, keys: Sequence[str]) -> None:
    with connection.sql(query).to_arrow_reader(VECTOR) as rows:
        stepped = [field.name for field in rows.schema if _is_stepped(field.type)]
        with pq.ParquetWriter(
            file,
            rows.schema,
            compression="zstd",
            use_dictionary=[name for name in rows.schema.names if name not in stepped],
            column_encoding=dict.fromkeys(stepped, DIFFERENCES),
            write_statistics=[*stepped, *keys, *({MARK} & set(rows.schema.names))],
        ) as writer:
            for group in _ahead(_groups(_batches(rows))):
                writer.write_table(group)


def _is_stepped(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_integer(kind))


def _batches(rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from rows
    except OSError as error:
        told = str(error)
        raise next(kind for begin, kind in ERRORS.items() if told.startswith(begin))(told) from None


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """GROUP rows at a time, or fewer where they are long."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= GROUP or sum(one.nbytes for one in held) >= LARGE:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _ahead(groups: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The next one is got while one is written, on the other of two cores."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, groups, None)
        while (group := coming.result()) is not None:
            coming = worker.submit(next, groups, None)
            yield group
