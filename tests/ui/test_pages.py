"""Every page over the made-up site, as Streamlit runs it without a browser."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from cockpit import boards
from cockpit.i18n import LANGUAGES
from cockpit.ledger import Ledger
from cockpit.metrics import CATALOGUE, Answer, Clocks, Question
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.store import Store
from cockpit.ui import overview, site, trends
from tests.ui import made
from tests.ui.conftest import APP

PAGES = [board.name for board in boards.PAGES]


def go(app: AppTest, page: str, **asked: object) -> AppTest:
    """Opens a page with parameters in its address."""
    for key, value in asked.items():
        app.query_params[key] = value
    if page != PAGES[0]:
        app.switch_page(f"../pages/{page}.py")
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def parts(app: AppTest, name: str) -> dict[str, Any]:
    """What a component was given."""
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == f"cockpit.{name}"]
    assert len(found) == 1
    given: dict[str, Any] = json.loads(found[0].json)
    return given


def html(app: AppTest) -> str:
    """What the pieces of HTML on the page say, without their tags."""
    pieces = [one.proto.body for one in app.get("html")]
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(pieces), flags=re.DOTALL))


def cuts(app: AppTest) -> list[str]:
    """Of how many rows each list of one row says that it is the first of them."""
    return re.findall(r"只列了 (\d+) 行中的前 1 行，全部在导出的文件里", html(app))


def short(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Leaves a single row to every list of a page."""
    board = getattr(boards, name)
    rows = tuple(tuple(tuple(replace(one, rows=1) for one in column) for column in row) for row in board.rows)
    monkeypatch.setattr(boards, name, replace(board, rows=rows))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_speaks_every_language(app: AppTest, name: str, language: str) -> None:
    said = html(go(app, name, lang=language))
    assert not re.search(r"\b(pages|common|sentences|metrics)\.[a-z_]+\.", said)
    assert ("Snapshot" in said) == (language == "en")


def test_the_first_sentence_says_what_the_numbers_say(app: AppTest, served: Settings) -> None:
    said = html(go(app, "overview"))
    opened = site.current()
    assert opened is not None
    assert re.search(r"本月报修 \d+ 单，比上月同期[多少] [\d.]+%", said)
    assert "低于 95% 的目标" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clock_that_stands_still_is_told_on_the_overview(app: AppTest, served: Settings, language: str) -> None:
    assert 'clock = "data"' not in html(go(app, "overview", lang=language))
    site.install(replace(served, clock="data"))
    assert 'clock = "data"' in html(app.run())


def test_a_number_that_is_fine_is_not_marked(app: AppTest) -> None:
    pieces = " ".join(one.proto.body for one in go(app, "overview").get("html"))
    marked = re.findall(r'<div class="c-card c-(late|watch)"', pieces)
    flags = re.findall(
        r'<span class="c-flag c-(?:late|watch)"><span aria-hidden="true">[▲◆]</span> [^<]+</span></div>', pieces
    )
    assert len(marked) == len(flags) >= 1


@pytest.mark.parametrize(
    ("metric", "now", "former", "n", "way"),
    [
        ("time_to_resolve", 7.1, 12.4, 900, "better"),
        ("time_to_resolve", 12.4, 7.1, 900, "worse"),
        ("time_to_resolve", 7.1, 7.2, 900, ""),
        ("sla_met", 0.958, 0.852, 900, "better"),
        ("sla_met", 0.958, 0.963, 900, ""),
        ("satisfaction", 88.0, 90.0, 900, "worse"),
        ("backlog", 5, 9, 5, ""),
        ("channel_share", 0.5, 0.2, 900, ""),
        ("sla_met", 0.9, None, 900, ""),
    ],
)
def test_a_card_says_which_way_is_better(metric: str, now: float, former: float | None, n: int, way: str) -> None:
    question = Question(metric, Period(date(2026, 11, 1), date(2026, 12, 1)), against="previous")
    table = pa.table({"value": [now], "n": [n], "value_against": [former], "n_against": [n]})
    answer = Answer(CATALOGUE[metric], question, "s", table, Clocks(None, made.NOW, made.NOW))
    assert overview._way(answer) == way


