"""A round of time: what falls on each hour, weekday or week of term, as bars, or as lines where there are parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import plotly.graph_objects as go

from cockpit.figures.base import Spec, figure, note, plain, span, steps, value_axis, width
from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Series

NAME_HEIGHT = 17


def profile(
    series: Sequence[Series],
    places: Sequence[tuple[str, str]],
    palette: Palette,
    *,
    height: int = 340,
    wording: Callable[[float], str] = str,
) -> go.Figure:
    """Bars for one series, a line each for several. ``places`` are (key, word); an empty word leaves its tick out."""
    single = len(series) == 1
    values = [one for line in series for one in (*line.values, *line.former) if one is not None]
    low, high = span(values, zero=True)
    traces: list[Spec] = []
    names: list[tuple[float, str, str]] = []
    for number, line in enumerate(series):
        colour = palette.bar if single else palette.series[number % len(palette.series)]
        traces.append(_drawn(line, places, colour, number, bars=single))
        if line.former:
            traces.append(_former(line, palette, number))
            names += _end(line.former, line.former_name, palette.second)
        if not single:
            names += _end(line.values, line.name, palette.inks[number % len(palette.inks)])
    ticks = [at for at, (_, word) in enumerate(places) if word]
    room = max((width(text) for _, text, _ in names), default=0)
    layout: Spec = {
        "xaxis": value_axis(palette)
        | {"tickvals": ticks, "ticktext": [plain(places[at][1]) for at in ticks], "showgrid": False}
        | {"range": [-0.6, len(places) - 0.4]},
        "yaxis": value_axis(palette) | {"range": [low, high]} | steps(low, high, wording),
        "annotations": _names(names, len(places) - (0.6 if single else 1), (low, high), height),
        "margin": {"l": 8, "r": min(240, 14 + room), "t": 10, "b": 8},
    }
    return figure(traces, layout, palette, height)


def _drawn(line: Series, places: Sequence[tuple[str, str]], colour: str, number: int, *, bars: bool) -> Spec:
    shared: Spec = {
        "x": list(range(len(places))),
        "y": list(line.values),
        "customdata": [[key, number] for key, _ in places],
        "hovertext": [plain(told) for told in line.told],
        "hoverinfo": "text",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    if bars:
        shapes = ["/" if at == line.running else "" for at in range(len(places))]
        pattern = {"shape": shapes, "fillmode": "replace", "size": 6}
        return shared | {"type": "bar", "width": 0.62, "marker": {"color": colour, "pattern": pattern}}
    look = {"line": {"color": colour, "width": 1.8}, "marker": {"size": 5, "color": colour}}
    return shared | look | {"type": "scatter", "mode": "lines+markers", "cliponaxis": False}


def _former(line: Series, palette: Palette, number: int) -> Spec:
    return {
        "type": "scatter",
        "x": list(range(len(line.former))),
        "y": list(line.former),
        "mode": "lines+markers",
        "line": {"color": palette.second, "width": 1.2},
        "marker": {"size": 4, "color": palette.second},
        "hoverinfo": "text",
        "hovertext": [plain(told) for told in line.former_told],
        "customdata": [["", number] for _ in line.former],
        "cliponaxis": False,
    }


def _end(values: Sequence[float | None], text: str, colour: str) -> list[tuple[float, str, str]]:
    last = next((one for one in reversed(values) if one is not None), None)
    return [] if last is None or not text else [(last, text, colour)]


def _names(
    names: Sequence[tuple[float, str, str]], last: float, bounds: tuple[float, float], height: int
) -> list[Spec]:
    """The series' names at the right, moved apart where they would stand on each other."""
    scale = (height - 60) / ((bounds[1] - bounds[0]) or 1)
    found: list[Spec] = []
    before = bounds[0] * scale - NAME_HEIGHT / 2
    for value, text, colour in sorted(names):
        before = max(value * scale, before + NAME_HEIGHT)
        where = {"x": last, "y": value, "xanchor": "left", "xshift": 9, "yshift": before - value * scale}
        found.append(note(plain(text), colour, **where))
    return found
