"""A document as a report is read: chapters from its slides, indicators and texts, in the order the contract asks for.

Word and PDF are made of these. A slide that is hidden in the meeting is told in the report all the same.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cockpit.i18n import moment, say
from cockpit.review.corrected import in_full
from cockpit.review.document import Block, Cell, Document, Head, Indicator, Point, Points, Slide, Table, Text
from cockpit.sentences import span

# Of a month: each chapter, the slides it tells, and the text it has.
MONTH: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("summary", ("opening", "summary"), "findings"),
    ("indicators", (), ""),
    ("trend", ("volume",), ""),
    ("classes", ("categories", "places"), ""),
    ("limits", ("limits",), ""),
    ("incidents", ("incidents", "warned"), ""),
    ("latent", ("repeats", "rounds"), "latent"),
    ("customers", ("customers", "training"), ""),
    ("team", ("team", "scores"), ""),
    ("decisions", ("decisions", "decided"), ""),
    ("suggestions", ("suggestions",), "suggestions"),
    ("work", (), "work"),
    ("plan", ("plan",), "plan"),
    ("restated", ("restated", "earlier"), ""),
)
_COLUMNS: Final = (
    ("name", False, 2.2), ("target", True, 1.0), ("actual", True, 1.2),
    ("former", True, 1.2), ("state", False, 0.9), ("remark", False, 3.0),
)  # fmt: skip
_INSTEAD: Final = {"suggestions": "suggestions"}  # a slide that says what a text says at more length


@dataclass(frozen=True)
class Section:
    """A part of a chapter: its sentence, what shows it, what follows from it, and where its figures come from."""

    lead: str
    blocks: tuple[Block, ...] = ()
    so: tuple[Point, ...] = ()
    foot: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter of a report; ``paragraphs`` are what a person wrote or, where nobody did, ``points`` drafted."""

    title: str
    sections: tuple[Section, ...] = ()
    points: tuple[Point, ...] = ()
    paragraphs: tuple[str, ...] = ()


def chapters(document: Document) -> tuple[Chapter, ...]:
    """The chapters of a report after its cover; one that has nothing to say is left out."""
    found = (_basics(document), *(_month(document) if document.kind == "month" else _others(document)))
    return tuple(one for one in found if one.sections or one.points or one.paragraphs)


def _month(document: Document) -> Iterator[Chapter]:
    for name, keys, text in MONTH:
        title = say(f"review.chapters.{name}", document.language)
        told = document.text(text) if text else None
        if name == "indicators":
            yield Chapter(title, (Section("", (indicators(document),)),) if document.indicators else ())
            continue
        slides = [
            in_full(document, one) for key in keys if (one := document.slide(key)) and not (told and key in _INSTEAD)
        ]
        if told and told.written:  # its slide says the same lines
            slides = [_without_points(one) if one.key == text else one for one in slides]
        yield _told(title, tuple(map(_section, _once(slides, told))), told)
    added = [one for one in document.slides if one.key.startswith("view:") and not one.hidden]
    yield Chapter(say("review.chapters.more", document.language), tuple(map(_section, added)))


def _once(slides: Sequence[Slide], told: Text | None) -> Iterator[Slide]:
    """The slides of a chapter without what its text says, and what a slide before it said already."""
    said = {(one.head, one.detail) for one in told.points} if told else set()
    for slide in slides:
        yield replace(slide, blocks=tuple(_left(slide.blocks, said)), so=_unsaid(slide.so, said))
        said |= {(one.head, one.detail) for one in slide.so}


def _left(blocks: Sequence[Block], said: Container[tuple[str, str]]) -> Iterator[Block]:
    for one in blocks:
        if not isinstance(one, Points):
            yield one
        elif left := _unsaid(one.points, said):
            yield replace(one, points=left)
        elif not one.points:
            yield one


def _unsaid(points: Sequence[Point], said: Container[tuple[str, str]]) -> tuple[Point, ...]:
    return tuple(one for one in points if (one.head, one.detail) not in said)


def _without_points(slide: Slide) -> Slide:
    return replace(slide, blocks=tuple(one for one in slide.blocks if not isinstance(one, Points)))


def _others(document: Document) -> Iterator[Chapter]:
    """A week, a year or an incident: its slides in their order, then its texts."""
    for slide in document.slides:
        yield Chapter(slide.name, (_section(slide),))
    if document.indicators:
        title = say("review.chapters.indicators", document.language)
        yield Chapter(title, (Section("", (indicators(document),)),))
    for text in document.texts:
        yield _told(text.name, (), text)


def _told(title: str, sections: tuple[Section, ...], text: Text | None) -> Chapter:
    if text is None:
        return Chapter(title, sections)
    written = tuple(line for line in text.written.splitlines() if line.strip())
    return Chapter(title, sections, () if written else text.points, written)


def _section(slide: Slide) -> Section:
    return Section(slide.sentence, slide.blocks, slide.so, slide.foot, slide.comment)


def _basics(document: Document) -> Chapter:
    """What the report is of, and from which data."""
    origin, tongue = document.origin, document.language
    asked = moment(origin.as_of, tongue, origin.zone)
    facts = [
        ("site", origin.site),
        ("period", span(document.ran, tongue)),
        *([("former", span(document.former, tongue))] if document.former else []),
        ("snapshot", origin.snapshot),
        ("asked", asked),
        ("state", standing(document)),
    ]
    rows = tuple((Cell(say(f"review.basics.{name}", tongue)), Cell(told)) for name, told in facts)
    heads = (Head(say("review.basics.what", tongue)), Head(say("review.basics.told", tongue), wide=3))
    return Chapter(say("review.chapters.basics", tongue), (Section("", (Table("", heads, rows),)),))


def standing(document: Document) -> str:
    """Whether it is a draft, or by whom and when it was closed."""
    origin, tongue = document.origin, document.language
    if origin.draft or origin.closed_at is None:
        return say("review.draft", tongue)
    closed = say("review.closed_by", tongue, who=origin.closed_by, at=moment(origin.closed_at, tongue, origin.zone))
    return f"{say('review.version', tongue, n=origin.version)} · {closed}"


def indicators(document: Document) -> Table:
    """The indicators as a table: what was aimed at, what came, whether it was met, and of each miss why."""
    tongue = document.language
    heads = tuple(Head(say(f"review.indicators.{name}", tongue), right, wide) for name, right, wide in _COLUMNS)
    return Table("", heads, tuple(_indicator(one) for one in document.indicators))


def _indicator(one: Indicator) -> tuple[Cell, ...]:
    former = one.former.text if one.former else ""
    return (
        Cell(one.name),
        Cell(one.target),
        Cell(one.figure.text, one.figure, one.state),
        Cell(former, one.former),
        Cell(one.state_text, tone=one.state),
        Cell(one.remark),
    )