def test_a_campus_narrows_the_buildings(app: AppTest) -> None:
    go(app, "overview")
    every = app.multiselect(key="building").options
    app.multiselect(key="campus").select("南校区").run()
    assert set(app.multiselect(key="building").options) < set(every)
    assert all(name.startswith("南") for name in app.multiselect(key="building").options)


@pytest.mark.parametrize(
    ("asked", "shown"), [("last_month", "last_month"), ("上月", "last_month"), ("last month", "last_month")]
)
def test_an_address_may_hold_a_code_or_any_language(app: AppTest, asked: str, shown: str) -> None:
    go(app, "overview", period=asked)
    assert app.session_state["period"] == shown


def test_a_value_nobody_knows_is_left_out_and_told(app: AppTest) -> None:
    said = html(go(app, "overview", campus="火星"))
    assert "有不认识的取值，已忽略" in said


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "\0"},
        {"campus": ["东校区"] * 2000},
        {"dates": ["9999-01-01", "0001-01-01"], "period": "dates"},
        {"building": "'; drop table tickets --"},
        {"in": "category:<script>", "at": "x"},
        {"at": "9999-99-99", "of": "\0", "measure": "no_such"},
    ],
)
@pytest.mark.parametrize("name", PAGES[:3])
def test_a_tampered_address_is_answered_calmly(app: AppTest, name: str, asked: dict[str, object]) -> None:
    go(app, name, **asked)


def test_the_language_switch_keeps_what_is_chosen(app: AppTest) -> None:
    go(app, "overview", period="last_month")
    app.selectbox(key="lang").select("en").run()
    assert not app.exception
    assert app.session_state["period"] == "last_month"
    assert "Oct 2026" in html(app)


@pytest.mark.parametrize(
    ("dates", "kept", "told"),
    [
        (["1999-01-01", "2026-11-10"], (2, 0), "日期超出数据范围"),
        (["2026-11-10", "9999-12-31"], (0, 1), "日期超出数据范围"),
        (["2026-11-12", "2026-11-10"], (0, 0), ""),
        (["2026-11-10", "火星"], (0, 0), "有不认识的取值"),
        (["2026-11-10", "2026-11-10"], (0, 0), ""),
    ],
)
def test_dates_beyond_the_data_are_brought_within_and_told(
    app: AppTest, dates: list[str], kept: tuple[int, int], told: str
) -> None:
    said = html(go(app, "overview", period="dates", dates=dates))
    opened = site.current()
    assert opened is not None
    span, chosen = opened.cockpit.span(), app.session_state["dates"]
    asked = [date(2026, 11, 10), date(2026, 11, 12) if "2026-11-12" in dates else date(2026, 11, 10)]
    assert min(chosen) == (span.first if kept[0] else asked[0])
    assert max(chosen) == (opened.cockpit.today if kept[1] else asked[1])
    assert (told in said) if told else "日期超出" not in said
    assert said.count("日期超出数据范围") <= 1


def test_a_trend_has_the_rows_of_its_period_behind_it(app: AppTest) -> None:
    go(app, "trends", at="period", measure="opened", period="last_month")
    said = html(app)
    counted = re.search(r"报修量 · 2026年10月 · ([\d,]+) 单", said)
    assert counted is not None
    listed = parts(app, "tickets")
    assert listed["total"] == int(counted[1].replace(",", ""))
    assert len(listed["rows"]) == min(50, listed["total"])
    assert "工单号" in [column["title"] for column in listed["columns"]]


def test_rows_that_a_link_leads_to_come_first_and_are_the_headline(app: AppTest) -> None:
    """Those of a point clicked here stand below the chart, which the click must not move."""
    today = made.NOW.date().isoformat()
    said = html(go(app, "trends", at=today, measure="overdue", grain="day"))
    listed = parts(app, "tickets")
    assert f"已超时：现在有 {listed['total']} 单，逐单列在下面" in said
    assert said.index("已超时 · 2026年11月22日") < said.index("已超时（单）")
    limits = [row["cells"][2] for row in listed["rows"]]
    assert [column["title"] for column in listed["columns"]][2] == "完成时限"
    assert limits == sorted(limits)
    app.session_state["clicked"] = (None, today, 0)
    app.run()
    said = html(app)
    assert said.index("已超时 · 2026年11月22日") > said.index("已超时（单）")
    assert "逐单列在下面" not in said


