"""Rows of a panel that say more than a bar: a count beside what is usual, people one by one, figures beside others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cockpit.wall.parts import mark

# So many people stand one by one; of more there is a bar.
MOST_DOTS = 18


@dataclass(frozen=True)
class Strip:
    """A count beside what is usual, ``low`` to ``high``; ``told`` in words, smaller what it stands beside."""

    name: str
    told: str
    beside: str
    actual: float
    low: float | None = None
    high: float | None = None
    state: str = ""


def strips(rows: Sequence[Strip]) -> str:
    """A bar for each count, lying over the range that is usual."""
    most = max((max(row.actual, row.high or 0) for row in rows), default=0) or 1
    return _rows([(row.name, row.state, _track(row, most), row.told, row.beside) for row in rows])


def _track(row: Strip, most: float) -> str:
    band = ""
    if row.low is not None and row.high is not None:
        left, wide = row.low / most * 100, (row.high - row.low) / most * 100
        band = f'<i class="wl-usual" style="left:{left:.1f}%;width:{wide:.1f}%"></i>'
    return f'<div class="wl-track">{band}<i class="wl-count" style="width:{row.actual / most * 100:.1f}%"></i></div>'


@dataclass(frozen=True)
class Crew:
    """People or things of one kind: ``there``, ``missing`` (though due), and ``to_come``."""

    name: str
    told: str
    there: int
    missing: int = 0
    to_come: int = 0
    state: str = ""


def crews(rows: Sequence[Crew]) -> str:
    """Each of them one by one, ● there, ▲ missing, ○ to come; as a bar where there are many of one."""
    most = max((row.there + row.missing + row.to_come for row in rows), default=0) or 1
    return _rows([(row.name, row.state, _line(row, most), row.told, "") for row in rows])


def _line(row: Crew, most: int) -> str:
    counts = (("there", row.there), ("missing", row.missing), ("later", row.to_come))
    if most > MOST_DOTS:
        pieces = "".join(f'<i class="wl-{kind}" style="width:{n / most * 100:.1f}%"></i>' for kind, n in counts if n)
        return f'<div class="wl-track wl-crowd">{pieces}</div>'
    dots = "".join(f'<i class="wl-{kind}"></i>' * n for kind, n in counts)
    return f'<div class="wl-dots">{dots}</div>'


@dataclass(frozen=True)
class Fact:
    """A figure under its name, and smaller what it stands beside."""

    name: str
    told: str
    beside: str = ""
    state: str = ""


def facts(rows: Sequence[Fact]) -> str:
    """Figures one beneath the other."""
    return _rows([(row.name, row.state, "", row.told, row.beside or "–") for row in rows], "wl-facts")


def _rows(rows: Sequence[tuple[str, str, str, str, str]], more: str = "") -> str:
    """Name, what is drawn, figure and words beside it, each in its column."""
    three = not any(beside for *_, beside in rows)
    lines = "".join(
        f'<li class="wl-{state or "plain"}"><span class="wl-name">{escape(name)}</span>'
        f'<div aria-hidden="true">{drawn}</div><span class="wl-told">{mark(state)}{escape(told)}</span>'
        + ("</li>" if three else f"<small>{escape(beside)}</small></li>")
        for name, state, drawn, told, beside in rows
    )
    kind = " ".join(filter(None, ("wl-bars", "wl-three" if three else "", more)))
    return f'<ol class="{kind}" style="--rows:{max(len(rows), 1)}">{lines}</ol>'
