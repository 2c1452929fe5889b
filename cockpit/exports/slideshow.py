"""A document as a PowerPoint file: a slide a page, its charts and tables native, its notes for who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide as Page

from cockpit.exports import native
from cockpit.exports import slide_parts as parts
from cockpit.exports.slide_fit import (
    GAP,
    HALF,
    HEADING,
    LINE,
    across,
    arranged,
    cut,
    event_letters,
    letters,
    points_fit,
    said,
    shares,
    title_size,
)
from cockpit.exports.slide_parts import INK, SECOND, Box, Look, Piece
from cockpit.exports.svg import heading
from cockpit.i18n import halves, moment, say
from cockpit.request import hour
from cockpit.review.document import (
    Bars,
    Block,
    Card,
    Cards,
    Cell,
    Document,
    Lines,
    Point,
    Points,
    Slide,
    Table,
    Timeline,
    Tone,
)

_TITLE_ONLY: Final = 5  # among the template's layouts
_LEFT, _WIDE = 0.63, parts.WIDTH - 1.26
_BODY = Box(_LEFT, 1.95, _WIDE, 4.4)
_TALLEST: Final = 0.55  # a row of a table
_UNDER: Final = 12  # the letters of what a course of events was
_INKS: Final[dict[Tone, str]] = {**native.COLORS, "": INK, "quiet": SECOND}


def made(document: Document) -> bytes:
    """The file's bytes: the same document under the same SOURCE_DATE_EPOCH is the same bytes."""
    deck = parts.deck(document.language)
    shown = document.shown
    for place, slide in enumerate(shown, 1):
        page = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
        _Drawn(page, document, slide).draw(f"{place} / {len(shown)}")
    return parts.packed(deck, document.title, document.origin.site, document.language, hour())


