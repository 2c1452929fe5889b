"""All figures of a document as a workbook: the indicators, a sheet a slide with its charts, texts, definitions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cockpit.exports.book import LATE, NUMBERS, SECOND, Book, headings, written
from cockpit.exports.charts import drawn, reference
from cockpit.exports.notes import PARTS, Section
from cockpit.exports.notes import write as write_notes
from cockpit.i18n import has, moment, say, unit
from cockpit.metrics import CATALOGUE
from cockpit.request import hour
from cockpit.review.corrected import in_full
from cockpit.review.document import (
    Bars,
    Block,
    Cards,
    Cell,
    Document,
    Lines,
    Point,
    Points,
    Slide,
    Table,
    Text,
    Timeline,
)
from cockpit.review.numbers import Figure
from cockpit.sentences import span

_CHART_ROWS: Final = 18
_COLUMNS: Final = ("theme", "name", "actual", "unit", "n", "target", "state", "former", "year_before", "remark")
_WIDTHS: Final = (14, 30, 14, 10, 10, 12, 10, 14, 14, 60)


def made(document: Document) -> bytes:
    """The file's bytes: the same document under the same SOURCE_DATE_EPOCH is the same bytes."""
    out = io.BytesIO()
    with written(out, document.language, document.title, hour()) as book:
        if document.indicators:
            _indicators(book, document)
        for slide in document.slides:
            _Sheet(book, document, in_full(document, slide)).write()
        if document.texts:
            _texts(book, document)
        write_notes(book, document.title, _sections(document))
    return out.getvalue()


def _under(document: Document) -> list[str]:
    origin, tongue = document.origin, document.language
    asked = moment(origin.as_of, tongue, origin.zone)
    lines = [span(document.ran, tongue), say("export.notes.under", tongue, snapshot=origin.snapshot, asked=asked)]
    return [f"{say('review.draft', tongue)}  ·  {lines[0]}", lines[1]] if origin.draft else lines


def _indicators(book: Book, document: Document) -> None:
    tongue = document.language
    page = book.sheet(say("review.indicators.title", tongue), header=(3, 3))
    row = headings(page, book, document.title, _under(document))
    for column, (name, wide) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        page.set_column(column, column, wide)
        page.write_string(row, column, say(f"review.indicators.{name}", tongue), book.head())
    page.freeze_panes(row + 1, 2)
    for at, one in enumerate(document.indicators, row + 1):
        metric = CATALOGUE[one.metric]
        missed = {"font_color": LATE, "bold": True} if one.state == "late" else {}
        theme = say(f"pivotui.shelf.themes.{one.theme}", tongue)
        words = {0: theme, 1: one.name, 3: unit(metric.unit, tongue, metric.record), 5: one.target}
        for column, told in {**words, 6: one.state_text, 9: one.remark}.items():
            page.write_string(at, column, told, book.format(**(missed if column == 6 else {}), valign="top"))
        page.write_number(at, 4, one.figure.n, book.number("count"))
        for column, figure in ((2, one.figure), (7, one.former), (8, one.year_before)):
            _figure(page, book, (at, column), figure, missed if column == 2 else {})
    page.autofilter(row, 0, row + len(document.indicators), len(_COLUMNS) - 1)


def _figure(page: Worksheet, book: Book, at: tuple[int, int], figure: Figure | None, look: dict[str, object]) -> None:
    if figure is None:
        return
    if figure.value is None:
        page.write_string(*at, figure.text, book.format(font_color=SECOND, align="right"))
    else:
        page.write_number(*at, figure.value, book.number(CATALOGUE[figure.metric].unit, **look))


