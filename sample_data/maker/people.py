"""The staff, who is on duty when, and when they clocked in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from sample_data.maker import stories
from sample_data.maker.calendar import Calendar, Day
from sample_data.maker.draws import stream
from sample_data.maker.places import CAMPUSES

NIGHT_CAMPUS = "本部"
CAMPUS_GROUPS = {"本部网络组": "本部", "东校区组": "东校区", "西校区组": "西校区", "南校区组": "南校区"}
GROUP_OF = {campus: group for group, campus in CAMPUS_GROUPS.items()}
MULTIMEDIA, AGENTS, OFFICE = "多媒体组", "客服组", "运营管理"
ATTENDANCE_GROUPS = (MULTIMEDIA, AGENTS)
"""Groups whose shifts come from the attendance workbook, the others' from the database."""


@dataclass(frozen=True)
class Person:
    """``pace`` multiplies the time a job takes, ``share`` the part of a group's tickets the person takes."""

    id: str
    name: str
    role: str
    group: str
    campus: str
    hired: date
    left: date | None
    pace: float
    share: float

    def employed(self, day: date) -> bool:
        return self.hired <= day and (self.left is None or day <= self.left)


@dataclass(frozen=True)
class Shift:
    """One planned turn of one person."""

    person: Person
    day: date
    kind: str
    site: str
    start: datetime
    end: datetime
    clock_in: datetime | None
    clock_out: datetime | None
    reason: str | None


ROSTER = """
S001 周工01 department_manager 运营管理 本部 2016-03-01 - 1.0 0
S002 郑工02 deputy_manager 运营管理 本部 2017-05-08 - 1.0 0
S003 孙工03 project_manager 运营管理 本部 2019-02-18 - 1.0 0
S004 钱工04 operation_manager 运营管理 本部 2018-07-02 - 1.0 0
S005 何工05 operation_specialist 运营管理 本部 2020-09-01 - 1.0 0
S006 陈工06 leader 本部网络组 本部 2017-08-21 - 0.8 0.6
S007 李工07 backbone 本部网络组 本部 2019-06-10 - 0.75 1.2
S008 吴工08 engineer 本部网络组 本部 2021-03-15 - 1.0 1.1
S009 赵工09 engineer 本部网络组 本部 2022-07-04 - 1.25 0.9
S010 冯工10 engineer 本部网络组 本部 2020-07-06 2025-06-30 1.05 1.0
S011 林工11 engineer 本部网络组 本部 2025-07-07 - 1.3 0.9
S012 王工12 engineer 东校区组 东校区 2021-09-06 - 0.9 1.2
S013 许工13 leader 东校区组 东校区 2018-03-12 - 0.85 0.7
S014 高工14 engineer 东校区组 东校区 2022-02-21 - 1.35 0.9
S015 马工15 backbone 东校区组 东校区 2020-03-02 - 0.8 1.1
S016 罗工16 leader 西校区组 西校区 2019-01-07 - 0.9 0.8
S017 梁工17 engineer 西校区组 西校区 2021-07-05 - 1.0 1.1
S018 宋工18 engineer 西校区组 西校区 2023-03-06 - 1.45 1.0
S019 唐工19 leader 南校区组 南校区 2019-09-02 - 0.85 0.8
S020 韩工20 engineer 南校区组 南校区 2022-09-05 - 1.1 1.0
S021 曹工21 engineer 南校区组 南校区 2020-11-02 - 0.95 1.1
S022 邓工22 leader 多媒体组 本部 2018-09-03 - 0.85 0.7
S023 彭工23 multimedia_engineer 多媒体组 本部 2021-02-22 - 1.0 1.2
S024 曾工24 multimedia_engineer 多媒体组 东校区 2022-03-07 - 1.15 1.0
S025 萧工25 agent 客服组 本部 2020-05-06 - 0.9 1.1
S026 田工26 agent 客服组 本部 2021-10-11 - 1.0 1.0
S027 董工27 agent 客服组 本部 2023-06-05 - 1.1 0.9
S028 袁工28 intern 东校区组 东校区 2026-07-06 - 1.5 0.4
"""


NEWCOMERS_ROSTER = """
S029 傅工29 engineer 南校区组 南校区 2026-08-17 - 1.5 0
S030 沈工30 agent 客服组 本部 2026-10-12 - 1.4 0
"""


