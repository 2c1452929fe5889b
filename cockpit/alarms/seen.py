"""Who sees which alarms: whose rows are limited sees those alone that lie wholly within them."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.access import MANAGER, Rights
from cockpit.alarms.behind import question
from cockpit.alarms.subjects import OF_A_TICKET
from cockpit.ledger import Alarm
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.reading import read


def within(rights: Rights, whole: int, own: int) -> bool:
    """Whether an alarm that rests on ``whole`` tickets, ``own`` of them among somebody's rows, is theirs to see.

    One that rests on no tickets, as that the site's target will be missed, is for those who see all rows.
    """
    return not rights.rows or 0 < whole == own


def seen(cockpit: Cockpit, alarms: Sequence[Alarm], rights: Rights) -> list[Alarm]:
    """Those of the alarms that somebody may see, in their order."""
    if not rights.rows:
        return list(alarms)
    mine = _tickets(cockpit, [one.subject for one in alarms if one.kind in OF_A_TICKET], rights)
    found = []
    for one in alarms:
        asked = question(one, cockpit.engine.zone)
        if one.kind in OF_A_TICKET:
            whole, own = 1, int(one.subject in mine)
        elif asked is None:
            whole, own = 0, 0
        else:
            own = _count(cockpit, asked, rights)
            whole = _count(cockpit, asked, MANAGER) if own else 0
        if within(rights, whole, own):
            found.append(one)
    return found


def _tickets(cockpit: Cockpit, wanted: Sequence[str], rights: Rights) -> set[str]:
    if not wanted:
        return set()
    sql = "select ticket_id from tickets where ticket_id in :wanted"
    return {row["ticket_id"] for row in read(cockpit, "tickets", sql, rights, wanted=list(dict.fromkeys(wanted)))}


def _count(cockpit: Cockpit, asked: Question, rights: Rights) -> int:
    return int(cockpit.answer(asked, rights).value or 0)
