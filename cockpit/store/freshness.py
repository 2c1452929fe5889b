"""How new the rows of a snapshot are, record by record and file by file."""

from __future__ import annotations

from datetime import date, datetime

import duckdb

from cockpit.records import RECORDS, Kind
from cockpit.store.snapshots import Snapshot

Newest = dict[tuple[str, str], datetime | date | None]


def newest(snapshot: Snapshot, record: str) -> Newest:
    """The newest time in the rows of each (source, file) of a record; a day where the record has no times."""
    rows = snapshot.relation(record)
    if rows is None:
        return {}
    newest_of = "".join(f', max("{name}")' for name in _recorded(record))
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = connection.execute(f"select _source, _file{newest_of} from {rows} group by all").fetchall()
    return {
        (source, file): max((time for time in times if time is not None), default=None)
        for source, file, *times in found
    }


def _recorded(record: str) -> list[str]:
    """Columns that say when something was recorded: times, else the record's first day or month."""
    columns = RECORDS[record].columns
    times = [column.name for column in columns if column.kind is Kind.TIME and column.past]
    return times or [column.name for column in columns if column.kind in (Kind.DAY, Kind.MONTH)][:1]
