"""The tables of a database by SQLAlchemy's reflection, those proposed whose names and rows say that they are ours."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
from sqlalchemy import Connection, Table, inspect, make_url, select
from sqlalchemy import MetaData as Reflected
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from cockpit.checks import Raw
from cockpit.drafting import matching, vocabulary
from cockpit.drafting.mapping import propose
from cockpit.drafting.profile import Profile, profile
from cockpit.drafting.proposal import Doubt, Drafted, Proposal, Unknown
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.settings.model import Source, TableSource
from cockpit.settings.presets import recognised
from cockpit.sources import database

MOST_TABLES, MOST_ROWS, BATCH = 12, 200_000, 20_000
LEAST_TELLING = 1.5
TIMES = 0.99
MEMORY = "600MB"
SECRET = "COCKPIT_DB_PASSWORD"  # noqa: S105 - the name of a variable


def draft_database(url: str, name: str, unnamed: str, zone: str | None = None) -> Drafted:
    """The tables of a database that are records of ours, each as one, the best first."""
    source = Source(name, url=url, zone=zone)
    proposals: list[Proposal] = []
    unknown: list[Unknown] = []
    with database.reading(source, database.address(source)) as connection:
        try:
            if known := recognised(inspect(connection).get_table_names()):
                return Drafted(preset=known[0], prefix=known[1])
            for table in _likely(connection):
                found = _table(connection, table, unnamed)
                proposals += [found] if isinstance(found, Proposal) else []
                unknown += [found] if isinstance(found, Unknown) else []
        except SQLAlchemyError as error:
            raise SourceError("database_unreachable", source=name, reason=_told(error, url)) from None
    return Drafted(tuple(_once(proposals)), tuple(unknown))


def without_password(url: str) -> str:
    """The address as it may be written down: its password is taken from the environment."""
    read = make_url(url)
    if not read.password:
        return url
    bare = URL.create(
        read.drivername, read.username, None, read.host, read.port, read.database, read.query
    ).render_as_string(hide_password=False)
    user = f"{read.username}@" if read.username else ""
    told = f"{read.username or ''}:${{{SECRET}}}@"
    return bare.replace(user, told, 1) if user else bare.replace("://", f"://{told}", 1)


def _likely(connection: Connection) -> list[Table]:
    """Tables and views whose columns are called as ours are, the likeliest first."""
    names = sorted({*inspect(connection).get_table_names(), *inspect(connection).get_view_names()})
    reflected = Reflected()
    found = []
    for name in names:
        table = Table(name, reflected, autoload_with=connection, resolve_fks=False)
        telling = matching.telling([column.name for column in table.columns])
        if telling >= LEAST_TELLING:
            found.append((-telling, name, table))
    return [table for _, _, table in sorted(found, key=lambda one: one[:2])[:MOST_TABLES]]


def _table(connection: Connection, table: Table, unnamed: str) -> Proposal | Unknown:
    header = tuple(column.name for column in table.columns)
    own = duckdb.connect(config={"memory_limit": MEMORY})
    try:
        own.execute("set TimeZone = 'UTC'")
        own.execute(f"create table raw ({', '.join(f'c{place} varchar' for place in range(len(header)))})")
        rows = _load(connection, own, table)
        raw = Raw(header=header, row="rowid + 1", totals=False)
        looked = profile(own, raw)
        match = matching.match(looked, table.name, "") if rows else None
        if match is None:
            return Unknown(table.name, None, rows, header[:40])
        base = TableSource("any", query=f"select * from {_quoted(connection, table.name)}")
        proposal = propose(match, looked, own, base, unnamed)
    finally:
        own.close()
    more: tuple[Doubt, ...] = (Doubt("more", None, {"n": rows}),) if rows >= MOST_ROWS else ()
    more += _watermark(proposal, looked)
    return Proposal(
        proposal.table,
        (*more, *proposal.doubts),
        proposal.unused,
        rows,
        proposal.header,
        proposal.first,
        table.name,
        proposal.date_choices,
    )


def _watermark(proposal: Proposal, looked: Profile) -> tuple[Doubt, ...]:
    """The column by which only what changed may be read: told, as only its owner knows that each change sets it."""
    table = proposal.table
    if table.record == "staff" or table.fold or not set(RECORDS[table.record].key) <= set(table.columns):
        return ()
    rising = [one.header for one in looked.columns if vocabulary.rises(one.header) and one.times > TIMES]
    full = {one.header for one in looked.columns if one.filled == looked.rows}
    return tuple(Doubt("watermark", None, {"header": header}) for header in rising[:1] if header in full)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _load(connection: Connection, own: duckdb.DuckDBPyConnection, table: Table) -> int:
    """The first rows of a table as text."""
    result = connection.execution_options(stream_results=True).execute(select(table).limit(MOST_ROWS))
    rows = 0
    while batch := result.fetchmany(BATCH):
        _insert(own, batch)
        rows += len(batch)
    return rows


def _insert(own: duckdb.DuckDBPyConnection, batch: Sequence[Sequence[object]]) -> None:
    columns = {f"c{place}": database.texts(values) for place, values in enumerate(zip(*batch, strict=True))}
    own.register("given_rows", pa.table(columns))
    own.execute("insert into raw select * from given_rows")
    own.unregister("given_rows")


def _once(proposals: list[Proposal]) -> list[Proposal]:
    """Of several tables that are the same record the one with the most of its columns; the others are none."""
    best: dict[str, Proposal] = {}
    for one in sorted(proposals, key=lambda each: (-len(each.table.columns), each.file)):
        best.setdefault(one.record, one)
    return list(best.values())


def _told(error: SQLAlchemyError, url: str) -> str:
    """The database's own words, without the password."""
    return database.told(str(getattr(error, "orig", None) or error), make_url(url))
