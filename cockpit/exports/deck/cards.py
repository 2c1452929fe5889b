"""Numbers beside each other on a slide: as large as their words and the room let them be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from cockpit.exports.deck.parts import Box, Pen, box, sign
from cockpit.exports.letters import lines, width
from cockpit.review.document import Card, Cards

SMALL: Final = (26, 24, 22, 20, 18)
NUMBER, LEAST_NUMBER = 84.0, 28.0
TIMES: Final = 3.3  # a number's letters are so much larger than the words around it, at most
NARROWEST, BETWEEN, ROWS_BETWEEN = 215.0, 26.0, 24.0
TALLEST = 300.0


@dataclass(frozen=True)
class _Set:
    """How cards are set: how many in a row, the letters of their words and numbers, how tall each has to be."""

    across: int
    rows: int
    small: float
    number: float
    high: float
    pad: float

    @property
    def all(self) -> float:
        """The height of all the rows."""
        return self.rows * self.high + (self.rows - 1) * ROWS_BETWEEN


def needs(block: Cards, wide: float) -> tuple[float, float]:
    """The least and the best height."""
    found = sorted(_settings(block, wide), key=lambda one: one.all)
    if not found:
        return 0.0, 0.0
    return found[0].all, found[0].all * 1.15


def cards(block: Cards, place: Box, pen: Pen) -> str:
    """The block at its place."""
    fitting = [one for one in _settings(block, place.width) if one.all <= place.height + 1]
    if not fitting:
        fitting = sorted(_settings(block, place.width), key=lambda one: one.all)[:1]
    chosen = max(fitting, key=lambda one: (round(one.number), one.small, one.across))
    room = (place.height - (chosen.rows - 1) * ROWS_BETWEEN) / chosen.rows
    high = max(min(room, TALLEST, chosen.high * 1.25), chosen.high)
    style = (
        f"grid-template-columns:repeat({chosen.across},1fr);grid-auto-rows:{high:.0f}px;"
        f"--number:{chosen.number:.0f}px;--small:{chosen.small:.1f}px;--pad:{chosen.pad:.0f}px"
    )
    inside = "".join(_card(one, pen) for one in block.cards)
    return box(place, "cards", f'<div class="grid" style="{style}">{inside}</div>')


def _settings(block: Cards, wide: float) -> Iterator[_Set]:
    """Every way in which the numbers are large enough; with one card a row the last resort."""
    count = len(block.cards)
    longest = max((width(one.figure.text, 1, bold=True) for one in block.cards), default=1) or 1
    most = max(int((wide + BETWEEN) // (NARROWEST + BETWEEN)), 1)
    for rows in range(1, count + 1):
        across = -(-count // rows)
        if across > most or -(-count // across) != rows:
            continue
        pad = 24.0 if wide / across > 300 else 16.0
        inner = (wide - (across - 1) * BETWEEN) / across - 2 * pad
        for small in SMALL:
            number = min(NUMBER, small * TIMES, inner / longest)
            if number >= LEAST_NUMBER or across == 1:
                high = max(_high(one, inner, small, number) for one in block.cards)
                yield _Set(across, rows, small, number, high, pad)


def _high(one: Card, wide: float, small: float, number: float) -> float:
    """How tall a card has to be."""
    under = f"● {one.state}  {one.target}" if one.state else one.target
    told = [(one.name, 1.3), (one.beside, 1.34), (under, 1.34)]
    words = sum(len(lines(text, small, wide)) * small * leading for text, leading in told if text)
    return words + number * 1.22 + small * 0.55 + 31


def _card(one: Card, pen: Pen) -> str:
    state = f'<b class="{one.tone}">{sign(one.tone)}{escape(one.state)}</b> ' if one.state else ""
    target = f"<span>{escape(one.target)}</span>" if one.target else ""
    former = pen.told(one.beside, (one.former,) if one.former else ())[0]
    beside = f'<p class="beside">{former}</p>' if one.beside else ""
    under = f'<p class="under">{state}{target}</p>' if state or target else ""
    empty = " none" if one.figure.value is None else ""
    return (
        f'<div class="card {one.tone}"><p class="name">{escape(one.name)}</p>'
        f'<p class="number{empty}">{pen.linked(one.figure.text, one.figure)}</p>{beside}{under}</div>'
    )
