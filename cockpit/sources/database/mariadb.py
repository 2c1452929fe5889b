"""MariaDB and MySQL: one consistent snapshot; rows are taken off the wire as Arrow."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pymysql.constants import FIELD_TYPE
from pymysql.cursors import SSCursor
from pymysql.err import MySQLError

from cockpit.sources.database import wire
from cockpit.sources.database.columns import DAY, FIGURE, INSTANT, LOCAL, TEXT, Column
from cockpit.sources.database.limits import briefly
from cockpit.sources.database.session import GOODBYE, Answer, Session

NONE = "case when starts_with({0}, '0000-00-00') then null else {0} end"
TIMES = {
    FIELD_TYPE.TIMESTAMP: Column("", INSTANT, f"({NONE}) || '+00'", f"cast(cast({NONE} as timestamp) as timestamptz)"),
    FIELD_TYPE.DATETIME: Column("", LOCAL, NONE, f"cast({NONE} as timestamp)"),
    FIELD_TYPE.DATE: Column("", DAY, NONE, f"cast({NONE} as date)"),
}
FIGURES = {
    FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG, FIELD_TYPE.YEAR,
    FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE, FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL,
}  # fmt: skip
BYTES = {
    FIELD_TYPE.TINY_BLOB, FIELD_TYPE.BLOB, FIELD_TYPE.MEDIUM_BLOB, FIELD_TYPE.LONG_BLOB, FIELD_TYPE.STRING,
    FIELD_TYPE.VAR_STRING, FIELD_TYPE.VARCHAR, FIELD_TYPE.GEOMETRY,
}  # fmt: skip
BINARY = 63


class MariaSession(Session):
    """The view is a transaction begun with a consistent snapshot, on one connection."""

    def open(self) -> datetime:
        """Begins the snapshot, in which timestamps are in UTC; the source's clock is the server's."""
        connection = self.connection.execution_options(isolation_level="AUTOCOMMIT")
        total = self.limits.total
        maria = getattr(connection.dialect, "is_mariadb", False)
        limit = f"max_statement_time = {total}" if maria else f"max_execution_time = {total:.0f}000"
        for statement in (
            "set names utf8mb4",
            f"set session time_zone = '+00:00', net_write_timeout = 600, wait_timeout = 28800, {limit}",
            "set session transaction isolation level repeatable read",
            "start transaction with consistent snapshot, read only",
        ):
            connection.exec_driver_sql(statement)
        clock: datetime = connection.exec_driver_sql("select utc_timestamp(6)").scalar_one()
        return clock.replace(tzinfo=UTC)

    def read(self, query: str) -> Answer:
        """The query's columns, then its rows in batches, every value as the server writes it."""
        cursor = SSCursor(self._driver)
        cursor.execute(query)
        result = cursor._result  # noqa: SLF001
        rows = wire.batches(cursor, len(result.fields))
        try:
            yield [_column(field) for field in result.fields]
            for columns in rows:
                yield _table(columns, result.fields)
        finally:  # what nobody wants any more stands in the way of the next answer
            with contextlib.suppress(MySQLError, OSError, ValueError, AttributeError):
                for _ in rows:
                    pass
            result.unbuffered_active, result.connection = False, None

    @property
    def _driver(self) -> Any:
        return self.connection.connection.dbapi_connection

    def abort(self) -> None:
        """Has the server end the query, by another connection, and cuts this one."""
        if self._connection is None:
            return
        driver = self._driver
        briefly(lambda: self._kill(driver.thread_id()), GOODBYE)
        with contextlib.suppress(OSError, AttributeError):
            driver._sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001

    def _kill(self, number: int) -> None:
        with self.engine.connect() as other:
            other.exec_driver_sql(f"kill {number}")


def _table(columns: list[pa.Array], fields: Sequence[Any]) -> pa.Table:
    """A batch; values that are no text become it."""
    for place, field in enumerate(fields):
        written = _figure if field.type_code == FIELD_TYPE.BIT else _words if _is_bytes(field) else None
        if written is not None:
            values = columns[place].cast(pa.binary()).to_pylist()
            columns[place] = pa.array([None if one is None else written(one) for one in values], pa.string())
    return pa.table(columns, names=[f"c{place}" for place in range(len(columns))])


def _words(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _figure(value: bytes) -> str:
    return str(int.from_bytes(value))


def _is_bytes(field: Any) -> bool:
    return field.charsetnr == BINARY and field.type_code in BYTES


def _column(field: Any) -> Column:
    if field.type_code in TIMES:
        known = TIMES[field.type_code]
        return Column(field.name, known.holds, known.text, known.typed)
    return Column(field.name, FIGURE if field.type_code in FIGURES else TEXT)
