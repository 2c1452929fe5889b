"""Campuses and buildings beside what is usual for each of them: their own months before."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from cockpit.i18n import counted
from cockpit.metrics import CATALOGUE, Answer
from cockpit.periods import Period, add_months, unit_starts
from cockpit.review import counting
from cockpit.review.blocks import cell
from cockpit.review.document import Cell, Head, Point, Slide, Table, Tone
from cockpit.review.indicators import ENOUGH
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted, Figure
from cockpit.sentences import Sentence

MONTHS, LEAST_MONTHS = 12, 6
MOST_CAMPUSES, MOST_BUILDINGS = 6, 6
# What a place must have had beyond its usual, in tickets and by share, to be told as above it.
LEAST_MORE, SHARE_MORE = 8, 0.25


@dataclass(frozen=True)
class Place:
    """A campus or building: its reports of the month, and of each month before that is whole in the data."""

    dim: str
    key: str
    figure: Figure
    before: tuple[int, ...]

    @property
    def now(self) -> int:
        return int(self.figure.value or 0)

    @property
    def usual(self) -> float | None:
        return float(median(self.before)) if len(self.before) >= LEAST_MONTHS else None

    @property
    def most(self) -> bool:
        """More than in any of those months, and clearly more than usual."""
        usual = self.usual
        return (
            usual is not None
            and self.now > max(self.before)
            and self.now >= usual + max(LEAST_MORE, usual * SHARE_MORE)
        )

    @property
    def least(self) -> bool:
        """Fewer than in any of those months."""
        return self.usual is not None and self.now < min(self.before)


def places(month: Month) -> Slide | None:
    """Where more came than is usual there, and where least is in time; None without data."""
    if month.answer("opened").value is None:
        return None
    campuses, buildings = looked(month, "campus"), looked(month, "building")
    if buildings and len(month.cockpit.choices("campus", month.rights)) == 1:
        campuses = []
    shown = [*campuses[:MOST_CAMPUSES], *sorted(buildings, key=_beyond, reverse=True)[:MOST_BUILDINGS]]
    known = any(one.usual is not None for one in shown)
    return Slide(
        "places",
        month.say("places.name"),
        _title(month, campuses, buildings),
        month.say("places.under" if known else "places.under_few", n=len(_months(month)), now=month.span(month.ran)),
        (_table(month, shown),) if shown else (),
        tuple(_points(month, campuses, buildings)),
        month.foot(
            "opened", n=month.answer("opened").n, more=[month.say("places.foot", n=LEAST_MONTHS)] if known else ()
        ),
        (month.say("places.note", more=LEAST_MORE, share=month.percent(SHARE_MORE, 0)),),
        (*_named(campuses, buildings), month.figure(month.answer("opened"))),
        counts=_high(month, campuses, buildings),
    )


def _named(campuses: Sequence[Place], buildings: Sequence[Place]) -> tuple[Figure, ...]:
    """The figure that the title tells."""
    high = [one for one in campuses if one.most] or [one for one in buildings if one.most]
    top = max(high, key=_beyond) if high else next(iter(campuses or buildings), None)
    return (top.figure,) if top and (high or top.usual is None) else ()


def _high(month: Month, campuses: Sequence[Place], buildings: Sequence[Place]) -> tuple[Counted, ...]:
    """How many places the title tells of."""
    high = [one for one in campuses if one.most] or [one for one in buildings if one.most]
    low = [one for one in campuses if one.least]
    some = high or low
    return (counting.named(month, [_name(month, one) for one in some], month.say("places.name")),) if some else ()


def looked(month: Month, dim: str) -> list[Place]:
    """The campuses or buildings, the most reports first."""
    answer = month.answer("opened", dim, against=None)
    months = _months(month)
    past: dict[str, dict[date, int]] = {}
    if months:
        period = Period(months[0], month.period.first)
        for row in month.ask(month.question("opened", (dim, "month"), period)).rows:
            past.setdefault(row[dim], {})[row["month"]] = int(row["value"] or 0)
    rows = [row for row in answer.rows if row[dim] is not None and row["n"]]
    found = [
        Place(dim, row[dim], month.figure(answer, row), tuple(past.get(row[dim], {}).get(one, 0) for one in months))
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.now, one.key))


def _months(month: Month) -> list[date]:
    """The first days of the months before that are whole in the data; none beside a month that is not over."""
    if month.ran != month.period:
        return []
    first, begun = add_months(month.period.first, -MONTHS), month.cockpit.span().first
    return [one for one in unit_starts(Period(first, month.period.first), "month") if one >= begun]


def _usual(month: Month, one: Place) -> str:
    """What it usually has, a half told as the table tells it: 295.5 单."""
    usual = one.usual or 0.0
    return counted(CATALOGUE["opened"].record, month.language, usual, int(not usual.is_integer()))


def _beyond(one: Place) -> float:
    return one.now - (one.usual or 0)


def _title(month: Month, campuses: Sequence[Place], buildings: Sequence[Place]) -> Sentence:
    told = {"period": month.spelled}
    if not campuses and not buildings:
        return month.sentence(month.say("categories.none", **told))
    top, n = (campuses or buildings)[0], len(_months(month))
    if top.usual is None:
        told |= {"name": _name(month, top), "n": top.figure.text}
        only = len(campuses or buildings) == 1
        return month.sentence(month.say("places.only" if only else f"places.top_{top.dim}", **told))
    high = [one for one in campuses if one.most] or [one for one in buildings if one.most]
    if high:
        high.sort(key=_beyond, reverse=True)
        first = high[0]
        told |= {
            "name": _name(month, first),
            "n": first.figure.text,
            "usual": _usual(month, first),
        }
        one = "one" if len(high) == 1 else first.dim
        begin = month.say(f"places.most_{one}", k=len(high), months=n, **told)
        return month.sentence(begin, month.say(f"places.beside{'_own' if len(high) == 1 else ''}", months=n, **told))
    low = [one for one in campuses if one.least]
    if low:
        names = month.listed(_name(month, one) for one in low)
        key = "least_all" if len(low) == len(campuses) > 1 else "least"
        return month.sentence(month.say(f"places.{key}", months=n, k=len(low), names=names, **told))
    return month.sentence(month.say("places.usual", months=n, **told))


def _name(month: Month, one: Place) -> str:
    return month.label(one.dim, one.key)


def _table(month: Month, shown: Sequence[Place]) -> Table:
    known = any(one.usual is not None for one in shown)
    names = ("name", "now", *(("usual", "range") if known else ()), "in_time")
    heads = tuple(Head(month.say(f"places.head.{one}"), one != "name", 1.6 if one == "name" else 1.0) for one in names)
    sides = {dim: month.answer("sla_met", dim, against=None) for dim in ("campus", "building")}
    return Table(
        month.say("places.table"), heads, tuple(_line(month, one, sides[one.dim], known=known) for one in shown)
    )


def _line(month: Month, one: Place, in_time: Answer, *, known: bool) -> tuple[Cell, ...]:
    tone: Tone = "stress" if one.most else ""
    cells = [Cell(_name(month, one)), Cell(one.figure.text, one.figure, tone, value=one.figure.value, form="#,##0")]
    if known:
        usual = one.usual
        cells.append(
            Cell("–")
            if usual is None
            else Cell(month.number(usual, 0 if usual.is_integer() else 1), value=usual, form="#,##0.0")
        )
        cells.append(Cell(f"{min(one.before)}–{max(one.before)}" if usual is not None else "–"))
    row = next((row for row in in_time.rows if row[one.dim] == one.key), None)
    if row is None or row["value"] is None:
        return (*cells, Cell(month.told(None, "sla_met"), tone="quiet"))
    aim = month.target("sla_met")
    late = aim is not None and row["n"] >= ENOUGH and not aim.kept(row["value"])
    return (*cells, cell(month, in_time, row, "late" if late else ""))


def _points(month: Month, campuses: Sequence[Place], buildings: Sequence[Place]) -> Iterator[Point]:
    high = sorted((one for one in buildings if one.most), key=_beyond, reverse=True)
    if high:
        first = high[0]
        why, counts = _kinds(month, first)
        yield Point(month.say("places.point.decide", name=_name(month, first)), why, "watch", (first.figure,), counts)
    if len(high) > 1:
        told = month.listed(f"{_name(month, one)} {one.figure.text}" for one in high[1:5])
        figures = tuple(one.figure for one in high[1:5])
        head = month.say("places.point.others", n=len(high) - 1)
        names = counting.named(month, [_name(month, one) for one in high[1:]], head)
        yield Point(head, told, "watch", figures, (names,))
    if low := _lowest(month, {one.key for one in campuses[:MOST_CAMPUSES]}):
        yield low
    total = month.answer("opened").value or 0
    if campuses and total and len(campuses) > 1:
        first = campuses[0]
        told_of = {"name": _name(month, first), "share": month.percent(first.now / total), "n": first.figure.text}
        yield Point(
            month.say("places.point.share", **told_of),
            month.say("places.point.of", **told_of),
            evidence=(first.figure,),
            counts=(Count(told_of["share"], first.figure),),
        )


def _kinds(month: Month, one: Place) -> tuple[str, tuple[Counted, ...]]:
    """What came there."""
    usual = month.say("places.point.beside", n=one.figure.text, usual=_usual(month, one))
    parts = month.ask(month.question("opened", ("category",), more=((one.dim, (one.key,)),)))
    row = max((row for row in parts.rows if row["n"]), key=lambda row: row["n"], default=None)
    if row is None:
        return usual, ()
    figure = month.figure(parts, row)
    told = {"kind": month.label("category", row["category"]), "n": figure.text}
    return month.clauses(usual, month.say("places.point.kind", **told)), (Count(figure.text, figure),)


def _lowest(month: Month, shown: Container[str]) -> Point | None:
    """The campus of the table that is least in time, if that is below the target."""
    answer, aim = month.answer("sla_met", "campus", against=None), month.target("sla_met")
    rows = [row for row in answer.rows if row["campus"] in shown and row["n"] >= ENOUGH and row["value"] is not None]
    low = min(rows, key=lambda row: row["value"], default=None)
    if low is None or aim is None or len(rows) < 2 or aim.kept(low["value"]):
        return None
    figure = month.figure(answer, low)
    told = {"name": month.label("campus", low["campus"]), "value": figure.text, "n": month.counted("sla_met", low["n"])}
    head = month.say("places.point.late", **told)
    why = month.say("places.point.late_why", least=ENOUGH, **told)
    return Point(head, why, "late", (figure,), (Count(told["n"], figure),))
