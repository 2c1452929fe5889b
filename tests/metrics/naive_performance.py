"""The second implementation of the measures of monthly scores, with what cases of our own fault take off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import floor

from tests.metrics.naive import Asked, Counted, employed, mean
from tests.metrics.naive_facts import Row, due, finished

OF_PEOPLE = {"engineer": "staff_id", "person": "staff_id", "group": "group", "campus": "campus", "role": "role"}
AMOUNTS = {"operation_manager": 500, "operation_specialist": 500, "leader": 300}


def scored(asked: Asked) -> Iterator[Counted]:
    staff = {one["staff_id"]: one for one in asked.site.staff}
    for row in asked.site.records["performance"]:
        month = row["month"]
        if not asked.first <= month < asked.until or month > asked.site.day(asked.clock):
            continue
        who = staff.get(row["staff_id"], dict.fromkeys(OF_PEOPLE.values()))
        known = {dim: row["staff_id"] if column == "staff_id" else who[column] for dim, column in OF_PEOPLE.items()}
        if all((known[dim] or "") in values for dim, values in asked.filters.items() if values and dim in known):
            yield Counted({**known, "staff_id": row["staff_id"], "of": row}, month, figure=float(row["score"]))


def passed(asked: Asked) -> Iterator[Counted]:
    return (replace(one, figure=1.0 if one.row["of"]["score"] >= 70 else 0.0) for one in scored(asked))


def paid(asked: Asked) -> Iterator[Counted]:
    for one in scored(asked):
        row = one.row["of"]
        yield replace(one, figure=float(amount(row, one.row["role"], taken_off(asked, row))))


def taken_off(asked: Asked, row: Row) -> Fraction:
    """Per cent for the cases of the month: a manager 5 each, the leader of the group meant 10, who did not tell 20."""
    who, whole = next((one for one in asked.site.staff if one["staff_id"] == row["staff_id"]), None), 0
    for day, handler, group, untold in cases(asked):
        if who is None or day.replace(day=1) != row["month"] or not employed(who, day):
            continue
        if who["role"] == "leader" and who["group"] == group:
            whole += 10
        elif who["role"].endswith("_manager") or who["role"] == "operation_specialist":
            whole += 5
        elif untold and handler == who["staff_id"]:
            whole += 20
    return Fraction(min(whole, 100), 100)


def cases(asked: Asked) -> Iterator[tuple[date, str | None, str | None, bool]]:
    """Complaints found true and our fault, emergencies of our fault that overran: the day, who and which group."""
    site = asked.site
    groups = {one["staff_id"]: one["group"] for one in site.staff}
    for one in site.records.get("complaints", ()):
        if one["confirmed"] and one["our_fault"]:
            yield site.day(one["received_at"]), one["staff_id"], groups.get(one["staff_id"]), False
    tickets = {one["ticket_id"]: one for one in site.tickets}
    for one in site.incidents:
        ticket, day = tickets.get(one["ticket_id"]), site.day(one["discovered_at"])
        terms = site.terms_on(day)
        if not one["our_fault"] or terms is None:
            continue
        limit = due(site, ticket) if ticket else None
        limit = limit or one["discovered_at"] + terms.limits[one["level"]].resolve
        ended = one["restored_at"] or (finished(ticket) if ticket else None)
        if ended > limit if ended and ended <= asked.clock else asked.clock >= limit:
            told, until = one["told_leader_at"], one["discovered_at"] + terms.leader_within
            untold = one["level"] in "AB" and (told > until if told else asked.clock > until)
            row = ticket or {"engineer_id": None, "group": None}
            yield day, row["engineer_id"], row["group"], bool(untold)


def amount(row: Row, role: str | None, off: Fraction) -> Fraction:
    score, stated = Fraction(row["score"]), row["base_amount"]
    base = Fraction(stated) if stated is not None else Fraction(AMOUNTS.get(role or "", 200))
    factor = Fraction(1) if score >= 80 else score / 100 if score >= 70 else Fraction(1, 2)
    cents = (base * factor * (1 - off) + Fraction(row["reward"] or 0)) * 100
    return Fraction(floor(cents + Fraction(1, 2)), 100)


def total(counted: list[Counted]) -> float | None:
    return sum(one.figure or 0 for one in counted) if counted else None


METRICS: dict[str, tuple[Callable[[Asked], Iterator[Counted]], Callable[[list[Counted]], float | None]]] = {
    "score": (scored, mean),
    "score_passed": (passed, mean),
    "pay": (paid, total),
}
