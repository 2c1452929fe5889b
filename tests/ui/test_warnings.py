"""The page of warnings over a made-up site: what it says, to whom, what is done there and what that changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from cockpit.access import Person, rights
from cockpit.alarms.round import FILE, FOLDER
from cockpit.errors import DeliveryError
from cockpit.i18n import LANGUAGES
from cockpit.ledger import CLI, Alarm, Ledger
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.ui import exporting, login, site, warnings_opened
from cockpit.ui.cache import ANSWERS
from cockpit.ui.exporting import Content
from tests.ledger.raising import end, raise_alarm
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import cuts, go, html, short

TODAY = date(2026, 11, 22)
WHERE = "campus=东校区&category=认证登录"


@pytest.fixture
def book(published: Settings, tmp_path: Path) -> Ledger:
    """The site's snapshots beside a ledger of this test alone: one rise of each sort stands, one has ended."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("snapshots", "current"):
        if (published.data / name).exists():
            (data / name).symlink_to(published.data / name)
    site.install(replace(published, data=data))
    ANSWERS.clear()
    made_here = Ledger(data)
    place = next(iter(made.CATEGORIES))
    rise = {"first": "2026-11-20", "last": "2026-11-22", "actual": 34, "expected": 11.2, "highest": 18}
    also = [{"campus": "东校区"}, {"category": place}]
    raise_alarm(made_here, "sudden", f"campus=东校区&category={place}", made.NOW, rise | {"also": also}, made.NOW)
    slow = {"first": "2026-10-01", "last": "2026-11-21", "actual": 300, "expected": 250.0, "highest": None, "also": []}
    raise_alarm(made_here, "slow", "", made.NOW, slow, made.NOW)
    past = rise | {"first": "2026-10-02", "last": "2026-10-03", "also": []}
    then = made.NOW - timedelta(days=50)
    end(made_here, raise_alarm(made_here, "sudden", "campus=本部", then, past, then), then + timedelta(days=2))
    raise_alarm(made_here, "due", "T000005", made.NOW, {}, made.NOW)
    return made_here


@pytest.fixture
def app(book: Ledger) -> Iterator[AppTest]:
    yield AppTest.from_file(str(APP), default_timeout=60)
    ANSWERS.clear()


def said(app: AppTest, **asked: object) -> str:
    return " ".join(html(go(app, "warnings", lang="zh-Hans", **asked)).split())


def press(app: AppTest, key: str) -> str:
    """What the page says once a button of it was pressed."""
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    return " ".join(html(app).split())


def keys(app: AppTest) -> list[str]:
    """The buttons of a page, in its order."""
    return [button.key or "" for button in app.button]


def one(book: Ledger, identity: int) -> Alarm:
    found = book.alarm(identity)
    assert found
    return found


def as_role(monkeypatch: pytest.MonkeyPatch, role: str, person: str | None = None, group: str | None = None) -> None:
    who = Person("x", person or role, staff_id=person, roles=(role,))
    monkeypatch.setattr(login, "person", lambda: who)
    monkeypatch.setattr(login, "rights", lambda _who, _cockpit: rights(role, person, group))


def test_the_first_line_says_what_stands_and_what_waits(app: AppTest) -> None:
    told = said(app)
    assert "现有 3 条预警：临近或超过时限 1 条、突增 1 条、缓升 1 条； 3 条还没有人确认 。" in told
    assert "▲ 突增 东校区 · 无线网络" in told or "▲ 突增 东校区 · " in told
    assert "报修 34 单，预计 11 单，18 以内不算异常" in told
    assert "报修 300 单，预计 250 单" in told
    assert "还没有检查过" in told


def test_nothing_raised_is_said_and_leaves_no_empty_heading(served: Settings) -> None:
    told = said(AppTest.from_file(str(APP), default_timeout=60))
    assert "现在没有预警。" in told
    for silent in ("过去的预警", "准不准", "静音中"):
        assert silent not in told


