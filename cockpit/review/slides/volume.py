"""How much was reported, from where the change came, and on which days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cockpit import telling
from cockpit.alerts.series import calendar
from cockpit.explain import Explanation, Part
from cockpit.i18n import say
from cockpit.metrics.question import Filters
from cockpit.periods import Period, after, previous
from cockpit.review import counting, daily
from cockpit.review.daily import Days
from cockpit.review.document import Bar, Bars, Block, Point, Slide, Tone
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Figure, Listing
from cockpit.review.slides.nothing import nearest, since
from cockpit.sentences import Sentence

MOST_PARTS: Final = 6
# Of the change, from which on a part is nearly all of it, or most; beyond ALL the rest moved the other way.
NEARLY, MAIN, ALL = 0.85, 0.5, 1.15
LAST_DAYS: Final = 7
DAYS_MORE: Final = 2  # working days, from which on a month is told by them
ALIKE: Final = 0.25  # by which share two figures may differ and be told as alike
SPLITS: Final = ("category", "campus")
FORM: Final = "+#,##0;−#,##0;0"


@dataclass(frozen=True)
class Change:
    """The month's change in parts of which none overlap; ``chief`` moved with the whole, furthest and beyond chance."""

    found: Explanation
    splits: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def chief(self) -> Part | None:
        change = self.found.change or 0
        sure = (one for one in self.parts if one.chance is False and one.known and one.effect.change * change > 0)
        return next(sure, None)


def change(month: Month, metric: str = "opened") -> Change:
    """A count's change by kind and place, as far as the site tells these apart."""
    rows = {split: month.answer(metric, split).rows for split in SPLITS if split in month.cockpit.provided}
    splits = tuple(split for split, found in rows.items() if len(found) > 1)
    if not splits or not month.covered(month.former):
        return Change(month.explain(metric), (), ())
    found, parts = month.contributions(metric, *splits)
    return Change(found, splits, parts)


def volume(month: Month) -> Slide:
    """The month's reports against the month before, the parts that moved furthest, and the days."""
    answer = month.answer("opened")
    if answer.value is None:
        return nearest(month)
    changed, days = change(month), daily.days(month)
    blocks: list[Block] = [one for one in (bars(month, changed), daily.chart(month, days)) if one]
    cancelled = month.answer("opened_cancelled", against=None)
    more = [month.say("volume.cancelled", n=month.number(cancelled.value)), _spans(month)]
    return Slide(
        "volume",
        month.say("volume.name"),
        title(month, changed),
        _without(month, changed.chief) if changed.chief else _spans(month),
        tuple(blocks),
        tuple(_points(month, changed, days))[:4],
        month.foot("opened", n=answer.n, more=more),
        tuple(_notes(month, changed, days)),
        (month.figure(answer), month.figure(answer, former=True), month.figure(cancelled)),
        counts=(Count(more[0], month.figure(cancelled)),),
    )


def _spans(month: Month) -> str:
    if month.answer("opened").value_against is None or not month.covered(month.former):
        return since(month)
    return month.say("volume.under", now=month.span(month.ran), before=month.span(month.former))


def title(month: Month, changed: Change) -> Sentence:
    """How much, by how much more or fewer than the month before, and from where, if that is beyond chance."""
    answer = month.answer("opened")
    now, before = answer.value or 0, answer.value_against
    told = {"period": month.spelled, "now": month.told(now, "opened"), "than": month.than}
    if before is not None and not month.covered(month.former):
        first = month.day(month.cockpit.span().first, short=False)
        return month.sentence(month.say("volume.partial", first=first, **told))
    if not before or now == before:
        key = "no_former" if before is None else "same" if now == before else "from_none"
        return month.sentence(month.say(f"volume.{key}", **told))
    share = abs(now / before - 1)
    told["share"] = month.percent(share, 0 if share >= 0.1 else 1)
    begin = month.say(f"volume.{'more' if now > before else 'fewer'}", **told)
    by_chance = changed.found.whole is not None and changed.found.whole.chance
    if by_chance:
        begin = month.clauses(begin, month.say("volume.chance"))
    if changed.chief:
        cause = _from(month, changed.chief, now - before)
        if changed.chief.effect.change < 0:  # what fell is no cause for alarm
            return month.sentence(month.clauses(begin, cause))
        return month.sentence(month.clauses(begin, " ")[:-1], cause)
    return month.sentence(begin if by_chance or not changed.parts else month.clauses(begin, month.say("volume.spread")))