class _Drawn:
    """One page being drawn."""

    def __init__(self, page: Page, document: Document, slide: Slide) -> None:
        self.page, self.document, self.slide = page, document, slide
        self.tongue = document.language

    def draw(self, counter: str) -> None:
        self._head()
        points = said(self.slide, self.document)
        places, so = arranged(self.slide, len(points), _BODY)
        for block, place in zip(self.slide.blocks, places, strict=True):
            self._block(block, place)
        if so is not None and points:
            self._so(points, so)
        self._foot(counter)
        parts.noted(self.page, self._notes(), self.tongue)

    # ---- what every slide has

    def _head(self) -> None:
        told = self.slide.title
        size = title_size(self.slide.sentence)
        title = self.page.shapes.title
        assert title is not None
        title.left, title.top, title.width, title.height = Box(_LEFT, 0.42, _WIDE, 1.02).place
        said = [(told.text, INK), (told.stress, parts.STRESS), (told.after, INK)]
        runs = [(words, Look(size, color, bold=True)) for words, color in said if words.strip()]
        parts.text(title.text_frame, [runs or [("–", Look(size))]], self.tongue)
        title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        draft = [say("review.draft", self.tongue)] if self.document.origin.draft else []
        under = "  ·  ".join([*draft, *filter(None, [self.slide.under])])
        if under:
            self._box(Box(_LEFT, 1.5, _WIDE, 0.35), [[(under, Look(14, SECOND))]], "under")

    def _so(self, points: Sequence[Point], at: Box) -> None:
        heading = Box(at.left, at.top, at.width, HEADING)
        self._box(heading, [[(say("review.so", self.tongue), Look(13, SECOND))]], "so")
        self._points(points, Box(at.left, at.top + HEADING + 0.06, at.width, at.height - HEADING - 0.06))

    def _foot(self, counter: str) -> None:
        origin = self.document.origin
        parts.rule(self.page, Box(_LEFT, 6.5, _WIDE, 0))
        look, right = Look(10.5, SECOND), Look(10.5, SECOND, right=True)
        self._box(Box(_LEFT, 6.58, 7.6, 0.6), [[(line, look)] for line in self.slide.foot[:2]], "footnote")
        asked = say("scene.slide.asked", self.tongue, asked=moment(origin.as_of, self.tongue, origin.zone))
        snapshot = say("scene.slide.snapshot", self.tongue, snapshot=origin.snapshot)
        told = [f"{origin.site}  ·  {asked}", f"{snapshot}  ·  {counter}"]
        self._box(Box(_LEFT + 7.7, 6.58, _WIDE - 7.7, 0.6), [[(line, right)] for line in told], "snapshot")

    def _notes(self) -> list[str]:
        return [self.slide.sentence, "", *self.slide.notes, "", *self.slide.foot]

    # ---- the kinds of blocks

    def _block(self, block: Block, at: Box) -> None:
        title = getattr(block, "title", "")
        if title:
            words = heading(title, getattr(block, "unit", ""), self.tongue)
            self._box(Box(at.left, at.top, at.width, HEADING), [[(words, Look(13, SECOND))]], "heading")
            at = Box(at.left, at.top + HEADING, at.width, at.height - HEADING)
        match block:
            case Bars():
                native.bars(self.page, at, block, self.tongue, hour(), 13 if len(block.bars) <= 8 else 11)
            case Lines():
                native.lines(self.page, at, block, self.tongue, hour())
            case Table():
                self._table(block, at)
            case Cards():
                self._cards(block.cards, at)
            case Timeline():
                self._timeline(block, at)
            case Points():
                self._points(block.points or (Point(block.empty),), at)

    def _table(self, block: Table, at: Box) -> None:
        if not block.rows:
            self._box(at, [[(block.empty, Look(16, SECOND))]], "empty")
            return
        block = cut(block, at.height + HEADING, self.tongue)
        tall = (at.height - (0.3 if block.rest else 0)) / (len(block.rows) + 1)
        size = letters(block, at.width, min(tall, _TALLEST))
        head = [Piece(one.text, Look(size, SECOND, right=one.right)) for one in block.heads]
        first = len(block.rows) - block.totals
        lines = [
            [self._piece(cell, block.heads[at].right, size, strong=row >= first) for at, cell in enumerate(cells)]
            for row, cells in enumerate(block.rows)
        ]
        high = min(tall, _TALLEST)
        place = Box(at.left, at.top, at.width, high * (len(lines) + 1))
        parts.table(self.page, place, [head, *lines], shares(block), self.tongue)
        if block.rest:
            rest = Box(at.left, at.top + place.height + 0.05, at.width, 0.3)
            self._box(rest, [[(block.rest, Look(11, SECOND))]], "rest")

    def _piece(self, cell: Cell, right: bool, size: float, *, strong: bool) -> Piece:
        ground = parts.mixed(parts.HEAT[0], 0.06 + 0.42 * cell.dark) if cell.dark else None
        bold = strong or cell.tone in ("late", "stress")
        return Piece(cell.text, Look(size, _INKS[cell.tone], bold=bold, right=right), ground)

    def _cards(self, cards: Sequence[Card], at: Box) -> None:
        beside = across(len(cards))
        rows = -(-len(cards) // beside)
        each, high = (at.width - 0.3 * (beside - 1)) / beside, min(at.height / rows, 2.2)
        for place, card in enumerate(cards):
            left = at.left + (place % beside) * (each + 0.3)
            top = at.top + (place // beside) * high
            parts.rule(self.page, Box(left, top, each, 0))
            state = f"  {card.state}" if card.state else ""
            under = "  ·  ".join(filter(None, (card.target, card.beside)))
            lines = [
                [(card.name, Look(13, SECOND)), (state, Look(13, _INKS[card.tone], bold=True))],
                [(card.figure.text, Look(36 if high > 1.8 else 28 if high > 1.3 else 22, _INKS[card.tone], bold=True))],
                [(under, Look(12, SECOND))],
            ]
            self._box(Box(left, top + 0.08, each, high - 0.16), lines, "card")

    def _timeline(self, block: Timeline, at: Box) -> None:
        if block.under:
            lines = -(-halves(block.under) * HALF * _UNDER // at.width)
            high = lines * _UNDER * LINE / 72 + 0.1
            self._box(Box(at.left, at.top, at.width, high), [[(block.under, Look(_UNDER, SECOND))]], "under")
            at = Box(at.left, at.top + high, at.width, at.height - high)
        size, high = event_letters(len(block.events), at.height)
        pieces = [
            [
                Piece(event.at, Look(size, SECOND)),
                Piece(event.text, Look(size, _INKS[event.tone], bold=bool(event.tone))),
            ]
            for event in block.events
        ]
        left = max([halves(event.at) * HALF * size + 0.25 for event in block.events], default=1.2)
        if pieces:
            place = Box(at.left, at.top, at.width, high * len(pieces))
            parts.table(self.page, place, pieces, [left, at.width - left], self.tongue)

    def _points(self, points: Sequence[Point], at: Box) -> None:
        """One below the other, in two columns where there is more width than height."""
        beside = 2 if at.width > 2.2 * at.height and len(points) > 1 else 1
        rows = -(-len(points) // beside)
        each = (at.width - GAP * (beside - 1)) / beside
        for column in range(beside):
            some = points[column * rows : (column + 1) * rows]
            size, highs = points_fit(some, each, at.height)
            left, top = at.left + column * (each + GAP), at.top
            for point, high in zip(some, highs, strict=True):
                parts.rule(self.page, Box(left, top, each, 0))
                lines = [[(point.head, Look(size, _INKS[point.tone], bold=True))]]
                lines += [[(point.detail, Look(size - 3, SECOND))]] if point.detail else []
                self._box(Box(left, top + 0.06, each, high - 0.08), lines, "point")
                top += high

    def _box(self, at: Box, lines: Sequence[Sequence[tuple[str, Look]]], name: str) -> None:
        parts.box(self.page, at, lines, self.tongue, name)
