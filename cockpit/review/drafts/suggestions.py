"""Suggestions by rules; each says what it is made of. Nothing is suggested that no figure or row bears out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from cockpit.alerts import Short
from cockpit.metrics.question import Filters
from cockpit.review import counting, facts
from cockpit.review.document import Point
from cockpit.review.drafts.latent import told
from cockpit.review.month import Month
from cockpit.review.numbers import Counted, Figure
from cockpit.review.troubles import disliked, missed_at, placed, repeating, unattended, uninspected, worse

MOST_OF_A_KIND: Final = 2
DAYS_OFF: Final = (6, 7)


def suggestions(month: Month) -> tuple[Point, ...]:
    """What the month's data suggest, what concerns most first."""
    rules = (_replace, _target, _weekend, _teach, _tickets, _rooms, _duty, _order, _again, _visit, _manual)
    return month.found(("suggestions", month.language), lambda: tuple(point for rule in rules for point in rule(month)))


def figure_of(month: Month, metric: str, more: Filters = ()) -> Figure:
    """A measure of the month, narrowed."""
    return month.figure(month.ask(month.question(metric, more=more)))


def apart(month: Month, share: float, target: float) -> tuple[str, str]:
    """A share and the target it misses, with as many digits as it takes to tell them apart."""
    for digits in (1, 2, 3):
        if month.percent(share, digits) != month.percent(target, digits):
            break
    return month.percent(share, digits), month.percent(target, 0 if round(target * 100, 6).is_integer() else digits)


def _replace(month: Month) -> list[Point]:
    """A device that failed again at least as often as the site is warned of."""
    least = month.settings.warnings.device_faults
    rows = repeating(month, least)[:MOST_OF_A_KIND]
    known = placed(month, [row["device"] for row in rows])
    points = []
    for row in rows:
        at = known[row["device"]]
        place = " ".join(filter(None, (at["campus"], at["building"])))
        head = told(month, "suggestions.replace", device=row["device"], place=place)
        detail = told(month, "suggestions.replace_why", n=int(row["value"]), days=month.terms.repeat_days, least=least)
        figure = month.figure(month.answer("repeat_fault", "device", against=None), row)
        points.append(Point(head, detail, "late", (figure,), (counting.tally(month, figure),)))
    return points


def _target(month: Month) -> list[Point]:
    """Where most of the missed limits were, when the share in time was below its target."""
    if month.lacks("sla_met"):
        return []
    answer = month.answer("sla_met", against=None)
    if answer.value is None or answer.value >= month.terms.sla_target:
        return []
    whole = month.figure(answer)
    share, target = apart(month, answer.value, month.terms.sla_target)
    missed = answer.n - round(answer.value * answer.n)
    for split in ("group", "category", "campus"):
        if found := missed_at(month, split):
            part, row = found
            name = month.label(split, row[split])
            head = told(month, "suggestions.target", where=name)
            whole = replace(whole, text=share)
            facts_ = {"share": share, "target": target, "missed": missed, "n": int(row["value"]), "where": name}
            why, few = told(month, "suggestions.target_why", **facts_), month.figure(part, row)
            numbers = (counting.did(month, answer, why, so=False), counting.tally(month, few))
            return [Point(head, why, "late", (whole, few), counting.ordered(why, *numbers))]
    return []


def _weekend(month: Month) -> list[Point]:
    """A day of the week-end on which limits are missed more often than on the others beyond chance."""
    points = []
    for one in worse(month, "sla_met", "weekday"):
        if one.row["weekday"] not in DAYS_OFF:
            continue
        name = month.label("weekday", one.row["weekday"])
        n = one.row["n"]
        late = n - round(one.row["value"] * n)
        detail = told(
            month,
            "suggestions.weekend_why",
            day=name,
            n=n,
            late=late,
            share=month.percent(one.row["value"]),
            others=month.percent(one.others),
        )
        figure = month.figure(one.answer, one.row)
        counts = (counting.tally(month, figure), *_late_on(month, one.row["weekday"]))
        head = told(month, "suggestions.weekend", day=name)
        points.append(Point(head, detail, "watch", (figure,), counting.ordered(detail, *counts)))
    return points


def _teach(month: Month) -> list[Point]:
    """Categories whose faults come back sooner than the others' beyond chance."""
    points = []
    for one in worse(month, "first_time_fix", "category")[:MOST_OF_A_KIND]:
        name = month.label("category", one.row["category"])
        detail = told(
            month,
            "suggestions.teach_why",
            share=month.percent(one.row["value"]),
            n=one.row["n"],
            others=month.percent(one.others),
        )
        head, figure = told(month, "suggestions.teach", category=name), month.figure(one.answer, one.row)
        points.append(Point(head, detail, "watch", (figure,), (counting.tally(month, figure),)))
    return points


