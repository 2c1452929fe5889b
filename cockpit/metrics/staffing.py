"""Duty of weekends and holidays, who is on duty, who clocked in when, and extra shifts, within somebody's rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cockpit.access import MANAGER, Rights
from cockpit.contract import duty
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period

EXTRA = ("leave", "overtime", "reinforcement")


@dataclass(frozen=True)
class DutyDay:
    """A site and a day off that is over: who was to be there; ``covered``: whether somebody had clocked in."""

    campus: str
    day: date
    planned_by: tuple[str, ...]
    covered: bool
    key: str = field(default="", compare=False)


def duty_days(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[DutyDay]:
    """The site-days of the period that needed someone and are over, the earliest first."""
    sql = "select * from duty_days where day >= :from_day and day < :to_day and day < :today order by day, campus"
    return [
        DutyDay(
            row["campus"],
            row["day"],
            tuple(row["planned_by"] or ()),
            row["covered_at"] is not None and row["covered_at"] <= cockpit.as_of,
            row["duty_id"],
        )
        for row in read(cockpit, "duty_days", sql, rights, filters, from_day=period.first, to_day=period.until)
    ]


Roster = dict[date, dict[str, list[Row]]]


def roster(cockpit: Cockpit, rights: Rights = MANAGER) -> Roster:
    """The shifts of today and tomorrow, leave among them, by day and site (else the person's campus).

    A shift that began yesterday and is not over yet is one of today's. ``state`` says how each stands now.
    """
    days = (cockpit.today, cockpit.today + timedelta(days=1))
    found: Roster = {day: defaultdict(list) for day in days}
    clocked = "shifts.clock_in" in cockpit.provided
    sql = (
        "select * from shifts where date >= :first and date <= :last or "
        "(date = :before and kind <> 'leave' and planned_end > :as_of) order by planned_start nulls last, staff_id"
    )
    for row in read(cockpit, "shifts", sql, rights, first=days[0], last=days[1], before=days[0] - timedelta(days=1)):
        told = {**row, "state": duty.state(row, cockpit.as_of, clocked=clocked)}
        found[max(row["date"], days[0])][row["site"] or row["campus"] or ""].append(told)
    return found


def days_off(cockpit: Cockpit) -> set[date]:
    """Which of today and tomorrow are days off, on which the sites of the duty need somebody."""
    sql = "select day from store.days where day >= :first and day <= :last and not workday"
    last = cockpit.today + timedelta(days=1)
    rows = cockpit.engine.query(sql, {"first": cockpit.today, "last": last}).to_pylist()
    return {row["day"] for row in rows}


@dataclass
class Clocked:
    """How one person clocked in: shifts due, those late (minutes of each), those missing, with the reasons given."""

    staff_id: str
    due: int = 0
    late: list[float] = field(default_factory=list)
    missing: int = 0
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def share(self) -> float:
        """What part of the shifts was clocked in on time."""
        return 1 - (len(self.late) + self.missing) / self.due


def clocked(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Clocked]:
    """Everybody with a shift due in the period, who was late or missing most often first."""
    found: dict[str, Clocked] = {}
    within = "date >= :from_day and date < :to_day and due_clock_in <= :as_of"
    sql = f"select * from shifts where {within} order by staff_id, date"
    for row in read(cockpit, "shifts", sql, rights, filters, from_day=period.first, to_day=period.until):
        one = found.setdefault(row["staff_id"], Clocked(row["staff_id"]))
        one.due += 1
        if row["clock_in"] is not None and row["clock_in"] <= row["due_clock_in"]:
            continue
        if row["clock_in"] is None or row["clock_in"] > cockpit.as_of:
            one.missing += 1
        else:
            one.late.append(row["late_minutes"])
        if row["reason"]:
            one.reasons[row["reason"]] += 1
    return sorted(found.values(), key=lambda one: (one.share, one.staff_id))


@dataclass(frozen=True)
class Extra:
    """Leave or extra shifts of one kind for one reason: how many, of how many people, and their planned hours."""

    kind: str
    reason: str | None
    shifts: int
    people: int
    hours: float


def extra_rows(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Row]:
    """Those shifts one by one, the earliest first."""
    sql = (
        "select * from shifts where date >= :from_day and date < :to_day and date <= :today and kind in :kinds "
        "order by date, staff_id, kind"
    )
    first, until = period.first, period.until
    return read(cockpit, "shifts", sql, rights, filters, from_day=first, to_day=until, kinds=list(EXTRA))


def extra_shifts(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Extra]:
    """Leave, overtime and reinforcements of the period up to today by their reasons, the most frequent first."""
    several: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for row in extra_rows(cockpit, period, filters, rights):
        several[row["kind"], row["reason"]].append(row)
    found = [
        Extra(kind, reason, len(rows), len({row["staff_id"] for row in rows}), sum(map(_hours, rows)))
        for (kind, reason), rows in several.items()
    ]
    return sorted(found, key=lambda one: (EXTRA.index(one.kind), -one.shifts, one.reason or ""))


@dataclass(frozen=True)
class Overtime:
    """The overtime of one person: shifts and their planned hours; the hours of those ``clocked`` in and out by now."""

    staff_id: str
    shifts: int
    planned: float
    clocked: int
    actual: float | None


def overtime(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Overtime]:
    """Who worked overtime in the period up to today, those with most planned hours first."""
    each: dict[str, list[Row]] = defaultdict(list)
    for row in extra_rows(cockpit, period, filters, rights):
        if row["kind"] == "overtime":
            each[row["staff_id"]].append(row)
    found = []
    for person, rows in each.items():
        ended = [row for row in rows if row["clock_in"] and row["clock_out"] and row["clock_out"] <= cockpit.as_of]
        lasted = [float((row["clock_out"] - row["clock_in"]) / timedelta(hours=1)) for row in ended]
        planned = sum(map(_hours, rows))
        found.append(Overtime(person, len(rows), planned, len(ended), sum(lasted) if lasted else None))
    return sorted(found, key=lambda one: (-one.planned, one.staff_id))


@dataclass(frozen=True)
class Reinforced:
    """Days one after the other on which people reinforced for one reason: where, how many, and how many had come.

    ``came`` counts shifts; it is None of what is still to come.
    """

    reason: str | None
    first: date
    last: date
    sites: tuple[str, ...]
    people: int
    shifts: int
    came: int | None


def reinforced(cockpit: Cockpit, period: Period, filters: Filters = (), rights: Rights = MANAGER) -> list[Reinforced]:
    """The events that people reinforced for, from the period's first day to all that is planned, the latest first."""
    sql = (
        "select *, coalesce(site, campus) as place from shifts where date >= :from_day and kind = 'reinforcement' "
        "order by date, staff_id"
    )
    events: dict[str | None, list[list[Row]]] = defaultdict(list)
    for row in read(cockpit, "shifts", sql, rights, filters, from_day=period.first):
        told = events[row["reason"]]
        if not told or row["date"] - told[-1][-1]["date"] > timedelta(days=1):
            told.append([])
        told[-1].append(row)
    found = [_reinforced(cockpit, reason, rows) for reason, several in events.items() for rows in several]
    return sorted(found, key=lambda one: (-one.first.toordinal(), one.reason or ""))


def _reinforced(cockpit: Cockpit, reason: str | None, rows: Sequence[Row]) -> Reinforced:
    came = sum(row["clock_in"] is not None and row["clock_in"] <= cockpit.as_of for row in rows)
    first, last = rows[0]["date"], rows[-1]["date"]
    sites = tuple(sorted({row["place"] for row in rows if row["place"]}))
    people = len({row["staff_id"] for row in rows})
    return Reinforced(reason, first, last, sites, people, len(rows), came if first <= cockpit.today else None)


def _hours(row: Row) -> float:
    if row["planned_start"] is None or row["planned_end"] is None:
        return 0.0
    return float((row["planned_end"] - row["planned_start"]) / timedelta(hours=1))


def gaps(days: Sequence[DutyDay]) -> list[DutyDay]:
    """The site-days without anybody, the latest first."""
    return sorted((one for one in days if not one.covered), key=lambda one: (-one.day.toordinal(), one.campus))
