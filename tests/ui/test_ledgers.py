"""The page of ledgers over a made-up site: what it says of every ledger, to whom, and every file it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from cockpit.access import rights
from cockpit.i18n import LANGUAGES
from cockpit.metrics.ledgers import by_month
from cockpit.settings.model import Settings, Terms
from cockpit.settings.people import default_deadlines
from cockpit.ui import exporting, login, site
from cockpit.ui.cache import ANSWERS
from cockpit.ui.exporting import Content
from tests.ui import made
from tests.ui.conftest import APP
from tests.ui.test_pages import cuts, go, html, short

MONDAY, FRIDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22)
LISTS = {
    "logs", "deadlines", "missing", "told", "reviews", "record", "reviewer", "cycle", "stock", "old", "mismatch",
    "personal", "visits", "rooms", "months", "changes",
}  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def shifts() -> list[dict[str, Any]]:
    """Five people for five days, one of them today, one at night, one on leave."""
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    usual = [(person, day, "day", 8) for person in made.PEOPLE for day in days]
    more = [("S001", SUNDAY, "weekend", 9), ("S002", SUNDAY, "leave", 8), ("S003", SUNDAY - timedelta(1), "night", 20)]
    return [
        {"staff_id": person, "date": day, "kind": kind, "planned_start": at(day, hour)}
        for person, day, kind, hour in (*usual, *more)
    ]


def logs() -> list[dict[str, Any]]:
    """In time but for one late, one missing, one of a wrong template, one excused; a G, and an F a day late."""
    odd: dict[tuple[str, date], dict[str, Any]] = {
        ("S002", FRIDAY): {"submitted_at": at(FRIDAY, 19, 10)},
        ("S004", FRIDAY - timedelta(1)): {"valid": False},
        ("S005", MONDAY): {"submitted_at": at(MONDAY, 23), "excuse": "抢修"},
    }
    rows = [
        {"staff_id": person, "date": day, "submitted_at": at(day, 18), "valid": True, "grade": "A", "text": "日常"}
        | odd.get((person, day), {})
        for person in made.PEOPLE
        for day in (MONDAY + timedelta(days=n) for n in range(5))
        if (person, day) != ("S003", FRIDAY)
    ]
    saturday = FRIDAY + timedelta(days=1)
    rows += [
        {
            "staff_id": "S001",
            "date": saturday,
            "submitted_at": at(saturday, 17),
            "grade": "G",
            "text": "核心交换机告警",
        },
        {"staff_id": "S002", "date": FRIDAY, "submitted_at": at(saturday, 8), "grade": "F", "text": "需要<b>厂商</b>"},
    ]
    return [{"log_id": f"L{place}", **row} for place, row in enumerate(rows)]


def reviewed(*rows: tuple[str, str, str, date | None, date | None]) -> list[dict[str, Any]]:
    names = ("name", "cycle", "reviewer", "last_reviewed_on", "changed_on")
    return [{"type": "台账", **dict(zip(names, row, strict=True))} for row in rows]


def moves(tickets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drawn and not used yet; used for a ticket without the old part; used for a ticket that there is not."""
    known = next(one["ticket_id"] for one in tickets if one["status"] == "closed")
    told: list[tuple[datetime, str, str, float, str | None, bool | None]] = [
        (at(date(2026, 6, 1), 9), "P1", "main", 10, None, None),
        (at(date(2026, 6, 1), 9), "P2", "main", 5, None, None),
        (at(date(2026, 6, 1), 9), "P3", "main", 1, None, None),
        (at(FRIDAY, 10), "P1", "main", -1, None, None),
        (at(FRIDAY, 10), "P1", "S002", 1, None, None),
        (at(FRIDAY, 11), "P1", "main", -5, known, False),
        (at(FRIDAY, 12), "P3", "main", -2, "T-NONE", True),
        (at(FRIDAY, 13), "P2", "S004", -1, known, None),
        (at(FRIDAY, 13), "P2", "main", 1, known, None),
    ]
    names = ("moved_at", "part_id", "store", "quantity", "ticket_id", "old_returned")
    return [{"move_id": f"M{place}", **dict(zip(names, row, strict=True))} for place, row in enumerate(told)]


