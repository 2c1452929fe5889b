"""The preset of GLPI against a real MariaDB: every field of every ticket by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.presets.conftest import FOLDER, Row, clock, fill

NOTHING = dict.fromkeys(
    (
        "title", "description", "room", "subcategory", "device_type", "device_id", "reporter", "reporter_phone",
        "engineer_id", "group", "assigned_at", "resolved_at", "closed_at", "reopened_at", "due_at", "rating",
        "solution",
    )
)  # fmt: skip
# What is not told is as in NOTHING; GLPI's own clock shows Shanghai, eight hours later than these.
TICKETS: dict[str, Row] = {
    "1": {
        "work_type": "fault", "title": "无线 <慢> & 掉线", "description": "三楼 连不上 Wi-Fi 下午", "channel": "wechat",
        "campus": "东校区", "building": "图书馆", "room": "301", "category": "网络", "subcategory": "无线 > 漫游",
        "device_type": "NetworkEquipment", "device_id": "NetworkEquipment 12", "level": "B", "status": "closed",
        "reporter": "赵六", "reporter_phone": "13800000000", "engineer_id": "S002", "group": "运维 > 网络组",
        "reported_at": "2026-03-02 01:00:00", "assigned_at": "2026-03-02 01:12:30",
        "resolved_at": "2026-03-03 02:00:00", "closed_at": "2026-03-05 02:00:00", "due_at": "2026-03-03 09:00:00",
        "reopened_at": "2026-03-02 07:00:00", "reopen_count": 1, "hold_minutes": 30.0, "rating": 80.0,
        "solution": "换了 AP",
    },
    "2": {
        "work_type": "fault", "channel": "portal", "campus": "未填写", "building": "未填写", "category": "未分类",
        "level": "C", "status": "new", "reporter": "guest@example.edu", "reported_at": "2026-03-10 15:30:00",
        "reopen_count": 0, "hold_minutes": 0.0,
    },
    "4": {
        "work_type": "move_add_change", "title": "移机", "description": "plain & <new>", "channel": "unmapped",
        "campus": "东校区", "building": "图书馆", "room": "3 层 > 305", "category": "软件 & 系统", "level": "A",
        "status": "on_hold", "reporter": "Gérard Zoé", "reporter_phone": "8021", "engineer_id": "S003",
        "reported_at": "2026-03-06 00:00:00", "assigned_at": "2026-03-06 00:30:00", "due_at": "2026-03-20 00:00:00",
        "reopen_count": 0, "hold_minutes": 90.0,
    },
    "5": {
        "work_type": "fault", "title": "门禁网络", "description": "断网", "channel": "phone", "campus": "南校区",
        "building": "R&D 楼", "category": "网络", "subcategory": "无线", "level": "B", "status": "resolved",
        "engineer_id": "S002", "reported_at": "2026-03-01 00:00:00", "resolved_at": "2026-03-09 08:00:00",
        "reopened_at": "2026-03-07 04:00:00", "reopen_count": 2, "hold_minutes": 0.0, "solution": "换交换机",
    },
    "6": {
        "work_type": "fault", "title": "投影", "channel": "other", "campus": "西校区", "building": "体育馆",
        "room": "B1", "category": "网络", "device_type": "Computer", "device_id": "Computer 5", "level": "D",
        "status": "in_progress", "engineer_id": "S001", "reported_at": "2026-03-11 00:00:00",
        "assigned_at": "2026-03-11 00:05:00",
        "reopen_count": 0, "hold_minutes": 0.0,
    },
    "7": {
        "work_type": "fault", "title": "打印", "channel": "other", "campus": "东校区", "building": "未填写",
        "category": "网络", "level": "D", "status": "resolved", "reported_at": "2026-03-11 02:00:00",
        "assigned_at": "2026-03-11 02:00:00", "resolved_at": "2026-03-11 02:20:00", "reopen_count": 0,
        "hold_minutes": 0.0, "rating": 0.0,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def glpi(mariadb):
    return fill(mariadb.database(), FOLDER / "glpi.sql")


def test_every_field_of_every_ticket(desk, glpi):
    rows = desk("glpi", glpi).rows("tickets", "ticket_id")
    for number, told in TICKETS.items():
        expected = {"ticket_id": number, **NOTHING, **told}
        assert {name: rows[number][name] for name in expected} == expected
    assert rows.keys() == TICKETS.keys()
    unread = set(rows["1"]) - set(NOTHING) - set(TICKETS["1"]) - {"ticket_id"}
    assert {rows[number][name] for number in rows for name in unread} == {None}


def test_the_zone_of_the_server_does_not_matter(desk, glpi):
    here = desk("glpi", glpi).rows("tickets", "ticket_id", "reported_at", "reopened_at")
    with clock(glpi, "-03:00"):
        assert desk("glpi", glpi).rows("tickets", "ticket_id", "reported_at", "reopened_at") == here


def test_a_clock_that_was_set_otherwise_is_told_by_its_zone(desk, glpi):
    """PHP at Shanghai's time wrote into a server that took it for its own, UTC."""
    with clock(glpi, "+00:00"):
        rows = desk("glpi", glpi, 'zone = "Asia/Shanghai"').rows("tickets", "ticket_id", "reported_at", "due_at")
    assert rows["4"] == {"reported_at": "2026-03-05 16:00:00", "due_at": "2026-03-19 16:00:00"}


def test_everyone_who_worked_is_told(desk, glpi):
    with clock(glpi, "+08:00"):
        rows = desk("glpi", glpi).rows("staff", "staff_id")
    assert rows == {
        "S001": {"staff_id": "S001", "name": "张三", "role": "engineer", "group": "运维 > 网络组", "campus": "东校区",
                 "hired_on": date(2024, 9, 1), "left_on": None},
        "S002": {"staff_id": "S002", "name": "李四", "role": "engineer", "group": "运维 > 终端组", "campus": "未填写",
                 "hired_on": date(2025, 6, 1), "left_on": None},
        "S003": {"staff_id": "S003", "name": "王五", "role": "engineer", "group": "未分组", "campus": "未填写",
                 "hired_on": date(2026, 3, 5), "left_on": date(2026, 3, 10)},
    }  # fmt: skip


def test_what_is_not_mapped_is_listed(desk, glpi):
    (parsed,) = desk("glpi", glpi).read()["tickets"].parsed
    assert (parsed.read, parsed.accepted) == (6, 6)
    assert parsed.unmapped == {"channel": {"校长信箱": 1}}
    assert [warning for warning in parsed.warnings if warning["key"] == "extra_columns"] == []


def test_a_site_says_otherwise(desk, glpi):
    more = """
    records = ["tickets"]
    [sources.desk.tables.tickets]
    columns = { building = "campus", room = "building" }
    constants = { campus = "本部" }
    defaults.category = "其他"
    values.level = { 6 = "B" }
    values.channel = { "校长信箱" = "centre_notice" }
    """
    site = desk("glpi", glpi, more)
    assert site.read().keys() == {"tickets"}
    rows = site.rows("tickets", "ticket_id", "campus", "building", "room", "category", "level", "channel")
    assert rows["4"] == {
        "campus": "本部", "building": "东校区", "room": "图书馆", "category": "软件 & 系统", "level": "B",
        "channel": "centre_notice",
    }  # fmt: skip
    assert (rows["2"]["category"], rows["1"]["level"]) == ("其他", "B")