def read(block: str) -> tuple[Person, ...]:
    """The people of a block above."""
    found = []
    for line in block.strip().splitlines():
        id_, name, role, group, campus, hired, left, pace, share = line.split()
        gone = None if left == "-" else date.fromisoformat(left)
        found.append(Person(id_, name, role, group, campus, date.fromisoformat(hired), gone, float(pace), float(share)))
    return tuple(found)


PEOPLE = read(ROSTER)
"""Everybody who worked here at some time."""
NEWCOMERS = read(NEWCOMERS_ROSTER)
"""Those who came lately: they go along with others and have no tickets, scores or turns of their own yet."""


def roster(calendar: Calendar) -> list[Shift]:
    """All shifts, by day and person."""
    found: list[Shift] = []
    for number, day in enumerate(calendar.between()):
        rng = stream("roster", day.date)
        staff = [person for person in PEOPLE if person.employed(day.date)]
        found += off_duty(rng, day, staff, number) if day.off else working(rng, day, staff)
        night = rotated([person for person in staff if person.group == "本部网络组"], number)
        found.append(clocked(rng, planned(night, day.date, "night", NIGHT_CAMPUS, time(20), 12)))
    return sorted(found, key=lambda shift: (shift.day, shift.person.id, shift.kind))


def rotated(staff: list[Person], turn: int) -> Person:
    """Whose turn it is."""
    return staff[turn % len(staff)]


def working(rng: Random, day: Day, staff: list[Person]) -> list[Shift]:
    """A working day: everybody, some on leave, a few with overtime."""
    found = []
    for person in staff:
        if rng.random() < (0.06 if day.phase == "break" else 0.018):
            reason = rng.choice(("年假", "事假", "病假", "调休"))
            found.append(planned(person, day.date, "leave", person.campus, time(8), 9.5, reason))
            continue
        found.append(clocked(rng, planned(person, day.date, "day", person.campus, time(8), 9.5)))
        if person.share and rng.random() < 0.012:
            reason = rng.choice(("配合机房割接", "故障抢修", "活动保障"))
            found.append(clocked(rng, planned(person, day.date, "overtime", person.campus, time(18), 3, reason)))
    return found


def off_duty(rng: Random, day: Day, staff: list[Person], number: int) -> list[Shift]:
    """A weekend or holiday: one person a campus, an agent, and in term one for the classrooms."""
    kind = "holiday" if day.holiday else "weekend"
    found = []
    for campus in CAMPUSES:
        person = rotated([one for one in staff if one.group == GROUP_OF[campus]], number // 2)
        if stories.uncovered(day.date, campus):
            if day.date.weekday() == 5:
                found.append(planned(person, day.date, kind, campus, time(9), 8))
            continue
        found.append(clocked(rng, planned(person, day.date, kind, campus, time(9), 8), missing=0))
    groups = [AGENTS] if day.phase in ("break", "festival") else [AGENTS, MULTIMEDIA]
    for group in groups:
        person = rotated([one for one in staff if one.group == group], number // 2)
        found.append(clocked(rng, planned(person, day.date, kind, "本部", time(9), 8)))
    if day.phase == "return" and not day.holiday:
        for campus in CAMPUSES:
            person = rotated([one for one in staff if one.group == GROUP_OF[campus]], number // 2 + 1)
            found.append(clocked(rng, planned(person, day.date, "reinforcement", campus, time(9), 8, "迎新保障")))
    return found


def planned(
    person: Person, day: date, kind: str, site: str, begins: time, hours: float, reason: str | None = None
) -> Shift:
    """A shift as it stands in the plan."""
    start = datetime.combine(day, begins)
    return Shift(person, day, kind, site, start, start + timedelta(hours=hours), None, None, reason)


def clocked(rng: Random, shift: Shift, missing: float = 0.008) -> Shift:
    """A shift with its clock-in: mostly some minutes early, now and then late or forgotten."""
    late = rng.random() < 0.02 * shift.person.pace**2
    came = shift.start + timedelta(minutes=rng.randint(1, 35) if late else -rng.randint(1, 22))
    went = shift.end + timedelta(minutes=rng.randint(0, 40))
    if rng.random() < missing:
        return replace(shift, clock_out=went, reason="忘记打卡")
    return replace(shift, clock_in=came, clock_out=went)
