"""What was, is to be or could not be sent of alarms: one row for each alarm, receiver and step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, DateTime, Integer, String, Table, UniqueConstraint

from cockpit.ledger.core import SHAPE, File, now, plain, values_of

DELIVERIES = Table(
    "deliveries",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("alarm", Integer, nullable=False),
    Column("receiver", String, nullable=False),
    Column("step", String, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", DateTime),
    Column("sent_at", DateTime),
    Column("given_up_at", DateTime),
    Column("error", String),
    Column("message", String),
    UniqueConstraint("alarm", "receiver", "step"),
)


@dataclass(frozen=True)
class Delivery:
    """An alarm to be told to a receiver at a step; ``message``: under which mark it goes or went.

    ``next_at``: when it is tried next, ``sent_at``: when it went, ``given_up_at``: when it was tried for the last time.
    """

    id: int
    alarm: int
    receiver: str
    step: str
    made_at: datetime
    tries: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
    error: str | None = None
    message: str | None = None


class Deliveries(File):
    """The deliveries of a ledger."""

    def queue(self, receiver: str, step: str, alarms: Sequence[int], at: datetime) -> int:
        """Puts alarms in line for a receiver at a step; what was in line or went before is not again. How many."""
        with self._open() as connection:
            done = 0
            for alarm in alarms:
                values = {"alarm": alarm, "receiver": receiver, "step": step, "made_at": now(), "tries": 0}
                insert = DELIVERIES.insert().prefix_with("or ignore").values(**values, next_at=plain(at))
                done += connection.execute(insert).rowcount
            return done

    def due(self, at: datetime) -> list[Delivery]:
        """What is to be sent by now, the oldest first."""
        waiting = (DELIVERIES.c.next_at <= plain(at)) & DELIVERIES.c.sent_at.is_(None)
        with self._open(write=False) as connection:
            chosen = DELIVERIES.select().where(waiting).order_by(DELIVERIES.c.id)
            return [Delivery(**values_of(row)) for row in connection.execute(chosen)] if connection else []

    def deliveries(self, *, failed: bool | None = None, limit: int = 200) -> list[Delivery]:
        """The newest first; only those that failed at least once and have not gone since (True)."""
        chosen = DELIVERIES.select().order_by(DELIVERIES.c.id.desc()).limit(limit)
        if failed:
            chosen = chosen.where(DELIVERIES.c.error.is_not(None) & DELIVERIES.c.sent_at.is_(None))
        with self._open(write=False) as connection:
            return [Delivery(**values_of(row)) for row in connection.execute(chosen)] if connection else []
