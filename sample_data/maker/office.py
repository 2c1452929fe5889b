"""Performance and training."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sample_data.maker import stories
from sample_data.maker.calendar import FIRST, UNTIL, Calendar
from sample_data.maker.dirt import QUARANTINED, Ledger, Note
from sample_data.maker.draws import stream
from sample_data.maker.files import Row, Sheet, workbook
from sample_data.maker.people import AGENTS, NEWCOMERS, PEOPLE, Person

MANAGERS = ("operation_specialist", "operation_manager", "project_manager", "deputy_manager", "department_manager")
BASE = {"operation_manager": 500, "operation_specialist": 500, "leader": 300}
SCORES = ["工号", "姓名", "考核月份", "得分", "考核表", "绩效基数", "奖励", "说明"]
SESSION = ["场次号", "日期", "主题", "对象", "类别", "方式", "讲师", "课时", "总结提交时间"]
FEEDBACK = ["反馈号", "场次号", "填表人", "讲师", "教材", "环境", "组织安排", "意见建议", "投诉"]
BASICS = ("计算机应用基础", "计算机网络", "H3CNE认证课程", "服务用语")
INDUCTION = "新员工入职培训(含服务用语测试)"
RARELY = ("S003", "S009", "S016", "S021", "S024")
"""Who hardly ever finds time for a training."""
FAILED = (("S029", INDUCTION),)
ABSENT = (("S028", "计算机应用基础"), ("S029", "服务用语"), ("S029", "计算机网络"))
"""Newcomers who did not pass a test, and who missed a course."""
OTHERS = (
    ("服务礼仪与沟通技巧", "服务", "集中", 3),
    ("网络应急预案演练", "应急", "现场", 4),
    ("无线网络优化实践", "技术", "内训", 3),
    ("多媒体教室日常维护", "技术", "现场", 2),
    ("机房安全与操作规范", "规范", "集中", 2),
    ("日志填写与工单规范", "规范", "线上", 1.5),
    ("虚拟化与存储基础", "技术", "外派", 6),
)


def months() -> list[date]:
    """First days of the months of the data."""
    found, month = [], FIRST.replace(day=1)
    while month < UNTIL:
        found.append(month)
        month = (month + timedelta(31)).replace(day=1)
    return found


def performance(folder: Path, ledger: Ledger) -> None:
    """One workbook, a row a person and month."""
    rows: list[Row] = []
    for month in months():
        staff = [person for person in PEOPLE if person.employed(month) and person.role != "intern"]
        rows += [score(stream("score", month, person.id), month, person) for person in staff]
    for row, kind, cell in ((203, "score_over_100", 105), (511, "unknown_person", "S099")):
        column = SCORES.index("得分" if kind == "score_over_100" else "工号")
        rows[row][column] = cell
        note = Note("performance", "exports/绩效考核.xlsx", "月度得分", row + 3, kind, SCORES[column], QUARANTINED)
        ledger.notes.append(note)
    workbook(folder / "绩效考核.xlsx", Sheet("月度得分", [SCORES], rows, ["月度绩效考核得分"]))


def score(rng: Random, month: date, person: Person) -> Row:
    """A month's score; the reward is for good emergency work."""
    points = min(99.5, max(76.0, rng.gauss(86 - 6 * (person.pace - 1), 5)))
    note = None
    if (month.year, month.month) in stories.BAD_MONTHS.get(person.id, ()):
        points, note = rng.uniform(58, 69), rng.choice(("超时工单较多", "回访不满意较多", "日志多次未按时提交"))
    form = "管理表" if person.role in (*MANAGERS, "leader") else "客服表" if person.group == AGENTS else "员工表"
    reward = rng.choice((50, 100, 200)) if note is None and rng.random() < 0.04 else None
    text = f"{month.year}年{month.month}月"
    return [person.id, person.name, text, round(points, 1), form, BASE.get(person.role, 200), reward, note]


