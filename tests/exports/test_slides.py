"""A view as a slide: its figures, its fonts, its bytes, and what it says where there is nothing."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation

from cockpit import scenes
from cockpit.access import reduced
from cockpit.errors import UsageError
from cockpit.exports import slide_parts as parts
from cockpit.exports import slides
from cockpit.i18n import LANGUAGES, halves
from cockpit.request import hour
from cockpit.views import READY, View
from tests.exports.conftest import NASTY, PHONE, Made

WHOLE = {"period": "all"}
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FONTS = {"zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei", "en": "Microsoft YaHei"}


def slide(site: Made, view: View, language: str = "zh-Hans", **more: Any) -> slides.Slide:
    request = site.request(language, filters=view.filters, preset="dates", **more)
    return slides.prepared(request, "视图", view, "https://cockpit.example")


def opened(found: slides.Slide) -> Any:
    return Presentation(io.BytesIO(slides.made(found)))


def words(page: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


def test_a_few_rows_of_one_measure_are_a_native_chart(made: Made):
    found = slide(made, View(("campus",)))
    deck = opened(found)
    (page,) = deck.slides
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    (frame,) = [shape for shape in page.shapes if shape.has_chart]
    plot = frame.chart.plots[0]
    wanted = {row.text: row.cells[0].figure for row in found.scene.rows}
    assert dict(zip(plot.categories, plot.series[0].values, strict=True)) == wanted
    answer = made.cockpit.answer(found.request.question("opened", by=("campus",)))
    assert sorted(filter(None, wanted.values())) == sorted(row["value"] for row in answer.rows)
    book = openpyxl.load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    cells = {row[0]: row[1] for row in book["Sheet1"].iter_rows(min_row=2, values_only=True)}
    assert cells == wanted


def test_many_rows_of_one_measure_are_a_chart_and_what_would_dwarf_them_stands_beside_it(made: Made):
    found = slide(made, View(("building", "level", "category")))
    scene = found.scene
    assert scene.rest is not None
    assert scene.total is not None
    assert len(scene.rows) == slides.FIT.rows
    (page,) = opened(found).slides
    assert not any(shape.has_table for shape in page.shapes)
    (frame,) = [shape for shape in page.shapes if shape.has_chart]
    assert list(frame.chart.plots[0].categories) == [row.text for row in scene.rows]
    assert f"{scene.rest.text} {scene.rest.cells[0].text}  ·  合计 {scene.total.cells[0].text}" in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", READY)
def test_no_slide_is_half_empty_and_nothing_on_it_overlaps(made: Made, key: str, language: str):
    found = slide(made, READY[key], language)
    (page,) = opened(found).slides
    bodies = [shape for shape in page.shapes if shape.has_table or shape.has_chart]
    assert bodies or found.scene.nothing
    wide = page.shapes.title.left + page.shapes.title.width
    right = max((shape.left + shape.width for shape in bodies), default=wide)
    assert right == pytest.approx(wide, rel=0.01)
    for one, other in itertools.pairwise(sorted(bodies, key=lambda shape: shape.left)):
        assert one.left + one.width <= other.left
    foot = next(shape for shape in page.shapes if shape.name == "footnote")
    assert all(shape.top + shape.height <= foot.top for shape in bodies)


def test_a_table_under_long_headers_ends_above_the_footnote(made: Made):
    found = slide(made, View(("category", "subcategory"), ("month",)))
    (page,) = opened(found).slides
    (frame,) = [shape for shape in page.shapes if shape.has_table]
    columns, (head, *rows) = frame.table.columns, frame.table.rows
    points = max(run.font.size.pt for line in head.cells[1].text_frame.paragraphs for run in line.runs)
    assert any("进行中" in cell.text for cell in head.cells), "some month is not whole"
    assert (head.cells[1].text, head.cells[2].text) == ("2025年10月", "11月"), "a year is told once"
    lines = max(
        sum(-(-halves(line) * points * 0.5 // (column.width / 12_700 - 8)) for line in cell.text.split("\n"))
        for cell, column in zip(list(head.cells)[1:], list(columns)[1:], strict=True)
    )
    tall = lines * points * 1.2 * 12_700
    foot = next(shape for shape in page.shapes if shape.name == "footnote")
    assert frame.top + tall + sum(row.height for row in rows) <= foot.top


@pytest.mark.parametrize("key", READY)
def test_no_figure_on_a_slide_is_broken(made: Made, key: str):
    (page,) = opened(slide(made, READY[key])).slides
    for table in (shape.table for shape in page.shapes if shape.has_table):
        for place, column in enumerate(table.columns):
            for cell in (row.cells[place] for row in list(table.rows)[1:] if place):
                points = max((run.font.size.pt for line in cell.text_frame.paragraphs for run in line.runs), default=0)
                room = (column.width - cell.margin_left - cell.margin_right) / 12_700
                assert sum(0.3 if sign in ",." else 0.58 * halves(sign) for sign in cell.text) * points <= room


def test_a_slide_explains_its_empty_cells(made: Made):
    (page,) = opened(slide(made, View(("building", "level", "category"), ("campus",)))).slides
    (table,) = [shape.table for shape in page.shapes if shape.has_table]
    assert "" in {cell.text for row in list(table.rows)[1:] for cell in row.cells}
    assert "空白：没有这样的记录" in words(page)
    (whole,) = opened(slide(made, View(("campus",), (), ("opened", "resolved")))).slides
    assert "空白" not in words(whole)


def test_what_nobody_filled_in_leads_no_list(made: Made):
    view = View(("group", "engineer"), (), ("opened",), period="all")
    found = slide(made, view).scene
    names = [row.keys is not None and None not in row.keys for row in found.rows]
    assert names == sorted(names, reverse=True)
    filled = [row for row in made.rows if row["engineer_id"] is None or row["group"] is None]
    assert filled, "the site has such tickets"


def test_more_rows_are_a_table_and_the_others_are_summed(made: Made):
    found = slide(made, View(("building", "level", "category"), ("campus",)))
    (page,) = opened(found).slides
    (frame,) = [shape for shape in page.shapes if shape.has_table]
    lines = [[cell.text for cell in row.cells] for row in frame.table.rows]
    counts = [[int(cell.replace(",", "") or 0) for cell in line[1:]] for line in lines[1:]]
    assert len(lines) == 1 + slides.FIT.rows + 2
    assert lines[-2][0].startswith("其余 ")
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    whole = made.cockpit.answer(found.request.question("opened")).value
    assert counts[-1][-1] == whole
    assert all(sum(line[:-1]) == line[-1] for line in counts)


def test_rates_of_the_others_are_left_out_and_told(made: Made):
    found = slide(made, View(("building", "level", "category"), (), ("opened", "sla_met")))
    assert found.scene.rest is not None
    assert [cell.text == "" for cell in found.scene.rest.cells] == [False, True]
    (page,) = opened(found).slides
    assert "不能相加" in words(page)
    assert found.scene.total is not None
    rate = made.cockpit.answer(found.request.question("sla_met")).value
    assert found.scene.total.cells[1].figure == rate


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", READY)
def test_every_ready_view_says_where_it_comes_from(made: Made, key: str, language: str):
    found = slide(made, READY[key], language)
    (page,) = opened(found).slides
    said = words(page)
    assert page.shapes.title.text_frame.text == slides._title(found.scene)
    assert found.request.cockpit.snapshot in said
    assert f"n = {found.scene.totals[0].measure.n[-1, -1]:,}" in said
    notes = page.notes_slide.notes_text_frame.text
    assert f"https://cockpit.example/pivot?{READY[key].query()}" in notes
    assert PHONE not in said + notes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", [View(("campus",)), READY["building_category"]], ids=["chart", "table"])
def test_every_text_names_the_font_of_its_script(made: Made, view: View, language: str):
    with zipfile.ZipFile(io.BytesIO(slides.made(slide(made, view, language)))) as package:
        trees = {name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")}
    themes = [tree for name, tree in trees.items() if "/theme/" in name]
    assert len(themes) == 2
    faces = {
        font.find(f"{A}ea").get("typeface") for tree in themes for font in tree.iter(f"{A}majorFont", f"{A}minorFont")
    }
    assert faces == {FONTS[language]}
    shown = [tree for name, tree in trees.items() if name.startswith(("ppt/slides/", "ppt/notesSlides/"))]
    runs = [run for tree in shown for run in tree.iter(f"{A}r")]
    assert runs
    assert {run.find(f"{A}rPr/{A}ea").get("typeface") for run in runs} == {FONTS[language]}
    for name, tree in trees.items():
        if name.startswith("ppt/charts/"):
            fonts = list(tree.iter(f"{A}defRPr"))
            assert len(fonts) >= 3
            assert {found.find(f"{A}ea").get("typeface") for found in fonts} == {FONTS[language]}


def test_the_same_hour_makes_the_same_bytes(made: Made, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    for view in (View(("campus",)), READY["level_campus"]):
        first, again = (slides.made(slide(made, view, made=hour())) for _ in range(2))
        assert first == again
    later = datetime(2026, 5, 21, tzinfo=UTC)
    assert slides.made(slide(made, View(("campus",)), made=later)) != slides.made(slide(made, View(("campus",))))
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {one.date_time for one in package.infolist()} == {(2025, 11, 24, 16, 0, 0)}


def test_nothing_is_said_truly(made: Made):
    view = View(("building",), ("category",), filters=(("campus", ("没有",)),))
    found = slide(made, view)
    (page,) = opened(found).slides
    assert page.shapes.title.text_frame.text.endswith("报修量 0 单。")
    assert not any(shape.has_chart or shape.has_table for shape in page.shapes)


def test_no_name_can_run(made: Made):
    texts = parts.Bars("=1+1", ["=HYPERLINK(1)", "a\x0bb"], [1, 2], "0", upright=False)
    deck = parts.deck("en")
    page = deck.slides.add_slide(deck.slide_layouts[6])
    drawn = parts.chart(page, slides._BODY, texts, "en", datetime(2026, 1, 1, tzinfo=UTC))
    book = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob))
    kinds = {cell.data_type for row in book["Sheet1"].iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert list(drawn.plots[0].categories) == ["=HYPERLINK(1)", "ab"]
    assert NASTY


def test_an_engineer_sees_their_own_alone(made: Made):
    person = next(row["engineer_id"] for row in made.rows if row["engineer_id"])
    found = slide(made, View(("campus",)), rights=reduced(f"engineer:{person}"))
    assert found.scene.totals[0].measure.value[-1, -1] < made.cockpit.answer(found.request.question("opened")).value


def test_a_file_of_another_kind_is_refused(made: Made):
    with pytest.raises(UsageError, match="export_kind"):
        slides.write(slide(made, View(("campus",))), made.folder / "a.xlsx")


@pytest.mark.parametrize("fit", [slides.FIT, scenes.Fit(2, 3, 2)], ids=["slide", "small"])
@pytest.mark.parametrize("view", [*READY.values(), View((), ("month",)), View(("month",), ("building",)), View()])
def test_what_is_shown_and_the_rest_are_the_whole(made: Made, view: View, fit: scenes.Fit):
    found = scenes.composed(made.request(filters=view.filters), "x", view, fit)
    assert len(found.rows) <= fit.rows + 1
    if found.total is None:
        return
    for at, column in enumerate(found.columns):
        figures = [row.cells[at].figure for row in (*found.rows, *([found.rest] if found.rest else []))]
        if (
            column.measure.metric.unit == "count"
            and view.show in ("value", "difference")
            and not column.measure.metric.stock
        ):
            assert sum(figure or 0 for figure in figures) == pytest.approx(found.total.cells[at].figure or 0)
    dates = [row.keys[-1] for row in found.rows if row.keys and isinstance(row.keys[-1], date)]
    assert dates == sorted(dates)
