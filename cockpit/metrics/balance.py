"""A year of everybody one may see: scores and pay, what they lead to, training, duty, complaints."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cockpit.access import MANAGER, Rights
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.people import RECORD, Scores, scores
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, whole

OFF = ("weekend", "holiday")
_STAFF = """select * from staff
where hired_on < :to_day and hired_on <= :today and (left_on is null or left_on >= :from_day)
order by "group" nulls last, staff_id"""
# Since when the site records something: a year before it says nothing of anybody.
_BEGUN = {
    "training_attendance": "select min(held_on) as day from training_attendance where held_on <= :today",
    "shifts": """select min(date) as day from shifts
where date <= :today and (clock_in <= :as_of or kind = 'leave' or :plain)""",
    "complaints": "select min(received_day) as day from complaints where received_at <= :as_of",
}
_WITHIN = "held_on >= :from_day and held_on < :to_day and held_on <= :today"
_TRAININGS = f"select * from training_attendance where {_WITHIN} order by held_on, session_id"
_SHIFTS = """select staff_id, kind, count(distinct date) as days from shifts
where date >= :from_day and date < :to_day and date <= :today and (clock_in <= :as_of or kind = 'leave' or :plain)
group by staff_id, kind order by staff_id, kind"""
_COMPLAINTS = """select * from complaints
where received_day >= :from_day and received_day < :to_day and received_at <= :as_of
order by received_at, complaint_id"""


@dataclass(frozen=True)
class Balance:
    """One person's year. What the site did not record by its end is None; ``outcome`` also where nothing was scored.

    ``shifts`` are days on duty by kind of shift: those somebody clocked in on, where the site has clock-ins.
    """

    person: Row
    months: tuple[Row, ...] | None
    outcome: Row | None
    penalties: tuple[Row, ...]
    trainings: tuple[Row, ...] | None
    shifts: Mapping[str, int] | None
    complaints: tuple[Row, ...] | None

    @property
    def mean(self) -> Decimal | None:
        """The mean of the year's scores."""
        return mean(row["score"] for row in self.months or ())

    @property
    def pay(self) -> Decimal | None:
        """What the year's scores paid; None where that is kept back."""
        return total(row["pay"] for row in self.months or ())

    @property
    def reward(self) -> Decimal | None:
        """The rewards of the year."""
        return total(row["reward"] for row in self.months or ())

    @property
    def hours(self) -> float | None:
        """The class hours of the year."""
        return None if self.trainings is None else float(sum(one["hours"] for one in self.trainings))

    @property
    def found_true(self) -> tuple[Row, ...]:
        """The complaints found true."""
        return tuple(one for one in self.complaints or () if one["confirmed"])

    @property
    def off_duty(self) -> int | None:
        """On how many weekend days and holidays somebody was on duty."""
        return None if self.shifts is None else sum(self.shifts.get(kind, 0) for kind in OFF)

    @property
    def moved(self) -> str | None:
        """How many rewards and how many penalties there were, as "1 / 0"; None where nothing was scored."""
        if not self.months:
            return None
        return f"{sum(bool(row['reward']) for row in self.months)} / {len(self.penalties)}"

    def bands(self) -> Counter[str]:
        """How many months were in which band."""
        return Counter(row["band"] for row in self.months or ())


def mean(figures: Iterable[Decimal]) -> Decimal | None:
    """The mean; None of nothing."""
    several = [*figures]
    return sum(several, Decimal(0)) / len(several) if several else None


def total(figures: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what there is; None where there is nothing."""
    several = [one for one in figures if one is not None]
    return sum(several, Decimal(0)) if several else None


def balances(cockpit: Cockpit, year: int, rights: Rights = MANAGER) -> list[Balance]:
    """Everybody employed in a calendar year whom one may see, by group and id."""
    span = whole(date(year, 1, 1), "year")
    bound: Any = {"from_day": span.first, "to_day": span.until}
    found = scores(cockpit, rights) if RECORD in cockpit.records else None

    def listed(record: str, sql: str, **more: Any) -> Callable[[str], tuple[Row, ...] | None]:
        """Everybody's own of the rows of a record; None where the site has none of it up to that year's end."""
        if record not in cockpit.records or not _begun(cockpit, record, span, **more):
            return lambda _: None
        own: dict[str, list[Row]] = defaultdict(list)
        for row in read(cockpit, record, sql, rights, **bound, **more):
            own[row["staff_id"]].append(row)
        return lambda person: tuple(own[person])

    trainings = listed("training_attendance", _TRAININGS)
    shifts = listed("shifts", _SHIFTS, plain="shifts.clock_in" not in cockpit.provided)
    complaints = listed("complaints", _COMPLAINTS)
    standing = found.standing(cockpit.today.replace(day=1)) if found else ()
    outcomes = {(one["staff_id"], one["year"]): one for one in standing}
    people = read(cockpit, "staff", _STAFF, rights, **bound) if "staff" in cockpit.records else []
    return [
        Balance(
            person,
            _scored(found, person["staff_id"], span),
            outcomes.get((person["staff_id"], year)),
            tuple(one for one in found.penalties if _own(one, person, span)) if found else (),
            trainings(person["staff_id"]),
            _counted(shifts(person["staff_id"])),
            complaints(person["staff_id"]),
        )
        for person in people
    ]


def years(cockpit: Cockpit, rights: Rights = MANAGER) -> list[int]:
    """The years there is something to balance of, the newest first: those with scores, else this one."""
    found = scores(cockpit, rights).scored if RECORD in cockpit.records else ()
    return sorted({month.year for month in found}, reverse=True) or [cockpit.today.year]


def _begun(cockpit: Cockpit, record: str, span: Period, **more: Any) -> bool:
    """Whether a record has begun by the end of a span: a fact of the site, whoever asks."""
    ((first,),) = (row.values() for row in read(cockpit, record, _BEGUN[record], **more))
    return first is not None and first < span.until


def _scored(found: Scores | None, staff_id: str, span: Period) -> tuple[Row, ...] | None:
    if found is None:
        return None
    return tuple(row for row in found.of_person(staff_id) if span.first <= row["month"] < span.until)


def _own(penalty: Row, person: Row, span: Period) -> bool:
    return bool(penalty["staff_id"] == person["staff_id"]) and penalty["month"] in span


def _counted(rows: Sequence[Row] | None) -> dict[str, int] | None:
    return None if rows is None else {row["kind"]: row["days"] for row in rows}
