"""What slides say of a month without data: each its own, what was to be judged, kept and reported, and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from cockpit.i18n import say
from cockpit.metrics import Answer
from cockpit.periods import whole
from cockpit.review.document import Bar, Bars, Block, Cell, Head, Indicator, Slide, Table
from cockpit.review.month import Month
from cockpit.review.numbers import Count, Counted
from cockpit.sentences import Sentence


def nothing(month: Month, key: str, metric: str) -> Slide:
    """That there is no data of the month, and of which days there is."""
    return Slide(
        key,
        month.say(f"{key}.name"),
        month.sentence(month.say("nothing.title", month=month.spelled)),
        since(month),
        foot=month.foot(metric, n=0),
    )


def since(month: Month) -> str:
    """From which day to which there is data."""
    span = month.cockpit.span()
    first, last = (month.day(day, short=False) for day in (span.first, span.last))
    return month.say("nothing.under", first=first, last=last)


def nearest(month: Month, most: int = 6) -> Slide:
    """Volume: which months near have any reports."""
    rows = month.ask(month.question("opened", ("month",), period=month.cockpit.span())).rows
    first = month.period.first
    near = sorted((row for row in rows if row["value"]), key=lambda row: abs((row["month"] - first).days))[:most]
    if not near:
        return nothing(month, "volume", "opened")
    figures = [(month.label("month", row["month"]), month.figure(_of(month, row["month"]))) for row in near]
    name, figure = figures[0]
    bars = tuple(
        Bar(label, one.value, one.text, figure=one)
        for (label, one), _ in sorted(zip(figures, near, strict=True), key=lambda pair: pair[1]["month"])
    )
    title = month.say("volume.nearest", month=month.spelled, near=name, n=figure.text)
    block = Bars(month.say("volume.nearest_bars"), month.measured_in("opened"), "#,##0", bars)
    slide = _shown(month, "volume", month.sentence(title), block, "opened", since(month))
    return replace(slide, counts=(Count(figure.text, figure),))


def _of(month: Month, first: date) -> Answer:
    return month.ask(month.question("opened", period=whole(first, "month")))


def unjudged(month: Month, aimed: Sequence[Indicator], count: Counted) -> Slide:
    """The summary: the targets, none of which can be judged."""
    heads = (Head(month.say("indicators.name"), wide=2.0), Head(month.say("indicators.target"), right=True))
    rows = tuple((Cell(one.name), Cell(one.target)) for one in aimed)
    title = month.sentence(month.say("summary.nothing", month=month.spelled, n=len(aimed)))
    block = Table(month.say("summary.nothing_table"), heads, rows)
    return replace(_shown(month, "summary", title, block), counts=(count,))


def limited(month: Month, target: str) -> Slide:
    """Service levels: within what the contract has each level answered and resolved."""
    heads = tuple(Head(month.say(f"limits.head.{one}"), one != "level") for one in ("level", "respond", "resolve"))
    rows = tuple(
        (Cell(month.label("level", level)), _hours(month, limit.respond), _hours(month, limit.resolve))
        for level, limit in sorted(month.terms.limits.items())
    )
    title = month.sentence(month.say("limits.nothing", month=month.spelled, target=target))
    return _shown(month, "limits", title, Table(month.say("limits.terms"), heads, rows), "sla_met")


def reported(month: Month) -> Slide:
    """Incidents: within what they are reported."""
    terms = month.terms
    within = (
        ("leader", terms.leader_within),
        ("report", terms.report_within),
        ("overrun", terms.overrun_report_within),
    )
    rows = tuple((Cell(say(f"service.duty.{name}", month.language)), _hours(month, limit)) for name, limit in within)
    heads = (Head(month.say("incidents.of"), wide=2.0), Head(month.say("incidents.within"), right=True))
    title = month.sentence(month.say("incidents.nothing", month=month.spelled))
    return _shown(month, "incidents", title, Table(month.say("incidents.terms"), heads, rows), "major_incidents")


def _hours(month: Month, limit: timedelta) -> Cell:
    hours = limit / timedelta(hours=1)
    whole_hours = say("common.hours", month.language, n=month.number(hours))
    return Cell(whole_hours if hours >= 1 and hours.is_integer() else month.told(hours, "time_to_resolve"))


def _shown(month: Month, key: str, title: Sentence, block: Block, metric: str = "", under: str = "") -> Slide:
    metrics = [metric] if metric else []
    told = tuple(month.figure(month.answer(one)) for one in metrics)  # without a value: it is no finding
    return Slide(key, month.say(f"{key}.name"), title, under, (block,), foot=month.foot(*metrics, n=0), told=told)
