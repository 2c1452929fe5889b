"""The hours of a week: what is expected above, who is there below, and the hours that stand out across both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cockpit.figures.base import SIZE, Spec, figure, note, plain, steps, value_axis
from cockpit.figures.palette import Palette

HEIGHT = 290
DAY = 24
_ABOVE, _BELOW = (0.54, 0.93), (0.0, 0.39)


@dataclass(frozen=True)
class Panel:
    """One value for every hour of the week from Monday's first, each with its words; ``name`` stands above them."""

    name: str
    values: Sequence[float]
    told: Sequence[str]


@dataclass(frozen=True)
class Span:
    """Hours that stand out: from one place of the week to another; ``short``: too few people are there."""

    first: int
    until: int
    name: str
    short: bool


def roster(
    expected: Panel, present: Panel, days: Sequence[str], palette: Palette, spans: Sequence[Span] = ()
) -> go.Figure:
    """Two panels over one week; ``days`` are the words of its days."""
    traces = [_bars(expected, palette.bar, "y"), _bars(present, palette.series[0], "y2")]
    middles = [DAY * number + DAY / 2 - 0.5 for number in range(len(days))]
    edges = [DAY * number - 0.5 for number in range(1, len(days))]
    lines = [_upright(edge, edge, {"line": {"color": palette.grid, "width": 1}}) for edge in edges]
    axis = value_axis(palette) | {"showgrid": False, "range": [-0.5, DAY * len(days) - 0.5]}
    layout: Spec = {
        "xaxis": axis | {"tickvals": middles, "ticktext": [plain(day) for day in days], "anchor": "y2"},
        "yaxis": _values(expected, _ABOVE, palette),
        "yaxis2": _values(present, _BELOW, palette),
        "shapes": lines + [_shade(span, palette) for span in spans],
        "annotations": [
            *(_title(panel, top, palette) for panel, (_, top) in ((expected, _ABOVE), (present, _BELOW))),
            *(_named(span, span.first > min(one.first for one in spans), palette) for span in spans),
        ],
        "bargap": 0.12,
        "barmode": "overlay",
        "margin": {"l": 8, "r": 8, "t": 6, "b": 8},
    }
    return figure(traces, layout, palette, HEIGHT)


def _bars(panel: Panel, colour: str, axis: str) -> Spec:
    return {
        "type": "bar",
        "x": list(range(len(panel.values))),
        "y": list(panel.values),
        "yaxis": axis,
        "marker": {"color": colour, "line": {"width": 0}},
        "hovertext": [plain(told) for told in panel.told],
        "hoverinfo": "text",
    }


def _values(panel: Panel, room: tuple[float, float], palette: Palette) -> Spec:
    high = max(panel.values, default=0) * 1.12 or 1
    named = steps(0, high, lambda value: f"{value:g}", few=True)
    return value_axis(palette) | {"range": [0, high], "domain": list(room)} | named


def _upright(first: float, until: float, look: Spec) -> Spec:
    where = {"x0": first, "x1": until, "xref": "x", "y0": 0, "y1": _ABOVE[1], "yref": "paper", "layer": "below"}
    return {"type": "rect" if until > first else "line"} | where | look


def _shade(span: Span, palette: Palette) -> Spec:
    colour = palette.late if span.short else palette.fine
    look = {"fillcolor": colour, "opacity": 0.2, "line": {"width": 0}}
    return _upright(span.first - 0.5, span.until - 0.5, look)


def _named(span: Span, later: bool, palette: Palette) -> Spec:
    """The word of the hours, above them; of those that are near each other the words go apart."""
    colour = palette.late if span.short else palette.fine
    at, side = (span.first, "left") if later else (span.until, "right")
    where = {"x": at - 0.5, "xref": "x", "y": _ABOVE[1], "yref": "paper", "yanchor": "bottom", "xanchor": side}
    return note(plain(span.name), colour, **where)


def _title(panel: Panel, top: float, palette: Palette) -> Spec:
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yref": "paper", "yanchor": "bottom"}
    return note(plain(panel.name), palette.second, **where) | {"font": {"size": SIZE - 1, "color": palette.second}}
