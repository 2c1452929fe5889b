"""The serving file written anew: every record out of the Parquet, what the contract decides, the views over them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from cockpit import periods
from cockpit.contract import bands, duty, limits, logs, reviews, rooms, scores, stock
from cockpit.records import RECORDS, Kind, Record
from cockpit.settings.model import Settings
from cockpit.store.relation import name, text
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
# SQL of no rows.
NOTHING: Final = "(select 1 where false)"
# Whether the site writes down when tickets are reopened.
DATED: Final = "count(reopened_at) > 0"


def views(decided: bool) -> list[Path]:
    """The views that read what the contract has decided of the records, or those before them; in their order."""
    return [file for file in sorted(VIEWS.glob("*.sql")) if (file.stem >= DECIDED) == decided]


def named(view: Path) -> str:
    """The table that a view makes."""
    return view.stem.partition("_")[2]


@contextmanager
def opened(file: Path, zone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes a serving file, whose times are those of the zone."""
    connection = duckdb.connect(str(file), config={"threads": 2, "memory_limit": MEMORY_LIMIT})
    try:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set TimeZone = {text(zone)}")
        yield connection
    finally:
        connection.close()


def write(file: Path, snapshot: Snapshot, settings: Settings) -> None:
    """Makes the serving file of a snapshot."""
    with opened(file, settings.zone) as connection:
        connection.execute("create schema raw")
        sources = {record.name: source_of(connection, record, snapshot) for record in RECORDS.values()}
        _share(connection, [sources[record] for record in PLACED])
        for record in RECORDS.values():
            source = placed(connection, record, sources[record.name])
            enumerated = _enumerate(connection, record, source)
            connection.execute(
                f"create view raw.{name(record.name)} as {typed(connection, record, source, enumerated)}"
            )
        _register(connection, snapshot, settings)
        for view in views(decided=False):
            _create(connection, view)
        for made, table in decide(connection, snapshot, settings).items():
            put(connection, made, table)
        for view in views(decided=True):
            _create(connection, view)
        for rest in plain():
            connection.execute(f"create table {name(rest)} as select * from raw.{name(rest)}")
        connection.execute("drop schema raw cascade")
        connection.execute("drop table days_base")
        connection.execute("checkpoint")


def plain() -> list[str]:
    """The records that no view adds anything to."""
    return sorted(RECORDS.keys() - {named(view) for decided in (False, True) for view in views(decided)})


def source_of(connection: duckdb.DuckDBPyConnection, record: Record, snapshot: Snapshot) -> str:
    """SQL of a record's rows in their order: that of the Parquet, unless some have changed since that was written."""
    rows = snapshot.relation(record.name)
    if rows is None:
        return NOTHING
    if snapshot.changes(record.name) is None:
        return rows
    table = name(f"{record.name}_rows")
    connection.execute(f"create temp table {table} as select * from {rows} order by {record.ordering}")
    return table


