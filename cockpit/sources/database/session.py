"""A read-only view of a database as it stands at one moment; here for any that SQLAlchemy reaches."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine

from cockpit.sources.database.columns import Column
from cockpit.sources.database.limits import Limits, briefly
from cockpit.sources.database.troubles import Unfit

BATCH, GOODBYE = 20_000, 2.0
Answer = Generator[Any, None, None]


class Session:
    """One connection. ``open`` begins the view; every ``read`` until ``close`` sees the same data.

    Whoever calls these may be another thread each time, one at a time; ``abort`` may come at any time.
    """

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self.engine = engine
        self.limits = limits
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    def open(self) -> datetime:
        """Begins the view; gives the source's own clock."""
        self.connection.execution_options(isolation_level="REPEATABLE READ")
        return datetime.now(UTC)

    def read(self, query: str) -> Answer:
        """First the columns of a query's answer, then its rows in batches: Arrow tables of columns c0, c1, …"""
        options = self.connection.execution_options(stream_results=True, no_parameters=True)
        with options.exec_driver_sql(query) as result:
            if not result.returns_rows:
                raise Unfit("query_without_rows")
            yield [Column(name) for name in result.keys()]  # noqa: SIM118 - a Result is no dict
            while batch := result.fetchmany(BATCH):
                yield pa.table({f"c{i}": texts(values) for i, values in enumerate(zip(*batch, strict=True))})

    def abort(self) -> None:
        """Ends whatever the database does for this view; what waits for it fails."""
        if self._connection is not None:
            driver: Any = self._connection.connection.dbapi_connection
            end = getattr(driver, "interrupt", None) or getattr(driver, "cancel", None) or driver.close
            briefly(end, GOODBYE)

    def close(self) -> None:
        """Lets go of the view."""
        with contextlib.suppress(Exception):
            if self._connection is not None:
                self._connection.close()
        self.engine.dispose()


class LiteSession(Session):
    """SQLite: one read transaction on a connection that may not write."""

    def open(self) -> datetime:
        """Begins the view; the source's clock is this machine's."""
        self.connection.exec_driver_sql("pragma query_only = on")
        self.connection.exec_driver_sql("begin")
        self.connection.exec_driver_sql("select count(*) from sqlite_master").scalar()
        return datetime.now(UTC)


def texts(values: Sequence[object]) -> pa.Array:
    """One column of a batch as text."""
    try:
        array = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([as_text(value) for value in values], pa.string())
    if pa.types.is_string(array.type) or pa.types.is_null(array.type) or pa.types.is_integer(array.type):
        return array.cast(pa.string())
    return pa.array([as_text(value) for value in values], pa.string())


def as_text(value: object) -> str | None:
    """A value as the checks read it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
