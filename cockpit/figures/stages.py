"""Stages of one way below each other: bars of parts end to end, the parts' numbers in columns beside them."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cockpit.figures.base import SIZE, Spec, figure, note, plain, width
from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Way

ROW, HEAD, GAP = 34, 26, 18
COLOURS = (0, 5, 2, 6)  # of the palette's series: none that is near the colour of what is late


def stages(names: Sequence[str], ways: Sequence[Way], palette: Palette, *, whole: str) -> go.Figure:
    """A bar of stages for each way, ``names`` naming the stages; above the columns stand the names in their colours.

    ``whole`` names the last column, which is not a stage. A stage without data is left out of the bar.
    """
    places = list(range(len(ways)))
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [way.values[stage] or 0 for way in ways],
            "y": places,
            "width": 0.56,
            "marker": {"color": palette.series[COLOURS[stage % len(COLOURS)]]},
            "hovertext": [plain(way.told[stage]) for way in ways],
            "hoverinfo": "text",
        }
        for stage in range(len(names))
    ]
    notes, right = _columns(names, ways, palette, whole)
    layout: Spec = {
        "barmode": "stack",
        "annotations": notes,
        "margin": {"l": max((width(way.name) for way in ways), default=0) + 14, "r": right + 4, "t": 4, "b": 4},
        "xaxis": {"visible": False, "fixedrange": True, "rangemode": "tozero"},
        "yaxis": {
            "tickvals": places,
            "ticktext": [plain(way.name) + "  " for way in ways],
            "range": [len(ways) - 0.5, -0.5 - HEAD / ROW],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "tickfont": {"size": SIZE, "color": palette.text},
        },
    }
    return figure(traces, layout, palette, 12 + HEAD + ROW * max(1, len(ways)))


def _columns(names: Sequence[str], ways: Sequence[Way], palette: Palette, whole: str) -> tuple[list[Spec], int]:
    """The numbers right of the bars under the names of their stages, and how much room they take."""
    found: list[Spec] = []
    right = 0
    heads = [*(f"■ {name}" for name in names), whole]
    for column, head in enumerate(heads):
        right += GAP + max(width(head), *(width(way.cells[column]) for way in ways))
        where = {"x": 1, "xref": "paper", "xshift": right, "xanchor": "right"}
        stage = column < len(names)
        ink = palette.inks[COLOURS[column % len(COLOURS)]] if stage else palette.second
        found.append(note(plain(head), ink, y=-0.5 - HEAD / ROW / 2, **where))
        found += [note(plain(way.cells[column]), palette.text, y=place, **where) for place, way in enumerate(ways)]
    return found, right
