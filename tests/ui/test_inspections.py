"""The page of inspections over the made-up site, with rounds and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.i18n import LANGUAGES
from cockpit.periods import Period
from cockpit.settings.model import Room, Rooms, Settings
from cockpit.ui import site
from cockpit.ui.cache import ANSWERS
from cockpit.ui.inspections import plan_list
from cockpit.ui.inspections_findings import first_list
from cockpit.ui.reader import Chosen, Reader
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import go, html, parts
from tests.ui.test_performance import rows
from tests.ui.test_pivot import table, texts

DAYS = 40


def made_round(number: int, ago: int, **more: Any) -> dict[str, Any]:
    """A core room's round of so many days ago, made at noon."""
    noon = (made.NOW - timedelta(days=ago)).replace(hour=4)
    return {
        "inspection_id": f"R{number:03d}",
        "kind": "core_room",
        "campus": "西校区",
        "building": "西1 号楼",
        "room": "101",
        "planned_on": noon.date(),
        "done_at": noon,
        "inspector_id": "S002",
        "items_checked": 20,
        "items_abnormal": 0,
    } | more


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    tickets = made.tickets(600)
    done = next(one["ticket_id"] for one in tickets if one["resolved_at"])
    undone = {"done_at": None, "items_checked": None, "inspector_id": None}
    special: dict[int, dict[str, Any]] = {
        1: undone,
        2: undone,
        3: {"items_abnormal": 2, "finding": "<b>漏水</b>", "ticket_id": done},
        4: {"items_abnormal": 1, "finding": "灰尘"},
        5: {"items_abnormal": 1, "finding": "积水", "ticket_id": "GD0"},
    }
    lines = [made_round(ago, ago, **special.get(ago, {})) for ago in range(DAYS)]
    closet = {"kind": "wiring_closet", "campus": "本部", "building": "本12 号楼", "room": "1F弱电间"}
    lines.append(made_round(DAYS, DAYS - 1, **closet))
    settings = made.settings(tmp_path_factory.mktemp("inspected"), rooms=Rooms((Room("西校区", "西1 号楼", "101"),)))
    made.publish(settings, tickets, beside={"inspections": lines})
    return settings


@pytest.fixture
def opened(inspected: Settings) -> Iterator[AppTest]:
    site.install(inspected)
    ANSWERS.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    ANSWERS.clear()


def test_the_first_line_says_what_was_made_found_and_not_inspected(opened: AppTest) -> None:
    said = html(go(opened, "inspections"))
    assert "应做巡检 21 次，按时完成 90.5%" in said
    assert "发现异常 3 次，2 次转了工单，1 次已修好" in said
    assert re.search(r"西1 号楼 11-20、11-21 没人巡", said)
    assert "今天计划 1 次，已做 1 次" in said


def test_the_days_without_a_round_stand_under_their_month(opened: AppTest) -> None:
    (line,) = rows(go(opened, "inspections"), "c-rooms")
    assert line == ["西1 号楼 101 西校区", "●", "▲ 2 天", "94.9%"]


def test_findings_say_what_came_of_them_and_what_is_written_is_no_markup(opened: AppTest) -> None:
    app = go(opened, "inspections")
    said = html(app)
    assert "没转工单 1 · 工单查不到 1 · 已修好 1" in said
    assert "<b>漏水</b>" not in " ".join(one.proto.body for one in app.get("html"))
    said = " ".join(said.split())
    assert re.search(r"灰尘 .*没转工单 .*积水 .*工单号查不到 GD0 .*漏水.*已修好", said)
    assert "11-20 ▲ 2 天 西1 号楼 101" in said


def test_a_place_of_the_address_is_the_one_whose_chain_is_shown(opened: AppTest) -> None:
    app = go(opened, "inspections", place="building:西1 号楼")
    assert app.selectbox(key="place").value == "building:西1 号楼"
    said = " ".join(html(app).split())
    assert "38 次巡检 全楼各处，3 次有异常" in said
    assert "此前没有巡检记录" in said
    said = " ".join(html(go(app, "inspections", place="building:本12 号楼")).split())
    assert "1 次巡检 全楼各处，0 次有异常" in said
    assert "1F弱电间 上次巡检 10-14 正常" in said


def test_a_step_of_the_chain_shows_what_reached_it_and_a_building_its_devices(opened: AppTest) -> None:
    app = go(opened, "inspections", place="building:西1 号楼", step="rounds")
    said = " ".join(html(app).split())
    assert "R003" in said
    assert "漏水" in said
    inside = app.selectbox(key="within")
    assert inside.value == "all"
    faults = [int(one) for one in re.findall(r"（(\d+) 单", " ".join(inside.options))]
    assert sum(faults[1:]) <= faults[0], "some faults name no device"
    asked = {"step": "repeat_of", "within": "nowhere"}
    said = html(go(opened, "inspections", place="building:西1 号楼", **asked))
    assert "R003" not in said
    chained = rows(opened, "c-long c-chained")
    repeats = re.search(r"(\d+) 单是重复故障", said)
    assert repeats
    assert len(chained) == int(repeats[1])


def test_an_unknown_place_is_told(opened: AppTest) -> None:
    said = html(go(opened, "inspections", place="device:nowhere"))
    assert "楼宇或设备" in said
    assert "不认识的取值" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_without_rounds_is_told_what_to_provide(app: AppTest, served: Settings, language: str) -> None:
    said = html(go(app, "inspections", lang=language))
    told = {"zh-Hans": "请在来源中提供：巡检", "zh-Hant": "請在來源中提供：巡檢", "en": "Inspections"}[language]
    assert told in said
    assert not re.search(r"\binspections\.[a-z_]+", said)


def test_rounds_are_pivoted_by_what_tickets_do_not_have(opened: AppTest) -> None:
    asked = {"rows": ["person"], "measures": ["inspection_completion"], "period": "last_90_days"}
    app = go(opened, "pivot", **asked, row="S002", column="|inspection_completion")
    given = table(app)
    assert texts(given)["S002", "|inspection_completion"] == "100.0%"
    assert re.search(r"巡检按时完成率 · 3[78] 次", html(app))
    assert not app.get("exception")


def test_only_measures_of_the_records_a_site_has_are_offered(opened: AppTest) -> None:
    offered = go(opened, "trends", measure="score").selectbox(key="measure").options
    assert {"巡检按时完成率", "考核平均分"} <= {*offered}, "and what the address asks for"
    assert not {"日志按时率", "值班覆盖率"} & {*offered}
    choices = parts(go(opened, "pivot"), "shelf")["shelves"][2]["choices"]
    named = {group["group"]: [one["id"] for one in group["options"]] for group in choices}
    assert named["巡检"][:2] == ["inspection_completion", "inspection_overdue"]
    assert "人员" not in named


def test_the_tables_of_the_plan_and_of_who_found_first_are_lists_too(inspected: Settings) -> None:
    site.install(inspected)
    current = site.current()
    assert current is not None
    month = Period(date(2026, 11, 1), date(2026, 12, 1))
    reader = Reader(current, "zh-Hans", Chosen(month, "dates", "previous"))
    rounds: list[Any] = list(plan_list(reader).rows)
    assert [list(row) for row in rounds[:2]] == [
        ["核心机房", "西校区", 21, 19, 19 / 21],
        ["核心机房", "合计", 21, 19, 19 / 21],
    ]
    lines: list[Any] = list(first_list(reader).rows)
    *parts, whole = lines
    assert whole[0] == "合计"
    for place in (1, 2, 3):
        assert whole[place] == sum(row[place] for row in parts)
    assert whole[4] == pytest.approx(1 - whole[3] / sum(whole[1:4]))
