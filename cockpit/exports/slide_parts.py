"""What a slide is made of: text with its East Asian font, tables, native charts, and the same bytes each time.

python-pptx writes the Latin font alone, a text of a chart without any, a workbook whose cells can be formulas, and the
hour it ran at; all of that is set right here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from lxml import etree
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from cockpit.exports.inert import WORKBOOK
from cockpit.figures import LIGHT

WIDTH, HEIGHT = 13.333, 7.5  # inches
INK, SECOND, LINE, STRESS, BAR = "17212B", "52616F", "D6DEE6", LIGHT.late[1:], LIGHT.series[0][1:]
HEAT = tuple(color[1:] for color in (*LIGHT.series[:2], LIGHT.second))
# What stands in an office of that language; elsewhere another font of the same script takes its place.
FONTS: Final = {"zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei", "en": "Microsoft YaHei"}
TAGS: Final = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}
_OLDEST: Final = datetime(1980, 1, 1, tzinfo=UTC)  # that a ZIP archive can name


@dataclass(frozen=True)
class Look:
    """How a text is set: its size in points, its colour, its side."""

    size: float
    color: str = INK
    bold: bool = False
    right: bool = False


@dataclass(frozen=True)
class Box:
    """Where something stands, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def place(self) -> tuple[Emu, Emu, Emu, Emu]:
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


def deck(language: str) -> Deck:
    """An empty presentation, 16:9, its theme in our fonts; its layouts as wide as it is."""
    made = Presentation()
    wider = WIDTH * 914_400 / made.slide_width
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = made.slide_masters[0]
    for shapes in (master.shapes, *(layout.shapes for layout in made.slide_layouts)):
        for shape in shapes:
            if shape.element.find(f".//{qn('a:xfrm')}") is not None:
                shape.left, shape.width = Emu(int(shape.left * wider)), Emu(int(shape.width * wider))
    _themed(master.part, language)
    package = made.part.package
    for key, relation in list(package._rels.items()):  # noqa: SLF001 - the template's own picture of itself
        if relation.reltype.endswith("/thumbnail"):
            package._rels.pop(key)  # noqa: SLF001
    return made


def _themed(part: Any, language: str) -> None:
    """Names the font of both scripts in the theme that a master refers to."""
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = etree.fromstring(theme.blob)
    for kind in ("majorFont", "minorFont"):
        for font in tree.iter(qn(f"a:{kind}")):
            for script in ("latin", "ea"):
                font.find(qn(f"a:{script}")).set("typeface", FONTS[language])
    blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    if hasattr(theme, "_element"):
        theme._element = tree  # noqa: SLF001 - a parsed part writes its tree, any other its bytes
    else:
        theme._blob = blob  # noqa: SLF001


def text(frame: TextFrame, lines: Iterable[Sequence[tuple[str, Look]]], language: str) -> None:
    """Puts lines of runs into a frame that has no room of its own around them."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        for words, look in line:
            paragraph.alignment = PP_ALIGN.RIGHT if look.right else PP_ALIGN.LEFT
            if not words:  # else its row would be as tall as the program's own size wants it
                etree.SubElement(paragraph._p, qn("a:endParaRPr")).set("sz", str(int(look.size * 100)))  # noqa: SLF001
                continue
            run = paragraph.add_run()
            run.text = words
            _set(run, look, language)


def _set(run: Any, look: Look, language: str) -> None:
    font = run.font
    font.size, font.bold, font.name = Pt(look.size), look.bold, FONTS[language]
    font.color.rgb = RGBColor.from_string(look.color)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-pptx knows no East Asian font
    properties.set("lang", TAGS[language])
    etree.SubElement(properties, qn("a:ea")).set("typeface", FONTS[language])


def box(slide: Slide, at: Box, lines: Iterable[Sequence[tuple[str, Look]]], language: str, name: str) -> None:
    """A box of text; ``name`` is what it is called in the list of the slide's objects."""
    made = slide.shapes.add_textbox(*at.place)
    made.name = name
    text(made.text_frame, lines, language)


def rule(slide: Slide, at: Box) -> None:
    """A thin line."""
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *at.place[:2], Inches(at.left + at.width), Inches(at.top))
    line.line.color.rgb, line.line.width = RGBColor.from_string(LINE), Pt(0.75)
    line.element.remove(line.element.find(qn("p:style")))  # it would cast a shadow


@dataclass(frozen=True)
class Piece:
    """A cell of a table: its words, how they are set, and its ground where it has one."""

    words: str
    look: Look
    ground: str | None = None


def table(
    slide: Slide,
    at: Box,
    pieces: Sequence[Sequence[Piece]],
    widths: Sequence[float],
    language: str,
    side: float = 0.05,
) -> None:
    """A native table without the program's own stripes; ``widths`` are shares of its width.

    ``side`` is the margin beside a cell's words.
    """
    frame = slide.shapes.add_table(len(pieces), len(widths), *at.place)
    made = frame.table
    frame.name = "table"
    made.horz_banding, made.first_row = False, True
    style = frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId"))  # noqa: SLF001 - no style, no grid
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    for place, share in enumerate(widths):
        made.columns[place].width = Inches(at.width * share / sum(widths))
    for place, line in enumerate(pieces):
        made.rows[place].height = Inches(at.height / len(pieces))
        for column, piece in enumerate(line):
            cell = made.cell(place, column)
            cell.margin_left = cell.margin_right = Inches(side)
            _cell(cell, piece, language, last=place in (0, len(pieces) - 1))


def _cell(cell: _Cell, piece: Piece, language: str, *, last: bool) -> None:
    text(cell.text_frame, [[(line, piece.look)] for line in piece.words.split("\n")], language)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Inches(0.01)
    if piece.ground:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(piece.ground)
    else:
        cell.fill.background()
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-pptx knows no lines of a cell
    line = etree.Element(qn("a:lnB"), w=str(Pt(1 if last else 0.5)))
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set("val", SECOND if last else LINE)
    properties.insert(0, line)


