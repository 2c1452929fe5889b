"""The second implementation of the measures of complaints and of what follows a repair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.metrics.naive import Asked, Counted, at, by_resolution, count, mean, shares
from tests.metrics.naive_facts import Row

HOURS = {"simple": 24, "complex": 48}


def known(asked: Asked) -> Iterator[Row]:
    """The complaints about those that the filters leave; who is complained of may be nobody."""
    people = {one["staff_id"]: one for one in asked.site.staff}
    columns = {"engineer": "staff_id", "person": "staff_id", "role": "role", "group": "group"}
    for one in asked.site.records["complaints"]:
        person = people.get(one["staff_id"], {})
        row = {**one, "role": person.get("role"), "group": person.get("group")}
        if all((row[columns[d]] or "") in values for d, values in asked.filters.items() if d in columns and values):
            yield row


def received(asked: Asked) -> Iterator[Counted]:
    return (at(asked, one, one["received_at"]) for one in known(asked) if asked.within(one["received_at"]))


def answered(asked: Asked) -> Iterator[Counted]:
    for one in known(asked):
        if asked.site.terms_on(asked.site.day(one["received_at"])) is None:
            continue
        due = one["received_at"] + timedelta(hours=HOURS[one["complexity"]])
        if due < asked.clock and asked.within(due):
            done = one["replied_at"]
            yield at(asked, one, due, 1.0 if done is not None and done <= due else 0.0)


METRICS = {
    "complaints": (received, count),
    "complaint_on_time": (answered, mean),
    "sheet_signed": (lambda a: shares(by_resolution(a), lambda t: bool(t["signed"])), mean),
    "call_back": (
        lambda a: shares(by_resolution(a), lambda t: t["revisit_at"] is not None and t["revisit_at"] <= a.clock),
        mean,
    ),
}
