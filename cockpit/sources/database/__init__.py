"""Databases by SQLAlchemy URL: all tables of a source in one read transaction, rows in batches, as Arrow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from cockpit.checks import Parsed
from cockpit.errors import SourceError
from cockpit.settings.model import Source, TableSource
from cockpit.sources.database import table, troubles
from cockpit.sources.database.address import address, told
from cockpit.sources.database.limits import Limits, Patience, Stalled, Trouble
from cockpit.sources.database.session import LiteSession, Session, texts
from cockpit.sources.since import Since

__all__ = ["Limits", "address", "opened", "parse", "reading", "texts", "told"]

Results = dict[str, Parsed | SourceError]
# Drivers that are installed by another name than they are imported by.
PACKAGES = {"MySQLdb": "mysqlclient", "mysql": "mysql-connector-python"}


def parse(
    source: Source,
    tables: Sequence[TableSource],
    zone: str,
    cache_dir: Path,
    now: datetime,
    progress: Callable[[str], None],
    limits: Limits | None = None,
    since: Mapping[str, Since] = MappingProxyType({}),
) -> Results:
    """Reads every table of the source as it stood at one moment; by record, what was read or why not.

    What passes by itself (a connection cut, a server that starts) is tried again from the beginning.
    """
    limits = limits or _limits(source)
    try:
        url = address(source)
        asked = [(one, since.get(one.record)) for one in tables]
        for left in reversed(range(limits.tries)):
            try:
                return _once(source, asked, zone, cache_dir, now, progress, url, limits)
            except _Passing as passing:
                if not left:
                    raise passing.error from None
            time.sleep(limits.pause * 2 ** (limits.tries - 1 - left))
    except SourceError as error:
        return {one.record: SourceError(error.key, **error.arguments | {"record": one.record}) for one in tables}
    raise AssertionError(limits)


def _limits(source: Source) -> Limits:
    return Limits(stall=source.stall.total_seconds(), total=source.timeout.total_seconds())


@contextmanager
def reading(source: Source, url: URL) -> Iterator[Connection]:
    """A connection that sees the data as they stand now and writes nothing; SourceError if there is none."""
    try:
        with opened(source, url, Patience(_limits(source))) as (session, _):
            yield session.connection
    except _Passing as passing:
        raise passing.error from None


class _Passing(Exception):
    """Trouble that may be over at the next try; ``error`` tells it."""

    def __init__(self, error: SourceError) -> None:
        super().__init__(error.key)
        self.error = error


def _once(
    source: Source,
    tables: Sequence[tuple[TableSource, Since | None]],
    zone: str,
    cache_dir: Path,
    now: datetime,
    progress: Callable[[str], None],
    url: URL,
    limits: Limits,
) -> Results:
    """One try, all of it within one view of the data."""
    results: Results = {}
    patience = Patience(limits)
    name = Path(url.database or source.name).name
    with opened(source, url, patience) as (session, ahead):
        for one, known in tables:
            progress(one.record)
            job = table.job_of(source, one, name, zone, now + ahead, cache_dir)
            try:
                results[one.record] = _by_its_clock(table.read(session, patience, job, known), now + ahead)
            except SourceError as error:
                results[one.record] = error
            except Trouble as trouble:
                results[one.record] = _told(trouble, source, url, limits, record=one.record)
    return results


@contextmanager
def opened(source: Source, url: URL, patience: Patience) -> Iterator[tuple[Session, timedelta]]:
    """A view of the data as it stands now, and how far the source's clock is ahead of ours."""
    session = _session(source, url, patience.limits)
    try:
        try:
            clock = patience.call(session.open, session.abort)
        except Trouble as trouble:
            raise _told(trouble, source, url, patience.limits) from None
        yield session, clock - datetime.now(UTC)
    finally:
        session.close()


def _session(source: Source, url: URL, limits: Limits) -> Session:
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and not Path(url.database).exists():
        raise SourceError("database_missing", source=source.name, file=url.database)
    arguments: dict[str, object] = {}
    if backend in ("postgresql", "mariadb", "mysql"):
        arguments = {"connect_timeout": int(limits.connect)}
    if backend == "sqlite":
        arguments = {"check_same_thread": False}
    try:
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=arguments)
        return _kind(url)(engine, limits)
    except ModuleNotFoundError as error:
        module = str(error.name)
        raise SourceError("driver_missing", source=source.name, module=PACKAGES.get(module, module)) from None
    except (ImportError, SQLAlchemyError) as error:
        raise SourceError("database_driver", source=source.name, reason=told(str(error), url)) from None


def _kind(url: URL) -> type[Session]:
    """Each kind of database is imported with its driver, when it is asked for."""
    if url.drivername == "postgresql+psycopg":
        from cockpit.sources.database.postgres import PostgresSession

        return PostgresSession
    if url.get_driver_name() == "pymysql":
        from cockpit.sources.database.mariadb import MariaSession

        return MariaSession
    return LiteSession if url.get_backend_name() == "sqlite" else Session


def _told(trouble: Trouble, source: Source, url: URL, limits: Limits, record: str | None = None) -> SourceError:
    """The trouble as an error; raised as _Passing where another try may help."""
    file = Path(url.database or source.name).name
    if isinstance(trouble.error, troubles.Unfit):
        return SourceError(trouble.error.key, source=source.name, file=file, record=record, **trouble.error.told)
    kind, words = troubles.kind(trouble.error), told(troubles.reason(trouble.error), url)
    if isinstance(trouble.error, Stalled):
        raise _Passing(SourceError("database_stalled", source=source.name, seconds=round(limits.stall)))
    if kind == troubles.SLOW:
        raise SourceError("database_slow", source=source.name, seconds=round(limits.total))
    if kind == troubles.PASSING:
        key = "database_cut" if record else "database_unreachable"
        raise _Passing(SourceError(key, source=source.name, reason=words, tries=limits.tries))
    if record is None:
        return SourceError("database_denied", source=source.name, reason=words)
    key = "query_denied" if kind == troubles.DENIED else "query_failed"
    return SourceError(key, source=source.name, file=file, record=record, reason=words)


def _by_its_clock(parsed: Parsed, now: datetime) -> Parsed:
    """A time of tomorrow that somebody wrote by mistake is not how far the source has come."""
    return replace(parsed, newest=min(parsed.newest, now)) if parsed.newest else parsed
