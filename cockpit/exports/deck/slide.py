"""One slide: its sentence, its blocks beside what follows from them, what a person says of it, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from cockpit.exports.deck import blocks
from cockpit.exports.deck.looks import ASIDE, FOOT, GAP, LEAST, LEFT, PLAIN_TITLES, PLAIN_TOP, RIGHT, RULE, TITLES, TOP
from cockpit.exports.deck.parts import Box, Pen, box
from cockpit.exports.letters import lines, width
from cockpit.i18n import moment, number, say
from cockpit.review import corrected
from cockpit.review.document import Block, Cards, Document, Lines, Points, Slide, Table, Timeline
from cockpit.review.numbers import Count, Leading, figures

LEADING, UNDER = 1.26, 30
STRIP, STRIP_SIZE = 50, 24
BETWEEN = 64  # two blocks beside each other
NARROW_ASIDE: Final = 1_290  # where a table of many columns stands beside it
MANY_COLUMNS, MANY_CARDS = 5, 8
FOOT_SIZES: Final = (20, 19, 18, 17, FOOT)
FOOT_WIDE, FOOT_HIGH = 1_080.0, 88.0


def slide(one: Slide, document: Document, at: int, deck: str) -> str:
    """The slide at a place among those shown (from 0), as HTML."""
    pen = Pen(document.language, one.key, deck, document.origin, document.period)
    header, top, left = _header(one, pen)
    strips, bottom = _strips(one, document, pen)
    body = "".join(_body(one, top, bottom, pen))
    counter = f"{at + 1} / {len(document.shown)}"
    notes = "".join(f"<p>{escape(note)}</p>" for note in one.notes)
    key, title = escape(one.key), escape(one.sentence)
    return (
        f'<article class="page" id="s-{key}" data-key="{key}" aria-label="{title}">'
        f'<div class="slide">{header}{body}{strips}{_footer(one, document, counter, left, pen)}</div>'
        f'<aside class="notes" hidden>{notes}</aside></article>'
    )


def _header(one: Slide, pen: Pen) -> tuple[str, float, list[Leading]]:
    """The title in the largest letters in which it has room; where the body begins; figures that nothing names."""
    plain = _plain(one)
    size, count = _size(one.sentence, PLAIN_TITLES if plain else TITLES)
    parts = []
    left: list[Leading] = [*one.told, *one.counts]
    for words in (one.title.text, one.title.stress, one.title.after):
        told, left = pen.told(words, left)
        parts.append(told)
    before, stress, after = parts
    stressed = f"<em>{stress}</em>" if stress.strip() else stress
    under, left = pen.told(one.under, left)
    small = UNDER if width(one.under, UNDER) <= RIGHT - LEFT else 26
    under_lines = len(lines(one.under, small, RIGHT - LEFT)) if one.under else 0
    high = count * size * LEADING + under_lines * small * 1.35 + 10
    html = f'<h2 style="font-size:{size}px">{before}{stressed}{after}</h2>'
    html += f'<p class="under" style="font-size:{small}px">{under}</p>' if one.under else ""
    place = Box(LEFT, PLAIN_TOP if plain else TOP, RIGHT - LEFT, high)
    return f'<header style="{place.style}">{html}</header>', place.top + high + 32, left


def _plain(one: Slide) -> bool:
    """Whether a slide has nothing to show but its sentence, and perhaps why: it then stands in the middle."""
    empty = all(isinstance(part, Points | Table) and not _filled(part) for part in one.blocks)
    return not one.so and empty and len(one.blocks) <= 1


def _filled(part: Points | Table) -> bool:
    return bool(part.points if isinstance(part, Points) else part.rows)


def _size(title: str, sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The largest letters in which a title has room, and its lines in them."""
    for size, most in sizes:
        if len(found := lines(title, size, RIGHT - LEFT, bold=True)) <= most:
            return size, len(found)
    return sizes[-1][0], len(found)


# ---- the body


def _body(one: Slide, top: float, bottom: float, pen: Pen) -> list[str]:
    place = Box(LEFT, top, RIGHT - LEFT, bottom - top)
    if not one.so and len(one.blocks) == 1 and isinstance(one.blocks[0], Points):
        return [blocks.points(one.blocks[0], place, pen, blocks.ALONE)]
    if not one.so:
        return _full(one.blocks, place, pen)
    if not one.blocks:
        return [blocks.points(Points("", one.so), place, pen, blocks.ALONE)]
    aside = NARROW_ASIDE if any(map(_broad, one.blocks)) else ASIDE
    left = place._replace(width=aside - LEFT - 70)
    right = Box(aside, top, RIGHT - aside, bottom - top)
    so = blocks.points(Points(pen.say("so"), one.so), right, pen)
    return [*_stacked(one.blocks, left, pen), so.replace("box points", "box points so", 1)]


def _full(parts: Sequence[Block], place: Box, pen: Pen) -> list[str]:
    """Blocks in all the width: numbers above the others, and two of these beside each other."""
    if parts and isinstance(parts[0], Cards) and len(parts) > 1:
        best = blocks.needs(parts[0], place.width, pen)
        high = best[1] * 0.8 if len(parts[0].cards) <= 6 else best[0]
        over = place._replace(height=high)
        below = Box(place.left, place.top + high + GAP, place.width, place.height - high - GAP)
        return [blocks.drawn(parts[0], over, pen), *_full(parts[1:], below, pen)]
    if len(parts) == 2 and all(_halved(part) for part in parts):
        return _beside(parts, place, pen)
    return _stacked(parts, place, pen)


