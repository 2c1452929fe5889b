"""Which rows stay: events folded into one row a key, equal keys settled, conflicts put aside."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from cockpit.checks.fold import KEY, ORDER
from cockpit.checks.parsed import quoted, scalar
from cockpit.records import Kind, Record

GATHERED = "gathered"


@dataclass(frozen=True)
class Duplicates:
    """The relation with the rows that stay, and how many do not."""

    relation: str
    duplicates: int = 0
    conflicting: int = 0
    disordered: int = 0


def settle(connection: duckdb.DuckDBPyConnection, record: Record) -> Duplicates:
    """Leaves one row a key. ``conflicting`` keys and ``faulty`` rows stand in tables of those names afterwards."""
    connection.execute(
        "create temp table faulty as select gathered.*, ''::varchar as _column, ''::varchar as _value, "
        "''::varchar as _reason from gathered where false"
    )
    relation, folded, disordered = _fold(connection, record)
    key = ", ".join(quoted(name) for name in record.key)
    connection.execute(f"create temp table twice as select {key} from {relation} group by {key} having count(*) > 1")
    if not scalar(connection, "select count(*) from twice"):
        return Duplicates(relation, folded, 0, disordered)
    return _settled(connection, record, relation, folded, disordered)


def _settled(
    connection: duckdb.DuckDBPyConnection, record: Record, relation: str, folded: int, disordered: int
) -> Duplicates:
    """Inside a file equal rows are one and unlike rows a conflict; between files the newer row wins."""
    key = ", ".join(quoted(name) for name in record.key)
    own = ", ".join(quoted(name) for name in record.names)
    connection.execute(
        f"create temp table several as select *, hash({own}) as _content, {_age(record)} as _age from {relation} "
        f"where ({key}) in (select {key} from twice)"
    )
    connection.execute(
        f"create temp table conflicting as select {key}, _source, _file from several group by {key}, _source, _file "
        "having count(distinct _content) > 1"
    )
    keys = " and ".join(f"several.{quoted(name)} = conflicting.{quoted(name)}" for name in record.key)
    clash = (
        f"join conflicting on {keys} and several._source = conflicting._source and several._file = conflicting._file"
    )
    connection.execute(
        "insert into faulty by name select several.* exclude (_content, _age), "
        f"'{record.key[0]}' as _column, cast({quoted(record.key[0])} as varchar) as _value, "
        f"'duplicate_conflict' as _reason from several semi {clash}"
    )
    conflicting = scalar(connection, "select count(*) from faulty where _reason = 'duplicate_conflict'")
    connection.execute(
        f"create temp table kept as select * exclude (_content, _age, _place) from (select *, row_number() over ("
        f"partition by {key} order by _age desc nulls last, _file desc, _source desc, _row desc) as _place "
        f"from several anti {clash}) where _place = 1"
    )
    gone = (
        scalar(connection, "select count(*) from several")
        - conflicting
        - scalar(connection, "select count(*) from kept")
    )
    connection.execute(
        f"create temp view settled as select * from {relation} where ({key}) not in (select {key} from twice) "
        "union all by name select * from kept"
    )
    return Duplicates("settled", folded + gone, conflicting, disordered)


def _age(record: Record) -> str:
    """SQL: the newest of a row's own times that are not plans."""
    moments = [quoted(column.name) for column in record.columns if column.kind is Kind.TIME and column.past]
    days = [quoted(column.name) for column in record.columns if column.kind in (Kind.DAY, Kind.MONTH)]
    times = moments or [f"cast({name} as timestamptz)" for name in days]
    return f"greatest({', '.join(times)})" if times else "cast(null as timestamptz)"


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    described = connection.execute("describe gathered").fetchall()
    return [str(row[0]) for row in described]


def _fold(connection: duckdb.DuckDBPyConnection, record: Record) -> tuple[str, int, int]:
    """One row a key of an event log: the last by its order, with what is taken from first events."""
    columns = _columns(connection)
    if KEY not in columns:
        return GATHERED, 0, 0
    taken = [name.removeprefix("_fold_") for name in columns if name.startswith("_fold_") and name not in (KEY, ORDER)]
    place = f"({ORDER}, _file, _row)"
    firsts = "".join(
        f", arg_min(_fold_{name}, {place}) filter (_fold_{name} is not null) as {quoted(name)}" for name in taken
    )
    connection.execute(
        f"create temp table last as select {KEY}, "
        f"max(struct_pack(o := {ORDER}, f := _file, r := _row)) as _last{firsts} "
        f"from gathered where {KEY} is not null group by {KEY}"
    )
    extras = [KEY, ORDER, *(f"_fold_{name}" for name in taken)]
    replaced = f"replace ({', '.join(f'last.{quoted(name)} as {quoted(name)}' for name in taken)})" if taken else ""
    connection.execute(
        f"create temp table folded as select gathered.* exclude ({', '.join(extras)}) {replaced} "
        f"from gathered join last "
        f"on gathered.{KEY} = last.{KEY} and gathered._row = last._last.r and gathered._file = last._last.f "
        f"union all by name select * exclude ({', '.join(extras)}) from gathered where {KEY} is null"
    )
    events = scalar(connection, "select count(*) from gathered")
    folded = events - scalar(connection, "select count(*) from folded")
    return "folded", folded, _disordered(connection, record, set(taken))


def _disordered(connection: duckdb.DuckDBPyConnection, record: Record, taken: set[str]) -> int:
    """Puts aside folded rows whose taken times stand before what must come first."""
    for earlier, later in record.orders:
        if not {earlier, later} & taken:
            continue
        wrong = f"{quoted(later)} < {quoted(earlier)}"
        connection.execute(
            f"insert into faulty by name select *, '{later}' as _column, cast({quoted(later)} as varchar) as _value, "
            f"'before_{earlier}' as _reason from folded where {wrong}"
        )
        connection.execute(f"delete from folded where {wrong}")
    return scalar(connection, "select count(*) from faulty where _reason like 'before\\_%' escape '\\'")
