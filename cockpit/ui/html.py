"""Small pieces of HTML. Whatever comes from records is escaped here and nowhere trusted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

import streamlit as st

from cockpit.figures import LIGHT, Palette

SHAPES = {"late": "▲", "watch": "◆", "fine": "●"}
_FIGURE = re.compile(r"^(≥ ?|≤ ?|[+−]?)([\d.,]+)(.*)$", re.DOTALL)


def show(body: str) -> None:
    """Puts a piece on the page."""
    st.html(body)


def flag(kind: str, words: str) -> str:
    """A state as colour, shape and word together."""
    return f'<span class="c-flag c-{kind}"><span aria-hidden="true">{SHAPES[kind]}</span> {escape(words)}</span>'


def plain(text: str) -> str:
    """A name on a button, without power over it: labels are read as Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>~:$&" else letter for letter in text)


def quiet(text: str) -> str:
    """What is said without colour."""
    return f'<span class="c-quiet">{escape(text)}</span>'


def square(told: str, *, missing: bool) -> str:
    """One of a row of squares, of what ``told`` says: full, or ▲ where nobody was there."""
    kind, sign = (" c-gap", "▲") if missing else ("", "")
    words = escape(told)
    return f'<i class="c-square{kind}" role="img" aria-label="{words}" title="{words}">{sign}</i>'


def figure(text: str, unit: str = "") -> str:
    """A worded value with its number large and what follows small."""
    match = _FIGURE.match(text)
    if not match:
        return f'<span class="c-none">{escape(text)}</span>'
    sign, digits, rest = match.groups()
    return f"{escape(sign + digits)}<small>{escape(rest.strip() or unit)}</small>"


def level(code: str | None) -> str:
    """The badge of a fault level."""
    return f'<span class="c-level c-level-{escape(code or "none")}">{escape(code or "–")}</span>'


def clip(text: str, quiet: str, whole: str) -> str:
    """As much of a text as there is room for, less important words after it; all of it where the mouse rests."""
    return (
        f'<span class="c-clip" title="{escape(whole)}">{escape(text)} '
        f'<span class="c-quiet">{escape(quiet)}</span></span>'
    )


def opener(identity: str, text: str) -> str:
    """A button that opens the piece of that identity, without asking the server."""
    return f'<button type="button" class="c-more" popovertarget="{escape(identity)}">{escape(text)}</button>'


def opened(identity: str, body: str) -> str:
    """A ready piece of HTML that is seen while its button has opened it."""
    return f'<div id="{escape(identity)}" popover class="c-popover">{body}</div>'


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    *,
    caption: str,
    marks: Mapping[int, str] = MappingProxyType({}),
) -> str:
    """A table of ready pieces of HTML; ``right`` are the columns of numbers. ``caption`` names it to screen readers.

    ``marks`` are ready pieces before the words of some headers.
    """
    names = [
        f'<th scope="col"{" class=c-num" if place in right else ""}>{marks.get(place, "")}{escape(header)}</th>'
        for place, header in enumerate(headers)
    ]
    lines = [
        "<tr>"
        + "".join(f"<td{' class=c-num' if at in right else ''}>{cell}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    ]
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-table">'
        f"<thead><tr>{''.join(names)}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def bars(parts: Sequence[tuple[str, float, str]]) -> str:
    """Level bars: a name, a length of 0–1, and the number in words."""
    lines = "".join(
        f'<dt>{escape(name)}</dt><dd><i style="width:{length * 70:.1f}%"></i> {escape(told)}</dd>'
        for name, length, told in parts
    )
    return f'<dl class="c-bars">{lines}</dl>'


def headed(text: str, beside: str = "", body: str = "") -> str:
    """A tile's title and, small at its right, what it covers; below it a ready piece of HTML.

    One piece instead of two: what the page sends and draws costs by the piece (0.4 ms at the server alone).
    """
    return f'<h2 class="c-h2">{escape(text)}<span>{escape(beside)}</span></h2>{body}'


def heading(text: str, beside: str = "", body: str = "") -> None:
    """Puts a tile's title on the page."""
    show(headed(text, beside, body))


def nothing(title: str, remedy: str) -> str:
    """A place where nothing is: why, and what to do."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in remedy.split("\n") if line)
    return f'<div class="c-empty"><strong>{escape(title)}</strong>{lines}</div>'


def empty(title: str, remedy: str) -> None:
    """Puts on the page that nothing is there."""
    show(nothing(title, remedy))


def notice(text: str, kind: str = "watch") -> None:
    """One quiet line about the page itself."""
    show(f'<p class="c-notice" role="status">{flag(kind, text)}</p>')


def spelled(text: str) -> str:
    """A text as a rule of style may hold it, whatever signs it has."""
    return "".join(f"\\{ord(letter):06x}" for letter in text)


def style(palette: Palette, name: str, room: int) -> str:
    """The colours of one light, which the cockpit's rules refer to, and the site's name in the header.

    ``room``: the width (px) from which on there is room for it beside the pages. On paper it is light.
    """
    header = f'@media (min-width:{room}px){{[data-testid="stHeader"]::after{{content:"{spelled(name)}"}}}}'
    return f"<style>:root{{{_colours(palette)}}}{header}@media print{{:root{{{_colours(LIGHT)}}}}}</style>"


def _colours(palette: Palette) -> str:
    named = {
        "ground": palette.ground,
        "panel": palette.panel,
        "text": palette.text,
        "second": palette.second,
        "line": palette.grid,
        "bar": palette.bar,
        "watch": palette.watch,
        "late": palette.late,
        "fine": palette.fine,
        "stress": palette.late,
        "link": palette.inks[0],
        "heat": palette.series[0],
        "cold": palette.series[1],
    }
    return ";".join(f"--c-{name}:{value}" for name, value in named.items())
