"""How much room a slide's blocks take, and how large their letters can be; in inches and points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cockpit.exports.slide_parts import Box
from cockpit.i18n import halves
from cockpit.review.document import Bars, Block, Cards, Lines, Points, Table, Timeline

SHARE_LEFT: Final = 0.6
WIDE_HEADS: Final = 6
LATIN: Final = 1.14  # halves of a bold Latin letter
HALF: Final = 0.0073  # inches a half takes in each point
_PER_LINE: Final = ((28, 62), (24, 73), (20, 88), (17, 104))  # points, and half-widths of a line of that size
_SIZES: Final = (18, 16, 14, 13, 12, 11, 10, 9, 8)
_BETWEEN: Final = 0.2


def wide(block: Block) -> bool:
    """Whether a block needs all of a slide's width."""
    return isinstance(block, Cards) or (isinstance(block, Table) and len(block.heads) >= WIDE_HEADS)


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
            return 1.5 * -(-len(block.cards) // 3)


def heights(blocks: Sequence[Block], at: Box) -> list[Box]:
    """Where each block stands, one below the other."""
    asked = [wanted(block) for block in blocks]
    room = at.height - _BETWEEN * (len(blocks) - 1)
    stretched = any(isinstance(block, (Bars, Lines)) for block in blocks)
    part = room / sum(asked) if blocks and (sum(asked) > room or stretched) else 1.0
    found, top = [], at.top
    for one in asked:
        found.append(Box(at.left, top, at.width, one * part))
        top += one * part + _BETWEEN
    return found


def letters(block: Table, width: float, tall: float) -> float:
    """The largest letters in which every cell of a table stands on as many lines as its row is tall."""
    whole = sum(head.wide for head in block.heads)
    for size in _SIZES:
        lines = max(int(tall / (size / 60)), 1)
        if size / 60 <= tall and all(
            halves(text) * HALF * size <= lines * (width * head.wide / whole - 0.12)
            for place, head in enumerate(block.heads)
            for text in (head.text, *(row[place].text for row in block.rows))
        ):
            return size
    return _SIZES[-1]


def title_size(sentence: str) -> float:
    """The points in which a title stands on two lines."""
    long = sum(2 if halves(sign) > 1 else LATIN for sign in sentence)
    return next((size for size, room in _PER_LINE if long <= 2 * room), _PER_LINE[-1][0])