def training(folder: Path, calendar: Calendar) -> None:
    """Sessions, attendance and feedback in one workbook."""
    sessions: list[Row] = []
    attendance: list[Row] = []
    feedback: list[Row] = []
    for number, (day, title, kind, mode, hours) in enumerate(programme(calendar), 1):
        rng, id_ = stream("training", day, title), f"PX{number:04d}"
        bad = day in stories.BAD_TRAININGS
        lecturer = (
            "外聘讲师01" if bad or mode == "外派" else rng.choice(("孙工03", "李工07", "陈工06", "马工15", "邓工22"))
        )
        audience = "客户" if title == "用户上网服务宣讲" else "员工"
        report = datetime.combine(day + timedelta(rng.randint(1, 6)), time(rng.randint(9, 17), rng.randint(0, 59)))
        sessions.append(
            [id_, day, title, audience, kind, mode, lecturer, hours, report if rng.random() < 0.92 else None]
        )
        there = attended(id_, day, title, hours) if audience == "员工" else []
        attendance += there
        people = rng.randint(11, 20) if audience == "客户" or bad else max(1, len(there) - rng.randint(0, 1))
        people = 0 if title == INDUCTION else people
        feedback += [answer(rng, f"{id_}-{n:02d}", id_, bad) for n in range(1, people + 1)]
    above = ["培训记录(导出)"]
    workbook(
        folder / "培训记录.xlsx",
        Sheet("培训场次", [SESSION], sessions, above),
        Sheet("签到", [["场次号", "工号", "实到课时", "考核通过"]], attendance, above),
        Sheet("反馈表", [FEEDBACK], feedback, above),
    )


def programme(calendar: Calendar) -> list[tuple[date, str, str, str, float]]:
    """Basics on the last Friday or Saturday of each month, one other session in between, the bad ones."""
    found: list[tuple[date, str, str, str, float]] = []
    for number, month in enumerate(months()):
        rng = stream("programme", month)
        last = (month + timedelta(31)).replace(day=1) - timedelta(1)
        friday = last - timedelta((last.weekday() - 4) % 7)
        day = friday + timedelta(1) if rng.random() < 0.3 and friday < last else friday
        if FIRST <= day < UNTIL:
            found.append((day, BASICS[number % len(BASICS)], "基础", "集中", 7))
        other = month + timedelta(rng.randint(8, 15))
        title, kind, mode, hours = OTHERS[number % len(OTHERS)]
        if not calendar.days[other].off:
            found.append((other, title, kind, mode, hours))
        if month.month in (3, 9):
            found.append((month + timedelta(16), "用户上网服务宣讲", "服务", "公开课", 2))
    found += [(day, "网络安全新技术讲座", "技术", "公开课", 3) for day in stories.BAD_TRAININGS]
    hired = {person.hired for person in (*PEOPLE, *NEWCOMERS) if person.hired > FIRST}
    found += [(day, INDUCTION, "入职", "集中", 3) for day in hired]
    return sorted(found)


def attended(session: str, day: date, title: str, hours: float) -> list[Row]:
    """Who came and for how long; a newcomer is always sent, and some people hardly ever find the time."""
    rng, tested = stream("attendance", day, title), title in BASICS or title == INDUCTION
    found: list[Row] = []
    for person in (*PEOPLE, *NEWCOMERS):
        new = timedelta(0) <= day - person.hired < timedelta(92)
        chance = 0.97 if new else (0.45 if title in BASICS else 0.7) * (0.2 if person.id in RARELY else 1)
        if title == INDUCTION:
            chance = 1 if person.hired == day else 0
        if not person.employed(day) or rng.random() >= chance or (person.id, title) in ABSENT:
            continue
        there = hours if rng.random() < 0.94 else hours / 2
        passed = rng.random() < 0.95 and (person.id, title) not in FAILED if tested else None
        found.append([session, person.id, there, passed])
    return found


def answer(rng: Random, id_: str, session: str, bad: bool) -> Row:
    """One feedback form; on a bad day the lecturer and the material are what was weak."""
    means = (56, 60, 74, 66) if bad else (92, 89, 87, 90)
    points: Row = [None if rng.random() < 0.03 else min(100, max(20, round(rng.gauss(mean, 7)))) for mean in means]
    comment = (
        rng.choice(("内容太浅，和工作关系不大", "讲得太快，听不懂", "没有发教材"))
        if bad and rng.random() < 0.5
        else None
    )
    if not bad and rng.random() < 0.12:
        comment = rng.choice(("希望多些实操", "讲解清楚", "建议增加案例", "时间可以再长一些"))
    complaint = "要求重新培训" if bad and rng.random() < 0.1 else None
    return [id_, session, f"学员{rng.randint(1, 300):03d}", *points, comment, complaint]
