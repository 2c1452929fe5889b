"""The next month: what it should bring and take, what is planned, what is still open and what is to be ordered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from cockpit.access import OUTSIDE
from cockpit.contract.training import planned
from cockpit.i18n import label, say
from cockpit.ledger import Decision
from cockpit.metrics import CATALOGUE
from cockpit.metrics.reading import Row
from cockpit.review import counting, facts
from cockpit.review.document import Point
from cockpit.review.drafts.latent import short_listed, told
from cockpit.review.month import Month

MOST = 4
# Months that were forecast by which it says something how many came out so.
LEAST_CHECKED = 3


def plan(month: Month) -> tuple[Point, ...]:
    """The plan of the month after the period."""
    parts = (volume, people, _rounds, _trainings, _duty, open_ones, _decided, orders)
    return month.found(("plan", month.language), lambda: tuple(point for part in parts for point in part(month)))


def named(month: Month) -> str:
    """The next month in words."""
    return label("month", facts.ahead(month).first, month.language)


def volume(month: Month) -> list[Point]:
    """How many faults it should bring, and how such forecasts held before."""
    due = facts.forecast(month)
    if due is None or due.whole is None:
        return []
    whole = due.whole
    figures = {name: month.number(getattr(whole, name)) for name in ("expected", "low", "high")}
    head = told(month, "plan.volume", month=named(month), **figures)
    detail = told(month, "plan.held", held=due.held, checked=due.checked) if due.checked >= LEAST_CHECKED else ""
    return [Point(head, detail)]


def people(month: Month) -> list[Point]:
    """The days of work that takes, against what the team usually has."""
    one = facts.workload(month)
    if one is None:
        return []
    figures = {name: month.number(getattr(one, name)) for name in ("needed", "low", "high", "usual", "short")}
    detail = told(month, "plan.people_why", per_day=month.number(one.per_day, 1), **figures)
    head = told(month, "plan.short" if one.short else "plan.enough", **figures)
    return [Point(head, detail, "watch" if one.short else "fine")]


def _rounds(month: Month) -> list[Point]:
    rows = facts.planned_rounds(month)
    if not rows:
        return []
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    ordered = sorted(kinds.items(), key=lambda pair: (-len(pair[1]), str(pair[0])))
    parts = {
        told(month, "work.of", name=label("kind", kind, month.language), n=month.number(len(some))): some
        for kind, some in ordered
    }
    head = told(month, "plan.rounds", n=month.number(len(rows)))
    each = (counting.rows(month, "inspections", some, words, words) for words, some in parts.items())
    counts = (counting.rows(month, "inspections", rows, head), *each)
    return [Point(head, say("common.comma", month.language).join(parts), counts=counts)]


def _trainings(month: Month) -> list[Point]:
    """The day of the basics training, as the contract has it."""
    if "training_sessions" not in month.cockpit.records:
        return []
    days = [month.day(one) for one in planned(facts.ahead(month).first)]
    return [Point(told(month, "plan.training", days=say("training.people.plan.or", month.language).join(days)))]


def _duty(month: Month) -> list[Point]:
    days, sites = facts.days_off(month), month.settings.duty.sites
    if not days:
        return []
    head = told(month, "plan.duty", days=len(days), sites=len(sites), n=len(days) * len(sites))
    name = month.name("duty_coverage")
    both = [month.dotted(month.day(day, short=False), site) for day in days for site in sites]
    counts = (counting.dated(month, days, name), counting.named(month, sites, name), counting.named(month, both, name))
    return [Point(head, counts=counting.ordered(head, *counts))]


def open_ones(month: Month) -> list[Point]:
    """What the month leaves to be done: overdue rounds, findings, complaints without an answer."""
    findings = [] if month.lacks("finding_fixed") else facts.findings(month)
    found = {
        "overdue": ("inspections", facts.overdue(month)),
        "findings": ("inspections", [row for row in findings if row["outcome"] not in ("fixed", "cancelled")]),
        "complaints": ("complaints", [row for row in facts.complaints(month) if row["open"]]),
    }
    parts = {
        told(month, f"plan.open_{name}", n=len(some)): (record, some) for name, (record, some) in found.items() if some
    }
    if not parts:
        return []
    counts = tuple(counting.rows(month, record, some, words, words) for words, (record, some) in parts.items())
    return [Point(told(month, "plan.open"), say("common.comma", month.language).join(parts), "watch", counts=counts)]


def _decided(month: Month) -> list[Point]:
    """What earlier reviews decided and is not done; nothing of people's scores."""
    found = [
        one
        for one in month.ledger.decisions(states=("open",))
        if one.month < month.period.first and _public(month, one)
    ]
    if not found:
        return []
    head, names = told(month, "plan.decided", n=len(found)), [_decision(month, one) for one in found]
    return [Point(head, _names(month, names), "watch", counts=(counting.named(month, names, head),))]


def _public(month: Month, one: Decision) -> bool:
    return one.metric is None or (one.metric in CATALOGUE and month.cockpit.offers(CATALOGUE[one.metric], OUTSIDE))


def _decision(month: Month, one: Decision) -> str:
    """A decision with who does it and until when."""
    more = [one.owner, month.day(one.due) if one.due else ""]
    beside = say("common.comma", month.language).join(filter(None, more))
    return told(month, "plan.decision", text=one.text, beside=beside) if beside else one.text


def orders(month: Month) -> list[Point]:
    """The parts to order."""
    short = [one for one in facts.short_parts(month) if not one.enough_ordered]
    if not short:
        return []
    head, names = told(month, "plan.order", n=len(short)), _names(month, [one.name for one in short])
    return [Point(head, names, "watch", counts=(short_listed(month, short, head),))]


def _names(month: Month, names: Sequence[str]) -> str:
    text = say("common.comma", month.language).join(names[:MOST])
    rest = len(names) - MOST
    return told(month, "and_more", names=text, n=rest) if rest > 0 else text
