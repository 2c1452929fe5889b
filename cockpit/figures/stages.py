"""Stages of one way below each other: bars of parts end to end, the parts' numbers in columns beside them.

A table of HTML: a Plotly chart is torn down and built again at every rerun, for 100 ms of the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Way

COLOURS = (0, 5, 2, 6)  # of the palette's series: none that is near the colour of what is late
_SWATCH = "display:inline-block;width:.7em;height:.7em"
_BAR = "display:flex;height:1.15rem;min-width:5rem"


def stages(names: Sequence[str], ways: Sequence[Way], palette: Palette, *, first: str, whole: str, caption: str) -> str:
    """A bar of stages for each way, ``names`` naming the stages; those head the columns beside their colours.

    ``first`` names the ways, ``whole`` the last column, which is not a stage. A stage without data is left out of the
    bar. ``caption`` names the table to screen readers.
    """
    longest = max((_length(way) for way in ways), default=0) or 1
    heads = [
        f'<th scope="col" class="c-num"><i style="{_SWATCH};background:{palette.series[_colour(place)]}"></i> '
        f"{escape(name)}</th>"
        for place, name in enumerate(names)
    ]
    head = f'<th scope="col" colspan="2" style="width:50%">{escape(first)}</th>{"".join(heads)}'
    lines = [
        f'<tr><td style="white-space:nowrap">{escape(way.name)}</td>'
        f'<td style="width:45%">{_bar(way, longest, palette)}</td>'
        f"{''.join(f'<td class=c-num>{escape(cell)}</td>' for cell in way.cells)}</tr>"
        for way in ways
    ]
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-table">'
        f'<thead><tr>{head}<th scope="col" class="c-num">{escape(whole)}</th></tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _colour(stage: int) -> int:
    return COLOURS[stage % len(COLOURS)]


def _length(way: Way) -> float:
    return sum(value or 0 for value in way.values)


def _bar(way: Way, longest: float, palette: Palette) -> str:
    parts = [
        f'<i style="width:{value / longest:.2%};background:{palette.series[_colour(stage)]}" '
        f'title="{escape(told)}"></i>'
        for stage, (value, told) in enumerate(zip(way.values, way.told, strict=True))
        if value
    ]
    return f'<span style="{_BAR}">{"".join(parts)}</span>'
