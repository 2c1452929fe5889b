"""The next month: what is expected, what that means for the team, and what is to be done."""

from __future__ import annotations

from cockpit.alerts.volume import Expected, Volume
from cockpit.periods import DAY, Period, add_months, start, whole
from cockpit.review import counting, facts
from cockpit.review.blocks import counted, heads, plain, tell, title
from cockpit.review.document import Cell, Point, Points, Slide, Table
from cockpit.review.drafts.plan import named, people, volume
from cockpit.review.drafts.plan import plan as planned
from cockpit.review.month import Month
from cockpit.sentences import Sentence

MOST, MOST_PLACES = 4, 5


def plan(month: Month) -> Slide:
    """The plan of the month after the period."""
    points = planned(month)
    due = facts.forecast(month)
    table = _expected(month, due) if due and due.whole else None
    said = [one for part in (volume, people) for one in part(month)]
    rest = tuple(one for one in points if one not in said)
    return Slide(
        "plan",
        tell(month, "plan.name"),
        _title(month),
        tell(
            month,
            "plan.under" if due and due.whole else "plan.under_plain",
            day=month.day(month.then.today, short=False),
        ),
        (*((table,) if table else ()), Points(tell(month, "plan.block"), rest[:MOST], tell(month, "plan.empty"))),
        so=tuple(said[1:] or _learning(month)),
        foot=(tell(month, "plan.how"),),
        notes=tuple(f"{one.head} {one.detail}".strip() for one in points),
    )


def _title(month: Month) -> Sentence:
    due, name = facts.forecast(month), named(month)
    if due is None or due.whole is None:
        return title(month, [tell(month, "plan.unknown", month=name)])
    figures = {key: month.number(getattr(due.whole, key)) for key in ("expected", "low", "high")}
    parts = [tell(month, "plan.said", month=name, **figures)]
    work = facts.workload(month)
    if work is None:
        return title(month, parts)
    key = "plan.short" if work.short else "plan.enough"
    return title(month, parts, tell(month, key, short=month.number(work.short), usual=month.number(work.usual)))


def _learning(month: Month) -> list[Point]:
    """Why nothing can be expected yet."""
    due = facts.forecast(month)
    if due is None or not due.learning:
        return []
    return [Point(tell(month, "plan.learning", n=due.learning), "", "quiet")]


def _expected(month: Month, due: Volume) -> Table:
    every = [one for one in (due.whole, *due.parts) if one and {name for name, _ in one.where} <= {"campus"}]
    names = ("where", "expected", "range", "before", "year")
    rest = len(every) - MOST_PLACES
    return Table(
        tell(month, "plan.expected", month=named(month)),
        heads(month, "plan.head", names, names[1:], ("where",)),
        tuple(_line(month, one) for one in every[:MOST_PLACES]),
        rest=tell(month, "more", n=month.number(rest)) if rest > 0 else "",
    )


def _line(month: Month, one: Expected) -> tuple[Cell, ...]:
    where = " ".join(month.label(name, value) for name, value in one.where) or tell(month, "all")
    known = [
        _came(month, one, *of) for of in ((one.before, _whole_before(month)), (one.year_before, _year_before(month)))
    ]
    between = f"{month.number(one.low)}–{month.number(one.high)}"
    return plain(where), counted(month, one.expected), plain(between), *known


def _came(month: Month, one: Expected, count: int | None, period: Period) -> Cell:
    """What a place had in a month before; nothing where it is not known."""
    if count is None:
        return plain("")
    filters = tuple((name, (value or "",)) for name, value in one.where)
    figure = month.figure(month.ask(month.question("opened", period=period, more=filters)))
    return counting.cell(counting.tally(month, figure)) if figure.n == count else counted(month, count)


def _whole_before(month: Month) -> Period:
    """The last month that was over at the period's end."""
    today = month.then.today + DAY
    return whole(start(start(today, "month") - DAY, "month"), "month")


def _year_before(month: Month) -> Period:
    """The month that is planned, a year before."""
    return whole(add_months(facts.ahead(month).first, -12), "month")
