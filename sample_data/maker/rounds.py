"""Inspections, daily logs, and the staff's shifts as the two systems keep them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sample_data.maker.calendar import ANCHOR, Calendar, Day
from sample_data.maker.dirt import QUARANTINED, Ledger, Note, spoil_inspections
from sample_data.maker.draws import about, pick, stream
from sample_data.maker.files import Cell, Row, Sheet, database, table, workbook
from sample_data.maker.handling import Ticket
from sample_data.maker.people import ATTENDANCE_GROUPS, GROUP_OF, MULTIMEDIA, PEOPLE, Shift
from sample_data.maker.places import BUILDINGS, CORE_ROOMS, Building
from sample_data.maker.tickets import WORDS

ROLE = {
    "engineer": "运维工程师",
    "multimedia_engineer": "多媒体工程师",
    "agent": "客服",
    "backbone": "骨干",
    "leader": "组长",
    "operation_specialist": "运营专员",
    "operation_manager": "运营经理",
    "project_manager": "项目经理",
    "deputy_manager": "副经理",
    "department_manager": "部门经理",
    "intern": "实习生",
}
SHIFT = {
    "day": "白班",
    "night": "夜班",
    "weekend": "周末班",
    "holiday": "节假日班",
    "leave": "请假",
    "overtime": "加班",
    "reinforcement": "增援",
}
INSPECTION = [
    "巡检编号",
    "巡检类型",
    "校区",
    "楼宇",
    "机房/教室",
    "计划日期",
    "完成时间",
    "巡检人工号",
    "检查项数",
    "异常项数",
    "发现问题",
    "关联工单",
]
KINDS = {"核心机房": 24, "设备间": 14, "弱电间": 9, "多媒体教室": 12}
FINDINGS = ("空调温度偏高", "机柜门未关", "标签脱落", "灰尘较多", "UPS电池电压偏低", "投影亮度下降", "尾纤弯折过大")
LOG = ["日志编号", "工号", "日期", "提交时间", "模板正确", "免责原因", "分级", "栏目", "内容"]
SECTIONS = {
    "done": ("已完成", "A", 70),
    "unfinished": ("未完成", "E", 9),
    "help": ("需协助", "F", 4),
    "plan": ("计划", "C", 8),
    "event": ("事件", "G", 2),
    "note": ("备注", "B", 7),
}


def inspections(folder: Path, calendar: Calendar, shifts: list[Shift], tickets: list[Ticket], ledger: Ledger) -> None:
    """A GBK file a quarter."""
    present: dict[tuple[date, str], list[str]] = defaultdict(list)
    for shift in shifts:
        if shift.clock_in and shift.kind != "night":
            present[shift.day, shift.person.group].append(shift.person.id)
    led = {
        (t.draft.reported.date(), t.draft.place.name): t
        for t in tickets
        if t.draft.channel == "patrol" and t.draft.work == "fault" and 9 <= t.draft.reported.hour < 17
    }
    quarters: dict[str, list[Row]] = defaultdict(list)
    for day in calendar.between():
        rng, rows = stream("inspections", day.date), []
        for number, (kind, place, room) in enumerate(plan(rng, day)):
            group = MULTIMEDIA if kind == "多媒体教室" else GROUP_OF[place.campus]
            who = present[day.date, group]
            rows.append(inspection(rng, day.date, number, kind, place, room, who, led))
        quarters[f"{day.date.year}-Q{(day.date.month + 2) // 3}"] += rows
    for quarter, lines in quarters.items():
        file = f"巡检_{quarter}.csv"
        spoilt = str(lines[-1][5]) < str(ANCHOR)
        done = spoil_inspections(ledger, stream("dirt", quarter), lines, f"exports/{file}") if spoilt else lines
        table(folder / file, INSPECTION, done, "gbk")


def plan(rng: Random, day: Day) -> list[tuple[str, Building, str]]:
    """What is to be inspected on a day: core rooms always, the others on working days in turn."""
    found = [("核心机房", place, "101") for place in CORE_ROOMS.values()]
    if day.off:
        return found
    turn = day.date.toordinal()
    for number, place in enumerate(BUILDINGS):
        if place.kind != "centre" and (number + turn) % 28 == 0:
            found.append(("弱电间", place, f"{1 + turn // 28 % place.floors}F弱电间"))
        if place.kind in ("library", "office", "lab") and (number + turn) % 14 == 3:
            found.append(("设备间", place, "1F设备间"))
        if place.kind == "teaching" and day.phase == "term" and (number + turn) % 7 == 1:
            found += [("多媒体教室", place, place.room(rng)) for _ in range(2)]
    return found


def inspection(
    rng: Random,
    day: date,
    number: int,
    kind: str,
    place: Building,
    room: str,
    present: list[str],
    led: dict[tuple[date, str], Ticket],
) -> Row:
    """One planned inspection: mostly done on the day, at times a day late, at times not."""
    done: datetime | None = None
    if present and rng.random() < (0.985 if kind == "核心机房" else 0.965):
        done = datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)))
    elif kind != "核心机房" and rng.random() < 0.6:
        done = datetime.combine(day + timedelta(1), time(rng.randint(9, 16), rng.randint(0, 59)))
    checked = KINDS[kind] if done else None
    abnormal = (rng.random() < 0.03) + (rng.random() < 0.01) if done else None
    who = rng.choice(present) if done and present else None
    finding = rng.choice(FINDINGS) if abnormal else None
    ticket = led.pop((day, place.name), None) if done and done.date() == day else None
    if ticket:
        # what was reported from a round: it was written down when the round was over
        done = ticket.draft.reported + timedelta(minutes=5 + ticket.draft.reported.minute // 2)
        abnormal, finding = max(1, abnormal or 0), ticket.draft.sub
    return [
        f"XJ{day:%Y%m%d}{number:02d}",
        kind,
        place.campus,
        place.name,
        room,
        day,
        done,
        who,
        checked,
        abnormal,
        finding,
        ticket.id if ticket else None,
    ]


def staffing(path: Path, shifts: list[Shift], ledger: Ledger) -> None:
    """The staff database: everybody, and the shifts of the groups that use it."""
    staff: list[Row] = [[p.id, p.name, ROLE[p.role], p.group, p.campus, p.hired, p.left] for p in PEOPLE]
    duty: list[Row] = [row_of(shift) for shift in shifts if shift.person.group not in ATTENDANCE_GROUPS]
    spoilt = {"unknown_person": [duty[4000], duty[9000]], "clock_out_first": [next(r for r in duty[12000:] if r[6])]}
    for row in spoilt["unknown_person"]:
        row[0] = "S099"
    for row in spoilt["clock_out_first"]:
        row[6], row[7] = row[7], row[6]
    duty.sort(key=lambda row: (str(row[1]), str(row[0]), str(row[2])))
    for kind, rows in spoilt.items():
        column = "emp_no" if kind == "unknown_person" else "clock_in"
        numbers = [number for number, row in enumerate(duty, 1) if any(row is one for one in rows)]
        notes = (Note("shifts", "staffing.sqlite", None, number, kind, column, QUARANTINED) for number in numbers)
        ledger.notes.extend(notes)
    columns = ("emp_no text", "emp_name text", "post text", "team text", "campus text", "entry_date text")
    roster = ("duty_date", "duty_kind", "site", "plan_start", "plan_end", "clock_in", "clock_out", "remark")
    declared = ("emp_no text", *(f"{name} text" for name in roster))
    employee = ", ".join((*columns, "leave_date text"))
    database(path, {"employee": (employee, staff), "duty_roster": (", ".join(declared), duty)})


def row_of(shift: Shift) -> Row:
    """A shift as the database keeps it."""
    kind = SHIFT[shift.kind]
    times: list[Cell] = [shift.start, shift.end, shift.clock_in, shift.clock_out]
    return [shift.person.id, shift.day, kind, shift.site, *times, shift.reason]


def attendance(folder: Path, shifts: list[Shift]) -> None:
    """A workbook a year with a header of two lines, for the groups that clock in at the other system."""
    upper = ["工号", "姓名", "日期", "班次", "值班地点", "上班", "", "下班", "", "备注"]
    lower = ["", "", "", "", "", "应到", "实到", "应离", "实离", ""]
    years: dict[int, list[Row]] = defaultdict(list)
    for shift in shifts:
        if shift.person.group in ATTENDANCE_GROUPS:
            row = row_of(shift)
            start, end, came, went = row[4:8]
            years[shift.day.year].append([row[0], shift.person.name, *row[1:4], start, came, end, went, row[8]])
    for year, rows in years.items():
        above = [f"{year}年考勤明细(客服组、多媒体组)"]
        workbook(folder / f"考勤_{year}.xlsx", Sheet("考勤", [upper, lower], rows, above))


def logs(folder: Path, shifts: list[Shift]) -> None:
    """A compressed CSV file a year: one log a person and day at post."""
    years: dict[int, list[Row]] = defaultdict(list)
    for shift in shifts:
        if shift.kind not in ("day", "weekend", "holiday") or not shift.clock_in:
            continue
        rng = stream("log", shift.day, shift.person.id)
        if rng.random() > 0.012:
            years[shift.day.year].append(log(rng, shift))
    for year, rows in years.items():
        table(folder / f"日志_{year}.csv.gz", LOG, rows)


def log(rng: Random, shift: Shift) -> Row:
    """One day's log, mostly in before the deadline of the person's role."""
    role = shift.person.role
    deadline = (
        time(21) if role == "operation_manager" else time(19, 30) if role in ("leader", "backbone") else time(18, 30)
    )
    limit = datetime.combine(shift.day, deadline)
    excuse = None
    sent = limit - timedelta(minutes=round(min(about(rng, 35, 0.7), 180)))
    if rng.random() < 0.032 * shift.person.pace**2:
        sent = limit + timedelta(minutes=round(min(about(rng, 60, 1.0), 260)))
        excuse = "抢修" if rng.random() < 0.25 else None
    section = pick(rng, ((name, weight) for name, (_, _, weight) in SECTIONS.items()))
    name, grade, _ = SECTIONS[section]
    place = rng.choice([b for b in BUILDINGS if b.campus == shift.person.campus])
    count = rng.randint(1, 6)
    words = rng.choice(WORDS["log"][section])
    text = words.format(n=count, m=rng.randint(0, count), building=place.name, room=place.room(rng))
    id_ = f"RZ{shift.day:%Y%m%d}-{shift.person.id}"
    return [id_, shift.person.id, shift.day, sent, rng.random() > 0.012, excuse, grade, name, text]
