"""A site small enough to count by hand: a CSV of tickets, one of staff."""

from __future__ import annotations

import csv
import os
from datetime import datetime, timedelta
from pathlib import Path

from cockpit import settings as configuration
from cockpit.settings.model import Settings

NOW = "2026-03-20T12:00:00+08:00"
CONFIG = """
[site]
name = "小站"
zone = "Asia/Shanghai"
clock = "now"
{site}
[store]
keep_snapshots = 3

[sources.desk]
path = "exports"

[sources.desk.tables.tickets]
files = "工单*.csv"
values.status = {{ "新建" = "new", "处理中" = "in_progress", "已关闭" = "closed" }}
rating_scale = [1, 5]

[sources.desk.tables.tickets.columns]
ticket_id = "工单号"
campus = "校区"
building = "楼宇"
category = "类别"
level = "等级"
status = "状态"
engineer_id = "工程师"
reported_at = "报修"
assigned_at = "派单"
arrived_at = "到场"
resolved_at = "完成"
closed_at = "关闭"
rating = "评分"
{more}
"""
STAFF = """
[sources.people]
path = "exports"

[sources.people.tables.staff]
files = "人员.csv"
columns = { staff_id = "工号", name = "姓名", hired_on = "入职" }
constants = { role = "engineer", group = "一组", campus = "东校区" }
"""
HEADER = ("工单号", "校区", "楼宇", "类别", "等级", "状态", "工程师", "报修", "派单", "到场", "完成", "关闭", "评分")
OLD = 1_772_000_000
FIRST = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001


class Site:
    """Its folder, what stands in it, and its settings as read from there."""

    def __init__(self, folder: Path, *, site: str = "", more: str = "") -> None:
        self.folder = folder
        self.data = folder / "data"
        self.config = folder / "cockpit.toml"
        self.environ = {"COCKPIT_NOW": NOW}
        (folder / "exports").mkdir(parents=True, exist_ok=True)
        self.configure(site=site, more=more)

    def configure(self, *, site: str = "", more: str = "") -> None:
        self.config.write_text(CONFIG.format(site=site, more=more), encoding="utf-8")

    def settings(self) -> Settings:
        return configuration.load(self.config, self.data, {})

    def write(self, name: str, header: tuple[str, ...], rows: list[list[str]]) -> Path:
        path = self.folder / "exports" / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        os.utime(path, (OLD, OLD))
        return path

    def tickets(self, count: int, name: str = "工单.csv", first: int = 0, **changed: str) -> Path:
        """``count`` tickets, one every three hours, each resolved in two; ``changed`` sets a column of the first."""
        rows = [ticket(number) for number in range(first, first + count)]
        for header, cell in changed.items():
            rows[0][HEADER.index(header)] = cell
        return self.write(name, HEADER, rows)

    def staff(self, *people: str) -> Path:
        return self.write("人员.csv", ("工号", "姓名", "入职"), [[one, f"员工{one}", "2024-01-08"] for one in people])


def ticket(number: int) -> list[str]:
    reported = FIRST + timedelta(hours=3 * number)
    steps = [reported + timedelta(minutes=minutes) for minutes in (0, 10, 40, 120, 180)]
    times = [f"{step:%Y-%m-%d %H:%M}" for step in steps]
    campus = "东校区" if number % 2 else "西校区"
    return [
        f"G{number:04d}",
        campus,
        "一号楼",
        "网络",
        "ABCD"[number % 4],
        "已关闭",
        "S001",
        *times,
        str(1 + number % 5),
    ]
