"""What people have to say against a score, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Date, DateTime, Integer, String, Table

from cockpit.ledger.core import LONGEST_NOTE, SHAPE, SOMEBODY, File, now, recorded

OBJECTIONS = Table(
    "objections",
    SHAPE,
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


class Objections(File):
    """The objections of a ledger."""

    def objections(self, staff_id: str) -> list[Objection]:
        """What was said against a person's scores, the newest month first."""
        with self._open(write=False) as connection:
            chosen = OBJECTIONS.select().where(OBJECTIONS.c.staff_id == staff_id)
            ordered = chosen.order_by(OBJECTIONS.c.month.desc(), OBJECTIONS.c.id)
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
            values = {"staff_id": staff_id, "month": month, "text": text, "who": who, "written_at": now()}
            connection.execute(OBJECTIONS.insert().values(**values))
            recorded(connection, who, "objection.add", f"{staff_id} {month:%Y-%m} {text}")

    def answer(self, identity: int, text: str, who: str = SOMEBODY) -> None:
        """Answers an objection, once: an answer given stays."""
        text = text.strip()[:LONGEST_NOTE]
        if not text:
            return
        with self._open() as connection:
            open_one = (OBJECTIONS.c.id == identity) & OBJECTIONS.c.answer.is_(None)
            row = connection.execute(OBJECTIONS.select().where(open_one)).one_or_none()
            if row:
                values = {"answer": text, "answered_by": who, "answered_at": now()}
                connection.execute(OBJECTIONS.update().where(open_one).values(**values))
                recorded(connection, who, "objection.answer", f"{row.staff_id} {row.month:%Y-%m} {text}")
