"""The next month: what it should bring and take, what is planned, what is still open and what is to be ordered."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.access import OUTSIDE
from cockpit.contract.training import planned
from cockpit.i18n import label, say
from cockpit.ledger import Decision
from cockpit.metrics import CATALOGUE
from cockpit.review import facts
from cockpit.review.document import Point
from cockpit.review.drafts.latent import told
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
    parts = [
        told(month, "work.of", name=label("kind", row["kind"], month.language), n=month.number(row["n"]))
        for row in rows
    ]
    head = told(month, "plan.rounds", n=month.number(sum(row["n"] for row in rows)))
    return [Point(head, say("common.comma", month.language).join(parts))]


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
    return [Point(told(month, "plan.duty", days=len(days), sites=len(sites), n=len(days) * len(sites)))]


def open_ones(month: Month) -> list[Point]:
    """What the month leaves to be done: overdue rounds, findings, complaints without an answer."""
    counts = {
        "overdue": len(facts.overdue(month)),
        "findings": sum(row["outcome"] not in ("fixed", "cancelled") for row in facts.findings(month))
        if not month.lacks("finding_fixed")
        else 0,
        "complaints": sum(bool(row["open"]) for row in facts.complaints(month)),
    }
    parts = [told(month, f"plan.open_{name}", n=n) for name, n in counts.items() if n]
    if not parts:
        return []
    return [Point(told(month, "plan.open"), say("common.comma", month.language).join(parts), "watch")]


def _decided(month: Month) -> list[Point]:
    """What earlier reviews decided and is not done; nothing of people's scores."""
    found = [
        one
        for one in month.ledger.decisions(states=("open",))
        if one.month < month.period.first and _public(month, one)
    ]
    if not found:
        return []
    return [
        Point(
            told(month, "plan.decided", n=len(found)), _names(month, [_decision(month, one) for one in found]), "watch"
        )
    ]


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
    return [Point(told(month, "plan.order", n=len(short)), _names(month, [one.name for one in short]), "watch")]


def _names(month: Month, names: Sequence[str]) -> str:
    text = say("common.comma", month.language).join(names[:MOST])
    rest = len(names) - MOST
    return told(month, "and_more", names=text, n=rest) if rest > 0 else text
