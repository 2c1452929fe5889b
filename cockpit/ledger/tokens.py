"""The screens on walls that may show themselves without a login: of their tokens only what proves them is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Integer, Row, String, Table

from cockpit.errors import StoreError
from cockpit.ledger.core import CLI, SHAPE, File, now, recorded, values_of

TELEVISIONS = Table(
    "televisions",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("wall", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("made_at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("seen_at", DateTime),
    Column("revoked_at", DateTime),
)


@dataclass(frozen=True)
class Television:
    """A screen: its name, the wall it shows, and when (UTC) it was let in, last seen and shut out."""

    id: int
    name: str
    wall: str
    made_at: datetime
    who: str
    seen_at: datetime | None = None
    revoked_at: datetime | None = None


def digest(token: str) -> str:
    """What is kept of a token: of 256 random bits nobody finds them again from it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Tokens(File):
    """The screens of a ledger."""

    def add_tv(self, name: str, wall: str, digest: str, who: str = CLI) -> None:
        """Lets a screen in whose token has this digest; StoreError where one of that name is let in already."""
        with self._open() as connection:
            held = (TELEVISIONS.c.name == name) & TELEVISIONS.c.revoked_at.is_(None)
            if connection.execute(TELEVISIONS.select().where(held)).first():
                raise StoreError("tv_taken", name=name)
            values = {"name": name, "wall": wall, "digest": digest, "made_at": now(), "who": who}
            connection.execute(TELEVISIONS.insert().values(**values))
            recorded(connection, who, "tv.add", f"{name} {wall}")

    def revoke_tv(self, name: str, who: str = CLI) -> bool:
        """Shuts a screen out; False where none of that name was let in."""
        with self._open() as connection:
            held = (TELEVISIONS.c.name == name) & TELEVISIONS.c.revoked_at.is_(None)
            done = connection.execute(TELEVISIONS.update().where(held).values(revoked_at=now()))
            if done.rowcount:
                recorded(connection, who, "tv.revoke", name)
            return bool(done.rowcount)

    def tvs(self) -> list[Television]:
        """Every screen that is or was let in, by name."""
        with self._open(write=False) as connection:
            chosen = TELEVISIONS.select().order_by(TELEVISIONS.c.name, TELEVISIONS.c.id)
            return [_read(row) for row in connection.execute(chosen)] if connection else []

    def tv_of(self, digest: str) -> Television | None:
        """The screen whose token has this digest, if it is let in."""
        with self._open(write=False) as connection:
            held = (TELEVISIONS.c.digest == digest) & TELEVISIONS.c.revoked_at.is_(None)
            row = connection.execute(TELEVISIONS.select().where(held)).one_or_none() if connection else None
            return _read(row) if row else None

    def tv_seen(self, identity: int) -> None:
        """Writes that a screen has just asked for its picture."""
        with self._open() as connection:
            connection.execute(TELEVISIONS.update().where(TELEVISIONS.c.id == identity).values(seen_at=now()))


def _read(row: Row[Any]) -> Television:
    values = values_of(row)
    del values["digest"]
    return Television(**values)
