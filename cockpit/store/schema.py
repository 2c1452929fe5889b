"""The columns of a snapshot's Parquet files: what each record declares, then where each row came from."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from cockpit.records import Kind, Record

INSTANT = pa.timestamp("us", tz="UTC")
TYPES: Final[dict[Kind, pa.DataType]] = {
    Kind.TEXT: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.TIME: INSTANT,
    Kind.DAY: pa.date32(),
    Kind.MONTH: pa.date32(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.MONEY: pa.decimal128(12, 2),
    Kind.FLAG: pa.bool_(),
}
SQL_TYPES: Final[dict[Kind, str]] = {
    Kind.TEXT: "varchar",
    Kind.CHOICE: "varchar",
    Kind.TIME: "timestamptz",
    Kind.DAY: "date",
    Kind.MONTH: "date",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double",
    Kind.MONEY: "decimal(12, 2)",
    Kind.FLAG: "boolean",
}
LINEAGE: Final = ("_source", "_file", "_sheet", "_row")
LINEAGE_FIELDS: Final = tuple(pa.field(name, pa.int64() if name == "_row" else pa.string()) for name in LINEAGE)
QUARANTINE: Final = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("record", "source", "file", "sheet")),
        pa.field("row", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("column", "value", "reason", "cells", "header", "key")),
    ]
)


def schema(record: Record) -> pa.Schema:
    """Declared columns in their order, then lineage."""
    declared = [pa.field(column.name, TYPES[column.kind]) for column in record.columns]
    return pa.schema([*declared, *LINEAGE_FIELDS])
