"""A line over time as an ECharts option. It is redrawn in place: 15 ms in the browser, a Plotly chart 90."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cockpit.figures.base import FONT, SIZE, Spec, width
from cockpit.figures.palette import Palette
from cockpit.figures.shapes import Axis, Line, Point

MARKED = 62
# A unit of which only a part is counted.
HOLLOW = {"symbol": "emptyCircle", "symbolSize": 8}


@dataclass(frozen=True)
class Scale:
    """How values stand at an axis: times ``factor``, worded by ``told`` ("{value} h"), from zero or not, up to ``top``.

    ``whole`` values have no step smaller than one between them.
    """

    factor: float = 1.0
    told: str = "{value}"
    zero: bool = True
    whole: bool = True
    top: float | None = None


COUNTS = Scale()


def line_option(line: Line, axis: Axis, palette: Palette, scale: Scale = COUNTS) -> Spec:
    """A line, its last value at its end; the way to a unit that still runs is dotted."""
    line = replace(line, points=tuple(_scaled(point, scale) for point in line.points))
    run = next((place for place, point in enumerate(line.points) if point.running), len(line.points))
    solid: list[Spec] = [
        {"value": point.value if place < run else None, "name": point.told} | (HOLLOW if point.partial else {})
        for place, point in enumerate(line.points)
    ]
    series = [_series(solid, palette, dotted=False, marked=len(solid) <= MARKED)]
    if run < len(line.points):
        dotted: list[Spec | float | None] = [
            point.value if place >= run else None for place, point in enumerate(line.points)
        ]
        if run:
            # Its dot is that of the unit that has ended.
            dotted[run - 1] = {"value": line.points[run - 1].value, "symbol": "none"}
        series.append(_series(dotted, palette, dotted=True, marked=True))
    series[-1]["endLabel"] = {"show": True, "formatter": _plain(line.last), "color": palette.text, "fontSize": SIZE}
    if line.peak:
        series[0]["markPoint"] = _peak(line, palette)
    if axis.since:
        series[0]["markLine"] = _since(line, axis.since, palette)
    shades = _shades(line, axis, palette)
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "fontSize": SIZE},
        "grid": {"left": 4, "right": 18 + width(line.last), "top": 26, "bottom": 2, "containLabel": True},
        "tooltip": _tooltip(palette),
        "xAxis": _times(line, axis, palette),
        "yAxis": [_values(palette, scale), {"show": False, "min": 0, "max": 1}],
        "series": [*series, shades] if shades else series,
    }


def _series(data: Sequence[Spec | float | None], palette: Palette, *, dotted: bool, marked: bool) -> Spec:
    return {
        "type": "line",
        "data": data,
        "showSymbol": marked,
        "symbol": "circle",
        "symbolSize": 8 if dotted else 6,
        "color": palette.series[0],
        "itemStyle": {"color": palette.ground, "borderColor": palette.series[0], "borderWidth": 2} if dotted else {},
        "lineStyle": {"width": 2.4, "color": palette.series[0], "type": "dotted" if dotted else "solid"},
        "z": 3,
    }


def _times(line: Line, axis: Axis, palette: Palette) -> Spec:
    """Every unit has its place; those that are told have a name."""
    names = dict(axis.ticks)
    return {
        "type": "category",
        "data": [names.get(point.at, "") for point in line.points],
        "axisLabel": {"interval": 0, "color": palette.second, "fontSize": SIZE - 1},
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": palette.former}},
    }


def _scaled(point: Point, scale: Scale) -> Point:
    return point if point.value is None else replace(point, value=point.value * scale.factor)


def _values(palette: Palette, scale: Scale) -> Spec:
    ends: Spec = {"min": 0} if scale.zero else {"scale": True}
    if scale.top is not None:
        ends["max"] = scale.top
    if scale.whole:
        ends["minInterval"] = 1
    return ends | {
        "type": "value",
        "splitNumber": 4,
        "axisLabel": {"color": palette.second, "fontSize": SIZE - 1, "formatter": scale.told},
        "splitLine": {"lineStyle": {"color": palette.grid}},
    }


def _tooltip(palette: Palette) -> Spec:
    """The words of the point, which the first series names."""
    return {
        "trigger": "axis",
        "formatter": "{b0}",
        "backgroundColor": palette.panel,
        "borderColor": palette.grid,
        "textStyle": {"color": palette.text, "fontSize": SIZE, "fontFamily": FONT},
    }


def _peak(line: Line, palette: Palette) -> Spec:
    assert line.peak is not None
    place, text = line.peak
    late = place > len(line.points) / 2
    label = {"show": True, "formatter": _plain(text), "color": palette.text, "fontSize": SIZE}
    return {
        "silent": True,
        "symbolSize": 0,
        "data": [{"coord": [place, line.points[place].value]}],
        "label": label | {"position": "left" if late else "right"},
    }


def _since(line: Line, since: tuple[date, str], palette: Palette) -> Spec:
    """An upright line where the chosen days begin, under their name."""
    day, text = since
    place = next((at for at, point in enumerate(line.points) if point.at >= day), 0)
    label = {"show": True, "formatter": f"{_plain(text)} →", "color": palette.second, "fontSize": SIZE - 1}
    return {
        "silent": True,
        "symbol": "none",
        "data": [{"xAxis": place}],
        "lineStyle": {"color": palette.second, "type": "dotted", "width": 1},
        # Inside: above the plot stand the names of days off.
        "label": label | {"position": "end", "align": "left", "verticalAlign": "top", "padding": [8, 0, 0, 4]},
    }


def _shades(line: Line, axis: Axis, palette: Palette) -> Spec:
    """Days off and vacations as bars of the whole height, named where there is a name."""
    day = timedelta(days=1)
    places = {point.at: place for place, point in enumerate(line.points)}
    data: list[Spec | int | None] = [None] * len(line.points)
    for first, until, name in axis.shades:
        days: list[date] = [first + day * n for n in range((until - first).days)]
        for at in days:
            if at in places:
                data[places[at]] = 1
        shown = next((at for at in days if at in places), None)
        if name and shown:
            data[places[shown]] = {"value": 1, "label": {"show": True, "formatter": _plain(name)}}
    if not any(data):
        return {}
    label = {"position": "top", "align": "left", "color": palette.second, "fontSize": SIZE - 2, "distance": 3}
    return {
        "type": "bar",
        "data": data,
        "yAxisIndex": 1,
        "barCategoryGap": "0%",
        "silent": True,
        "color": palette.band,
        "label": label,
        "emphasis": {"disabled": True},
        "z": 1,
    }


def _plain(text: str) -> str:
    """Words without power over the chart: a brace would begin a placeholder."""
    return text.replace("{", "(").replace("}", ")")
