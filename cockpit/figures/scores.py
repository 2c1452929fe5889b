"""Scores: how many people had which, and one person's over the months between the limits of the bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from cockpit.figures.base import SIZE, Spec, figure, note, plain, time_axis, value_axis, width
from cockpit.figures.palette import Palette


@dataclass(frozen=True)
class Bin:
    """So many scores of one step: its name, how it is told, and whether scores of it fail."""

    name: str
    count: int
    told: str
    failed: bool = False


@dataclass(frozen=True)
class Mark:
    """One month's score, how it is told, and whether it failed."""

    month: date
    score: float
    told: str
    failed: bool = False


def histogram(bins: Sequence[Bin], palette: Palette, *, height: int = 190) -> go.Figure:
    """Bars with their counts above; those that fail in their own colour."""
    trace = {
        "type": "bar",
        "x": [one.name for one in bins],
        "y": [one.count for one in bins],
        "marker": {"color": [palette.late if one.failed else palette.bar for one in bins]},
        "text": [f"▲ {one.count}" if one.failed else str(one.count or "") for one in bins],
        "textposition": "outside",
        "textfont": {"size": SIZE, "color": palette.text},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [plain(one.told) for one in bins],
    }
    most = max((one.count for one in bins), default=0) or 1
    layout: Spec = {
        "xaxis": value_axis(palette) | {"type": "category", "showgrid": False},
        "yaxis": {"visible": False, "range": [0, most * 1.18], "fixedrange": True},
        "bargap": 0.12,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 4},
    }
    return figure([trace], layout, palette, height)


def course(
    marks: Sequence[Mark], limits: Sequence[tuple[float, str]], palette: Palette, *, height: int = 250
) -> go.Figure:
    """A line of months with the limits of the bands across it, named at their ends; fails stand out."""
    failed = [one for one in marks if one.failed]
    traces = [
        _months(marks)
        | {
            "mode": "lines+markers",
            "line": {"color": palette.series[0], "width": 2},
            "marker": {"size": 5, "color": palette.series[0]},
        },
        _months(failed)
        | {
            "mode": "markers+text",
            "marker": {"size": 11, "color": palette.late, "symbol": "triangle-up"},
            "text": [f"{one.score:g}" for one in failed],
            "textposition": "bottom center",
            "textfont": {"size": SIZE, "color": palette.late},
        },
    ]
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    dashed = {"color": palette.former, "width": 1, "dash": "dot"}
    ends = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6}
    low = min([*(one.score for one in marks), *(limit for limit, _ in limits)]) - 6
    layout: Spec = {
        "xaxis": time_axis(palette) | {"nticks": 10, "tickformat": "%Y-%m"},
        "yaxis": value_axis(palette) | {"range": [max(0, low), 101], "dtick": 10, "showgrid": False},
        "shapes": [across | {"y0": limit, "y1": limit, "line": dashed} for limit, _ in limits],
        "annotations": [note(plain(text), palette.second, y=limit, **ends) for limit, text in limits],
        "margin": {"l": 8, "r": 16 + max((width(text) for _, text in limits), default=0), "t": 10, "b": 8},
    }
    return figure(traces, layout, palette, height)


def _months(marks: Sequence[Mark]) -> Spec:
    return {
        "type": "scatter",
        "x": [one.month for one in marks],
        "y": [one.score for one in marks],
        "hovertext": [plain(one.told) for one in marks],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
