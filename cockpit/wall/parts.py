"""The parts of a scene, as ready HTML: tile, panel, line, list, bars, heat list. Whatever is told is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cockpit.wall.chart import spark

MARKS = {"late": "▲", "watch": "◆", "fine": "●"}
MOST_TILES, MOST_PANELS, MOST_LINES = 4, 2, 3
LONG_FIGURE = 4  # signs
# What of a tile's name and what stands beside it has room on one line, in letters' widths.
TILE_ROOM = 9.25
NARROW = dict.fromkeys(" .,:", 0.3) | dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 0.52) | {"\u2060": 0}


def mark(state: str) -> str:
    """The shape that goes with a state's colour; nothing of what is not abnormal."""
    return f'<i class="wl-mark" aria-hidden="true">{MARKS[state]}</i> ' if state in MARKS else ""


def tile(name: str, figure: str, beside: str = "", *, state: str = "", unit: str = "") -> str:
    """One number and its name; ``state``: late or watch where it is abnormal, else "".

    ``beside`` stands at the right of the name or, where there is no room for it, of the figure.
    """
    small = f"<small>{escape(unit)}</small>" if unit else ""
    right = f'<span class="wl-beside">{escape(beside)}</span>' if beside else ""
    kinds = f"wl-tile {_state(state)}{'' if fits(name, beside, state) else ' wl-wide'}"
    long = " wl-long" if len(figure) > LONG_FIGURE else ""
    return (
        f'<section class="{kinds}"><p class="wl-over"><span class="wl-name">{mark(state)}{escape(name)}</span>{right}'
        f'</p><p class="wl-figure{long}">{escape(figure)}{small}</p></section>'
    )


def fits(name: str, beside: str, state: str) -> bool:
    """Whether what stands beside a tile's name has room on its line."""
    return not beside or width(f"▲ {name}" if state in MARKS else name) + width(beside) <= TILE_ROOM


def width(text: str) -> float:
    """About how wide a text is, in widths of a Chinese character."""
    return sum(NARROW.get(sign, 1 if ord(sign) > 0x2E80 or sign in MARKS.values() else 0.57) for sign in text)


def panel(title: str, beside: str, content: str) -> str:
    """A titled part; ``content`` is ready HTML that fills it."""
    right = f'<span class="wl-beside">{escape(beside)}</span>' if beside else ""
    return (
        f'<section class="wl-panel"><h2 class="wl-over"><span class="wl-name">{escape(title)}</span>{right}</h2>'
        f'<div class="wl-content">{content}</div></section>'
    )


def line(words: str, under: str = "", *, state: str = "", sign: str = "") -> str:
    """What is said in words, on two lines, ``sign`` before it: the shape of the state if none is told."""
    shape = f'<i class="wl-mark" aria-hidden="true">{escape(sign or MARKS.get(state, ""))}</i> '
    below = f'<p class="wl-under">{escape(under)}</p>' if under else ""
    return f'<section class="wl-line {_state(state)}"><p class="wl-said">{shape}{escape(words)}</p>{below}</section>'


def nothing(words: str, why: str = "") -> str:
    """The content of a panel that has nothing to show, and why."""
    below = f"<span>{escape(why)}</span>" if why else ""
    return f'<p class="wl-nothing"><strong>{escape(words)}</strong>{below}</p>'


@dataclass(frozen=True)
class Item:
    """A row of a list: a badge (a level) before its name, what it comes to at its right, under both a bar of 0–1."""

    name: str
    told: str
    part: float
    state: str = ""
    badge: str = ""
    under: str = ""


def items(rows: Sequence[Item]) -> str:
    """A list with a bar beneath each row, as for what is due."""
    return f'<ol class="wl-items" style="--rows:{max(len(rows), 1)}">{"".join(map(_item, rows))}</ol>'


def _item(row: Item) -> str:
    badge = f'<b class="wl-badge">{escape(row.badge)}</b>' if row.badge else ""
    under = f" <small>{escape(row.under)}</small>" if row.under else ""
    return (
        f'<li class="{_state(row.state)}"><p>{badge}<span class="wl-name">{escape(row.name)}{under}</span>'
        f'<span class="wl-told">{escape(row.told)}</span></p>{_bar(row.part)}</li>'
    )


def _bar(part: float) -> str:
    return f'<div class="wl-bar" aria-hidden="true"><i style="width:{min(max(part, 0), 1) * 100:.1f}%"></i></div>'


def bars(rows: Sequence[Item]) -> str:
    """Level bars: name, bar and figure in columns. ``part`` is the length, the longest being 1."""
    lines = "".join(_beside(row, _bar(row.part)) for row in rows)
    return f'<ol class="wl-bars" style="--rows:{max(len(rows), 1)}">{lines}</ol>'


@dataclass(frozen=True)
class Spark:
    """A row of small lines: a name, its figures (equal steps of time), what the last is, and what it is usually."""

    name: str
    figures: Sequence[float | None]
    told: str
    under: str = ""
    state: str = ""


def sparks(rows: Sequence[Spark]) -> str:
    """Small lines beneath each other, each to its own height."""
    lines = "".join(_beside(row, spark(row.figures)) for row in rows)
    return f'<ol class="wl-bars wl-sparks" style="--rows:{max(len(rows), 1)}">{lines}</ol>'


def _beside(row: Item | Spark, drawn: str) -> str:
    """A row in columns: its name, what is drawn, what it comes to, and what that is beside."""
    return (
        f'<li class="{_state(row.state)}"><span class="wl-name">{escape(row.name)}</span>{drawn}'
        f'<span class="wl-told">{mark(row.state)}{escape(row.told)}</span><small>{escape(row.under)}</small></li>'
    )


@dataclass(frozen=True)
class Heat:
    """A row of a heat list: its name, and of each cell a text, how dark it is (0–1) and its state."""

    name: str
    cells: Sequence[tuple[str, float, str]]


def heat(columns: Sequence[str], rows: Sequence[Heat], corner: str = "") -> str:
    """Figures on grounds the darker the more they are; what is abnormal has its state's colour and shape."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    lines = "".join(
        f'<tr><th scope="row">{escape(row.name)}</th>{"".join(_cell(*cell) for cell in row.cells)}</tr>' for row in rows
    )
    return f'<table class="wl-heat"><tr><th scope="col">{escape(corner)}</th>{head}</tr>{lines}</table>'


def _cell(text: str, dark: float, state: str) -> str:
    ground = f' style="--dark:{min(max(dark, 0), 1) * 100:.0f}%"'
    return f'<td class="{_state(state)}"{ground}>{mark(state)}{escape(text)}</td>'


def _state(state: str) -> str:
    return f"wl-{state}" if state else "wl-plain"
