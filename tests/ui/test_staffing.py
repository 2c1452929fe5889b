"""The pages of duty and of customers over a made-up site: what they say, to whom, and every file they offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from cockpit.access import rights
from cockpit.evidence import wilson
from cockpit.i18n import LANGUAGES, percent
from cockpit.metrics.staffing import DutyDay
from cockpit.settings.model import Calendar, Duty, Settings
from cockpit.ui import exporting, login, site
from cockpit.ui.cache import ANSWERS
from cockpit.ui.customers_unhappy import ranked
from cockpit.ui.exporting import Content
from cockpit.ui.staffing import uncovered
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import cuts, go, html, short

TODAY = date(2026, 11, 22)  # a Sunday
UNCLOCKED, UNPLANNED = date(2026, 10, 17), date(2026, 10, 18)


def shift(person: str, day: date, kind: str, first: int, hours: float, **more: Any) -> dict[str, Any]:
    start = datetime(day.year, day.month, day.day, first, tzinfo=ZoneInfo("Asia/Shanghai"))
    times = {"planned_start": start, "planned_end": start + timedelta(hours=hours), "clock_in": start}
    return {"staff_id": person, "date": day, "kind": kind, "site": "本部"} | times | more


def shifts() -> list[dict[str, Any]]:
    """Ten weeks: everybody on working days, two campuses on days off, one of which once stays empty for two days."""
    found = []
    for day in (TODAY - timedelta(days=n) for n in range(-1, 70)):
        found.append(shift("S003", day, "night", 20, 12))
        if day.weekday() < 5:
            found += [shift(person, day, "day", 8, 9.5) for person in made.PEOPLE if person != "S005"]
            late = timedelta(minutes=17 if day.day == 12 else -3)
            found.append(shift("S005", day, "day", 8, 9.5, clock_in=shift("S005", day, "day", 8, 1)["clock_in"] + late))
            continue
        found.append(shift("S001", day, "weekend", 9, 8))
        if day != UNPLANNED:
            came: dict[str, Any] = {"clock_in": None} if day == UNCLOCKED else {}
            if day == TODAY:
                came = {"clock_in": shift("S002", day, "weekend", 9, 8)["clock_in"] + timedelta(minutes=12)}
            found.append(shift("S002", day, "weekend", 9, 8, site="东校区", **came))
    found.append(shift("S003", TODAY, "overtime", 13, 4, site="东校区", reason="割接", clock_in=None))
    found.append(shift("S004", TODAY, "leave", 8, 9.5, reason="病假", clock_in=None))
    found += [shift("S004", TODAY - timedelta(days=n), "overtime", 18, 3, reason="抢修") for n in (3, 5)]
    found[-1]["clock_out"] = found[-1]["clock_in"] + timedelta(hours=3.5)
    found += [shift("S005", TODAY + timedelta(days=n), "reinforcement", 9, 8, reason="重大会议") for n in (0, 1)]
    return found


def complaints() -> list[dict[str, Any]]:
    """Four that wait: five hours, eleven of forty-eight, overdue, long overdue; one was answered six hours late."""
    hour = timedelta(hours=1)
    waits = {"complaint_id": "C2", "received_at": made.NOW - 19 * hour, "complexity": "simple", "text": "等了一天"}
    late = {"complaint_id": "C1", "received_at": made.NOW - 99 * hour, "complexity": "complex", "confirmed": True}
    old = waits | {"complaint_id": "C0", "received_at": made.NOW - 24 * 500 * hour, "text": "去年的"}
    over = waits | {"complaint_id": "C3", "received_at": made.NOW - 27 * hour, "text": "刚过期"}
    hard = waits | {
        "complaint_id": "C4",
        "received_at": made.NOW - 37 * hour,
        "complexity": "complex",
        "text": "复杂的",
    }
    answered = late | {"replied_at": made.NOW - 45 * hour, "staff_id": "S005", "our_fault": True}
    return [answered, hard, waits, over, old]


def tickets() -> list[dict[str, Any]]:
    rows = made.tickets(1_500)
    for place, row in enumerate(rows):
        done = row["resolved_at"] is not None
        row |= {"signed": place % 4 > 0 if done else None, "reporter": f"用户{place % 40}" if place % 3 else None}
        row["revisit_at"] = row["closed_at"] if place % 3 else None
        row["rating"] = 40.0 if place % 17 == 0 and row["rating"] else row["rating"]
    return rows


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = made.settings(tmp_path_factory.mktemp("staffed"), duty=Duty(sites=("本部", "东校区"), busy=0.2))
    settings = replace(settings, calendar=Calendar())
    talks = [TODAY - timedelta(days=7 * week) for week in range(13) if week != 3]
    held: list[dict[str, Any]] = [
        {"contact_id": f"K{place}", "held_on": day, "kind": "weekly", "follow_up": "补图纸" if place < 2 else None}
        for place, day in enumerate(talks)
    ]
    held.append({"contact_id": "M", "held_on": date(2026, 10, 20), "kind": "monthly"})
    held.append({"contact_id": "Q", "held_on": date(2026, 9, 20), "kind": "quarterly_survey", "score": 91.5})
    beside = {"shifts": shifts(), "complaints": complaints(), "customer_contacts": held}
    made.publish(settings, tickets(), beside=beside)
    return settings


@pytest.fixture
def app(staffed: Settings) -> Iterator[AppTest]:
    site.install(staffed)
    ANSWERS.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    ANSWERS.clear()


def test_the_campus_and_days_without_anybody_are_named(app: AppTest) -> None:
    said = " ".join(html(go(app, "staffing", lang="zh-Hans")).split())
    assert re.search(r"东校区 10-17、10-18 无人值班", said)
    assert re.search(r"2026年10月17日 周六 ▲ 东校区 排了李敏，没有打卡", said)
    assert re.search(r"2026年10月18日 周日 ▲ 东校区 没有排班", said)
    missed = "".join(one.proto.body for one in app.get("html")).count("c-gap")
    assert missed == 2
    assert "值班统计所选日期末之前的 12 个月（2025年12月1日 – 2026年11月22日）" in said


def test_the_first_line_leaves_no_gap_out_unsaid():
    def gap(campus: str, day: int) -> DutyDay:
        return DutyDay(campus, date(2026, 11, day), (), covered=False)

    two = [gap("新校区", 21), gap("主校区", 21), gap("新校区", 15)]
    assert uncovered(two, "zh-Hans") == "新校区 11-15、11-21 无人值班，另有主校区 1 天"
    assert uncovered(two, "en") == "nobody at 新校区 on 15 Nov, 21 Nov, besides 1 day at 主校区"
    assert uncovered([one for one in two if one.campus == "新校区"], "zh-Hans") == "新校区 11-15、11-21 无人值班"
    many = [*(gap("新校区", day) for day in (22, 21, 15, 14)), gap("主校区", 8), gap("主校区", 7), gap("西校区", 1)]
    said = uncovered(many, "zh-Hans")
    assert said == "新校区有 4 天无人值班，最近是 11-15、11-21、11-22，另有主校区 2 天、西校区 1 天"
    assert uncovered([], "en") == ""


def test_who_is_there_who_is_away_and_who_reinforces(app: AppTest) -> None:
    said = " ".join(html(go(app, "staffing", lang="zh-Hans")).split())
    today = said.split("今天和明天谁值班")[1].split("请假、加班和增援")[0]
    assert "本部" in today
    assert "2026年11月22日 14:30 在岗 3 人 ▲ 1 人应到未到" in today
    assert "本部 ● 在岗 王建国 周末值班 09:00–17:00 ● 在岗 周航 增援 09:00–17:00 ○ 未开始 陈志强 夜班" in today
    assert "20:00–08:00 – 请假 赵雪 ○ 未开始" in today
    assert (
        "东校区 ▲ 应到未到 陈志强 加班 13:00–17:00 ◆ 迟到在岗 李敏（迟 12 分钟） 周末值班 09:00–17:00 没有排班" in today
    )
    extra = said.split("请假、加班和增援")[1]
    assert re.search(r"请假 病假 1 1 9\.5 加班 抢修 2 1 6\.0 加班 割接 1 1 4\.0 增援 重大会议 1 1 8\.0", extra)
    assert re.search(r"2026年11月22日 – 11-23 重大会议 本部 1 ◆ 1/2", said)
    assert re.search(r"其余 \d+ 人每次都准时：", said)
    assert "1 次，最久 17 分钟 – 没写事由 1 次" in said


def test_overtime_is_told_by_person_and_hours(app: AppTest) -> None:
    said = " ".join(html(go(app, "staffing", lang="zh-Hans", period="this_month")).split())
    table = said.split("加班人员")[-1]
    assert re.search(
        r"人员 次数 计划小时 打卡小时 赵雪 2 6\.0 3\.5 （1 次打卡齐全） 陈志强 1 4\.0 还没有完整打卡", table
    )


def test_a_campus_narrows_its_roster_and_its_week(app: AppTest) -> None:
    said = " ".join(html(go(app, "staffing", lang="zh-Hans", campus="东校区")).split())
    today = said.split("今天和明天谁值班")[1].split("请假、加班和增援")[0]
    assert "李敏" in today
    assert "王建国" not in today
    assert "东校区；近 8 周平均" in said


def test_a_shift_is_proposed_where_work_meets_nobody(app: AppTest) -> None:
    said = " ".join(html(go(app, "staffing", lang="zh-Hans")).split())
    move = re.search(r"可把一个班从周. (\d\d):00–\d\d:00 移到(周.) (\d\d):00–\d\d:00。", said)
    assert move
    assert not 8 <= int(move[3]) <= 13 or move[2] in ("周六", "周日")
    assert len(app.get("plotly_chart")) == 1


def test_of_too_few_days_nothing_is_proposed(app: AppTest, staffed: Settings) -> None:
    site.install(replace(staffed, duty=replace(staffed.duty, least_days=9)))
    said = html(go(app, "staffing", lang="zh-Hans"))
    assert "至少要有 9 天" in said
    assert "可把一个班" not in said


def test_an_engineer_has_no_figure_of_the_week(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "rights", lambda _who, _cockpit: rights("engineer", "S002"))
    said = html(go(app, "staffing", lang="zh-Hans"))
    assert "每周各时段" not in said
    assert "只列您能看到的人员" in said
    assert "周末值班" in said
    assert "王建国" not in said.split("今天和明天谁值班")[1]


def test_without_shifts_the_page_says_what_to_provide_and_nothing_else(served: Settings) -> None:
    said = html(go(AppTest.from_file(str(APP), default_timeout=60), "staffing", lang="zh-Hans"))
    assert "还没有排班打卡的数据" in said
    assert "请在来源中提供：“排班打卡”数据。" in said
    for silent in ("没有缺口", "每周各时段", "今天和明天", "增援"):
        assert silent not in said


def test_complaints_that_wait_count_down_the_most_urgent_first(app: AppTest) -> None:
    then = {"period": "dates", "dates": ["2026-01-01", "2026-02-01"]}
    said = " ".join(html(go(app, "customers", lang="zh-Hans", **then)).split())
    assert "4 件还没有答复，其中 2 件已超时；其余最早的期限是 2026年11月22日 19:30" in said
    listed = said.split("答复 查证")[1].split("季度调查")[0]
    told = (
        "去年的 简单 · C0 – ▲ 已超 499.0 天 2025年7月11日 14:30 前，限 24 小时",
        "刚过期 简单 · C3 – ▲ 已超 3.0 小时 2026年11月22日 11:30 前，限 24 小时",
        "等了一天 简单 · C2 – ◆ 还剩 5.0 小时 2026年11月22日 19:30 前，限 24 小时",
        "复杂的 复杂 · C4 – ◆ 还剩 11.0 小时 2026年11月23日 01:30 前，限 48 小时",
    )
    places = [listed.index(one) for one in told]
    assert places == sorted(places)
    assert "▲ 迟了 6.0 小时" not in listed  # answered, and received after those days
    now = " ".join(html(go(app, "customers", lang="zh-Hans", period="this_month")).split())
    assert "▲ 迟了 6.0 小时" in now


def test_what_a_filter_leaves_whole_is_said(app: AppTest) -> None:
    def under(**chosen: Any) -> str:
        return " ".join(html(go(app, "customers", lang="zh-Hans", **chosen)).split())

    whole = "投诉（登记时没有发生地点）、沟通和季度调查是全部的"
    assert "不受筛选影响" not in under()
    assert "是全部的" not in under()
    other = under(engineer="S005")
    assert "沟通和季度调查不受筛选影响，是全部的" in other
    assert "登记时没有发生地点" not in other
    narrowed = under(campus="东校区", category=next(iter(made.CATEGORIES)), engineer="S005")
    assert f"筛选中的校区、故障大类只作用于来自工单的评价、签字和回访；{whole}" in narrowed


def test_a_campus_leaves_the_complaints_as_they_are(app: AppTest) -> None:
    said = " ".join(html(go(app, "customers", lang="zh-Hans", campus="东校区")).split())
    assert "4 件还没有答复" in said  # of all campuses, as the line beneath says
    assert "筛选中的校区只作用于" in said


@pytest.mark.parametrize(("name", "counts"), [("customers", "2 5 10 2"), ("staffing", "2 3")])
def test_a_list_that_is_cut_says_so(app: AppTest, monkeypatch: pytest.MonkeyPatch, name: str, counts: str) -> None:
    short(monkeypatch, name.upper())
    assert cuts(go(app, name, lang="zh-Hans")) == counts.split()


def test_rates_carry_wilsons_interval_and_what_lacks(app: AppTest, staffed: Settings) -> None:
    said = " ".join(
        html(go(app, "customers", lang="zh-Hans", period="dates", dates=["2026-06-01", "2026-11-01"])).split()
    )
    rows = [row for row in tickets() if row["resolved_at"] and row["status"] != "cancelled"]
    local = ZoneInfo("Asia/Shanghai")
    rows = [row for row in rows if date(2026, 6, 1) <= row["resolved_at"].astimezone(local).date() <= date(2026, 11, 1)]
    signed = sum(bool(row["signed"]) for row in rows)
    low, high = wilson(signed / len(rows), len(rows))
    told = f"{percent(signed / len(rows), 'zh-Hans')} {percent(low, 'zh-Hans')}–{percent(high, 'zh-Hans')}"
    assert f"报修单签字率 {told} {len(rows)} 单 {len(rows) - signed} 单未签字" in said
    groups = re.findall(r"网络[一二]组 (\d+) [\d.]+% (\d+)", said)
    assert sum(int(unsigned) for unsigned, _ in groups) == len(rows) - signed
    assert sum(int(uncalled) for _, uncalled in groups) == sum(row["revisit_at"] is None for row in rows)


def test_weeks_months_and_quarters_without_contact_are_told(app: AppTest) -> None:
    said = " ".join(html(go(app, "customers", lang="zh-Hans")).split())
    assert "▲ 1 周没有沟通：2026年第44周" in said
    assert "▲ 1 个月没有流程更新（月度沟通）：2026年9月" in said
    assert said.count("补图纸") == 2
    assert "2026年9月20日 91.5" in said


def test_a_few_bad_ratings_of_a_few_do_not_lead() -> None:
    """Two of two may be chance (a third at least), thirty of forty is none (six tenths); the raw count is neither."""
    told = [("small", 2, 2), ("large", 60, 900), ("sure", 30, 40)]
    rows = [{"campus": "本部", "building": name, "bad": bad, "rated": rated} for name, bad, rated in told]
    assert [row["building"] for row in ranked(rows)] == ["sure", "small", "large"]


def test_reporters_are_named_to_those_who_may_see_them(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "反复不满意的报修人" in html(go(app, "customers", lang="zh-Hans"))
    monkeypatch.setattr(
        login, "rights", lambda _who, _cockpit: replace(rights("manager"), denied=frozenset({"reporter"}))
    )
    ANSWERS.clear()
    said = html(app.run())
    assert "反复不满意的楼宇" in said
    assert "反复不满意的报修人" not in said


def test_what_is_a_bad_rating_is_a_setting(app: AppTest, staffed: Settings) -> None:
    assert "评分低于 60 分两次及以上" in html(go(app, "customers", lang="zh-Hans"))
    site.install(replace(staffed, measures=replace(staffed.measures, bad_rating=30)))
    ANSWERS.clear()
    said = html(app.run())
    assert "没有反复不满意的楼宇" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["staffing", "customers"])
def test_every_list_is_taken_away_as_it_stands(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, language: str
) -> None:
    offered: list[tuple[str, Content]] = []

    def taken(_reader: object, key: str, contents: Callable[[], Sequence[Content]]) -> None:
        offered.extend((key, one) for one in contents() if one.name != "board")

    monkeypatch.setattr(exporting, "menu", taken)
    go(app, name, lang=language)
    wanted = {
        "staffing": {"", "-week", "-gaps", "-today", "-extra", "-reinforced", "-clock"},
        "customers": {"-rates", "-undone", "-unhappy", "-people"},
    }[name]
    assert {f"{name}{part}" for part in wanted} <= {key for key, _ in offered}
    if name == "customers":
        assert {"complaints", "contact", "surveys"} <= {key for key, _ in offered}
    for place, (key, content) in enumerate(offered):
        for suffix in (".xlsx", ".csv"):
            assert content.named(suffix).endswith(suffix)
        out = tmp_path / f"{place}.xlsx"
        content.write(out, lambda _rows: None)
        sheet = openpyxl.load_workbook(out).worksheets[0]
        assert content.count
        assert sheet.max_row - 1 == content.count, key
        assert all(cell.value for cell in sheet[1]), key
