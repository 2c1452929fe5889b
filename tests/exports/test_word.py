"""A document as a Word report: every chapter and figure, native charts, the site's own template, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from lxml import etree

from cockpit.errors import UsageError
from cockpit.exports import word
from cockpit.i18n import LANGUAGES, explain
from cockpit.review.document import Cards, Document, Table, Timeline
from cockpit.review.report import chapters
from tests.review.example import document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def opened(found: Document, template: Path | None = None) -> Any:
    return docx.Document(io.BytesIO(word.made(found, template)))


def said(made: Any) -> str:
    return "\n".join(node.text or "" for node in made.element.iter(f"{W}t"))


def parts(found: Document, pattern: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(word.made(found))) as package:
        return [package.read(name) for name in sorted(package.namelist()) if re.fullmatch(pattern, name)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_the_contents_and_every_chapter_with_its_figures(language: str):
    found = replace(document(), language=language)
    made = opened(found)
    headings = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    assert headings == [chapter.title for chapter in chapters(found)]
    links = [one.get(f"{W}anchor") for one in made.element.iter(f"{W}hyperlink")]
    marks = [one.get(f"{W}name") for one in made.element.iter(f"{W}bookmarkStart")]
    assert links == marks
    told = said(made)
    assert found.title in told
    assert found.origin.snapshot in told
    assert "{{" not in told
    for chapter in chapters(found):
        for section in chapter.sections:
            for block in section.blocks:
                match block:
                    case Table():
                        assert all(cell.text in told for row in block.rows for cell in row)
                    case Cards():
                        assert all(card.figure.text in told for card in block.cards)
                    case Timeline():
                        assert all(event.text in told for event in block.events)
            assert all(point.head in told for point in section.so)
        assert all(words in told for words in (*chapter.paragraphs, *(point.head for point in chapter.points)))


def test_charts_are_native_over_cells_of_their_own():
    found = document()
    charts = [etree.fromstring(data) for data in parts(found, r"word/charts/chart\d+\.xml")]
    assert [chart.find(f".//{C}barChart") is not None for chart in charts] == [True, False]
    assert charts[1].find(f".//{C}areaChart") is not None
    bars, _ = found.slides[0].blocks
    values = [float(node.text or "") for node in charts[0].iterfind(f".//{C}val//{C}v")]
    assert sorted(values) == sorted(bar.value for bar in bars.bars if bar.value is not None)  # type: ignore[union-attr]
    books = parts(found, r"word/embeddings/chart\d+\.xlsx")
    assert len(books) == 2
    cells = [
        row[0] for row in openpyxl.load_workbook(io.BytesIO(books[0]))["Sheet1"].iter_rows(min_row=2, values_only=True)
    ]
    assert cells == [bar.label for bar in bars.bars]  # type: ignore[union-attr]
    assert not parts(found, r"word/media/.*")


def test_tables_repeat_their_head_and_mark_what_was_missed():
    made = opened(document())
    table = next(one for one in made.tables if one.cell(0, 0).text == "指标" and len(one.columns) == 6)
    assert table.rows[0]._tr.find(f".//{W}tblHeader") is not None
    row = next(one for one in table.rows if one.cells[0].text == "首次修复率")
    assert [cell.text for cell in row.cells][1:5] == ["≥ 90%", "88.0%", "", "未达标"]
    assert row.cells[2].paragraphs[0].runs[0].font.bold


@pytest.mark.parametrize(("language", "font"), [("zh-Hans", "Microsoft YaHei"), ("zh-Hant", "Microsoft JhengHei")])
def test_every_style_names_a_font_for_both_scripts(language: str, font: str):
    (styles,) = parts(replace(document(), language=language), r"word/styles\.xml")
    for name in ("Normal", "heading 1"):
        style = next(
            one for one in etree.fromstring(styles).iter(f"{W}style") if one.find(f"{W}name").get(f"{W}val") == name
        )
        fonts = style.find(f".//{W}rFonts")
        assert {fonts.get(f"{W}{script}") for script in ("ascii", "hAnsi", "eastAsia")} == {font}


def test_a_site_has_its_own_template(tmp_path: Path):
    own = docx.Document()
    own.add_paragraph("某某公司 {{ title }} 机密")
    own.add_paragraph("{{ body }}")
    own.add_paragraph("页尾 {{ standing }}")
    own.save(str(tmp_path / "own.docx"))
    made = opened(document(), tmp_path / "own.docx")
    texts = [one.text for one in made.paragraphs]
    assert texts[0] == "某某公司 2026年10月服务月报 机密"
    assert texts[-1].startswith("页尾 第 1 版")
    assert "改进建议" in texts
    assert not any("body" in text for text in texts)


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda path: path.write_bytes(b"no zip"), "report_template"),
        (lambda _: None, "report_template"),
        (lambda path: docx.Document().save(str(path)), "report_template_body"),
        (lambda path: written(path, "{{ title"), "report_template"),
        (lambda path: written(path, "{{ body.__class__.__mro__ }}"), "report_template"),
    ],
    ids=["no Word file", "no file", "no place", "no template", "code"],
)
def test_a_template_that_cannot_be_used_is_told(tmp_path: Path, make: Any, key: str):
    make(tmp_path / "own.docx")
    with pytest.raises(UsageError) as caught:
        word.made(document(), tmp_path / "own.docx")
    assert caught.value.key == key
    for language in LANGUAGES:
        assert "own.docx" in explain(caught.value, language)


def written(path: Path, words: str) -> None:
    own = docx.Document()
    own.add_paragraph(words)
    own.add_paragraph("{{ body }}")
    own.save(str(path))


def test_names_are_text_whatever_they_hold():
    nasty = replace(document(), title="<w:p>{{ 1 }} & \x07")
    assert "<w:p>{{ 1 }} & " in said(opened(nasty))


def test_the_same_document_is_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    assert word.made(document()) == word.made(document())
