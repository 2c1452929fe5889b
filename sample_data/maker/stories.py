"""The planted stories. README.md tells them; tests/sample_data looks for them in the data."""

from __future__ import annotations

from datetime import date, timedelta

AUTH_CAMPUS = "东校区"
AUTH_OUTAGES = {
    date(2024, 3, 19): "认证服务器主用节点硬盘故障",
    date(2024, 10, 22): "认证数据库连接数耗尽",
    date(2025, 3, 11): "认证服务器证书过期",
    date(2025, 6, 10): "统一身份同步任务锁表",
    date(2025, 11, 4): "认证网关软件升级后会话泄漏",
    date(2026, 1, 6): "认证服务器虚拟化主机内存故障",
    date(2026, 4, 14): "认证服务器证书链不完整",
    date(2026, 6, 23): "认证网关地址池配置被覆盖",
    date(2026, 9, 15): "新生账号批量导入拖慢认证数据库",
    date(2026, 11, 17): "认证服务器主备切换失败",
}
"""First of the two days each, and the cause found."""

BAD_AP = "AP-LIB-3F-07"
BAD_AP_BUILDING = "图书馆"
BAD_AP_FIRST = date(2026, 5, 11)
BAD_AP_GAPS = (9, 6, 11, 7, 8, 12, 7)

SLA_MONTHS = {(2024, 11): 0.13, (2026, 6): 0.13, (2026, 10): 0.14}
"""Month and the chance of a ticket slipping over its limit."""

BAD_TRAININGS = (date(2024, 10, 18), date(2025, 12, 12), date(2026, 7, 24), date(2026, 10, 23))

BAD_MONTHS = {
    "S014": ((2024, 12), (2025, 1), (2025, 2)),
    "S018": ((2026, 6), (2026, 7), (2026, 8)),
    "S009": ((2026, 9), (2026, 10), (2026, 11)),
}

UNCOVERED_CAMPUS = "西校区"
UNCOVERED_SATURDAYS = (
    date(2025, 3, 15),
    date(2025, 3, 22),
    date(2025, 3, 29),
    date(2026, 8, 15),
    date(2026, 8, 22),
    date(2026, 8, 29),
    date(2026, 10, 17),
    date(2026, 10, 24),
    date(2026, 10, 31),
    date(2026, 11, 7),
)

CREEP_BUILDING = "南苑5号楼"
CREEP_FIRST = date(2025, 9, 1)
CREEP_WEEKLY = 0.13
"""Additional wireless tickets a week, for each week since the first."""

COMPLAINED_OF = "S018"
COMPLAINTS = (date(2026, 3, 26), date(2026, 5, 19), date(2026, 7, 15))

TIGHTENED = date(2025, 9, 1)
"""The contract's second block; for two months the new limit of C is often missed."""


def uncovered(day: date, campus: str) -> bool:
    """Whether that campus had nobody on that weekend day."""
    return (
        campus == UNCOVERED_CAMPUS and day - timedelta(day.weekday() - 5) in UNCOVERED_SATURDAYS and day.weekday() > 4
    )


def slip(day: date) -> float:
    """The chance that a ticket reported on that day slips over its limit."""
    if (day.year, day.month) in SLA_MONTHS:
        return SLA_MONTHS[day.year, day.month]
    return 0.05 if TIGHTENED <= day < TIGHTENED + timedelta(60) else 0.026


def bad_ap_days(until: date) -> list[date]:
    """The days on which the access point fails."""
    days, day, turn = [], BAD_AP_FIRST, 0
    while day < until:
        days.append(day)
        day += timedelta(BAD_AP_GAPS[turn % len(BAD_AP_GAPS)])
        turn += 1
    return days
