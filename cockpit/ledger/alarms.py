"""What the cockpit has raised, what people did about it, and of what they do not want to hear for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Integer, String, Table

from cockpit.ledger.core import LONGEST_NOTE, SHAPE, SOMEBODY, File, now, plain, recorded, values_of

ALARMS = Table(
    "alarms",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("since", DateTime, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("raised_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("ended_at", DateTime, index=True),
    Column("acknowledged_at", DateTime),
    Column("acknowledged_by", String),
    Column("verdict", Boolean),
    Column("verdict_by", String),
    Column("verdict_at", DateTime),
)
DEEDS = Table(
    "alarm_deeds",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("alarm", Integer, nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("text", String, nullable=False),
)
MUTES = Table(
    "mutes",
    SHAPE,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("who", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
)


def begin(connection: Connection) -> None:
    """Makes the tables of alarms."""
    for table in (ALARMS, DEEDS, MUTES):
        table.create(connection)


@dataclass(frozen=True)
class Told:
    """What somebody wrote was done about an alarm."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class Alarm:
    """Something raised; ``kind`` and ``subject`` (a ticket, a device, ``campus=E&category=认证``) say what it is of.

    ``since``: when it began in the data. ``facts``: what was found, plain values. ``raised_at``: when the cockpit first
    saw it, ``seen_at`` last; ``ended_at``: when it was no longer found. All are moments with their zone (UTC).
    ``verdict``: whether people found it true; None: nobody said.
    """

    id: int
    kind: str
    subject: str
    since: datetime
    facts: Mapping[str, Any]
    raised_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    verdict: bool | None = None
    verdict_by: str | None = None
    verdict_at: datetime | None = None
    deeds: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Mute:
    """Of a kind and subject nothing is heard up to and on the day ``until``."""

    id: int
    kind: str
    subject: str
    until: date
    reason: str
    who: str


