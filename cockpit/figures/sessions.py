"""What comes one after the other, each with a score: trainings between nothing and all, below their limit or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cockpit.figures.base import SIZE, Spec, cut, figure, note, plain, value_axis, width
from cockpit.figures.palette import Palette

TILT = -38
LONGEST_NAME = 9
ROOM = 72  # what the first name takes left of the axis
ABOVE = 9  # points of the axis that a figure above its mark takes


@dataclass(frozen=True)
class Session:
    """One of them: its name and day below the axis, its score as a number and in words, and how it is told.

    ``low``: it is below its limit. ``chosen``: it is the one looked at.
    """

    name: str
    day: str
    score: float
    value: str
    told: str
    low: bool = False
    chosen: bool = False


def sessions(shown: Sequence[Session], limit: tuple[float, str], palette: Palette, *, height: int = 320) -> go.Figure:
    """A curve from one to the next with every score at its mark and every name below; the limit lies across."""
    low = min([limit[0], *(one.score for one in shown)]) - ABOVE
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit[0], "y1": limit[0], "layer": "below"}
    end = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "y": limit[0]}
    layout: Spec = {
        "xaxis": _names(shown, palette),
        "yaxis": value_axis(palette) | {"range": [max(0.0, low), 100 + ABOVE], "dtick": 10, "tickmode": "linear"},
        "shapes": [across | {"line": {"color": palette.late, "width": 1, "dash": "dot"}}],
        "annotations": [note(plain(limit[1]), palette.late, **end)],
        "margin": {"l": ROOM, "r": 16 + width(limit[1]), "t": 8, "b": 8},
    }
    return figure([_curve(shown, palette)], layout, palette, height)


def _curve(shown: Sequence[Session], palette: Palette) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": list(range(len(shown))),
        "y": [one.score for one in shown],
        "line": {"color": palette.bar, "width": 2},
        "marker": {
            "size": [11 if one.low or one.chosen else 7 for one in shown],
            "color": [palette.late if one.low else palette.series[0] for one in shown],
            "symbol": ["triangle-up" if one.low else "circle" for one in shown],
            "line": {"color": palette.text, "width": [2 if one.chosen else 0 for one in shown]},
        },
        "text": [plain(one.value) for one in shown],
        "textposition": ["bottom center" if one.low else "top center" for one in shown],
        "textfont": {"size": SIZE, "color": [palette.late if one.low else palette.text for one in shown]},
        "hovertext": [plain(one.told) for one in shown],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _names(shown: Sequence[Session], palette: Palette) -> Spec:
    names = [f"{one.day} {cut(one.name, LONGEST_NAME)}" for one in shown]
    return {
        "tickvals": list(range(len(shown))),
        "ticktext": [plain(name) for name in names],
        "tickangle": TILT,
        "ticklabeloverflow": "allow",  # the first name begins left of its mark, and would be left out
        "tickfont": {"size": SIZE - 1, "color": palette.second},
        "range": [-1, max(len(shown) - 0.3, 0.7)],
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.former,
        "fixedrange": True,
        "automargin": True,
    }
