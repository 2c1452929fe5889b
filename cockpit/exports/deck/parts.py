"""What the blocks of a slide are made of: places, words with figures that lead to their rows, signs of a tone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

from cockpit.exports.deck import rows
from cockpit.exports.deck.looks import DRAWN, SIGNS
from cockpit.exports.svg import Look
from cockpit.i18n import say
from cockpit.periods import Period
from cockpit.review.document import Figure, Origin, Tone
from cockpit.sentences import span


class Box(NamedTuple):
    """A place on the stage, in its pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def style(self) -> str:
        return f"left:{self.left:.0f}px;top:{self.top:.0f}px;width:{self.width:.0f}px;height:{self.height:.0f}px"


@dataclass(frozen=True)
class Pen:
    """Writes one slide: its language, its key, and where the deck is served ("" where it is not)."""

    language: str
    slide: str
    deck: str
    origin: Origin
    period: Period

    def say(self, key: str, **facts: object) -> str:
        return say(f"deck.{key}", self.language, **facts)

    def link(self, figure: Figure | None) -> str:
        """The address of the rows behind a figure; "" where there is none."""
        return rows.address(self.deck, self.origin, figure, self.slide) if figure else ""

    def look(self, letters: float) -> Look:
        """How a chart is drawn."""
        return replace(DRAWN, letters=letters, link=self.link)

    def linked(self, words: str, figure: Figure | None) -> str:
        """Words that lead to the rows of a figure."""
        address = self.link(figure)
        return f'<a class="n" href="{escape(address)}">{escape(words)}</a>' if address else escape(words)

    def told(self, text: str, figures: Iterable[Figure]) -> tuple[str, list[Figure]]:
        """A text in which figures lead to their rows; and those that it does not name."""
        pieces: list[str | Figure] = [text]
        left = []
        for figure in figures:
            places = ((at, _found(one, figure)) for at, one in enumerate(pieces) if isinstance(one, str))
            at, found = next(((at, found) for at, found in places if found), (0, None))
            if found is None or not self.link(figure):
                left.append(figure)
                continue
            pieces[at : at + 1] = [found.string[: found.start()], figure, found.string[found.end() :]]
        return "".join(self.linked(one.text, one) if isinstance(one, Figure) else escape(one) for one in pieces), left

    def chips(self, figures: Sequence[Figure]) -> str:
        """Figures that no text names, each once, as links: what they measure, and of when if it is not the month."""
        links: dict[str, str] = {}
        for one in figures:
            if self.link(one):
                links.setdefault(self.link(one), self._chip(one))
        return " ".join(links.values())

    def _chip(self, figure: Figure) -> str:
        name = say(f"metrics.{figure.metric}.name", self.language)
        when = "" if figure.period == self.period else f" ({span(figure.period, self.language)})"
        return f'<span class="chip">{escape(name)} {self.linked(figure.text, figure)}{escape(when)}</span>'


def _found(text: str, figure: Figure) -> re.Match[str] | None:
    """Where a text holds a figure as it is told, and not as a part of another (1 单 in 11 单)."""
    return re.search(rf"(?<![\d.,−-]){re.escape(figure.text)}(?![.,]?\d)", text) if figure.text else None


def sign(tone: Tone) -> str:
    """The shape of a tone, which its colour never stands without."""
    shape = SIGNS.get(tone)
    return f'<i class="sign {tone}" aria-hidden="true">{shape}</i>' if shape else ""


def box(place: Box, kind: str, inside: str) -> str:
    """A block at its place."""
    return f'<div class="box {kind}" style="{place.style}">{inside}</div>'


def head(words: str, under: str = "") -> str:
    """What stands above a block."""
    more = f' <span class="beside">{escape(under)}</span>' if under else ""
    return f'<h3 class="head">{escape(words)}{more}</h3>' if words or under else ""
