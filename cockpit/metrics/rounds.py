"""Rounds one by one: core rooms day by day, what is overdue, what was found and missed, and what came of a place."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from cockpit.access import MANAGER, Rights
from cockpit.contract import rooms
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import narrowed, quoted
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period
from cockpit.settings.model import Rooms

DEVICE, BUILDING = "device", "building"
PLACES, LEAST = 60, 2
_TICKET = frozenset(
    {
        *("ticket_id", "reported_at", "reported_day", "title", "channel", "campus", "building", "room", "category"),
        *(
            "subcategory",
            "device_id",
            "device_type",
            "status",
            "work_type",
            "arrived_at",
            "finished_at",
            "revisit_at",
            "repeat_of",
        ),
    }
)
# What may lie after the clock.
_LATER = ("arrived_at", "finished_at", "revisit_at")


@dataclass(frozen=True)
class RoomDay:
    """A core machine room and a day that is over: whether a round was planned, and whether one was made."""

    campus: str
    building: str
    room: str | None
    day: date
    planned: bool
    covered: bool
    key: str = field(default="", compare=False)

    @property
    def place(self) -> tuple[str, str, str]:
        """Which room it is of."""
        return self.campus, self.building, self.room or ""


def room_days(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[RoomDay]:
    """The room-days of the period that are over, the earliest first."""
    sql = "select * from room_days where day >= :from_day and day < :to_day and day < :today order by day, room_day_id"
    return [
        RoomDay(
            row["campus"],
            row["building"],
            row["room"],
            row["day"],
            row["planned"],
            row["covered_at"] is not None and row["covered_at"] <= cockpit.as_of,
            row["room_day_id"],
        )
        for row in read(cockpit, "room_days", sql, rights, filters, from_day=period.first, to_day=period.until)
    ]


def today(cockpit: Cockpit, filters: Filters = (), rights: Rights = MANAGER) -> tuple[int, int]:
    """How many rounds are planned for today, and how many of them are made by now."""
    sql = (
        "select count(*) as planned, count(case when done_at <= :as_of then 1 end) as made "
        "from inspections where planned_on = :today"
    )
    (row,) = read(cockpit, "inspections", sql, rights, filters)
    return row["planned"], row["made"]


@dataclass(frozen=True)
class Running:
    """The rounds of one kind that are planned for today, and how many of them are made by now."""

    kind: str
    planned: int
    made: int


def running(cockpit: Cockpit, filters: Filters = (), rights: Rights = MANAGER) -> list[Running]:
    """Today's rounds by their kind, that with most planned first."""
    sql = (
        "select kind, count(*) as planned, count(case when done_at <= :as_of then 1 end) as made "
        "from inspections where planned_on = :today group by kind order by planned desc, kind"
    )
    return [Running(**row) for row in read(cockpit, "inspections", sql, rights, filters)]


@dataclass(frozen=True)
class RoomToday:
    """A core machine room, and when it was first looked at today; None if it was not yet."""

    campus: str
    building: str
    room: str | None
    covered_at: datetime | None


def core_today(cockpit: Cockpit, filters: Filters = (), rights: Rights = MANAGER) -> list[RoomToday]:
    """The core machine rooms with today's first round, those that had none first."""
    sql = (
        "select campus, building, room, case when covered_at <= :as_of then covered_at end as covered_at "
        "from room_days where day = :today order by 4 nulls first, campus, building, room"
    )
    return [RoomToday(**row) for row in read(cockpit, "room_days", sql, rights, filters)]


