"""What all figures share: their frame, round axis values, and how much room words take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from cockpit.figures.palette import Palette

FONT = "Cockpit, CockpitRest, sans-serif"
SIZE = 13

Spec = dict[str, Any]


def figure(traces: Sequence[Spec], layout: Spec, palette: Palette, height: int) -> go.Figure:
    """A figure made in one step: changing one afterwards costs ten times as much as building it."""
    frame: Spec = {
        "template": {},
        "height": height,
        "font": {"family": FONT, "size": SIZE, "color": palette.second},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": palette.panel,
            "bordercolor": palette.grid,
            "font": {"family": FONT, "size": SIZE, "color": palette.text},
            "align": "left",
        },
        "dragmode": False,
        "clickmode": "event+select",
    }
    return go.Figure({"data": list(traces), "layout": frame | layout})


def time_axis(palette: Palette) -> Spec:
    """An axis of days."""
    return {
        "type": "date",
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.former,
        "tickfont": {"size": SIZE - 1, "color": palette.second},
        "fixedrange": True,
        "automargin": True,
    }


def value_axis(palette: Palette) -> Spec:
    """An axis of values."""
    return {
        "gridcolor": palette.grid,
        "zeroline": False,
        "tickfont": {"size": SIZE - 1, "color": palette.second},
        "fixedrange": True,
        "automargin": True,
    }


def note(text: str, colour: str, **where: Any) -> Spec:
    """Words somewhere on a figure."""
    return {"text": text, "showarrow": False, "font": {"size": SIZE, "color": colour}} | where


def span(values: Sequence[float], *, zero: bool) -> tuple[float, float]:
    """The ends of an axis that holds the values, with room above."""
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if zero:
        low = min(0.0, low)
    pad = (high - low or abs(high) or 1.0) * 0.1
    return (max(0.0, 0.0 if zero else low - pad) if low >= 0 else low - pad), high + pad


def steps(low: float, high: float, wording: Callable[[float], str], *, few: bool = False) -> dict[str, Any]:
    """Round values on the axis, told in the reader's words."""
    target = (high - low) / (3 if few else 4)
    power = 10.0 ** _digits(target)
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= target * 0.999)
    first = -(-low // step)
    values = [step * place for place in range(int(first), int(high // step) + 1)]
    return {"tickvals": values, "ticktext": [wording(value) for value in values]}


def _digits(value: float) -> int:
    power = 0
    while value >= 10:
        value, power = value / 10, power + 1
    while 0 < value < 1:
        value, power = value * 10, power - 1
    return power


def width(text: str) -> int:
    """About how many pixels a text takes."""
    return round(sum(SIZE if ord(letter) > 0x2E80 else SIZE * 0.6 for letter in text))


def cut(text: str, most: int) -> str:
    """The text, or as much of it as there is room for: a Chinese character takes the room of two Latin letters."""
    room = most * 2.0
    for place, letter in enumerate(text):
        room -= 2 if ord(letter) > 0x2E80 else 1
        if room < 0:
            return text[:place] + "…"
    return text


def plain(text: str) -> str:
    """Record text without power over the page: Plotly reads a few tags."""
    return escape(text, quote=False)
