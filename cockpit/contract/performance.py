"""Monthly scores: bands, pay to the cent, penalties for emergencies, and what a year of scores leads to.

Everything is exact: scores, shares and amounts are decimals, and pay is rounded half up to the cent once, at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from cockpit.periods import add_months, after
from cockpit.settings.people import Scoring

CENT = Decimal("0.01")
WHOLE = Decimal(100)
NOTHING = Decimal(0)
# Who is a manager of the department, and pays for an emergency of any of its teams.
MANAGERS = ("operation_specialist", "operation_manager", "project_manager", "deputy_manager", "department_manager")


class Band(StrEnum):
    """What a score counts as, the best first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"  # noqa: S105 - a band
    FAIL = "fail"


GOOD_OR_BETTER = (Band.EXCELLENT, Band.GOOD)


def band(score: Decimal, terms: Scoring) -> Band:
    """The band of a score; a band begins at its lower figure."""
    steps = ((terms.excellent, Band.EXCELLENT), (terms.good, Band.GOOD), (terms.passing, Band.PASS))
    return next((name for begin, name in steps if score >= begin), Band.FAIL)


def coefficient(score: Decimal, terms: Scoring) -> Decimal:
    """1 from good on, the score's hundredth where it passes, else the one for a fail."""
    if score >= terms.good:
        return Decimal(1)
    return score / WHOLE if score >= terms.passing else terms.failed_coefficient


def base(role: str | None, stated: Decimal | None, terms: Scoring) -> Decimal:
    """The month's amount in yuan: the one stated with the score, else the role's; other roles are paid as staff."""
    if stated is not None:
        return stated
    return terms.base.get(role or "", terms.base["staff"])


def before_reward(base_amount: Decimal, factor: Decimal, penalty: Decimal) -> Decimal:
    """Base × coefficient × (1 − penalty); ``penalty`` in per cent, of which no more than 100 count. Not rounded."""
    return base_amount * factor * (WHOLE - min(max(penalty, NOTHING), WHOLE)) / WHOLE


def pay(base_amount: Decimal, factor: Decimal, penalty: Decimal, reward: Decimal | None) -> Decimal:
    """The month's pay in yuan, half up to the cent, never below 0; a reward is added whatever the penalties."""
    amount = before_reward(base_amount, factor, penalty) + (reward or NOTHING)
    return max(amount, NOTHING).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Case:
    """An emergency, or a complaint, in which our staff were at fault.

    ``kind``: overrun, or complaint. ``not_told``: the leader was not told at once of an A or B fault. ``staff_id`` and
    ``group`` are the handler's.
    """

    subject: str
    kind: str
    day: date
    staff_id: str | None
    group: str | None
    not_told: bool = False


@dataclass(frozen=True)
class Member:
    """One of the staff, as far as penalties look at them."""

    staff_id: str
    role: str
    group: str
    hired_on: date
    left_on: date | None = None

    def employed(self, day: date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True)
class Penalty:
    """What a case costs somebody: per cent of the pay of the case's month.

    ``second``: it is not their first of the calendar year. ``why`` is manager, leader or not_told.
    """

    staff_id: str
    month: date
    percent: Decimal
    why: str
    case: Case
    second: bool = False


def penalties(cases: Iterable[Case], staff: Sequence[Member], terms_of: Mapping[date, Scoring]) -> list[Penalty]:
    """What each case costs whom, in the order of the cases' days; ``terms_of`` has the terms of every case's day.

    Every manager of the department, the leader of the handler's group (his share in place of a manager's), and a
    handler who did not tell the leader at once. An overrun and a complaint of one subject are one case.
    """
    found: list[Penalty] = []
    known: set[tuple[str, str, int]] = set()
    for case in _distinct(cases):
        terms = terms_of[case.day]
        shares = {"manager": terms.manager_penalty, "leader": terms.leader_penalty, "not_told": terms.engineer_penalty}
        for person, why in _concerned(case, staff):
            key = (person.staff_id, why, case.day.year)
            percent = shares[why]
            second = key in known and why != "manager"
            found.append(Penalty(person.staff_id, case.day.replace(day=1), percent, why, case, second))
            known.add(key)
    return found