def overdue(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """The rounds planned in the period for days that are over and not made by now, the longest overdue first."""
    sql = (
        "select * from inspections where planned_on >= :from_day and planned_on < :to_day and planned_on < :today "
        "and (done_at is null or done_at > :as_of) order by planned_on, inspection_id"
    )
    return read(cockpit, "inspections", sql, rights, filters, from_day=period.first, to_day=period.until)


def findings(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """The rounds of the period that found something, with its ``outcome``: what is not put right first, then late."""
    sql = (
        "select * from inspections where done_day >= :from_day and done_day < :to_day and done_at <= :as_of "
        "and abnormal order by done_at desc, inspection_id"
    )
    rows = read(cockpit, "inspections", sql, rights, filters, from_day=period.first, to_day=period.until)
    told = [row | {"outcome": rooms.outcome(row, cockpit.as_of)} for row in rows]
    return sorted(told, key=lambda row: rooms.OUTCOMES.index(row["outcome"]))


def missed(
    cockpit: Cockpit, period: Period, settings: Rooms, filters: Filters = (), rights: Rights = MANAGER
) -> list[Row]:
    """Faults of the period that a round of their room should have shown (``contract.rooms.missed``).

    The latest first; columns of the ticket, and ``inspection_id``, ``inspected_at``, ``inspector_id``, ``kind``.
    """
    tickets = narrowed("tickets", filters, rights, cockpit.engine.columns, _TICKET)
    # Whoever may see the fault may see when its room was looked at.
    rounds = narrowed("inspections", (), replace(rights, rows=()), cockpit.engine.columns)
    sql = f"""
with tickets as not materialized ({tickets.sql}), rounds as not materialized ({rounds.sql})
select tickets.*, rounds.inspection_id, rounds.done_at, rounds.inspector_id, rounds.kind, rounds.abnormal
from tickets
inner join rounds on tickets.campus = rounds.campus and tickets.building = rounds.building
    and tickets.room = rounds.room and rounds.done_at <= tickets.reported_at
    and rounds.done_at >= tickets.reported_at - to_seconds(:seconds)
where tickets.reported_day >= :from_day and tickets.reported_day < :to_day and tickets.reported_at <= :as_of
order by tickets.reported_at desc, tickets.ticket_id
"""
    bound = {"seconds": settings.missed_within.total_seconds(), "as_of": cockpit.as_of}
    days = {"from_day": period.first, "to_day": period.until}
    pairs = cockpit.engine.query(sql, tickets.parameters | rounds.parameters | bound | days).to_pylist()
    found = []
    for _, group in groupby(pairs, key=itemgetter("ticket_id")):
        made = list(group)
        if last := rooms.missed(made[0], made, settings):
            found.append({**last, "inspected_at": last["done_at"]})
    return found


@dataclass(frozen=True)
class Place:
    """A device or a building, with how many faults it had and how many of these were repeats."""

    kind: str
    name: str
    campus: str
    building: str
    faults: int
    repeats: int

    @property
    def code(self) -> str:
        """As an address names it."""
        return f"{self.kind}:{self.name}"


def places(
    cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER, named: str = ""
) -> list[Place]:
    """The devices whose faults repeat the most (and the one ``named``), then every building, the same first."""
    worst = _places(cockpit, period, DEVICE, filters, rights, "having count(*) >= :least or device_id = :named", named)
    devices = [one for place, one in enumerate(worst) if place < PLACES or one.name == named]
    return [*devices, *_places(cockpit, period, BUILDING, filters, rights)]


def devices(cockpit: Cockpit, period: Period, building: Place, rights: Rights = MANAGER) -> list[Place]:
    """Every device of a building that had a fault, those that repeat the most first."""
    within = (("campus", (building.campus,)), ("building", (building.name,)))
    return _places(cockpit, period, DEVICE, within, rights)


def _places(
    cockpit: Cockpit, period: Period, kind: str, filters: Filters, rights: Rights, having: str = "", named: str = ""
) -> list[Place]:
    column = {DEVICE: "device_id", BUILDING: "building"}[kind]
    sql = (
        f"select {column} as name, min(campus) as campus, min(building) as building, count(*) as faults, "
        "count(repeat_of) as repeats from tickets where work_type = 'fault' and status <> 'cancelled' "
        "and reported_day >= :from_day and reported_day < :to_day and reported_at <= :as_of "
        f"and {column} is not null group by {column} {having} order by repeats desc, faults desc, name"
    )
    bound: dict[str, object] = {"from_day": period.first, "to_day": period.until}
    if having:
        bound |= {"least": LEAST, "named": named}
    return [Place(kind, **row) for row in read(cockpit, "tickets", sql, rights, filters, _TICKET, **bound)]


@dataclass(frozen=True)
class Chain:
    """What happened at a place: its faults (the latest first) with what follows each, and the rounds of its building.

    Of each fault ``parts`` were used; ``round`` is the one that led to it, ``looked`` the last one before it that was
    nearest to it: of the room, else the floor, else the building (``contract.rooms.looked``).
    """

    faults: tuple[Row, ...]
    rounds: tuple[Row, ...]

    def count(self, column: str) -> int:
        """Of how many faults that column says something."""
        return sum(bool(row[column]) for row in self.faults)


def chain(cockpit: Cockpit, place: Place, period: Period, rights: Rights = MANAGER) -> Chain:
    """Patrol → ticket → part → visit → call-back → repeat, for one place."""
    column = {DEVICE: "device_id", BUILDING: "building"}[place.kind]
    bound = {"from_day": period.first, "to_day": period.until, "name": place.name}
    sql = (
        f"select * from tickets where {quoted(column)} = :name and work_type = 'fault' and status <> 'cancelled' "
        "and reported_day >= :from_day and reported_day < :to_day and reported_at <= :as_of "
        "order by reported_at desc, ticket_id"
    )
    faults = read(cockpit, "tickets", sql, rights, (), _TICKET, **bound)
    rounds = read(
        cockpit,
        "inspections",
        "select * from inspections where campus = :campus and building = :building and done_at <= :as_of "
        "and done_day < :to_day order by done_at",
        replace(rights, rows=()),
        campus=place.campus,
        building=place.building,
        to_day=period.until,
    )
    led = {row["ticket_id"]: row for row in rounds if row["ticket_id"]}
    parts = _parts(cockpit, [row["ticket_id"] for row in faults], rights)
    now, times = cockpit.as_of, [row["done_at"] for row in rounds]
    told = tuple(
        row
        | {
            "first": row["channel"] in rooms.FIRST,
            "round": led.get(row["ticket_id"]),
            "looked": rooms.looked(row, rounds[: bisect_right(times, row["reported_at"])]),
            "parts": parts.get(row["ticket_id"], ()),
            **{name: row[name] if row[name] and row[name] <= now else None for name in _LATER},
        }
        for row in faults
    )
    return Chain(told, tuple(row for row in reversed(rounds) if row["done_day"] >= period.first))


def _parts(cockpit: Cockpit, tickets: list[str], rights: Rights) -> dict[str, tuple[Row, ...]]:
    """What was taken out of a store for each ticket: ``name``, ``unit``, ``used``."""
    sql = (
        "select part_moves.ticket_id, parts.name, parts.unit, -sum(part_moves.quantity) as used from part_moves "
        "left join store.parts as parts on part_moves.part_id = parts.part_id "
        "where part_moves.ticket_id in :tickets and part_moves.moved_at <= :as_of "
        "group by part_moves.ticket_id, parts.name, parts.unit having sum(part_moves.quantity) < 0 order by parts.name"
    )
    found: dict[str, list[Row]] = defaultdict(list)
    if tickets:
        for row in read(cockpit, "part_moves", sql, replace(rights, rows=()), tickets=tickets):
            found[row["ticket_id"]].append(row)
    return {ticket: tuple(rows) for ticket, rows in found.items()}
