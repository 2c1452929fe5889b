"""Parts of a whole: a ring, and level bars with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cockpit.figures.base import SIZE, Spec, cut, figure, note, plain, width
from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Part

# The small slices come last; from here they lie at the left, where their names stand below each other.
RING_START = -62
LONGEST_NAME = 15
GAP = 18
THICK = 19


def shares(parts: Sequence[Part], palette: Palette, *, whole: str, height: int = 340) -> go.Figure:
    """A ring of parts, each named beside its slice with its share and change; a part without a key is the rest, grey.

    ``whole`` stands in the middle.
    """
    colours = [
        palette.former if part.key is None else palette.series[place % len(palette.series)]
        for place, part in enumerate(parts)
    ]
    ring = {
        "type": "pie",
        "labels": [f"{place}" for place in range(len(parts))],  # two parts may have one name
        "values": [part.value for part in parts],
        "text": [f"{plain(cut(part.name, LONGEST_NAME))}<br>{plain('  '.join(part.cells[1:]))}" for part in parts],
        "textinfo": "text",
        "textposition": "outside",
        "textfont": {
            "size": SIZE,
            "color": [_ink(part, palette) if part.stands_out else palette.text for part in parts],
        },
        "hovertext": [f"{plain(part.name)}<br>{plain(part.told)}" for part in parts],
        "hoverinfo": "text",
        "automargin": True,
        "hole": 0.58,
        "sort": False,
        "direction": "clockwise",
        "rotation": RING_START,
        "marker": {"colors": colours, "line": {"color": palette.ground, "width": 2}},
    }
    middle = note(whole.replace("\n", "<br>"), palette.text, x=0.5, y=0.5, xref="paper", yref="paper")
    layout = {"annotations": [middle], "margin": {"l": 10, "r": 10, "t": 24, "b": 24}}
    return figure([ring], layout, palette, height)


def bars(parts: Sequence[Part], palette: Palette, *, row: int = 34) -> go.Figure:
    """Level bars in the given order, their names left, their numbers in aligned columns right.

    ``row`` is the height of each in pixels; what a bar takes of a tall one stays what it is.
    """
    places = list(range(len(parts)))
    drawn = {
        "type": "bar",
        "x": [part.value for part in parts],
        "y": places,
        "orientation": "h",
        "width": min(0.56, THICK / row),
        "marker": {"color": [_filled(part, palette) for part in parts]},
        "customdata": [[str(part.key)] for part in parts],
        "hovertext": [f"{plain(part.name)}<br>{plain(part.told)}" for part in parts],
        "hoverinfo": "text",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    numbers, right = _numbers(parts, palette)
    names = [cut(part.name, LONGEST_NAME) for part in parts]
    longest = max((part.value for part in parts), default=1)
    layout = {
        "annotations": numbers,
        "margin": {"l": min(220, max(map(width, names), default=0) + 14), "r": right + 4, "t": 4, "b": 4},
        "xaxis": {"visible": False, "range": [0, longest * 1.02 or 1], "fixedrange": True},
        "yaxis": {
            "tickvals": places,
            "ticktext": [plain(name) + "  " for name in names],
            "range": [len(parts) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "tickfont": {"size": SIZE, "color": palette.text},
        },
    }
    return figure([drawn], layout, palette, 12 + row * max(1, len(parts)))


def _filled(part: Part, palette: Palette) -> str:
    """A bar's colour: late, to be watched, or plain."""
    if not part.stands_out:
        return palette.bar
    return palette.late if part.late else palette.series[4]


def _ink(part: Part, palette: Palette) -> str:
    return palette.late if part.late else palette.watch


def _numbers(parts: Sequence[Part], palette: Palette) -> tuple[list[Spec], int]:
    """The parts' numbers as words right of the bars, and how much room they take; the last column is the change."""
    found: list[Spec] = []
    right = 0
    columns = max((len(part.cells) for part in parts), default=0)
    for column in range(columns):
        right += GAP + max(width(part.cells[column]) for part in parts)
        for place, part in enumerate(parts):
            text = plain(part.cells[column])
            stressed = column == columns - 1 and part.stands_out
            ink = _ink(part, palette) if stressed else palette.second if column else palette.text
            where = {"x": 1, "xref": "paper", "xshift": right, "xanchor": "right", "y": place}
            found.append(note(f"<b>{text}</b>" if stressed else text, ink, **where))
    return found, right
