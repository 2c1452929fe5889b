"""A document's figures as a workbook: numbers as numbers, charts over cells, where all of it comes from."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from cockpit.exports import figures_book
from cockpit.i18n import LANGUAGES, say
from cockpit.review.document import Document, Slide
from cockpit.sentences import Sentence
from tests.review.example import document


def opened(found: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(figures_book.made(found)))


def cells(page: Any) -> list[list[Any]]:
    return [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]


def test_the_indicators_are_numbers_with_all_that_is_said_of_them():
    found = document()
    page = opened(found)["指标一览"]
    rows = {row[1].value: row for row in page.iter_rows(min_row=6)}
    for one in found.indicators:
        told = [cell.value for cell in rows[one.name]]
        assert told[2] == (one.figure.text if one.figure.value is None else one.figure.value)
        assert told[4] == one.figure.n
        assert [told[5] or "", told[6] or "", told[9] or ""] == [one.target, one.state_text, one.remark]
    assert rows["按时率"][2].number_format == "0.0%"
    assert rows["报修"][7].value == 1_178


def test_each_slide_is_a_sheet_with_its_sentence_its_figures_and_native_charts():
    found = document()
    book = opened(found)
    for slide in found.slides:
        page = book[slide.name]
        said = [cell for row in cells(page) for cell in row]
        assert slide.sentence in said
        assert all(point.head in said for point in slide.so)
        assert slide.comment in ("", *said)
    bars = cells(book["报修量"])
    assert ["认证登录 · 东校区", 118] in bars
    assert ["10-20", 88, 22, 58, "10-20 认证网关升级"] in bars
    assert ["东校区", 512, 0.881] in cells(book["地点"])
    with zipfile.ZipFile(io.BytesIO(figures_book.made(found))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if re.match(r"xl/charts/chart\d", name)]
    assert len(charts) == 2
    assert any("barChart" in one for one in charts)
    assert any("lineChart" in one for one in charts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_sheet_says_where_the_figures_come_from_and_how_each_measure_is_defined(language: str):
    found = replace(document(), language=language)
    last = opened(found).worksheets[-1]
    said = [cell for row in cells(last) for cell in row]
    assert found.origin.snapshot in said
    for figure in found.figures():
        assert say(f"metrics.{figure.metric}.definition", language) in said
    assert say("review.version", language, n=1) in said
    assert say("review.version", language, n=1) not in [
        cell for row in cells(opened(document(version=0)).worksheets[-1]) for cell in row
    ]


def test_what_a_person_wrote_stands_for_what_was_drafted():
    said = [cell for row in cells(opened(document())["文字部分"]) for cell in row]
    assert "更换 6 号楼接入交换机" in said
    assert "一、完成宿舍区巡检" in said


def test_text_stays_text_and_the_same_document_is_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    nasty = Slide("x", "=1+1", Sentence("=cmd|' /C calc'!A0"), comment="+1")
    found = replace(document(), slides=(nasty,))
    page = opened(found).worksheets[1]
    assert page["A1"].value == "=cmd|' /C calc'!A0"
    assert page["A1"].data_type == "s"
    assert figures_book.made(found) == figures_book.made(found)
