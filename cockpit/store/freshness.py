"""How new the rows of a snapshot are, record by record and file by file."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow.parquet as pq

from cockpit.records import RECORDS, Kind
from cockpit.store.snapshots import Snapshot

Newest = dict[tuple[str, str], datetime | date | None]


def newest(snapshot: Snapshot, record: str) -> Newest:
    """The newest time in the rows of each (source, file) of a record; a day where the record has no times."""
    path = snapshot.file(record)
    names = _recorded(record)
    if path is None:
        return {}
    rows = pq.read_table(path, columns=["_source", "_file", *names])
    grouped = rows.group_by(["_source", "_file"]).aggregate([(name, "max") for name in names])
    found: Newest = {}
    for row in grouped.to_pylist():
        times = [row[f"{name}_max"] for name in names if row[f"{name}_max"] is not None]
        found[row["_source"], row["_file"]] = max(times, default=None)
    return found


def _recorded(record: str) -> list[str]:
    """Columns that say when something was recorded: times, else the record's first day or month."""
    columns = RECORDS[record].columns
    times = [column.name for column in columns if column.kind is Kind.TIME and column.past]
    return times or [column.name for column in columns if column.kind in (Kind.DAY, Kind.MONTH)][:1]
