"""What people kept of a month, put on its document: order, hidden slides, comments, texts, views, decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from cockpit.i18n import day, label, say
from cockpit.ledger import Decision, Review
from cockpit.ledger.reviews import VIEW
from cockpit.metrics import CATALOGUE
from cockpit.review.document import Document, Point, Points, Slide, Table, Tone
from cockpit.review.numbers import Listing
from cockpit.sentences import Sentence

DECIDED: Final = "decided"
DROPPED: Final = "dropped"
COUNTED: Final = "suggestions"  # the slide whose title tells how many were drafted
LONGEST_LINE: Final = 240  # of a slide; the report has all
_TONES: Final[dict[str, Tone]] = {"open": "watch", "done": "fine"}
Viewed = Callable[[str, str, str], Slide | None]


def of(month: date) -> str:
    """What the ledger calls a month's review."""
    return f"{month:%Y-%m}"


def kept(
    document: Document, review: Review, decisions: Sequence[Decision] = (), viewed: Viewed | None = None
) -> Document:
    """The document as people prepared it; ``viewed`` makes a view's slide of its key, name and query."""
    texts = {key: one.text for (tongue, key), one in review.texts.items() if tongue == document.language}
    slides = [
        _rewritten(one, texts[one.key], document.language) if one.key in texts else one for one in document.slides
    ]
    for name, query in review.views.items():
        if viewed and (slide := viewed(VIEW + name, name, query)):
            slides.append(slide)
    if found := decided(document, decisions):
        slides.append(found)
    places = {key: place for place, key in enumerate(review.order)}
    slides.sort(key=lambda one: places.get(one.key, len(places)))
    return replace(
        document,
        slides=tuple(_kept(one, review) for one in slides),
        texts=tuple(replace(one, written=texts[one.key]) if one.key in texts else one for one in document.texts),
    )


def _kept(slide: Slide, review: Review) -> Slide:
    hidden, comment = slide.key in review.hidden, review.comments.get(slide.key)
    return replace(slide, hidden=slide.hidden or hidden, comment=comment or slide.comment)


def _rewritten(slide: Slide, text: str, tongue: str) -> Slide:
    """A slide that says what somebody wrote in the place of its drafted points; its table stays."""
    said = (line.strip() for line in text.splitlines())
    points = tuple(
        Point(line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…") for line in said if line
    )
    tables = tuple(one for one in slide.blocks if isinstance(one, Table))
    found = replace(slide, blocks=(*tables, Points("", points)), notes=())
    if slide.key != COUNTED:
        return found
    under = say("review.written.under", tongue)
    return replace(found, title=Sentence(slide.name), under=under, so=(), foot=(), told=())


def decided(document: Document, decisions: Sequence[Decision]) -> Slide | None:
    """The slide of what was decided in the month's own meeting; None where nothing was."""
    stand = [one for one in decisions if one.state != DROPPED]
    if not stand:
        return None
    tongue = document.language
    points = tuple(Point(one.text, _detail(one, tongue), _TONES.get(one.state, "")) for one in stand)
    done = sum(one.state == "done" for one in stand)
    title = Sentence(say("review.decided.title", tongue, n=len(stand), done=done))
    name = say("review.decided.name", tongue)
    heads = (say("review.decisions.head.text", tongue), say("review.decisions.head.owner", tongue))
    counts = tuple(
        Listing(str(len(some)), name, heads=heads, rows=tuple((one.text, _detail(one, tongue)) for one in some))
        for some in (stand, [one for one in stand if one.state == "done"])
        if some
    )
    return Slide(DECIDED, name, title, say("review.decided.under", tongue), (Points("", points),), counts=counts)


def _detail(one: Decision, tongue: str) -> str:
    """Who does it, until when, and which measure it should move."""
    told = []
    if one.owner:
        told.append(say("review.decided.owner", tongue, owner=one.owner))
    if one.due:
        told.append(say("review.decided.due", tongue, due=day(one.due, tongue)))
    if one.metric in CATALOGUE:
        wanted = one.wanted or CATALOGUE[one.metric].better
        key = wanted if wanted in ("higher", "lower") else "moves"
        values = [label(dim, value, tongue) for dim, values in one.filters for value in values]
        name = say("scene.dot", tongue).join([say(f"metrics.{one.metric}.name", tongue), *values])
        told.append(say(f"review.decided.{key}", tongue, measure=name))
    told.append(say(f"review.decided.state_{one.state}", tongue))
    return "  ·  ".join(told)