class _Sheet:
    """A slide's sheet being written."""

    def __init__(self, book: Book, document: Document, slide: Slide) -> None:
        self.book, self.document, self.slide = book, document, slide
        self.page = book.sheet(slide.name)
        self.name: str = self.page.get_name()

    def write(self) -> None:
        under = [*filter(None, [self.slide.under]), *self.slide.foot]
        self.page.set_column(0, 0, 34)
        self.page.set_column(1, 12, 16)
        row = headings(self.page, self.book, self.slide.sentence, under)
        for block in self.slide.blocks:
            row = self._block(block, row) + 1
        row = self._points(self.slide.so, row)
        if self.slide.comment:
            self._points([Point(say("review.comment", self.document.language), self.slide.comment)], row)

    def _block(self, block: Block, row: int) -> int:
        if title := getattr(block, "title", ""):
            self.page.write_string(row, 0, title, self.book.format(bold=True))
            row += 1
        match block:
            case Bars():
                return self._bars(block, row)
            case Lines():
                return self._lines(block, row)
            case Table():
                return self._table(block, row)
            case Cards():
                return self._cards(block, row)
            case Timeline():
                return self._rows([[block.under], *([event.at, event.text] for event in block.events)], row)
            case Points():
                return self._points(block.points or (Point(block.empty),), row)

    def _bars(self, block: Bars, row: int) -> int:
        self._heads(["", block.unit], row)
        first, look = row + 1, self.book.format(num_format=block.form)
        for at, bar in enumerate(block.bars, first):
            self.page.write_string(at, 0, bar.label)
            self._number(at, 1, bar.value, look)
        rows = list(range(first, first + len(block.bars)))
        return self._chart("bar", block, rows, [1], row) if rows else first

    def _lines(self, block: Lines, row: int) -> int:
        ranged = [("low", block.low), ("high", block.high)] if block.low else []
        names = [line.name for line in block.lines]
        names += [f"{block.range_name} {say(f'review.{end}', self.document.language)}" for end, _ in ranged]
        self._heads(["", *names], row)
        first, look = row + 1, self.book.format(num_format=block.form)
        columns = [*(line.values for line in block.lines), *(values for _, values in ranged)]
        for at, label in enumerate(block.labels):
            self.page.write_string(first + at, 0, label)
            for column, values in enumerate(columns, 1):
                self._number(first + at, column, values[at], look)
        for mark in block.marks:
            self.page.write_string(first + mark.at, len(columns) + 1, mark.text, self.book.format(font_color=LATE))
        rows = list(range(first, first + len(block.labels)))
        return self._chart("line", block, rows, list(range(1, len(columns) + 1)), row) if rows else first

    def _chart(self, kind: str, block: Bars | Lines, rows: list[int], columns: list[int], head: int) -> int:
        """Puts the chart beside the cells; returns the row after both."""
        quoted = self.name.replace("'", "''")
        series = [
            {
                "name": f"='{quoted}'!{xl_rowcol_to_cell(head, column, True, True)}",
                "categories": reference(self.name, rows, [0]),
                "values": reference(self.name, rows, [column]),
                "former": column > 1,
            }
            for column in columns
        ]
        chart = drawn(self.book, kind, series, title=block.title, unit="")
        self.page.insert_chart(head, len(columns) + 3, chart, {"object_position": 3})
        return max(rows[-1] + 1, head + _CHART_ROWS)

    def _table(self, block: Table, row: int) -> int:
        if not block.rows:
            return self._rows([[block.empty]], row)
        self._heads([one.text for one in block.heads], row)
        for at, cells in enumerate(block.rows, row + 1):
            total = at > row + len(block.rows) - block.totals
            for column, cell in enumerate(cells):
                self._cell(at, column, cell, total=total)
        row += len(block.rows) + 1
        return self._rows([[block.rest]], row) if block.rest else row

    def _cell(self, row: int, column: int, cell: Cell, *, total: bool) -> None:
        look: dict[str, object] = {"bold": True} if total else {}
        look |= {"font_color": LATE} if cell.tone in ("late", "stress") else {}
        figure = cell.figure
        value, form = cell.value, cell.form
        if value is None and figure is not None:
            value, form = figure.value, NUMBERS.get(CATALOGUE[figure.metric].unit, "General")
        if value is None:
            self.page.write_string(row, column, cell.text, self.book.format(**look))
        else:
            self.page.write_number(row, column, value, self.book.format(num_format=form or "General", **look))

    def _cards(self, block: Cards, row: int) -> int:
        for at, card in enumerate(block.cards, row):
            self.page.write_string(at, 0, card.name)
            _figure(self.page, self.book, (at, 1), card.figure, {"bold": True})
            told = (card.target, card.state, card.beside)
            for column, words in enumerate(told, 2):
                self.page.write_string(at, column, words)
        return row + len(block.cards)

    def _points(self, points: Sequence[Point], row: int) -> int:
        return self._rows([[point.head, point.detail] for point in points], row)

    def _rows(self, rows: Sequence[Sequence[str]], row: int) -> int:
        for at, cells in enumerate(rows, row):
            for column, words in enumerate(cells):
                self.page.write_string(at, column, words)
        return row + len(rows)

    def _heads(self, names: Sequence[str], row: int) -> None:
        for column, name in enumerate(names):
            self.page.write_string(row, column, name, self.book.head())

    def _number(self, row: int, column: int, value: float | None, look: object) -> None:
        if value is not None:
            self.page.write_number(row, column, value, look)


def _texts(book: Book, document: Document) -> None:
    page = book.sheet(say("review.texts.title", document.language), landscape=False)
    page.set_column(0, 0, 60)
    page.set_column(1, 1, 60)
    wrap = book.format(text_wrap=True, valign="top")
    row = headings(page, book, document.title, _under(document))
    for text in document.texts:
        page.write_string(row, 0, text.name, book.head())
        page.write_string(row, 1, "", book.head())
        row += 1
        for head, detail in _lines_of(text):
            page.write_string(row, 0, head, wrap)
            page.write_string(row, 1, detail, wrap)
            row += 1
        row += 1


def _lines_of(text: Text) -> list[tuple[str, str]]:
    """What a person wrote, line by line, else the drafted points."""
    return [(line, "") for line in text.written.splitlines()] or [(one.head, one.detail) for one in text.points]


def _sections(document: Document) -> list[Section]:
    """Where the figures come from, and how each measure in it is defined."""
    origin, tongue = document.origin, document.language

    def at(when: datetime | None) -> str:
        return moment(when, tongue, origin.zone) if when else "–"

    facts: list[tuple[str, str | int]] = [
        (say("export.notes.site", tongue), origin.site),
        (say("export.notes.snapshot", tongue), origin.snapshot),
        (say("export.notes.period", tongue), span(document.ran, tongue)),
        (say("export.notes.sync", tongue), at(origin.synced)),
        (say("export.notes.asked", tongue), at(origin.as_of)),
        (say("export.notes.zone", tongue), origin.zone),
        (say("export.notes.made", tongue), at(hour())),
    ]
    if not origin.draft:
        closed = say("review.closed_by", tongue, who=origin.closed_by, at=at(origin.closed_at))
        facts.append((say("review.version", tongue, n=origin.version), closed))
    sections = [Section(say("export.notes.origin", tongue), facts)]
    for name in dict.fromkeys(figure.metric for figure in document.figures()):
        keys = [(part, f"metrics.{name}.{part}") for part in PARTS]
        told: list[tuple[str, str | int]] = [
            (say(f"export.notes.{part}", tongue), say(key, tongue)) for part, key in keys if has(key, tongue)
        ]
        sections.append(Section(say(f"metrics.{name}.name", tongue), told))
    return sections
