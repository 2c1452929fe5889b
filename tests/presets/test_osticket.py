"""The preset of osTicket against a real MariaDB: every field of every ticket by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.presets.conftest import FOLDER, Row, clock, fill

NOTHING = dict.fromkeys(
    (
        "title", "description", "room", "subcategory", "device_id", "reporter", "engineer_id", "assigned_at",
        "resolved_at", "closed_at", "reopened_at", "due_at",
    )
)  # fmt: skip
UNKNOWN = {"campus": "未填写", "building": "未填写"}
FAULT = {"work_type": "fault", "reopen_count": 0}
TICKETS: dict[str, Row] = {
    "000013": {
        "title": "无线掉线", "description": "三楼 连不上 Wi-Fi <5G> 下午",
        "channel": "portal", "campus": "东校区", "building": "图书馆", "room": "301",
        "category": "网络", "subcategory": "无线", "level": "A", "status": "closed", "reporter": "赵六",
        "engineer_id": "S002", "group": "网络部", "reported_at": "2026-03-02 01:00:00",
        "assigned_at": "2026-03-02 01:12:30", "resolved_at": "2026-03-03 02:00:00", "closed_at": "2026-03-03 02:00:00",
        "reopened_at": "2026-03-02 07:00:00", "reopen_count": 1, "due_at": "2026-03-03 09:00:00",
    },
    "000022": {
        "title": "（无标题）", "channel": "other", "category": "未分类", "level": None, "status": "new",
        "reporter": "钱七", "group": "Support", "reported_at": "2026-03-10 15:30:00", "due_at": "2026-03-12 15:30:00",
    },
    "000044": {
        "title": "移机", "channel": "phone", "building": "{坏了", "category": "网络", "level": "D", "status": "on_hold",
        "reporter": "钱七", "engineer_id": "S001", "group": "网络部", "reported_at": "2026-03-06 00:00:00",
        "assigned_at": "2026-03-06 00:30:00",
    },
    "000055": {
        "title": "坏", "channel": "other", "category": "终端", "level": None, "status": "resolved", "reporter": "钱七",
        "engineer_id": "S001", "group": "二线", "reported_at": "2026-03-01 00:00:00",
        "resolved_at": "2026-03-09 10:00:00", "closed_at": "2026-03-09 10:00:00", "reopened_at": "2026-03-09 08:00:00",
        "reopen_count": 2,
    },
    "000075": {
        "title": "相关", "channel": "other", "category": "网络", "level": "C", "status": "assigned", "reporter": "赵六",
        "engineer_id": "S001", "group": "Support", "reported_at": "2026-03-11 02:00:00",
    },
    "000084": {
        "channel": "portal", "category": "网络", "level": "C", "status": "unmapped", "reporter": "赵六",
        "group": "Support", "reported_at": "2026-03-11 03:00:00",
    },
    "000093": {
        "channel": "portal", "category": "网络", "level": "C", "status": "closed", "group": "Support",
        "reported_at": "2026-03-11 04:00:00", "resolved_at": "2026-03-11 05:00:00", "closed_at": "2026-03-11 05:00:00",
    },
    "000102": {
        "channel": "portal", "category": "网络", "level": "C", "status": "in_progress", "reporter": "赵六",
        "engineer_id": "S002", "group": "Support", "reported_at": "2026-03-02 04:00:00",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def osticket(mariadb):
    """Read while the server's clock shows Shanghai."""
    url = fill(mariadb.database(), FOLDER / "osticket.sql")
    with clock(url, "+08:00"):
        yield url


def test_every_field_of_every_ticket(desk, osticket):
    rows = desk("osticket", osticket).rows("tickets", "ticket_id")
    for number, told in TICKETS.items():
        expected = {"ticket_id": number, **NOTHING, **UNKNOWN, **FAULT, **told}
        assert {name: rows[number][name] for name in expected} == expected
    assert rows.keys() == TICKETS.keys()
    unread = set(rows["000013"]) - set(NOTHING) - set(FAULT) - set(TICKETS["000013"]) - {"ticket_id"}
    assert {rows[number][name] for number in rows for name in unread} == {None}


def test_agents_with_tickets_are_the_staff(desk, osticket):
    rows = desk("osticket", osticket).rows("staff", "staff_id")
    assert rows == {
        "S001": {"staff_id": "S001", "name": "Zoé Gérard", "role": "engineer", "group": "网络部", "campus": "未填写",
                 "hired_on": date(2025, 1, 1), "left_on": None},
        "S002": {"staff_id": "S002", "name": "李四", "role": "engineer", "group": "未分组", "campus": "未填写",
                 "hired_on": date(2026, 3, 2), "left_on": date(2026, 3, 12)},
    }  # fmt: skip


def test_what_is_not_mapped_is_listed(desk, osticket):
    (parsed,) = desk("osticket", osticket).read()["tickets"].parsed
    assert (parsed.read, parsed.accepted) == (8, 8)
    assert parsed.unmapped == {"status": {"等厂家": 1}}
    assert [warning for warning in parsed.warnings if warning["key"] == "extra_columns"] == []


def test_another_prefix(desk, mariadb):
    other = fill(mariadb.database(), FOLDER / "osticket.sql", lambda text: text.replace(" ost_", " helpdesk_"))
    rows = desk("osticket", other, 'prefix = "helpdesk_"').rows("tickets", "ticket_id", "status", "title")
    assert rows.keys() == TICKETS.keys()
    (error,) = desk("osticket", other).read()["tickets"].refused
    assert "ost_" in str(error.arguments["reason"])