def test_what_somebody_does_is_kept_with_who_and_changes_the_record(app: AppTest, book: Ledger) -> None:
    assert "突增与缓升合计误报 0.0 次/月，预算 1.3 次/月（各类合计 2.0）" in said(app)
    told = press(app, "acknowledge-1")
    assert one(book, 1).acknowledged_by == "manager"
    assert re.search(r"● 本机使用者（未登录） 已于 .+ 确认", told)
    assert "2 条还没有人确认" in told
    assert re.search(r"▲ 突增 2 0 1 0%", press(app, "false-1"))
    assert re.search(r"▲ 突增 2 1 0 100%", press(app, "true-1"))
    assert [deed.action for deed in book.trail()] == ["alarm.true", "alarm.false", "alarm.acknowledge"]


def test_a_ticket_has_one_card_that_tells_its_a_fault_and_its_limit(app: AppTest, book: Ledger) -> None:
    fault = raise_alarm(book, "fault", "T000005", made.NOW, {"level": "A"}, made.NOW)
    told = said(app)
    assert "现有 3 条预警：A 级故障 1 条、突增 1 条、缓升 1 条" in told
    assert "▲ A 级故障 ▲ 临近或超过时限" in told
    assert f"acknowledge-{fault}" in keys(app)
    assert "acknowledge-4" not in keys(app)
    assert "2 条还没有人确认" in press(app, f"acknowledge-{fault}")
    assert "临近或超过时限 1 条" not in said(app)
    end(book, fault, made.NOW)
    assert "临近或超过时限 1 条" in said(app)
    assert "▲ A 级故障" in said(app, alarm=fault)


def test_the_command_line_is_named_in_words(app: AppTest, book: Ledger) -> None:
    book.acknowledge(1, CLI)
    assert re.search(r"● 命令行 已于 .+ 确认", said(app))


def test_a_mute_needs_a_reason_and_can_be_lifted(app: AppTest, book: Ledger) -> None:
    said(app)
    book.mute("slow", "", TODAY + timedelta(days=7), "开学", "S001")
    told = said(app)
    assert "静音到 2026年11月29日，不再催办：开学（王建国）" in told
    assert "静音中" in told
    assert "2 条还没有人确认" in told
    assert told.count("还没有人确认") == 3, "of the muted one it is not said"
    assert told.index("静音中") < told.index("准不准")
    assert "静音中" not in press(app, f"lift-{book.mutes(TODAY)[0].id}")
    assert book.mutes(TODAY) == []


def test_a_mute_is_lifted_on_the_card_where_it_was_set(app: AppTest, book: Ledger) -> None:
    book.mute("sudden", "campus=东校区", TODAY, "演练", "S001")
    said(app)
    assert app.button(key="unmute-1").label == "取消静音：东校区"
    assert "unmute-2" not in keys(app)
    told = press(app, "unmute-1")
    assert book.mutes(TODAY) == []
    assert "静音" not in told
    assert "3 条还没有人确认" in told


def test_what_is_judged_false_waits_for_nobody(app: AppTest) -> None:
    said(app)
    told = press(app, "false-1")
    assert "2 条还没有人确认" in told
    assert told.count("还没有人确认") == 3
    assert "判为误报，不再催办（本机使用者（未登录））" in told
    assert "acknowledge-1" not in keys(app)
    assert "3 条还没有人确认" in press(app, "true-1")


def test_one_warning_stands_first_with_its_button_and_all_of_it(app: AppTest, book: Ledger) -> None:
    told = said(app, alarm="1")
    assert told.index("突增 东校区") < told.index("处理记录") < told.index("集中在哪里") < told.index("其他预警")
    assert next(button.key for button in app.main.button if button.key != "reset") == "acknowledge-1"
    assert re.search(r"2026年11月16日 – 2026年11月22日，与此前 7 天相比", told)
    assert "过去的预警" not in told
    app.text_input[0].input("重启了认证服务器")
    app.button(key="FormSubmitter:done-1-记下").click().run()
    assert one(book, 1).deeds[0].text == "重启了认证服务器"
    assert "本机使用者（未登录） " in " ".join(html(app).split()).split("处理记录")[1]
    assert "已于" in press(app, "acknowledge-1")
    assert all(button.key != "acknowledge-1" for button in app.button)


@pytest.mark.parametrize("asked", ["99", "x", "-1", "1" * 30, "１"])
def test_a_number_that_is_none_says_so(app: AppTest, asked: str) -> None:
    assert "没有这一条预警" in said(app, alarm=asked)


