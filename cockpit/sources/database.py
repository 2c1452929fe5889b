"""Databases by SQLAlchemy URL: all tables of a source in one read transaction, rows in batches, text in the end."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from cockpit.checks import Job, Parsed, Raw, check
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.settings.model import Source, TableSource
from cockpit.sources import headers

BATCH = 20_000
MEMORY = "600MB"


def parse(
    source: Source,
    tables: Sequence[TableSource],
    zone: str,
    cache_dir: Path,
    now: datetime,
    progress: Callable[[str], None],
) -> dict[str, Parsed | SourceError]:
    """Reads every table of the source as it stood at one moment; by record, what was read or why not."""
    results: dict[str, Parsed | SourceError] = {}
    try:
        url = address(source)
        with reading(source, url) as connection:
            for table in tables:
                progress(table.record)
                try:
                    results[table.record] = _table(connection, source, table, url, zone, cache_dir, now)
                except SourceError as error:
                    results[table.record] = error
    except SourceError as error:
        for table in tables:
            results.setdefault(table.record, SourceError(error.key, **error.arguments | {"record": table.record}))
    return results


def address(source: Source) -> URL:
    """The URL of a source; SourceError where it is none."""
    try:
        return make_url(source.url or "")
    except ArgumentError:
        raise SourceError("database_url", source=source.name) from None


@contextmanager
def reading(source: Source, url: URL) -> Iterator[Connection]:
    """A connection inside one read-only view of the data."""
    lite = url.get_backend_name() == "sqlite"
    if lite and url.database and not Path(url.database).exists():
        raise SourceError("database_missing", source=source.name, file=url.database)
    try:
        engine = create_engine(url, hide_parameters=True)
    except (ImportError, SQLAlchemyError) as error:
        raise SourceError("database_driver", source=source.name, reason=told(error, url)) from None
    try:
        with engine.connect() as connection:
            if lite:
                connection.exec_driver_sql("pragma query_only = on")
                connection.exec_driver_sql("begin")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
    except SQLAlchemyError as error:
        raise SourceError("database_unreachable", source=source.name, reason=told(error, url)) from None
    finally:
        engine.dispose()


def told(error: Exception, url: URL) -> str:
    """The database's own words, without the password."""
    words = str(getattr(error, "orig", None) or error)
    return words.replace(url.password, "***") if url.password else words


def _table(
    connection: Connection, source: Source, table: TableSource, url: URL, zone: str, cache_dir: Path, now: datetime
) -> Parsed:
    folder = cache_dir / "queries" / f"{source.name}-{table.record}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    name = Path(url.database or source.name).name
    job = Job(RECORDS[table.record], table, source.name, name, zone, now, folder)
    own = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})
    try:
        own.execute("set TimeZone = 'UTC'")
        cells, warnings, raw = _load(connection, own, job, url)
        parsed = check(own, raw, job, cells, "")
    finally:
        own.close()
    parsed.warnings[:0] = warnings
    with parsed.rows.open("rb") as stream:
        return replace(parsed, sha256=hashlib.file_digest(stream, "sha256").hexdigest())


def _load(
    connection: Connection, own: duckdb.DuckDBPyConnection, job: Job, url: URL
) -> tuple[dict[str, str], list[dict[str, object]], Raw]:
    try:
        result = connection.execution_options(stream_results=True).execute(text(job.table.query or ""))
    except SQLAlchemyError as error:
        raise _refusal("query_failed", job, reason=told(error, url)) from None
    names = tuple(result.keys())
    header = headers.Header(0, 0, names)
    cells, warnings = headers.match(header, replace_header_row(job))
    own.execute(f"create table raw ({', '.join(f'c{i} varchar' for i in range(len(names)))})")
    while True:
        try:
            batch = result.fetchmany(BATCH)
        except SQLAlchemyError as error:
            raise _refusal("query_failed", job, reason=told(error, url)) from None
        if not batch:
            break
        columns = {f"c{i}": texts(values) for i, values in enumerate(zip(*batch, strict=True))}
        own.register("given_rows", pa.table(columns))
        own.execute("insert into raw select * from given_rows")
        own.unregister("given_rows")
    return cells, warnings, Raw(header=names, row="rowid + 1", totals=False)


def replace_header_row(job: Job) -> Job:
    """A query's header is its column names, wherever a file's may stand."""
    return replace(job, table=replace(job.table, header_row=None))


def _refusal(key: str, job: Job, **arguments: object) -> SourceError:
    return SourceError(key, source=job.source, file=job.file, record=job.record.name, **arguments)


def texts(values: Sequence[object]) -> pa.Array:
    """One column of a batch as text."""
    try:
        array = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([_text(value) for value in values], pa.string())
    if pa.types.is_string(array.type) or pa.types.is_null(array.type) or pa.types.is_integer(array.type):
        return array.cast(pa.string())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: object) -> str | None:
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
