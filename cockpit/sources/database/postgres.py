"""PostgreSQL: one exported snapshot; rows come as Arrow by ADBC, on connections that take part in it."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import conninfo

from cockpit.sources.database.columns import DAY, FIGURE, INSTANT, LOCAL, SQL_TYPES, TEXT, TRUTH, Column
from cockpit.sources.database.limits import briefly
from cockpit.sources.database.session import GOODBYE, Answer, Session

try:
    from adbc_driver_postgresql import dbapi as adbc
except ImportError:  # there is no ADBC for this platform: rows come by psycopg, as text, three times as slowly
    adbc = None

CAST = "cast({0} as varchar)"
SHORTEST = (
    "case when {0} = trunc({0}) and abs({0}) < 1e15 then cast(cast({0} as bigint) as varchar) else " + CAST + " end"
)
# By type number: what stands in a column that is read in its own type, and how that becomes text. All others become
# text in PostgreSQL itself.
OWN = {
    16: (TRUTH, "{0}"), 20: (FIGURE, "{0}"), 21: (FIGURE, "{0}"), 23: (FIGURE, "{0}"), 700: (FIGURE, SHORTEST),
    701: (FIGURE, SHORTEST), 1082: (DAY, CAST), 1114: (LOCAL, CAST), 1184: (INSTANT, CAST),
}  # fmt: skip
TEXTS = (25, 1043)
# Scans that join one under way begin in the midst of a table, and several workers mix what they read: the same rows
# would come in another order each time.
PREPARE = """
    select set_config(name, case name
        when 'statement_timeout' then '{total}' when 'lock_timeout' then '{stall}' when 'TimeZone' then 'UTC'
        when 'client_connection_check_interval' then '5s' when 'DateStyle' then 'ISO, YMD' when 'IntervalStyle'
        then 'postgres' when 'bytea_output' then 'hex' when 'extra_float_digits' then '1'
        when 'synchronize_seqscans' then 'off' else '0' end, false)
    from pg_settings where name in ('statement_timeout', 'lock_timeout', 'TimeZone', 'client_connection_check_interval',
        'DateStyle', 'IntervalStyle', 'bytea_output', 'extra_float_digits', 'idle_in_transaction_session_timeout',
        'synchronize_seqscans', 'max_parallel_workers_per_gather')"""
# ADBC lets "infinity" overflow into times before PostgreSQL's first day, which is the Julian count's.
FIRST_DAY, DAY_LONG = -2_440_588, 86_400_000_000
READ_ONLY = "set transaction isolation level repeatable read, read only"


class PostgresSession(Session):
    """The view is a snapshot that the first connection exports, and keeps; a query has a connection of its own."""

    _snapshot = ""
    _rows: Any = None
    _pid: int | None = None
    _socket: int | None = None

    def open(self) -> datetime:
        """Exports the snapshot; the source's clock is the server's."""
        connection = self.connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        connection.exec_driver_sql(self._prepare())
        clock: datetime
        clock, self._snapshot = connection.exec_driver_sql("select now(), pg_export_snapshot()").one()
        return clock.astimezone(UTC)

    def read(self, query: str) -> Answer:
        """The query's columns, then its rows in batches, values of uncommon types as PostgreSQL writes them."""
        described = self._described(query)
        cells = ", ".join(f"c{place}" for place in range(len(described)))
        chosen = ", ".join(_chosen(f"c{place}", number) for place, (_, number) in enumerate(described))
        query = f"select {chosen} from ({query}\n) as asked ({cells})"
        yield [_column(name, number) for name, number in described]
        if adbc is None:
            rows = super().read(query)
            next(rows)
            yield from rows
        else:
            yield from self._batches_of(query)

    def _prepare(self) -> str:
        limits = self.limits
        return PREPARE.format(total=int(limits.total * 1000), stall=int(limits.stall * 1000))

    def _described(self, query: str) -> list[tuple[str, int]]:
        """Name and type number of each column."""
        with self.connection.begin_nested():
            options = self.connection.execution_options(no_parameters=True)
            with options.exec_driver_sql(f"select * from ({query}\n) as asked limit 0") as result:
                return [(str(one[0]), int(str(one[1]))) for one in result.cursor.description or ()]

    def _batches_of(self, query: str) -> Iterator[pa.Table]:
        self._rows = rows = self._joined()
        try:
            with rows.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(4 << 20)})
                cursor.execute(query)
                for batch in cursor.fetch_record_batch():
                    names = [f"c{place}" for place in range(batch.num_columns)]
                    yield pa.table([_standing(values) for values in batch.columns], names)
        finally:
            self._rows = self._socket = self._pid = None
            with contextlib.suppress(Exception):
                rows.close()

    def _joined(self) -> Any:
        """A connection by ADBC that sees the exported snapshot."""
        info = self.connection.connection.dbapi_connection.info  # type: ignore[union-attr]
        where = info.get_parameters() | {"host": info.host, "port": str(info.port), "password": info.password}
        before = _sockets()
        rows = adbc.connect(conninfo.make_conninfo(**where), autocommit=False)
        self._socket = next(iter(_sockets() - before), None)
        with rows.cursor() as cursor:
            cursor.execute(READ_ONLY)
            cursor.execute(f"set transaction snapshot '{self._snapshot}'")
            cursor.execute(self._prepare())
            cursor.fetchall()
            cursor.execute("select pg_backend_pid()")
            self._pid = cursor.fetchone()[0]
        return rows

    def abort(self) -> None:
        """Ends the query at the server, by the connection that holds the snapshot, and cuts both."""
        if self._pid is not None:
            briefly(self._terminate, GOODBYE)
        if self._rows is not None and self._socket is not None:
            _cut(self._socket)
        if self._connection is not None:
            driver: Any = self._connection.connection.dbapi_connection
            briefly(lambda: driver.cancel_safe(timeout=GOODBYE), GOODBYE)
            _cut(driver.fileno())

    def _terminate(self) -> None:
        self.connection.exec_driver_sql(f"select pg_terminate_backend({self._pid})")


