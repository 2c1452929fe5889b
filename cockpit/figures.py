"""Answers drawn: Plotly figures and small SVG, pure functions of values, words and a palette.

Colours are Okabe and Ito's, told apart by people who do not see red and green. Lines carry their names at their
ends instead of a legend; colour beyond the first series is kept for what differs.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

FONT = "Cockpit, CockpitRest, sans-serif"
SIZE = 13
NO_TEMPLATE = go.layout.Template()
MOST_TICKS = 9
LABEL_HEIGHT = 17
# The small slices come last; from here they lie at the left, where their names stand below each other.
RING_START = -62


@dataclass(frozen=True)
class Palette:
    """The colours of one light: ``series`` for lines and slices, ``inks`` for words in the same hue."""

    ground: str
    panel: str
    text: str
    second: str
    grid: str
    band: str
    former: str
    bar: str
    watch: str
    late: str
    fine: str
    series: tuple[str, ...]
    inks: tuple[str, ...]


LIGHT = Palette(
    ground="#FFFFFF",
    panel="#F2F5F8",
    text="#17212B",
    second="#52616F",
    grid="#E6EBF0",
    band="rgba(82,97,111,0.09)",
    former="#9AA7B4",
    bar="#8FA9C4",
    watch="#8A5A00",
    late="#B03A00",
    fine="#00664B",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#6B5B95", "#8C6D31"),
    inks=("#00619A", "#AD4A00", "#00704F", "#9A4A76", "#875C00", "#1F6F9F", "#5A4B82", "#6E5523"),
)
DARK = Palette(
    ground="#0B1622",
    panel="#14222F",
    text="#F2F5F7",
    second="#9FB0BF",
    grid="#1E2E3D",
    band="rgba(159,176,191,0.12)",
    former="#6F8294",
    bar="#4F7191",
    watch="#E69F00",
    late="#FF7A33",
    fine="#2DBE94",
    series=("#4DA3DB", "#FF7A33", "#2DBE94", "#E29AC3", "#E69F00", "#9AD1F5", "#A99BD6", "#C9AE72"),
    inks=("#7CBEE8", "#FF9C66", "#4FD3AC", "#EDB5D3", "#F0B63C", "#B5DEF8", "#BEB3E3", "#D8C393"),
)


@dataclass(frozen=True)
class Point:
    """One unit of time: where, how much (None: no data), how it is told, whether the unit still runs."""

    at: date
    value: float | None
    told: str
    running: bool = False


@dataclass(frozen=True)
class Line:
    """A series under its name, its last value worded, and beside it the same of the period it is compared with.

    ``peak`` is the place of the point that towers above the others and what is said of it.
    """

    name: str
    points: tuple[Point, ...]
    last: str = ""
    former: tuple[Point, ...] = ()
    former_name: str = ""
    key: str = ""
    peak: tuple[int, str] | None = None


@dataclass(frozen=True)
class Axis:
    """Times under a chart and what stands behind it: ``shades`` (first, until, name) and ``marks`` (day, text)."""

    ticks: tuple[tuple[date, str], ...]
    shades: tuple[tuple[date, date, str], ...] = ()
    marks: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of a whole: its key, name and value, its numbers in words (the last is its change), whether it stands out."""

    key: Any
    name: str
    value: float
    cells: tuple[str, ...]
    stands_out: bool = False

    @property
    def told(self) -> str:
        """Its numbers in one line."""
        return "  ".join(self.cells)


def trend(
    lines: Sequence[Line],
    axis: Axis,
    palette: Palette,
    *,
    height: int = 340,
    wording: Callable[[float], str] = str,
    zero: bool = True,
) -> go.Figure:
    """Lines over time, each named at its end; the unit that still runs is dotted, the former period a thin grey line."""
    figure = _figure(palette, height)
    single = len(lines) == 1
    names: list[tuple[date, float, str, str]] = []
    for number, line in enumerate(lines):
        colour = palette.series[number % len(palette.series)]
        ink = palette.text if single else palette.inks[number % len(palette.inks)]
        if line.former:
            figure.add_trace(_former(line, palette, number))
            names += _end(line.former, line.former_name, palette.second)
        figure.add_traces(_line(line, colour, number, thick=single))
        named = line.last if single else f"{line.name} {line.last}".strip()
        names += _end(line.points, named, ink)
    values = [point.value for line in lines for point in (*line.points, *line.former) if point.value is not None]
    low, high = _range(values, zero=zero)
    figure.update_yaxes(range=[low, high], **_steps(low, high, wording))
    _behind(figure, axis, palette)
    for line in lines if single else ():
        _label_peak(figure, line, palette)
    _label_ends(figure, names, (low, high), height)
    margin = max((_width(text) for _, _, text, _ in names), default=0)
    figure.update_layout(margin={"r": min(240, 22 + margin), "l": 8, "t": 26 if axis.shades or axis.marks else 10, "b": 8})
    return figure


