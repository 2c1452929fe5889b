"""Inspections: what was planned, what was found, and which ticket it led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sample_data.maker.calendar import ANCHOR, Calendar, Day
from sample_data.maker.dirt import Ledger, spoil_inspections
from sample_data.maker.draws import stream
from sample_data.maker.files import Row, table
from sample_data.maker.handling import Ticket
from sample_data.maker.people import GROUP_OF, MULTIMEDIA, Shift
from sample_data.maker.places import BUILDINGS, CORE_ROOMS, Building

HEADER = ["巡检编号", "巡检类型", "校区", "楼宇", "机房/教室", "计划日期", "完成时间", "巡检人工号"]
HEADER += ["检查项数", "异常项数", "发现问题", "关联工单"]
KINDS = {"核心机房": 24, "设备间": 14, "弱电间": 9, "多媒体教室": 12}
# What a round may find without anybody writing a ticket.
FINDINGS = {
    "核心机房": ("空调温度偏高", "UPS电池电压偏低", "机柜门未关", "标签脱落", "尾纤弯折过大", "消防通道堆放纸箱"),
    "设备间": ("空调温度偏高", "UPS电池电压偏低", "机柜门未关", "标签脱落", "灰尘较多"),
    "弱电间": ("机柜门未关", "标签脱落", "灰尘较多", "尾纤弯折过大", "门锁损坏", "堆放杂物"),
    "多媒体教室": ("投影亮度下降", "幕布卡滞", "讲台柜门未锁", "HDMI线接触不良", "话筒电量不足", "灰尘较多"),
}
WIRES = {
    "端口不通": "面板端口指示灯不亮",
    "网线损坏": "跳线外皮破损",
    "速率低": "端口协商速率低",
    "环路": "端口环路告警",
}
AIR = {"AP离线": "AP指示灯熄灭", "频繁掉线": "AP反复重启", "信号弱": "天线松动，信号弱", "网速慢": "AP信道利用率过高"}
ROOM = {
    "环境告警": "温湿度超限",
    "服务异常": "服务器告警灯亮",
    "存储告警": "磁盘告警灯亮",
    "域名解析": "域名服务器日志异常",
}
LINES = {"外网访问慢": "出口链路利用率过高", "光纤中断": "光模块收光弱"}
DESK = {"投影不显示": "投影不显示", "话筒无声": "话筒无声", "音响故障": "音箱有杂音", "中控失灵": "中控面板无响应"}
DESK |= {
    "一体机触控": "一体机触控失灵",
    "系统故障": "讲台电脑不能启动",
    "软件安装": "教学软件缺失",
    "硬件故障": "讲台电脑硬件报错",
}
# What the ticket is called by what a round of that kind sees of it; what it cannot see leads to no ticket.
SEEN = {
    "核心机房": ROOM | LINES | WIRES,
    "设备间": WIRES | LINES | {"环境告警": "温湿度超限"},
    "弱电间": WIRES | AIR | {"光纤中断": "光模块收光弱"},
    "多媒体教室": DESK | WIRES,
}
CHANNELS = {"核心机房": ("patrol", "monitoring")}
CALLED, CALLS = 0.11, ("phone", "qr", "wechat", "other", "portal")
"""How often a round's finding is reported as everybody's reports are, and by which channels."""
WAITING = {"agreed": 8, "late": 10}
"""How many days at least lie between two findings that wait for parts, from the year of the anchor on."""


@dataclass(frozen=True)
class Round:
    """One round that is planned."""

    day: date
    number: int
    kind: str
    place: Building
    room: str


class Found:
    """The tickets that rounds may have led to, each once."""

    def __init__(self, tickets: Iterable[Ticket]) -> None:
        self.tickets: dict[tuple[date, str], list[Ticket]] = defaultdict(list)
        self.linked: list[Ticket] = []
        for one in tickets:
            if one.draft.work == "fault" and one.draft.story is None and one.status != "cancelled":
                self.tickets[one.draft.reported.date(), one.draft.place.name].append(one)

    def ticket(self, one: Round, called: bool) -> Ticket | None:
        """The one that fits a round: of its day, else of the next morning; by whatever channel if ``called``."""
        channels, seen = CHANNELS.get(one.kind, ("patrol",)), SEEN[one.kind]
        channels = (*channels, *CALLS) if called else channels
        for later, hours in ((0, range(9, 17)), (1, range(7, 12))):
            day = one.day + timedelta(later)
            for ticket in self.tickets[day, one.place.name]:
                draft = ticket.draft
                fits = draft.channel in channels and draft.sub in seen and draft.reported.hour in hours
                if fits and ticket not in self.linked:
                    self.linked.append(ticket)
                    return ticket
        return None


def drawn(calendar: Calendar, shifts: list[Shift], tickets: list[Ticket]) -> dict[str, list[Row]]:
    """The rows by quarter; some of the tickets they led to have to wait for parts."""
    present: dict[tuple[date, str], list[str]] = defaultdict(list)
    for shift in shifts:
        if shift.clock_in and shift.kind != "night":
            present[shift.day, shift.person.group].append(shift.person.id)
    found = Found(tickets)
    quarters: dict[str, list[Row]] = defaultdict(list)
    for day in calendar.between():
        rng = stream("inspections", day.date)
        for one in plan(rng, day):
            group = MULTIMEDIA if one.kind == "多媒体教室" else GROUP_OF[one.place.campus]
            quarter = f"{day.date.year}-Q{(day.date.month + 2) // 3}"
            quarters[quarter].append(inspection(rng, one, present[day.date, group], found))
    wait(calendar, found.linked)
    return quarters


def write(folder: Path, quarters: dict[str, list[Row]], ledger: Ledger) -> None:
    """A GBK file a quarter."""
    for quarter, lines in quarters.items():
        file = f"巡检_{quarter}.csv"
        spoilt = str(lines[-1][5]) < str(ANCHOR)
        done = spoil_inspections(ledger, stream("dirt", quarter), lines, f"exports/{file}") if spoilt else lines
        table(folder / file, HEADER, done, "gbk")


def plan(rng: Random, day: Day) -> list[Round]:
    """What is to be inspected on a day: core rooms always, the others on working days in turn."""
    found = [("核心机房", place, "101") for place in CORE_ROOMS.values()]
    turn = day.date.toordinal()
    for number, place in enumerate(() if day.off else BUILDINGS):
        if place.kind != "centre" and (number + turn) % 28 == 0:
            found.append(("弱电间", place, f"{1 + turn // 28 % place.floors}F弱电间"))
        if place.kind in ("library", "office", "lab") and (number + turn) % 14 == 3:
            found.append(("设备间", place, "1F设备间"))
        if place.kind == "teaching" and day.phase == "term" and (number + turn) % 7 == 1:
            found += [("多媒体教室", place, place.room(rng)) for _ in range(2)]
    return [Round(day.date, number, *one) for number, one in enumerate(found)]


def inspection(rng: Random, one: Round, present: list[str], found: Found) -> Row:
    """One planned inspection: mostly done on the day, at times a day late, at times not."""
    done: datetime | None = None
    day, room = one.day, one.room
    if present and rng.random() < (0.985 if one.kind == "核心机房" else 0.965):
        done = datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)))
    elif one.kind != "核心机房" and rng.random() < 0.6:
        done = datetime.combine(day + timedelta(1), time(rng.randint(9, 16), rng.randint(0, 59)))
    checked = KINDS[one.kind] if done else None
    abnormal = (rng.random() < 0.018) + (rng.random() < 0.006) if done else None
    who = rng.choice(present) if done and present else None
    finding = rng.choice(FINDINGS[one.kind]) if abnormal else None
    called = rng.random() < CALLED
    ticket = found.ticket(one, called) if done and done.date() == day else None
    if ticket:
        draft = ticket.draft
        abnormal, finding = max(1, abnormal or 0), SEEN[one.kind][draft.sub]
        room = draft.room if one.kind == "多媒体教室" else room
        if draft.reported.date() == day:
            # what was reported from a round: it was written down when the round was over
            done = draft.reported + timedelta(minutes=5 + draft.reported.minute // 2)
    id_ = f"XJ{day:%Y%m%d}{one.number:02d}"
    little = stream("little", id_)
    if done and not abnormal and little.random() < 0.018:
        abnormal, finding = 1, little.choice(FINDINGS[one.kind])
    place = one.place
    number = ticket.id if ticket else None
    return [id_, one.kind, place.campus, place.name, room, day, done, who, checked, abnormal, finding, number]


def wait(calendar: Calendar, linked: list[Ticket]) -> None:
    """Parts are missing: every week or so the customer agrees to a later day, or it is simply late."""
    last = dict.fromkeys(WAITING, ANCHOR - timedelta(250))
    for ticket in sorted(linked, key=lambda one: one.draft.reported):
        day = ticket.draft.reported.date()
        owed = [how for how, gap in WAITING.items() if (day - last[how]).days >= gap]
        if not owed or ticket.draft.level not in ("C", "D") or ticket.agreed or ticket.hold or not ticket.resolved:
            continue
        how = min(owed, key=lambda one: last[one])
        last[how] = day
        rng = stream("waiting", ticket.id)
        later = timedelta(rng.randint(8, 13))
        if how == "agreed":
            ticket.agreed = datetime.combine((ticket.resolved + later).date() + timedelta(1), time(18))
        elif not ticket.overrun_report:
            ticket.overrun_report = ticket.draft.reported + timedelta(days=4, hours=rng.randint(1, 20))
        ticket.rating = None
        postpone(calendar, ticket, later)


def postpone(calendar: Calendar, ticket: Ticket, later: timedelta) -> None:
    """What followed from the ticket comes so much later, in duty time."""
    for name in ("resolved", "revisit", "reopened", "closed"):
        moment: datetime | None = getattr(ticket, name)
        if moment:
            setattr(ticket, name, calendar.duty(moment + later))
