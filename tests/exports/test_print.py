"""Documents as PDF: all that they say can be read out of the file, its fonts are in it, and a slide is a page."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from cockpit.exports import print as printed
from cockpit.i18n import LANGUAGES, say
from cockpit.review.document import Bar, Bars, Cards, Document, Head, Slide, Table, Timeline
from cockpit.review.report import chapters
from cockpit.sentences import Sentence
from tests.review.example import document


def words(page: Any) -> str:
    """Without the spaces, which a PDF has where letters are set apart."""
    return re.sub(r"\s", "", page.extract_text())


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def opened(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def bookmarks(reader: PdfReader) -> list[str]:
    return [plain(str(one.title)) for one in reader.outline if not isinstance(one, list)]


def test_the_deck_has_a_page_for_each_slide_with_all_its_figures():
    found = document()
    reader = opened(printed.deck(found))
    assert len(reader.pages) == len(found.shown)
    assert float(reader.pages[0].mediabox.width) / float(reader.pages[0].mediabox.height) == pytest.approx(16 / 9, 1e-3)
    for page, slide in zip(reader.pages, found.shown, strict=True):
        said = words(page)
        told = [slide.sentence, slide.comment, *slide.foot]
        for block in slide.blocks:
            match block:
                case Bars():
                    told += [text for bar in block.bars for text in (bar.label, bar.text)]
                case Table():
                    told += [cell.text for row in block.rows for cell in row]
                case Cards():
                    told += [text for card in block.cards for text in (card.name, card.figure.text, card.state)]
                case Timeline():
                    told += [text for event in block.events for text in (event.at, event.text)]
        told += [text for point in slide.so for text in (point.head, point.detail)]
        assert [text for text in told if plain(text) not in said] == []
    assert bookmarks(reader) == [plain(slide.sentence) for slide in found.shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_every_chapter_with_its_figures_and_a_bookmark(language: str):
    found = replace(document(), language=language)
    reader = opened(printed.report(found))
    said = "".join(map(words, reader.pages))
    for chapter in chapters(found):
        assert plain(chapter.title) in said
    for one in found.indicators:
        assert plain(one.figure.text) in said
        assert plain(one.remark) in said
    assert plain("一、完成宿舍区巡检") in said
    assert found.origin.snapshot in said
    titles = [re.sub(r"^\d+", "", title) for title in bookmarks(reader)]
    assert titles == [plain(chapter.title) for chapter in chapters(found)]


def test_a_draft_says_so_on_every_page():
    mark = say("review.draft", "zh-Hans")
    for made in (printed.deck, printed.report):
        pages = opened(made(document(version=0))).pages
        assert all(mark in words(page) for page in pages[:1])
        assert not any(mark in words(page) for page in opened(made(document())).pages)
    assert all(mark in words(page) for page in opened(printed.deck(document(version=0))).pages)


def test_a_character_that_our_fonts_do_not_have_costs_the_archive_standard_and_no_more():
    rare = Slide("x", "x", Sentence("龘靐"))
    made = printed.deck(replace(document(), slides=(rare,)))
    assert b"pdfaid" not in made
    assert len(opened(made).pages) == 1


def test_every_font_is_ours_and_in_the_file_rare_characters_too():
    rare = Slide("x", "x", Sentence("甪直疃里 繁體 讀寫 ≥ 95%"))
    for made in (printed.deck, printed.report):
        told: dict[str, Any] = {"title": "甪直疃里 繁體", "slides": (*document().slides, rare)}
        reader = opened(made(replace(document(), **told)))
        fonts = [font.get_object() for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()]  # type: ignore[attr-defined]
        assert fonts
        for font in fonts:
            assert "NotoSansCJK" in font["/BaseFont"]
            below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile3" in below
        assert plain("甪直疃里") in "".join(map(words, reader.pages))


def test_too_much_for_a_slide_takes_smaller_letters_and_no_second_page():
    row = tuple(document().slides[2].blocks[0].rows[0] * 3)  # type: ignore[union-attr]
    long = Table("很长", tuple(Head(f"列 {at}", right=bool(at)) for at in range(9)), (row,) * 40)
    bars = Bars("很多", "单", "#,##0", tuple(Bar(f"楼宇 {at}", float(at), str(at)) for at in range(30)))
    so = document().slides[0].so * 3
    slides = (
        Slide("a", "a", Sentence("很长的标题" * 20), blocks=(long,), so=so),
        Slide("b", "b", Sentence("很多"), blocks=(bars, *document().slides[0].blocks), so=so),
        Slide("c", "c", Sentence("空")),
    )
    assert len(opened(printed.deck(replace(document(), slides=slides))).pages) == 3


def test_the_same_document_is_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    found: Document = document()
    assert printed.deck(found) == printed.deck(found)
    assert printed.report(found) == printed.report(found)
    assert b"pdfaid" in printed.report(found)
    assert b"pdfaid" in printed.deck(found)
