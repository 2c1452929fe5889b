"""The ledger's file, DATA/ledger.sqlite, apart from every snapshot; and the audit trail: who did what."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Final

from sqlalchemy import Column, Connection, DateTime, Integer, MetaData, Row, String, Table, create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from cockpit.errors import StoreError

BUSY_SECONDS: Final = 15
SOMEBODY: Final = "manager"
CLI: Final = "cli"
LONGEST_NOTE: Final = 500

Step = Callable[[Connection], None]

SHAPE = MetaData()
AUDIT = Table(
    "audit",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
)


@dataclass(frozen=True)
class Deed:
    """Who did what to what, and when (UTC)."""

    at: datetime
    who: str
    action: str
    subject: str


class File:
    """The ledger's file of one data folder, made by the first thing written, and its audit trail.

    ``steps``: one a version of the file; a step once published never changes.
    """

    steps: ClassVar[tuple[Step, ...]] = ()

    def __init__(self, data: Path) -> None:
        self.path = data / "ledger.sqlite"

    @property
    def stamp(self) -> tuple[int, ...]:
        """When its files were last written, in ns (0: no file): another one as soon as anything is written."""
        return tuple(map(_written, (self.path, self.path.with_name(f"{self.path.name}-wal"))))

    def record(self, who: str, action: str, subject: str = "") -> None:
        """Notes in the audit trail that somebody did something."""
        with self._open() as connection:
            recorded(connection, who, action, subject)

    def trail(self, limit: int = 200) -> list[Deed]:
        """The audit trail, newest first."""
        with self._open(write=False) as connection:
            chosen = AUDIT.select().order_by(AUDIT.c.id.desc()).limit(limit)
            rows = connection.execute(chosen) if connection else ()
            return [Deed(row.at.replace(tzinfo=UTC), row.who, row.action, row.subject) for row in rows]

    @contextmanager
    def _open(self, *, write: bool = True) -> Iterator[Any]:
        """A transaction; reading a ledger that does not exist gives None and makes none."""
        if not write and not self.path.exists():
            yield None
            return
        try:
            if not self.path.exists():
                _make(self.path, self.steps)
            with _engine(self.path) as engine:
                _migrate(engine, self.steps)
                with engine.connect() as connection:
                    if write:
                        connection.exec_driver_sql("begin immediate")
                    yield connection
                    connection.commit()
        except OperationalError as error:
            raise StoreError("cannot_write", place=str(self.path), reason=str(error.orig)) from error


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def own(owner: str, who: str, *, keeper: bool) -> None:
    """StoreError where somebody would change what another has written."""
    if owner != who and not keeper:
        raise StoreError("of_another", owner=owner)


def recorded(connection: Connection, who: str, action: str, subject: str) -> None:
    """Writes into the audit trail, within a transaction that does what is told there."""
    connection.execute(AUDIT.insert().values(at=now(), who=who, action=action, subject=subject))


def now() -> datetime:
    """The present moment as the file keeps it (see ``plain``)."""
    return plain(datetime.now(UTC))


def plain(at: datetime) -> datetime:
    """A moment as the file keeps it: UTC, without its zone."""
    return at.astimezone(UTC).replace(tzinfo=None)


def values_of(row: Row[Any]) -> dict[str, Any]:
    """A row by its columns' names, moments with their zone."""
    items = row._asdict().items()
    return {key: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for key, value in items}


def _make(path: Path, steps: Sequence[Step]) -> None:
    """Puts an empty ledger in place, whole; where another was quicker, theirs stays.

    Set before anybody else can open the file: SQLite's busy timeout does not cover a change of the journal's mode.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".ledger-") as folder:
        made = Path(folder) / path.name
        with _engine(made) as engine:
            with engine.connect() as connection:
                connection.exec_driver_sql("pragma journal_mode = wal")
            _migrate(engine, steps)
        with suppress(FileExistsError):
            os.link(made, path)


@contextmanager
def _engine(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    try:
        yield engine
    finally:
        engine.dispose()


def _migrate(engine: Engine, steps: Sequence[Step]) -> None:
    """Brings the file to the newest version, one writer at a time; StoreError if a newer cockpit wrote it."""
    with engine.connect() as connection:
        if _version(connection) == len(steps):
            return
        connection.exec_driver_sql("begin immediate")
        version = _version(connection)
        if version > len(steps):
            raise StoreError("ledger_newer", place=engine.url.database)
        for step in steps[version:]:
            step(connection)
        connection.exec_driver_sql(f"pragma user_version = {len(steps)}")
        connection.commit()


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("pragma user_version").scalar_one())
