"""What people say to the cockpit: notes on days, saved views, and who did what.

DATA/ledger.sqlite, apart from every snapshot.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    inspect,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from cockpit.errors import StoreError

BUSY_SECONDS: Final = 15
SOMEBODY: Final = "manager"
CLI: Final = "cli"
LONGEST_NOTE: Final = 500
LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 8_000

_SHAPE = MetaData()
_NOTES = Table(
    "notes",
    _SHAPE,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("who", String, nullable=False, server_default=SOMEBODY),
)
_AUDIT = Table(
    "audit",
    _SHAPE,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
)
_VIEWS = Table(
    "views",
    _SHAPE,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("owner", String, nullable=False),
    Column("team", Boolean, nullable=False),
    Column("query", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
)
_DEFAULTS = Table(
    "default_views",
    _SHAPE,
    Column("role", String, primary_key=True),
    Column("view", String, nullable=False),
)
_OBJECTIONS = Table(
    "objections",
    _SHAPE,
    Column("id", Integer, primary_key=True),
    Column("staff_id", String, nullable=False, index=True),
    Column("month", Date, nullable=False),
    Column("text", String, nullable=False),
    Column("who", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("answer", String),
    Column("answered_by", String),
    Column("answered_at", DateTime),
)


def _views(connection: Connection) -> None:
    _VIEWS.create(connection)
    _DEFAULTS.create(connection)


def _authors(connection: Connection) -> None:
    """Notes written before there was a login are somebody's."""
    if all(column["name"] != "who" for column in inspect(connection).get_columns("notes")):
        connection.exec_driver_sql(f"alter table notes add column who varchar not null default '{SOMEBODY}'")


# One step a version of the file; a step once published never changes.
_STEPS: Final[tuple[Callable[[Connection], None], ...]] = (
    _NOTES.create,
    _AUDIT.create,
    _views,
    _authors,
    _OBJECTIONS.create,
)


@dataclass(frozen=True)
class Note:
    """Something that happened on a day and that the figures cannot know, and who wrote it."""

    id: int
    day: date
    text: str
    who: str = SOMEBODY


@dataclass(frozen=True)
class Saved:
    """A saved view: its name, whose it is, whether the whole team sees it, and the query of its address."""

    id: int
    name: str
    owner: str
    team: bool
    query: str


@dataclass(frozen=True)
class Deed:
    """Who did what to what, and when (UTC)."""

    at: datetime
    who: str
    action: str
    subject: str


@dataclass(frozen=True)
class Objection:
    """What somebody has to say against a month's score of a person, and what was answered; None: nothing yet."""

    id: int
    staff_id: str
    month: date
    text: str
    who: str
    answer: str | None = None
    answered_by: str | None = None


