"""The helpdesk's monthly workbooks, the older ones with an older version's headers and text dates."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from sample_data.maker.calendar import ANCHOR
from sample_data.maker.dirt import Ledger, spoil_month
from sample_data.maker.draws import stream
from sample_data.maker.files import Row, Sheet, workbook
from sample_data.maker.handling import Ticket
from sample_data.maker.tickets import device_type

WORK = {
    "fault": "故障",
    "move_add_change": "移机变更",
    "installation": "安装",
    "test": "测试",
    "upgrade": "升级",
    "backup": "备份",
    "assigned_task": "交办任务",
    "event_support": "活动保障",
}
CHANNEL = {
    "wechat": "微信公众号",
    "qr": "扫码",
    "phone": "电话",
    "portal": "网页",
    "patrol": "巡检发现",
    "monitoring": "监控平台",
    "centre_notice": "信息中心通知",
    "other": "其他",
}
STATUS = {"closed": "已关闭", "resolved": "已完成", "cancelled": "已取消", "on_hold": "挂起"}
LEVEL = {"A": "A级", "B": "B级", "C": "C级", "D": "D级"}
OLD_LEVEL = {"A": "特急", "B": "紧急", "C": "一般", "D": "普通"}
HEADERS = [
    "工单号",
    "工单类型",
    "标题",
    "故障描述",
    "报修渠道",
    "校区",
    "楼宇",
    "房间",
    "故障大类",
    "故障小类",
    "设备类型",
    "设备编号",
    "故障等级",
    "工单状态",
    "报修人",
    "联系电话",
    "处理人工号",
    "处理班组",
    "报修时间",
    "派单时间",
    "到场时间",
    "完成时间",
    "关闭时间",
    "回访时间",
    "重开时间",
    "重开次数",
    "要求完成时间",
    "约定完成时间",
    "挂起时长(分钟)",
    "用户签字",
    "满意度",
    "故障原因",
    "处理方法",
    "手册页码",
    "超时说明提交时间",
]
OLD_HEADERS = {"报修渠道": "来源", "故障等级": "紧急程度", "报修时间": "报修日期时间"}
RENEWED = date(2024, 9, 1)
"""From here on the helpdesk's newer version."""


def row_of(ticket: Ticket, old: bool) -> Row:
    """One ticket as the helpdesk exports it."""
    draft, person = ticket.draft, ticket.engineer
    level = (OLD_LEVEL if old else LEVEL).get(draft.level or "")
    reported = draft.reported
    return [
        ticket.id,
        WORK[draft.work],
        f"{draft.place.name}{draft.sub if draft.work == 'fault' else WORK[draft.work]}",
        draft.text,
        CHANNEL[draft.channel],
        draft.place.campus,
        draft.place.name,
        draft.room,
        draft.category,
        draft.sub if draft.work == "fault" else None,
        device_type(draft.device),
        draft.device,
        level,
        STATUS[ticket.status],
        f"用户{draft.reporter:04d}" if draft.channel not in ("monitoring", "patrol") else None,
        f"1380000{draft.reporter:04d}" if draft.channel not in ("monitoring", "patrol") else None,
        person.id if person else None,
        person.group if person else None,
        f"{reported.year}/{reported.month}/{reported.day} {reported:%H:%M}" if old else reported,
        ticket.assigned,
        ticket.arrived,
        ticket.resolved,
        ticket.closed,
        ticket.revisit,
        ticket.reopened,
        ticket.reopen_count or None,
        ticket.due,
        ticket.agreed,
        ticket.hold,
        ticket.signed,
        ticket.rating,
        ticket.cause,
        ticket.solution,
        ticket.manual,
        ticket.overrun_report,
    ]


def write(folder: Path, tickets: list[Ticket], ledger: Ledger) -> None:
    """One workbook a month."""
    months: dict[date, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        months[ticket.draft.reported.date().replace(day=1)].append(ticket)
    for month, found in sorted(months.items()):
        old = month < RENEWED
        headers = [OLD_HEADERS.get(name, name) if old else name for name in HEADERS]
        rows = [row_of(ticket, old) for ticket in found]
        file = f"工单_{month:%Y-%m}.xlsx"
        if month < ANCHOR.replace(day=1):
            spared = {ticket.id for ticket in found if ticket.draft.story or ticket.draft.level in ("A", "B", None)}
            rows = spoil_month(ledger, stream("dirt", month), rows, headers, HEADERS, spared, f"exports/{file}")
        after = (month + timedelta(31)).replace(day=1)
        above = [f"科技大学网络运维工单明细({month.year}年{month.month}月)", f"导出时间:{after} 08:05  导出人:客服组"]
        below: Row = ["合计", len(rows)]
        workbook(folder / file, Sheet("工单明细", [headers], rows, above, below))
