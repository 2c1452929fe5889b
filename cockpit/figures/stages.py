"""Stages of one way: bars of parts end to end, as HTML for the cells of a table that tells the parts' numbers.

A Plotly chart is torn down and built again at every rerun, for 100 ms of the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Way

COLOURS = (0, 5, 2, 6)  # of the palette's series: none that is near the colour of what is late


def stages(ways: Sequence[Way], palette: Palette) -> list[str]:
    """Each way under its name, its stages as long as they took; one without data is left out of the bar."""
    longest = max((_length(way) for way in ways), default=0) or 1
    return [f'<span class="c-way">{escape(way.name)}<span>{_bar(way, longest, palette)}</span></span>' for way in ways]


def swatch(stage: int, palette: Palette) -> str:
    """A stage's colour, to stand before its name."""
    return f'<i class="c-swatch" style="background:{_colour(stage, palette)}"></i> '


def _colour(stage: int, palette: Palette) -> str:
    return palette.series[COLOURS[stage % len(COLOURS)]]


def _length(way: Way) -> float:
    return sum(value or 0 for value in way.values)


def _bar(way: Way, longest: float, palette: Palette) -> str:
    return "".join(
        f'<i style="width:{value / longest:.2%};background:{_colour(stage, palette)}" title="{escape(told)}"></i>'
        for stage, (value, told) in enumerate(zip(way.values, way.told, strict=True))
        if value
    )