def _share(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """The table of the names that buildings of several campuses have."""
    known = [source for source in sources if {"campus", "building"} <= columns(connection, source)]
    places = " union ".join(f"select campus, building from {source}" for source in known)
    connection.execute("create table shared_buildings (building varchar)")
    if places:
        connection.execute(
            f"insert into shared_buildings select building from ({places}) where building is not null "
            "group by building having count(distinct campus) > 1 order by 1"
        )


def placed(connection: duckdb.DuckDBPyConnection, record: Record, source: str) -> str:
    """SQL of the rows in which a building whose name another campus has too carries its own.

    So no figure takes the two for one.
    """
    shared = [told for (told,) in connection.execute("from shared_buildings").fetchall()]
    if not shared or record.name not in PLACED or not {"campus", "building"} <= columns(connection, source):
        return source
    told = (
        f"case when building in ({', '.join(map(text, shared))}) "
        "then coalesce(building || ' · ' || campus, building) else building end"
    )
    return f"(select * replace ({told} as building) from {source})"


def typed(connection: duckdb.DuckDBPyConnection, record: Record, source: str, enumerated: Collection[str]) -> str:
    """SQL of the rows with every declared column, whatever version wrote them, and where they came from."""
    present = columns(connection, source)
    kinds = {column.name: SQL_TYPES[column.kind] for column in record.columns}
    kinds |= {one.name: "bigint" if one.type == pa.int64() else "varchar" for one in LINEAGE_FIELDS}
    chosen = []
    for column, kind in kinds.items():
        given = name(column) if column in present else "null"
        told = enumeration(record, column) if column in enumerated else kind
        chosen.append(f"cast({given} as {told}) as {name(column)}")
    return f"select {', '.join(chosen)} from {source}"


def columns(connection: duckdb.DuckDBPyConnection, source: str) -> set[str]:
    """The columns of some rows."""
    return set(connection.sql(f"select * from {source} limit 0").columns)


def enumerable(record: Record) -> list[str]:
    """The columns that become ENUMs where there are some values and not too many."""
    return [column.name for column in record.columns if column.kind is Kind.CHOICE or column.name in ENUMERATED]


def enumeration(record: Record, column: str) -> str:
    """The name of a column's ENUM type."""
    return name(f"{record.name}_{column}")


def _enumerate(connection: duckdb.DuckDBPyConnection, record: Record, source: str) -> list[str]:
    """Makes the ENUM types of a record out of its values; gives the columns that have one."""
    made = []
    for column in set(enumerable(record)) & columns(connection, source):
        values = f"select distinct {name(column)} from {source} where {name(column)} is not null"
        ((members,),) = connection.execute(f"select count(*) from ({values})").fetchall()
        if 0 < members <= MOST_MEMBERS:
            connection.execute(f"create type {enumeration(record, column)} as enum ({values} order by 1)")
            made.append(column)
    return made


def _register(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, settings: Settings) -> None:
    """The tables the views need beside the records: the contract's, the calendar's, the site's own."""
    as_of = snapshot.manifest["clocks"]["asked"]
    first, last = span(connection, "raw.tickets", as_of)
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
    for made, table in tables.items():
        put(connection, made, table)
    connection.execute(
        "create table site as select ? as zone, cast(? as timestamptz) as as_of, ? as good_rating, "
        f"{DATED} as reopening_dated from raw.tickets",
        [settings.zone, as_of, settings.measures.good_rating],
    )


def decide(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, settings: Settings) -> dict[str, pa.Table]:
    """The tables in which the contract decides what SQL does not: scores, penalties, years, reviews, used parts."""
    sources = {"performance": "raw.performance", "staff": "raw.staff", "complaints": "raw.complaints"}
    rows = {
        one: connection.sql(f"select * from {table}").to_arrow_table().to_pylist()
        for one, table in (sources | {"incidents": "incidents"}).items()
    }
    now = datetime.fromisoformat(snapshot.manifest["clocks"]["asked"])
    moved = "ticket_id in (select ticket_id from raw.part_moves)"
    used = (_rows(connection, "parts"), _rows(connection, "part_moves"), _rows(connection, "tickets", moved))
    return {
        **scores.tables(rows, settings.contract, ZoneInfo(settings.zone), now),
        "reviews": reviews.table({one: _rows(connection, one) for one in reviews.REVIEWED}),
        "used_parts": stock.used_table(*used),
    }


def _rows(connection: duckdb.DuckDBPyConnection, record: str, where: str = "true") -> list[dict[str, object]]:
    """The rows of a record that a rule looks at one by one."""
    names = ", ".join(map(name, RECORDS[record].names))
    rows: list[dict[str, object]] = (
        connection.sql(f"select {names} from raw.{name(record)} where {where}").to_arrow_table().to_pylist()
    )
    return rows


def put(connection: duckdb.DuckDBPyConnection, made: str, table: pa.Table) -> None:
    """Makes a table of that name."""
    connection.register("incoming", table)
    connection.execute(f"create table {made} as select * from incoming")
    connection.unregister("incoming")


def span(connection: duckdb.DuckDBPyConnection, tickets: str, as_of: str) -> tuple[date, date]:
    """The days the site knows: from its first ticket's year to the end of next year, so that no new year is missed."""
    asked = datetime.fromisoformat(as_of).date()
    ((first,),) = connection.execute(f"select cast(min(reported_at) as date) from {tickets}").fetchall()
    return min(first or asked, asked).replace(month=1, day=1), date(asked.year + 1, 12, 31)


def _create(connection: duckdb.DuckDBPyConnection, view: Path) -> None:
    connection.execute(f"create table {name(named(view))} as {view.read_text('utf-8')}")
