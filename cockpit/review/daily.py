"""The days of a month beside the range they were expected in, and what is known of single ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cockpit.alarms import PLACED
from cockpit.alerts import Range
from cockpit.alerts.found import where as place
from cockpit.alerts.ranges import ranges as reckoned
from cockpit.alerts.series import MOST_DAYS, heard_day
from cockpit.metrics import CATALOGUE
from cockpit.periods import Period
from cockpit.review.document import Line, Lines, Mark
from cockpit.review.month import Month
from cockpit.telling import ORDER

# How many normal deviates the range reaches to both sides: of a hundred days about five lie outside by chance.
FAR: Final = 2.0
CHANCE: Final = 0.0228  # of days above it
MOST_MARKS, MARKS_APART, MARK_ROOM = 3, 3, 14
WEEKS: Final = 4  # the same weekdays before, beside which a day's kinds are looked at
HOLDS: Final = 0.6  # of what came beyond, that one kind must hold to give the day its name


@dataclass(frozen=True)
class Days:
    """What came each day (None of days that are not read yet), and what was expected of those that anything was of."""

    came: Mapping[date, int | None]
    expected: Mapping[date, Range]

    @property
    def above(self) -> list[tuple[date, Range]]:
        """The days above their range, the furthest first."""
        found = [(day, one) for day, one in self.expected.items() if one.high is not None and more(one) > 0]
        return sorted(found, key=lambda pair: (-beyond(pair[1]), pair[0]))

    @property
    def below(self) -> list[date]:
        return [day for day, one in self.expected.items() if one.actual is not None and one.actual < (one.low or 0)]


def more(one: Range) -> int:
    """By how many a day lies above the highest that was to be expected."""
    return (one.actual or 0) - (one.high or 0)


def beyond(one: Range) -> float:
    """How many more came than were expected."""
    return (one.actual or 0) - (one.expected or 0)


def days(month: Month) -> Days:
    """The month's days as far as the sources have been read."""
    answer = month.answer("opened", "day", against=None)
    read = min(heard_day(month.cockpit), month.cockpit.today)
    span, rows = month.cockpit.span(), {row["day"]: int(row["value"] or 0) for row in answer.rows}
    came = {day: rows.get(day, 0) if span.first <= day <= read else None for day in _each(month.period)}
    back = (month.cockpit.today - month.period.first).days + 1
    if not 0 < back <= MOST_DAYS:
        return Days(came, {})
    found = reckoned(month.cockpit, month.rights, month.request.filters, back, far=FAR)
    expected = {
        day: one for day, one in found.days if day in month.period and one.high is not None and came[day] is not None
    }
    expected.pop(month.cockpit.today, None)  # it is not over
    return Days(came, expected)


def chart(month: Month, found: Days) -> Lines | None:
    """The daily line; None where there was nothing on any day."""
    order = list(found.came)
    if not any(found.came.values()):
        return None
    values = tuple(None if n is None else float(n) for n in found.came.values())
    low = tuple(float(found.expected[day].low or 0) if day in found.expected else None for day in order)
    high = tuple(float(found.expected[day].high or 0) if day in found.expected else None for day in order)
    known = bool(found.expected)
    return Lines(
        month.say("volume.daily_range" if known else "volume.daily"),
        month.measured_in("opened"),
        "#,##0",
        tuple(map(month.day, order)),
        (Line(month.name("opened"), values),),
        low if known else (),
        high if known else (),
        month.say("volume.expected") if known else "",
        tuple(_marks(month, found, order)),
    )


def _marks(month: Month, found: Days, order: list[date]) -> Iterator[Mark]:
    """What people noted, what was warned of at its highest day, and the days furthest above their range."""
    taken: list[int] = []
    for day, text in (*_noted(month), *_warned(month, found), *_peaks(month, found)):
        at = order.index(day)
        if len(taken) < MOST_MARKS and all(abs(at - other) >= MARKS_APART for other in taken):
            taken.append(at)
            yield Mark(at, f"{month.day(day)} {text}".strip())


def _noted(month: Month) -> Iterator[tuple[date, str]]:
    for note in month.ledger.notes():
        if note.day in month.period:
            text = " ".join(note.text.split())
            yield note.day, text if len(text) <= MARK_ROOM else f"{text[: MARK_ROOM - 1]}…"


def _warned(month: Month, found: Days) -> Iterator[tuple[date, str]]:
    """Warnings of counts that rose within days of the month, unless people found them false."""
    for alarm in month.ledger.alarms():
        if alarm.kind not in PLACED or alarm.kind == "slow" or alarm.verdict is False:
            continue
        first, last = (date.fromisoformat(str(alarm.facts.get(name) or date.min)) for name in ("first", "last"))
        if first in month.period and last in month.period:
            highest = max(_each(Period(first, last + timedelta(days=1))), key=lambda day: found.came[day] or 0)
            most = round(float(alarm.facts.get("actual") or 0) - float(alarm.facts.get("expected") or 0))
            yield highest, f"{where(month, alarm.subject)} +{month.number(most)}"


def _peaks(month: Month, found: Days) -> Iterator[tuple[date, str]]:
    for day, one in found.above:
        yield day, f"{named(month, day)} +{month.number(more(one))}".strip()


def where(month: Month, subject: str) -> str:
    """The place and kind that a subject like ``campus=E&category=认证`` names."""
    values = dict(place(subject))
    named = [month.label(dim, values[dim]) for dim in sorted(values, key=_order, reverse=True)]
    return month.dotted(*named) or month.say("whole")


def _order(dimension: str) -> int:
    return ORDER.index(dimension) if dimension in ORDER else len(ORDER)


def named(month: Month, day: date) -> str:
    """The kind that held most of what came more on a day than on the same weekdays before; "" where none did."""
    before = [day - timedelta(weeks=at) for at in range(1, WEEKS + 1)]
    if "category" not in month.cockpit.provided or "category" not in CATALOGUE["opened"].dims:
        return ""
    rows = month.ask(month.question("opened", ("category", "day"), Period(before[-1], day + timedelta(days=1)))).rows
    excess: dict[str, float] = {}
    for row in rows:
        excess[row["category"]] = excess.get(row["category"], 0) + _part(row, day, before)
    most = max(excess, key=lambda name: excess[name], default=None)
    if most is None or not excess[most] >= HOLDS * sum(excess.values()) > 0:
        return ""
    return month.label("category", most)


def _part(row: Mapping[str, Any], day: date, before: list[date]) -> float:
    if row["day"] == day:
        return float(row["value"])
    return -float(row["value"]) / WEEKS if row["day"] in before else 0.0


def _each(period: Period) -> Iterator[date]:
    return (period.first + timedelta(days=at) for at in range(period.days))