class Found(Protocol):
    """What is kept of something that was found."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


class Settled(Protocol):
    """What a round makes of what it found: new alarms, those found again (by number), those that are over."""

    @property
    def raised(self) -> Sequence[Found]: ...
    @property
    def renewed(self) -> Sequence[tuple[int, Found]]: ...
    @property
    def ended(self) -> Sequence[int]: ...


class Alarms(File):
    """The alarms of a ledger."""

    def alarms(self, *, standing: bool | None = None, since: datetime | None = None, limit: int = 500) -> list[Alarm]:
        """What was raised (``since`` a moment), newest first; only what stands (True) or has ended (False)."""
        chosen = ALARMS.select().order_by(ALARMS.c.raised_at.desc(), ALARMS.c.id.desc()).limit(limit)
        if since is not None:
            chosen = chosen.where(ALARMS.c.raised_at >= plain(since))
        if standing is not None:
            chosen = chosen.where(ALARMS.c.ended_at.is_(None) if standing else ALARMS.c.ended_at.is_not(None))
        with self._open(write=False) as connection:
            return _read(connection, chosen) if connection else []

    def alarm(self, identity: int) -> Alarm | None:
        """One alarm; None where there is none of that number."""
        with self._open(write=False) as connection:
            found = _read(connection, ALARMS.select().where(ALARMS.c.id == identity)) if connection else []
            return found[0] if found else None

    def settle(self, decide: Callable[[list[Alarm]], Settled], at: datetime, since: datetime) -> None:
        """Writes what ``decide`` makes of all that stands and of what ended after ``since``; what it renews stands.

        All of it or nothing, after one another: two rounds at once raise nothing twice.
        """
        with self._open() as connection:
            known = ALARMS.select().where(ALARMS.c.ended_at.is_(None) | (ALARMS.c.ended_at > plain(since)))
            settled = decide(_read(connection, known.order_by(ALARMS.c.id)))
            seen = {"seen_at": plain(at)}
            for one in settled.raised:
                connection.execute(ALARMS.insert().values(**_found(one), raised_at=plain(at), **seen))
            for identity, one in settled.renewed:
                found_again = ALARMS.update().where(ALARMS.c.id == identity)
                connection.execute(found_again.values(**_found(one), **seen, ended_at=None))
            ended = ALARMS.c.id.in_(settled.ended)
            connection.execute(ALARMS.update().where(ended).values(ended_at=plain(at)))

    def acknowledge(self, identity: int, who: str = SOMEBODY) -> None:
        """Somebody has seen to it; the first who said so stays."""
        with self._open() as connection:
            first = (ALARMS.c.id == identity) & ALARMS.c.acknowledged_at.is_(None)
            done = connection.execute(ALARMS.update().where(first).values(acknowledged_at=now(), acknowledged_by=who))
            if done.rowcount:
                recorded(connection, who, "alarm.acknowledge", str(identity))

    def judge(self, identity: int, who: str = SOMEBODY, *, true: bool) -> None:
        """Somebody says whether there was something; what is said last counts."""
        with self._open() as connection:
            values = {"verdict": true, "verdict_by": who, "verdict_at": now()}
            done = connection.execute(ALARMS.update().where(ALARMS.c.id == identity).values(**values))
            if done.rowcount:
                recorded(connection, who, "alarm.true" if true else "alarm.false", str(identity))

    def tell(self, identity: int, text: str, who: str = SOMEBODY) -> None:
        """Writes what was done about an alarm; nothing without words."""
        text = text.strip()[:LONGEST_NOTE]
        if not text:
            return
        with self._open() as connection:
            connection.execute(DEEDS.insert().values(alarm=identity, at=now(), who=who, text=text))
            recorded(connection, who, "alarm.tell", f"{identity} {text}")

    def mute(self, kind: str, subject: str, until: date, reason: str, who: str = SOMEBODY) -> None:
        """Nothing is heard of a kind and subject up to and on a day; nothing is muted without a reason."""
        reason = reason.strip()[:LONGEST_NOTE]
        if not reason:
            return
        with self._open() as connection:
            connection.execute(MUTES.delete().where((MUTES.c.kind == kind) & (MUTES.c.subject == subject)))
            values = {"kind": kind, "subject": subject, "until": until, "reason": reason, "who": who}
            connection.execute(MUTES.insert().values(**values, written_at=now()))
            recorded(connection, who, "alarm.mute", f"{kind} {subject} {until} {reason}")

    def unmute(self, identity: int, who: str = SOMEBODY) -> None:
        """Lets a kind and subject be heard again."""
        with self._open() as connection:
            row = connection.execute(MUTES.select().where(MUTES.c.id == identity)).one_or_none()
            if row:
                connection.execute(MUTES.delete().where(MUTES.c.id == identity))
                recorded(connection, who, "alarm.unmute", f"{row.kind} {row.subject}")

    def mutes(self, on: date) -> list[Mute]:
        """What is muted on a day, the soonest heard again first."""
        with self._open(write=False) as connection:
            chosen = MUTES.select().where(MUTES.c.until >= on).order_by(MUTES.c.until, MUTES.c.id)
            rows = connection.execute(chosen) if connection else ()
            return [Mute(row.id, row.kind, row.subject, row.until, row.reason, row.who) for row in rows]


def _found(one: Found) -> dict[str, Any]:
    return {"kind": one.kind, "subject": one.subject, "since": plain(one.since), "facts": dict(one.facts)}


def _read(connection: Connection, chosen: Any) -> list[Alarm]:
    rows = [values_of(row) for row in connection.execute(chosen)]
    told: dict[int, list[Told]] = {row["id"]: [] for row in rows}
    for deed in connection.execute(DEEDS.select().where(DEEDS.c.alarm.in_(list(told))).order_by(DEEDS.c.id)):
        told[deed.alarm].append(Told(deed.at.replace(tzinfo=UTC), deed.who, deed.text))
    return [Alarm(**row, deeds=tuple(told[row["id"]])) for row in rows]
