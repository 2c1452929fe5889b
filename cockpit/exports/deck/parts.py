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
from cockpit.review.document import Origin, Tone
from cockpit.review.numbers import Figure, Leading
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

    def link(self, number: Leading | None) -> str:
        """The address of the rows behind a number; "" where there is none."""
        return rows.address(self.deck, self.origin, number, self.slide) if number else ""

    def look(self, letters: float) -> Look:
        """How a chart is drawn."""
        return replace(DRAWN, letters=letters, link=self.link)

    def linked(self, words: str, number: Leading | None) -> str:
        """Words that lead to the rows of a number."""
        address = self.link(number)
        return f'<a class="n" href="{escape(address)}">{escape(words)}</a>' if address else escape(words)

    def told(self, text: str, numbers: Iterable[Leading]) -> tuple[str, list[Leading]]:
        """A text in which numbers lead to their rows; and those that it does not name."""
        pieces: list[str | Leading] = [text]
        left = []
        for number in sorted(numbers, key=lambda one: -len(one.text)):  # 16 单 before 6 单, 没做 6 次 before 6 次
            places = ((at, _found(one, number.text)) for at, one in enumerate(pieces) if isinstance(one, str))
            at, found = next(((at, found) for at, found in places if found), (0, None))
            if found is None or not self.link(number):
                left.append(number)
                continue
            pieces[at : at + 1] = [found.string[: found.start()], number, found.string[found.end() :]]
        return "".join(escape(one) if isinstance(one, str) else self.linked(one.text, one) for one in pieces), left

    def chips(self, numbers: Sequence[Leading]) -> str:
        """Figures that no text names, each once, as links: what they measure, and of when if it is not the month."""
        links: dict[str, str] = {}
        for one in numbers:
            if isinstance(one, Figure) and self.link(one):
                links.setdefault(self.link(one), self._chip(one))
        return " ".join(links.values())

    def _chip(self, figure: Figure) -> str:
        name = say(f"metrics.{figure.metric}.name", self.language)
        when = "" if figure.period == self.period else f" ({span(figure.period, self.language)})"
        return f'<span class="chip">{escape(name)} {self.linked(figure.text, figure)}{escape(when)}</span>'


_BARE = re.compile(r"[\d.,]+%?")


def _found(text: str, told: str) -> re.Match[str] | None:
    """Where a text holds a number as it is told, and not as a part of another or of a name (1 单 in 11 单, SD5-1F)."""
    if not told:
        return None
    bare = _BARE.fullmatch(told)
    before, after = (r"(?<![\w.,−–/:-])", r"(?![.,:]?\d|[-–/%]|\w)") if bare else (r"(?<![\d.,−-])", r"(?![.,]?\d)")
    return re.search(f"{before}{re.escape(told)}{after}", text)


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
