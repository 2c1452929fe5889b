"""The pivot's page as Streamlit runs it, without a browser: what the component is given, what the address does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.i18n import LANGUAGES
from cockpit.ledger import Ledger
from cockpit.metrics import PivotQuestion
from cockpit.settings.model import Settings
from cockpit.ui import site
from cockpit.ui.pivot_table import WARM, WORSE
from cockpit.views import READY, View, ready_name
from tests.ui.test_pages import go, html, parts


def table(app: AppTest) -> dict[str, Any]:
    return parts(app, "table")


def texts(given: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The cells by the ids of their row and column."""
    ids = [column["id"] for column in given["columns"]]
    return {(row["id"], name): cell for row in given["rows"] for name, cell in zip(ids, row["cells"], strict=True)}


def expected(**question: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The pivot asked again, cell by cell."""
    opened = site.current()
    assert opened is not None
    view = View(**question)
    asked = view.question(opened.cockpit, opened.settings.calendar)
    assert isinstance(asked, PivotQuestion)
    rows = opened.cockpit.pivot(asked).figures[0].table.to_pylist()
    return {(*(row[name] for name in asked.by), row["row_level"], row["col_level"]): row for row in rows}


def test_the_table_shows_the_pivot(app: AppTest) -> None:
    given = table(
        go(app, "pivot", rows=["campus", "category"], cols=["month"], measures=["opened"], period="last_90_days")
    )
    wanted = expected(rows=("campus", "category"), cols=("month",), measures=("opened",), period="last_90_days")
    shown = texts(given)
    assert {row["kind"] for row in given["rows"]} == {"", "sub", "total"}
    for (campus, category, month, row_level, col_level), row in wanted.items():
        keys = [key for key in (campus, category) if key is not None][:row_level]
        where = month.isoformat() if col_level else ""
        assert shown["/".join(keys), f"{where}|opened"] == f"{row['value']:,.0f}"
    empty = sum(cell == "" for cell in shown.values())
    assert empty == len(shown) - len(wanted)


def test_the_line_below_has_the_figures_of_the_table(app: AppTest) -> None:
    """Both are of the chosen days, the parts of months at both ends too."""
    go(app, "pivot", rows=["month"], measures=["opened"], period="last_12_months")
    given = table(app)
    shown = {row["text"]: int(cells[0].replace(",", "")) for row in given["rows"] if (cells := row["cells"])}
    drawn = json.loads(app.get("echarts_chart")[0].proto.spec)
    points = [one["value"] for one in drawn["series"][0]["data"]]
    points[-1] = drawn["series"][1]["data"][-1]
    assert points == list(shown.values())[:-1]
    assert [text for text in shown if "（" in text] == ["2025年11月（23日起）", "2026年11月（进行中）"]


def test_every_line_of_the_head_spans_the_columns(app: AppTest) -> None:
    given = table(go(app, "pivot", rows=["level"], cols=["campus", "month"], measures=["opened", "sla_met"]))
    count = len(given["columns"])
    assert [sum(cell["span"] for cell in line) for line in given["head"]] == [count] * 3
    assert {len(row["cells"]) for row in given["rows"]} == {count}
    assert {len(row["heat"]) for row in given["rows"]} == {count}


def test_nothing_no_data_and_nought_read_apart(app: AppTest) -> None:
    given = table(
        go(app, "pivot", rows=["building"], cols=["level"], measures=["opened", "opened_cancelled", "manual_coverage"])
    )
    assert "本站的数据还不能计算“手册覆盖率”" in html(app)
    pairs = [pair for row in given["rows"] for pair in zip(row["cells"], row["heat"], strict=True)]
    assert {code for _, code in pairs} >= {"e", "x", "0"}
    for cell, code in pairs:
        assert (cell == "") == (code == "e")
        assert (cell == "–") == (code == "x")
    assert "0" in {cell for cell, _ in pairs}


@pytest.mark.parametrize("name", READY)
def test_every_ready_view_is_shown_or_says_why_not(app: AppTest, name: str) -> None:
    go(app, "pivot")
    app.query_params["view"] = name
    app.run()
    assert not app.exception
    view = READY[name]
    given = table(app)
    assert given["rows"]
    assert app.session_state["period"] == view.period
    assert [column["id"].split("|")[1] for column in given["columns"]][: len(view.measures)] == list(view.measures)
    assert "view" not in app.query_params


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_view_is_told_with_the_names_of_the_others(app: AppTest, language: str) -> None:
    go(app, "pivot", lang=language)
    app.query_params["view"] = "火星"
    app.run()
    said = html(app)
    assert "火星" in said
    assert all(ready_name(key, language) in said for key in READY)
    assert "repeat_devices" not in said


def test_an_unknown_field_is_told_once(app: AppTest) -> None:
    said = html(go(app, "pivot", rows=["火星", "campus"], measures=["opened", "x"], top="x"))
    assert said.count("有不认识的取值") == 1


def test_what_got_better_is_not_in_the_colour_of_alarm(app: AppTest) -> None:
    asked = {"rows": ["building"], "measures": ["opened", "sla_met"], "show": "difference", "period": "last_90_days"}
    given = table(go(app, "pivot", **asked))
    ids = [column["id"] for column in given["columns"]]
    opened, met = ids.index("|opened"), ids.index("|sla_met")
    codes = {"opened": set(), "met": set()}  # type: dict[str, set[tuple[bool, bool]]]
    for row in given["rows"]:
        for name, at in (("opened", opened), ("met", met)):
            if row["heat"][at] in WORSE + WARM:
                codes[name].add((row["cells"][at].startswith("+"), row["heat"][at] in WORSE))
    assert codes == {"opened": {(True, True), (False, False)}, "met": {(True, False), (False, True)}}


def test_totals_and_heat_are_left_away(app: AppTest) -> None:
    given = table(go(app, "pivot", rows=["campus", "category"], measures=["opened"], totals="false", heat="false"))
    assert {row["kind"] for row in given["rows"]} == {"", "sub"}
    assert all(set(row["cells"]) == {""} for row in given["rows"] if row["kind"] == "sub")
    assert {code for row in given["rows"] for code in row["heat"]} <= {"0", "e"}


@pytest.mark.parametrize(
    ("show", "pattern"), [("row", r"[\d.]+%"), ("difference", r"[+−]?[\d,]+"), ("change", r"[+−]?[\d.]+%|新增|–")]
)
def test_cells_read_as_they_are_asked_to(app: AppTest, show: str, pattern: str) -> None:
    given = table(go(app, "pivot", rows=["building"], cols=["campus"], measures=["opened"], show=show))
    shown = [cell for row in given["rows"] for cell in row["cells"] if cell]
    assert shown
    assert [cell for cell in shown if not re.fullmatch(pattern, cell)] == []


def test_what_moved_stands_beside_the_value_and_sorts(app: AppTest) -> None:
    asked = {"rows": ["building"], "measures": ["opened", "sla_met"], "show": "beside", "period": "last_90_days"}
    given = table(go(app, "pivot", **asked, sort="-opened:difference", row=".", column="|opened:difference"))
    ids = ["|opened", "|opened:difference", "|opened:change", "|sla_met", "|sla_met:difference"]
    assert [one["id"] for one in given["columns"]] == ids
    assert [one["text"] for one in given["head"][-1]][1:3] == ["报修量 增减", "报修量 增减 %"]
    shown = {row["id"]: row["cells"] for row in given["rows"]}
    apart = {show: table(go(app, "pivot", **{**asked, "show": show}, sort="name")) for show in ("value", "difference")}
    for at, show in ((0, "value"), (1, "difference")):
        assert {name: cells[at] for name, cells in shown.items()} == {
            row["id"]: row["cells"][0] for row in apart[show]["rows"]
        }
    moved = [int(row["cells"][1].replace("−", "-").replace(",", "")) for row in given["rows"] if row["kind"] == ""]
    assert moved == sorted(moved, reverse=True)
    assert {code for row in given["rows"] for code in row["heat"][0::5] + row["heat"][2::5]} <= {"0", "e", "x"}
    assert (given["sort"]["by"], given["picked"]["columns"]) == ("|opened:difference", [1])


def test_a_cell_of_the_address_has_its_rows(app: AppTest) -> None:
    go(app, "pivot", rows=["campus"], cols=["category"], measures=["opened"], row="东校区", column="无线网络|opened")
    given = table(app)
    number = texts(given)["东校区", "无线网络|opened"]
    assert f"东校区 · 无线网络 · 报修量 · {number} 单" in html(app)
    listed = parts(app, "tickets")
    assert (listed["total"], len(listed["rows"])) == (int(number), min(50, int(number)))
    assert listed["page"] == "detail"
    assert given["picked"]["row"] == "东校区"
    assert [given["columns"][place]["id"] for place in given["picked"]["columns"]] == ["无线网络|opened"]


def test_the_rest_of_a_top_has_its_rows(app: AppTest) -> None:
    go(app, "pivot", rows=["building"], measures=["opened"], top="5", row="*", column="|opened")
    given = table(app)
    assert len(given["rows"]) == 7
    number = texts(given)["*", "|opened"]
    assert f"其余 · 报修量 · {number} 单" in html(app)


def test_a_top_is_of_the_dimension_that_is_chosen(app: AppTest) -> None:
    go(app, "pivot", rows=["campus", "building"], measures=["opened"], top="building.5")
    rows = [row["id"].split("/") for row in table(app)["rows"] if "/" in row["id"]]
    assert len({building for _, building in rows} - {"*"}) == 5
    assert [campus for campus, building in rows if building == "*"] == sorted(
        {campus for campus, _ in rows}, key=[campus for campus, _ in rows].index
    )
    assert app.session_state["top"] == "building.5"
    choices = app.selectbox(key="top").options
    assert choices[0] == "全部取值"
    assert any(one.startswith("楼宇前 5 项") for one in choices)
    assert not any(one.startswith("校区") for one in choices), "there are four campuses alone"


def test_a_measure_that_cannot_be_split_so_is_left_out_and_told(app: AppTest) -> None:
    said = html(go(app, "pivot", rows=["campus"], measures=["opened", "load"]))
    assert "“人均日工单”不能按“校区”拆分，未列入" in said
    assert [column["id"] for column in table(app)["columns"]] == ["|opened"]


@pytest.mark.parametrize(
    "asked",
    [
        {"rows": ["火星", "campus", "campus"], "cols": "campus", "measures": "\0"},
        {"row": "%", "column": "|||", "rows": "campus", "measures": "opened"},
        {"sort": "-opened@9999-99-99", "rows": "campus", "cols": "month", "measures": "opened"},
        {"sort": "-opened@2000-01-01", "rows": "campus", "cols": "month", "measures": "opened"},
        {"closed": ["*", "x"], "rows": ["campus", "building"], "measures": "opened"},
        {"show": "x", "top": "-1", "totals": "maybe", "heat": ""},
        {"parts": "火星", "rows": "campus", "measures": "opened"},
        {"measures": "opened"},
    ],
)
def test_a_tampered_address_is_answered_calmly(app: AppTest, asked: dict[str, object]) -> None:
    assert table(go(app, "pivot", **asked))["rows"]


def test_a_saved_view_comes_back_by_its_name(app: AppTest, served: Settings) -> None:
    ledger = Ledger(served.data)
    view = View(("level",), ("campus",), ("resolved",), period="last_month", filters=(("level", ("C", "D")),))
    ledger.save_view("领导要的", view.query(), team=True)
    try:
        go(app, "pivot")
        app.query_params["view"] = "领导要的"
        app.run()
        assert not app.exception
        given = table(app)
        assert {row["id"] for row in given["rows"]} == {"C", "D", ""}
        assert app.session_state["period"] == "last_month"
        assert app.session_state["level"] == ["C", "D"]
    finally:
        ledger.remove_view(ledger.views()[0].id)


def test_a_role_begins_with_its_view(app: AppTest, served: Settings) -> None:
    ledger = Ledger(served.data)
    ledger.set_default_view("rush_hours")
    try:
        given = table(go(app, "pivot"))
        assert given["corner"] == "星期"
        assert given["rows"][0]["text"] == "周一"
    finally:
        ledger.set_default_view("building_category")


def test_record_text_is_no_markup_for_anybody(app: AppTest) -> None:
    given = parts(go(app, "pivot", rows=["campus"], measures=["opened"]), "shelf")
    assert [shelf["name"] for shelf in given["shelves"]] == ["rows", "cols", "measures"]
    assert given["shelves"][0]["chips"] == [{"id": "campus", "text": "校区"}]
    offered = {one["id"] for group in given["shelves"][0]["choices"] for one in group["options"]}
    assert "campus" not in offered
    assert {"building", "month", "hour"} <= offered


def test_where_there_is_nothing_the_way_out_is_told_instead_of_an_empty_table(app: AppTest) -> None:
    narrow = {"engineer": ["S1"], "level": ["A"], "channel": ["phone"], "campus": ["南校区"]}
    asked = {"rows": ["building"], "measures": ["opened"], "period": "dates", "dates": ["2026-11-10"] * 2}
    said = html(go(app, "pivot", **asked, **narrow))
    assert "所选范围内没有可列出的内容" in said
    assert "0 行" not in said