def _from(month: Month, part: Part, difference: float) -> str:
    moved = float(part.effect.change)
    share, way = moved / difference, "up" if difference > 0 else "down"
    told = {"where": label(month, part), "n": month.counted("opened", abs(moved))}
    if share > ALL:
        return month.say(f"volume.beyond_{way}", rest=month.counted("opened", abs(difference - moved)), **told)
    size = "nearly" if share >= NEARLY else "main" if share >= MAIN else "most"
    return month.say(f"volume.{size}_{way}", **told)


def label(month: Month, part: Part) -> str:
    """A part in words, its kind first."""
    return month.dotted(*(month.label(dim, value) for dim, value in part.member))


def _without(month: Month, part: Part) -> str:
    """How all the rest moved, without the part that the title names."""
    answer = month.answer("opened")
    now = (answer.value or 0) - part.moved.now.total
    before = (answer.value_against or 0) - part.moved.before.total
    told = {"where": label(month, part), "than": month.than}
    if not before or now == before:
        return month.say("volume.rest_same" if before else "volume.rest_new", **told)
    told["share"] = month.percent(abs(now / before - 1))
    return month.say(f"volume.rest_{'more' if now > before else 'fewer'}", **told)


def bars(month: Month, changed: Change) -> Bars | None:
    """The parts that moved furthest, and all the others as one, so that the bars add up to the change."""
    moved = [part for part in changed.parts if part.effect.change]
    if not moved:
        return None
    shown, rest = moved[:MOST_PARTS], moved[MOST_PARTS:]
    found = [_bar(month, changed, part) for part in shown]
    if rest:
        left = float(sum(part.effect.change for part in rest))
        found.append(Bar(month.say("volume.rest", n=len(rest)), left, _signed(month, left), "quiet"))
    return Bars(
        month.say("volume.parts", than=month.than),
        month.measured_in(changed.found.answer.metric.name),
        FORM,
        tuple(found),
    )


def _bar(month: Month, changed: Change, part: Part) -> Bar:
    moved = float(part.effect.change)
    tone: Tone = "stress" if part is changed.chief and moved > 0 else ""
    return Bar(label(month, part), moved, _signed(month, moved), tone, figure(month, changed, part))


def figure(month: Month, changed: Change, part: Part) -> Figure:
    """What a part came to in the month."""
    answer, member = changed.found.answer, dict(part.member)
    split = month.answer(answer.metric.name, *changed.splits)
    row = next((row for row in split.rows if all(row[dim] == value for dim, value in member.items())), None)
    return month.figure(split, {**member, "value": 0, "n": 0} if row is None or row["value"] is None else row)


def former(month: Month, changed: Change, part: Part) -> Figure:
    """What it had come to in the month before."""
    split, member = month.answer(changed.found.answer.metric.name, *changed.splits), dict(part.member)
    row = next((row for row in split.rows if all(row[dim] == value for dim, value in member.items())), {**member})
    told = {**row, "value_against": part.moved.before.total, "n_against": int(part.moved.before.total)}
    return month.figure(split, told, former=True)


def _signed(month: Month, moved: float) -> str:
    return ("+" if moved > 0 else "") + month.number(moved)


# ---- what follows


def _points(month: Month, changed: Change, days: Days) -> Iterator[Point]:
    if changed.chief:
        yield _chief(month, changed, changed.chief)
    if worked := _workdays(month):
        yield worked
    if days.expected:
        yield _days(month, days)
    if backlog := _backlog(month):
        yield backlog
    if year := _year(month):
        yield year


