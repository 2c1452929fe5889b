"""Which sync brought a row as it stands, and what later ones changed of it: the kept snapshots, looked back through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from cockpit.records import Record
from cockpit.store.snapshots import Snapshot

Row = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """A row as a sync brought it. ``before`` are the former values of the columns it changed, None of the first known.

    ``exact`` is False of the oldest kept snapshot: an earlier sync may have brought the row.
    """

    snapshot: str
    synced: datetime
    before: Row | None
    exact: bool = True


def versions(snapshots: Sequence[Snapshot], record: Record, key: Mapping[str, object]) -> list[Version]:
    """The versions of one row in the snapshots, given newest first; empty where the newest has no such row.

    Only what the record declares counts: a row that another file tells unchanged is the same version.
    """
    found: list[Version] = []
    connection = duckdb.connect(config={"threads": 1})
    try:
        newer, row = None, None
        for older in snapshots:
            if newer and older.manifest.get("replay_days") != newer.manifest.get("replay_days"):
                break  # a replayed site's times have moved between the two
            same = newer is not None and older.digests(record.name) == newer.digests(record.name)
            before = row if same else _row(connection, older, record, key)
            if newer is None:
                if before is None:
                    return []
            elif before != row:
                found.append(_version(newer, row, before))
                if before is None:
                    return found
            newer, row = older, before
    finally:
        connection.close()
    return [*found, _version(newer, row, None, exact=False)] if newer else []


def _row(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, record: Record, key: Mapping[str, object]
) -> Row | None:
    rows = snapshot.relation(record.name)
    if rows is None:
        return None
    same = " and ".join(f'"{name}" is not distinct from ?' for name in key)
    query = f"select columns(lambda c: c[1] <> '_') from {rows} where {same}"
    answer = connection.execute(query, [*key.values()])
    names, found = [name for name, *_ in answer.description or ()], answer.fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def _version(snapshot: Snapshot, row: Row | None, before: Row | None, *, exact: bool = True) -> Version:
    changed = None
    if row is not None and before is not None:
        changed = {name: before.get(name) for name in row if row[name] != before.get(name)}
    return Version(snapshot.id, datetime.fromisoformat(snapshot.manifest["created_at"]), changed, exact)
