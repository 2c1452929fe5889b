"""Trainings with what was said of them, and what everybody has attended and owes, within somebody's rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from cockpit.access import MANAGER, Rights
from cockpit.contract import training as rules
from cockpit.contract.limits import terms_of
from cockpit.contract.training import Matrix, Owed
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.reading import Row, read
from cockpit.periods import Period, add_months, unit_starts
from cockpit.settings import Terms
from cockpit.settings.people import Training

NEW_DAYS = 366  # whoever was hired no longer ago stands among the newcomers, even with nothing left to do


@dataclass(frozen=True)
class Held:
    """A training that was held, with its feedback sheets."""

    session: Row
    sheets: tuple[Row, ...]
    terms: Training

    @cached_property
    def matrix(self) -> Matrix:
        return rules.matrix((sheet, self.terms) for sheet in self.sheets)


def held(cockpit: Cockpit, contract: Sequence[Terms], period: Period, rights: Rights = MANAGER) -> list[Held]:
    """The trainings held in the period, up to the clock's day, the latest first."""
    sheets: dict[str, list[Row]] = defaultdict(list)
    for sheet in read(cockpit, "training_feedback", "select * from training_feedback order by feedback_id", rights):
        sheets[sheet["session_id"]].append(sheet)
    within = "held_on >= :from_day and held_on < :to_day and held_on <= :today"
    sql = f"select * from training_sessions where {within} order by held_on desc, session_id"
    return [
        Held(one, tuple(sheets[one["session_id"]]), terms_of(contract, one["held_on"]).training)
        for one in read(cockpit, "training_sessions", sql, rights, from_day=period.first, to_day=period.until)
    ]


def together(several: Iterable[Held]) -> Matrix:
    """The matrix of all their sheets; the limit is that of the latest training."""
    return rules.matrix((sheet, one.terms) for one in reversed([*several]) for sheet in one.sheets)


@dataclass(frozen=True)
class Attended:
    """One of the staff: the class hours of the calendar year, and what they owe as a newcomer, else nothing."""

    person: Row
    hours: float
    owed: tuple[Owed, ...]


def staff(cockpit: Cockpit, contract: Sequence[Terms], rights: Rights = MANAGER) -> list[Attended]:
    """Everybody employed at the clock's day whom one may see, by group and id.

    Newcomers are those hired since attendance lists began who still owe something, or were hired within a year.
    """
    today = cockpit.today
    trainings, first_shifts = defaultdict(list), _first_shifts(cockpit, rights)
    attended = "select * from training_attendance where held_on is not null"
    for one in read(cockpit, "training_attendance", attended, rights):
        trainings[one["staff_id"]].append(one)
    begun = min((one["held_on"] for several in trainings.values() for one in several), default=today)
    within = "hired_on <= :today and (left_on is null or left_on >= :today)"
    employed = f'select * from staff where {within} order by "group", staff_id'
    found = []
    for person in read(cockpit, "staff", employed, rights):
        own = trainings[person["staff_id"]]
        hours = sum(one["hours"] for one in own if one["held_on"].year == today.year and one["held_on"] <= today)
        owed: list[Owed] = []
        if person["hired_on"] >= begun:
            terms = terms_of(contract, person["hired_on"]).training
            owed = rules.newcomer(person, own, first_shifts.get(person["staff_id"]), terms, today)
            if today - person["hired_on"] > timedelta(days=NEW_DAYS) and all(one.done for one in owed):
                owed = []
        found.append(Attended(person, hours, tuple(owed)))
    return found


@dataclass(frozen=True)
class Planned:
    """A month's basics training: the days it is planned for, and those it was held on (``late``: passed without)."""

    month: date
    days: tuple[date, ...]
    held: tuple[date, ...]
    late: bool


def plan(several: Sequence[Held], today: date, months: int = 12) -> list[Planned]:
    """The basics training month by month, the latest first: so many months, and the next one before them."""
    first = add_months(today.replace(day=1), 1 - months)
    basic = [one.session["held_on"] for one in several if one.session["kind"] == "basic"]
    found = []
    for month in unit_starts(Period(first, add_months(today.replace(day=1), 2)), "month"):
        days = rules.planned(month)
        done = tuple(sorted(day for day in basic if day.replace(day=1) == month))
        found.append(Planned(month, days, done, not done and days[-1] < today))
    return found[::-1]


def _first_shifts(cockpit: Cockpit, rights: Rights) -> dict[str, date]:
    """The day of everybody's first duty."""
    sql = "select staff_id, min(date) as first from shifts where kind <> 'leave' group by staff_id"
    rows = read(cockpit, "shifts", sql, rights, columns={"staff_id", "date", "kind"})
    return {row["staff_id"]: row["first"] for row in rows}
