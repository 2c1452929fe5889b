"""MariaDB and MySQL: one consistent snapshot; rows are taken off the wire as Arrow."""

from __future__ import annotations

import contextlib
import socket
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pymysql.constants import FIELD_TYPE
from pymysql.err import MySQLError

from cockpit.sources.database import wire
from cockpit.sources.database.columns import DAY, FIGURE, INSTANT, LOCAL, TEXT, Column
from cockpit.sources.database.limits import briefly
from cockpit.sources.database.session import GOODBYE, Answer, Session
from cockpit.sources.database.troubles import Unfit

TIMES = {FIELD_TYPE.TIMESTAMP: INSTANT, FIELD_TYPE.DATETIME: LOCAL, FIELD_TYPE.DATE: DAY}
FIGURES = {
    FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG, FIELD_TYPE.YEAR,
    FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE, FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL,
}  # fmt: skip


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
        """The query's columns, then its rows in batches: days and moments as such where the calendar has them all."""
        driver = self._driver
        number, result = wire.ask(driver, query)
        rows = wire.batches(driver, result.fields)
        try:
            yield [_column(field) for field in result.fields]
            for columns in rows:
                yield pa.table(columns, names=[f"c{place}" for place in range(len(columns))])
        finally:  # what nobody wants any more stands in the way of the next answer
            result.unbuffered_active, result.connection = False, None
            with contextlib.suppress(MySQLError, OSError, ValueError, AttributeError):
                with contextlib.suppress(Unfit):
                    for _ in rows:
                        pass
                wire.close(driver, number)

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


def _column(field: Any) -> Column:
    if field.type_code in TIMES:
        return Column(field.name, TIMES[field.type_code], "cast({0} as varchar)")
    return Column(field.name, FIGURE if field.type_code in FIGURES else TEXT)
