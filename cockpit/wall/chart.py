"""A line over days with the range it was expected in: shapes in an SVG that stretches, words over it that do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

WIDE, HIGH = 1000, 1000
STEPS = 3
# Words at the line's end keep so far apart, in parts of the plot's height; so far from its top and bottom.
APART, MARGIN = 0.17, 0.04

Figures = Sequence[float | None]


@dataclass(frozen=True)
class Mark:
    """A warning at one point: ``words`` stand beside its shape."""

    at: int
    words: str
    state: str = "late"
    sign: str = "▲"


@dataclass(frozen=True)
class Chart:
    """Figures one after the other, ``low`` to ``high`` what they were expected to be, ``ticks`` beneath some of them.

    ``last``: of a point that is not over yet, in place of the last figure; ``end`` is what is said of it, ``band``
    what the range is called.
    """

    figures: Figures
    low: Figures
    high: Figures
    ticks: Sequence[tuple[int, str]]
    marks: Sequence[Mark] = ()
    last: float | None = None
    end: str = ""
    band: str = ""


def chart(one: Chart) -> str:
    """The chart as HTML that fills whatever it stands in."""
    known = [value for value in (*one.figures, *one.high, one.last) if value is not None]
    step = nice(max(known, default=1) / STEPS)
    top = STEPS * step
    shapes = "".join(_shapes(one, top))
    words = "".join(_words(one, top))
    levels = "".join(
        f'<span class="wl-y" style="top:{100 - at / STEPS * 100:.1f}%">{at * step:g}</span>' for at in range(STEPS + 1)
    )
    days = "".join(
        f'<span class="wl-x" style="left:{_x(at, one) / WIDE * 100:.2f}%">{escape(text)}</span>'
        for at, text in one.ticks
    )
    wide = " wl-ended" if one.end or one.band else ""
    return (
        f'<div class="wl-chart{wide}"><div class="wl-plot">'
        f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" aria-hidden="true">{shapes}</svg>'
        f"{levels}{days}{words}</div></div>"
    )


def nice(least: float) -> float:
    """The least of 1, 2, 3, 5 times a power of ten, and of their tens, that is at least so much; whole numbers only."""
    size = 1.0
    while True:
        for step in (1, 2, 3, 5):
            if step * size >= least:
                return step * size
        size *= 10


def spark(figures: Figures) -> str:
    """A small line without words, its last point marked."""
    one = Chart(figures, (), (), ())
    top = max((value for value in figures if value is not None), default=1) * 1.08 or 1
    line = "".join(f'<path class="wl-draw" d="{path}"/>' for path in _paths(figures, one, top))
    dot = ""
    if figures and figures[-1] is not None:
        dot = f'<i class="wl-dot" style="left:100%;top:{_y(figures[-1], top) / HIGH * 100:.1f}%"></i>'
    svg = f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none">{line}</svg>'
    return f'<div class="wl-spark" aria-hidden="true">{svg}{dot}</div>'


def _x(at: float, one: Chart) -> float:
    return at / max(len(one.figures) - 1, 1) * WIDE


def _y(value: float, top: float) -> float:
    return HIGH - min(max(value / top, 0), 1) * HIGH


def _shapes(one: Chart, top: float) -> Iterator[str]:
    for at in range(STEPS + 1):
        height = HIGH - at / STEPS * HIGH
        yield f'<path class="wl-grid" d="M0 {height:.0f}H{WIDE}"/>'
    bounds = list(zip(one.low, one.high, strict=True))
    for span in _spans([None if None in pair else 1.0 for pair in bounds]):
        upper = [f"{_x(at, one):.1f} {_y(one.high[at] or 0, top):.1f}" for at in span]
        lower = [f"{_x(at, one):.1f} {_y(one.low[at] or 0, top):.1f}" for at in reversed(span)]
        yield f'<path class="wl-band" d="M{"L".join(upper + lower)}Z"/>'
    for path in _paths(one.figures, one, top):
        yield f'<path class="wl-draw" d="{path}"/>'
    before = one.figures[-2] if len(one.figures) > 1 else None
    if one.last is not None and before is not None:
        at = len(one.figures) - 2
        start, end = (f"{_x(x, one):.1f} {_y(y, top):.1f}" for x, y in ((at, before), (at + 1, one.last)))
        yield f'<path class="wl-open" d="M{start}L{end}"/>'


def _paths(figures: Figures, one: Chart, top: float) -> Iterator[str]:
    for span in _spans(figures):
        yield "M" + "L".join(f"{_x(at, one):.1f} {_y(figures[at] or 0, top):.1f}" for at in span)


def _spans(figures: Figures) -> Iterator[list[int]]:
    """The runs of positions that have a figure."""
    for known, run in groupby(range(len(figures)), lambda at: figures[at] is not None):
        if known:
            yield list(run)


def _words(one: Chart, top: float) -> Iterator[str]:
    """The warnings at their points, and what stands at the end of the line and of the range."""
    for mark in one.marks:
        value = one.last if mark.at == len(one.figures) - 1 and one.last is not None else one.figures[mark.at]
        left, height = _x(mark.at, one) / WIDE * 100, _y(value or 0, top) / HIGH * 100
        side = "wl-leftward" if left > 50 else "wl-rightward"
        yield (
            f'<span class="wl-point wl-{mark.state} {side}" style="left:{left:.2f}%;top:{height:.1f}%">'
            f'<i class="wl-mark" aria-hidden="true">{escape(mark.sign)}</i><b>{escape(mark.words)}</b></span>'
        )
    end = None
    if one.last is not None:
        end = _y(one.last, top) / HIGH
        yield f'<i class="wl-dot" style="left:100%;top:{end * 100:.1f}%"></i>'
        yield f'<span class="wl-end" style="top:{_kept(end) * 100:.1f}%">{escape(one.end)}</span>'
    if one.band and one.high and one.high[-1] is not None:
        middle = (_y(one.high[-1], top) + _y(one.low[-1] or 0, top)) / 2 / HIGH
        yield (f'<span class="wl-end wl-quiet" style="top:{_beside(middle, end) * 100:.1f}%">{escape(one.band)}</span>')


def _beside(middle: float, end: float | None) -> float:
    """Where the range's name stands: at its middle, unless the line's end is told there."""
    if end is None or abs(middle - _kept(end)) >= APART:
        return _kept(middle)
    taken = _kept(end)
    away = taken - APART if middle < taken else taken + APART
    return away if MARGIN <= away <= 1 - MARGIN else 2 * taken - away


def _kept(height: float) -> float:
    return min(max(height, MARGIN), 1 - MARGIN)
