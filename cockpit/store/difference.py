"""What changed between two snapshots: rows added, removed and changed per record, by key."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import duckdb

from cockpit.records import RECORDS, Record
from cockpit.store.schema import LINEAGE
from cockpit.store.snapshots import Snapshot

_CONTENTS = """
older as (select {keys}, hash(older) as content from (select * exclude ({lineage}) from read_parquet(?)) older),
newer as (select {keys}, hash(newer) as content from (select * exclude ({lineage}) from read_parquet(?)) newer)
"""


@dataclass(frozen=True)
class Change:
    """Rows of one record: only in the newer, only in the older, in both but different."""

    added: int
    removed: int
    changed: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def difference(older: Snapshot, newer: Snapshot) -> dict[str, Change]:
    """Per record of either snapshot; where a row came from is not a change."""
    found = {}
    connection = duckdb.connect(config={"threads": 2})
    try:
        for record in RECORDS.values():
            change = _change(connection, record, older, newer)
            if change:
                found[record.name] = change
    finally:
        connection.close()
    return found


def changed_keys(record: Record, older: Snapshot, newer: Snapshot) -> frozenset[str]:
    """The keys of the rows that both snapshots have and that say something else in the newer; of their first column."""
    before, after = older.file(record.name), newer.file(record.name)
    if not before or not after:
        return frozenset()
    keys = ", ".join(f'"{name}"' for name in record.key)
    connection = duckdb.connect(config={"threads": 2})
    try:
        found = connection.execute(
            f"""
            with {_CONTENTS.format(keys=keys, lineage=", ".join(LINEAGE))}
            select distinct cast("{record.key[0]}" as varchar) from older inner join newer using ({keys})
            where older.content <> newer.content
            """,
            [str(before), str(after)],
        ).fetchall()
    finally:
        connection.close()
    return frozenset(key for (key,) in found)


def _change(connection: duckdb.DuckDBPyConnection, record: Record, older: Snapshot, newer: Snapshot) -> Change | None:
    before, after = older.file(record.name), newer.file(record.name)
    if not before and not after:
        return None
    if not before or not after:
        rows = newer.manifest["tables"][record.name]["rows"] if after else older.manifest["tables"][record.name]["rows"]
        return Change(added=rows if after else 0, removed=rows if before else 0, changed=0)
    if older.manifest["tables"][record.name]["sha256"] == newer.manifest["tables"][record.name]["sha256"]:
        return Change(0, 0, 0)
    keys = ", ".join(f'"{name}"' for name in record.key)
    lineage = ", ".join(LINEAGE)
    (counted,) = connection.execute(
        f"""
        with {_CONTENTS.format(keys=keys, lineage=lineage)}
        select
            count(*) filter (where older.content is null),
            count(*) filter (where newer.content is null),
            count(*) filter (where older.content <> newer.content)
        from older full join newer using ({keys})
        """,
        [str(before), str(after)],
    ).fetchall()
    return Change(*counted)