def _chosen(cell: str, number: int) -> str:
    """SQL for PostgreSQL: a column in its own type or as text."""
    if adbc is not None and (number in OWN or number in TEXTS):
        return cell
    if OWN.get(number, ("",))[0] in SQL_TYPES:
        return f"cast(case when isfinite({cell}) then {cell} end as text)"
    return f"cast({cell} as text)"


def _column(name: str, number: int) -> Column:
    holds, written = OWN.get(number, (TEXT, "{0}"))
    if adbc is None:
        return Column(name, holds, "{0}", f"cast({{0}} as {SQL_TYPES[holds]})" if holds in SQL_TYPES else "{0}")
    return Column(name, holds, written)


def _standing(values: pa.Array) -> pa.Array:
    """Whole figures and truths as text, days and moments without those that are none."""
    kind = values.type
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return values.cast(pa.string())
    if pa.types.is_date(kind):
        return _since(FIRST_DAY, values, values.view(pa.int32()))
    if pa.types.is_timestamp(kind):
        return _since(FIRST_DAY * DAY_LONG, values, values.view(pa.int64()))
    return values


def _since(first: int, values: pa.Array, counts: pa.Array) -> pa.Array:
    least = pc.min(counts).as_py()
    return values if least is None or least >= first else pc.if_else(pc.greater_equal(counts, first), values, None)


def _sockets() -> set[int]:
    """The open sockets of this process, as far as the system tells."""
    found = set()
    with contextlib.suppress(OSError):
        for one in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):
                if stat.S_ISSOCK(os.fstat(int(one)).st_mode):
                    found.add(int(one))
    return found


def _cut(descriptor: int) -> None:
    """Ends a connection under whoever waits for it."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as end:
        end.shutdown(socket.SHUT_RDWR)
