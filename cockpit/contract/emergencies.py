"""What is owed for an emergency: who is told, what a report says, by when; and who keeps the customer informed.

Everything is a pure function of the record, the terms in force at its own date and the instant it is looked at. A time
after that instant is not known yet. Times are UTC: hours added in a zone of its own would be those of its clock, which
jumps in summer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from cockpit.contract.limits import terms_at
from cockpit.settings import Terms

MAJOR = ("A", "B")
# The seven elements of the report to the company: each is there when one of its columns is.
COMPANY = {
    "nature": ("nature",),
    "scope": ("scope",),
    "occurred": ("occurred_at",),
    "discovered": ("discovered_at",),
    "discovered_by": ("discovered_by",),
    "progress": ("progress",),
    "support": ("support_needed",),
}
CUSTOMER = {
    "nature": ("nature",),
    "scope": ("scope",),
    "occurred": ("occurred_at",),
    "discovered": ("discovered_at",),
    "handling": ("emergency_handling", "progress"),
    "expected": ("expected_restore_at",),
}
# The nine parts of the report on a major incident.
MAJOR_REPORT = {
    "occurred": ("occurred_at",),
    "discovered_by": ("discovered_by",),
    "restored": ("restored_at",),
    "symptom": ("symptom",),
    "impact": ("impact",),
    "handling": ("emergency_handling",),
    "cause": ("cause",),
    "solution": ("solution",),
    "follow_up": ("follow_up",),
}
# The team leader is first responsible at every level; these keep the customer informed when nobody is on site.
FIRST = "leader"
KEEPERS = {"A": "emergency_lead", "B": "leader", "C": "engineer", "D": "engineer"}
ESCALATION = (("operation_manager",), ("department_manager", "sales"), ("company_heads",))

Record = Mapping[str, Any]


class State(StrEnum):
    """How it stands with something owed."""

    MET = "met"
    MISSED = "missed"
    DUE = "due"
    AHEAD = "ahead"
    FREE = "free"


@dataclass(frozen=True)
class Duty:
    """Something owed: how it stands, by when it is due, when it was done, what is missing.

    DUE without ``due`` is owed at once; AHEAD has not begun; FREE is not owed here.
    """

    name: str
    state: State
    due: datetime | None = None
    done: datetime | None = None
    missing: tuple[str, ...] = ()


def duties(incident: Record, terms: Terms | None, now: datetime) -> tuple[Duty, ...]:
    """Everything owed for an incident, in the order in which it falls due.

    ``incident`` has the columns of the record and of its view: ``due_at``, ``ended_at``, ``handled_at``,
    ``report_done_at``, ``overrun_report_at``. Without ``terms`` nothing that has a time limit is owed.
    """
    incident = in_utc(incident)
    return (
        leader_told(incident, terms, now),
        company_told(incident, now),
        customer_told(incident, now),
        customer_knows(incident, now),
        restored(incident, now),
        overrun_report(incident, terms, now, finished=incident["ended_at"]),
        fault_report(incident, terms, now),
        major_report(incident, terms, now),
    )


def owed(incident: Record, contract: Sequence[Terms], zone: ZoneInfo, now: datetime) -> tuple[Duty, ...]:
    """Everything owed for an incident by the terms in force on the day, in ``zone``, on which it was discovered."""
    return duties(incident, terms_at(contract, incident["discovered_at"].astimezone(zone).date()), now)


def in_utc(record: Record) -> dict[str, Any]:
    """The record with its times in UTC."""
    return {name: cell.astimezone(UTC) if isinstance(cell, datetime) else cell for name, cell in record.items()}


def leader_told(incident: Record, terms: Terms | None, now: datetime) -> Duty:
    """The team leader is told at once."""
    due = terms and incident["discovered_at"] + terms.leader_within
    return _by("leader", due or None, _known(incident["told_leader_at"], now), now)


def company_told(incident: Record, now: datetime) -> Duty:
    """The report to the company has its seven elements."""
    return _complete("company", incident, COMPANY, late=over(incident, now))


def customer_told(incident: Record, now: datetime) -> Duty:
    """The customer is told; the plan names no number of minutes, but when it is over nobody may have kept silent."""
    told = _known(incident["told_customer_at"], now)
    late = State.MISSED if over(incident, now) else State.DUE
    return Duty("customer", late if told is None else State.MET, done=told)


def customer_knows(incident: Record, now: datetime) -> Duty:
    """What the customer is told has its six elements; one who is told of the restoration needs none expected."""
    parts = dict(CUSTOMER)
    told, back = _known(incident["told_customer_at"], now), _known(incident["restored_at"], now)
    if told and back and back <= told:
        del parts["expected"]
    return _complete("elements", incident, parts, late=over(incident, now))


def restored(incident: Record, now: datetime) -> Duty:
    """It is over within the limit of its level."""
    limit, ended = incident["due_at"], _known(incident["ended_at"], now)
    if limit is None:
        return Duty("restored", State.FREE, done=ended)
    kept = State.DUE if ended is None else State.MET
    return Duty("restored", State.MISSED if overran(limit, ended, now) else kept, limit, ended)


def overrun_report(
    record: Record, terms: Terms | None, now: datetime, *, finished: datetime | None, name: str = "overrun"
) -> Duty:
    """Whatever its level, an overrun is explained by whoever handled it. ``record`` is an incident or a ticket."""
    limit, finished = record["due_at"], _known(finished, now)
    if limit is None or terms is None:
        return Duty(name, State.FREE)
    due = limit + terms.overrun_report_within
    if not overran(limit, finished, now):
        return Duty(name, State.AHEAD, due) if finished is None else Duty(name, State.FREE)
    return _by(name, due, _known(record["overrun_report_at"], now), now)


def fault_report(incident: Record, terms: Terms | None, now: datetime) -> Duty:
    """Of A and B the customer has the fault report soon after it was handled."""
    if incident["level"] not in MAJOR or terms is None:
        return Duty("report", State.FREE)
    handled = _known(incident["handled_at"], now)
    if handled is None:
        return Duty("report", State.AHEAD)
    return _by("report", handled + terms.report_within, _known(incident["report_done_at"], now), now)


def major_report(incident: Record, terms: Terms | None, now: datetime) -> Duty:
    """The report on a major incident has its nine parts by the time the fault report is due."""
    report = fault_report(incident, terms, now)
    if report.state in (State.FREE, State.AHEAD) or report.due is None:
        return Duty("parts", report.state)
    found = _complete("parts", incident, MAJOR_REPORT, late=report.due < now)
    return Duty("parts", found.state, report.due, missing=found.missing)


def over(incident: Record, now: datetime) -> bool:
    """Whether it has ended."""
    return any(_known(incident[name], now) is not None for name in ("ended_at", "handled_at"))


def overran(limit: datetime | None, finished: datetime | None, now: datetime) -> bool:
    """Whether something was finished after its limit, or is open when that has come."""
    return limit is not None and (now >= limit if finished is None else finished > limit)


def _by(name: str, due: datetime | None, done: datetime | None, now: datetime) -> Duty:
    """Done by its time, that instant included, or not; without a time there is nothing to keep."""
    if due is None:
        return Duty(name, State.FREE, done=done)
    if done is not None:
        return Duty(name, State.MET if done <= due else State.MISSED, due, done)
    return Duty(name, State.MISSED if now > due else State.DUE, due)


def _complete(name: str, record: Record, parts: Mapping[str, tuple[str, ...]], *, late: bool) -> Duty:
    """All parts are there, or which are missing; ``late``: it is too late for that."""
    missing = tuple(part for part, columns in parts.items() if not any(_there(record[one]) for one in columns))
    state = State.MET if not missing else State.MISSED if late else State.DUE
    return Duty(name, state, missing=missing)


def _there(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _known(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at <= now else None
