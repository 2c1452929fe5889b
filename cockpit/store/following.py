"""The serving file out of the former snapshot's: a copy in which what changed, and what follows from it, is put right.

It holds what ``whole.write`` would make, row by row; the order of rows apart, since changed tickets stand at the end.
What all rows depend on (a name that is no member of an ENUM yet, a new year) asks for the whole file to be made anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

import duckdb

from cockpit.records import RECORDS, Record
from cockpit.settings.model import Settings
from cockpit.store import repeats, whole
from cockpit.store.relation import name
from cockpit.store.snapshots import Snapshot

# A file in which more rows than this have been replaced since it was made is made anew: they still lie in it.
MOST_DEAD, LEAST = 0.1, 10_000
READS: Final = re.compile(r"\b(?:from|join)\s+((?:raw\.)?\w+)")


class _Anew(Exception):
    """Something has changed that every row may depend on."""


def follows(former: Snapshot, snapshot: Snapshot) -> bool:
    """Whether the tickets of both are the same but for the changes that stand beside them."""
    known, found = former.digests("tickets"), snapshot.digests("tickets")
    moved = any(one.manifest.get("replay_days") for one in (former, snapshot))
    return known[0] is not None and known[0] == found[0] and not moved


def follow(file: Path, former: Snapshot, snapshot: Snapshot, settings: Settings) -> bool:
    """Turns a copy of the former snapshot's serving file into that of the snapshot; False if it has to be made anew."""
    try:
        with whole.opened(file, settings.zone) as connection:
            _follow(connection, former, snapshot, settings)
    except (_Anew, duckdb.Error):
        return False
    return True


def _follow(connection: duckdb.DuckDBPyConnection, former: Snapshot, snapshot: Snapshot, settings: Settings) -> None:
    changed = {record for record in RECORDS if former.digests(record) != snapshot.digests(record)}
    as_of = snapshot.manifest["clocks"]["asked"]
    places = _places(connection)
    connection.execute("create schema raw")
    connection.execute("update site set as_of = cast(? as timestamptz)", [as_of])
    if "tickets" in changed:
        _tickets(connection, former, snapshot)
    connection.execute(f"create or replace view raw.tickets as {repeats.raw('true')}")
    for record in RECORDS.values():
        if record.name != "tickets":
            _raw(connection, record, snapshot, record.name in changed)
    _rest(connection, snapshot, settings, changed)
    _same(places, _places(connection))
    _same(
        connection.execute("select min(day), max(day) from days").fetchall(), [whole.span(connection, "tickets", as_of)]
    )
    _same(*connection.execute(f"select reopening_dated, (select {whole.DATED} from tickets) from site").fetchall()[0])
    connection.execute("drop schema raw cascade")
    connection.execute("checkpoint")
    ((rows, places),) = connection.execute("select count(*), coalesce(max(rowid) + 1, 0) from tickets").fetchall()
    _same(rows, snapshot.manifest["tables"]["tickets"]["rows"])
    _same(places <= (1 + MOST_DEAD) * max(rows, LEAST), True)


def _same(known: object, found: object) -> None:
    if known != found:
        raise _Anew


def _places(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """The buildings of the campuses: whether names are shared between campuses follows from them."""
    found: set[tuple[str, str]] = set()
    for record in whole.PLACED:
        listed = f"select distinct campus, building from {record}"
        found.update(connection.execute(f"select cast(campus as varchar), building from ({listed})").fetchall())
    return found


def _tickets(connection: duckdb.DuckDBPyConnection, former: Snapshot, snapshot: Snapshot) -> None:
    known, found = former.changes("tickets"), snapshot.changes("tickets")
    beside = f"except select * from read_parquet('{known}')" if known else ""
    connection.execute(f"create temp table delta as select * from read_parquet('{found}') {beside}")
    connection.execute("create temp table coming as select * exclude (_gone) from delta where not _gone")
    source = whole.placed(connection, RECORDS["tickets"], "coming")
    enumerated = _known(connection, RECORDS["tickets"], source, changed=True)
    arrived = whole.typed(connection, RECORDS["tickets"], source, enumerated)
    connection.execute(f"create temp table arrived as {arrived}")
    repeats.renew(connection)


def _raw(connection: duckdb.DuckDBPyConnection, record: Record, snapshot: Snapshot, changed: bool) -> None:
    """``raw.<record>`` as it stands now, in the types that the file has."""
    rows = whole.source_of(connection, record, snapshot) if changed else snapshot.relation(record.name)
    source = whole.placed(connection, record, rows or whole.NOTHING)
    enumerated = _known(connection, record, source, changed)
    view = whole.typed(connection, record, source, enumerated)
    connection.execute(f"create view raw.{name(record.name)} as {view}")


def _known(connection: duckdb.DuckDBPyConnection, record: Record, source: str, changed: bool) -> list[str]:
    """The columns that are ENUMs in the file; every value of changed rows has to be a member."""
    listed = connection.execute("select type_name from duckdb_types() where logical_type = 'ENUM'").fetchall()
    types = {one for (one,) in listed}
    columns = [column for column in whole.enumerable(record) if f"{record.name}_{column}" in types]
    if changed:
        present = whole.columns(connection, source)
        for column in set(whole.enumerable(record)) & present:
            kind = whole.enumeration(record, column) if column in columns else None
            _members(connection, record, column, kind, source)
    return columns


def _members(connection: duckdb.DuckDBPyConnection, record: Record, column: str, kind: str | None, source: str) -> None:
    """Raises _Anew where a column's ENUM lacks a value, or there is none although it has some values now."""
    cell = name(column)
    if kind:
        strange = f"{cell} is not null and try_cast({cell} as {kind}) is null"
        _same(connection.execute(f"select count(*) from {source} where {strange}").fetchall(), [(0,)])
    elif connection.execute(f"select count({cell}) from {source}").fetchall() != [(0,)]:
        # a column with too many values for an ENUM has none either
        ((known,),) = connection.execute(f"select count({cell}) from main.{name(record.name)}").fetchall()
        _same(known > whole.MOST_MEMBERS, True)


def _rest(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, settings: Settings, changed: Collection[str]
) -> None:
    """Makes the tables anew that read something of what changed, in their order."""
    moved = {f"raw.{record}" for record in changed} | ({"tickets"} & set(changed))
    _views(connection, moved, decided=False)
    for table, rows in whole.decide(connection, snapshot, settings).items():
        if rows.to_pylist() != connection.sql(f"from {table}").to_arrow_table().to_pylist():
            connection.execute(f"drop table {table}")
            whole.put(connection, table, rows)
            moved.add(table)
    _views(connection, moved, decided=True)
    for record in set(whole.plain()) & set(changed):
        connection.execute(f"create or replace table {name(record)} as select * from raw.{name(record)}")


def _views(connection: duckdb.DuckDBPyConnection, moved: set[str], decided: bool) -> None:
    for view in whole.views(decided):
        sql = view.read_text("utf-8")
        made = whole.named(view)
        if made not in ("days", "tickets") and moved & set(READS.findall(sql)):
            connection.execute(f"create or replace table {name(made)} as {sql}")
            moved.add(made)
