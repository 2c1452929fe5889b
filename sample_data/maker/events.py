"""Major incidents, visits to machine rooms, contact with the customer."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sample_data.maker import stories
from sample_data.maker.calendar import ANCHOR, Calendar
from sample_data.maker.dirt import QUARANTINED, Ledger, Note
from sample_data.maker.draws import about, stream
from sample_data.maker.files import Row, Sheet, table, workbook
from sample_data.maker.handling import Ticket, minute
from sample_data.maker.places import CORE_ROOMS

INCIDENT = [
    "事件编号",
    "工单号",
    "等级",
    "性质",
    "校区",
    "影响范围",
    "标题",
    "发生时间",
    "发现时间",
    "发现人",
    "报告组长时间",
    "报告客户时间",
    "处理进展",
    "所需支持",
    "预计恢复时间",
    "恢复时间",
    "处理结束时间",
    "报告完成时间",
    "报告提交时间",
    "我方责任",
    "故障现象",
    "主要影响",
    "应急处理",
    "原因",
    "解决方案",
    "后续措施",
]
NATURE = {"认证登录": "认证中断", "有线端口与线路": "网络中断", "服务器与机房": "服务中断", "出口与带宽": "出口中断"}
VISIT = ["登记号", "进入时间", "离开时间", "机房", "机柜", "单位", "来访人", "电话", "操作内容", "设备变动", "批准人"]
OPERATIONS: dict[str, tuple[str, ...]] = {
    "设备巡检": (),
    "更换硬盘": ("更换硬盘{n}块，旧盘带离",),
    "布放光纤": ("新增光纤跳线{n}对",),
    "空调维保": (),
    "UPS维保": (),
    "服务器上架": ("新增服务器{n}台",),
    "设备下架": ("拆除服务器{n}台", "拆除旧交换机{n}台"),
    "线路割接": ("新增光模块{n}个", "拆除旧汇聚交换机1台，新增1台"),
    "消防检查": (),
}
"""What is done in a machine room, and what comes in or goes out by it."""
ORGANISATIONS = ("设备厂商甲", "运营商乙", "校信息中心")
VISITORS = {
    "空调维保": ("空调维保单位",),
    "消防检查": ("消防维保单位",),
    "UPS维保": ("设备厂商甲",),
    "线路割接": ("运营商乙", "校信息中心"),
}


def incidents(folder: Path, tickets: list[Ticket]) -> None:
    """Every A fault, and the B faults that broke a service for many."""
    rows: list[Row] = []
    for ticket in tickets:
        draft = ticket.draft
        major = draft.level == "A"
        wide = draft.level == "B" and draft.sub in ("光纤中断", "服务异常", "外网访问慢") and draft.story is None
        rng = stream("incident", ticket.id)
        if ticket.resolved and (major or (wide and rng.random() < 0.3)):
            rows.append(incident(rng, ticket, f"SJ{len(rows) + 1:04d}"))
    workbook(folder / "重大故障.xlsx", Sheet("重大故障台账", [INCIDENT], rows, ["重大故障与紧急事件台账"]))


def incident(rng: Random, ticket: Ticket, id_: str) -> Row:
    """One line of the register: mostly told and written in time."""
    draft, restored = ticket.draft, ticket.resolved
    assert restored is not None
    discovered = draft.reported
    occurred = discovered - timedelta(minutes=rng.randint(0, 12))
    told = discovered + timedelta(minutes=round(min(about(rng, 4, 0.6), 45)))
    customer = told + timedelta(minutes=rng.randint(3, 40))
    finished = restored + timedelta(minutes=rng.randint(10, 120))
    report = minute(finished + timedelta(hours=rng.uniform(25, 60) if rng.random() < 0.1 else rng.uniform(3, 22)))
    scope = f"{draft.place.campus}全部" if draft.story == "outage" else draft.place.name
    cause = stories.AUTH_OUTAGES.get(discovered.date()) or stories.AUTH_OUTAGES.get(discovered.date() - timedelta(1))
    cause = cause if draft.story == "outage" else ticket.cause
    overran = restored - discovered > timedelta(hours=4 if draft.level == "A" else 8)
    return [
        id_,
        ticket.id,
        draft.level,
        NATURE.get(draft.category, "服务异常"),
        draft.place.campus,
        scope,
        f"{scope}{draft.sub}",
        occurred,
        discovered,
        "监控平台" if draft.channel == "monitoring" else f"用户{draft.reporter:04d}",
        told,
        customer,
        "已恢复",
        support(rng.random()),
        discovered + timedelta(hours=4),
        restored,
        finished,
        report,
        report + timedelta(minutes=rng.randint(20, 240)),
        overran and rng.random() < 0.35,
        draft.text,
        f"影响{rng.randint(2, 40) * (50 if draft.story else 5)}名用户",
        "切换备用节点，逐步放行" if draft.story == "outage" else "现场抢修",
        cause,
        ticket.solution or "恢复配置并观察",
        rng.choice(("增加监控项", "制定更换计划", "修订应急预案", "增加备件")),
    ]


def support(chance: float) -> str | None:
    """The support an incident needs: often none, and that is said; now and then nobody says it."""
    if chance < 0.3:
        return "需厂商远程支持"
    return "不需要" if chance < 0.9 else None


def visits(folder: Path, calendar: Calendar, ledger: Ledger) -> None:
    """Who went into a machine room; a file a year, one telephone number spoilt by a spreadsheet."""
    years: dict[int, list[Row]] = defaultdict(list)
    for day in calendar.between():
        rng = stream("visit", day.date)
        for place in CORE_ROOMS.values():
            if rng.random() < (0.17 if not day.off else 0.02):
                years[day.date.year].append(visit(rng, day.date, place.name, len(years[day.date.year])))
    for year, rows in years.items():
        file = f"机房出入登记_{year}.csv"
        if year < ANCHOR.year:
            rows[11][7] = "1.38E+10"
            note = Note("room_visits", f"exports/{file}", None, 13, "phone_as_number", "电话", QUARANTINED)
            ledger.notes.append(note)
        table(folder / file, VISIT, rows)


def visit(rng: Random, day: date, place: str, number: int) -> Row:
    """One line of the register; now and then nobody wrote when the visitor left, or who approved the visit."""
    entered = datetime.combine(day, time(rng.randint(8, 17), rng.randint(0, 59)))
    left = entered + timedelta(minutes=rng.randint(12, 200))
    operation = rng.choice(list(OPERATIONS))
    guest, phone = f"访客{rng.randint(1, 500):03d}", f"1380000{rng.randint(0, 9999):04d}"
    rack = f"A{rng.randint(1, 12):02d}" if rng.random() < 0.7 or OPERATIONS[operation] else None
    boss = rng.choice(("孙工03", "钱工04"))
    organisation = rng.choice(VISITORS.get(operation, ORGANISATIONS))
    change = rng.choice(OPERATIONS[operation]).format(n=rng.randint(1, 3)) if OPERATIONS[operation] else "无"
    lacks = rng.random()
    return [
        f"CR{day.year}{number + 1:05d}",
        entered,
        None if lacks < 0.035 or lacks > 0.995 else left,
        f"{place}核心机房",
        rack,
        organisation,
        guest,
        phone,
        operation,
        change,
        None if lacks > 0.965 else boss,
    ]


def contacts(folder: Path, calendar: Calendar) -> None:
    """Weekly contact, monthly update, quarterly survey; a few weeks without."""
    rows: list[Row] = []
    for day in calendar.between():
        rng, at = stream("contact", day.date), day.date
        if at.weekday() == 4 and rng.random() < 0.96:
            rows.append(
                [at, "周沟通", None, rng.choice((None, "催办光缆图纸", "确认活动保障名单", "反馈无线补点进度"))]
            )
        if at.day == 5:
            rows.append([at, "月度通报", None, rng.choice((None, "下月提供考试保障方案"))])
        if at.day == 20 and at.month % 3 == 0:
            bad = (at.year, at.month) in stories.SLA_MONTHS
            rows.append([at, "季度调查", round(rng.gauss(84 if bad else 92, 1.5), 1), "改进及时率"])
    numbered: list[Row] = [[f"GT{number:05d}", *row] for number, row in enumerate(rows, 1)]
    table(folder / "客户沟通.csv", ["编号", "日期", "类型", "满意度得分", "后续事项"], numbered)
