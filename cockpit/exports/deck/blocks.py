"""The blocks of a slide, each at its place: how much room they need, and how they look in what they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from cockpit.exports import svg
from cockpit.exports.deck import tables
from cockpit.exports.deck.looks import HEAD, LEAST
from cockpit.exports.deck.parts import Box, Pen, box, head, sign
from cockpit.exports.letters import lines, width
from cockpit.review.document import Bars, Block, Card, Cards, Event, Lines, Point, Points, Table, Timeline

NUMBER, SMALLEST_NUMBER = 84, 30
SCALES: Final = (1.2, 1.1, 1.0, 0.92, 0.85, 0.78, 0.7)
HEAD_SIZE, DETAIL_SIZE = 30, 26
BESIDE = 34  # between two columns, between two cards


def needs(block: Block, wide: float) -> tuple[float, float]:
    """The least and the best height of a block in that width."""
    return _NEEDS[type(block)](block, wide)


def drawn(block: Block, place: Box, pen: Pen) -> str:
    """The block at its place."""
    return _DRAWN[type(block)](block, place, pen)


# ---- numbers beside each other


def _across(count: int, wide: float) -> int:
    """How many cards stand in a row."""
    most = max(int((wide + BESIDE) // (260 + BESIDE)), 1)
    if count <= min(most, 5) and (count < 4 or wide > 1_400):
        return max(count, 1)
    rows = -(-count // min(most, 4 if wide > 1_200 else 3))
    return -(-count // rows)


def _cards_needs(block: Cards, wide: float) -> tuple[float, float]:
    rows = -(-len(block.cards) // _across(len(block.cards), wide))
    return rows * 170.0, rows * 250.0


def _cards(block: Cards, place: Box, pen: Pen) -> str:
    across = _across(len(block.cards), place.width)
    rows = -(-len(block.cards) // across)
    wide = (place.width - (across - 1) * BESIDE) / across - 48
    high = min((place.height - (rows - 1) * 24) / rows, 300)
    longest = max((width(one.figure.text, 1, bold=True) for one in block.cards), default=1) or 1
    number = max(min(NUMBER, high * 0.36, wide / longest), SMALLEST_NUMBER)
    small = max(min(26.0, high * 0.115), LEAST)
    style = f"grid-template-columns:repeat({across},1fr);grid-auto-rows:{high:.0f}px;--number:{number:.0f}px"
    cards = "".join(_card(one, pen, wide, small) for one in block.cards)
    return box(place, "cards", f'<div class="grid" style="{style};--small:{small:.1f}px">{cards}</div>')


def _card(one: Card, pen: Pen, wide: float, small: float) -> str:
    state = f"{sign(one.tone)}{escape(one.state)}" if one.state else ""
    state = f'<b class="{one.tone}">{state}</b>' if state else ""
    target = f"<span>{escape(one.target)}</span>" if one.target else ""
    beside = f'<p class="beside">{escape(one.beside)}</p>' if one.beside else ""
    under = f'<p class="under">{state}{target}</p>' if state or target else ""
    empty = " none" if one.figure.value is None else ""
    named = min(small, max(small * wide / (width(one.name, small) or 1), LEAST))
    return (
        f'<div class="card {one.tone}"><p class="name" style="font-size:{named:.1f}px">{escape(one.name)}</p>'
        f'<p class="number{empty}">{pen.linked(one.figure.text, one.figure)}</p>{beside}{under}</div>'
    )


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
    each = [_event_high(one, wide / columns, 1.0) for one in block.events]
    best = HEAD + sum(each) / columns + (max(each, default=0) if columns > 1 else 0)
    return HEAD + (best - HEAD) * 0.62, best * 1.1


def _columns(count: int, wide: float, most: int) -> int:
    return 2 if wide > 1_300 and count > most else 1


def _event_high(one: Event, wide: float, scale: float) -> float:
    room = wide - 300 * scale
    return len(lines(one.text, 28 * scale, room)) * 28 * scale * 1.35 + 20 * scale


def _timeline(block: Timeline, place: Box, _pen: Pen) -> str:
    columns = _columns(len(block.events), place.width, 9)
    wide = place.width / columns - (BESIDE if columns > 1 else 0)
    room = (place.height - HEAD) * columns * (0.92 if columns > 1 else 1.0)
    scale = next(
        (one for one in SCALES if sum(_event_high(event, wide, one) for event in block.events) <= room), SCALES[-1]
    )
    when = max((width(one.at, 26 * scale) for one in block.events), default=0) + 8
    events = "".join(
        f'<li class="{one.tone}"><time>{escape(one.at)}</time><span>{sign(one.tone)}{escape(one.text)}</span></li>'
        for one in block.events
    )
    style = f"--scale:{scale};--when:{when:.0f}px;columns:{columns}"
    return box(place, "timeline", f'{head(block.title, block.under)}<ol style="{style}">{events}</ol>')


# ---- lines that say something


def point_high(one: Point, wide: float, scale: float, chips: bool) -> float:
    """How tall a point becomes, its line above it counted in."""
    head_lines = len(lines(f"◆ {one.head}" if one.tone else one.head, HEAD_SIZE * scale, wide, bold=True))
    detail = len(lines(one.detail + ("　" * 4 if chips and one.evidence else ""), DETAIL_SIZE * scale, wide))
    under = detail * DETAIL_SIZE * 1.36 if one.detail or (chips and one.evidence) else 0
    return scale * (head_lines * HEAD_SIZE * 1.36 + under + 44)


def points(block: Points, place: Box, pen: Pen, scales: Sequence[float] = SCALES) -> str:
    """Points one below the other, in letters for which there is room; what has none even so is counted."""
    above = head(block.title)
    if not block.points:
        return box(place, "points", f'{above}<p class="none">{escape(block.empty)}</p>' if block.empty else above)
    columns = _columns(len(block.points), place.width, 4)
    wide = (place.width - (columns - 1) * 70) / columns
    room = place.height - (HEAD if block.title else 0)
    chips = bool(pen.deck)
    scale = next((one for one in scales if _fits(block.points, wide, one, room, columns, chips)), scales[-1])
    kept = list(block.points)
    while len(kept) > 1 and not _fits(kept, wide, scale, room - 40 * (len(kept) < len(block.points)), columns, chips):
        kept.pop()
    out = len(block.points) - len(kept)
    rest = f'<p class="rest">{escape(pen.say("points_left_out", n=out))}</p>' if out else ""
    items = "".join(f"<li>{_point(one, pen)}</li>" for one in kept)
    style = f"--scale:{scale};columns:{columns}"
    return box(place, "points", f'{above}<ul style="{style}">{items}</ul>{rest}')


def _fits(some: Sequence[Point], wide: float, scale: float, room: float, columns: int, chips: bool) -> bool:
    """Whether points have room; in columns a point is not parted."""
    highs = [point_high(one, wide, scale, chips) for one in some]
    if columns == 1:
        return sum(highs) <= room
    return sum(highs) + max(highs) <= room * columns


def _point(one: Point, pen: Pen) -> str:
    first, left = pen.told(one.head, one.evidence)
    second, left = pen.told(one.detail, left)
    more = pen.chips(left, among=[figure for figure in one.evidence if figure not in left])
    detail = f'<span class="detail">{second}{more}</span>' if second or more else ""
    quiet = ' class="quiet"' if one.tone == "quiet" else ""
    return f"<b{quiet}>{sign(one.tone)}{first}</b>{detail}"


def _points_needs(block: Points, wide: float) -> tuple[float, float]:
    above = HEAD if block.title else 0
    if not block.points:
        return above + 60.0, above + 80.0
    columns = _columns(len(block.points), wide, 4)
    highs = [point_high(one, wide / columns - 40, 1.0, chips=True) for one in block.points]
    best = sum(highs) / columns + (max(highs) / 2 if columns > 1 else 0)
    return above + best * 0.7, above + best * 1.15


_NEEDS: Final[dict[type, Callable[[Any, float], tuple[float, float]]]] = {
    Cards: _cards_needs,
    Bars: _bars_needs,
    Lines: _lines_needs,
    Table: tables.needs,
    Timeline: _timeline_needs,
    Points: _points_needs,
}
_DRAWN: Final[dict[type, Callable[[Any, Box, Pen], str]]] = {
    Cards: _cards,
    Bars: _bars,
    Lines: _lines,
    Table: tables.table,
    Timeline: _timeline,
    Points: points,
}