def _distinct(cases: Iterable[Case]) -> list[Case]:
    first: dict[str, Case] = {}
    for case in sorted(cases, key=lambda one: (one.day, one.subject)):
        first.setdefault(case.subject, case)
    return list(first.values())


def _concerned(case: Case, staff: Sequence[Member]) -> Iterable[tuple[Member, str]]:
    for person in staff:
        if not person.employed(case.day):
            continue
        if person.role == "leader" and person.group == case.group:
            yield person, "leader"
        elif person.role in MANAGERS:
            yield person, "manager"
        elif case.not_told and person.staff_id == case.staff_id:
            yield person, "not_told"


@dataclass(frozen=True)
class Scored:
    """A month's band of one person; ``month`` is its first day."""

    month: date
    band: Band


@dataclass(frozen=True)
class Year:
    """What a year of scores and complaints leads to, with the months and days that caused it.

    ``runs`` are months of fails without a gap whose third (or later) month lies in the year; the first of them may lie
    in the year before; ``running`` are those of a run that the next score may lengthen. ``good`` are the months at
    good or better.
    """

    year: int
    fails: tuple[date, ...]
    runs: tuple[tuple[date, ...], ...]
    running: tuple[date, ...]
    complaints: tuple[date, ...]
    good: tuple[date, ...]
    no_raise: tuple[str, ...]
    two_raises: bool
    nearly: tuple[str, ...]


def year(number: int, months: Iterable[Scored], complaints: Iterable[date], terms: Scoring, now: date) -> Year:
    """The year ``number`` of one person as it stands at ``now``: of the ``months`` those that have ended by then.

    ``complaints`` are the days of those found true. ``no_raise`` names what denies the raise of the next year: fails,
    run, complaints; a raise that is denied is not doubled. ``nearly`` names those of which one more in what is left of
    the year would: told while there is time, of a run that may reach into the next year in the year before.
    """
    scored = sorted((one for one in months if ended(one.month, now)), key=lambda one: one.month)
    fails = tuple(one.month for one in scored if one.band is Band.FAIL and one.month.year == number)
    good = tuple(one.month for one in scored if one.band in GOOD_OR_BETTER and one.month.year == number)
    told = tuple(sorted(day for day in complaints if day.year == number and day <= now))
    found = tuple(run for run in runs(scored) if _counted(run, number, terms.fails_in_row))
    reached = {
        "fails": len(fails) >= terms.fails_in_year,
        "run": bool(found),
        "complaints": len(told) >= terms.complaints,
    }
    running = _running(scored, number, now)
    close = {
        "fails": len(fails) == terms.fails_in_year - 1,
        "run": len(running) == terms.fails_in_row - 1,
        "complaints": len(told) == terms.complaints - 1,
    }
    no_raise = tuple(name for name, one in reached.items() if one)
    nearly = tuple(
        name for name, one in close.items() if one and not reached[name] and (now.year == number or name == "run")
    )
    raised = len(good) >= terms.good_months and not no_raise
    return Year(number, fails, found, running, told, good, no_raise, raised, nearly)


def ended(month: date, day: date) -> bool:
    """Whether the month is over at the end of that day."""
    return after(month, "month") <= day + timedelta(days=1)


def runs(scored: Sequence[Scored]) -> list[tuple[date, ...]]:
    """Fails in consecutive calendar months; a month without a score ends a run."""
    found: list[list[date]] = []
    for one in scored:
        if one.band is not Band.FAIL:
            continue
        if found and after(found[-1][-1], "month") == one.month:
            found[-1].append(one.month)
        else:
            found.append([one.month])
    return [tuple(run) for run in found]


def _counted(run: Sequence[date], number: int, length: int) -> bool:
    """Whether three fails in a row, of whichever months of the run, end in that year."""
    return any(month.year == number for month in run[length - 1 :])


def _running(scored: Sequence[Scored], number: int, now: date) -> tuple[date, ...]:
    """The fails that stand in a row at the end, where the next month's score is still to come and is of that year.

    A score comes after its month: of a run that ended more than two months ago nothing more is awaited.
    """
    last = runs(scored)[-1:]
    if not last or scored[-1].month != last[0][-1]:
        return ()
    coming = after(last[0][-1], "month")
    awaited = coming.year == number and add_months(coming, 2) >= now.replace(day=1)
    return last[0] if awaited else ()
