"""The blocks of a slide, each at its place: how much room they need, and how they look in what they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from cockpit.exports import svg
from cockpit.exports.deck import cards, tables
from cockpit.exports.deck.looks import HEAD
from cockpit.exports.deck.parts import Box, Pen, box, head, sign
from cockpit.exports.letters import lines, width
from cockpit.review.document import Bars, Block, Cards, Event, Lines, Point, Points, Table, Timeline
from cockpit.review.numbers import Figure

ALONE: Final = (1.55, 1.45, 1.35, 1.25, 1.15, 1.05, 0.97, 0.9, 0.82, 0.75, 0.7)  # where there is nothing else
SCALES: Final = (1.2, 1.1, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
HEAD_SIZE, DETAIL_SIZE, CHIP_SIZE = 30, 26, 22
_TAGS = re.compile(r"<[^>]+>")
BESIDE = 34  # between two columns


def needs(block: Block, wide: float, pen: Pen) -> tuple[float, float]:
    """The least and the best height of a block in that width."""
    if isinstance(block, Points):
        return _points_needs(block, wide, pen)
    return _NEEDS[type(block)](block, wide)


def drawn(block: Block, place: Box, pen: Pen) -> str:
    """The block at its place."""
    return _DRAWN[type(block)](block, place, pen)


# ---- charts


def _bars_needs(block: Bars, _wide: float) -> tuple[float, float]:
    count = max(len(block.bars), 1)
    return HEAD + count * 34.0, HEAD + count * 66.0


def _bars(block: Bars, place: Box, pen: Pen) -> str:
    high = min(place.height - HEAD, max(len(block.bars), 1) * 92)
    letters = 28.0 if place.width > 700 else 25.0
    shapes = svg.bars(block, place.width, high, pen.look(letters))
    return box(place, "bars", head(svg.heading(block.title, block.unit, pen.language)) + shapes)


def _lines_needs(_block: Lines, _wide: float) -> tuple[float, float]:
    return HEAD + 190.0, HEAD + 320.0


def _lines(block: Lines, place: Box, pen: Pen) -> str:
    letters = 26.0 if place.width > 700 else 24.0
    shapes = svg.lines(block, place.width, min(place.height - HEAD, place.width * 0.62), pen.look(letters))
    return box(place, "lines", head(svg.heading(block.title, block.unit, pen.language)) + shapes)


# ---- what happened one after the other


def _timeline_needs(block: Timeline, wide: float) -> tuple[float, float]:
    columns = _columns(len(block.events), wide, 9)
    above = _above(block, wide)
    each = [_event_high(one, wide / columns, 1.0) for one in block.events]
    best = sum(each) / columns + (max(each, default=0) if columns > 1 else 0)
    return above + best * 0.62, (above + best) * 1.1


def _above(block: Timeline, wide: float) -> float:
    """What stands above: in one line where it has room, in two where not."""
    return HEAD if width(block.title, 28) + width(block.under, 24) + 20 <= wide else HEAD + 32


def _columns(count: int, wide: float, most: int) -> int:
    return 2 if wide > 1_300 and count > most else 1


def _event_high(one: Event, wide: float, scale: float) -> float:
    room = max(wide - (width(one.at, 26) + 80) * scale, 60)
    return len(lines(one.text, 28 * scale, room)) * 28 * scale * 1.35 + 20 * scale


def _timeline(block: Timeline, place: Box, _pen: Pen) -> str:
    columns = _columns(len(block.events), place.width, 9)
    wide = place.width / columns - (BESIDE if columns > 1 else 0)
    above = _above(block, place.width)
    room = (place.height - above) * columns * (0.92 if columns > 1 else 1.0)
    scale = next(
        (one for one in SCALES if sum(_event_high(event, wide, one) for event in block.events) <= room), SCALES[-1]
    )
    when = max((width(one.at, 26 * scale) for one in block.events), default=0) + 8
    events = "".join(
        f'<li class="{one.tone}"><time>{escape(one.at)}</time><span>{sign(one.tone)}{escape(one.text)}</span></li>'
        for one in block.events
    )
    style = f"--scale:{scale};--when:{when:.0f}px"
    style += f";columns:{columns};height:{place.height - above:.0f}px" if columns > 1 else ""
    named = head(block.title, block.under)
    if above > HEAD:
        named = f'{head(block.title)}<p class="of">{escape(block.under)}</p>'
    return box(place, "timeline", f'{named}<ol style="{style}">{events}</ol>')


# ---- lines that say something


def point_high(one: Point, wide: float, scale: float, pen: Pen) -> float:
    """How tall a point becomes, its line above it counted in."""
    _, second, chips = _said(one, pen)
    head_lines = len(lines(f"◆ {one.head}" if one.tone else one.head, HEAD_SIZE * scale, wide, bold=True))
    detail = len(lines(one.detail, DETAIL_SIZE * scale, wide)) if second else 0
    more = len(lines(_TAGS.sub("", chips.replace("</span>", " · ")), CHIP_SIZE * scale, wide)) if chips else 0
    return scale * (head_lines * HEAD_SIZE * 1.36 + detail * DETAIL_SIZE * 1.36 + more * CHIP_SIZE * 1.4 + 44)


def _said(one: Point, pen: Pen) -> tuple[str, str, str]:
    """A point's head, its detail, and the figures that neither names."""
    numbers = (*one.counts, *one.evidence)
    first, left = pen.told(one.head, numbers)
    second, left = pen.told(one.detail, left)
    named = {(found.metric, found.text) for found in one.evidence if found not in left}
    led = {pen.link(found) for found in numbers if found not in left}
    chips = [
        found
        for found in left
        if isinstance(found, Figure) and (found.metric, found.text) not in named and pen.link(found) not in led
    ]
    return first, second, pen.chips(chips)


