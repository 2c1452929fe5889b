"""The page of service levels and emergencies over the made-up site."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from cockpit.contract import bands
from cockpit.i18n import LANGUAGES, percent
from cockpit.metrics import Question
from cockpit.periods import Period
from cockpit.settings.model import Measures, Settings
from cockpit.ui import service_emergencies, site
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import go, html

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def asked(metric: str, by: tuple[str, ...] = (), period: Period = NOVEMBER) -> list[dict[str, Any]]:
    opened = site.current()
    assert opened is not None
    return opened.cockpit.answer(Question(metric, period, by)).rows


def bodies(app: AppTest) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


def owed(app: AppTest) -> dict[str, list[str]]:
    """The cells of the emergencies' table by the title of the incident, as a person reads them."""
    table = re.search(r'<div class="c-duties">.*?</table>', bodies(app), re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr>(<td.*?)</tr>", table[0], re.DOTALL)
    cells = [
        [" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in row.split("<td>")[1:]] for row in rows
    ]
    return {row[0].split(" 东校区")[0]: row[1:] for row in cells}


def test_the_first_sentence_says_what_the_measures_say(app: AppTest, served: Settings) -> None:
    said = html(go(app, "service"))
    (sla,) = asked("sla_met")
    assert f"本月到期 {sla['n']:,} 单，按时率 {percent(sla['value'], 'zh-Hans')}，低于 95% 的目标，" in said
    (missed,) = asked("sla_missed")
    assert f"{missed['value']:,} 单未按时完成" in said
    assert "A、B 级事件 3 起" in said


def test_the_matrix_marks_only_what_is_below_its_target(app: AppTest, served: Settings) -> None:
    body = bodies(go(app, "service"))
    year = Period(date(2025, 12, 1), date(2026, 12, 1))
    split = asked("sla_met", ("level", "month"), year)
    for row in split:
        counts = f"{round(row['n'] * (1 - row['value']))} / {row['n']:,}"
        flagged = (
            re.search(rf'c-late"><span aria-hidden="true">▲</span> {percent(row["value"], "zh-Hans")}', body)
            is not None
        )
        assert flagged or row["value"] >= 0.95
        assert counts in body
    fine = {
        percent(row["value"], "zh-Hans")
        for row in [*split, *asked("sla_met", ("month",), year)]
        if row["value"] >= 0.95
    }
    low = {
        percent(row["value"], "zh-Hans") for row in [*split, *asked("sla_met", ("month",), year)] if row["value"] < 0.95
    }
    assert fine
    assert not any(f"▲</span> {share}" in body for share in fine - low)


def test_where_limits_are_missed_shows_the_count_of_all_beside(app: AppTest, served: Settings) -> None:
    go(app, "service")
    app.segmented_control(key="where").set_value("engineer").run()
    assert not app.exception
    bars = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    chart = next(one for one in bars if "王建国" in str(one["layout"]["yaxis"].get("ticktext")))
    notes = [note["text"] for note in chart["layout"]["annotations"]]
    due = {row["engineer"]: row for row in asked("sla_met", ("engineer",))}
    for code in made.PEOPLE:
        assert f"/ {due[code]['n']:,} 单" in notes
        assert any(percent(1 - due[code]["value"], "zh-Hans") in note for note in notes)
    assert "各人工作不同" in html(app)


@pytest.mark.parametrize("part", [bands.OVERDUE, *bands.codes(Measures().time_left)])
def test_a_part_of_the_open_tickets_has_its_rows(app: AppTest, served: Settings, part: str) -> None:
    said = html(go(app, "service", show=f"left:{part}"))
    day = Period(date(2026, 11, 22), date(2026, 11, 23))
    known = {row["time_left"]: row["n"] for row in asked("time_left", ("time_left",), day)}
    counted = re.search(r"按剩余时限） · \S+(?: \S+)*? · ([\d,]+) 单", said)
    assert counted is not None
    assert int(counted[1].replace(",", "")) == known.get(part, 0)


def test_a_missed_cell_and_a_bar_have_their_rows(app: AppTest, served: Settings) -> None:
    said = html(go(app, "service", show="cell:2026-11-01:C"))
    missed = {row["level"]: row["n"] for row in asked("sla_missed", ("level",))}
    assert f"未按时完成 · 2026年11月 · C 级 · {missed['C']} 单" in said
    said = html(go(AppTest.from_file(str(APP), default_timeout=60), "service", show="missed:campus:东校区"))
    where = {row["campus"]: row["n"] for row in asked("sla_missed", ("campus",))}
    assert f"未按时完成 · 东校区 · {where['东校区']} 单" in said


def test_the_list_leads_to_the_same_rows_as_the_bars(app: AppTest) -> None:
    go(app, "service")
    app.segmented_control(key="where").set_value("campus").run()
    app.selectbox(key="pick-missed-campus").select("东校区").run()
    assert not app.exception
    assert "未按时完成 · 东校区 · " in html(app)
    app.button(key="rows_close").click().run()
    assert "未按时完成 · 东校区 · " not in html(app)


@pytest.mark.parametrize(
    "wrong", ["left:x", "missed:colour:red", "cell:never:A", "cell:9999-99-01:A", "x", "missed:campus:\0"]
)
def test_rows_asked_for_in_vain_are_told(app: AppTest, wrong: str) -> None:
    assert "有不认识的取值，已忽略" in html(go(app, "service", show=wrong))


def test_every_duty_of_an_incident_is_told_with_what_is_missing(app: AppTest) -> None:
    found = owed(go(app, "service"))
    assert list(found) == ["A 认证<b>中断</b>", "B 出口中断", "A 核心机房停电"]
    lasts, owing, badly = found.values()
    assert lasts[0] == "● 按时，早 6 分钟"
    assert lasts[1] == "◆ 应立即 缺所需支持"
    assert lasts[2] == "◆ 应立即"
    assert lasts[3] == "◆ 应立即 缺预计恢复"
    assert lasts[4].startswith("◆ 剩 2.0 小时")
    assert lasts[6] == lasts[7] == "未起算 处理结束后起算"
    assert owing[5] == "不适用"
    assert owing[6].startswith("◆ 剩 4.0 小时")
    assert badly[0].startswith("▲ 迟 25 分钟")
    assert badly[1] == "▲ 缺 1 项 缺进展"
    assert badly[4].startswith("▲ 迟 2.0 小时")
    assert badly[5].startswith("▲ 逾期")
    assert "未交" in badly[5]
    assert badly[6].startswith("▲ 迟 7.0 小时")
    assert badly[7] == "▲ 缺 1 项 缺原因"


def test_what_lasts_names_who_keeps_the_customer_informed(app: AppTest) -> None:
    said = html(go(app, "service"))
    assert "无人在场时由部门应急负责人通报客户" in said
    assert "逐级上报：运营经理（A 岗） → 部门经理（B 岗）、销售 → 公司领导" in said


def test_filters_hold_for_incidents_too(app: AppTest) -> None:
    said = html(go(app, "service", campus="西校区"))
    assert "所选时间内没有 A、B 级事件" in said
    app.multiselect(key="campus").set_value(["东校区"]).run()
    assert len(owed(app)) == 3
    app.multiselect(key="level").set_value(["B"]).run()
    assert list(owed(app)) == ["B 出口中断"]


def test_overruns_not_explained_are_as_many_as_counted(app: AppTest, served: Settings) -> None:
    said = html(go(app, "service"))
    (row,) = asked("overrun_report_owed")
    assert row["n"] > 0
    assert f"走势与明细：{row['n']} 单 →" in said


def test_the_list_of_overruns_leads_to_all_of_them(app: AppTest, served: Settings) -> None:
    said = html(go(app, "service"))
    (row,) = asked("overrun_report_owed")
    assert row["n"] > 8
    heading = f"超时还没有交说明的工单 · {row['n']} 单"
    assert heading not in said
    (where,) = {one for one in re.findall(r'href="service\?([^"]+)"', bodies(app)) if "show=overruns" in one}
    assert heading in html(go(app, "service", **dict(parse_qsl(unescape(where)))))
    app.button(key="rows_close").click().run()
    assert heading not in html(app)


def test_those_that_can_still_be_explained_come_first_however_many_they_are(
    app: AppTest, served: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listed() -> list[str]:
        body = bodies(go(AppTest.from_file(str(APP), default_timeout=60), "service"))
        return re.findall(r"期限 [^<]+<", body.split("超时还没有交说明的工单")[-1])

    every = listed()
    monkeypatch.setattr(service_emergencies, "MOST", 1)
    assert listed() == every


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_without_incidents_is_told_what_to_provide(
    tmp_path_factory: pytest.TempPathFactory, language: str
) -> None:
    settings = made.settings(tmp_path_factory.mktemp("bare"))
    rows = [{key: cell for key, cell in row.items() if key != "overrun_report_at"} for row in made.tickets(300)]
    made.publish(settings, rows)
    site.install(settings)
    said = html(go(AppTest.from_file(str(APP), default_timeout=60), "service", lang=language))
    assert "incidents" in said
    assert "docs/records.md" in said