class Ledger:
    """The ledger of one data folder. The file is made by the first thing written."""

    def __init__(self, data: Path) -> None:
        self.path = data / "ledger.sqlite"

    def notes(self) -> list[Note]:
        """Every note, by day."""
        with self._open(write=False) as connection:
            rows = connection.execute(_NOTES.select().order_by(_NOTES.c.day, _NOTES.c.id)) if connection else ()
            return [Note(row.id, row.day, row.text, row.who) for row in rows]

    def add_note(self, day: date, text: str, who: str = SOMEBODY) -> None:
        """Writes a note; one without words is none."""
        text = text.strip()[:LONGEST_NOTE]
        if not text:
            return
        with self._open() as connection:
            connection.execute(_NOTES.insert().values(day=day, text=text, written_at=_now(), who=who))
            _record(connection, who, "note.add", f"{day} {text}")

    def remove_note(self, identity: int, who: str = SOMEBODY, *, keeper: bool = False) -> None:
        """Takes one's own note away, if it is still there; a ``keeper`` may take any. StoreError for another's."""
        with self._open() as connection:
            row = connection.execute(_NOTES.select().where(_NOTES.c.id == identity)).one_or_none()
            if row:
                _own(row.who, who, keeper=keeper)
                connection.execute(_NOTES.delete().where(_NOTES.c.id == identity))
                _record(connection, who, "note.remove", f"{row.day} {row.text}")

    def views(self, who: str = SOMEBODY) -> list[Saved]:
        """The views somebody sees, their own and the team's, by name."""
        with self._open(write=False) as connection:
            seen = _VIEWS.select().where(_VIEWS.c.team | (_VIEWS.c.owner == who)).order_by(_VIEWS.c.name)
            rows = connection.execute(seen) if connection else ()
            return [Saved(row.id, row.name, row.owner, row.team, row.query) for row in rows]

    def save_view(self, name: str, query: str, *, team: bool, who: str = SOMEBODY) -> None:
        """Saves a view under a name; one's own of that name is replaced, another's is left: StoreError."""
        name = name.strip()[:LONGEST_NAME]
        if not name or len(query) > LONGEST_QUERY:
            return
        with self._open() as connection:
            if (owner := _owner(connection, name)) not in (None, who):
                raise StoreError("view_taken", name=name, owner=owner)
            connection.execute(_VIEWS.delete().where(_VIEWS.c.name == name))
            connection.execute(_VIEWS.insert().values(name=name, owner=who, team=team, query=query, written_at=_now()))
            _record(connection, who, "view.save", name)

    def rename_view(self, identity: int, name: str, who: str = SOMEBODY, *, keeper: bool = False) -> None:
        """Gives one's own view another name, a ``keeper`` any; StoreError if one of that name is there."""
        name = name.strip()[:LONGEST_NAME]
        with self._open() as connection:
            row = connection.execute(_VIEWS.select().where(_VIEWS.c.id == identity)).one_or_none()
            if row is None or not name or name == row.name:
                return
            _own(row.owner, who, keeper=keeper)
            if (owner := _owner(connection, name)) is not None:
                raise StoreError("view_taken", name=name, owner=owner)
            connection.execute(_VIEWS.update().where(_VIEWS.c.id == identity).values(name=name))
            connection.execute(_DEFAULTS.update().where(_DEFAULTS.c.view == row.name).values(view=name))
            _record(connection, who, "view.rename", f"{row.name} → {name}")

    def remove_view(self, identity: int, who: str = SOMEBODY, *, keeper: bool = False) -> None:
        """Takes one's own view away, if it is still there; a ``keeper`` may take any. StoreError for another's."""
        with self._open() as connection:
            row = connection.execute(_VIEWS.select().where(_VIEWS.c.id == identity)).one_or_none()
            if row:
                _own(row.owner, who, keeper=keeper)
                connection.execute(_VIEWS.delete().where(_VIEWS.c.id == identity))
                connection.execute(_DEFAULTS.delete().where(_DEFAULTS.c.view == row.name))
                _record(connection, who, "view.remove", row.name)

    def default_view(self, role: str = SOMEBODY) -> str | None:
        """The name of the view that a role begins with, None where nobody chose one."""
        with self._open(write=False) as connection:
            chosen = _DEFAULTS.select().where(_DEFAULTS.c.role == role)
            row = connection.execute(chosen).one_or_none() if connection else None
            return row.view if row else None

    def set_default_view(self, name: str, role: str = SOMEBODY, who: str = SOMEBODY) -> None:
        """Lets a role begin with the view of that name."""
        with self._open() as connection:
            connection.execute(_DEFAULTS.delete().where(_DEFAULTS.c.role == role))
            connection.execute(_DEFAULTS.insert().values(role=role, view=name))
            _record(connection, who, "view.default", f"{role} {name}")

    def objections(self, staff_id: str) -> list[Objection]:
        """What was said against a person's scores, the newest month first."""
        with self._open(write=False) as connection:
            chosen = _OBJECTIONS.select().where(_OBJECTIONS.c.staff_id == staff_id)
            ordered = chosen.order_by(_OBJECTIONS.c.month.desc(), _OBJECTIONS.c.id)
            rows = connection.execute(ordered) if connection else ()
            return [
                Objection(row.id, row.staff_id, row.month, row.text, row.who, row.answer, row.answered_by)
                for row in rows
            ]

    def object(self, staff_id: str, month: date, text: str, who: str = SOMEBODY) -> None:
        """Attaches an objection to a month's score; one without words is none. It stays with the score."""
        text = text.strip()[:LONGEST_NOTE]
        if not text:
            return
        with self._open() as connection:
            values = {"staff_id": staff_id, "month": month, "text": text, "who": who, "written_at": _now()}
            connection.execute(_OBJECTIONS.insert().values(**values))
            _record(connection, who, "objection.add", f"{staff_id} {month:%Y-%m} {text}")

    def answer(self, identity: int, text: str, who: str = SOMEBODY) -> None:
        """Answers an objection, once: an answer given stays."""
        text = text.strip()[:LONGEST_NOTE]
        if not text:
            return
        with self._open() as connection:
            open_one = (_OBJECTIONS.c.id == identity) & _OBJECTIONS.c.answer.is_(None)
            row = connection.execute(_OBJECTIONS.select().where(open_one)).one_or_none()
            if row:
                values = {"answer": text, "answered_by": who, "answered_at": _now()}
                connection.execute(_OBJECTIONS.update().where(open_one).values(**values))
                _record(connection, who, "objection.answer", f"{row.staff_id} {row.month:%Y-%m} {text}")

    def record(self, who: str, action: str, subject: str = "") -> None:
        """Notes in the audit trail that somebody did something."""
        with self._open() as connection:
            _record(connection, who, action, subject)

    def trail(self, limit: int = 200) -> list[Deed]:
        """The audit trail, newest first."""
        with self._open(write=False) as connection:
            chosen = _AUDIT.select().order_by(_AUDIT.c.id.desc()).limit(limit)
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
                _make(self.path)
            with _engine(self.path) as engine:
                _migrate(engine)
                with engine.connect() as connection:
                    if write:
                        connection.exec_driver_sql("begin immediate")
                    yield connection
                    connection.commit()
        except OperationalError as error:
            raise StoreError("cannot_write", place=str(self.path), reason=str(error.orig)) from error