def points(block: Points, place: Box, pen: Pen, scales: Sequence[float] = SCALES) -> str:
    """Points one below the other, in letters for which there is room; what has none even so is counted."""
    above = head(block.title)
    if not block.points:
        return box(place, "points", f'{above}<p class="none">{escape(block.empty)}</p>' if block.empty else above)
    columns = _columns(len(block.points), place.width, 4)
    wide = (place.width - (columns - 1) * 70) / columns
    room = place.height - (HEAD if block.title else 0)
    scale = next((one for one in scales if _fits(block.points, wide, one, room, columns, pen)), scales[-1])
    kept = list(block.points)
    while len(kept) > 1 and not _fits(kept, wide, scale, room - 40 * (len(kept) < len(block.points)), columns, pen):
        kept.pop()
    out = len(block.points) - len(kept)
    rest = f'<p class="rest">{escape(pen.say("points_left_out", n=out))}</p>' if out else ""
    items = "".join(f"<li>{_point(one, pen)}</li>" for one in kept)
    high = room - (44 if out else 0)
    style = f"--scale:{scale}" + (f";columns:{columns};height:{high:.0f}px" if columns > 1 else "")
    return box(place, "points", f'{above}<ul style="{style}">{items}</ul>{rest}')


def _fits(some: Sequence[Point], wide: float, scale: float, room: float, columns: int, pen: Pen) -> bool:
    """Whether points have room; in columns a point is not parted."""
    highs = [point_high(one, wide, scale, pen) for one in some]
    if columns == 1:
        return sum(highs) <= room
    return sum(highs) + max(highs) <= room * columns


def _point(one: Point, pen: Pen) -> str:
    first, second, chips = _said(one, pen)
    detail = f'<span class="detail">{second}</span>' if second else ""
    more = f'<span class="chips">{chips}</span>' if chips else ""
    quiet = ' class="quiet"' if one.tone == "quiet" else ""
    return f"<b{quiet}>{sign(one.tone)}{first}</b>{detail}{more}"


def _points_needs(block: Points, wide: float, pen: Pen) -> tuple[float, float]:
    above = HEAD if block.title else 0
    if not block.points:
        return above + 60.0, above + 80.0
    columns = _columns(len(block.points), wide, 4)
    highs = [point_high(one, wide / columns - 40, 1.0, pen) for one in block.points]
    best = sum(highs) / columns + (max(highs) / 2 if columns > 1 else 0)
    return above + best * 0.7, above + best * 1.15


_NEEDS: Final[dict[type, Callable[[Any, float], tuple[float, float]]]] = {
    Cards: cards.needs,
    Bars: _bars_needs,
    Lines: _lines_needs,
    Table: tables.needs,
    Timeline: _timeline_needs,
}
_DRAWN: Final[dict[type, Callable[[Any, Box, Pen], str]]] = {
    Cards: cards.cards,
    Bars: _bars,
    Lines: _lines,
    Table: tables.table,
    Timeline: _timeline,
    Points: points,
}
