"""Exports as typical repair systems write them: invented rows under headers as they are found."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

ROWS = 60
START = datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - local, as written
PEOPLE = ("张伟", "李娜", "王芳", "刘洋")
PLACES = ("图书馆", "第一教学楼", "东苑3号楼", "行政楼")
KINDS = ("无线网络", "有线网络", "多媒体", "电脑终端")


def at(n: int, hours: float = 0) -> datetime:
    """The time of the n-th ticket, some hours later."""
    return START + timedelta(hours=n * 7 + hours, minutes=n * 13 % 60)


def pick(among: Sequence[str], n: int) -> str:
    return among[n % len(among)]


def write_csv(file: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    file.write_bytes(out.getvalue().encode(encoding))
    return file


def write_book(file: Path, rows: Sequence[Sequence[Any]], sheet: str = "Sheet1", merged: Sequence[str] = ()) -> Path:
    """Rows as a workbook."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    book.save(file)
    return file


def gbk_csv(folder: Path) -> Path:
    """工单编号, 申请时间 …, GBK, slashes without padding, satisfaction in words."""
    header = [
        "工单编号",
        "申请时间",
        "所属校区",
        "楼栋名称",
        "房间号",
        "报修类别",
        "工单状态",
        "处理人",
        "完工时间",
        "满意度评价",
        "优先级",
    ]
    rows = [
        [
            f"WX{n:06d}",
            f"{at(n):%Y/%-m/%-d %-H:%M}",
            pick(("南校区", "北校区"), n),
            pick(PLACES, n),
            100 + n,
            pick(KINDS, n),
            pick(("已完成", "处理中", "待派单", "已关闭"), n),
            pick(PEOPLE, n),
            f"{at(n, 3):%Y/%-m/%-d %-H:%M}" if n % 4 in (0, 3) else "",
            pick(("非常满意", "满意", "一般", "不满意"), n // 4) if n % 4 == 3 else "",
            pick(("紧急", "高", "中", "低"), n),
        ]
        for n in range(ROWS)
    ]
    return write_csv(folder / "报修工单导出.csv", [header, *rows], "gbk")


def codes_in_header(folder: Path) -> Path:
    """维修单号, and states as numbers that the header explains; two title rows."""
    header = [
        "维修单号",
        "报修日期",
        "报修校区",
        "报修地点",
        "维修项目",
        "单据状态(1-待维修 2-维修中 3-已维修 4-已作废)",
        "维修员",
        "维修完成时间",
        "紧急程度（1：特急，2：紧急，3：一般，4：普通）",
    ]
    rows = [
        [
            f"WX-2026-{n:04d}",
            at(n),
            "本部",
            pick(PLACES, n),
            pick(KINDS, n),
            str(n % 4 + 1),
            pick(PEOPLE, n),
            at(n, 5) if n % 4 == 2 else None,
            str(n % 4 + 1),
        ]
        for n in range(ROWS)
    ]
    titles = [["后勤维修单据查询", *[None] * 8], [f"导出人：{PEOPLE[0]}", *[None] * 8]]
    return write_book(folder / "维修单据.xlsx", [*titles, header, *rows])


def two_row_header(folder: Path) -> Path:
    """单据编号 under merged groups: 报修信息 over 时间 and 人, 处理信息 over 时间 and 人."""
    upper = ["单据编号", "报修信息", None, None, None, None, "处理信息", None, None, "状态"]
    lower = [None, "报修时间", "报修人", "校区", "楼宇", "故障类型", "派单时间", "处理人", "完成时间", None]
    rows = [
        [
            f"D{n:05d}",
            at(n),
            pick(PEOPLE, n + 1),
            "东校区",
            pick(PLACES, n),
            pick(KINDS, n),
            at(n, 0.2),
            pick(PEOPLE, n),
            at(n, 2),
            pick(("已完成", "已评价"), n),
        ]
        for n in range(ROWS)
    ]
    merged = ("A1:A2", "B1:F1", "G1:I1", "J1:J2")
    return write_book(folder / "单据.xlsx", [upper, lower, *rows], merged=merged)


def grouped_times(folder: Path) -> Path:
    """时间 over 报修, 派单 and 完成; 地点 over 校区, written once, and 楼宇."""
    upper = ["单号", "时间", None, None, "地点", None, "故障类型", "状态"]
    lower = [None, "报修", "派单", "完成", "校区", "楼宇", None, None]
    rows = [
        [
            f"G{n:05d}",
            at(n),
            at(n, 0.2),
            at(n, 2),
            ("东校区" if n == 0 else "西校区") if n % (ROWS // 2) == 0 else None,
            pick(PLACES, n),
            pick(KINDS, n),
            "已完成",
        ]
        for n in range(ROWS)
    ]
    return write_book(folder / "报修.xlsx", [upper, lower, *rows], merged=("B1:D1", "E1:F1", "A1:A2"))


def bare_events(folder: Path, header: str) -> Path:
    """The same number on many rows, and no time but that of each change."""
    steps = ("待派单", "处理中", "已完成")
    rows = [
        [f"E{n:04d}", steps[step], f"{at(n, step):%Y-%m-%d %H:%M}", pick(PLACES, n), pick(KINDS, n)]
        for n in range(20)
        for step in range(n % 3 + 1)
    ]
    return write_csv(folder / "工单日志.csv", [["工单号", "状态", header, "楼宇", "故障类型"], *rows])


def english(folder: Path) -> Path:
    """A type that is a category, and people by their names."""
    header = ["ticket id", "created at", "type", "status", "building", "handler"]
    rows = [
        [n, f"{at(n):%Y-%m-%d %H:%M}", pick(("Network", "Printer"), n), "closed", pick(PLACES, n), "Wei Zhang"]
        for n in range(ROWS)
    ]
    return write_csv(folder / "tickets.csv", [header, *rows])


def wecom(folder: Path) -> Path:
    """An approval exported by WeCom: 审批编号, 提交时间, 申请人, 当前审批状态, fields of the form behind them."""
    header = [
        "审批编号",
        "提交时间",
        "申请人",
        "申请人账号",
        "申请人部门",
        "当前审批状态",
        "历史审批人",
        "完成时间",
        "报修地点",
        "故障类型",
        "故障描述",
        "联系电话",
    ]
    rows = [
        [
            f"2026{n:08d}",
            f"{at(n):%Y-%m-%d %H:%M}",
            pick(PEOPLE, n),
            f"u{n % 7}",
            "计算机学院",
            pick(("已通过", "审批中", "已撤销", "已驳回"), n),
            pick(PEOPLE, n + 2),
            f"{at(n, 9):%Y-%m-%d %H:%M}" if n % 4 == 0 else "--",
            pick(PLACES, n),
            pick(KINDS, n),
            f"第{n}次：上不了网",
            f"138{n:08d}",
        ]
        for n in range(ROWS)
    ]
    return write_book(
        folder / "网络报修_审批记录.xlsx",
        [["网络报修（2026-03-01 至 2026-03-31）", *[None] * 11], header, *rows],
        "审批记录",
    )


def glpi_like(folder: Path) -> Path:
    """A GLPI list: semicolons, quotes, English headers, day and month both possible in most rows."""
    header = [
        "ID",
        "Title",
        "Status",
        "Last update",
        "Opening date",
        "Priority",
        "Requester - Requester",
        "Assigned to - Technician",
        "Category",
        "Location",
        "Time to resolve",
        "Closing date",
    ]
    rows = [
        [
            1000 + n,
            f"Wi-Fi in room {n}",
            pick(("New", "Processing (assigned)", "Pending", "Solved", "Closed"), n),
            f"{at(n, 1):%Y-%m-%d %H:%M}",
            f"{at(n):%d-%m-%Y %H:%M}",
            pick(("Very high", "High", "Medium", "Low", "Very low"), n),
            pick(PEOPLE, n),
            pick(PEOPLE, n + 1),
            "Network > Wi-Fi",
            pick(PLACES, n),
            f"{at(n, 72):%d-%m-%Y %H:%M}",
            f"{at(n, 20):%d-%m-%Y %H:%M}" if n % 5 == 4 else "",
        ]
        for n in range(ROWS)
    ]
    return write_csv(folder / "glpi.csv", [header, *rows], "utf-8-sig", ";")


def traditional(folder: Path) -> Path:
    """The traditional script, tabs, UTF-16."""
    header = ["報修單號", "報修時間", "校區", "樓宇", "報修類別", "處理狀態", "維修人員", "完工時間", "滿意度"]
    rows = [
        [
            f"R{n:05d}",
            f"{at(n):%Y-%m-%d %H:%M:%S}",
            "西校區",
            pick(PLACES, n),
            pick(KINDS, n),
            pick(("待處理", "處理中", "已結案", "已取消"), n),
            pick(PEOPLE, n),
            f"{at(n, 4):%Y-%m-%d %H:%M:%S}" if n % 4 == 2 else "",
            n % 5 + 1 if n % 4 == 2 else "",
        ]
        for n in range(ROWS)
    ]
    return write_csv(folder / "報修清單.csv", [header, *rows], "utf-16", "\t")


def event_log(folder: Path) -> Path:
    """The same number on many rows: one row a step, the last by 操作时间 is the state."""
    header = ["工单号", "操作时间", "状态", "创建时间", "校区", "楼宇", "故障类型", "处理人"]
    steps = ("待派单", "已派单", "处理中", "已完成")
    rows = [
        [
            f"E{n:04d}",
            f"{at(n, step):%Y-%m-%d %H:%M}",
            steps[step],
            f"{at(n):%Y-%m-%d %H:%M}",
            "本部",
            pick(PLACES, n),
            pick(KINDS, n),
            pick(PEOPLE, n) if step else "",
        ]
        for n in range(20)
        for step in range(n % 4 + 1)
    ]
    return write_csv(folder / "工单流转.csv", [header, *rows])


def months_unclear(folder: Path) -> Path:
    """English, 01/02/2024 in every row: nothing tells day from month."""
    header = ["Ticket Number", "Date Created", "Subject", "Help Topic", "Current Status", "Department", "Building"]
    rows = [
        [
            f"{n:06d}",
            f"{n % 12 + 1:02d}/{(n * 5) % 12 + 1:02d}/2024 09:{n % 60:02d}",
            "No network",
            pick(KINDS, n),
            pick(("Open", "Resolved", "Closed"), n),
            "IT",
            pick(PLACES, n),
        ]
        for n in range(ROWS)
    ]
    return write_csv(folder / "osticket.csv", [header, *rows])


def minguo(folder: Path, *, named: bool) -> Path:
    """115/03/01 08:15, with or without 民國 before it; a list from Taiwan."""
    header = ["單號", "校區", "大樓", "類別", "狀態", "報修時間", "完成時間"]
    before = "民國" if named else ""

    def told(n: int, hours: float = 0) -> str:
        moment = at(n, hours)
        return f"{before}{moment.year - 1911}/{moment:%m/%d %H:%M}"

    rows = [
        [f"R{n:04d}", "東校區", pick(PLACES, n), pick(KINDS, n), "已完成", told(n), told(n, 2)] for n in range(ROWS)
    ]
    return write_csv(folder / "報修單.csv", [header, *rows])


def two_digit_years(folder: Path) -> Path:
    """25-12-03 08:15: years of two digits, and a person's own words for everything."""
    header = [
        "序号",
        "报障时间",
        "报障人",
        "报障部门",
        "地点",
        "问题描述",
        "类别",
        "工程师",
        "解决时间",
        "是否解决",
        "处理结果",
    ]
    rows = [
        [
            n + 1,
            f"{at(n):%y-%m-%d %H:%M}",
            pick(PEOPLE, n),
            "教务处",
            pick(PLACES, n),
            "上不了网",
            pick(KINDS, n),
            pick(PEOPLE, n + 1),
            f"{at(n, 2):%y-%m-%d %H:%M}",
            pick(("是", "否"), n),
            "重启交换机",
        ]
        for n in range(ROWS)
    ]
    return write_book(folder / "报障登记表.xlsx", [header, *rows])


def trash(folder: Path) -> Path:
    """A thousand columns of nothing of ours."""
    header = [f"sensor_{n}" for n in range(1000)]
    rows = [[f"{(n * k) % 97 / 7:.2f}" for k in range(1000)] for n in range(30)]
    return write_csv(folder / "telemetry.csv", [header, *rows])


def inventory(folder: Path) -> Path:
    """A list of staff under everyday headers."""
    header = ["工号", "姓名", "部门", "岗位", "工作地点", "入职日期", "手机号"]
    roles = ("网络工程师", "客服专员", "项目经理", "实习生")
    rows = [
        [f"E{n:03d}", f"{pick(PEOPLE, n)}{n}", "网络组", pick(roles, n), "本部", at(n).date(), f"139{n:08d}"]
        for n in range(20)
    ]
    return write_book(folder / "员工花名册.xlsx", [header, *rows], "在职")
