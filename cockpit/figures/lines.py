"""Values over time: one chart of lines, or one small chart a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import plotly.graph_objects as go

from cockpit.figures.base import SIZE, Spec, cut, figure, note, plain, span, steps, time_axis, value_axis, width
from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Axis, Line, Point

MOST_TICKS = 9
LABEL_HEIGHT = 17
PANEL_HEIGHT = 165

Name = tuple[date, float, str, str]


def trend(
    lines: Sequence[Line],
    axis: Axis,
    palette: Palette,
    *,
    height: int = 340,
    wording: Callable[[float], str] = str,
    zero: bool = True,
) -> go.Figure:
    """Lines over time, each named at its end; the running unit is dotted, the former period a thin grey line."""
    single = len(lines) == 1
    traces: list[Spec] = []
    names: list[Name] = []
    for number, line in enumerate(lines):
        ink = palette.text if single else palette.inks[number % len(palette.inks)]
        if line.former:
            traces.append(_former(line, palette, number))
            names += _end(line.former, line.former_name, palette.second)
        traces += _line(line, palette.series[number % len(palette.series)], number, thick=single)
        names += _end(line.points, line.last if single else f"{line.name} {line.last}".strip(), ink)
    low, high = _bounds(lines, zero=zero)
    shapes, notes = _behind(axis, palette)
    notes += [_peak(line, palette) for line in lines if single and line.peak]
    notes += _ends(names, (low, high), height)
    room = max((width(text) for _, _, text, _ in names), default=0)
    layout = {
        "xaxis": time_axis(palette) | _ticked(axis.ticks),
        "yaxis": value_axis(palette) | {"range": [low, high]} | steps(low, high, wording),
        "shapes": shapes,
        "annotations": notes,
        "margin": {
            "r": min(240, 22 + room),
            "l": 8,
            "t": 26 if axis.shades or axis.marks or axis.since else 10,
            "b": 8,
        },
    }
    return figure(traces, layout, palette, height)


def multiples(
    lines: Sequence[Line],
    axis: Axis,
    palette: Palette,
    *,
    columns: int = 3,
    wording: Callable[[float], str] = str,
    zero: bool = True,
) -> go.Figure:
    """One small chart a line, all on the same scale; each title holds the value of the last unit that has ended."""
    rows = -(-len(lines) // columns)
    low, high = _bounds(lines, zero=zero)
    few = axis.ticks[:: max(1, len(axis.ticks) // 3)]
    traces: list[Spec] = []
    layout: Spec = {"margin": {"l": 8, "r": 8, "t": 6, "b": 4}, "annotations": [], "shapes": []}
    for number, line in enumerate(lines):
        row, column = divmod(number, columns)
        suffix = str(number + 1) if number else ""
        axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        own = [_former(line, palette, number)] if line.former else []
        own += _line(line, palette.series[0], number, thick=False)
        traces += [trace | axes for trace in own]
        left, top, tall = column / columns, 1 - row / rows, 1 / rows
        across = [left + (0.03 if column else 0), left + 1 / columns - 0.02]
        layout[f"xaxis{suffix}"] = time_axis(palette) | _ticked(few) | {"domain": across, "anchor": f"y{suffix}"}
        layout[f"yaxis{suffix}"] = (
            value_axis(palette)
            | {"domain": [top - tall * 0.8, top - tall * 0.17], "anchor": f"x{suffix}", "range": [low, high]}
            | {"showticklabels": column == 0}
            | steps(low, high, wording, few=True)
        )
        shapes, names = _behind_panel(axis, palette, suffix)
        layout["shapes"] += shapes
        layout["annotations"] += [] if number else names
        layout["annotations"].append(_panel_title(line, palette, across[0], top - tall * 0.015))
    return figure(traces, layout, palette, 40 + PANEL_HEIGHT * rows)


def _behind_panel(axis: Axis, palette: Palette, suffix: str) -> tuple[list[Spec], list[Spec]]:
    """What stands behind a small chart, and the names of its shades."""
    shapes, names = _behind(axis, palette)
    panel = {"xref": f"x{suffix}", "yref": f"y{suffix} domain"}
    named = len([one for one in axis.shades if one[2]])
    return [shape | panel for shape in shapes], [name | panel | {"yanchor": "top"} for name in names[:named]]


def _panel_title(line: Line, palette: Palette, x: float, y: float) -> Spec:
    text = f"<b>{plain(line.name)}</b>  {plain(line.complete)}{_so_far(line, palette)}"
    return note(text, palette.text, x=x, y=y, xref="paper", yref="paper", xanchor="left", yanchor="top")


def _so_far(line: Line, palette: Palette) -> str:
    """What the running unit has come to, small after a panel's title."""
    if not line.points or not line.points[-1].running or line.points[-1].value is None:
        return ""
    return f'  <span style="color:{palette.second};font-size:{SIZE - 2}px">{plain(line.last)}</span>'