def multiples(
    lines: Sequence[Line],
    axis: Axis,
    palette: Palette,
    *,
    columns: int = 3,
    wording: Callable[[float], str] = str,
    zero: bool = True,
) -> go.Figure:
    """One small chart a line, all on the same scale."""
    rows = -(-len(lines) // columns)
    height = 40 + 150 * rows
    figure = _figure(palette, height)
    values = [point.value for line in lines for point in (*line.points, *line.former) if point.value is not None]
    low, high = _range(values, zero=zero)
    for number, line in enumerate(lines):
        row, column = divmod(number, columns)
        axes = {"xaxis": f"x{number + 1 if number else ''}", "yaxis": f"y{number + 1 if number else ''}"}
        if line.former:
            figure.add_trace(_former(line, palette, number).update(**axes))
        figure.add_traces([trace.update(**axes) for trace in _line(line, palette.series[0], number, thick=False)])
        left, width = column / columns, 1 / columns
        top, tall = 1 - row / rows, 1 / rows
        domain = {"x": [left + (0.03 if column else 0), left + width - 0.02], "y": [top - tall * 0.8, top - tall * 0.17]}
        suffix = str(number + 1) if number else ""
        few = axis.ticks[:: max(1, len(axis.ticks) // 3)]
        figure.layout[f"xaxis{suffix}"] = {
            **_time_axis(palette),
            "domain": domain["x"],
            "anchor": f"y{suffix}",
            "tickvals": [at for at, _ in few],
            "ticktext": [text for _, text in few],
        }
        figure.layout[f"yaxis{suffix}"] = {
            **_value_axis(palette),
            "domain": domain["y"],
            "anchor": f"x{suffix}",
            "range": [low, high],
            "nticks": 3,
            "showticklabels": column == 0,
            **(_steps(low, high, wording, few=True) if column == 0 else _steps(low, high, lambda _: "", few=True)),
        }
        figure.add_annotation(
            text=f"<b>{_plain(line.name)}</b>  {_plain(line.last)}",
            x=domain["x"][0],
            y=top - tall * 0.015,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            showarrow=False,
            font={"size": SIZE, "color": palette.text},
        )
    figure.update_layout(margin={"l": 8, "r": 8, "t": 6, "b": 4})
    return figure


def shares(parts: Sequence[Part], palette: Palette, *, whole: str, height: int = 340) -> go.Figure:
    """A ring of parts, each named beside its slice; the last part is the rest, in grey, if its key is None."""
    figure = _figure(palette, height)
    colours = [
        palette.former if part.key is None else palette.series[n % len(palette.series)] for n, part in enumerate(parts)
    ]
    figure.add_trace(
        go.Pie(
            labels=[_plain(part.name) for part in parts],
            values=[part.value for part in parts],
            text=[_plain(part.told) for part in parts],
            texttemplate="%{label} %{percent:.1%}",
            textposition="outside",
            textfont={"size": SIZE, "color": palette.text},
            hovertemplate="%{label}<br>%{text}<extra></extra>",
            hole=0.58,
            sort=False,
            direction="clockwise",
            rotation=RING_START,
            marker={"colors": colours, "line": {"color": palette.ground, "width": 2}},
            showlegend=False,
        )
    )
    figure.add_annotation(
        text=whole.replace("\n", "<br>"),
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": 15, "color": palette.text},
    )
    side = min(170, 14 + max((_width(f"{part.name} 00.0%") for part in parts), default=80))
    figure.update_layout(margin={"l": side, "r": side, "t": 30, "b": 30})
    return figure


def bars(parts: Sequence[Part], palette: Palette, *, row: int = 34) -> go.Figure:
    """Level bars in the given order, their names left, their numbers in two aligned columns right."""
    height = 12 + row * max(1, len(parts))
    figure = _figure(palette, height)
    places = list(range(len(parts)))
    figure.add_trace(
        go.Bar(
            x=[part.value for part in parts],
            y=places,
            orientation="h",
            width=0.56,
            marker={"color": [palette.series[4] if part.stands_out else palette.bar for part in parts]},
            customdata=[[str(part.key)] for part in parts],
            hovertext=[f"{_plain(part.name)}<br>{_plain(part.told)}" for part in parts],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    right = 0
    for column in range(max((len(part.cells) for part in parts), default=0)):
        right += 18 + max(_width(part.cells[column]) for part in parts)
        for place, part in enumerate(parts):
            last = column == len(part.cells) - 1
            text, stressed = _plain(part.cells[column]), last and part.stands_out
            figure.add_annotation(
                text=f"<b>{text}</b>" if stressed else text,
                x=1,
                xref="paper",
                xshift=right,
                xanchor="right",
                y=place,
                showarrow=False,
                font={"size": SIZE, "color": palette.watch if stressed else palette.second if column else palette.text},
            )
    left = min(220, max((_width(_cut(part.name, 15)) for part in parts), default=0) + 14)
    figure.update_layout(margin={"l": left, "r": right + 4, "t": 4, "b": 4}, bargap=0.4)
    figure.update_xaxes(visible=False, range=[0, max([part.value for part in parts], default=1) * 1.02 or 1], fixedrange=True)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[_plain(_cut(part.name, 15)) + "  " for part in parts],
        range=[len(parts) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickfont={"size": SIZE, "color": palette.text},
    )
    return figure


def spark(values: Sequence[float | None], palette: Palette, *, width: int = 96, height: int = 28) -> str:
    """A line without axes, its last point marked, as an image. Decoration beside a number: no text stands for it."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = (high - low) or 1.0
    step = (width - 8) / max(1, len(values) - 1)
    points = [(3 + place * step, height - 4 - (value - low) / span * (height - 8)) for place, value in known]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<polyline points="{path}" fill="none" stroke="{palette.series[0]}" stroke-width="1.6" '
        f'stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{palette.series[0]}"/></svg>'
    )
    source = base64.b64encode(drawn.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{source}" width="{width}" height="{height}" alt="">'


def ticks(days: Sequence[date], wording: Callable[[date], str], most: int = MOST_TICKS) -> tuple[tuple[date, str], ...]:
    """At most so many of the days, evenly apart, the last among them counted from the end."""
    step = max(1, -(-len(days) // most))
    chosen = list(days)[(len(days) - 1) % step :: step] if days else []
    return tuple((day, wording(day)) for day in chosen)


def _figure(palette: Palette, height: int) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        template=NO_TEMPLATE,
        height=height,
        font={"family": FONT, "size": SIZE, "color": palette.second},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        hoverlabel={
            "bgcolor": palette.panel,
            "bordercolor": palette.grid,
            "font": {"family": FONT, "size": SIZE, "color": palette.text},
            "align": "left",
        },
        dragmode=False,
        clickmode="event+select",
    )
    figure.update_xaxes(**_time_axis(palette))
    figure.update_yaxes(**_value_axis(palette))
    return figure


def _time_axis(palette: Palette) -> dict[str, Any]:
    return {
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.former,
        "tickfont": {"size": SIZE - 1, "color": palette.second},
        "fixedrange": True,
        "automargin": True,
    }


def _value_axis(palette: Palette) -> dict[str, Any]:
    return {
        "gridcolor": palette.grid,
        "zeroline": False,
        "tickfont": {"size": SIZE - 1, "color": palette.second},
        "fixedrange": True,
        "automargin": True,
    }


def _line(line: Line, colour: str, number: int, *, thick: bool) -> list[go.Scatter]:
    """The line, and dotted the way to the unit that still runs."""
    run = next((place for place, point in enumerate(line.points) if point.running), len(line.points))
    solid, dotted = line.points[:run], line.points[max(0, run - 1) :] if run < len(line.points) else ()
    marked = len(line.points) <= 62
    shared = {"hoverinfo": "text", "line": {"color": colour, "width": 2.4 if thick else 1.8}, "cliponaxis": False}
    traces = [
        go.Scatter(
            x=[point.at for point in solid],
            y=[point.value for point in solid],
            mode="lines+markers" if marked else "lines",
            marker={"size": 6 if thick else 5, "color": colour},
            customdata=[[str(point.at), number] for point in solid],
            hovertext=[_plain(point.told) for point in solid],
            selected={"marker": {"size": 10, "opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            **shared,
        )
    ]
    if dotted:
        dashed = {**shared, "line": {**shared["line"], "dash": "dot"}}
        traces.append(
            go.Scatter(
                x=[point.at for point in dotted],
                y=[point.value for point in dotted],
                mode="lines+markers",
                marker={
                    "size": [0 if not point.running else 8 for point in dotted],
                    "color": colour,
                    "symbol": "circle-open",
                    "line": {"width": 2},
                },
                customdata=[[str(point.at), number] for point in dotted],
                hovertext=[_plain(point.told) for point in dotted],
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
                **dashed,
            )
        )
    return traces


def _former(line: Line, palette: Palette, number: int) -> go.Scatter:
    return go.Scatter(
        x=[point.at for point in line.former],
        y=[point.value for point in line.former],
        mode="lines",
        line={"color": palette.former, "width": 1.2},
        hoverinfo="text",
        hovertext=[_plain(point.told) for point in line.former],
        customdata=[["", number] for _ in line.former],
        cliponaxis=False,
    )


def _end(points: Sequence[Point], text: str, colour: str) -> list[tuple[date, float, str, str]]:
    known = [point for point in points if point.value is not None]
    if not known or not text:
        return []
    return [(known[-1].at, float(known[-1].value or 0), text, colour)]


def _label_peak(figure: go.Figure, line: Line, palette: Palette) -> None:
    if line.peak is None:
        return
    point = line.points[line.peak[0]]
    late = line.peak[0] > len(line.points) / 2
    figure.add_annotation(
        text=_plain(line.peak[1]), x=point.at, y=point.value, xanchor="right" if late else "left",
        xshift=-9 if late else 9, yshift=2, showarrow=False, font={"size": SIZE, "color": palette.text},
    )  # fmt: skip


def _label_ends(
    figure: go.Figure, names: Sequence[tuple[date, float, str, str]], span: tuple[float, float], height: int
) -> None:
    """Names at the lines' ends, moved apart where they would stand on each other."""
    if not names:
        return
    last = max(at for at, *_ in names)
    scale = (height - 60) / ((span[1] - span[0]) or 1)
    places: list[float] = []
    for _, value, text, colour in sorted(names, key=lambda name: name[1]):
        place = max(value * scale, span[0] * scale + LABEL_HEIGHT / 2)
        if places and place - places[-1] < LABEL_HEIGHT:
            place = places[-1] + LABEL_HEIGHT
        places.append(place)
        figure.add_annotation(
            text=_plain(text),
            x=last,
            y=value,
            xshift=9,
            yshift=place - value * scale,
            xanchor="left",
            showarrow=False,
            font={"size": SIZE, "color": colour},
        )


def _behind(figure: go.Figure, axis: Axis, palette: Palette) -> None:
    figure.update_xaxes(tickvals=[at for at, _ in axis.ticks], ticktext=[text for _, text in axis.ticks], type="date")
    half = timedelta(hours=12)
    for first, until, name in axis.shades:
        figure.add_shape(
            type="rect", xref="x", yref="paper", x0=_noon(first) - 2 * half, x1=_noon(until) - 2 * half, y0=0, y1=1,
            fillcolor=palette.band, line={"width": 0}, layer="below",
        )  # fmt: skip
        if name:
            figure.add_annotation(
                text=_plain(name), x=_noon(first) - 2 * half, y=1, xref="x", yref="paper", xanchor="left",
                yanchor="bottom", showarrow=False, font={"size": SIZE - 2, "color": palette.second},
            )  # fmt: skip
    for day, text in axis.marks:
        figure.add_shape(
            type="line", xref="x", yref="paper", x0=day, x1=day, y0=0, y1=1,
            line={"color": palette.watch, "width": 1, "dash": "dot"}, layer="below",
        )  # fmt: skip
        figure.add_annotation(
            text="◆ " + _plain(_cut(text, 16)), hovertext=_plain(text), x=day, y=1, xref="x", yref="paper",
            xanchor="left", yanchor="top", showarrow=False, font={"size": SIZE - 1, "color": palette.watch},
        )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - a place on an axis of days


def _range(values: Sequence[float], *, zero: bool) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if zero:
        low = min(0.0, low)
    pad = (high - low or abs(high) or 1.0) * 0.1
    return (max(0.0, 0.0 if zero else low - pad) if low >= 0 else low - pad), high + pad


def _steps(low: float, high: float, wording: Callable[[float], str], *, few: bool = False) -> dict[str, Any]:
    """Round values on the axis, told in the reader's words."""
    target = (high - low) / (2 if few else 4)
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


def _width(text: str) -> int:
    """About how many pixels a text takes."""
    return round(sum(SIZE if ord(letter) > 0x2E80 else SIZE * 0.6 for letter in text))


def _cut(text: str, most: int) -> str:
    """The text, or as much of it as there is room for: a Chinese character takes the room of two Latin letters."""
    room = most * 2.0
    for place, letter in enumerate(text):
        room -= 2 if ord(letter) > 0x2E80 else 1
        if room < 0:
            return text[:place] + "…"
    return text


def _plain(text: str) -> str:
    """Record text without power over the page: Plotly reads a few tags."""
    return escape(text, quote=False)
