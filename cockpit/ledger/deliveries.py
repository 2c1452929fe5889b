"""What was, is to be or could not be sent of alarms: one row for each alarm, receiver and step.

A message is claimed here before it is sent, under a mark, so that one that was interrupted is known as such: it goes
again with the same mark and the same alarms, and never beside another that tells of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    String,
    Table,
    UniqueConstraint,
    func,
    inspect,
    select,
)

from cockpit.errors import DeliveryError
from cockpit.i18n import explain
from cockpit.ledger.core import SHAPE, File, now, plain, values_of

# The steps under which an alarm's end is told, and that it stands again after that; from the second time on numbered.
OVER, AGAIN = "over", "again"

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
    Column("tried_at", DateTime),
    Column("repeats", Integer, nullable=False, server_default="0"),
    UniqueConstraint("alarm", "receiver", "step"),
)
_WAITING = DELIVERIES.c.sent_at.is_(None) & DELIVERIES.c.given_up_at.is_(None)


def is_over(step: str) -> bool:
    """Whether a step tells an end."""
    return step.split(":", maxsplit=1)[0] == OVER


def over_step(times: int) -> str:
    """The step of an end that was told so often before."""
    return f"{OVER}:{times}" if times else OVER


def again_step(times: int) -> str:
    """The step of what stands again after its end was told so often."""
    return f"{AGAIN}:{times}"


def _end_of(step: str) -> str:
    """The step of the end of what was told at a step."""
    name, _, times = step.partition(":")
    return over_step(int(times) if name == AGAIN else 0)


def repeats(connection: Connection) -> None:
    """Deliveries of before know when they were last tried, and how often without an answer."""
    if all(column["name"] != "repeats" for column in inspect(connection).get_columns("deliveries")):
        connection.exec_driver_sql("alter table deliveries add column tried_at datetime")
        connection.exec_driver_sql("alter table deliveries add column repeats integer not null default 0")


@dataclass(frozen=True)
class Delivery:
    """An alarm to be told to a receiver at a step; ``message``: the mark under which it goes or went.

    ``next_at``: when it is tried next, ``tried_at`` last; ``sent_at``: when it went, ``given_up_at``: when it was tried
    for the last time. ``error``: what went wrong, for :meth:`why`. ``repeats``: how often its message went without
    anybody knowing whether it had not gone before.
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
    tried_at: datetime | None = None
    repeats: int = 0

    def why(self, language: str) -> str:
        """What went wrong, in words; empty where nothing did."""
        if not self.error:
            return ""
        told = json.loads(self.error)
        return explain(DeliveryError(told.pop("key"), **told), language)


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

    def claim(
        self, receiver: str, mark: str, at: datetime, until: datetime, but: Collection[int] = ()
    ) -> list[Delivery]:
        """Takes what is to be sent to a receiver now, for nobody else to take until ``until``; ``but``: no such alarms.

        What was claimed before without an answer comes alone and under its old mark. Nothing while the receiver waits
        for its next try.
        """
        mine = DELIVERIES.select().where(_WAITING & (DELIVERIES.c.receiver == receiver)).order_by(DELIVERIES.c.id)
        with self._open() as connection:
            rows = [Delivery(**values_of(row)) for row in connection.execute(mine)]
            if any(row.tries and row.next_at and row.next_at > at for row in rows):
                return []
            due = [row for row in rows if row.next_at and row.next_at <= at]
            begun = next((row.message for row in due if row.message), None)
            taken = [row for row in due if row.message == begun and (begun or row.alarm not in but)]
            chosen = DELIVERIES.c.id.in_([row.id for row in taken])
            values = {"message": begun or mark, "next_at": plain(until), "tried_at": plain(at)}
            count = {"tries": DELIVERIES.c.tries + 1, "repeats": DELIVERIES.c.repeats + (begun is not None)}
            connection.execute(DELIVERIES.update().where(chosen).values(**values, **count))
            claimed = connection.execute(DELIVERIES.select().where(chosen).order_by(DELIVERIES.c.id))
            return [Delivery(**values_of(row)) for row in claimed]

    def arrived(self, mark: str, at: datetime, over: Collection[int] = ()) -> None:
        """A message was taken; of the alarms that are ``over`` it told the end too."""
        with self._open() as connection:
            sent = (DELIVERIES.c.message == mark) & DELIVERIES.c.sent_at.is_(None)
            rows = connection.execute(DELIVERIES.select().where(sent)).all()
            connection.execute(DELIVERIES.update().where(sent).values(sent_at=plain(at), next_at=None, error=None))
            for row in rows:
                if row.alarm in over and not is_over(row.step):
                    values = {"alarm": row.alarm, "receiver": row.receiver, "made_at": now(), "tries": 0}
                    values["step"] = _end_of(row.step)
                    insert = DELIVERIES.insert().prefix_with("or ignore")
                    connection.execute(insert.values(**values, sent_at=plain(at), message=mark))

    def missed(
        self, mark: str, error: DeliveryError, at: datetime, again: datetime | None, *, perhaps: bool = False
    ) -> None:
        """A message was not taken, and is tried ``again`` then; None: no more. ``perhaps``: it may have been."""
        told = json.dumps({"key": error.key, **error.arguments}, ensure_ascii=False)
        values = {"error": told, "next_at": again and plain(again), "given_up_at": None if again else plain(at)}
        with self._open() as connection:
            sent = (DELIVERIES.c.message == mark) & DELIVERIES.c.sent_at.is_(None)
            connection.execute(DELIVERIES.update().where(sent).values(**values))
            if not perhaps:
                surely, repeated = sent & (DELIVERIES.c.repeats == 0), sent & (DELIVERIES.c.repeats > 0)
                connection.execute(DELIVERIES.update().where(surely).values(message=None))
                connection.execute(DELIVERIES.update().where(repeated).values(repeats=DELIVERIES.c.repeats - 1))

    def drop(self, receivers: Collection[str], back: Collection[int] = ()) -> None:
        """Takes out of the line what is for none of these receivers, and the ends of alarms that came ``back``."""
        ends = DELIVERIES.c.step.startswith(OVER) & DELIVERIES.c.alarm.in_(list(back))
        self._take_out(_WAITING & (DELIVERIES.c.receiver.not_in(list(receivers)) | ends))

    def _take_out(self, gone: ColumnElement[bool]) -> None:
        with self._open(write=False) as connection:
            if not connection or connection.execute(DELIVERIES.select().where(gone).limit(1)).first() is None:
                return
        with self._open() as connection:
            connection.execute(DELIVERIES.delete().where(gone))

    def spare(self, alarms: Collection[int], steps: Collection[str]) -> None:
        """Takes what waits of these alarms at these steps out of the line."""
        self._take_out(_WAITING & DELIVERIES.c.alarm.in_(list(alarms)) & DELIVERIES.c.step.in_(list(steps)))

    def due(self, at: datetime) -> list[Delivery]:
        """What is to be sent by now, the oldest first."""
        waiting = _WAITING & (DELIVERIES.c.next_at <= plain(at))
        with self._open(write=False) as connection:
            chosen = DELIVERIES.select().where(waiting).order_by(DELIVERIES.c.id)
            return [Delivery(**values_of(row)) for row in connection.execute(chosen)] if connection else []

    def retry(self, at: datetime, receiver: str | None = None) -> int:
        """Puts what failed in line again, of one receiver or all. How many."""
        failed = DELIVERIES.c.sent_at.is_(None) & DELIVERIES.c.error.is_not(None)
        if receiver is not None:
            failed &= DELIVERIES.c.receiver == receiver
        with self._open() as connection:
            values = {"next_at": plain(at), "given_up_at": None, "tries": 0, "repeats": 0}
            return int(connection.execute(DELIVERIES.update().where(failed).values(**values)).rowcount)

    def tried(self, receiver: str, since: datetime) -> int:
        """How many messages were sent off to a receiver since then."""
        lately = (DELIVERIES.c.receiver == receiver) & (DELIVERIES.c.tried_at > plain(since))
        with self._open(write=False) as connection:
            count = select(func.count(func.distinct(DELIVERIES.c.tried_at))).where(lately)
            return int(connection.execute(count).scalar_one()) if connection else 0

    def deliveries(self, *, failed: bool | None = None, limit: int = 200) -> list[Delivery]:
        """The newest first; only those that failed at least once and have not gone since (True)."""
        chosen = DELIVERIES.select().order_by(DELIVERIES.c.id.desc()).limit(limit)
        if failed:
            chosen = chosen.where(DELIVERIES.c.error.is_not(None) & DELIVERIES.c.sent_at.is_(None))
        with self._open(write=False) as connection:
            return [Delivery(**values_of(row)) for row in connection.execute(chosen)] if connection else []

    def delivered(self, alarms: Collection[int]) -> list[Delivery]:
        """All rows of these alarms, the oldest first."""
        chosen = DELIVERIES.select().where(DELIVERIES.c.alarm.in_(list(alarms))).order_by(DELIVERIES.c.id)
        with self._open(write=False) as connection:
            return [Delivery(**values_of(row)) for row in connection.execute(chosen)] if connection else []
