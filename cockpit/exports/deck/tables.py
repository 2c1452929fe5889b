"""A table on a slide: letters as large as its rows let them be; what has no room even in small ones is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from cockpit.exports.deck.looks import HEAD, LEAST, SIGNS
from cockpit.exports.deck.parts import Box, Pen, box, head, sign
from cockpit.exports.letters import lines, longest, width
from cockpit.review.document import Cell, Table

SIZES: Final = (30, 28, 26, 24, 22, 20, LEAST)
SPACING = 1.3
TALLEST = 74

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class _Set:
    """How a table is set: its letters, the width of each column, the room above and below a row's words."""

    size: float
    wide: tuple[float, ...]
    pad: float

    @property
    def beside(self) -> float:
        """Room at either side of a cell's words."""
        return self.size * 0.45

    def high(self, row: Sequence[Cell]) -> float:
        """How tall a row becomes."""
        most = max((self._lines(cell, wide) for cell, wide in zip(row, self.wide, strict=True)), default=1)
        return most * self.size * SPACING + 2 * self.pad

    def _lines(self, cell: Cell, wide: float) -> int:
        return len(lines(_words(cell), self.size, wide - 2 * self.beside))


def needs(block: Table, wide: float) -> tuple[float, float]:
    """The least and the best height."""
    above = HEAD if block.title else 0
    if not block.rows:
        return above + 60, above + 80
    count = len(block.rows) + 1
    best = _heights(block, _set(block, wide, SIZES[1], 14)) + above + _under(block)
    least = above + min(count, 6) * (LEAST * SPACING + 8) + _under(block)
    return min(least, best), max(best, count * 56 + above + _under(block))


def table(block: Table, place: Box, pen: Pen) -> str:
    """The block at its place."""
    above = head(block.title)
    if not block.rows:
        return box(place, "table", f'{above}<p class="none">{escape(block.empty)}</p>')
    room = place.height - (HEAD if block.title else 0)
    kept, setting = _fitted(block, place.width, room)
    out = len(block.rows) - len(kept.rows)
    rest = [pen.say("left_out", n=out)] if out else []
    rest += [block.rest] if block.rest else []
    told = pen.told("  ·  ".join(rest), block.counts)[0]
    under = f'<p class="rest">{told}</p>' if rest else ""
    return box(place, "table", f"{above}{_html(kept, setting, pen)}{under}")


def _fitted(block: Table, wide: float, room: float) -> tuple[Table, _Set]:
    """The table in the largest letters in which it has room; without its last rows where it has in none."""
    for size in SIZES:
        setting = _set(block, wide, size, size * 0.22)
        if sum(setting.wide) > wide + 1:
            continue
        over = room - _under(block) - _heights(block, setting)
        if over >= 0:
            return block, _spread(block, setting, over)
    body, totals = _parted(block)
    while body and _heights(block, setting, (*body, *totals)) + 44 > room:
        body = body[:-1]
    kept = replace(block, rows=(*body, *totals))
    return kept, _spread(kept, setting, max(room - 44 - _heights(kept, setting), 0))


def _parted(block: Table) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows and the totals."""
    at = len(block.rows) - block.totals
    return block.rows[:at], block.rows[at:]


def _under(block: Table) -> float:
    return 44.0 if block.rest else 0.0


def _spread(block: Table, setting: _Set, over: float) -> _Set:
    """Rows as far apart as there is room for, within reason."""
    count = len(block.rows) + 1
    tall = max(TALLEST, setting.size * SPACING) - setting.size * SPACING
    return replace(setting, pad=min(setting.pad + over / count / 2, max(tall / 2, setting.pad)))


def _heights(block: Table, setting: _Set, rows: Sequence[Row] | None = None) -> float:
    found = block.rows if rows is None else rows
    return setting.high([Cell(one.text) for one in block.heads]) + sum(map(setting.high, found)) + 2


def _set(block: Table, wide: float, size: float, pad: float) -> _Set:
    return _Set(size, _columns(block, wide, size), pad)


def _columns(block: Table, wide: float, size: float) -> tuple[float, ...]:
    """Each column as wide as its words and what is left by the shares asked for; else the widest give way.

    None becomes narrower than its longest word: all together may be wider than there is room.
    """
    natural, least = [], []
    for at, one in enumerate(block.heads):
        words = [one.text, *(_words(row[at]) for row in block.rows)]
        natural.append(max(width(text, size, bold=True) for text in words) + size)
        least.append(max(longest(text, size, bold=True) for text in words) + size)
    shares = [one.wide for one in block.heads]
    whole = sum(shares) or 1.0
    if (over := wide - sum(natural)) >= 0:
        return tuple(one + over * share / whole for one, share in zip(natural, shares, strict=True))
    return _shrunk(natural, least, wide)


def _shrunk(natural: Sequence[float], least: Sequence[float], wide: float) -> tuple[float, ...]:
    """The widest columns give what is too much, all to one width."""
    low, high = 0.0, max(natural)
    for _ in range(40):
        most = (low + high) / 2
        low, high = (low, most) if sum(_held(natural, least, most)) > wide else (most, high)
    return tuple(_held(natural, least, low))


def _held(natural: Sequence[float], least: Sequence[float], most: float) -> list[float]:
    return [max(min(one, most), bound) for one, bound in zip(natural, least, strict=True)]


def _words(cell: Cell) -> str:
    return f"{SIGNS[cell.tone]} {cell.text}" if cell.tone in SIGNS else cell.text


def _html(block: Table, setting: _Set, pen: Pen) -> str:
    whole = sum(setting.wide)
    columns = "".join(f'<col style="width:{one / whole * 100:.2f}%">' for one in setting.wide)
    sides = [' class="r"' if one.right else "" for one in block.heads]
    heads = "".join(
        f'<th scope="col"{side}>{escape(one.text)}</th>' for one, side in zip(block.heads, sides, strict=True)
    )
    body, totals = _parted(block)
    rows = "".join(_row(one, block, pen) for one in body) + "".join(_row(one, block, pen, "total") for one in totals)
    style = f"font-size:{setting.size:.0f}px;--pad:{setting.pad:.1f}px;--beside:{setting.beside:.1f}px"
    return (
        f'<table style="{style}"><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(row: Row, block: Table, pen: Pen, kind: str = "") -> str:
    cells = "".join(_cell(cell, pen, right=one.right) for cell, one in zip(row, block.heads, strict=True))
    return f'<tr class="{kind}">{cells}</tr>' if kind else f"<tr>{cells}</tr>"


def _cell(cell: Cell, pen: Pen, *, right: bool) -> str:
    kinds = [*(["r"] if right else []), *([cell.tone] if cell.tone else []), *(["dark"] if cell.dark else [])]
    named = f' class="{" ".join(kinds)}"' if kinds else ""
    shade = f' style="--dark:{min(cell.dark, 1.0) * 100:.0f}%"' if cell.dark else ""
    return f"<td{named}{shade}>{sign(cell.tone)}{pen.linked(cell.text, cell.figure or cell.count)}</td>"
