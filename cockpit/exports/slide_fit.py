"""How much room a slide's blocks take, and how large their letters can be; in inches and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cockpit.exports.slide_parts import Box
from cockpit.i18n import halves, number, say
from cockpit.review import corrected
from cockpit.review.document import Bars, Block, Cards, Document, Lines, Point, Points, Slide, Table, Timeline

SHARE_LEFT: Final = 0.6
WIDE_HEADS: Final = 8
GAP: Final = 0.45
CARD: Final = 1.2
HEADING: Final = 0.34
REST: Final = 0.28
LEAST_ROW: Final = 0.24
LATIN: Final = 1.14  # halves of a bold Latin letter
LINE: Final = 1.45  # a line of Chinese letters, in parts of their size
HALF: Final = 0.0076  # inches a half takes in each point
_PER_LINE: Final = ((28, 62), (24, 73), (20, 88), (17, 104))  # points, and half-widths of a line of that size
_SIZES: Final = (18, 16, 14, 13, 12, 11, 10, 9, 8)
_POINT_SIZES: Final = (16, 15, 14, 13, 12, 11, 10)
_LONG, _PADDED = 34, 3  # halves
BOLD: Final = 1.06
_SPARE: Final = 0.35
_BETWEEN: Final = 0.2


def said(slide: Slide, document: Document) -> list[Point]:
    """What follows from a slide, what later corrections changed of it, and what somebody said to it."""
    comment = Point(say("review.comment", document.language), slide.comment, "stress")
    name = say("deck.restated_name", document.language)
    moved = [Point(name, words, "watch") for words in corrected.on_slide(slide, document)]
    return [*slide.so, *moved, *([comment] if slide.comment else [])]


def arranged(slide: Slide, points: int, body: Box) -> tuple[list[Box], Box | None]:
    """Where a slide's blocks stand and where what follows from them, ``points`` of it.

    Numbers go first over all the width. Beside the rest stands what follows, beneath it where a table is too wide.
    """
    blocks = slide.blocks
    if not blocks:
        return [], body
    first: list[Box] = []
    if isinstance(blocks[0], Cards) and (len(blocks) > 1 or points):
        high = min(CARD * -(-len(blocks[0].cards) // across(len(blocks[0].cards))), body.height * 0.6)
        first = [Box(body.left, body.top, body.width, high)]
        body = Box(body.left, body.top + high + _BETWEEN, body.width, body.height - high - _BETWEEN)
    rest = blocks[len(first) :]
    if not points:
        return [*first, *heights(rest, body)], None
    if not rest:
        return first, body
    if any(isinstance(block, Table) and len(block.heads) >= WIDE_HEADS for block in rest):
        low = min(0.5 + 0.5 * -(-points // 2), body.height * 0.4)
        above = Box(body.left, body.top, body.width, body.height - low - _BETWEEN)
        return [*first, *heights(rest, above)], Box(body.left, body.top + body.height - low, body.width, low)
    left = body.width * SHARE_LEFT
    beside = Box(body.left + left + GAP, body.top, body.width - left - GAP, body.height)
    return [*first, *heights(rest, Box(body.left, body.top, left, body.height))], beside


def across(cards: int) -> int:
    """How many numbers stand beside each other."""
    return min(cards, 4 if cards == 4 or cards > 6 else 3) or 1


def wanted(block: Block) -> float:
    """The height a block would take, its heading with it."""
    match block:
        case Bars():
            return 0.4 + 0.4 * len(block.bars)
        case Lines():
            return 2.2
        case Table():
            return 0.4 + 0.45 * (len(block.rows) + 1)
        case Timeline():
            return 0.4 + 0.5 * (len(block.events) + 1)
        case Points():
            return 0.4 + 0.75 * max(len(block.points), 1)
        case Cards():
            return 1.5 * -(-len(block.cards) // across(len(block.cards)))


def heights(blocks: Sequence[Block], at: Box) -> list[Box]:
    """Where each block stands, one below the other; courses of events stand side by side."""
    if len(blocks) > 1 and all(isinstance(block, Timeline) for block in blocks):
        each = (at.width - GAP * (len(blocks) - 1)) / len(blocks)
        return [Box(at.left + place * (each + GAP), at.top, each, at.height) for place in range(len(blocks))]
    asked = [wanted(block) for block in blocks]
    room = at.height - _BETWEEN * (len(blocks) - 1)
    stretched = any(isinstance(block, (Bars, Lines)) for block in blocks)
    part = room / sum(asked) if blocks and (sum(asked) > room or stretched) else 1.0
    found, top = [], at.top
    for one in asked:
        found.append(Box(at.left, top, at.width, one * part))
        top += one * part + _BETWEEN
    return found


def cut(block: Table, high: float, language: str) -> Table:
    """A table with as many rows as can be read in so many inches, its heading with it; what is left out is told."""
    spare = REST if block.rest else 0.0
    if int((high - HEADING - spare) / LEAST_ROW + 1e-6) > len(block.rows):
        return block
    room = max(int((high - HEADING - REST) / LEAST_ROW) - 1 - block.totals, 1)
    first = len(block.rows) - block.totals
    told = say("review.cut", language, n=number(first - room, language))
    rows = (*block.rows[:room], *block.rows[first:])
    return replace(block, rows=rows, rest=say("sentences.then", language).join(filter(None, (told, block.rest))))


def shares(block: Table) -> list[float]:
    """How much of its width a table gives each column: what its longest text takes, of which very long ones wrap."""
    texts = [[head.text, *(row[place].text for row in block.rows)] for place, head in enumerate(block.heads)]
    return [min(max(map(halves, told)), _LONG) + _PADDED for told in texts]


def letters(block: Table, width: float, tall: float) -> float:
    """The largest letters in which every cell of a table stands on as many lines as its row is tall."""
    wide = shares(block)
    for size in _SIZES:
        line = size * LINE / 72
        lines = max(int((tall - 0.02) / line), 1)
        if line + 0.02 <= tall and all(
            halves(text) * BOLD * HALF * size <= lines * (width * wide[place] / sum(wide) - 0.16)
            for place, head in enumerate(block.heads)
            for text in (head.text, *(row[place].text for row in block.rows))
        ):
            return size
    return _SIZES[-1]


def title_size(sentence: str) -> float:
    """The points in which a title stands on two lines."""
    long = sum(2 if halves(sign) > 1 else LATIN for sign in sentence)
    return next((size for size, room in _PER_LINE if long <= 2 * room), _PER_LINE[-1][0])


def points_fit(points: Sequence[Point], wide: float, high: float) -> tuple[float, list[float]]:
    """The letters of points' heads, and how high each of them stands, so that all have room; their details are smaller.

    Where none of the sizes has room they share what there is.
    """
    for size in _POINT_SIZES:
        each = [_point(one, wide, size) for one in points]
        if sum(each) <= high:
            spare = (high - sum(each)) / max(len(each), 1)
            return size, [one + min(spare, _SPARE) for one in each]
    return _POINT_SIZES[-1], [high / len(points)] * len(points)


def _point(one: Point, wide: float, size: float) -> float:
    told = ((one.head, size, 1.08), (one.detail, size - 3, 1.0))
    lines = [
        (max(-(-halves(text) * HALF * letters * bold // wide), 1), letters) for text, letters, bold in told if text
    ]
    return 0.16 + sum(count * letters * LINE / 72 for count, letters in lines)


def event_letters(count: int, high: float) -> tuple[float, float]:
    """The letters of so many lines of a course of events, and how tall each is."""
    tall = min(high / max(count, 1), 0.55)
    return next((size for size in _SIZES[1:] if size * LINE / 72 + 0.02 <= tall), _SIZES[-1]), tall
