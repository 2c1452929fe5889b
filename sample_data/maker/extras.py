"""What is added to the roster once the tickets are handled: special events, newcomers' days, reasons given."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, time, timedelta

from sample_data.maker import stories
from sample_data.maker.calendar import Calendar, Day
from sample_data.maker.draws import stream
from sample_data.maker.people import CAMPUS_GROUPS, MULTIMEDIA, NEWCOMERS, PEOPLE, Shift, clocked, planned

# First day, how many days, where, how many people, for what.
EVENTS = """
2024-03-20 1 东校区 2 故障高发：认证中断|2024-05-18 1 本部 3 重大会议：学术年会
2024-06-15 1 本部 3 重大考试：四六级|2024-10-23 1 东校区 2 故障高发：认证中断
2024-11-02 1 本部 3 重大会议：校友大会|2024-12-14 1 本部 3 重大考试：四六级
2025-03-12 1 东校区 2 故障高发：认证中断|2025-05-17 1 南校区 2 重大会议：学术年会
2025-06-14 1 本部 3 重大考试：四六级|2025-10-25 1 本部 3 重大会议：校庆大会
2025-11-05 1 东校区 2 故障高发：认证中断|2025-12-13 1 本部 3 重大考试：四六级
2026-03-21 1 本部 3 重大会议：教职工代表大会|2026-04-15 1 东校区 2 故障高发：认证中断
2026-05-23 2 南校区 2 重大会议：学术年会|2026-06-13 1 本部 3 重大考试：四六级
2026-06-24 1 东校区 2 故障高发：认证中断|2026-07-18 2 本部 3 重大会议：信息化研讨会
2026-08-08 2 南校区 2 故障高发：雷暴后线路抢修|2026-09-12 1 本部 3 重大会议：开学典礼
2026-09-16 2 东校区 3 故障高发：认证中断|2026-10-15 2 南校区 2 重大会议：校运会直播
2026-10-29 1 东校区 2 故障高发：无线集中掉线|2026-11-07 1 本部 4 重大会议：校庆大会
2026-11-18 2 东校区 3 故障高发：认证中断|2026-11-28 1 南校区 3 重大会议：学术年会
2026-12-05 1 本部 2 重大会议：冬季双选会|2026-12-12 1 本部 3 重大考试：四六级
"""
LATE = ("班车晚点", "直接到现场处理报修", "送孩子就医", "路上堵车", "打卡机排队")
MISSING = ("忘记打卡", "打卡机故障", "外出办事未打卡")
Busy = dict[tuple[date, str], set[str]]


def added(calendar: Calendar, shifts: list[Shift]) -> list[Shift]:
    """The whole roster: nobody's other shifts have moved."""
    busy: Busy = defaultdict(set)
    for shift in shifts:
        busy[shift.day, shift.person.id].add(shift.kind)
    found = [explained(shift) for shift in shifts]
    for line in EVENTS.strip().replace("\n", "|").split("|"):
        first, days, site, count, reason = line.split()
        for number in range(int(days)):
            day = calendar.days[date.fromisoformat(first) + timedelta(number)]
            found += reinforcement(day, site, int(count), reason, busy)
    return sorted([*found, *newcomers(calendar)], key=lambda shift: (shift.day, shift.person.id, shift.kind))


def reinforcement(day: Day, site: str, count: int, reason: str, busy: Busy) -> list[Shift]:
    """People of other groups: by day when people are off, else on the evening after their own day."""
    assert not stories.uncovered(day.date, site)
    rng = stream("event", day.date, site)
    own = {"weekend", "holiday", "leave", "reinforcement"} if day.off else {"leave", "night", "overtime"}
    staff = [one for one in PEOPLE if one.group in (*CAMPUS_GROUPS, MULTIMEDIA) and one.employed(day.date)]
    free = [one for one in staff if one.campus != site and not busy[day.date, one.id] & own]
    found = []
    for person in sorted(rng.sample(free, count), key=lambda one: one.id):
        begins, hours = (time(9), 8.0) if day.off else (time(17, 30), 3.5)
        found.append(clocked(rng, planned(person, day.date, "reinforcement", site, begins, hours, reason), 0.03))
        busy[day.date, person.id].add("reinforcement")
    # who forgot to clock in has the event as the reason of the shift, not of the gap
    return [replace(shift, reason=reason) for shift in found]


def newcomers(calendar: Calendar) -> list[Shift]:
    """Working days of those who came lately; they are punctual."""
    found = []
    for person in NEWCOMERS:
        for day in calendar.between(first=person.hired):
            if not day.off:
                rng = stream("newcomer", day.date, person.id)
                found.append(clocked(rng, planned(person, day.date, "day", person.campus, time(8), 9.5)))
    return found


def explained(shift: Shift) -> Shift:
    """Some of those who were late said why; of those who are missing in the list most did."""
    rng = stream("reason", shift.day, shift.person.id, shift.kind)
    if shift.clock_in and shift.clock_in > shift.start and shift.reason is None:
        return replace(shift, reason=rng.choice(LATE)) if rng.random() < 0.45 else shift
    if shift.reason == MISSING[0]:
        return replace(shift, reason=rng.choice((*MISSING, MISSING[0])) if rng.random() < 0.75 else None)
    return shift
