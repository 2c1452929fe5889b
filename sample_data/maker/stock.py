"""Spare parts and their moves, documents and policies."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from sample_data.maker.calendar import ANCHOR, FIRST, UNTIL
from sample_data.maker.draws import stream
from sample_data.maker.files import Row, Sheet, workbook
from sample_data.maker.handling import Ticket

PARTS = """
光模块 备件 个 20 14 有线端口与线路|单模尾纤 易耗品 根 40 7 有线端口与线路|六类跳线 易耗品 根 100 5 有线端口与线路
水晶头 易耗品 个 500 5 有线端口与线路|信息模块 备件 个 60 7 有线端口与线路|接入交换机 备件 台 6 30 有线端口与线路
无线AP 备件 台 12 30 无线网络|PoE模块 备件 个 8 20 无线网络|投影机灯泡 备件 个 10 21 多媒体教室
话筒电池 易耗品 节 200 5 多媒体教室|HDMI线 备件 根 30 7 多媒体教室|无线话筒 备件 支 8 14 多媒体教室
固态硬盘 备件 块 15 10 终端电脑|内存条 备件 条 10 10 终端电脑|电源 备件 个 8 10 终端电脑
鼠标键盘 备件 套 20 5 终端电脑|门禁读头 备件 个 8 21 校园一卡通与门禁|门磁 备件 个 10 14 校园一卡通与门禁
服务器硬盘 备件 块 6 20 服务器与机房|UPS电池 备件 组 4 45 服务器与机房|话机 备件 台 8 14 电话
压线钳 工具 把 6 7 -|寻线仪 工具 台 4 14 -|测试仪 工具 台 2 30 -|光功率计 工具 台 2 30 -
标签纸 易耗品 卷 12 5 -|扎带 易耗品 包 20 5 -
"""
DOCUMENTS = """
网络拓扑图 月 孙工03|核心机房清单 月 孙工03|光缆拓扑图 季 孙工03|汇聚机房清单 季 孙工03|设备间清单 季 孙工03
设备信息清单 季 孙工03|运维服务手册 季 周工01|日常故障处理 季 周工01|重大故障预案 季 周工01
"""
POLICIES = """
培训管理制度 年 部门级|绩效考核制度 年 公司级|晋升制度 季 公司级|项目管理制度 季 公司级
项目检查制度 季 部门级|运维变更制度 周 部门级|调试变更制度 周 部门级
奖惩制度 月 公司级|离职制度 月 公司级|加班制度 月 公司级
日志与报告制度 月 部门级
客户沟通制度 月 部门级|应急响应制度 月 部门级|机房管理制度 月 部门级|值班制度 月 部门级|交接制度 月 部门级
信息安全制度 月 部门级|日志归档制度 月 部门级
"""
MAIN = "主仓库"
# When, which part, whose store, how many, for which ticket, whether the old one was returned.
Move: TypeAlias = tuple[datetime, str, str, float, str | None, bool | None]
CYCLE = {"周": 7, "月": 30, "季": 90, "年": 360}


def lines(block: str) -> list[list[str]]:
    """The entries of a block above, each split into its words."""
    return [entry.split() for entry in block.strip().replace("\n", "|").split("|")]


def parts(folder: Path, tickets: list[Ticket]) -> None:
    """The catalogue, its codes with leading zeros, and every move in and out."""
    catalogue: list[Row] = []
    moves: list[Move] = []
    used: dict[str, list[tuple[str, str]]] = {}
    least_of: dict[str, int] = {}
    for number, (name, kind, unit, minimum, lead, category) in enumerate(lines(PARTS), 1):
        code = f"{number * 7:06d}"
        used.setdefault(category, []).append((code, kind))
        least_of[code] = int(minimum)
        on_order = int(minimum) // 2 if number % 9 == 0 else 0
        catalogue.append([code, name, kind, unit, int(minimum), int(lead), on_order])
    for ticket in tickets:
        rng = stream("part", ticket.id)
        options = used.get(ticket.draft.category)
        if options and ticket.resolved and ticket.engineer and rng.random() < 0.07:
            code, kind = rng.choice(options)
            store = ticket.engineer.id if rng.random() < 0.6 else MAIN
            if store != MAIN:
                moves.append((ticket.resolved - timedelta(minutes=10), code, MAIN, -1, ticket.id, None))
                moves.append((ticket.resolved - timedelta(minutes=10), code, store, 1, ticket.id, None))
            moves.append(
                (ticket.resolved, code, store, -1, ticket.id, None if kind == "易耗品" else rng.random() < 0.9)
            )
    taken = [(code, at.date()) for at, code, store, count, *_ in moves if store == MAIN and count < 0]
    for part, least in least_of.items():
        moves += bought(part, least, [day for one, day in taken if one == part])
    rows: list[Row] = [[f"LS{n:06d}", *move] for n, move in enumerate(sorted(moves, key=lambda m: m[:4]), 1)]
    header = ["物料编码", "名称", "类别", "单位", "安全库存", "采购周期(天)", "在途数量"]
    heads = ["流水号", "时间", "物料编码", "仓库", "数量", "工单号", "旧件已交"]
    workbook(folder / "备件管理.xlsx", Sheet("备件目录", [header], catalogue), Sheet("出入库", [heads], rows))


def bought(code: str, minimum: int, taken: list[date]) -> list[Move]:
    """What came in: stock at the start, then every quarter about as much as it takes."""
    found: list[Move] = []
    day, rng = FIRST, stream("bought", code)
    while day < UNTIL:
        following = day + timedelta(91)
        count = round(sum(day <= one < following for one in taken) * rng.uniform(0.85, 1.1))
        count += minimum * 2 if day == FIRST else 0
        if count:
            found.append((datetime.combine(day, time(9, 30)), code, MAIN, count, None, None))
        day = following
    return found


def papers(folder: Path) -> None:
    """Documents and policies with their last review, a few of them late."""
    documents: list[Row] = []
    for name, cycle, reviewer in lines(DOCUMENTS):
        documents.append([name, "技术资料", cycle, reviewer, "部门级", reviewed(name, cycle), None])
    policies: list[Row] = []
    for name, cycle, level in lines(POLICIES):
        policies.append([name, "管理制度", cycle, "郑工02", level, reviewed(name, cycle), None])
    header = ["名称", "类型", "审查周期", "审查人", "级别", "上次审查", "变更日期"]
    workbook(folder / "资料与制度.xlsx", Sheet("资料清单", [header], documents), Sheet("制度清单", [header], policies))


def reviewed(name: str, cycle: str) -> date:
    """The last review before the anchor: in the current cycle, else late by one or two."""
    rng = stream("review", name)
    cycles = 2.3 if rng.random() < 0.12 else 1.2 if rng.random() < 0.15 else 0.1
    return ANCHOR - timedelta(3 + round(CYCLE[cycle] * cycles))