def ticks(days: Sequence[date], wording: Callable[[date], str], most: int = MOST_TICKS) -> tuple[tuple[date, str], ...]:
    """At most so many of the days, evenly apart, the last among them counted from the end."""
    step = max(1, -(-len(days) // most))
    chosen = list(days)[(len(days) - 1) % step :: step] if days else []
    return tuple((day, wording(day)) for day in chosen)


def _bounds(lines: Sequence[Line], *, zero: bool) -> tuple[float, float]:
    values = [point.value for line in lines for point in (*line.points, *line.former) if point.value is not None]
    return span(values, zero=zero)


def _ticked(ticks: Sequence[tuple[date, str]]) -> Spec:
    return {"tickvals": [at for at, _ in ticks], "ticktext": [text for _, text in ticks]}


def _line(line: Line, colour: str, number: int, *, thick: bool) -> list[Spec]:
    """The line, and dotted the way to the unit that still runs."""
    run = next((place for place, point in enumerate(line.points) if point.running), len(line.points))
    solid, dotted = line.points[:run], line.points[max(0, run - 1) :] if run < len(line.points) else ()
    stroke: Spec = {"color": colour, "width": 2.4 if thick else 1.8}
    traces = [
        _points(solid, number)
        | {
            "mode": "lines+markers" if len(line.points) <= 62 else "lines",
            "marker": _marker(solid, colour, 6 if thick else 5),
            "selected": {"marker": {"size": 10, "opacity": 1}},
            "line": stroke,
        }
    ]
    if dotted:
        sizes = [0 if not point.running else 8 for point in dotted]
        traces.append(
            _points(dotted, number)
            | {
                "mode": "lines+markers",
                "marker": {"size": sizes, "color": colour, "symbol": "circle-open", "line": {"width": 2}},
                "selected": {"marker": {"opacity": 1}},
                "line": stroke | {"dash": "dot"},
            }
        )
    return traces


def _points(points: Sequence[Point], number: int) -> Spec:
    """What every trace of a line has: where its points are, and what they tell."""
    return {
        "type": "scatter",
        "x": [point.at for point in points],
        "y": [point.value for point in points],
        "customdata": [[str(point.at), number] for point in points],
        "hovertext": [plain(point.told) for point in points],
        "hoverinfo": "text",
        "unselected": {"marker": {"opacity": 1}},
        "cliponaxis": False,
    }


def _marker(points: Sequence[Point], colour: str, size: int) -> Spec:
    """Dots; a unit of which only a part is counted is hollow."""
    if not any(point.partial for point in points):
        return {"size": size, "color": colour}
    hollow = ["circle-open" if point.partial else "circle" for point in points]
    return {"size": size + 1, "color": colour, "symbol": hollow, "line": {"width": 2, "color": colour}}


def _former(line: Line, palette: Palette, number: int) -> Spec:
    return {
        "type": "scatter",
        "x": [point.at for point in line.former],
        "y": [point.value for point in line.former],
        "mode": "lines",
        "line": {"color": palette.former, "width": 1.2},
        "hoverinfo": "text",
        "hovertext": [plain(point.told) for point in line.former],
        "customdata": [["", number] for _ in line.former],
        "cliponaxis": False,
    }


def _end(points: Sequence[Point], text: str, colour: str) -> list[Name]:
    known = [point for point in points if point.value is not None]
    if not known or not text:
        return []
    return [(known[-1].at, float(known[-1].value or 0), text, colour)]


def _peak(line: Line, palette: Palette) -> Spec:
    assert line.peak is not None
    place, text = line.peak
    late = place > len(line.points) / 2
    where = {"xanchor": "right" if late else "left", "xshift": -9 if late else 9, "yshift": 2}
    return note(plain(text), palette.text, x=line.points[place].at, y=line.points[place].value, **where)


def _ends(names: Sequence[Name], bounds: tuple[float, float], height: int) -> list[Spec]:
    """Names at the lines' ends, moved apart where they would stand on each other."""
    last = max((at for at, *_ in names), default=None)
    scale = (height - 60) / ((bounds[1] - bounds[0]) or 1)
    found: list[Spec] = []
    before = bounds[0] * scale - LABEL_HEIGHT / 2
    for _, value, text, colour in sorted(names, key=lambda name: name[1]):
        before = max(value * scale, before + LABEL_HEIGHT)
        where = {"xshift": 9, "yshift": before - value * scale, "xanchor": "left"}
        found.append(note(plain(text), colour, x=last, y=value, **where))
    return found


def _behind(axis: Axis, palette: Palette) -> tuple[list[Spec], list[Spec]]:
    """Shades with their names at the top, marks as dotted lines with theirs."""
    shapes: list[Spec] = []
    notes: list[Spec] = []
    upright = {"xref": "x", "yref": "paper"}
    for first, until, name in axis.shades:
        begin, end = _eve(first), _eve(until)
        shape = {"type": "rect", "x0": begin, "x1": end, "y0": 0, "y1": 1, "fillcolor": palette.band}
        shapes.append(upright | shape | {"line": {"width": 0}, "layer": "below"})
        if name:
            where = upright | {"x": begin, "y": 1, "xanchor": "left", "yanchor": "bottom"}
            notes.append(
                note(plain(name), palette.second, **where) | {"font": {"size": SIZE - 2, "color": palette.second}}
            )
    marks = [(day, f"◆ {cut(text, 16)}", text, palette.watch) for day, text in axis.marks]
    if axis.since:
        day, text = axis.since
        marks.append((day, f"{text} →", text, palette.second))
    for day, shown, text, colour in marks:
        dotted = {"color": colour, "width": 1, "dash": "dot"}
        shapes.append(
            upright | {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "line": dotted, "layer": "below"}
        )
        where = upright | {"x": day, "y": 1, "xanchor": "left", "yanchor": "top", "xshift": 3, "hovertext": plain(text)}
        notes.append(note(plain(shown), colour, **where))
    return shapes, notes


def _eve(day: date) -> datetime:
    """Half a day before a day's point: where its band begins."""
    return datetime(day.year, day.month, day.day) - timedelta(hours=12)  # noqa: DTZ001 - a place on an axis of days