def visits() -> list[dict[str, Any]]:
    """One who never left by the register, one who is inside, one whom nobody approved and who brought something."""
    usual = {"room": "本部核心机房", "organisation": "设备厂商", "visitor": "访客", "phone": "13800001234",
             "operation": "巡检", "approved_by": "王建国"}  # fmt: skip
    came = date(2026, 11, 10)
    return [
        {**usual, "visit_id": "V1", "entered_at": at(FRIDAY, 9)},
        {**usual, "visit_id": "V2", "entered_at": at(SUNDAY, 14)},
        {**usual, "visit_id": "V3", "entered_at": at(came, 9), "left_at": at(came, 11), "approved_by": None,
         "equipment_change": "新增交换机1台"},
    ]  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = made.settings(tmp_path_factory.mktemp("ledgers"))
    tickets = made.tickets(600)
    parts = [
        {"part_id": "P1", "name": "光模块", "kind": "spare", "unit": "个", "minimum": 5.0, "lead_days": 14},
        {"part_id": "P2", "name": "水晶头", "kind": "consumable", "unit": "个", "minimum": 5.0},
        {"part_id": "P3", "name": "电源", "kind": "spare", "unit": "个", "minimum": 0.0},
    ]
    documents = reviewed(
        ("拓扑图", "month", "孙工", date(2026, 11, 1), None),
        ("机房清单", "month", "孙工", date(2026, 10, 31), date(2026, 11, 5)),
        ("服务手册", "quarter", "周工", date(2026, 6, 30), None),
    )
    beside = {
        "shifts": shifts(), "work_logs": logs(), "documents": documents, "parts": parts, "part_moves": moves(tickets),
        "policies": reviewed(("变更制度", "week", "郑工", None, None)), "room_visits": visits(),
    }  # fmt: skip
    made.publish(settings, tickets, beside=beside)
    return settings


@pytest.fixture
def page(kept: Settings) -> Iterator[AppTest]:
    site.install(kept)
    ANSWERS.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    ANSWERS.clear()


def said(app: AppTest, **asked: object) -> str:
    return " ".join(html(go(app, "ledgers", **({"lang": "zh-Hans"} | asked))).split())


def test_the_first_line_says_what_is_in_order_and_what_is_not(page: AppTest) -> None:
    text = said(page)
    assert "日志按时率 87.5%（11-20 有 2 人没有按时交）" in text
    assert "4 份资料与制度中 2 份逾期未评审" in text
    assert "2 种备件低于最低库存" in text
    assert "机房出入登记有 2 次不全" in text


def test_the_first_line_says_who_still_has_time_on_the_day_it_names(tmp_path: Path) -> None:
    deadlines = default_deadlines() | {"staff": time(13)}
    terms = Terms(since=date(2023, 9, 1), log_deadlines=deadlines)
    settings = replace(made.settings(tmp_path), contract=(terms,))
    staff = [{"staff_id": "S001", "name": "王建国", "role": "leader"}, {"staff_id": "S002", "name": "李敏"}]
    handed_in = {"log_id": "L", "staff_id": "S002", "date": SUNDAY, "submitted_at": at(SUNDAY, 12), "valid": True}
    both = [row | {"kind": "weekend"} for row in shifts() if row["date"] == SUNDAY]
    made.publish(settings, made.tickets(100), beside={"staff": staff, "shifts": both, "work_logs": [handed_in]})
    site.install(settings)
    ANSWERS.clear()
    page = AppTest.from_file(str(APP), default_timeout=60)
    assert "日志按时率 100.0%（11-22 已到期的全部按时，1 人未到截止）" in said(page)