def _chief(month: Month, changed: Change, part: Part) -> Point:
    """Of what rose: whether the month's last days are as before; of what fell: whether the month before was odd."""
    told = {"where": label(month, part), "than": month.than}
    now = figure(month, changed, part)
    if part.effect.change < 0:
        return _fallen(month, part, told, now, former(month, changed, part))
    last = Period(max(month.ran.first, month.ran.until - timedelta(days=LAST_DAYS)), month.ran.until)
    filters = _filters(part)
    late = month.ask(month.question("opened", period=last, more=filters))
    rates = [
        (late.value or 0) / last.days,
        part.moved.now.total / month.ran.days,
        part.moved.before.total / month.former.days,
    ]
    back = rates[0] <= rates[2] * (1 + ALIKE)
    told |= dict(zip(("last", "now", "before"), (month.number(rate, 1) for rate in rates), strict=True))
    told["n"] = str(last.days)
    return Point(
        month.say(f"volume.point.{'back' if back else 'decide'}", **told),
        month.say("volume.point.rates", **told),
        "fine" if back else "watch",
        (now, month.figure(late)),
    )


def _fallen(month: Month, part: Part, told: dict[str, str], now: Figure, last: Figure) -> Point:
    before = previous(month.former, month.cockpit.today)
    earlier = month.ask(month.question("opened", period=before, more=_filters(part)))
    known = earlier.value if month.covered(before) else None
    told |= {"now": now.text, "before": last.text}
    told |= {"earlier": month.told(known, "opened"), "then": month.spell(before)}
    usual = known is not None and _alike(now.value or 0, known)
    key = "was_odd" if usual else "fell"
    return Point(
        month.say(f"volume.point.{key}", **told),
        month.say("volume.point.three" if known is not None else "volume.point.two", **told),
        "fine" if usual else "",
        (now, month.figure(earlier), last) if known is not None else (now, last),
        (Count(now.text, now),),
    )


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= ALIKE * max(one, other)


def _filters(part: Part) -> Filters:
    return tuple((dim, (value or "",)) for dim, value in part.member)


def _days(month: Month, days: Days) -> Point:
    """On how many days more came than was to be expected."""
    above, n = days.above, len(days.expected)
    by_chance = {"n": n, "chance": month.number(n * daily.CHANCE, 1)}
    if not above:
        below = len(days.below)
        head = month.say("volume.point.low" if below else "volume.point.within", k=below, **by_chance)
        low = (counting.dated(month, days.below, head),) if below else ()
        why = month.say("volume.point.by_chance", **by_chance)
        return Point(head, why, "" if below else "fine", counts=low)
    day, one = above[0]
    told = {"day": month.day(day), "came": month.counted("opened", one.actual or 0), "high": month.number(one.high)}
    kind = daily.named(month, day)
    detail = [month.say("volume.point.highest", **told), month.say("volume.point.mostly", kind=kind) if kind else ""]
    head = month.say("volume.point.above", k=len(above), **by_chance)
    counts = (_days_listed(month, days, head), Count(told["came"], _of_day(month, day)))
    odd = len(above) > 2 * n * daily.CHANCE + 1
    by_chance_told = month.say("volume.point.by_chance", **by_chance)
    told_of = month.clauses(*detail) + say("explain.semicolon", month.language) + by_chance_told
    return Point(head, told_of, "watch" if odd else "", counts=counts)


def _of_day(month: Month, day: date) -> Figure:
    """What came on a day."""
    return month.figure(month.ask(month.question("opened", period=Period(day, after(day, "day")))))


def _days_listed(month: Month, days: Days, name: str) -> Listing:
    """The days above what was to be expected: what came, and the range."""
    heads = (
        say("review.listed.day", month.language),
        month.name("opened"),
        month.say("volume.expected"),
    )
    rows = tuple(
        (month.day(day, short=False), month.number(one.actual), f"{month.number(one.low)}–{month.number(one.high)}")
        for day, one in sorted(days.above)
    )
    return Listing(month.number(len(rows)), name, heads=heads, rows=rows)


def _workdays(month: Month) -> Point | None:
    """Beside the month before by working days, where there were more or fewer of them."""
    if not month.covered(month.former):
        return None
    (days, came, off), (former_days, former_came, former_off) = (
        _worked(month, period) for period in (month.ran, month.former)
    )
    if not days or not former_days or abs(days - former_days) < DAYS_MORE or not former_came + former_off:
        return None
    told: dict[str, Any] = {"n": days, "m": former_days}
    told |= {"off": month.counted("opened", off), "off_before": month.counted("opened", former_off)}
    told["than"] = month.than
    rates = {"now": month.number(came / days, 1), "before": month.number(former_came / former_days, 1)}
    head, why = month.say("volume.point.workdays", **told, **rates), month.say("volume.point.workdays_why", **told)
    return Point(head, why, counts=tuple(_workdays_listed(month, head, why)))