def test_a_warning_that_has_ended_says_when_and_can_still_be_judged(app: AppTest, book: Ledger) -> None:
    told = said(app, alarm="3")
    assert "2026年10月2日 – 2026年10月3日" in told
    assert "结束" in told
    press(app, "true-3")
    assert one(book, 3).verdict is True


def test_past_warnings_are_of_the_chosen_kind(app: AppTest, book: Ledger) -> None:
    end(book, 4, made.NOW)
    told = said(app).split("过去的预警")[1]
    assert "本部" in told
    assert "无人确认" in told.split("准不准")[0]
    assert "▲ 临近或超过时限" in told
    told = said(app, warning_kind="due").split("过去的预警")[1].split("准不准")[0]
    assert "2026年10月2日" not in told


def test_an_engineer_sees_their_own_and_does_nothing(
    app: AppTest, book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(row for row in made.tickets(4_000) if row["ticket_id"] == "T000005")
    as_role(monkeypatch, "engineer", row["engineer_id"])
    told = said(app)
    assert "现有 1 条预警：临近或超过时限 1 条" in told
    assert [button.key for button in app.button if re.search(r"-\d+$", button.key or "")] == []
    assert "没有这一条预警" in said(app, alarm="1")


def test_a_leader_does_not_see_what_is_others_too(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    as_role(monkeypatch, "leader", "S002", "网络二组")
    assert "突增" not in said(app)


def test_what_is_learning_and_what_failed_is_told(app: AppTest, book: Ledger) -> None:
    folder = book.path.parent / FOLDER
    folder.mkdir()
    at = made.NOW.isoformat()
    told = {"at": at, "as_of": at, "snapshot": "s", "day": "2026-11-22", "series": 0, "budget": 2.0, "learning": 12}
    told |= {"raised": 0, "standing": 0, "ended": 0}
    failed = [{"key": "round_failed", "arguments": {"reference": "abc123"}}]
    (folder / FILE).write_text(json.dumps(told | {"failed": failed}), "utf-8")
    words = said(app)
    assert "学习中：再有 12 天" in words
    assert "abc123" in words
    (folder / FILE).write_text(json.dumps(told | {"learning": 0, "series": 258, "failed": []}), "utf-8")
    assert "看了 258 组报修；按每月约 2 次误报定界限" in said(app)


def test_what_could_not_be_sent_is_told_to_who_can_mend_it(
    app: AppTest, book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有送达的消息" not in said(app)
    book.queue("运维群", "", [1, 2], made.NOW)
    assert len(book.claim("运维群", "m", made.NOW, made.NOW)) == 2
    error = DeliveryError("delivery_cut", host="smtp.example.edu")
    book.missed("m", error, made.NOW, made.NOW + timedelta(minutes=5))
    told = said(app)
    assert "没有送达的消息" in told
    assert "第1、2号预警" in told.replace(" ", "")
    assert "共 1 次" in told
    assert "smtp.example.edu" in told
    as_role(monkeypatch, "engineer", "S001")
    assert "没有送达的消息" not in said(app)


def test_a_cluster_names_its_buildings_and_a_device_its_place(app: AppTest, book: Ledger) -> None:
    days = {"first": "2026-10-24", "last": "2026-11-22"}
    hits = [{"building": f"东{at} 号楼", "actual": 5, "expected": 1.0} for at in range(1, 5)]
    raise_alarm(
        book, "cluster", "campus=东校区", made.NOW, days | {"actual": 20, "expected": 4.0, "buildings": hits}, made.NOW
    )
    facts = days | {"actual": 6, "expected": 0.2, "run": 9, "campus": "本部", "building": "本1 号楼"}
    raise_alarm(book, "device", "AP-1", made.NOW - timedelta(days=60), facts, made.NOW)
    told = said(app)
    assert "东校区 · 东1 号楼、东2 号楼、东3 号楼等 4 栋" in told
    assert "AP-1 · 本部 本1 号楼 自 2026年9月23日 起" in told
    assert "近 30 天故障 6 次，预计 0.2 次；这一轮共 9 次" in told
    expected = sum(
        row["campus"] == "东校区" and row["building"] in [one["building"] for one in hits]
        and date(2026, 10, 24) <= (row["reported_at"] + timedelta(hours=8)).date() <= TODAY
        for row in made.tickets(4_000)
    )  # fmt: skip
    assert f"工单 · {expected:,} 单" in said(app, alarm="5")


def test_what_is_to_come_is_told_with_its_own_figures(app: AppTest, book: Ledger) -> None:
    days = {"first": "2026-11-08", "last": "2026-11-22"}
    grown = days | {"group": "网络一组", "open": 41, "usual": 20.4, "grown": 12}
    raise_alarm(book, "backlog", "网络一组", made.NOW, grown, made.NOW)
    target = {"share": 0.9, "projected": 0.91, "low": 0.88, "high": 0.93, "target": 0.95, "best": 0.96, "lost": False}
    raise_alarm(book, "sla", "", made.NOW, target, made.NOW)
    part = {
        "name": "光模块",
        "unit": "个",
        "stock": 3.0,
        "per_week": 1.5,
        "days_left": 14.0,
        "lead_days": 20,
        "on_order": 0.0,
    }
    raise_alarm(book, "parts", "P1", made.NOW, part, made.NOW)
    told = said(app)
    assert "未完成 41 单，通常 20 单，其间增长 12 单" in told
    assert "本月按时率至今 90.0%，预计月末 91.0%（88.0%–93.0%），目标 95.0%" in told
    assert "光模块 " in told
    assert "库存 3 个，每周用 1.5 个，约够 14 天；到货要 20 天，已订 0 个" in told
    assert "近六周每天未完成" in said(app, alarm="5")


def test_of_many_warnings_the_first_have_cards_and_the_rest_lines(app: AppTest, book: Ledger) -> None:
    for row in made.tickets(4_000)[100:112]:
        raise_alarm(book, "due", row["ticket_id"], made.NOW, {}, made.NOW)
    told = said(app)
    assert "现有 15 条预警" in told
    assert "另有 5 条" in told
    cards = [int(key.rpartition("-")[2]) for key in keys(app) if key.startswith("acknowledge-")]
    assert len(cards) == 10
    assert {1, 2} < {*cards}, "the rises are not hidden by the limits"
    assert cards[:5] == [16, 15, 14, 13, 1]


def test_forecasts_are_reckoned_when_they_are_opened(
    app: AppTest, book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "2026年12月" not in said(app)
    app.session_state["ahead"] = True
    told = said(app)
    assert "2026年12月预计报修" in told
    assert "本月按时率至今" in told
    as_role(monkeypatch, "leader", "S002", "网络一组")
    assert "预计报修" not in said(app)


def test_weeks_that_hold_the_days_are_whole() -> None:
    end = date(2026, 11, 19)
    for days, weeks in ((1, 1), (7, 1), (8, 2), (40, 6)):
        found = warnings_opened.weeks(Period(end - timedelta(days=days), end))
        assert (found.until, found.days) == (end, 7 * weeks)


def test_the_overview_leads_to_what_waits(app: AppTest, book: Ledger) -> None:
    told = html(go(app, "overview", lang="zh-Hans"))
    assert "3 条预警还没有人确认" in told
    for identity in (1, 2, 4):
        book.acknowledge(identity)
    assert "还没有人确认" not in html(app.run())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_taken_away_as_it_stands(
    app: AppTest, book: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    offered: dict[str, Content] = {}

    def taken(_reader: object, key: str, contents: Callable[[], Sequence[Content]]) -> None:
        if key.startswith("warnings"):
            offered[key], *_ = contents()

    book.mute("slow", "", TODAY, "开学")
    book.tell(3, "换了电源", "S002")
    monkeypatch.setattr(exporting, "menu", taken)
    go(app, "warnings", lang=language)
    assert set(offered) == {"warnings", "warnings-past", "warnings-record", "warnings-mutes"}
    for key, content in offered.items():
        out = tmp_path / f"{key}.xlsx"
        content.write(out, lambda _rows: None)
        sheet = openpyxl.load_workbook(out).worksheets[0]
        assert content.count
        assert sheet.max_row - 1 == content.count
        assert all(cell.value for cell in sheet[1])
    past = openpyxl.load_workbook(tmp_path / "warnings-past.xlsx").worksheets[0]
    assert "换了电源" in str([cell.value for cell in past[2]])


def test_a_list_that_is_cut_says_so(app: AppTest, book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    end(book, 1, made.NOW)
    short(monkeypatch, "WARNINGS")
    assert cuts(go(app, "warnings", lang="zh-Hans")) == ["2"]
    assert "另有 1 条" in html(app)
