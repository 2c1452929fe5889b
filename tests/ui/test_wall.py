"""A view on the wall: the same figures as on the slide and the command line, and a word for whatever may be amiss."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from cockpit.cli.pivot import as_json
from cockpit.errors import StoreError
from cockpit.exports import slides
from cockpit.i18n import LANGUAGES, percent, say, value
from cockpit.ledger import Ledger
from cockpit.metrics import CATALOGUE
from cockpit.request import Request
from cockpit.settings.model import Settings
from cockpit.tables import SHARES, arranged
from cockpit.ui import site
from cockpit.views import READY, View, ready_name
from cockpit.wall import SCENES
from tests.ui.test_pages import go

Grid = dict[tuple[str, str], str]
Save = Callable[[str, View], None]


def wall(app: AppTest, **asked: str) -> str:
    """The pieces of HTML of the wall, as they are."""
    view = asked.pop("view")
    go(app, "wall", **asked)
    app.query_params["view"] = view
    app.run()
    assert not app.exception, app.exception[0].value
    return "".join(one.proto.body for one in app.get("html"))


@pytest.fixture
def save(served: Settings) -> Iterator[Save]:
    """Saves a view for the team; after the test it is gone."""
    book = Ledger(served.data)
    before = {one.id for one in book.views()}
    yield lambda name, view: book.save_view(name, view.query(), team=True)
    for one in book.views():
        if one.id not in before:
            book.remove_view(one.id)


def cells(body: str) -> Grid:
    """The table on the wall by the words of its row and column."""
    lines = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    head: list[str] = []
    for attributes, cell in re.findall(r"<th([^>]*)>(.*?)</th>", lines[0]):
        wide = re.search(r'colspan="(\d+)"', attributes)
        head += [words(cell)] * int(wide[1] if wide else 1)
    found = {}
    for line in lines[1:]:
        name = words(re.findall(r"<th[^>]*>(.*?)</th>", line)[0])
        figures = [
            cell for attributes, cell in re.findall(r"<td([^>]*)>(.*?)</td>", line) if "aria-hidden" not in attributes
        ]
        assert len(figures) == len(head) - 1
        for place, figure in enumerate(figures, 1):
            found[name, f"{place} {head[place]}"] = words(figure)
    return found


def words(piece: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", piece))


def on_the_command_line(view: View) -> dict[tuple[Any, ...], str]:
    """Every figure of ``pivot`` by its measure, what of it is told, and the words of its row and column."""
    opened = site.current()
    assert opened is not None
    question = view.question(opened.cockpit, opened.settings.calendar)
    share = view.show if view.show in SHARES else None
    told = as_json(arranged(opened.cockpit.pivot(question), share=share))
    request = Request(opened.cockpit, opened.settings, "zh-Hans", question.period)
    found = {}
    for row in told["rows"]:
        if row.get("rest"):
            continue
        sides = []
        for splits, level in ((question.rows, row["row_level"]), (question.cols, row["col_level"])):
            keys = [request.label(split, _key(split, row[split])) for split in splits[:level]]
            sides.append(" › ".join(keys) if level == len(splits) and splits else None if level else "合计")
        for show in ("value", "difference", "change") if view.show == "beside" else (view.show,):
            found[(row["metric"], show, *sides)] = _figure(row, show)
    return found


def _key(split: str, key: Any) -> Any:
    return date.fromisoformat(key) if split in ("week", "month", "day") and isinstance(key, str) else key


def _figure(row: dict[str, Any], show: str) -> str:
    if show in SHARES:
        return percent(row["share"], "zh-Hans")
    if show == "difference":
        return f"{row['difference']:+,.0f}".replace("-", "−") if row["difference"] else "0"
    if show == "change":
        return (
            "新增" if row["change"] is None else ("+" if row["change"] >= 0 else "") + percent(row["change"], "zh-Hans")
        )
    return value(row["value"], CATALOGUE[row["metric"]].unit, "zh-Hans") if row["value"] is not None else "–"


def as_slide(key: str) -> tuple[slides.Slide, Any]:
    opened = site.current()
    assert opened is not None
    view = READY[key]
    question = view.question(opened.cockpit, opened.settings.calendar)
    more: dict[str, Any] = {"filters": question.filters, "preset": view.period}
    request = Request(opened.cockpit, opened.settings, "zh-Hans", question.period, **more)
    made = slides.prepared(request, ready_name(key, "zh-Hans"), view)
    (page,) = Presentation(io.BytesIO(slides.made(made))).slides
    return made, page


def on_the_slide(made: slides.Slide, page: Any) -> Grid:
    """The slide's table by the words of its row and column; where a chart stands alone, its bars."""
    table = next((shape.table for shape in page.shapes if shape.has_table), None)
    if table is None:
        (plot,) = next(shape.chart for shape in page.shapes if shape.has_chart).plots
        (column,) = made.scene.columns
        bars = zip(plot.categories, plot.series[0].values, strict=True)
        return {
            (name, f"1 {column.text}"): _figure({"difference": figure, "value": figure}, column.show)
            for name, figure in bars
        }
    lines = [[cell.text for cell in row.cells] for row in table.rows]
    return {(line[0], f"{at} {head}"): line[at] for line in lines[1:] for at, head in enumerate(lines[0]) if at}


