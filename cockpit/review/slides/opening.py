"""The first slide: whose month it is, and the one thing that matters most of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cockpit.contract.targets import YEARLY
from cockpit.review.document import Indicator, Point, Slide
from cockpit.review.indicators import indicators
from cockpit.review.month import Month
from cockpit.review.numbers import Figure
from cockpit.review.slides import volume
from cockpit.review.slides.nothing import nothing
from cockpit.review.slides.summary import targeted
from cockpit.sentences import Sentence

# What a customer feels first; other missed targets follow in the order in which measures are offered.
FIRST: Final = ("sla_met", "satisfaction", "sla_respond_met")
MOST: Final = 4
Told = tuple[Sentence, Figure, Point]


def opening(month: Month) -> Slide:
    """One sentence: what was missed, else emergencies, else what moved beyond chance, else that all went well."""
    if month.answer("opened").value is None:
        empty = nothing(month, "opening", "opened")
        return _slide(month, empty.title, so=(Point(empty.under),))
    (first, figure, said), *others = _told(month)
    so = tuple(point for _, _, point in others[: MOST - 1])
    told = dict.fromkeys((figure, *said.evidence, *(one for _, one, _ in others)))
    return replace(_slide(month, first, so, (month.say("opening.note"),), tuple(told)), counts=said.counts)


def _slide(
    month: Month,
    title: Sentence,
    so: tuple[Point, ...] = (),
    notes: tuple[str, ...] = (),
    told: tuple[Figure, ...] = (),
) -> Slide:
    under = month.dotted(month.settings.name, month.say("title", month=month.spelled))
    return Slide("opening", month.say("opening.name"), title, under, so=so, notes=notes, told=told)


def _told(month: Month) -> list[Told]:
    """All that is worth the first sentence, what matters most first; how much came is always among it."""
    every = [one for one in indicators(month) if not one.private]
    missed = [one for one in every if one.state == "late" and one.metric not in YEARLY]
    first = sorted((one for one in missed if one.metric in FIRST), key=lambda one: FIRST.index(one.metric))
    rest = [one for one in missed if one not in first]
    found = [_missed(month, one) for one in first]
    found += [urgent] if (urgent := _urgent(month)) else []
    came = volume.title(month, volume.change(month))
    opened = month.figure(month.answer("opened"))
    told = (came, opened, replace(_line(came), evidence=(opened,)))
    if came.stress:
        return [*found, told, *(_missed(month, one) for one in rest)]
    found += [_missed(month, one) for one in rest]
    judged = [one for one in every if one.state]
    if not missed and judged:
        kept = month.sentence(month.say("opening.kept", period=month.spelled, n=len(judged)))
        found.append((kept, judged[0].figure, replace(_line(kept), counts=(targeted(month, judged),))))
    return [*found, told]


def _line(one: Sentence) -> Point:
    return Point(f"{one.text}{one.stress}{one.after}")


def _missed(month: Month, one: Indicator) -> Told:
    told = {"name": one.name, "value": one.figure.text, "target": one.target}
    begin = month.say("opening.value", period=month.spelled, **told)
    point = Point(month.say("summary.point.missed", **told), one.remark, "late", (one.figure,), one.counts)
    return month.sentence(begin, month.say("opening.missed", **told)), one.figure, point


def _urgent(month: Month) -> Told | None:
    """How many emergencies there were, and how long they took."""
    if not month.offers("major_incidents"):
        return None
    answer = month.answer("major_incidents")
    if not answer.value:
        return None
    begin = month.say("opening.incidents", period=month.spelled, n=month.told(answer.value, "major_incidents"))
    figure, stress = month.figure(answer), _out(month, answer.value)
    title = month.sentence(month.clauses(begin, " ")[:-1], stress) if stress else month.sentence(begin)
    out = (month.figure(month.answer("outage_hours")),) if stress else ()
    return title, figure, replace(_line(title), evidence=(figure, *out))


def _out(month: Month, incidents: float) -> str:
    """How long the services were out, of those incidents that are over."""
    if not month.offers("outage_hours"):
        return ""
    out = month.answer("outage_hours")
    if not out.value:
        return ""
    told = {"hours": month.told(out.value, "outage_hours"), "k": month.counted("outage_hours", out.n)}
    return month.say("opening.out" if out.n == incidents else "opening.out_of", **told)
