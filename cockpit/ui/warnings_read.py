"""What the page of warnings reads of the ledger, within the rows of whoever reads, and who may do something there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from cockpit.access import may_acknowledge
from cockpit.alarms import OF_A_TICKET, Round, last, once, said
from cockpit.alarms.seen import seen
from cockpit.ledger import Alarm, Delivery, Ledger, Mute
from cockpit.metrics.reading import Row, read
from cockpit.ui.cache import ANSWERS
from cockpit.ui.reader import Reader
from cockpit.ui.site import settings

T = TypeVar("T")

YEAR = timedelta(days=365)
MOST = 5_000
COLUMNS = "ticket_id, level, campus, building, room, category, title, engineer_id, status, due_at, reported_at"


def ledger() -> Ledger:
    """The site's ledger."""
    return Ledger(settings().data)


def acts(reader: Reader) -> bool:
    """Whether somebody may do something about a warning: acknowledge, mute, say whether there was something."""
    return may_acknowledge(reader.who)


def standing(reader: Reader) -> list[Alarm]:
    """What stands of what the reader may see, the newest first; one ticket once, its limit with its A fault."""
    return once(_standing(reader))


def limits(reader: Reader) -> set[str]:
    """The tickets of which a limit stands that is told with their A fault."""
    every = _standing(reader)
    return {one.subject for one in every if said(one, every)}


def _standing(reader: Reader) -> list[Alarm]:
    return _seen(reader, "standing", lambda: ledger().alarms(standing=True))


def past(reader: Reader) -> list[Alarm]:
    """What has ended within a year of what the reader may see, the newest first."""
    return [one for one in raised(reader) if one.ended_at]


def raised(reader: Reader) -> list[Alarm]:
    """All that was raised within a year of what the reader may see, the newest first."""
    since = reader.opened.cockpit.as_of - YEAR
    return _seen(reader, "raised", lambda: ledger().alarms(since=since, limit=MOST))


def one(reader: Reader, identity: str) -> Alarm | None:
    """The alarm of that number; None where there is none that the reader may see."""
    if not identity.isascii() or not identity.isdigit() or len(identity) > 9:
        return None
    found = ledger().alarm(int(identity))
    shown = seen(reader.opened.cockpit, [found], reader.rights) if found else []
    return shown[0] if shown else None


def last_round() -> Round | None:
    """How it went when it was last looked; None before the first time."""
    return last(settings().data)


def mutes(reader: Reader) -> list[Mute]:
    """What is muted today, as far as the reader may see what it is of."""
    today = reader.opened.cockpit.today
    found = _written("mutes", (today,), lambda: ledger().mutes(today))
    known = {(one.kind, one.subject) for one in raised(reader)} if reader.rights.rows else set()
    return [one for one in found if not reader.rights.rows or (one.kind, one.subject) in known]


def undelivered(reader: Reader) -> list[Delivery]:
    """What could not be sent, for those who see every warning and may do something about it."""
    if reader.rights.rows or not acts(reader):
        return []
    return _written("undelivered", (), lambda: ledger().deliveries(failed=True))


def tickets(reader: Reader, alarms: list[Alarm]) -> dict[str, Row]:
    """The tickets that these alarms are of, by their numbers."""
    wanted = sorted({one.subject for one in alarms if one.kind in OF_A_TICKET})
    if not wanted:
        return {}
    cockpit, rights = reader.opened.cockpit, reader.rights
    sql = f"select {COLUMNS} from tickets where ticket_id in :wanted"  # noqa: S608 - a constant
    made = lambda: read(cockpit, "tickets", sql, rights, wanted=wanted)  # noqa: E731
    return {row["ticket_id"]: row for row in reader.found(("tickets of alarms", *wanted), made)}


def _seen(reader: Reader, name: str, make: Callable[[], list[Alarm]]) -> list[Alarm]:
    cockpit = reader.opened.cockpit
    key = (cockpit.engine.path, cockpit.as_of, reader.rights) if reader.rights.rows else ()
    return _written(name, key, lambda: seen(cockpit, make(), reader.rights))


def _written(name: str, key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What is read of the ledger, read again only when it was written."""
    book = ledger()
    found: T = ANSWERS.get(("ledger", name, book.path, *book.stamp, *key), make)
    return found
