"""The serving file: a native DuckDB database made from a snapshot's Parquet, the views and the contract.

Its name holds a hash of everything it is made of, so a change of any of it asks for another file and never for a
changed one. It is built beside and renamed; only the holder of the store's lock builds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from cockpit import periods
from cockpit.contract import bands, duty, limits, logs, reviews, rooms, scores, stock
from cockpit.errors import StoreError
from cockpit.records import RECORDS, Kind, Record
from cockpit.settings.model import Duty, Settings
from cockpit.store import files, replayed
from cockpit.store.manifest import files as vouched
from cockpit.store.schema import LINEAGE_FIELDS, SQL_TYPES
from cockpit.store.snapshots import Snapshot

VIEWS: Final = Path(__file__).parents[2] / "queries" / "views"
# More saves no time (a million tickets: 3.7 s, with 2 GB 6.0 s) and the whole sync is to stay below 1 GB.
MEMORY_LIMIT: Final = "600MB"
ENUMERATED: Final = frozenset({"campus", "building", "category", "subcategory", "device_type", "engineer_id", "group"})
# The records that say at which building of which campus.
PLACED: Final = ("tickets", "inspections")
MOST_MEMBERS: Final = 10_000
# Views from here on read what the contract has decided of the records before.
DECIDED: Final = "40"


def path(snapshot: Snapshot, settings: Settings) -> Path:
    """Where the serving file of this snapshot stands under these settings, built or not."""
    site = replayed.settings(settings, snapshot.manifest)
    made_of = {
        "parquet": vouched(snapshot.manifest),
        "views": {view.name: view.read_text("utf-8") for view in _views()},
        "records": {name: [str(column) for column in record.columns] for name, record in RECORDS.items()},
        "placed": PLACED,
        "contract": [asdict(terms) for terms in site.contract],
        "calendar": asdict(site.calendar),
        # What pages alone read is no part of the file.
        "measures": asdict(replace(site.measures, bad_rating=0)),
        "duty": asdict(Duty(site.duty.sites, site.duty.grace)),
        "rooms": [asdict(room) for room in site.rooms.core],
        "zone": site.zone,
        "duckdb": duckdb.__version__,
    }
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True, default=str).encode()).hexdigest()
    return snapshot.path / f"serving-{digest[:12]}.duckdb"


def build(snapshot: Snapshot, settings: Settings, *, anew: bool = False) -> Path:
    """Builds the serving file if it is missing (or ``anew``); returns it. Damaged Parquet is refused beforehand."""
    target = path(snapshot, settings)
    if target.exists() and not anew:
        return target
    if damaged := snapshot.damage():
        raise StoreError("snapshot_damaged", id=snapshot.id, files=damaged)
    beside = target.with_suffix(".building")
    beside.unlink(missing_ok=True)
    try:
        with files.writing(target):
            _write(beside, snapshot, replayed.settings(settings, snapshot.manifest))
            files.sync_file(beside)
            os.replace(beside, target)
            files.sync_folder(target.parent)
    except duckdb.Error as error:
        raise StoreError("serving_failed", id=snapshot.id, reason=str(error)) from error
    finally:
        for rest in target.parent.glob("*.building*"):
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink(missing_ok=True)
    for former in target.parent.glob("serving-*.duckdb"):
        if former != target:
            former.unlink()
    return target


def lacking(snapshot: Snapshot, settings: Settings) -> str | None:
    """What is wrong with the serving file, read to its last block: ``absent``, ``unreadable`` or (too few) ``rows``."""
    target = path(snapshot, settings)
    if not target.exists():
        return "absent"
    connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY_LIMIT})
    try:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {_text(str(target))} as store (read_only)")
        listed = connection.execute("select table_name from duckdb_tables() where database_name = 'store'").fetchall()
        read = {
            name: connection.execute(
                f"select count(*), bit_xor(hash(read)) from store.{_name(name)} as read"
            ).fetchall()[0][0]
            for (name,) in listed
        }
    except duckdb.Error:
        return "unreadable"
    finally:
        connection.close()
    told = {name: entry["rows"] for name, entry in snapshot.manifest["tables"].items()}
    return None if all(read.get(name) == rows for name, rows in told.items()) else "rows"


def _views() -> list[Path]:
    return sorted(VIEWS.glob("*.sql"))


def _write(file: Path, snapshot: Snapshot, settings: Settings) -> None:
    connection = duckdb.connect(str(file), config={"threads": 2, "memory_limit": MEMORY_LIMIT})
    try:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set TimeZone = {_text(settings.zone)}")
        connection.execute("create schema raw")
        shared = _shared(connection, snapshot)
        for record in RECORDS.values():
            _raw(connection, record, snapshot.file(record.name), shared)
        _register(connection, snapshot, settings)
        made = [_view(connection, view) for view in _views() if view.stem < DECIDED]
        _decide(connection, snapshot, settings)
        made += [_view(connection, view) for view in _views() if view.stem >= DECIDED]
        for name in RECORDS.keys() - set(made):
            connection.execute(f"create table {_name(name)} as select * from raw.{_name(name)}")
        connection.execute("drop schema raw cascade")
        connection.execute("drop table days_base")
        connection.execute("checkpoint")
    finally:
        connection.close()


def _shared(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> list[str]:
    """The names that buildings of several campuses have."""
    files = [file for name in PLACED if (file := snapshot.file(name))]
    known = [file for file in files if {"campus", "building"} <= _columns(connection, file)]
    places = [f"select campus, building from read_parquet({_text(str(file))})" for file in known]
    if not places:
        return []
    named = f"select building from ({' union '.join(places)}) where building is not null"
    found = connection.execute(f"{named} group by building having count(distinct campus) > 1 order by 1").fetchall()
    return [name for (name,) in found]


def _raw(connection: duckdb.DuckDBPyConnection, record: Record, file: Path | None, shared: Sequence[str]) -> None:
    """``raw.<record>``: a view over the Parquet with every declared column, whatever version wrote the file.

    A building whose name is ``shared`` by another campus carries its own, so that no figure takes the two for one.
    """
    present = _columns(connection, file) if file else set()
    source = f"read_parquet({_text(str(file))})" if file else "(select 1 where false)"
    if shared and record.name in PLACED and {"campus", "building"} <= present:
        names = ", ".join(map(_text, shared))
        told = f"case when building in ({names}) then coalesce(building || ' · ' || campus, building) else building end"
        source = f"(select * replace ({told} as building) from {source})"
    declared = [(column.name, SQL_TYPES[column.kind], column.kind is Kind.CHOICE) for column in record.columns]
    lineage = [(one.name, "bigint" if one.type == pa.int64() else "varchar", False) for one in LINEAGE_FIELDS]
    columns = []
    for name, kind, chosen in (*declared, *lineage):
        if name not in present:
            columns.append(f"cast(null as {kind}) as {_name(name)}")
        elif (chosen or name in ENUMERATED) and _enumerate(connection, record.name, name, source):
            columns.append(f"cast({_name(name)} as {_name(f'{record.name}_{name}')}) as {_name(name)}")
        else:
            columns.append(f"cast({_name(name)} as {kind}) as {_name(name)}")
    connection.execute(f"create view raw.{_name(record.name)} as select {', '.join(columns)} from {source}")


def _columns(connection: duckdb.DuckDBPyConnection, file: Path) -> set[str]:
    return set(connection.sql(f"select * from read_parquet({_text(str(file))}) limit 0").columns)


def _enumerate(connection: duckdb.DuckDBPyConnection, record: str, column: str, source: str) -> bool:
    """Makes the ENUM type of a column out of its values, where there are some and not too many."""
    values = f"select distinct {_name(column)} from {source} where {_name(column)} is not null"
    ((members,),) = connection.execute(f"select count(*) from ({values})").fetchall()
    if not 0 < members <= MOST_MEMBERS:
        return False
    connection.execute(f"create type {_name(f'{record}_{column}')} as enum ({values} order by 1)")
    return True


def _register(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, settings: Settings) -> None:
    """The tables the views need beside the records: the contract's, the calendar's, the site's own."""
    as_of = snapshot.manifest["clocks"]["asked"]
    first, last = _span(connection, datetime.fromisoformat(as_of).date())
    tables = {
        "limits": limits.limits_table(settings.contract),
        "terms": limits.terms_table(settings.contract),
        "bands": bands.bands_table(settings.measures),
        "days_base": periods.days(first, last, settings.calendar),
        "duty_sites": duty.sites_table(settings.duty),
        "duty_terms": duty.terms_table(settings.duty),
        "core_rooms": rooms.core_table(settings.rooms),
        "log_deadlines": logs.deadlines_table(settings.contract),
    }
    for name, table in tables.items():
        _table(connection, name, table)
    connection.execute("create table site (zone varchar, as_of timestamptz, good_rating double)")
    values = [settings.zone, as_of, settings.measures.good_rating]
    connection.execute("insert into site values (?, cast(? as timestamptz), ?)", values)


