"""The slides of what later corrections of the data moved: since a month was closed, and between its closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cockpit.i18n import number, say
from cockpit.review.document import Cell, Document, Head, Restated, Slide, Table
from cockpit.review.numbers import Figure
from cockpit.sentences import Sentence

RESTATED: Final = "restated"
EARLIER: Final = "earlier"
KEYS: Final = (RESTATED, EARLIER)
MOST: Final = 8
MOST_KEYS: Final = 1  # a row of one line; report and workbook name all
ALL_KEYS: Final = 50
MOST_LINES: Final = 2
_COLUMNS: Final = (
    ("measure", False, 2.4), ("closed", True, 1.0), ("now", True, 1.0), ("difference", True, 1.4), ("rows", False, 3.4),
)  # fmt: skip


def corrected(document: Document) -> tuple[Slide, ...]:
    """The slides, with both figures and the rows; none where nothing moved."""
    return tuple(_slide(document, key, MOST, MOST_KEYS) for key in KEYS if _found(document, key))


def in_full(document: Document, slide: Slide) -> Slide:
    """One of these slides with all that moved, for what is read; any other as it is."""
    if slide.key not in KEYS or not (found := _found(document, slide.key)):
        return slide
    return _slide(document, slide.key, len(found), ALL_KEYS)


def first_seen(found: Sequence[Restated]) -> list[Restated]:
    """What moved by more than the digits shown comes first."""
    return sorted(found, key=lambda one: not one.seen)


def in_order(moved: Sequence[Restated], document: Document) -> tuple[Restated, ...]:
    """In the order of the document's indicators."""
    places = {one.metric: place for place, one in enumerate(document.indicators)}
    return tuple(sorted(moved, key=lambda one: places.get(one.metric, len(places))))


def on_slide(slide: Slide, document: Document) -> Iterator[str]:
    """What was corrected of the figures that stand on a slide since the close, a line each, its headline's first."""
    moved, tongue = _standing(slide, document.restated), document.language
    for nth, one in enumerate(moved[:MOST_LINES], 1):
        told = {"name": one.name, "difference": one.difference, "closed": one.closed.text, "now": one.now.text}
        more = say("deck.restated_more", tongue, n=len(moved) - nth) if nth == MOST_LINES < len(moved) else ""
        yield say("deck.restated", tongue, **told) + more


def _standing(slide: Slide, restated: Sequence[Restated]) -> list[Restated]:
    """What moved by more than the digits shown of the figures that stand on a slide, in the slide's order."""
    if slide.key in KEYS:
        return []
    standing: dict[object, int] = {}
    for found in (*slide.told, *slide.figures()):
        standing.setdefault(_named(found), len(standing))
    moved = [one for one in restated if one.seen and _named(one.closed) in standing]
    return sorted(moved, key=lambda one: standing[_named(one.closed)])


def _named(figure: Figure) -> object:
    """What a figure is of."""
    return figure.metric, figure.period, figure.filters, figure.cell


def _found(document: Document, key: str) -> list[Restated]:
    return first_seen(document.restated if key == RESTATED else document.earlier)


def _slide(document: Document, key: str, most: int, most_keys: int) -> Slide:
    tongue, found = document.language, _found(document, key)
    words = f"review.{key}"
    first = found[0]
    told = {"name": first.name, "closed": first.closed.text, "now": first.now.text, "difference": first.difference}
    title = "title" if len(found) > 1 else "title_one"
    sentence = Sentence(say(f"{words}.{title}", tongue, n=number(len(found), tongue), version=first.version, **told))
    left = len(found) - most
    rest = say("review.restated.rest", tongue, n=number(left, tongue)) if left > 0 else ""
    rows = tuple(tuple(_row(one, tongue, most_keys)) for one in found[:most])
    under = say(f"{words}.under", tongue, version=document.origin.version)
    table = Table("", tuple(_heads(key, tongue)), rows, rest=rest)
    return Slide(key, say(f"{words}.name", tongue), sentence, under, (table,))


def _heads(key: str, tongue: str) -> Iterator[Head]:
    if key == EARLIER:
        yield Head(say("review.earlier.version", tongue), wide=0.9)
    for name, right, wide in _COLUMNS:
        word = "review.earlier.now" if (key, name) == (EARLIER, "now") else f"review.restated.{name}"
        yield Head(say(word, tongue), right, wide)


def _row(one: Restated, tongue: str, most: int) -> Iterator[Cell]:
    if one.version:
        yield Cell(say("review.version", tongue, n=one.version))
    yield Cell(one.name)
    yield Cell(one.closed.text, one.closed)
    yield Cell(one.now.text, one.now)
    yield Cell(one.difference)
    yield Cell(rows_told(one, tongue, most))


def rows_told(one: Restated, tongue: str, most: int) -> str:
    """How many rows behind it came, went or say something else, and the first of their keys."""
    told = []
    for word in ("added", "removed", "changed"):
        if keys := getattr(one, word):
            shown = " ".join(keys[:most]) + (" …" if len(keys) > most else "")
            told.append(say(f"review.restated.{word}", tongue, n=number(len(keys), tongue), keys=shown))
    return say("scene.dot", tongue).join(told)
