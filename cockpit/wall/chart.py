"""A line over days with the range it was expected in: shapes in an SVG that stretches, words over it that do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from cockpit.i18n import halves

WIDE, HIGH = 1000, 1000
STEPS = 3
# Words at the line's end keep so far apart, in parts of the plot's height; so far from its top and bottom.
APART, MARGIN = 0.2, 0.04
# About how much of a plot's width half a character takes, and of its height a line of words.
HALF, LINE = 0.03, 0.15
FARTHEST = 0.42
# Half a character at the line's end, bold, and what is kept free about it, in widths of a small letter.
END, END_GAP = 0.57, 0.9
GAP = 0.02

Figures = Sequence[float | None]


@dataclass(frozen=True)
class Mark:
    """A warning at one point: ``words`` stand beside its shape, or above what would run through them.

    Where there is no room for them, ``brief`` does.
    """

    at: int
    words: str
    state: str = "late"
    sign: str = "▲"
    brief: str = ""


@dataclass(frozen=True)
class Chart:
    """Figures one after the other, ``low`` to ``high`` what they were expected to be, ``ticks`` beneath some of them.

    ``last``: of a point that is not over yet, in place of the last figure; ``end`` is what is said of it, ``band``
    what the range is called. ``growth``: by how much the words are wider
    beside the plot than at the standard. ``levels`` are what the lines across are called, from the lowest, at 0, to
    the highest, at ``top``; without them there are as many as it takes, at round numbers.
    """

    figures: Figures
    low: Figures
    high: Figures
    ticks: Sequence[tuple[int, str]]
    marks: Sequence[Mark] = ()
    last: float | None = None
    end: str = ""
    band: str = ""
    growth: float = 1.0
    levels: Sequence[str] = ()
    top: float = 0.0


def chart(one: Chart) -> str:
    """The chart as HTML that fills whatever it stands in."""
    known = [value for value in (*one.figures, *one.high, one.last) if value is not None]
    step = nice(max(known, default=1) / STEPS)
    top, names = one.top, one.levels
    if not names:
        top, names = STEPS * step, [f"{at * step:g}" for at in range(STEPS + 1)]
    steps = len(names) - 1
    shapes = "".join(_shapes(one, top, steps))
    words = "".join(_words(one, top))
    levels = "".join(
        f'<span class="wl-y" style="top:{100 - at / steps * 100:.1f}%">{escape(name)}</span>'
        for at, name in enumerate(names)
    )
    days = "".join(
        f'<span class="wl-x" style="left:{_x(at, one) / WIDE * 100:.2f}%">{escape(text)}</span>'
        for at, text in one.ticks
    )
    wide = " wl-ended" if one.end or one.band else ""
    sides = f"--digits:{max(map(len, names))};--end:{halves(one.end) * END + END_GAP:.2f}em"
    return (
        f'<div class="wl-chart{wide}" style="{sides}"><div class="wl-plot">'
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


def _shapes(one: Chart, top: float, steps: int) -> Iterator[str]:
    for at in range(steps + 1):
        height = HIGH - at / steps * HIGH
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
    points = [_label(mark, "", one, top) for mark in one.marks]
    taken: list[_Label] = []
    for mark, point in zip(one.marks, points, strict=True):
        tried = [_label(mark, words, one, top) for words in (mark.words, mark.brief) if words]
        others = [*taken, *(other for other in points if other is not point)]
        free = next((label for label in tried if label.near and not any(map(label.over, others))), None)
        taken += [free] if free else []
        yield _mark(mark, free or point)
    end = None
    if one.last is not None:
        end = _y(one.last, top) / HIGH
        yield f'<i class="wl-dot" style="left:100%;top:{end * 100:.1f}%"></i>'
        yield f'<span class="wl-end" style="top:{_kept(end) * 100:.1f}%">{escape(one.end)}</span>'
    if one.band and one.high and one.high[-1] is not None:
        middle = (_y(one.high[-1], top) + _y(one.low[-1] or 0, top)) / 2 / HIGH
        yield _range_name(one.band, middle, end)


@dataclass(frozen=True)
class _Label:
    """Where a mark is (``left``, ``top``) and its words are (``begin`` to ``end``, ``at``, ``line`` high), in parts of
    the plot.
    """

    words: str
    left: float
    top: float
    begin: float
    end: float
    at: float
    line: float = LINE

    @property
    def near(self) -> bool:
        """Whether the words are within the plot, and it is plain which mark they are of."""
        return self.begin >= -GAP and self.top - self.at <= FARTHEST

    def over(self, other: _Label) -> bool:
        """Whether both could not be read."""
        there = other.at if other.words else other.top
        return self.begin < other.end + GAP and other.begin < self.end + GAP and abs(self.at - there) < self.line * 0.8


def _label(mark: Mark, words: str, one: Chart, top: float) -> _Label:
    value = one.last if mark.at == len(one.figures) - 1 and one.last is not None else one.figures[mark.at]
    left, height = _x(mark.at, one) / WIDE, _y(value or 0, top) / HIGH
    reach = HALF * one.growth * (halves(words) + 1)
    begin, end = (left - reach, left - GAP) if left > 0.5 else (left + GAP, left + reach)
    if not words:
        begin, end = left - GAP / 2, left + GAP / 2
    count = max(len(one.figures) - 1, 1)
    others = [
        _y(figure, top) / HIGH
        for figures in (one.figures, one.high)
        for at, figure in enumerate(figures)
        if figure is not None and abs(at - mark.at) > 1 and begin - 1 / count <= at / count <= end
    ]
    highest = min(others, default=1.0)
    beside = height + LINE / 2 < highest
    at = height if beside else max(min(highest, height) - LINE * 0.7, MARGIN)
    return _Label(words, left, height, begin, end, at, LINE * one.growth)


def _mark(mark: Mark, label: _Label) -> str:
    sides = "wl-leftward" if label.left > 0.5 else "wl-rightward"
    sides += " wl-lifted" if label.at < label.top else ""
    left = f"left:{label.left * 100:.2f}%"
    place = f'style="{left};top:{label.at * 100:.1f}%"'
    words = f'<b class="wl-named wl-{mark.state} {sides}" {place}>{escape(label.words)}</b>'
    return (
        f'<span class="wl-point wl-{mark.state}" style="{left};top:{label.top * 100:.1f}%">'
        f'<i class="wl-mark" aria-hidden="true">{escape(mark.sign)}</i></span>{words if label.words else ""}'
    )


def _range_name(words: str, middle: float, end: float | None) -> str:
    """The range's name stands at its middle; where the line's end is told, directly above or below that."""
    place, side = _kept(middle), ""
    if end is not None and abs(place - _kept(end)) < APART:
        place = _kept(end)
        side = " wl-below" if middle > place and place < 1 - APART else " wl-above"
    return f'<span class="wl-end wl-quiet{side}" style="top:{place * 100:.1f}%">{escape(words)}</span>'


def _kept(height: float) -> float:
    return min(max(height, MARGIN), 1 - MARGIN)