def _manual(month: Month) -> list[Point]:
    """That the manual solves too few faults."""
    if month.lacks("manual_coverage"):
        return []
    answer = month.answer("manual_coverage", against=None)
    if answer.value is None or answer.value >= month.terms.manual_target:
        return []
    share, target = apart(month, answer.value, month.terms.manual_target)
    facts_ = {"share": share, "target": target}
    return [
        Point(
            told(month, "suggestions.manual"),
            told(month, "suggestions.manual_why", **facts_),
            "watch",
            (replace(month.figure(answer), text=share),),
        )
    ]


def _tickets(month: Month) -> list[Point]:
    """That findings of rounds become tickets."""
    if month.lacks("finding_ticketed"):
        return []
    counts = Counter(row["outcome"] for row in facts.findings(month))
    if not counts["none"]:
        return []
    figure = figure_of(month, "finding_ticketed")
    detail = told(month, "suggestions.tickets_why", n=counts["none"], of=counts.total())
    rows = facts.findings(month)
    none = counting.rows(month, "inspections", (row for row in rows if row["outcome"] == "none"), detail)
    numbers = counting.ordered(detail, none, counting.rows(month, "inspections", rows, detail))
    return [Point(told(month, "suggestions.tickets"), detail, "watch", (figure,), numbers)]


def _rooms(month: Month) -> list[Point]:
    """That a core room is inspected every day."""
    for room, days in uninspected(month).items():
        detail = told(
            month,
            "suggestions.rooms_why",
            n=len(days),
            days=[month.day(one.day) for one in days[:3]],
            most=min(3, len(days)),
        )
        head, gaps = told(month, "suggestions.rooms", room=room), (one.key for one in days)
        counts = (counting.keyed(month, "room_days", gaps, detail),)
        return [Point(head, detail, "watch", (figure_of(month, "core_room_gaps"),), counts)]
    return []


def _duty(month: Month) -> list[Point]:
    """That somebody is on duty at a site on every day off."""
    for site, days in unattended(month).items():
        figure = figure_of(month, "duty_coverage", (("campus", (site,)),))
        detail = told(month, "suggestions.duty_why", n=len(days), days=[month.day(one.day) for one in days[:3]])
        counts = (counting.keyed(month, "duty_days", (one.key for one in days), detail),)
        return [Point(told(month, "suggestions.duty", site=site), detail, "watch", (figure,), counts)]
    return []


def _order(month: Month) -> list[Point]:
    """Parts to order now."""
    return [order(month, one) for one in facts.short_parts(month) if not one.enough_ordered][:MOST_OF_A_KIND]


def order(month: Month, one: Short) -> Point:
    """A part that may run out before new ones can be there."""
    facts_ = {
        "stock": month.number(float(one.stock)),
        "unit": one.unit,
        "per_week": month.number(one.per_week, 1),
        "lead": one.lead_days,
        "order": month.number(float(one.on_order)),
        "chance": month.percent(one.chance, 0),
    }
    return Point(
        told(month, "suggestions.order", name=one.name), told(month, "suggestions.order_why", **facts_), "watch"
    )


def _again(month: Month) -> list[Point]:
    """That a training is held again that was disliked."""
    points = []
    for one in disliked(facts.held(month))[:1]:
        day = one.session["held_on"]
        score = month.told(float(one.matrix.overall or 0), "training_satisfaction")
        facts_ = {"day": month.day(day), "score": score, "limit": month.number(float(one.terms.flag_below))}
        points.append(
            Point(
                told(month, "suggestions.again", name=one.session["title"]),
                told(month, "suggestions.again_why", **facts_),
                "watch",
                counts=(counting.rows(month, "training_feedback", one.sheets, one.session["title"], score),),
            )
        )
    return points


def _visit(month: Month) -> list[Point]:
    """That the building whose users gave bad ratings again and again is visited."""
    points = []
    for row in facts.unhappy(month)[:1]:
        within = (("building", (row["building"],)), ("campus", (row["campus"],)))
        bad = month.number(month.settings.measures.bad_rating)
        detail = told(month, "suggestions.visit_why", n=row["bad"], rated=row["rated"], bad=bad)
        head = told(month, "suggestions.visit", building=f"{row['campus']} {row['building']}")
        figure = figure_of(month, "satisfaction", within)
        counts = (counting.tally(month, figure), counting.bad_ratings(month, row, detail))
        points.append(Point(head, detail, "watch", (figure,), counting.ordered(detail, *counts)))
    return points


def _late_on(month: Month, weekday: int) -> tuple[Counted, ...]:
    """What fell due on a day of the week and was late."""
    if month.lacks("sla_missed"):
        return ()
    answer = month.answer("sla_missed", "weekday", against=None)
    row = next((row for row in answer.rows if row["weekday"] == weekday), None)
    return (counting.tally(month, month.figure(answer, row)),) if row else ()
