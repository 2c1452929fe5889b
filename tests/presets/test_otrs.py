"""The preset of Znuny and OTRS against a real MariaDB and a real PostgreSQL: the same fields by hand from both."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.presets.conftest import FOLDER, Row, fill

NOTHING = dict.fromkeys(
    (
        "title", "description", "room", "subcategory", "device_id", "level", "reporter", "reporter_phone",
        "engineer_id", "assigned_at", "resolved_at", "closed_at", "reopened_at",
    )
)  # fmt: skip
TICKETS: dict[str, Row] = {
    "2026030210000013": {
        "work_type": "fault", "title": "无线掉线", "description": "三楼连不上",
        "channel": "portal", "campus": "东校区", "building": "图书馆",
        "room": "301", "category": "校园网", "subcategory": "无线::漫游", "level": "A", "status": "closed",
        "reporter": "赵六", "reporter_phone": "8020", "engineer_id": "S002", "group": "网络::无线",
        "reported_at": "2026-03-02 01:00:00", "assigned_at": "2026-03-02 01:12:30",
        "resolved_at": "2026-03-03 02:00:00", "closed_at": "2026-03-03 02:00:00", "reopened_at": "2026-03-02 07:00:00",
        "reopen_count": 1, "hold_minutes": 18 * 60.0,
    },
    "2026031010000022": {
        "work_type": "fault", "channel": "other", "campus": "未填写", "building": "未填写", "category": "Raw",
        "level": "C", "status": "new", "reporter": "guest@example.edu", "group": "Raw",
        "reported_at": "2026-03-10 15:30:00", "reopen_count": 0, "hold_minutes": 0.0,
    },
    "2026030610000044": {
        "work_type": "move_add_change", "title": "移机", "channel": "phone", "campus": "未填写", "building": "未填写",
        "category": "终端", "status": "on_hold", "reporter": "Zoé Gérard", "reporter_phone": "13800000000",
        "engineer_id": "S001", "group": "终端", "reported_at": "2026-03-06 00:00:00",
        "assigned_at": "2026-03-06 00:00:00", "reopen_count": 0, "hold_minutes": 90.0,
    },
    "2026030110000055": {
        "work_type": "fault", "title": "邮箱满", "channel": "other", "campus": "未填写", "building": "体育馆",
        "category": "邮箱", "device_id": "SW-12", "level": "D", "status": "in_progress", "reporter": "Zoé Gérard",
        "reporter_phone": "13800000000", "engineer_id": "S001", "group": "网络::无线",
        "reported_at": "2026-03-01 00:00:00", "assigned_at": "2026-03-05 04:00:00",
        "reopened_at": "2026-03-09 08:00:00", "reopen_count": 2, "hold_minutes": 0.0,
    },
    "2026031110000075": {
        "work_type": "fault", "title": "巡检发现", "channel": "other", "campus": "未填写", "building": "未填写",
        "category": "终端", "level": "B", "status": "closed", "engineer_id": "S001", "group": "终端",
        "reported_at": "2026-03-11 02:00:00", "assigned_at": "2026-03-11 02:00:00",
        "resolved_at": "2026-03-11 02:00:00", "closed_at": "2026-03-11 02:00:00", "reopen_count": 0,
        "hold_minutes": 0.0,
    },
}  # fmt: skip


def filled(server, change=str):
    kind = " timestamp(0)" if server.driver.startswith("postgresql") else " datetime"
    return fill(server.database(), FOLDER / "otrs.sql", lambda text: change(text.replace(" datetime", kind)))


@pytest.fixture(scope="module", params=["mariadb", "postgres"])
def otrs(request):
    return filled(request.getfixturevalue(request.param))


def test_every_field_of_every_ticket(desk, otrs):
    rows = desk("znuny", otrs).rows("tickets", "ticket_id")
    for number, told in TICKETS.items():
        expected = {"ticket_id": number, **NOTHING, **told}
        assert {name: rows[number][name] for name in expected} == expected
    assert rows.keys() == TICKETS.keys()
    unread = set(rows["2026030210000013"]) - set(NOTHING) - set(TICKETS["2026030210000013"]) - {"ticket_id"}
    assert {rows[number][name] for number in rows for name in unread} == {None}


def test_agents_with_tickets_are_the_staff(desk, otrs):
    rows = desk("otrs", otrs).rows("staff", "staff_id")
    assert rows == {
        "S001": {"staff_id": "S001", "name": "Zoé Gérard", "role": "engineer", "group": "未分组", "campus": "未填写",
                 "hired_on": date(2025, 1, 1), "left_on": None},
        "S002": {"staff_id": "S002", "name": "李四", "role": "engineer", "group": "未分组", "campus": "未填写",
                 "hired_on": date(2026, 3, 2), "left_on": date(2026, 3, 12)},
    }  # fmt: skip


def test_what_is_not_mapped_is_listed(desk, otrs):
    (parsed,) = desk("otrs", otrs).read()["tickets"].parsed
    assert (parsed.read, parsed.accepted) == (5, 5)
    assert parsed.unmapped == {"level": {"6 总值班室": 1}}
    assert [warning for warning in parsed.warnings if warning["key"] == "extra_columns"] == []


@pytest.mark.parametrize("server", ["mariadb", "postgres"])
def test_a_hold_is_counted_over_the_ends_of_months_and_years(desk, request, server):
    """From the last day of a year over a leap day: 60 days and a minute."""
    days = {
        "2026-03-06 00:00:00": "2023-12-31 00:00:00",
        "2026-03-06 00:30:00": "2023-12-31 23:59:30",
        "2026-03-06 02:00:00": "2024-03-01 00:00:30",
    }
    moved = re.compile("|".join(days))
    otrs = filled(request.getfixturevalue(server), lambda text: moved.sub(lambda one: days[one[0]], text))
    assert desk("otrs", otrs).rows("tickets", "ticket_id")["2026030610000044"]["hold_minutes"] == 60 * 1440 + 1.0
