"""CSV and Parquet of any length, a batch after the other: what is held is one batch."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from cockpit.exports import inert

ROW_GROUP: Final = 122_880
_BODY: Final = pcsv.WriteOptions(include_header=False, quoting_style="needed")
_HEAD: Final = pcsv.WriteOptions(include_header=True, quoting_style="needed")


def csv_chunks(titles: Sequence[str], batches: Iterable[pa.Table]) -> Iterator[bytes]:
    """The bytes of a CSV: UTF-8 with its mark, so that Excel reads the Chinese; the header before any row is asked for.

    Times are written to the second, empty cells as nothing, texts in quotes.
    """
    names = [str(inert.field(title)) for title in titles]
    empty = pa.table([pa.array([], pa.string())] * len(names), names=names)
    yield codecs.BOM_UTF8 + _written(empty, _HEAD)
    for batch in batches:
        yield _written(pa.table([_field(column) for column in batch.columns], names=names), _BODY)


def _written(table: pa.Table, options: pcsv.WriteOptions) -> bytes:
    sink = pa.BufferOutputStream()
    pcsv.write_csv(table, sink, options)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _field(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.cast(column, pa.timestamp("s"), safe=False)
    return inert.fields(column)


def write_parquet(out: Path, batches: Iterable[pa.Table], facts: Mapping[str, str]) -> None:
    """Parquet of the batches as they are; ``facts`` stand in the file's own metadata."""
    writer: pq.ParquetWriter | None = None
    try:
        for batch in _grouped(batches):
            plain = _plain(batch)
            if writer is None:
                schema = plain.schema.with_metadata({key: text.encode() for key, text in facts.items()})
                writer = pq.ParquetWriter(out, schema, compression="zstd")
            writer.write_table(plain.replace_schema_metadata(writer.schema.metadata), row_group_size=ROW_GROUP)
    finally:
        if writer is not None:
            writer.close()


def _plain(batch: pa.Table) -> pa.Table:
    """Dictionaries as their values: each batch comes with its own."""
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in batch.columns
    ]
    return pa.table(columns, names=batch.column_names)


def _grouped(batches: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Batches joined until they make a group of rows worth one."""
    held: list[pa.Table] = []
    rows = 0
    for batch in batches:
        held.append(_plain(batch))
        rows += batch.num_rows
        if rows >= ROW_GROUP:
            yield pa.concat_tables(held)
            held, rows = [], 0
    if held:
        yield pa.concat_tables(held)
