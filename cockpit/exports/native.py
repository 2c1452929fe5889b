"""A document's charts as native ones, editable in PowerPoint and Word, each over a workbook of its own.

What stands out is a series by itself, so that it keeps its colour when somebody edits the figures. The expected range
of lines is two stacked areas behind them, of which the lower is not filled.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from lxml import etree
from pptx.chart.chart import Chart
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from cockpit.exports import slide_parts as parts
from cockpit.exports.slide_parts import INK, LINE, SECOND, Box
from cockpit.figures import LIGHT
from cockpit.i18n import say
from cockpit.review.document import Bars, Lines, Tone

COLORS: Final[dict[Tone, str]] = {
    "": LIGHT.bar[1:],
    "stress": LIGHT.late[1:],
    "late": LIGHT.late[1:],
    "watch": LIGHT.watch[1:],
    "fine": LIGHT.fine[1:],
    "quiet": LIGHT.former[1:],
}
RANGE: Final = "DCE7F3"
_NO_FRAME: Final = (
    '<c:spPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
)
ROOM: Final = 0.16  # of the scale, for the figure at a bar's end
FEW_LABELS: Final = 8


def bars(slide: Slide, at: Box, block: Bars, language: str, made_at: datetime, size: int = 13) -> Chart:
    """Bars below each other in their order, each with its figure; ``size`` of the letters in points."""
    tones = list(dict.fromkeys(bar.tone for bar in block.bars))
    series = [
        parts.Series(
            block.title if not tone else say(f"review.tones.{tone}", language),
            [bar.value if bar.tone == tone else None for bar in block.bars],
        )
        for tone in tones
    ]
    names = [bar.label for bar in block.bars]
    chart = _framed(parts.added(slide, at, XL_CHART_TYPE.BAR_CLUSTERED, names, series, block.form, made_at))
    plot = chart.plots[0]
    plot.overlap = 100
    for one, tone in zip(plot.series, tones, strict=True):
        parts.filled(one.format.fill, COLORS[tone])
    low, high = parts.extent(bar.value for bar in block.bars)
    parts.barred(chart, block.form, (low, high), gap=55, room=(high - low) * ROOM or 1.0)
    chart.category_axis.reverse_order = True
    parts.lettered(chart, language, size)
    return chart


def lines(slide: Slide, at: Box, block: Lines, language: str, made_at: datetime, size: int = 11) -> Chart:
    """Lines over time, the expected range behind them, what is marked with its words."""
    drawn = [parts.Series(line.name, line.values) for line in block.lines]
    ends = ((f"{block.range_name} ↓", block.low), (block.range_name, _widths(block))) if block.low else ()
    ranged = [parts.Series(name, values) for name, values in ends]
    marked = [parts.Series(say("review.marks", language), _marked(block))] if block.marks else []
    series = [*drawn, *marked, *ranged]
    chart = _framed(parts.added(slide, at, XL_CHART_TYPE.LINE, block.labels, series, block.form, made_at))
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.show_value = False
    found = list(plot.series)
    for place, line in enumerate(block.lines):
        one = found[place]
        one.smooth, one.marker.style = False, XL_MARKER_STYLE.NONE
        color = INK if place == 0 and not line.tone else COLORS[line.tone] if line.tone else SECOND
        one.format.line.color.rgb, one.format.line.width = RGBColor.from_string(color), Pt(2.25 if place == 0 else 1.5)
    if marked:
        _marks(found[len(drawn)], block, language, size)
    _axes(chart, block)
    parts.lettered(chart, language, size)
    if len(block.labels) > FEW_LABELS:
        _slanted(chart)
    if ranged:
        _behind(chart, found[-2:])
    if len(block.lines) > 1:
        chart.has_legend = True
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(size)
    return chart


def _axes(chart: Chart, block: Lines) -> None:
    names, figures = chart.category_axis, chart.value_axis
    names.major_tick_mark, names.has_major_gridlines = XL_TICK_MARK.NONE, False
    names.format.line.color.rgb = RGBColor.from_string(LINE)
    every = -(-len(block.labels) // FEW_LABELS)
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = etree.Element(qn(name), val=str(every))
        names._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)  # noqa: SLF001 - not in python-pptx
    figures.has_major_gridlines, figures.major_tick_mark = True, XL_TICK_MARK.NONE
    figures.major_gridlines.format.line.color.rgb = RGBColor.from_string("E6EBF0")
    figures.format.line.fill.background()
    figures.tick_labels.number_format, figures.tick_labels.number_format_is_linked = block.form, False
    known = [one for line in block.lines for one in line.values if one is not None]
    if known and min(known) >= 0 and not block.form.endswith("%"):
        figures.minimum_scale = 0


def _slanted(chart: Chart) -> None:
    """Sets the names below the axis aslant: LibreOffice shows every one of them, and breaks them sign by sign."""
    names = chart.category_axis._element.find(qn("c:txPr")).find(qn("a:bodyPr"))  # noqa: SLF001 - not in python-pptx
    names.set("rot", "-2700000")
    names.set("vert", "horz")


def _widths(block: Lines) -> list[float | None]:
    pairs = zip(block.low, block.high, strict=True)
    return [None if low is None or high is None else high - low for low, high in pairs]


def _marked(block: Lines) -> list[float | None]:
    """The first line's value at each mark."""
    at = {mark.at for mark in block.marks}
    return [value if place in at else None for place, value in enumerate(block.lines[0].values)]


def _marks(series: Any, block: Lines, language: str, size: int) -> None:
    series.format.line.fill.background()
    series.smooth, series.marker.style, series.marker.size = False, XL_MARKER_STYLE.CIRCLE, 7
    parts.filled(series.marker.format.fill, COLORS["stress"])
    series.marker.format.line.fill.background()
    for mark in block.marks:
        if block.lines[0].values[mark.at] is None:
            continue
        label = series.points[mark.at].data_label
        label.position = XL_LABEL_POSITION.ABOVE
        parts.text(label.text_frame, [[(mark.text, parts.Look(size, COLORS[mark.tone]))]], language)


def _behind(chart: Chart, series: Sequence[Any]) -> None:
    """Moves the last two series into stacked areas behind the lines."""
    plot = chart._chartSpace.chart.plotArea  # noqa: SLF001 - python-pptx has no chart of two kinds
    line = plot.find(qn("c:lineChart"))
    area = etree.Element(qn("c:areaChart"))
    etree.SubElement(area, qn("c:grouping")).set("val", "stacked")
    etree.SubElement(area, qn("c:varyColors")).set("val", "0")
    for place, one in enumerate(series):
        element = one._element  # noqa: SLF001
        for name in ("c:marker", "c:smooth", "c:dLbls"):
            for part in element.findall(qn(name)):
                element.remove(part)
        one.format.line.fill.background()
        if place == 0:
            one.format.fill.background()
        else:
            parts.filled(one.format.fill, RANGE)
        area.append(element)
    for axis in line.findall(qn("c:axId")):
        area.append(copy.deepcopy(axis))
    line.addprevious(area)


def _framed(chart: Chart) -> Chart:
    """Without the frame that Word draws around a chart unasked."""
    space = chart._chartSpace  # noqa: SLF001 - python-pptx knows no frame of a chart
    place = next(space.find(qn(name)) for name in ("c:txPr", "c:externalData") if space.find(qn(name)) is not None)
    place.addprevious(etree.fromstring(_NO_FRAME))
    return chart
