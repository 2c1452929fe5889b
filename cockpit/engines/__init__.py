"""The only opener of query connections: DuckDB over a snapshot's serving file, read-only and locked down."""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import bindparam, text
from sqlalchemy.engine.default import DefaultDialect

from cockpit.engines.limit import limited
from cockpit.errors import StoreError

TIME_LIMIT_SECONDS = 30.0
MEMORY_LIMIT = "2GB"
_COMMENT = re.compile(r"--[^\n]*")
_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
# Answers are small: copying them costs less than sql() does, which binds every query twice (1 ms of 3).
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
_DIALECT = DefaultDialect(paramstyle="numeric_dollar")


@lru_cache(maxsize=512)
def _compiled(sql: str, lengths: tuple[tuple[str, int], ...]) -> tuple[str, tuple[str, ...]]:
    """SQL with ``:name`` parameters → DuckDB's ``$1`` form and the names in that order.

    ``lengths`` names the parameters that are lists; each becomes as many parameters as it has members.
    """
    plain = _COMMENT.sub("", sql)
    lists = dict(lengths)
    parameters: list[Any] = [
        bindparam(name, value=[None] * lists[name], expanding=True) if name in lists else bindparam(name, value=None)
        for name in sorted(set(_PARAMETER.findall(plain)))
    ]
    compiled: Any = (
        text(plain).bindparams(*parameters).compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    )
    return str(compiled), tuple(compiled.positiontup or ())


def _flat(parameters: Mapping[str, object]) -> dict[str, object]:
    """Lists spread into the names SQLAlchemy gives their members: ``campus`` → ``campus_1``, ``campus_2``…"""
    flat: dict[str, object] = {}
    for name, value in parameters.items():
        if isinstance(value, (list, tuple)):
            flat.update({f"{name}_{position}": _bindable(member) for position, member in enumerate(value, 1)})
        else:
            flat[name] = _bindable(value)
    return flat


def _bindable(value: object) -> object:
    """Half characters, as broken bytes on a command line become, stand in no data: a question mark binds instead."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


@dataclass
class Engine:
    """Queries over one serving file. One DuckDB instance a process; a cursor of its own for every query that runs."""

    path: Path
    zone: str
    _connection: duckdb.DuckDBPyConnection = field(init=False, repr=False)
    columns: dict[str, dict[str, str]] = field(init=False, repr=False)
    first_day: date | None = field(init=False)
    last_day: date | None = field(init=False)
    _idle: list[duckdb.DuckDBPyConnection] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        self._connection = _connect(self.path, self.zone)
        self.columns = {}
        described = self._connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where database_name = 'store'"
        )
        for table, column, kind in described.fetchall():
            self.columns.setdefault(table, {})[column] = kind
        days = self._connection.execute("select min(reported_day), max(reported_day) from store.tickets").fetchall()
        self.first_day, self.last_day = days[0]

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The result of ``sql`` with its ``:name`` parameters bound; StoreError when it exceeds the time limit."""
        parameters = parameters or {}
        lengths = tuple(sorted((k, len(v)) for k, v in parameters.items() if isinstance(v, (list, tuple))))
        compiled, order = _compiled(sql, lengths)
        values = _flat(parameters)
        try:
            cursor = self._idle.pop()
        except IndexError:
            cursor = self._connection.cursor()
        try:
            with limited(cursor, TIME_LIMIT_SECONDS):
                found = cursor.execute(compiled, [values[name] for name in order]).to_arrow_table()
        except duckdb.InterruptException as error:
            raise StoreError("query_too_long", seconds=TIME_LIMIT_SECONDS) from error
        self._idle.append(cursor)  # its first query was 0.1 ms slower; one that failed is left
        return found

    def close(self) -> None:
        for cursor in self._idle:
            cursor.close()
        self._connection.close()


def _connect(path: Path, zone: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as store (read_only)")
    settings: dict[str, Any] = {
        "TimeZone": zone,
        "memory_limit": MEMORY_LIMIT,
        "late_materialization_max_rows": 100_000,
        "perfect_ht_threshold": 18,
        "threads": _threads(connection),
        "enable_external_access": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.execute(f"set global {name} = '{value}'")
    return connection


def _threads(connection: duckdb.DuckDBPyConnection) -> int:
    """One thread below a million tickets: starting more costs such queries more than it saves."""
    rows = connection.execute("select count(*) from store.tickets").fetchall()
    return 2 if rows[0][0] >= 1_000_000 else 1


_open: dict[tuple[Path, str], Engine] = {}
_lock = threading.Lock()


def engine_over(path: Path, zone: str, keep: int = 3) -> Engine:
    """The process's engine over that serving file; the ``keep`` last used stay open."""
    with _lock:
        engine = _open.pop((path, zone), None) or Engine(path, zone)
        _open[(path, zone)] = engine
        while len(_open) > keep:
            _open.pop(next(iter(_open)))
        return engine
