"""What people say to the cockpit: notes on days. Kept in DATA/ledger.sqlite, apart from every snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Column, Connection, Date, DateTime, Integer, MetaData, String, Table, create_engine, event
from sqlalchemy.engine import Engine

BUSY_SECONDS: Final = 5

_SHAPE = MetaData()
_NOTES = Table(
    "notes",
    _SHAPE,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
)
# One step a version of the file; a step once published never changes.
_STEPS: Final = (_SHAPE.create_all,)


@dataclass(frozen=True)
class Note:
    """Something that happened on a day and that the figures cannot know."""

    id: int
    day: date
    text: str


class Ledger:
    """The ledger of one data folder. The file is made by the first note."""

    def __init__(self, data: Path) -> None:
        self.path = data / "ledger.sqlite"

    def notes(self) -> list[Note]:
        """Every note, by day."""
        if not self.path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(_NOTES.select().order_by(_NOTES.c.day, _NOTES.c.id))
            return [Note(row.id, row.day, row.text) for row in rows]

    def add_note(self, day: date, text: str) -> None:
        """Writes a note."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            written = datetime.now(UTC).replace(tzinfo=None)
            connection.execute(_NOTES.insert().values(day=day, text=text, written_at=written))

    def remove_note(self, identity: int) -> None:
        """Takes a note away."""
        with self._open() as connection:
            connection.execute(_NOTES.delete().where(_NOTES.c.id == identity))

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _write_ahead)
        try:
            _migrate(engine)
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


def _write_ahead(connection: object, _record: object) -> None:
    connection.execute("pragma journal_mode = wal")  # type: ignore[attr-defined]


def _migrate(engine: Engine) -> None:
    """Brings the file to the newest version; a file of that version is left alone."""
    with engine.begin() as connection:
        version = connection.exec_driver_sql("pragma user_version").scalar_one()
        for step in _STEPS[version:]:
            step(connection)
        connection.exec_driver_sql(f"pragma user_version = {len(_STEPS)}")
