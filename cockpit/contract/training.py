"""Training: the satisfaction matrix of feedback sheets, what newcomers owe, and the monthly plan.

Everything is exact: answers are read as the decimals they are, shares and means are fractions.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from cockpit.periods import add_months
from cockpit.settings.people import FEEDBACK_BANDS, INDICATORS, Training

FRIDAY = 4
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Indicator:
    """One row of the matrix: ``counts`` answers by band, ``weight`` in per cent, ``score`` their mean (0–100).

    ``counted`` is the weight once those of indicators nobody answered are shared out; 0 for such a one.
    """

    name: str
    counts: dict[str, int]
    weight: Fraction
    counted: Fraction
    score: Fraction | None

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts.values())

    def share(self, band: str) -> Fraction | None:
        """What part of the answers lies in a band; the parts of all bands add up to 1."""
        return Fraction(self.counts[band], self.n) if self.n else None


@dataclass(frozen=True)
class Matrix:
    """The satisfaction matrix 满意度矩阵 of some sheets: its indicators, and their weighted sum (None: no answers)."""

    indicators: tuple[Indicator, ...]
    sheets: int
    overall: Fraction | None
    flagged: bool

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The indicators nobody answered."""
        return tuple(one.name for one in self.indicators if not one.n)

    @property
    def weakest(self) -> Indicator | None:
        """The indicator of the lowest score; none where only one was answered, or all score alike."""
        scored = [one for one in self.indicators if one.score is not None]
        scores = {one.score for one in scored}
        return min(scored, key=lambda one: one.score or 0) if len(scores) > 1 else None


def band(answer: Fraction, terms: Training) -> str:
    """The band of an answer: a band begins at its lower figure, so that 85.5 is B where A begins at 86."""
    return next(name for name in FEEDBACK_BANDS if answer >= Fraction(terms.bands[name]))


def matrix(sheets: Iterable[tuple[Row, Training]]) -> Matrix:
    """The matrix of feedback sheets, each with the terms in force on the day of its training.

    Where terms differ, an indicator's weight is the mean of the sheets'; the overall score is flagged below the last
    sheet's limit.
    """
    given = list(sheets)
    rows = [_indicator(name, given) for name in INDICATORS]
    answered = sum((one.weight for one in rows if one.score is not None), Fraction(0))
    indicators = tuple(
        Indicator(
            one.name,
            one.counts,
            one.weight,
            one.weight * 100 / answered if one.n and answered else Fraction(0),
            one.score,
        )
        for one in rows
    )
    parts = [one.score * one.counted / 100 for one in indicators if one.score is not None and answered]
    overall = sum(parts, Fraction(0)) if parts else None
    limit = Fraction(given[-1][1].flag_below) if given else None
    flagged = overall is not None and limit is not None and overall < limit
    return Matrix(indicators, len(given), overall, flagged)


def _indicator(name: str, sheets: Sequence[tuple[Row, Training]]) -> Indicator:
    counts, total, n, weight = dict.fromkeys(FEEDBACK_BANDS, 0), Fraction(0), 0, Fraction(0)
    for sheet, terms in sheets:
        weight += Fraction(terms.weights[name])
        if sheet[name] is None:
            continue
        answer = Fraction(str(sheet[name]))
        counts[band(answer, terms)] += 1
        total, n = total + answer, n + 1
    mean = weight / len(sheets) if sheets else Fraction(0)
    return Indicator(name, counts, mean, Fraction(0), total / n if n else None)


@dataclass(frozen=True)
class Owed:
    """A course that a newcomer owes: by when, when it was done, and whether it is late by now.

    ``before_duty``: it is the test before duty; its ``due`` is None where no duty is on record yet, and it then counts
    as late when the courses would.
    ``untold``: the latest day of a test of which nobody has put down whether it was passed; it does not count.
    """

    staff_id: str
    course: str
    due: date | None
    done: date | None
    late: bool
    untold: date | None = None
    before_duty: bool = False

    @property
    def overdue(self) -> bool:
        """Whether it is still to be done and its day is over."""
        return self.late and self.done is None


def newcomer(person: Row, attended: Iterable[Row], first_duty: date | None, terms: Training, today: date) -> list[Owed]:
    """What a member of the staff owes as a newcomer: the courses within months of being hired, the test before duty.

    ``attended`` are the person's trainings (``title``, ``held_on``, ``passed``); a course is the trainings whose title
    has its name in it. A course is attended and not failed; the test is passed: where that is not known it does not
    count. ``first_duty`` is the day of the first shift.
    """
    trainings = [one for one in attended if one["passed"] is not False and one["held_on"] and one["held_on"] <= today]
    due = add_months(person["hired_on"], terms.newcomer_months)
    courses = dict.fromkeys(terms.newcomer_courses, due)
    if terms.language_test:
        courses[terms.language_test] = first_duty or due
    found = []
    for course, until in courses.items():
        own = [one for one in trainings if course.casefold() in (one["title"] or "").casefold()]
        counted = [one for one in own if one["passed"] or course != terms.language_test]
        done = min((one["held_on"] for one in counted), default=None)
        untold = None if done else max((one["held_on"] for one in own), default=None)
        late, test = (done or today) > until, course == terms.language_test
        told = first_duty if test else until
        found.append(Owed(person["staff_id"], course, told, done, late, untold, before_duty=test))
    return found


def planned(month: date) -> tuple[date, ...]:
    """The days on one of which a month's basics training is held: its last Friday, and the Saturday after it in it."""
    last = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
    friday = last - timedelta(days=(last.weekday() - FRIDAY) % 7)
    return (friday,) if friday == last else (friday, friday + timedelta(days=1))