def test_a_list_that_is_cut_says_so_and_has_what_is_wrong_first(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = said(page)
    assert not cuts(page)
    held = whole.split("现在还在个人手里的")[1]
    assert held.index("赵雪 水晶头 ▲ −1 个") < held.index("李敏 光模块 1 个")
    short(monkeypatch, "LEDGERS")
    held = said(page).split("现在还在个人手里的")[1]
    assert "赵雪 水晶头 ▲ −1 个" in held.split("只列了 2 行中的前 1 行")[0]
    assert cuts(page) == ["3", "3", "2", "3", "3", "2", "2"]


def test_logs_by_person_by_day_and_what_reached_the_manager_late(page: AppTest) -> None:
    text = said(page)
    assert "应交 24 人日，按时 87.5%；迟交 1，模板不合格 1，未交 1；另免交 1" in text
    assert "另有 2 人全部按时：王建国、周航" in text
    assert "18:30 运维工程师 24 87.5%" in text
    missed = text.split("谁没有按时交")[1].split("重大与求助")[0]
    assert "今天还有 1 人未到截止时刻" in missed
    assert "11-20 周五 陈志强 ▲ 未交，应在 18:30 前 11-20 周五 李敏 ◆ 19:10 才交，应在 18:30 前" in missed
    assert "11-19 周四 赵雪 ◆ 模板不合格，应在 18:30 前" in missed
    told = text.split("重大与求助")[1].split("资料与制度")[0]
    assert "11-21 周六 ▲ G 核心交换机告警 王建国，17:00 提交" in told
    assert "需要<b>厂商</b> 李敏，2026年11月21日 08:00 才提交，当天没有报到经理" in told


def test_reviews_by_when_by_whom_and_what_changed_since(page: AppTest) -> None:
    text = said(page).split("要评审的资料与制度")[1]
    assert "变更制度 制度 ▲ 从未评审 每周 郑工 –" in text
    assert "服务手册 资料 ▲ 逾期 53 天 每季度 周工 2026年6月30日" in text
    assert "机房清单 资料 ◆ 11-30 前评审 每月 孙工 2026年10月31日 ◆ 11-05 变更后未评审" in text
    assert "孙工 – 1 1 50.0%" in text
    assert "每季度 ▲ 1 – – 0.0%" in text


def test_parts_below_what_was_used_held_kept_and_what_matches_no_ticket(page: AppTest) -> None:
    whole = said(page)
    assert "低于最低库存 2；账面为负 2" in whole
    text = whole.split("库存与每月用量")[1].split("登记不全的来访")[0]
    assert "电源 备件 ▲ 账面为负 −1 个 0" in text
    assert "光模块 备件 ▲ 低于最低 4 个 5 – 14 天 – – – – – 5" in text
    assert "水晶头 易耗品 ▲ 账面为负 赵雪的仓库为负 6 个 5" in text
    assert "主仓库 2 1 1" in text
    assert "李敏 光模块 1 个 2026年11月20日" in text
    assert "2026年11月20日 电源 ×2 主仓库 ◆ 查无此工单 T-NONE" in text


def test_visits_the_register_lacks_something_of_and_equipment_that_changed(page: AppTest) -> None:
    text = said(page)
    assert "3 次来访：缺离开时间 1，缺批准人 1，设备变动 1；现在室内 1 人" in text
    rooms = text.split("登记不全的来访")[1]
    assert rooms.split("按机房")[0].count("▲ 没有离开时间") == 1
    assert rooms.split("按机房")[0].count("▲ 没有批准人") == 1
    changed = rooms.split("设备增减")[1]
    assert changed.startswith(" 增加 1 次 ")
    assert "＋ 增加 新增交换机1台 2.0 小时 –" in changed
    assert "2026年11月 3 1 1 本月还没完" in rooms.split("按月归档")[1]


def test_a_month_of_the_register_is_to_be_complete_once_it_is_over() -> None:
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 2)]
    lacks = [[], ["not_left"], ["not_left", "not_approved"], ["not_approved"]]
    rows = [{"entered_day": day, "faults": found} for day, found in zip(days, lacks, strict=True)]
    told = [(one.month.month, one.over, one.visits, dict(one.lacks)) for one in by_month(rows, date(2026, 11, 1))]
    assert told == [
        (11, False, 1, {"not_approved": 1}),
        (10, True, 2, {"not_left": 2, "not_approved": 1}),
        (9, True, 1, {}),
    ]


def test_an_engineer_sees_their_own_and_no_stock(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "rights", lambda _who, _cockpit: rights("engineer", "S002"))
    text = said(page)
    assert "应交 5 人日，按时 80.0%" in text
    assert "陈志强" not in text
    assert "核心交换机告警" not in text
    assert "主仓库的库存由管理人员查看" in text
    assert "李敏 光模块 1 个" in text
    assert "种备件低于最低库存" not in text


def test_a_site_without_these_records_says_what_to_provide(app: AppTest) -> None:
    text = said(app)
    assert "本站点没有日志、资料、制度、备件和机房出入的记录" in text
    assert text.count("请在来源中提供") == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_taken_away_as_it_stands(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    offered: list[tuple[str, Content]] = []

    def taken(_reader: object, key: str, contents: Callable[[], Sequence[Content]]) -> None:
        offered.extend((key, one) for one in contents() if key.startswith("ledgers-"))

    monkeypatch.setattr(exporting, "menu", taken)
    go(page, "ledgers", lang=language)
    assert {key for key, _ in offered} == {f"ledgers-{name}" for name in LISTS}
    for place, (key, content) in enumerate(offered):
        out = tmp_path / f"{place}.xlsx"
        content.write(out, lambda _rows: None)
        sheet = openpyxl.load_workbook(out).worksheets[0]
        assert content.count
        assert sheet.max_row - 1 == content.count, key
        assert all(cell.value for cell in sheet[1]), key
    counts = {(key, content.name): content.count for key, content in offered}
    assert (counts["ledgers-visits", "list"], counts["ledgers-visits", "records"]) == (2, 3)
    assert (counts["ledgers-reviews", "list"], counts["ledgers-reviews", "records"]) == (3, 4)
    assert (counts["ledgers-old", "list"], counts["ledgers-old", "records"]) == (1, 1)