def _beside(parts: Sequence[Block], place: Box, pen: Pen) -> list[str]:
    """Two blocks beside each other."""
    half = (place.width - BETWEEN) / 2
    places = (place._replace(width=half), place._replace(left=place.left + half + BETWEEN, width=half))
    return [blocks.drawn(part, where, pen) for part, where in zip(parts, places, strict=True)]


def _broad(part: Block) -> bool:
    """Whether a block wants more than its share of the width."""
    many = isinstance(part, Table) and len(part.heads) > MANY_COLUMNS
    return many or (isinstance(part, Cards) and len(part.cards) > MANY_CARDS)


def _halved(part: Block) -> bool:
    """Whether a block can be read in half the width."""
    return not isinstance(part, Cards | Timeline) and not (isinstance(part, Table) and len(part.heads) > MANY_COLUMNS)


def _stacked(parts: Sequence[Block], place: Box, pen: Pen) -> list[str]:
    """Blocks below each other; each has what it needs, and where all cannot, less in proportion."""
    if not parts:
        return []
    if len(parts) == 2 and all(isinstance(part, Timeline) for part in parts):
        return _beside(parts, place, pen)
    wanted = [blocks.needs(part, place.width, pen) for part in parts]
    room = place.height - GAP * (len(parts) - 1)
    highs = _shared(parts, wanted, room)
    found, top = [], place.top
    for part, high in zip(parts, highs, strict=True):
        found.append(blocks.drawn(part, Box(place.left, top, place.width, high), pen))
        top += high + GAP
    return found


def _shared(parts: Sequence[Block], wanted: Sequence[tuple[float, float]], room: float) -> list[float]:
    least, best = sum(one for one, _ in wanted), sum(one for _, one in wanted)
    if least >= room:
        return [one * room / least for one, _ in wanted]
    if best >= room:
        part = (room - least) / (best - least)
        return [low + (high - low) * part for low, high in wanted]
    growing = [isinstance(one, Lines) for one in parts]
    count = sum(growing) or len(parts)
    more = (room - best) / count
    return [high + (more if grows or not any(growing) else 0) for (_, high), grows in zip(wanted, growing, strict=True)]


# ---- what people say of it, and what later corrections changed


def _strips(one: Slide, document: Document, pen: Pen) -> tuple[str, float]:
    """The lines above the footnote, and where the body ends."""
    told = [("restated", pen.say("restated_name"), words) for words in corrected.on_slide(one, document)]
    if one.comment:
        told.append(("comment", pen.say("comment"), one.comment))
    bottom = float(RULE - 22)
    drawn: list[str] = []
    for kind, name, words in reversed(told):
        room = RIGHT - LEFT - 60 - width(name, STRIP_SIZE, bold=True)
        size = STRIP_SIZE if len(lines(words, STRIP_SIZE, room)) == 1 else 22
        count = min(len(lines(words, size, room)), 3)
        high = STRIP + (count - 1) * size * 1.35
        bottom -= high
        place = Box(LEFT, bottom, RIGHT - LEFT, high)
        drawn.append(
            box(place, f"strip {kind}", f'<p style="font-size:{size}px"><b>{escape(name)}</b>{escape(words)}</p>')
        )
        bottom -= 12
    return "".join(reversed(drawn)), bottom - (10 if told else 0)


# ---- the footnote


def _footer(one: Slide, document: Document, counter: str, left: Sequence[Leading], pen: Pen) -> str:
    led = {pen.link(found) for part in (one.blocks, one.so) for found in figures(part)}
    foot = [line for line in one.foot if line]
    told, left = _foot_told(one, foot, left, pen)
    chips = pen.chips([found for found in left if pen.link(found) not in led])
    size = next((size for size in FOOT_SIZES if _foot_high(foot, size, chips) <= FOOT_HIGH), FOOT)
    said = "".join(f"<p>{line}</p>" for line in told)
    said += f'<p class="behind">{escape(pen.say("behind"))}{chips}</p>' if chips else ""
    origin = document.origin
    mark = pen.say("draft") if origin.draft else pen.say("version", n=origin.version)
    kind = "draft" if origin.draft else "closed"
    taken = pen.say(
        "snapshot", moment=moment(origin.synced, pen.language, origin.zone), id=origin.snapshot.rpartition("-")[2]
    )
    return (
        f'<footer><div class="foot" style="font-size:{size}px">{said}</div><div class="origin">'
        f'<span class="mark {kind}">{escape(mark)}</span><span>{escape(taken)}</span>'
        f'<span class="counter">{escape(counter)}</span></div></footer>'
    )


def _foot_told(
    one: Slide, foot: Sequence[str], left: Sequence[Leading], pen: Pen
) -> tuple[list[str], Sequence[Leading]]:
    """The footnote's lines, in which n leads to its rows as well; and the numbers that nothing names."""
    n = dict.fromkeys(
        Count(say("scene.slide.n", pen.language, n=number(found.n, pen.language)), found) for found in one.told
    )
    lines = []
    for line in foot:
        told, rest = pen.told(line, (*left, *n))
        lines.append(told)
        left = [found for found in left if found in rest]
    return lines, left


def _foot_high(foot: Sequence[str], size: float, chips: str) -> float:
    count = sum(len(lines(line, size, FOOT_WIDE)) for line in foot) + bool(chips)
    return max(count, 1) * max(size, LEAST) * 1.32
