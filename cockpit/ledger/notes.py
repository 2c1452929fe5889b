"""Notes on days: what happened and the figures cannot know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, Date, DateTime, Integer, String, Table, inspect

from cockpit.ledger.core import LONGEST_NOTE, SHAPE, SOMEBODY, File, now, own, recorded

NOTES = Table(
    "notes",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("who", String, nullable=False, server_default=SOMEBODY),
)


def authors(connection: Connection) -> None:
    """Notes written before there was a login are somebody's."""
    if all(column["name"] != "who" for column in inspect(connection).get_columns("notes")):
        connection.exec_driver_sql(f"alter table notes add column who varchar not null default '{SOMEBODY}'")


@dataclass(frozen=True)
class Note:
    """Something that happened on a day and that the figures cannot know, and who wrote it."""

    id: int
    day: date
    text: str
    who: str = SOMEBODY


class Notes(File):
    """The notes of a ledger."""

    def notes(self) -> list[Note]:
        """Every note, by day."""
        with self._open(write=False) as connection:
            rows = connection.execute(NOTES.select().order_by(NOTES.c.day, NOTES.c.id)) if connection else ()
            return [Note(row.id, row.day, row.text, row.who) for row in rows]

    def add_note(self, day: date, text: str, who: str = SOMEBODY) -> None:
        """Writes a note; one without words is none."""
        text = text.strip()[:LONGEST_NOTE]
        if not text:
            return
        with self._open() as connection:
            connection.execute(NOTES.insert().values(day=day, text=text, written_at=now(), who=who))
            recorded(connection, who, "note.add", f"{day} {text}")

    def remove_note(self, identity: int, who: str = SOMEBODY, *, keeper: bool = False) -> None:
        """Takes one's own note away, if it is still there; a ``keeper`` may take any. StoreError for another's."""
        with self._open() as connection:
            row = connection.execute(NOTES.select().where(NOTES.c.id == identity)).one_or_none()
            if row:
                own(row.who, who, keeper=keeper)
                connection.execute(NOTES.delete().where(NOTES.c.id == identity))
                recorded(connection, who, "note.remove", f"{row.day} {row.text}")
