"""Spare parts: the catalogue, what is drawn into personal stores, used, and bought."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from sample_data.maker.calendar import FIRST, UNTIL
from sample_data.maker.draws import pick, stream
from sample_data.maker.files import Row, Sheet, workbook
from sample_data.maker.handling import Ticket
from sample_data.maker.people import PEOPLE, Person

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
MAIN = "主仓库"
# When, which part, whose store, how many, for which ticket, whether the old one was returned.
Move: TypeAlias = tuple[datetime, str, str, float, str | None, bool | None]
CONSUMABLE = "易耗品"
BATCH = {"水晶头": 50, "六类跳线": 12, "话筒电池": 24, "单模尾纤": 6, "无线AP": 1, "接入交换机": 1, "UPS电池": 1}
"""How many are drawn at a time; else two of a spare part."""
SHORT = {"光模块": 10, "服务器硬盘": 0, "HDMI线": 15}
"""Parts of which too few have been bought for years, and how many are on order."""
FORGOTTEN = ("S016", "六类跳线", date(2026, 6, 1))
"""Whose last draw of which part nobody booked: from then on more was used of that store than ever came into it."""
SLIPS = {"": 0.955, "no_ticket": 0.011, "unknown": 0.008, "cancelled": 0.006, "before_report": 0.008, "other": 0.012}
"""How a use is booked: mostly right, else in one of the ways that do not match its ticket."""


class Stores:
    """The personal stores as the jobs empty them; ``moves`` is what the register has of it."""

    def __init__(self, tickets: list[Ticket]) -> None:
        self.held: dict[tuple[str, str], int] = defaultdict(int)
        self.moves: list[Move] = []
        self.forgotten = False
        self.cancelled = sorted((t.draft.reported, t.id) for t in tickets if t.status == "cancelled")

    def job(self, ticket: Ticket, code: str, name: str, kind: str) -> None:
        """A part used for a ticket; now and then booked on a wrong number, too early, or from another's store."""
        rng, at, person = stream("use", ticket.id), ticket.resolved, ticket.engineer
        assert at
        assert person
        slip = pick(rng, SLIPS.items())
        others = [one for one in PEOPLE if one.group == person.group and one is not person and one.employed(at.date())]
        store = person.id if rng.random() < 0.6 else MAIN
        if slip == "other" and others:
            store = rng.choice(others).id
        if slip == "before_report":
            at = ticket.draft.reported - timedelta(minutes=rng.randint(20, 90))
        count = rng.randint(2, 8) if name == "水晶头" else rng.randint(1, 3) if kind == CONSUMABLE else 1
        told = rng.random()
        old = None if kind == CONSUMABLE or told > 0.98 else told < 0.89
        if store != MAIN:
            store, count = self.drawn(at, code, name, store, count)
        self.moves.append((at, code, store, -count, self.number(slip, ticket, at), old))

    def drawn(self, at: datetime, code: str, name: str, store: str, count: int) -> tuple[str, int]:
        """Draws into the store what it lacks, in the morning or just before; the store and the number then used."""
        key = (store, code)
        if (store, name) == FORGOTTEN[:2] and at.date() >= FORGOTTEN[2]:
            if self.forgotten:
                return MAIN, count
            self.forgotten, count = True, self.held[key] + 3
        elif self.held[key] < count:
            batch = max(count, BATCH.get(name, 2))
            morning = at.replace(hour=8, minute=20) if at.hour > 8 else at - timedelta(minutes=10)
            self.moves += [(morning, code, MAIN, -batch, None, None), (morning, code, store, batch, None, None)]
            self.held[key] += batch
        self.held[key] -= count
        return store, count

    def number(self, slip: str, ticket: Ticket, at: datetime) -> str | None:
        """The ticket's number as it was booked."""
        if slip == "no_ticket":
            return None
        if slip == "unknown":
            return f"{ticket.id[:-4]}9{ticket.id[-3:]}"
        return self.cancelled[bisect(self.cancelled, (at, "")) - 1][1] if slip == "cancelled" else ticket.id

    def emptied(self, person: Person) -> None:
        """Who leaves gives everything back."""
        if person.left:
            at = datetime.combine(person.left, time(17))
            for (store, code), count in sorted(self.held.items()):
                if store == person.id and count:
                    self.moves += [(at, code, store, -count, None, None), (at, code, MAIN, count, None, None)]


def lines(block: str) -> list[list[str]]:
    """The entries of a block above, each split into its words."""
    return [entry.split() for entry in block.strip().replace("\n", "|").split("|")]


def parts(folder: Path, tickets: list[Ticket]) -> None:
    """The catalogue, its codes with leading zeros, and every move in and out."""
    catalogue: list[Row] = []
    fitting: dict[str, list[tuple[str, str, str]]] = {}
    for number, (name, kind, unit, minimum, lead, category) in enumerate(lines(PARTS), 1):
        code = f"{number * 7:06d}"
        fitting.setdefault(category, []).append((code, name, kind))
        on_order = SHORT.get(name, int(minimum) // 2 if number % 9 == 0 else 0)
        catalogue.append([code, name, kind, unit, int(minimum), int(lead), on_order])
    stores = Stores(tickets)
    done = [(ticket.resolved, ticket) for ticket in tickets if ticket.resolved and ticket.engineer]
    for _, ticket in sorted(done, key=lambda pair: (pair[0], pair[1].id)):
        rng, options = stream("part", ticket.id), fitting.get(ticket.draft.category)
        if options and rng.random() < 0.07:
            stores.job(ticket, *rng.choice(options))
    for person in PEOPLE:
        stores.emptied(person)
    moves = stores.moves + [move for row in catalogue for move in bought(row, stores.moves)]
    rows: list[Row] = [[f"LS{n:06d}", *move] for n, move in enumerate(sorted(moves, key=lambda m: m[:4]), 1)]
    header = ["物料编码", "名称", "类别", "单位", "安全库存", "采购周期(天)", "在途数量"]
    heads = ["流水号", "时间", "物料编码", "仓库", "数量", "工单号", "旧件已交"]
    workbook(folder / "备件管理.xlsx", Sheet("备件目录", [header], catalogue), Sheet("出入库", [heads], rows))


def bought(row: Row, moves: list[Move]) -> list[Move]:
    """What came in: every quarter what it takes and something above the minimum, or less than that."""
    code, name, least = str(row[0]), str(row[1]), float(str(row[4]))
    taken = [(at.date(), count) for at, one, store, count, *_ in moves if store == MAIN and one == code]
    found: list[Move] = []
    level, day, rng = 0.0, FIRST, stream("bought", code)
    while day < UNTIL:
        following = day + timedelta(91)
        change = sum(count for at, count in taken if day <= at < following)
        spare = least * (rng.uniform(0.55, 0.8) if name in SHORT else rng.uniform(1.3, 1.9))
        count = max(0, round(spare - change - level))
        if count:
            found.append((datetime.combine(day, time(9, 30)), code, MAIN, count, None, None))
        level += count + change
        day = following
    return found
