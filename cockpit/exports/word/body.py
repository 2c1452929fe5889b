"""The chapters of a report as Word's own paragraphs, tables and charts, put in the place a template keeps for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from cockpit.exports.native import COLORS
from cockpit.exports.slide_parts import HEAT, INK, LINE, SECOND, mixed, plain
from cockpit.exports.svg import heading
from cockpit.exports.word.charts import placed
from cockpit.i18n import halves, say
from cockpit.review.document import (
    Bars,
    Block,
    Cards,
    Cell,
    Document,
    Head,
    Lines,
    Point,
    Points,
    Table,
    Timeline,
    Tone,
)
from cockpit.review.report import Chapter, Section

_INKS: Final[dict[Tone, str]] = {**COLORS, "": INK, "quiet": SECOND}
_SMALL, _PLAIN = 9, 10.5


class Body:
    """What is put before a place of a Word document."""

    def __init__(self, word: Any, place: Any, document: Document) -> None:
        self.word, self.place, self.document = word, place, document
        self.tongue = document.language
        self._styles = {style.name for style in word.styles}
        self._bookmarks = 0

    # ---- what a report is made of

    def contents(self, chapters: Sequence[Chapter]) -> None:
        """The list of chapters, each a way to it; Word puts the pages to it when it opens the file."""
        self._paragraph(say("review.contents", self.tongue), size=16, bold=True, after=10)
        for at, chapter in enumerate(chapters):
            one = self._paragraph("", after=4)
            if at == 0:
                _field(one, 'TOC \\o "1-1" \\h \\z', begin=True)
            self._link(one, chapter.title, at)
            if at == len(chapters) - 1:
                _field(one, "", begin=False)

    def chapter(self, chapter: Chapter) -> None:
        """A chapter under its heading; the first begins a page."""
        title = self._paragraph(chapter.title, style="Heading 1")
        if self._bookmarks == 0:
            title.paragraph_format.page_break_before = True
        _bookmark(title, self._bookmarks)
        self._bookmarks += 1
        for section in chapter.sections:
            self._section(section)
        for words in chapter.paragraphs:
            self._paragraph(words)
        for at, point in enumerate(chapter.points, 1):
            self._point(point, number=f"{at}. ")

    def _section(self, section: Section) -> None:
        if section.lead:
            self._paragraph(section.lead, size=11.5, bold=True, before=8, after=6, kept=True)
        for block in section.blocks:
            self._block(block)
        for point in section.so:
            self._point(point)
        if section.comment:
            self._paragraph(f"{say('review.comment', self.tongue)}  {section.comment}", bold=True)
        for line in section.foot:
            self._paragraph(line, size=8.5, color=SECOND, after=1)

    def _point(self, point: Point, number: str = "") -> None:
        one = self._paragraph(
            f"{number}{point.head}", bold=True, color=_INKS[point.tone], after=0, kept=bool(point.detail)
        )
        one.paragraph_format.space_before = Pt(4)
        if point.detail:
            self._paragraph(point.detail, size=9.5, color=SECOND, after=4)

    # ---- the kinds of blocks

    def _block(self, block: Block) -> None:
        if title := getattr(block, "title", ""):
            named = heading(title, getattr(block, "unit", ""), self.tongue)
            self._paragraph(named, size=9.5, color=SECOND, before=4, after=3, kept=True)
        match block:
            case Bars() | Lines():
                placed(self.word, self._paragraph(""), block, self.tongue)
            case Table():
                self._table(block)
            case Cards():
                self._cards(block)
            case Timeline():
                self._timeline(block)
            case Points():
                for point in block.points or (Point(block.empty),):
                    self._point(point)

    def _table(self, block: Table) -> None:
        if not block.rows:
            self._paragraph(block.empty, color=SECOND)
            return
        self._grid(block.heads, block.rows, block.totals)
        if block.rest:
            self._paragraph(block.rest, size=_SMALL, color=SECOND)

    def _cards(self, block: Cards) -> None:
        names = ("name", "actual", "target", "state", "former")
        heads = tuple(Head(say(f"review.indicators.{name}", self.tongue), name in names[1:3]) for name in names)
        rows = tuple(
            (
                Cell(card.name),
                Cell(card.figure.text, card.figure, card.tone),
                Cell(card.target),
                Cell(card.state, tone=card.tone),
                Cell(card.beside),
            )
            for card in block.cards
        )
        self._grid(heads, rows, 0)

    def _timeline(self, block: Timeline) -> None:
        if block.under:
            self._paragraph(block.under, size=9.5, color=SECOND, after=3, kept=True)
        rows = tuple((Cell(event.at), Cell(event.text, tone=event.tone)) for event in block.events)
        wide = max([halves(event.at) for event in block.events], default=10)
        self._grid((Head("", wide=wide / 14), Head("", wide=5)), rows, 0)

    def _grid(self, heads: Sequence[Head], rows: Sequence[Sequence[Cell]], totals: int) -> None:
        """A table with quiet lines, its head repeated on every page; without a head where none is told."""
        named = any(head.text for head in heads)
        table = self.word.add_table(rows=0, cols=len(heads))
        self.place._p.addprevious(table._tbl)  # noqa: SLF001 - python-docx puts tables at the end alone
        table.autofit = False
        if named:
            line = table.add_row()
            _repeated(line)
            for at, head in enumerate(heads):
                self._cell(line.cells[at], Cell(head.text, tone="quiet"), head.right, strong=False, last=True)
        for place, cells in enumerate(rows):
            line = table.add_row()
            strong, last = place >= len(rows) - totals, place == len(rows) - 1
            for at, cell in enumerate(cells):
                self._cell(line.cells[at], cell, heads[at].right, strong=strong, last=last)
        whole = sum(head.wide for head in heads)
        page = self.word.sections[-1]
        room = page.page_width - page.left_margin - page.right_margin
        for at, head in enumerate(heads):
            table.columns[at].width = width = int(room * head.wide / whole)
            for cell in table.columns[at].cells:
                cell.width = width
        self._paragraph("", size=4, after=2)

    def _cell(self, into: Any, cell: Cell, right: bool, *, strong: bool, last: bool) -> None:
        one = into.paragraphs[0]
        one.paragraph_format.space_after = one.paragraph_format.space_before = Pt(2)
        one.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        self._run(one, cell.text, _SMALL, _INKS[cell.tone], bold=strong or cell.tone in ("late", "stress"))
        properties = into._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx knows no borders of a cell
        borders = OxmlElement("w:tcBorders")
        line = OxmlElement("w:bottom")
        for name, told in (("val", "single"), ("sz", "6" if last else "4"), ("color", SECOND if last else LINE)):
            line.set(qn(f"w:{name}"), told)
        borders.append(line)
        properties.append(borders)
        if cell.dark:
            ground = OxmlElement("w:shd")
            for name, told in (("val", "clear"), ("color", "auto"), ("fill", mixed(HEAT[0], 0.06 + 0.42 * cell.dark))):
                ground.set(qn(f"w:{name}"), told)
            properties.append(ground)

    # ---- words

    def _paragraph(
        self,
        words: str,
        *,
        style: str | None = None,
        size: float = _PLAIN,
        color: str = INK,
        bold: bool = False,
        before: float = 0,
        after: float = 6,
        kept: bool = False,
    ) -> Any:
        """A paragraph before the place; with a style of the template it looks as that says."""
        one = self.place.insert_paragraph_before("", style=style if style in self._styles else None)
        if style is None:
            one.paragraph_format.space_before, one.paragraph_format.space_after = Pt(before), Pt(after)
        one.paragraph_format.keep_with_next = kept or style is not None
        if words and style is None:
            self._run(one, words, size, color, bold=bold)
        elif words:
            one.add_run(plain(words))
        return one

    def _run(self, one: Any, words: str, size: float, color: str, *, bold: bool) -> None:
        run = one.add_run(plain(words))
        font = run.font
        font.size, font.color.rgb = Pt(size), RGBColor.from_string(color)
        if bold:
            font.bold = True

    def _link(self, one: Any, words: str, at: int) -> None:
        """Words that lead to a chapter."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _name(at))
        self._run(one, f"{at + 1}  {words}", _PLAIN, INK, bold=False)
        link.append(one.runs[-1]._r)  # noqa: SLF001
        one._p.append(link)  # noqa: SLF001


def _name(at: int) -> str:
    return f"_Toc{at:04d}"


def _bookmark(one: Any, at: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(at))
    start.set(qn("w:name"), _name(at))
    one._p.insert(1 if one._p.pPr is not None else 0, start)  # noqa: SLF001
    one._p.append(end)  # noqa: SLF001


def _field(one: Any, code: str, *, begin: bool) -> None:
    """The beginning of a field, or its end."""
    for kind in ("begin", "separate") if begin else ("end",):
        run = one.add_run()
        sign = OxmlElement("w:fldChar")
        sign.set(qn("w:fldCharType"), kind)
        if kind == "begin":
            sign.set(qn("w:dirty"), "true")
        run._r.append(sign)  # noqa: SLF001
        if kind == "begin":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = code
            one.add_run()._r.append(told)  # noqa: SLF001


def _repeated(line: Any) -> None:
    properties = line._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:tblHeader"))
