"""The month on one page: its main figures, and which of the contract's targets were met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from cockpit.i18n import unit
from cockpit.metrics import CATALOGUE
from cockpit.review.document import Card, Cards, Indicator, Point, Slide
from cockpit.review.indicators import indicators
from cockpit.review.month import Month
from cockpit.review.numbers import Listing
from cockpit.review.slides.nothing import nothing, unjudged
from cockpit.sentences import Sentence

MOST_CARDS, MOST_NAMED, MOST_POINTS = 12, 3, 4
# What is told of every month, whether or not it has a target.
ALWAYS: Final = ("opened", "backlog", "time_to_resolve", "satisfaction")


def summary(month: Month) -> Slide:
    """Cards of the main figures, then of the targets, the missed ones first."""
    every = [one for one in indicators(month) if not one.private]
    aimed = targets(every)
    if month.answer("opened").value is None:
        return unjudged(month, aimed, targeted(month, aimed)) if aimed else nothing(month, "summary", "opened")
    first = [one for one in every if one.metric in ALWAYS and one not in aimed]
    shown = [*sorted(first, key=lambda one: ALWAYS.index(one.metric)), *aimed][:MOST_CARDS]
    left = [one.name for one in aimed if one not in shown]
    more = [month.say("summary.left", names=month.listed(left))] if left else []
    return Slide(
        "summary",
        month.say("summary.name"),
        title(month, aimed),
        month.say("summary.under", now=month.span(month.ran), before=month.span(month.former)),
        (Cards(tuple(_card(month, one) for one in shown)),),
        tuple(_points(month, aimed))[:MOST_POINTS],
        month.foot(more=[_terms(month), *more]),
        tuple(_notes(month, shown)),
        tuple(one.figure for one in aimed if one.state),
        counts=_counts(month, aimed),
    )


def targeted(month: Month, some: Sequence[Indicator], text: str | None = None) -> Listing:
    """Targets as a list: what each measure came to, what it should, and whether it does."""
    heads = tuple(month.say(f"indicators.{one}") for one in ("name", "actual", "target", "state"))
    rows = tuple((one.name, one.figure.text, one.target, one.state_text) for one in some)
    return Listing(
        month.number(len(some)) if text is None else text, month.say("summary.targets"), heads=heads, rows=rows
    )


def _counts(month: Month, aimed: Sequence[Indicator]) -> tuple[Listing, ...]:
    """The targets that can be judged, those met, those missed: in the order in which the title tells them."""
    judged = [one for one in aimed if one.state]
    parts = (judged, [one for one in judged if one.state == "fine"], [one for one in judged if one.state == "late"])
    return tuple(targeted(month, part) for part in parts if part)


def _terms(month: Month) -> str:
    """Which terms the targets are of; a site that wrote none has those of the service plan."""
    since = month.terms.since
    told = month.day(since, short=False)
    return month.say("summary.plan") if since == date.min else month.say("summary.terms", since=told)


def targets(every: Sequence[Indicator]) -> list[Indicator]:
    """The measures with a target, the missed ones first, those that cannot be judged yet last."""
    order = ("late", "fine", "")
    return sorted((one for one in every if one.target), key=lambda one: order.index(one.state))


def title(month: Month, aimed: Sequence[Indicator]) -> Sentence:
    """How many targets were met, and which were not."""
    missed = [one for one in aimed if one.state == "late"]
    judged = [one for one in aimed if one.state]
    told = {"period": month.spelled, "n": len(judged), "k": len(judged) - len(missed), "missed": len(missed)}
    if not judged:
        return month.sentence(month.say("summary.none", **told))
    if not missed:
        return month.sentence(month.say("summary.all", **told))
    names = month.listed(one.name for one in missed[:MOST_NAMED])
    key = "missed_more" if len(missed) > MOST_NAMED else "missed"
    return month.sentence(month.say("summary.kept", **told), month.say(f"summary.{key}", names=names, **told))


def _card(month: Month, one: Indicator) -> Card:
    former = one.former
    beside = ""
    if former and former.value is not None:
        key = "former" if month.covered(month.former) else "partial"
        beside = month.say(f"summary.{key}", value=former.text, than=month.than)
    target = month.say("summary.target", target=one.target) if one.target else ""
    return Card(
        one.name,
        one.figure,
        beside or month.say("summary.no_former", than=month.than),
        target,
        one.state_text,
        one.state,
        former,
    )


def _points(month: Month, aimed: Sequence[Indicator]) -> Iterator[Point]:
    """Each miss with where it lies; of a month without any, the target that was closest."""
    missed = [one for one in aimed if one.state == "late"]
    shown = missed if len(missed) <= MOST_POINTS else missed[: MOST_POINTS - 1]
    for one in shown:
        head = month.say("summary.point.missed", name=one.name, value=one.figure.text, target=one.target)
        yield Point(head, one.remark, "late", (one.figure,), one.counts)
    if len(missed) > len(shown):
        rest = missed[len(shown) :]
        told = month.listed(f"{one.name} {one.figure.text}" for one in rest)
        figures = tuple(one.figure for one in rest)
        yield Point(month.say("summary.point.rest", n=len(rest)), told, "late", figures, (targeted(month, rest),))
    if not missed and (near := _closest(month, aimed)):
        head = month.say("summary.point.closest", name=near.name, value=near.figure.text, target=near.target)
        before = (near.former,) if near.former else ()
        yield Point(head, _before(month, near), "fine", (near.figure, *before))
    waiting = [one for one in aimed if not one.state]
    if waiting:
        told = month.listed(month.say("summary.point.waiting", name=one.name, state=one.state_text) for one in waiting)
        yield Point(month.say("summary.point.open", n=len(waiting)), told, counts=(targeted(month, waiting),))


def _closest(month: Month, aimed: Sequence[Indicator]) -> Indicator | None:
    """Of the targets kept, but not wholly, the one with the least to spare."""
    spare: list[tuple[float, Indicator]] = []
    for one in aimed:
        aim = month.target(one.metric)
        if one.state == "fine" and aim and one.figure.value is not None and one.figure.value != aim.value:
            spare.append((abs(one.figure.value - aim.value) / (abs(aim.value) or 1), one))
    return min(spare, key=lambda pair: pair[0], default=(0.0, None))[1]


def _before(month: Month, one: Indicator) -> str:
    if one.former is None or one.former.value is None:
        return ""
    return month.say("summary.former", value=one.former.text, than=month.than)


def _notes(month: Month, shown: Sequence[Indicator]) -> Iterator[str]:
    yield month.say("summary.note.how")
    for one in shown:
        told = {"name": one.name, "value": one.figure.text, "n": month.number(one.figure.n)}
        told["unit"] = unit("count", month.language, CATALOGUE[one.metric].record)
        yield month.say("summary.note.figure", **told)
