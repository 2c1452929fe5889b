"""A document as PowerPoint: all its figures, native charts, fonts, notes, the same bytes, and nothing overlapping."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation

from cockpit.exports import slideshow
from cockpit.exports.print.data import deck_data
from cockpit.i18n import LANGUAGES
from cockpit.review.document import Bars, Document, Head, Lines, Restated, Slide, Table
from cockpit.sentences import Sentence
from tests.review.example import OPENED, document

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def opened(found: Document) -> Any:
    return Presentation(io.BytesIO(slideshow.made(found)))


def words(page: Any) -> str:
    told = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    tables = [shape.table for shape in page.shapes if shape.has_table]
    return "\n".join([*told, *(cell.text for table in tables for row in table.rows for cell in row.cells)])


def charts(page: Any) -> list[Any]:
    return [shape.chart for shape in page.shapes if shape.has_chart]


def test_a_page_for_each_slide_that_is_shown_with_all_that_it_says():
    found = document()
    deck = opened(found)
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    assert len(deck.slides) == len(found.shown) < len(found.slides)
    for page, slide in zip(deck.slides, found.shown, strict=True):
        said = words(page)
        assert page.shapes.title.text_frame.text == slide.sentence
        for point in slide.so:
            assert point.head in said
            assert point.detail in said
        assert all(line in said for line in slide.foot)
        assert slide.comment in said
        assert found.origin.snapshot in said
        notes = page.notes_slide.notes_text_frame.text
        assert all(line in notes for line in slide.notes)
    assert "草稿" not in words(deck.slides[0])
    assert "草稿" in words(opened(document(version=0)).slides[0])


def test_what_was_corrected_stands_on_the_slides_concerned_alone():
    now = replace(OPENED, text="1,287 单", value=1_287.0)
    found = replace(document(), restated=(Restated("opened", "报修", OPENED, now, "+3 单"),))
    said = {slide.key: words(page) for page, slide in zip(opened(found).slides, found.shown, strict=True)}
    assert "+3 单" in said["volume"]
    assert "1,287 单" in said["volume"]
    assert "+3 单" not in said["incidents"]
    facts, _ = deck_data(found)
    printed = {slide.key: str(one) for slide, one in zip(found.shown, facts["slides"], strict=True)}
    assert "+3 单" in printed["volume"]
    assert "+3 单" not in printed["incidents"]


def test_every_figure_of_a_table_or_card_is_told_as_the_document_tells_it():
    found = document()
    for page, slide in zip(opened(found).slides, found.shown, strict=True):
        said = words(page)
        for block in slide.blocks:
            if isinstance(block, Table):
                assert all(cell.text in said for row in block.rows for cell in row)
                assert block.rest in said
            for card in getattr(block, "cards", ()):
                assert card.name in said
                assert card.figure.text in said
                assert card.target in said


def test_charts_are_native_and_hold_the_figures_in_cells_and_picture():
    page = opened(document()).slides[0]
    bars, lines = charts(page)
    block_bars, block_lines = document().slides[0].blocks
    assert isinstance(block_bars, Bars)
    assert isinstance(block_lines, Lines)
    drawn = [
        next(filter(lambda one: one is not None, row))
        for row in zip(*(one.values for one in bars.plots[0].series), strict=True)
    ]
    assert drawn == [bar.value for bar in block_bars.bars]
    assert list(bars.plots[0].categories) == [bar.label for bar in block_bars.bars]
    assert next(list(one.values) for one in lines.plots[-1].series) == list(block_lines.lines[0].values)
    area = lines._chartSpace.find(f".//{C}areaChart")
    assert len(area.findall(f"{C}ser")) == 2
    book = openpyxl.load_workbook(io.BytesIO(lines.part.chart_workbook.xlsx_part.blob))
    rows = list(book["Sheet1"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == list(block_lines.labels)
    assert [row[1] for row in rows] == list(block_lines.lines[0].values)
    assert rows[19][2] == block_lines.lines[0].values[19]
    assert {row[2] for place, row in enumerate(rows) if place != 19} == {None}
    assert {(row[3], row[4]) for row in rows} == {(22.0, 36.0)}
    assert "10-20 认证网关升级" in etree.tostring(lines._chartSpace, encoding="unicode")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_names_a_font_for_both_scripts(language: str):
    found = replace(document(), language=language)
    for page in opened(found).slides:
        for properties in page._element.iter(f"{A}rPr"):
            assert properties.find(f"{A}ea") is not None
            assert properties.find(f"{A}latin") is not None
        for chart in charts(page):
            for properties in chart._chartSpace.iter(f"{A}defRPr"):
                assert (properties.find(f"{A}latin") is None) == (properties.find(f"{A}ea") is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overlaps_or_leaves_the_page(language: str):
    deck = opened(replace(document(), language=language))
    for page in deck.slides:
        boxes = [
            (shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
            for shape in page.shapes
            if shape.width and shape.height
        ]
        for _, left, top, right, bottom in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= deck.slide_width
            assert bottom <= deck.slide_height
        for one, other in itertools.combinations(boxes, 2):
            beside = one[3] <= other[1] + 2 or other[3] <= one[1] + 2
            below = one[4] <= other[2] + 2 or other[4] <= one[2] + 2
            assert beside or below, (one, other)


def test_a_slide_of_nothing_and_one_of_a_very_long_table_are_pages_too():
    heads = tuple(Head(f"列 {at}", right=bool(at)) for at in range(9))
    row = document().slides[2].blocks[0].rows[0]  # type: ignore[union-attr]
    long = Table("很长", heads, tuple(row * 3 for _ in range(24)))
    empty = Table("空", heads, (), empty="这个月没有")
    slides = (
        Slide("a", "空", Sentence("什么也没有")),
        Slide("b", "长", Sentence("很长的表" * 30), blocks=(long,)),
        Slide("c", "空表", Sentence("空表"), blocks=(empty,)),
    )
    deck = opened(replace(document(), slides=slides))
    assert len(deck.slides) == 3
    (table,) = [shape for shape in deck.slides[1].shapes if shape.has_table]
    assert table.top + table.height <= deck.slide_height * 6.5 / 7.5
    assert "这个月没有" in words(deck.slides[2])


def test_the_same_document_is_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    first, again = slideshow.made(document()), slideshow.made(document())
    assert first == again
    assert len(first) < 1_000_000
