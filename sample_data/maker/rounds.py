"""Daily logs, and the staff's shifts as the two systems keep them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from sample_data.maker.dirt import QUARANTINED, Ledger, Note
from sample_data.maker.draws import about, pick, stream
from sample_data.maker.files import Cell, Row, Sheet, database, table, workbook
from sample_data.maker.people import ATTENDANCE_GROUPS, NEWCOMERS, PEOPLE, Shift
from sample_data.maker.places import BUILDINGS
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
LOG = ["日志编号", "工号", "日期", "提交时间", "模板正确", "免责原因", "分级", "栏目", "内容"]
SECTIONS = {
    "done": ("已完成", "A", 70),
    "unfinished": ("未完成", "E", 9),
    "help": ("需协助", "F", 4),
    "plan": ("计划", "C", 8),
    "event": ("事件", "G", 2),
    "note": ("备注", "B", 7),
}


def staffing(path: Path, shifts: list[Shift], ledger: Ledger) -> None:
    """The staff database: everybody, and the shifts of the groups that use it."""
    staff: list[Row] = [[p.id, p.name, ROLE[p.role], p.group, p.campus, p.hired, p.left] for p in (*PEOPLE, *NEWCOMERS)]
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
    written = set()
    for shift in shifts:
        key = (shift.day, shift.person.id)
        if shift.kind not in ("day", "weekend", "holiday", "reinforcement") or not shift.clock_in or key in written:
            continue
        written.add(key)
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
