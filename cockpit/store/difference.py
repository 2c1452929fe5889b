"""What changed between two snapshots: rows added, removed and changed per record, by key."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import duckdb

from cockpit.records import RECORDS, Record
from cockpit.store.snapshots import Snapshot

# Where a row came from, and what its source calls it, begins with a line.
_CONTENTS = """
older as (select {keys}, hash(told) as content from (select columns(lambda c: c[1] <> '_') from {older}) as told),
newer as (select {keys}, hash(told) as content from (select columns(lambda c: c[1] <> '_') from {newer}) as told)
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
    if not older.file(record.name) or not newer.file(record.name):
        return frozenset()
    keys = ", ".join(f'"{name}"' for name in record.key)
    connection = duckdb.connect(config={"threads": 2})
    try:
        found = connection.execute(
            f"""
            with {_contents(record, older, newer)}
            select distinct cast("{record.key[0]}" as varchar) from older inner join newer using ({keys})
            where older.content <> newer.content
            """
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
    if older.digests(record.name) == newer.digests(record.name):
        return Change(0, 0, 0)
    keys = ", ".join(f'"{name}"' for name in record.key)
    (counted,) = connection.execute(
        f"""
        with {_contents(record, older, newer)}
        select
            count(*) filter (where older.content is null),
            count(*) filter (where newer.content is null),
            count(*) filter (where older.content <> newer.content)
        from older full join newer using ({keys})
        """
    ).fetchall()
    return Change(*counted)


def _contents(record: Record, older: Snapshot, newer: Snapshot) -> str:
    keys = ", ".join(f'"{name}"' for name in record.key)
    return _CONTENTS.format(keys=keys, older=older.relation(record.name), newer=newer.relation(record.name))