def _owner(connection: Connection, name: str) -> str | None:
    """Whose the view of that name is."""
    row = connection.execute(_VIEWS.select().where(_VIEWS.c.name == name)).one_or_none()
    return row.owner if row else None


def _own(owner: str, who: str, *, keeper: bool) -> None:
    """StoreError where somebody would change what another has written."""
    if owner != who and not keeper:
        raise StoreError("of_another", owner=owner)


def _record(connection: Connection, who: str, action: str, subject: str) -> None:
    connection.execute(_AUDIT.insert().values(at=_now(), who=who, action=action, subject=subject))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _make(path: Path) -> None:
    """Puts an empty ledger in place, whole; where another was quicker, theirs stays.

    Set before anybody else can open the file: SQLite's busy timeout does not cover a change of the journal's mode.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".ledger-") as folder:
        made = Path(folder) / path.name
        with _engine(made) as engine:
            with engine.connect() as connection:
                connection.exec_driver_sql("pragma journal_mode = wal")
            _migrate(engine)
        with suppress(FileExistsError):
            os.link(made, path)


@contextmanager
def _engine(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    try:
        yield engine
    finally:
        engine.dispose()


def _migrate(engine: Engine) -> None:
    """Brings the file to the newest version, one writer at a time; StoreError if a newer cockpit wrote it."""
    with engine.connect() as connection:
        if _version(connection) == len(_STEPS):
            return
        connection.exec_driver_sql("begin immediate")
        version = _version(connection)
        if version > len(_STEPS):
            raise StoreError("ledger_newer", place=engine.url.database)
        for step in _STEPS[version:]:
            step(connection)
        connection.exec_driver_sql(f"pragma user_version = {len(_STEPS)}")
        connection.commit()


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("pragma user_version").scalar_one())