def test_trends_offer_every_measure_companions_last() -> None:
    assert sorted(trends.measures()) == sorted(CATALOGUE)
    assert trends.measures()[:2] == ["opened", "resolved"]
    assert trends.measures().index("load_open") < trends.measures().index("opened_cancelled")


@pytest.mark.parametrize("metric", sorted(name for name, metric in CATALOGUE.items() if metric.times))
def test_every_measure_is_drawn_or_says_what_it_lacks(app: AppTest, metric: str) -> None:
    said = html(go(app, "trends", measure=metric, period="last_month"))
    assert app.session_state["measure"] == metric
    assert app.get("plotly_chart") or "没有工单" in said or "请在来源中提供" in said


@pytest.mark.parametrize(("metric", "split"), [("channel_share", "channel"), ("ageing", "age"), ("opened", "none")])
def test_a_measure_that_needs_a_split_has_it(app: AppTest, metric: str, split: str) -> None:
    go(app, "trends", measure=metric)
    assert app.session_state["split"] == split


@pytest.mark.parametrize("key", ["measure", "grain", "split", "beside"])
def test_a_trend_nobody_knows_is_told(app: AppTest, key: str) -> None:
    said = html(go(app, "trends", **{"period": "last_month", key: "火星"}))
    name = {"measure": "指标", "grain": "时间单位", "split": "拆分", "beside": "对照"}[key]
    assert f"地址中的“{name}”有不认识的取值，已忽略" in said


def test_what_is_told_outlives_the_rewriting_of_the_address(app: AppTest) -> None:
    said = html(go(app, "trends", measure="火星", grain="month", split="校區"))
    assert "地址中的“指标”有不认识的取值，已忽略" in said


def test_a_split_that_a_measure_lacks_is_dropped_and_told(app: AppTest) -> None:
    go(app, "trends", measure="opened", split="campus")
    app.selectbox(key="measure").select("load").run()
    assert not app.exception
    assert "“人均日工单”不能按“校区”拆分" in html(app)
    assert app.session_state["split"] == "none"


@pytest.mark.parametrize(
    ("grain", "at", "words"), [("hour", "9", "09:00"), ("weekday", "2", "周二"), ("term_week", "3", "教学第3周")]
)
def test_a_round_of_time_has_its_rows(app: AppTest, grain: str, at: str, words: str) -> None:
    said = html(go(app, "trends", grain=grain, at=at, beside="last-year"))
    counted = re.search(rf"报修量 · {words} · ([\d,]+) 单", said)
    assert counted is not None
    bars = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]
    place = [one[0] for one in bars["customdata"]].index(at)
    told = bars["hovertext"][place]
    assert f" {counted[1]} 单" in told


def test_a_comparison_without_data_is_said(app: AppTest) -> None:
    assert "没有数据，无法对照" in html(
        go(app, "trends", grain="day", beside="last-year", period="dates", dates=["2025-10-08", "2025-10-20"])
    )


def test_a_stock_of_none_is_drawn_as_none(app: AppTest) -> None:
    """On a line of counts every unit within the data has its point, its own and the one it stands beside."""
    go(app, "trends", measure="at_risk", grain="day", beside="previous", period="last_month")
    lines = [one for one in json.loads(app.get("plotly_chart")[0].proto.spec)["data"] if one["mode"] != "markers"]
    assert len(lines) == 2
    for line in lines:
        values = [float(value) for value in drawn(line["y"])]
        assert 0 in values
        assert all(value >= 0 for value in values)


def drawn(values: Any) -> list[float]:
    """Plotly packs longer rows of numbers."""
    if isinstance(values, dict):
        return list(np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]))
    return list(values)


