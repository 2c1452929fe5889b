"""The second implementation of the measures of training."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.metrics.naive import Asked, Counted
from tests.metrics.naive_facts import Row

INDICATORS = {"lecturer": 50, "material": 20, "environment": 15, "arrangement": 15}


def sessions(asked: Asked) -> dict[str, Row]:
    """The trainings held in the period, up to the clock's day."""
    last = min(asked.until - timedelta(days=1), asked.site.day(asked.clock))
    return {
        one["session_id"]: one
        for one in asked.site.records["training_sessions"]
        if asked.first <= one["held_on"] <= last
    }


def sheets(asked: Asked) -> Iterator[Counted]:
    held = sessions(asked)
    for sheet in asked.site.records["training_feedback"]:
        session = held.get(sheet["session_id"])
        if session and (not asked.filters.get("kind") or session["kind"] in asked.filters["kind"]):
            # before the contract's first terms nothing says what an indicator weighs
            known = asked.site.terms_on(session["held_on"]) is not None
            yield Counted({**sheet, "kind": session["kind"]}, session["held_on"], figure=1.0 if known else None)


def weighted(counted: list[Counted]) -> float | None:
    total = weight = 0.0
    if all(one.figure is None for one in counted):
        return None
    for name, usual in INDICATORS.items():
        answers = [one.row[name] for one in counted if one.row[name] is not None]
        if answers:
            total += usual * sum(answers) / len(answers)
            weight += usual
    return total / weight if weight else None


def class_hours(asked: Asked) -> Iterator[Counted]:
    last = min(asked.until - timedelta(days=1), asked.site.day(asked.clock))
    held = sessions(asked)
    for person in asked.site.staff if last >= asked.first else ():
        if not employed_and_asked(asked, person, last):
            continue
        yield Counted(person, last, figure=0.0)
        for one in asked.site.records["training_attendance"]:
            if one["staff_id"] == person["staff_id"] and one["session_id"] in held:
                yield Counted(person, last, figure=one["hours"], share=(0, 0))


def employed_and_asked(asked: Asked, person: Row, last: object) -> bool:
    narrowed = {"engineer": "staff_id", "person": "staff_id", "group": "group", "role": "role"}
    wanted = all(person[narrowed[dim]] in values for dim, values in asked.filters.items() if dim in narrowed and values)
    return bool(wanted and person["hired_on"] <= last and (person["left_on"] is None or person["left_on"] >= last))


def a_head(counted: list[Counted]) -> float | None:
    heads = sum(one.share[0] for one in counted)
    return sum(one.figure or 0 for one in counted) / heads if heads else None


METRICS = {"training_satisfaction": (sheets, weighted), "training_hours": (class_hours, a_head)}