def _decide(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, settings: Settings) -> None:
    """The tables in which the contract decides what SQL does not: scores, penalties, years, and reviews."""
    sources = {"performance": "raw.performance", "staff": "raw.staff", "complaints": "raw.complaints"}
    rows = {
        name: connection.sql(f"select * from {table}").to_arrow_table().to_pylist()
        for name, table in (sources | {"incidents": "incidents"}).items()
    }
    now = datetime.fromisoformat(snapshot.manifest["clocks"]["asked"])
    for name, table in scores.tables(rows, settings.contract, ZoneInfo(settings.zone), now).items():
        _table(connection, name, table)
    _table(connection, "reviews", reviews.table({name: _rows(connection, name) for name in reviews.REVIEWED}))
    moved = "ticket_id in (select ticket_id from raw.part_moves)"
    used = (_rows(connection, "parts"), _rows(connection, "part_moves"), _rows(connection, "tickets", moved))
    _table(connection, "used_parts", stock.used_table(*used))


def _rows(connection: duckdb.DuckDBPyConnection, record: str, where: str = "true") -> list[dict[str, object]]:
    """The rows of a record that a rule looks at one by one."""
    names = ", ".join(map(_name, RECORDS[record].names))
    rows: list[dict[str, object]] = (
        connection.sql(f"select {names} from raw.{_name(record)} where {where}").to_arrow_table().to_pylist()
    )
    return rows


def _table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    connection.execute(f"create table {name} as select * from incoming")
    connection.unregister("incoming")


def _span(connection: duckdb.DuckDBPyConnection, asked: date) -> tuple[date, date]:
    """The days the site knows: from its first ticket's year to the end of next year, so that no new year is missed."""
    ((first,),) = connection.execute("select cast(min(reported_at) as date) from raw.tickets").fetchall()
    return min(first or asked, asked).replace(month=1, day=1), date(asked.year + 1, 12, 31)


def _view(connection: duckdb.DuckDBPyConnection, file: Path) -> str:
    name = file.stem.partition("_")[2]
    connection.execute(f"create table {_name(name)} as {file.read_text('utf-8')}")
    return name


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
