"""How much was reported, and why it changed."""

from __future__ import annotations

from cockpit import telling
from cockpit.i18n import say
from cockpit.review.document import Bar, Bars, Point, Slide, Tone
from cockpit.review.month import Month

MOST_PARTS = 6


def volume(month: Month) -> Slide:
    """The month's reports against the month before, and the parts that moved furthest."""
    answer = month.answer("opened")
    found = month.explain("opened")
    than = say("sentences.before.last_month", month.language)
    title = telling.sentence(found, month.language, period=month.spelled, than=than, name=month.label)
    bars = []
    for place, part in enumerate(found.listed[:MOST_PARTS]):
        tone: Tone = "stress" if place == 0 and part.chance is False else ""
        label = telling.where(part, month.language, month.label)
        bars.append(
            Bar(
                label, float(part.effect.change), telling.effect(found, float(part.effect.change), month.language), tone
            )
        )
    block = Bars(month.say("volume.parts"), say("pages.unit.tickets", month.language), "+#,##0;−#,##0;0", tuple(bars))
    return Slide(
        "volume",
        month.say("volume.name"),
        title,
        month.say("volume.under", now=month.span(month.period), before=month.span(month.former)),
        (block,) if bars else (),
        so=tuple(Point(telling.method(found, month.language)) for _ in bars[:1]),
        foot=month.foot("opened", n=answer.n),
        told=(month.figure(answer), month.figure(answer, former=True)),
    )
