"""Daily logs, reviews of documents and policies, and visits to machine rooms, within somebody's rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cockpit import periods
from cockpit.access import MANAGER, Rights
from cockpit.contract import logs, reviews, visits
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period

# How many days back what was not handed in, and what was told, is listed.
RECENT = 7
# What was to be handed in and was not, by its deadline.
MISSED = ("missing", "invalid", "late")


def log_days(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """The days of people whose log is owed by today, each with its ``state``, the earliest first."""
    sql = "select * from log_days where day >= :from_day and day < :to_day and day <= :today order by day, staff_id"
    found = read(cockpit, "log_days", sql, rights, filters, from_day=period.first, to_day=period.until)
    return [{**row, "state": logs.state(row, cockpit.as_of)} for row in found]


@dataclass
class Writer:
    """How one person's logs came in: how many in each state, and by how much the late ones were late (hours)."""

    staff_id: str
    role: str | None
    due_by: datetime
    states: Counter[str] = field(default_factory=Counter)
    late: list[float] = field(default_factory=list)

    @property
    def due(self) -> int:
        """How many were due: what is excused or not due yet is not."""
        return sum(self.states[name] for name in ("on_time", *MISSED))

    @property
    def share(self) -> float | None:
        """What part of them was in time."""
        return self.states["on_time"] / self.due if self.due else None


def writers(days: Iterable[Row]) -> list[Writer]:
    """Everybody who owed a log, who was in time least often first; ``due_by`` is their last deadline."""
    found: dict[str, Writer] = {}
    for row in days:
        one = found.setdefault(row["staff_id"], Writer(row["staff_id"], row["role"], row["due_by"]))
        one.due_by = row["due_by"]
        one.states[row["state"]] += 1
        if row["state"] == "late":
            one.late.append((row["submitted_at"] - row["due_by"]) / timedelta(hours=1))
    due = [one for one in found.values() if one.due]
    return sorted(due, key=lambda one: (one.share or 0, one.staff_id))


@dataclass
class Deadline:
    """The logs that were due at one time of day: the roles it holds for, how many were due and how many in time."""

    at: time
    roles: list[str | None] = field(default_factory=list)
    due: int = 0
    on_time: int = 0

    @property
    def share(self) -> float:
        return self.on_time / self.due


def deadlines(days: Iterable[Row], zone: ZoneInfo) -> list[Deadline]:
    """What was due at each deadline, the earliest first, with the roles that most logs are of first."""
    found: dict[time, Deadline] = {}
    roles: dict[time, Counter[str | None]] = {}
    for row in days:
        if row["state"] not in ("on_time", *MISSED):
            continue
        at = row["due_by"].astimezone(zone).time()
        one = found.setdefault(at, Deadline(at))
        one.due += 1
        one.on_time += row["state"] == "on_time"
        roles.setdefault(at, Counter())[row["role"]] += 1
    for at, one in found.items():
        one.roles = [role for role, _ in roles[at].most_common()]
    return [found[at] for at in sorted(found)]


def missed(days: Iterable[Row]) -> list[Row]:
    """What was not in time, the latest day first, of a day what is worst first."""
    late = [row for row in days if row["state"] in MISSED]
    return sorted(late, key=lambda row: (-row["day"].toordinal(), MISSED.index(row["state"]), row["staff_id"]))


def told_at_once(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """The entries of grade G and F, the latest day first, G before F; ``same_day``: handed in on their day."""
    sql = (
        "select * from work_logs where date >= :from_day and date < :to_day and submitted_at <= :as_of "
        "and cast(grade as varchar) in :grades order by date desc, grade desc, submitted_at, log_id"
    )
    zone = ZoneInfo(cockpit.engine.zone)
    grades = list(logs.TOLD_AT_ONCE)
    found = read(cockpit, "work_logs", sql, rights, filters, grades=grades, from_day=period.first, to_day=period.until)
    return [{**row, "same_day": logs.same_day(row, zone)} for row in found]


def recent(period: Period, today: date) -> Period:
    """The last days of what ran of a period."""
    until = max(period.first, min(period.until, today + timedelta(days=1)))
    return Period(max(period.first, until - timedelta(days=RECENT)), until)


def reviewed(cockpit: Cockpit, rights: Rights = MANAGER) -> list[Row]:
    """Every document and policy with its ``record``, its ``state`` today and whether it ``changed`` since, worst first.

    Of equal state, what is due for the longest time comes first.
    """
    found = []
    for record in reviews.REVIEWED:
        for row in read(cockpit, record, f"select * from {record}", rights):
            more = {"record": record, "state": reviews.state(row, cockpit.today), "changed": reviews.changed(row)}
            found.append({**row, **more})
    first = date.min
    order = reviews.STATES.index
    return sorted(found, key=lambda row: (order(row["state"]), row["overdue_from"] or first, row["name"], row["type"]))


def by(rows: Iterable[Row], column: str) -> dict[str, Counter[str]]:
    """How many of each state, by the values of a column."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row[column], Counter())[row["state"]] += 1
    return found


def room_visits(cockpit: Cockpit, period: Period, rights: Rights = MANAGER) -> list[Row]:
    """The visits of a period, the latest first.

    With each what the register lacks of it (``faults``), whether somebody is ``inside``, and ``changes`` of equipment.
    """
    sql = (
        "select * from room_visits where entered_day >= :from_day and entered_day < :to_day and entered_at <= :as_of "
        "order by entered_at desc, visit_id"
    )
    found = read(cockpit, "room_visits", sql, rights, from_day=period.first, to_day=period.until)
    provided = {name.removeprefix("room_visits.") for name in cockpit.provided if name.startswith("room_visits.")}
    zone = ZoneInfo(cockpit.engine.zone)
    told = []
    for row in found:
        lacks = visits.faults(row, cockpit.as_of, zone, provided)
        more = {"inside": visits.inside(row, cockpit.as_of, zone), "changes": visits.changes(row)}
        told.append({**row, "faults": lacks, **more})
    return told


@dataclass
class Room:
    """The visits to one room: how many, how many changed equipment, and the hours of those that ended."""

    name: str
    visits: int = 0
    changed: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        """How long a visit lasted in the mean, in hours."""
        return sum(self.hours) / len(self.hours) if self.hours else None


def by_room(rows: Iterable[Row]) -> list[Room]:
    """The rooms, the most visited first."""
    found: dict[str, Room] = {}
    for row in rows:
        one = found.setdefault(row["room"], Room(row["room"]))
        one.visits += 1
        one.changed += bool(row["equipment_change"])
        if (lasted := visits.hours(row)) is not None:
            one.hours.append(lasted)
    return sorted(found.values(), key=lambda one: (-one.visits, one.name))


@dataclass
class Register:
    """A month of the register: its visits, how many lack each of ``visits.FAULTS``, whether the month is ``over``."""

    month: date
    over: bool
    visits: int = 0
    lacks: Counter[str] = field(default_factory=Counter)


def by_month(rows: Iterable[Row], today: date) -> list[Register]:
    """The months in which somebody came, the latest first: each is to be complete when it is archived at its end."""
    found: dict[date, Register] = {}
    for row in rows:
        month = row["entered_day"].replace(day=1)
        one = found.setdefault(month, Register(month, periods.after(month, "month") <= today))
        one.visits += 1
        one.lacks.update(row["faults"])
    return [found[month] for month in sorted(found, reverse=True)]


def faulty(rows: Sequence[Row]) -> list[Row]:
    """The visits of which the register lacks something."""
    return [row for row in rows if row["faults"]]
