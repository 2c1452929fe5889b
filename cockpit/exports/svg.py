"""A document's charts as SVG: bars, and lines with the range they were expected in. Pure; no file holds another kind.

A drawing is as large as it is asked to be, in pixels of its own, and names its colours once: those of a ``Look``.
Its title is not drawn: it stands as a heading above (``heading``), and as the drawing's name for who cannot see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from math import ceil, floor, log10
from typing import Final

from cockpit.exports.letters import cut, width
from cockpit.exports.letters import lines as broken
from cockpit.i18n import say
from cockpit.review.document import Bar, Bars, Line, Lines, Mark, Tone
from cockpit.review.numbers import Leading

FONTS: Final = {
    "zh-Hans": "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC',sans-serif",
    "zh-Hant": "'Microsoft JhengHei','PingFang TC','Noto Sans CJK TC','Noto Sans TC','Source Han Sans TC',sans-serif",
    "en": "'Segoe UI','Helvetica Neue','Noto Sans',Arial,'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif",
}
LABELS = 0.42  # of a chart's width at most
SMALL = 0.86  # of the letters: ticks, marks, names at a line's end


@dataclass(frozen=True)
class Look:
    """The colours, each as CSS has it (a name, ``#17212B``, ``var(--text)``), the font, and the size of the letters.

    ``link`` gives the address of the rows behind a figure, "" where there is none.
    """

    text: str = "#17212B"
    second: str = "#52616F"
    grid: str = "#E1E7ED"
    bar: str = "#9AA8BD"
    band: str = "#DCE7F4"
    stress: str = "#D67700"
    late: str = "#C2410C"
    watch: str = "#B57B00"
    fine: str = "#0B7A5A"
    ground: str = "#FFFFFF"
    font: str = FONTS["zh-Hans"]
    letters: float = 28
    link: Callable[[Leading], str] = lambda _: ""

    def toned(self, tone: Tone, plain: str) -> str:
        """The colour of a tone; ``plain`` where it has none."""
        named = {"stress": self.stress, "late": self.late, "watch": self.watch, "fine": self.fine}
        return named.get(tone, self.grid if tone == "quiet" else plain)


LIGHT: Final = Look()


def heading(title: str, unit: str, language: str) -> str:
    """What stands above a chart: its title, and its unit where the title does not name it."""
    if not unit or unit in title:
        return title
    return say("deck.with_unit", language, title=title, unit=unit)


def shown(figure: float, form: str) -> str:
    """A number of an axis, as Excel would write it by that form (``#,##0``, ``0.0%``, ``+#,##0;−#,##0;0``)."""
    kind = form.split(";", maxsplit=1)[0]
    share = "%" in kind
    digits = len(kind.partition(".")[2].rstrip('%"'))
    figure = figure * 100 if share else figure
    while digits < 3 and not share and abs(figure * 10**digits - round(figure * 10**digits)) > 1e-6:
        digits += 1
    digits = 0 if abs(figure - round(figure)) < 1e-9 else digits
    told = f"{abs(figure):,.{digits}f}"
    sign = "−" if figure < 0 else "+" if kind.startswith("+") and figure > 0 else ""
    return f"{sign}{told}{'%' if share else ''}"


# ---- bars


def bars(block: Bars, wide: float, high: float, look: Look = LIGHT) -> str:
    """Bars below each other from zero to either side, what each is at its left, its figure at the right."""
    row = high / max(len(block.bars), 1)
    letters = min(look.letters, row * 0.62)
    longest = max((width(one.label, letters) for one in block.bars), default=0)
    told = max((width(one.text, letters, bold=True) for one in block.bars), default=0)
    gap = letters * 0.8
    left = min(longest, wide * LABELS) + gap
    right = wide - told - gap
    values = [one.value for one in block.bars if one.value is not None]
    low, top = min([0.0, *values]), max([0.0, *values])
    scale = (right - left) / ((top - low) or 1.0)
    zero = left + (0 - low) * scale
    drawn = []
    for at, one in enumerate(block.bars):
        middle = (at + 0.5) * row
        drawn.append(_label(one.label, 0, middle, left - gap, row, letters, look))
        drawn.append(_bar(one, zero, scale, middle, min(row * 0.56, letters * 1.15), look))
        drawn.append(_told(one, wide, middle, letters, look))
    axis = f'<path d="M{zero:.1f} 0V{high:.1f}" style="stroke:{look.grid};stroke-width:2"/>' if low < 0 else ""
    return _drawing(block.title, wide, high, axis + "".join(drawn), look)


def _bar(one: Bar, zero: float, scale: float, middle: float, thick: float, look: Look) -> str:
    if one.value is None:
        return ""
    long = max(abs(one.value) * scale, 2.0 if one.value else 0.0)
    start = zero if one.value >= 0 else zero - long
    colour = look.toned(one.tone, look.bar)
    place = f'x="{start:.1f}" y="{middle - thick / 2:.1f}" width="{long:.1f}" height="{thick:.1f}"'
    return f'<rect {place} style="fill:{colour}"/>'


def _told(one: Bar, wide: float, middle: float, letters: float, look: Look) -> str:
    colour = look.second if one.value is None else look.text
    words = _text(one.text, wide, middle + letters * 0.36, letters, colour, "end", bold=one.value is not None)
    behind = one.figure or one.count
    address = look.link(behind) if behind else ""
    return f'<a href="{escape(address)}">{words}</a>' if address else words


def _label(label: str, x: float, middle: float, room: float, row: float, letters: float, look: Look) -> str:
    """What a bar is of: in one line, in two where the row is tall enough, else in smaller letters, then cut."""
    lines = broken(label, letters, room)
    if len(lines) > 1:
        letters = max(min(letters, letters * room / width(label, letters)), letters * 0.8)
        lines = broken(label, letters, room)
    if len(lines) > 1 and letters * 2.3 <= row:
        lines = [lines[0], cut(" ".join(lines[1:]), letters, room)]
    else:
        lines = [cut(label, letters, room)]
    first = middle + letters * 0.36 - (len(lines) - 1) * letters * 0.6
    words = "".join(
        _text(one, x, first + at * letters * 1.2, letters, look.text, "start") for at, one in enumerate(lines)
    )
    whole = f"<title>{escape(label)}</title>" if any(line.endswith("…") for line in lines) else ""
    return f"<g>{whole}{words}</g>" if whole else words


# ---- lines


@dataclass(frozen=True)
class _Plot:
    """Where a chart's values lie on the drawing: its box, how many labels, and the values at its bottom and top."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    low: float
    high: float

    def x(self, at: float) -> float:
        if self.count < 2:
            return (self.left + self.right) / 2
        return self.left + at / (self.count - 1) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def lines(block: Lines, wide: float, high: float, look: Look = LIGHT) -> str:
    """Lines from left to right, each named at its end, the range they were expected in, and what is marked."""
    small = look.letters * SMALL
    ticks = scale(block)
    names = [shown(one, block.form) for one in ticks]
    ends = [one.name for one in block.lines if any(value is not None for value in one.values)]
    ends = [*(ends if len(ends) > 1 or block.range_name else []), block.range_name]
    beyond = min(max((width(name, small) for name in ends), default=0), wide * 0.22)
    marked = small * 1.7 if block.marks else small * 0.6
    left = max((width(name, small) for name in names), default=0) + small * 0.6
    right = wide - beyond - small * (0.7 if beyond else 0.4)
    plot = _Plot(left, right, marked, high - small * 1.9, len(block.labels), ticks[0], ticks[-1])
    drawn = [
        *_grid(plot, ticks, names, small, look),
        *_below(plot, block.labels, wide, high, small, look),
        *_range(plot, block, look),
        *(_line(plot, one, at, look) for at, one in enumerate(block.lines)),
        *_marks(plot, block, small, look),
        *_ends(plot, block, small, beyond, look),
    ]
    return _drawing(block.title, wide, high, "".join(drawn), look)


def scale(block: Lines) -> list[float]:
    """The values at the lines across, from the lowest: from zero, unless all lies far above it."""
    series = [*(one.values for one in block.lines), block.low, block.high]
    known = [value for values in series for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    low = low if low < 0 or low > high * 0.6 else 0.0
    step = _nice((high - low) / 3 or abs(high) or 1.0, whole="." not in block.form and "%" not in block.form)
    first = floor(low / step + 1e-9) * step
    last = max(ceil(high / step - 1e-9) * step, first + step)
    if "%" in block.form and high <= 1.0 + 1e-9:
        last = min(last, 1.0) if first < 1.0 else last
    found = [first + at * step for at in range(round((last - first) / step + 0.499))]
    return [*(one for one in found if one < last - step * 0.3), last]


def _nice(least: float, *, whole: bool) -> float:
    """The least of 1, 2, 5 times a power of ten that is at least so much; of counts a whole number."""
    size = 10.0 ** floor(log10(least))
    found = next(part * size for part in (1, 2, 5, 10) if part * size >= least * (1 - 1e-9))
    return float(max(ceil(found), 1)) if whole else found


def _grid(plot: _Plot, ticks: Sequence[float], names: Sequence[str], small: float, look: Look) -> Iterator[str]:
    for value, name in zip(ticks, names, strict=True):
        y = plot.y(value)
        yield f'<path d="M{plot.left:.1f} {y:.1f}H{plot.right:.1f}" style="stroke:{look.grid};stroke-width:1.5"/>'
        yield _text(name, plot.left - small * 0.5, y + small * 0.36, small, look.second, "end")


def _below(plot: _Plot, labels: Sequence[str], wide: float, high: float, small: float, look: Look) -> Iterator[str]:
    """The labels under the chart: the first, the last, and between them as many as have room, evenly."""
    if not labels:
        return
    widest = max(width(label, small) for label in labels) + small
    room = (plot.right - plot.left) / max(len(labels) - 1, 1)
    every = max(ceil(widest / room), 1) if room else 1
    chosen = [at for at in range(0, len(labels), every) if at == 0 or len(labels) - 1 - at >= every]
    for at in dict.fromkeys([*chosen, len(labels) - 1]):
        half = width(labels[at], small) / 2
        x = min(max(plot.x(at), half), wide - half)
        yield _text(labels[at], x, high - small * 0.35, small, look.second, "middle")


def _range(plot: _Plot, block: Lines, look: Look) -> Iterator[str]:
    bounds = list(zip(block.low, block.high, strict=True))
    for span in _spans([None if None in pair else 1.0 for pair in bounds]):
        upper = [f"{plot.x(at):.1f} {plot.y(block.high[at] or 0):.1f}" for at in span]
        lower = [f"{plot.x(at):.1f} {plot.y(block.low[at] or 0):.1f}" for at in reversed(span)]
        yield f'<path d="M{"L".join(upper + lower)}Z" style="fill:{look.band}"/>'


def _line(plot: _Plot, line: Line, at: int, look: Look) -> str:
    colour = _coloured(line, at, look)
    dashes = ";stroke-dasharray:8 8" if line.tone == "quiet" else ""
    style = f"fill:none;stroke:{colour};stroke-width:4;stroke-linejoin:round;stroke-linecap:round{dashes}"
    drawn = []
    for span in _spans(line.values):
        points = [(plot.x(one), plot.y(line.values[one] or 0)) for one in span]
        if len(points) == 1:
            drawn.append(f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="6" style="fill:{colour}"/>')
        else:
            drawn.append(f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in points)}" style="{style}"/>')
    return "".join(drawn)


def _coloured(line: Line, at: int, look: Look) -> str:
    if line.tone == "quiet":
        return look.second
    return look.toned(line.tone, look.text if at == 0 else look.bar)


def _spans(figures: Sequence[float | None]) -> Iterator[list[int]]:
    """The runs of positions that have a figure."""
    for known, run in groupby(range(len(figures)), lambda at: figures[at] is not None):
        if known:
            yield list(run)


def _marks(plot: _Plot, block: Lines, small: float, look: Look) -> Iterator[str]:
    """What is named at a point, above the line there; where two would touch, the later one has its dot alone."""
    taken: list[tuple[float, float, float]] = []
    for mark in sorted(block.marks, key=lambda one: one.at):
        value = _value(block, mark)
        if value is None:
            continue
        x, y = plot.x(mark.at), plot.y(value)
        colour = look.toned(mark.tone, look.stress)
        ring = f"fill:{colour};stroke:{look.ground};stroke-width:3"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" style="{ring}"><title>{escape(mark.text)}</title></circle>'
        half = width(mark.text, small) / 2
        middle = min(max(x, plot.left + half), plot.right - half)
        height = _clear(plot, block, middle - half, middle + half, y) - small * 0.75
        height = max(height, small)
        if all(
            middle - half > end or middle + half < begin or abs(height - at) > small * 1.2 for begin, end, at in taken
        ):
            taken.append((middle - half - small, middle + half + small, height))
            yield _text(mark.text, middle, height, small, look.second, "middle", halo=look.ground)


def _value(block: Lines, mark: Mark) -> float | None:
    """Where a mark stands: on the first line that has a value there."""
    found = (one.values[mark.at] for one in block.lines if 0 <= mark.at < len(one.values))
    return next((value for value in found if value is not None), None)


def _clear(plot: _Plot, block: Lines, begin: float, end: float, y: float) -> float:
    """The height above which words between two places run through no line."""
    step = (plot.right - plot.left) / max(plot.count - 1, 1)
    heights = [
        plot.y(value)
        for one in block.lines
        for at, value in enumerate(one.values)
        if value is not None and begin - step <= plot.x(at) <= end + step
    ]
    return min([y, *heights])


@dataclass
class _Name:
    """A name at the right of the plot, at a height that may yet be moved."""

    y: float
    words: str
    colour: str


def _ends(plot: _Plot, block: Lines, small: float, room: float, look: Look) -> Iterator[str]:
    """The lines' names beside their last values, and the range's; kept apart from each other."""
    if not room:
        return
    named = _named(plot, block, look)
    apart = small * 1.2
    for above, below in pairwise(named):
        below.y = max(below.y, above.y + apart)
    lowest = plot.bottom
    for one in reversed(named):
        one.y = min(one.y, lowest)
        lowest = one.y - apart
    for one in named:
        words = cut(one.words, small, room)
        yield _text(words, plot.right + small * 0.6, one.y + small * 0.36, small, one.colour, "start")


def _named(plot: _Plot, block: Lines, look: Look) -> list[_Name]:
    """What is to be named, from the top."""
    named = []
    for at, one in enumerate(block.lines):
        last = next((value for value in reversed(one.values) if value is not None), None)
        if last is not None:
            colour = _coloured(one, at, look)
            named.append(_Name(plot.y(last), one.name, look.second if colour == look.bar else colour))
    bounds = zip(block.low, block.high, strict=True)
    middles = [(low + high) / 2 for low, high in bounds if low is not None and high is not None]
    if block.range_name and middles:
        named.append(_Name(plot.y(middles[-1]), block.range_name, look.second))
    return sorted(named, key=lambda one: one.y)


# ---- parts of both


def _text(
    words: str, x: float, y: float, size: float, colour: str, anchor: str, *, bold: bool = False, halo: str = ""
) -> str:
    weight = ' font-weight="700"' if bold else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}"'
    around = f";stroke:{halo};stroke-width:8;stroke-linejoin:round;paint-order:stroke" if halo else ""
    return f'<text {place}{side}{weight} style="fill:{colour}{around}">{escape(words)}</text>'


def _drawing(title: str, wide: float, high: float, shapes: str, look: Look) -> str:
    """What holds links is a group: a picture's parts could not be reached by keys."""
    size = f'viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" height="{high:.0f}"'
    role = "group" if "<a " in shapes else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="{role}" aria-label="{escape(title)}" '
        f'font-family="{look.font}">{shapes}</svg>'
    )
