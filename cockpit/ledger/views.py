"""Saved views of the pivot, and with which one a role begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Boolean, Column, Connection, DateTime, Integer, String, Table

from cockpit.errors import StoreError
from cockpit.ledger.core import SHAPE, SOMEBODY, File, now, own, recorded

LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 8_000

VIEWS = Table(
    "views",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("owner", String, nullable=False),
    Column("team", Boolean, nullable=False),
    Column("query", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
)
DEFAULTS = Table(
    "default_views",
    SHAPE,
    Column("role", String, primary_key=True),
    Column("view", String, nullable=False),
)


def begin(connection: Connection) -> None:
    """Makes the tables of views."""
    VIEWS.create(connection)
    DEFAULTS.create(connection)


@dataclass(frozen=True)
class Saved:
    """A saved view: its name, whose it is, whether the whole team sees it, and the query of its address."""

    id: int
    name: str
    owner: str
    team: bool
    query: str


class Views(File):
    """The views of a ledger."""

    def views(self, who: str = SOMEBODY) -> list[Saved]:
        """The views somebody sees, their own and the team's, by name."""
        with self._open(write=False) as connection:
            seen = VIEWS.select().where(VIEWS.c.team | (VIEWS.c.owner == who)).order_by(VIEWS.c.name)
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
            connection.execute(VIEWS.delete().where(VIEWS.c.name == name))
            connection.execute(VIEWS.insert().values(name=name, owner=who, team=team, query=query, written_at=now()))
            recorded(connection, who, "view.save", name)

    def rename_view(self, identity: int, name: str, who: str = SOMEBODY, *, keeper: bool = False) -> None:
        """Gives one's own view another name, a ``keeper`` any; StoreError if one of that name is there."""
        name = name.strip()[:LONGEST_NAME]
        with self._open() as connection:
            row = connection.execute(VIEWS.select().where(VIEWS.c.id == identity)).one_or_none()
            if row is None or not name or name == row.name:
                return
            own(row.owner, who, keeper=keeper)
            if (owner := _owner(connection, name)) is not None:
                raise StoreError("view_taken", name=name, owner=owner)
            connection.execute(VIEWS.update().where(VIEWS.c.id == identity).values(name=name))
            connection.execute(DEFAULTS.update().where(DEFAULTS.c.view == row.name).values(view=name))
            recorded(connection, who, "view.rename", f"{row.name} → {name}")

    def remove_view(self, identity: int, who: str = SOMEBODY, *, keeper: bool = False) -> None:
        """Takes one's own view away, if it is still there; a ``keeper`` may take any. StoreError for another's."""
        with self._open() as connection:
            row = connection.execute(VIEWS.select().where(VIEWS.c.id == identity)).one_or_none()
            if row:
                own(row.owner, who, keeper=keeper)
                connection.execute(VIEWS.delete().where(VIEWS.c.id == identity))
                connection.execute(DEFAULTS.delete().where(DEFAULTS.c.view == row.name))
                recorded(connection, who, "view.remove", row.name)

    def default_view(self, role: str = SOMEBODY) -> str | None:
        """The name of the view that a role begins with, None where nobody chose one."""
        with self._open(write=False) as connection:
            chosen = DEFAULTS.select().where(DEFAULTS.c.role == role)
            row = connection.execute(chosen).one_or_none() if connection else None
            return row.view if row else None

    def set_default_view(self, name: str, role: str = SOMEBODY, who: str = SOMEBODY) -> None:
        """Lets a role begin with the view of that name."""
        with self._open() as connection:
            connection.execute(DEFAULTS.delete().where(DEFAULTS.c.role == role))
            connection.execute(DEFAULTS.insert().values(role=role, view=name))
            recorded(connection, who, "view.default", f"{role} {name}")


def _owner(connection: Connection, name: str) -> str | None:
    """Whose the view of that name is."""
    row = connection.execute(VIEWS.select().where(VIEWS.c.name == name)).one_or_none()
    return row.owner if row else None