def mixed(color: str, part: float) -> str:
    """A colour on white, so much of it."""
    channels = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(255 - (255 - channel) * part):02X}" for channel in channels)


@dataclass(frozen=True)
class Bars:
    """A measure over a few names, in their order; ``upright`` for what runs in time. ``format`` is Excel's."""

    title: str
    names: Sequence[str]
    figures: Sequence[float | None]
    format: str
    upright: bool


def chart(slide: Slide, at: Box, bars: Bars, language: str, made_at: datetime) -> Chart:
    """A native chart over a workbook of its own, each bar with its figure."""
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if bars.upright else XL_CHART_TYPE.BAR_CLUSTERED
    drawn = added(slide, at, kind, bars.names, [Series(bars.title, bars.figures)], bars.format, made_at)
    (series,) = drawn.plots[0].series
    filled(series.format.fill, BAR)
    low, high = extent(bars.figures)
    barred(drawn, bars.format, (low, high), gap=45, room=(high - low) * 0.12)
    drawn.category_axis.reverse_order = not bars.upright
    lettered(drawn, language, 14 if len(bars.names) <= 8 else 12)
    return drawn


@dataclass(frozen=True)
class Series:
    """Figures of a native chart under their name, None where there is none."""

    name: str
    values: Sequence[float | None]


def added(
    slide: Slide, at: Box, kind: Any, names: Sequence[str], series: Sequence[Series], form: str, made_at: datetime
) -> Chart:
    """A native chart over a workbook of its own, without legend and title; ``form`` is how Excel writes its numbers."""
    data = CategoryChartData(number_format=form)
    data.categories = [plain(name) for name in names]
    for one in series:
        data.add_series(plain(one.name), one.values)
    frame = slide.shapes.add_chart(kind, *at.place, data)
    frame.name = "chart"
    drawn = frame.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(names, series, form, made_at))
    drawn.has_legend, drawn.has_title = False, False
    return drawn


def extent(figures: Iterable[float | None]) -> tuple[float, float]:
    """From where to where bars go, zero with them."""
    known = [figure for figure in figures if figure is not None]
    return min([0.0, *known]), max([0.0, *known])


def barred(drawn: Chart, form: str, ends: tuple[float, float], *, gap: int, room: float) -> None:
    """Gives bars their figures at the end, with so much ``room`` on the scale for these, and leaves the rest quiet."""
    plot = drawn.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = gap, False, True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    for one in plot.series:
        one.invert_if_negative = False
    names, figures = drawn.category_axis, drawn.value_axis
    names.major_tick_mark, names.has_major_gridlines = XL_TICK_MARK.NONE, False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = RGBColor.from_string(LINE)
    figures.visible, figures.has_major_gridlines = False, False
    low, high = ends
    figures.minimum_scale, figures.maximum_scale = low - room * (low < 0), high + room


def filled(fill: Any, color: str) -> None:
    """Fills something with one colour."""
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(color)


def lettered(drawn: Chart, language: str, size: int) -> None:
    """The fonts of both scripts for all the chart's text, and for its labels and names by themselves."""
    for font in (drawn.font, drawn.plots[0].data_labels.font, drawn.category_axis.tick_labels.font):
        font.size, font.name = Pt(size), FONTS[language]
        font.color.rgb = RGBColor.from_string(INK)
    space = drawn._chartSpace  # noqa: SLF001 - python-pptx knows no East Asian font
    for properties in space.iter(qn("a:defRPr")):
        if properties.find(qn("a:latin")) is not None:
            etree.SubElement(properties, qn("a:ea")).set("typeface", FONTS[language])
    language_of = space.find(qn("c:lang"))
    if language_of is not None:
        language_of.set("val", TAGS[language])


def _workbook(names: Sequence[str], series: Sequence[Series], form: str, made_at: datetime) -> bytes:
    """The chart's own cells, where python-pptx looks for them; no name among them can be a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    page = book.add_worksheet("Sheet1")
    page.set_column(0, 0, 24)
    look = book.add_format({"num_format": form})
    for row, name in enumerate(names, 1):
        page.write_string(row, 0, plain(name))
    for column, one in enumerate(series, 1):
        page.write_string(0, column, plain(one.name))
        for row, figure in enumerate(one.values, 1):
            if figure is not None:
                page.write_number(row, column, figure, look)
    book.close()
    return even(out.getvalue(), made_at)


def plain(words: str) -> str:
    """Without the characters that no XML can hold."""
    return "".join(sign for sign in words if sign >= " ")


def packed(made: Deck, title: str, author: str, language: str, made_at: datetime) -> bytes:
    """The file: the same deck of the same hour is the same bytes."""
    facts, hour = made.core_properties, made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    facts.title, facts.author, facts.last_modified_by, facts.language = title[:250], author, author, TAGS[language]
    facts.created = facts.modified = hour
    facts.revision = 1
    out = io.BytesIO()
    made.save(out)
    return even(out.getvalue(), made_at)


def even(package: bytes, made_at: datetime) -> bytes:
    """The same archive with one hour on all its parts."""
    hour = max(made_at.astimezone(UTC), _OLDEST).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = zipfile.ZipInfo(one.filename, hour)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(part, old.read(one))
    return out.getvalue()


def noted(slide: Slide, lines: Sequence[str], language: str) -> None:
    """The speaker's notes, in the same fonts."""
    notes = slide.notes_slide
    _themed(notes.part.notes_master.part, language)
    frame = notes.notes_text_frame
    assert frame is not None
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        _set(run, Look(12), language)