def test_drilling_narrows_and_the_address_holds_the_way(app: AppTest) -> None:
    go(app, "categories", **{"in": ["category:无线网络", "subcategory:信号弱"]})
    said = html(app)
    assert "无线网络 · 信号弱：" in said
    assert "按楼宇的报修量" in said


def test_a_ring_has_six_slices_and_the_rest_and_holds_every_ticket(app: AppTest) -> None:
    """Of the same numbers as the bars, which are drawn unless the address asks for the ring."""
    place = {"in": ["category:无线网络", "subcategory:信号弱"]}
    (bars,) = json.loads(go(app, "categories", **place).get("plotly_chart")[0].proto.spec)["data"]
    (ring,) = json.loads(go(app, "categories", form="ring", **place).get("plotly_chart")[0].proto.spec)["data"]
    counts = [count for count in drawn(bars["x"]) if count]
    assert (bars["type"], ring["type"]) == ("bar", "pie")
    assert drawn(ring["values"])[:6] == counts[:6]
    assert len(ring["values"]) <= 7
    assert sum(drawn(ring["values"])) >= sum(counts)


def test_a_note_stands_on_its_day(app: AppTest, served: Settings) -> None:
    ledger = Ledger(served.data)
    ledger.add_note(made.NOW.date() - timedelta(days=3), "认证网关升级")
    try:
        go(app, "trends")
        annotations = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]
        assert "◆ 认证网关升级" in [one["text"] for one in annotations]
        assert app.expander[0].label == "日期备注（1）"
    finally:
        for note in ledger.notes():
            ledger.remove_note(note.id)


def test_the_data_page_counts_every_row_once(app: AppTest) -> None:
    said = html(go(app, "data"))
    assert "4,013" in said
    assert "3 行待核对" in said
    assert "特急" in said


def test_before_the_first_sync_the_way_to_one_is_shown(tmp_path: object) -> None:
    site.install(made.settings(tmp_path))  # type: ignore[arg-type]
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "还没有数据" in html(app)
    assert app.button(key="sync").label == "立即同步"


def test_a_snapshot_without_tickets_is_answered_calmly(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = made.settings(tmp_path_factory.mktemp("empty"))
    made.publish(settings, [], problems=0)
    site.install(settings)
    for name in PAGES:
        app = AppTest.from_file(str(APP), default_timeout=60)
        go(app, name)
    assert Store(settings.data).latest() is not None


@pytest.mark.parametrize(
    ("language", "needs"),
    [
        ("zh-Hans", "需要“返修时间”或“返修次数”列"),
        ("zh-Hant", "需要「重新開案時間」或「重新開案次數」欄"),
        ("en", "Needs the column “Reopened” or “Times reopened”"),
    ],
)
def test_a_card_without_data_names_the_columns_it_takes(
    tmp_path_factory: pytest.TempPathFactory, language: str, needs: str
) -> None:
    settings = made.settings(tmp_path_factory.mktemp("lacking"))
    kept = [{name: value for name, value in row.items() if not name.startswith("reopen")} for row in made.tickets(200)]
    made.publish(settings, kept)
    site.install(settings)
    said = html(go(AppTest.from_file(str(APP), default_timeout=60), "overview", lang=language))
    assert said.count(needs) == 1


def test_where_this_month_is_empty_the_last_that_is_not_is_shown(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = made.settings(tmp_path_factory.mktemp("past"))
    rows = [one for one in made.tickets(900) if one["reported_at"] < made.NOW - timedelta(days=25)]
    made.publish(settings, rows)
    site.install(settings)
    app = go(AppTest.from_file(str(APP), default_timeout=60), "overview")
    said = html(app)
    assert "本月还没有工单，先显示上月。" in said
    assert re.search(r"2026年10月报修 \d+ 单", said)
    app.selectbox(key="period").select("this_month").run()
    said = html(app)
    assert "本月没有报修" in said
    assert "先显示" not in said
    app.button(key="reset").click().run()
    assert app.selectbox(key="period").value == "last_month"