def _workdays_listed(month: Month, head: str, why: str) -> Iterator[Listing]:
    """The working days of both months, and what was reported on the others."""
    for period in (month.ran, month.former):
        days = [one["day"] for one in calendar(month.cockpit, period) if one["workday"]]
        yield counting.dated(month, days, head)
    sql = (
        "select ticket_id from tickets where work_type = 'fault' and reported_at <= :as_of "
        "and reported_day in :days order by ticket_id"
    )
    for period in (month.ran, month.former):
        days = [one["day"] for one in calendar(month.cockpit, period) if not one["workday"]]
        found = month.rows("tickets", sql, days=days) if days else []
        yield counting.rows(month, "tickets", found, why, month.counted("opened", len(found)))


def _worked(month: Month, period: Period) -> tuple[int, int, int]:
    """How many working days a period has, what was reported on them, and on the others."""
    rows = {row["day"]: int(row["value"] or 0) for row in month.ask(month.question("opened", ("day",), period)).rows}
    worked = {one["day"] for one in calendar(month.cockpit, period) if one["workday"]}
    on = sum(n for day, n in rows.items() if day in worked)
    return len(worked), on, sum(rows.values()) - on


def _backlog(month: Month) -> Point | None:
    """Whether as much was finished as came."""
    left, done, opened = (month.answer(name) for name in ("backlog", "resolved", "opened"))
    if left.value is None or left.value_against is None or done.value is None:
        return None
    grew = left.value - left.value_against
    key = "grew" if grew > 0 else "shrank" if grew < 0 else "stood"
    told = {"now": month.told(left.value, "backlog"), "before": month.told(left.value_against, "backlog")}
    told["then"] = month.day(month.former.last)
    detail = month.say(
        "volume.point.came_and_went", came=month.told(opened.value, "opened"), went=month.told(done.value, "resolved")
    )
    much = grew > ALIKE * left.value_against
    tone: Tone = "watch" if much and grew >= 5 else "fine" if grew < 0 else ""
    evidence = (month.figure(left), month.figure(left, former=True), month.figure(done), month.figure(opened))
    return Point(month.say(f"volume.point.{key}", **told), detail, tone, evidence)


def _year(month: Month) -> Point | None:
    """Beside the same month a year ago."""
    answer = month.answer("opened", against="last-year")
    now, before = answer.value, answer.value_against
    if now is None or not before or not month.covered(month.year_before):
        return None
    told = {"then": month.told(before, "opened"), "period": month.spell(answer.against or month.year_before)}
    told["share"] = month.percent(abs(now / before - 1))
    key = "year_more" if now > before else "year_fewer" if now < before else "year_same"
    figures = (month.figure(answer), month.figure(answer, former=True))
    return Point(month.say(f"volume.point.{key}", **told), month.say("volume.point.then", **told), evidence=figures)


def _notes(month: Month, changed: Change, days: Days) -> Iterator[str]:
    answer = changed.found.answer
    if answer.value_against is not None and month.covered(month.former):
        yield month.say(
            "volume.note.figures",
            now=month.told(answer.value, "opened"),
            before=month.told(answer.value_against, "opened"),
            change=_signed(month, changed.found.change or 0),
            than=month.than,
        )
    sure = [part for part in changed.parts if part.chance is False]
    if changed.parts:
        told = month.listed(f"{label(month, part)} {_signed(month, float(part.effect.change))}" for part in sure[:8])
        yield month.say("volume.note.sure", parts=told) if sure else month.say("volume.note.unsure")
        yield telling.method(changed.found, month.language)
    if days.expected:
        yield month.say("volume.note.range")
    if month.cockpit.today in month.period:
        yield month.say("volume.note.running", at=month.moment(month.cockpit.as_of))
