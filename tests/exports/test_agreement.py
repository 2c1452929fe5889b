"""The same figures everywhere: what ``measure`` prints is what deck, slides, report, PDF and workbook say."""

from __future__ import annotations

import io
import json
import os
import re
from datetime import date
from html import unescape
from typing import Any

import docx
import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from cockpit import settings as configuration
from cockpit.cli import main
from cockpit.exports import deck, figures_book, slideshow, word
from cockpit.exports import print as printed
from cockpit.metrics import CATALOGUE, Cockpit, open_cockpit
from cockpit.review import reading
from cockpit.review.document import Document, Slide
from cockpit.review.numbers import Figure
from tests.conftest import Site

MONTH = date(2026, 9, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


class Sample:
    """The sample's month as a document, and the cockpit it was made of."""

    def __init__(self, site: Site) -> None:
        self.environ = {**os.environ, **site.environ}
        self.settings = configuration.load(site.config, site.data, self.environ)
        self.document = reading.read(self.settings, MONTH, "zh-Hans", private=True, environ=self.environ)
        self.site = site

    def cockpit(self) -> Cockpit:
        return open_cockpit(self.settings, None, self.document.origin.as_of, self.environ)


@pytest.fixture(scope="module")
def sample(sample_site: Site) -> Sample:
    return Sample(sample_site)


def all_figures(document: Document) -> list[Figure]:
    return list(dict.fromkeys(document.figures()))


def test_measure_prints_every_indicator(sample: Sample, capsys: pytest.CaptureFixture[str]):
    period = sample.document.period
    spans = [
        "--from",
        str(period.first),
        "--to",
        str(period.until),
        "--as-of",
        sample.document.origin.as_of.isoformat(),
    ]
    where = ["--config", str(sample.site.config), "--data", str(sample.site.data), "--format", "json"]
    told = {}
    for one in sample.document.indicators:
        if one.figure.period != period:
            continue
        assert main(["measure", one.metric, *spans, *where]) == 0
        told[one.metric] = json.loads(capsys.readouterr().out)
    assert len(told) > 40
    for one in sample.document.indicators:
        if one.metric in told and not one.figure.cell:
            rows = told[one.metric]["rows"]
            assert (rows[0]["value"] if rows else None) == pytest.approx(one.figure.value), one.metric
            assert (rows[0]["n"] if rows else 0) == one.figure.n, one.metric


def test_every_measure_the_site_offers_is_an_indicator(sample: Sample):
    cockpit = sample.cockpit()
    offered = {name for name, metric in CATALOGUE.items() if cockpit.offers(metric) and not cockpit.lacks(metric)}
    assert {one.metric for one in sample.document.indicators} == offered


def test_every_figure_is_what_the_cockpit_answers(sample: Sample):
    from cockpit.metrics import Question

    cockpit = sample.cockpit()
    found = all_figures(sample.document)
    assert len(found) > 150
    for one in found:
        question = Question(one.metric, one.period, tuple(dim for dim, _ in one.cell), one.filters)
        rows = cockpit.answer(question).rows
        row: dict[str, Any] = next((row for row in rows if all(row[dim] == value for dim, value in one.cell)), {})
        assert row.get("value") == pytest.approx(one.value), one
        assert (row.get("n") or 0) == one.n, one


def test_the_workbook_holds_every_indicator_as_a_number(sample: Sample):
    page = openpyxl.load_workbook(io.BytesIO(figures_book.made(sample.document))).worksheets[0]
    rows = {row[1].value: row for row in page.iter_rows(min_row=5) if row[1].value}
    for one in sample.document.indicators:
        wanted = one.figure.text if one.figure.value is None else pytest.approx(one.figure.value)
        assert rows[one.name][2].value == wanted, one.metric
        assert rows[one.name][4].value == one.figure.n


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_report_tells_every_indicator(sample: Sample, kind: str):
    if kind == "docx":
        made = docx.Document(io.BytesIO(word.made(sample.document)))
        said = plain("".join(node.text or "" for node in made.element.iter(W)))
    else:
        pages = PdfReader(io.BytesIO(printed.report(sample.document))).pages
        said = "".join(plain(page.extract_text()) for page in pages)
    for one in sample.document.indicators:
        assert plain(one.name) in said, one.metric
        assert plain(one.figure.text) in said, one.metric


def told(slide: Slide) -> list[str]:
    """The figures that a slide's blocks and sentences tell, as they are told."""
    found: list[str] = []
    for block in slide.blocks:
        found += [card.figure.text for card in getattr(block, "cards", ())]
        found += [bar.text for bar in getattr(block, "bars", ())]
    return found


def test_deck_slides_and_their_pdf_tell_the_same_figures(sample: Sample):
    document = sample.document
    page = plain(unescape(re.sub(r"<[^>]+>", "", deck.html(document).decode())))
    slides = Presentation(io.BytesIO(slideshow.made(document))).slides
    pages = PdfReader(io.BytesIO(printed.deck(document))).pages
    assert len(slides) == len(pages) == len(document.shown)
    for slide, shown, paper in zip(document.shown, slides, pages, strict=True):
        words = [shape.text_frame.text for shape in shown.shapes if shape.has_text_frame]
        tables = [shape.table for shape in shown.shapes if shape.has_table]
        words += [cell.text for table in tables for row in table.rows for cell in row.cells]
        charts = [shape.chart for shape in shown.shapes if shape.has_chart]
        drawn = [value for chart in charts for plot in chart.plots for one in plot.series for value in one.values]
        read = plain(paper.extract_text())
        for text in told(slide):
            assert plain(text) in page, (slide.key, text)
            assert plain(text) in read, (slide.key, text)
        said = plain("".join(words))
        for block in slide.blocks:
            assert all(plain(card.figure.text) in said for card in getattr(block, "cards", ()))
            for bar in getattr(block, "bars", ()):
                assert bar.value is None or bar.value in drawn, (slide.key, bar)
        assert plain(slide.sentence) in page
        assert plain(slide.sentence) in said
        assert plain(slide.sentence) in read
