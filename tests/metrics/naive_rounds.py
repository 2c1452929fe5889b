"""The second implementation of the measures of inspections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from tests.metrics.naive import Asked, Counted, count, mean
from tests.metrics.naive_facts import Row, finished

NARROWED = {
    "engineer": "inspector_id",
    "person": "inspector_id",
    "group": "group",
    "role": "role",
    "kind": "kind",
    "campus": "campus",
    "building": "building",
}


def groups(rounds: Sequence[Row], staff: Sequence[Row]) -> Mapping[str, str | None]:
    """Whose each round is: its inspector's group's, else that group's which makes most of the kind there."""
    of = {one["staff_id"]: one["group"] for one in staff}
    taken: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in rounds:
        if one["inspector_id"] in of:
            taken[one["kind"], one["campus"]][of[one["inspector_id"]]] += 1
    usual = {key: min(counts, key=lambda name: (-counts[name], name)) for key, counts in taken.items()}
    return {
        one["inspection_id"]: of.get(one["inspector_id"], usual.get((one["kind"], one["campus"]))) for one in rounds
    }


def known(asked: Asked) -> Iterator[Row]:
    rounds, staff = asked.site.records["inspections"], asked.site.staff
    whose, roles = groups(rounds, staff), {one["staff_id"]: one["role"] for one in staff}
    for one in rounds:
        row = {**one, "group": whose[one["inspection_id"]], "role": roles.get(one["inspector_id"])}
        row["staff_id"] = row["inspector_id"]
        if all((row[NARROWED[dim]] or "") in asked.filters[dim] for dim in NARROWED if asked.filters.get(dim)):
            yield row


def planned(asked: Asked) -> Iterator[Counted]:
    """Whether each was made by the end of its planned day, of those whose day is over."""
    for one in known(asked):
        day = one["planned_on"]
        if asked.first <= day < asked.until and day < asked.site.day(asked.clock):
            end = asked.site.midnight(day + timedelta(days=1))
            yield Counted(one, day, figure=float(one["done_at"] is not None and one["done_at"] < end))


def overdue(asked: Asked) -> Iterator[Counted]:
    return (c for c in planned(asked) if c.row["done_at"] is None or c.row["done_at"] > asked.clock)


def made(asked: Asked, holds: Callable[[Row], bool]) -> Iterator[Counted]:
    for one in known(asked):
        if asked.within(one["done_at"]) and holds(one):
            yield Counted(one, asked.site.day(one["done_at"]))


def abnormal(one: Row) -> bool:
    return bool(one["items_abnormal"] > 0 if one["items_abnormal"] is not None else one["finding"] is not None)


def share_abnormal(counted: list[Counted]) -> float | None:
    checked = sum(one.row["items_checked"] for one in counted)
    return sum(one.row["items_abnormal"] for one in counted) / checked if checked else None


def findings(asked: Asked, holds: Callable[[Row], bool]) -> Iterator[Counted]:
    for one in made(asked, abnormal):
        one.figure = float(holds(one.row))
        yield one


def fixed(asked: Asked) -> Iterator[Counted]:
    done = {
        ticket["ticket_id"]
        for ticket in asked.site.tickets
        if (end := finished(ticket)) is not None and end <= asked.clock and ticket["status"] != "cancelled"
    }
    return findings(asked, lambda one: one["ticket_id"] in done)


def room_days(asked: Asked) -> Iterator[Counted]:
    rounds = asked.site.records["inspections"]
    days = [one["planned_on"] for one in rounds]
    days += [asked.site.day(one["done_at"]) for one in rounds if one["done_at"] is not None]
    buildings = {(one["campus"], one["building"]) for one in (*rounds, *asked.site.tickets)}
    for room in asked.site.rooms.core:
        own = f"{room.building} · {room.campus}"
        building = own if (room.campus, own) in buildings else room.building
        row = {"campus": room.campus, "building": building}
        if any(asked.filters.get(dim) and row[dim] not in asked.filters[dim] for dim in row):
            continue
        came = {
            asked.site.day(one["done_at"])
            for one in rounds
            if one["kind"] == "core_room"
            and (one["campus"], one["building"]) == (room.campus, building)
            and room.room in (None, one["room"])
            and one["done_at"] is not None
            and one["done_at"] <= asked.clock
        }
        day = max(asked.first, min(days))
        while day < min(asked.until, asked.site.day(asked.clock)):
            yield Counted(row, day, figure=float(day in came))
            day += timedelta(days=1)


METRICS = {
    "inspection_completion": (planned, mean),
    "inspection_overdue": (overdue, count),
    "core_room_days": (room_days, mean),
    "core_room_gaps": (lambda a: (c for c in room_days(a) if not c.figure), count),
    "abnormal_rate": (
        lambda a: made(a, lambda one: None not in (one["items_checked"], one["items_abnormal"])),
        share_abnormal,
    ),
    "abnormal_findings": (lambda a: made(a, abnormal), count),
    "finding_ticketed": (lambda a: findings(a, lambda one: one["ticket_id"] is not None), mean),
    "finding_fixed": (fixed, mean),
}