def spelled_out(made: slides.Slide) -> dict[str, str]:
    """The words over a column, with and without which part of a month there is, and all the command line says."""
    found: dict[str, str] = {}
    for column in made.scene.columns:
        keys = made.scene.table.cols[column.places[0]].keys
        if len(column.places) == 1 and keys:
            said = " › ".join(made.request.label(*one) for one in zip(made.scene.view.cols, keys, strict=True))
            found |= {column.text: said, column.text + column.part: said}
    return found


@pytest.mark.parametrize("key", READY)
def test_wall_slide_and_command_line_say_the_same(app: AppTest, key: str) -> None:
    view, told = READY[key], on_the_command_line(READY[key])
    body = wall(app, view=key)
    made, page = as_slide(key)
    names = {one.text: (one.measure.metric.name, one.show) for one in made.scene.columns} if not view.cols else {}
    compared = 0
    whole_words = spelled_out(made)
    on_slide = on_the_slide(made, page)
    for shown, dense in ((cells(body), "w-dense" in body), (on_slide, False)):
        for (row, placed), figure in shown.items():
            over = placed.split(" ", 1)[1].split("\n")[0]
            over = whole_words.get(over, over)
            kind = names.get(over, (view.measures[0], view.show))
            wanted = told.get((*kind, row, "合计" if names else over))
            if row.startswith("其余") or over.startswith("其余") or (dense and over != "合计"):
                continue
            if wanted is None:
                assert figure == "", (row, over)
            elif not figure.endswith("无数据"):
                assert figure == wanted, (row, over)
                compared += 1
    assert compared >= 4
    tile = re.findall(r'<p class="wl-figure[^"]*">(.*?)</p>', body, re.DOTALL)[0]
    whole = next(one for one in made.scene.totals)
    assert words(tile).replace(" ", "") == f"{whole.text}{whole.unit}".replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_view_is_shown_by_its_name(app: AppTest, save: Save, language: str) -> None:
    name = "<b>我的</b> & 视图"
    save(name, View(("campus",), (), ("opened", "sla_met"), period="last_90_days"))
    body = wall(app, view=name, lang=language)
    assert '<span class="wl-name">&lt;b&gt;我的&lt;/b&gt; &amp; 视图</span>' in body
    assert not re.search(r"\b(scenes?|wall|pages|common|pivotui|metrics)\.[a-z_]+", words(body))
    assert "东校区" in words(body)
    assert len(re.findall('class="wl-tile ', body)) == 2


def test_cells_without_a_figure_are_explained(app: AppTest, save: Save) -> None:
    table = wall(app, view="building_category")
    assert ("" in cells(table).values()) == ("空白：没有这样的记录" in words(table)) is True
    save("没有空白", View(("campus",), (), ("opened", "resolved"), period="all"))
    assert "空白：" not in words(wall(app, view="没有空白"))
    colours = words(wall(app, view="rush_hours"))
    assert re.search(r"最多：周\S \d\d:00，[\d,]+ 单", colours)


def test_an_unknown_view_names_those_there_are(app: AppTest, save: Save) -> None:
    save("团队看的", View(("campus",)))
    body = wall(app, view="没有这个")
    assert "没有名为“没有这个”的视图" in words(body)
    for name in (*(ready_name(key, "zh-Hans") for key in READY), "团队看的"):
        assert name in words(body)
    assert "w-table" not in re.sub(r"<style>.*?</style>", "", body, flags=re.DOTALL)


def test_without_a_name_the_walls_of_the_configuration_are_listed(app: AppTest, served: Settings) -> None:
    go(app, "wall")
    app.run()
    body = "".join(one.proto.body for one in app.get("html"))
    for name, one in served.walls.items():
        assert f'<a href="tv?wall={name}">' in body
        assert name in words(body)
        assert all(say(f"wall.scenes.{scene}", "zh-Hans") in words(body) for scene in one.scenes if scene in SCENES)


@pytest.mark.parametrize("scene", SCENES)
def test_the_scenes_of_the_screens_are_shown_by_their_names(app: AppTest, scene: str) -> None:
    body = wall(app, view=scene)
    assert f'data-scene="{scene}"' in body
    assert say(f"wall.scenes.{scene}", "zh-Hans") in words(body)
    assert body.count('class="wl-clock"') == 3


def test_nothing_to_show_is_said(app: AppTest, save: Save) -> None:
    save("空的", View(("building",), ("category",), filters=(("campus", ("火星",)),)))
    assert "没有可显示的工单" in words(wall(app, view="空的"))


def test_what_cannot_be_asked_is_explained(app: AppTest, save: Save) -> None:
    save("不行", View(("age",), (), ("sla_met",)))
    assert "这个视图无法显示" in words(wall(app, view="不行"))


def test_the_last_picture_stays_and_says_so(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    body = words(wall(app, view="building_category"))
    assert "数据暂时读不到" not in body

    def broken() -> None:
        raise StoreError("no_snapshot", place="x")

    monkeypatch.setattr(site, "current", broken)
    app.run()
    again = words("".join(one.proto.body for one in app.get("html")))
    assert "数据暂时读不到" in again
    assert "本月 楼宇 × 故障大类" in again


def test_no_page_of_the_frame_stands_around_it(app: AppTest) -> None:
    go(app, "wall", view="building_category")
    assert not app.selectbox
    assert not app.multiselect
    assert not app.exception
