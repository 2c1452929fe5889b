"""The register of complaints: who was complained of, when it was answered, whether it was found true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from sample_data.maker import stories
from sample_data.maker.calendar import ANCHOR, UNTIL, Calendar
from sample_data.maker.draws import stream
from sample_data.maker.files import Row, table
from sample_data.maker.people import PEOPLE

HEADER = ["投诉编号", "受理时间", "复杂程度", "被投诉人工号", "是否属实", "我方责任", "答复时间", "内容"]
TEXTS = (
    "约好上午上门，下午才来",
    "电话里态度不耐烦",
    "同一问题修了三次仍未解决",
    "没有说明就关闭了工单",
    "夜间无人接听电话",
    "施工后没有清理现场",
    "宿舍晚高峰网速慢，报修后无人回复",
    "电话排队等了二十分钟",
    "上课时投影反复黑屏，影响教学",
)
DAILY, RUNNING = 0.42, 0.1
"""Complaints on a working day of term; from the anchor on, those beside the ones that run one after the other."""
MOST = 2
"""Found true of one person in a year; a third belongs to the story."""


@dataclass
class Complaint:
    """One complaint; ``hours`` until it is answered."""

    received: datetime
    complex: bool
    person: str | None
    confirmed: bool | None
    hours: float


def register(folder: Path, calendar: Calendar) -> None:
    """Two or three a week in term, most answered in time; three found true of one engineer in 2026."""
    found = sorted([*ordinary(calendar), *running(), *planted()], key=lambda one: one.received)
    told: Counter[tuple[str | None, int]] = Counter()
    rows: list[Row] = []
    for number, one in enumerate(found, 1):
        rng, key = stream("complaint", number), (one.person, one.received.year)
        if one.confirmed and one.person != stories.COMPLAINED_OF and told[key] >= MOST:
            one.confirmed = False
        told[key] += bool(one.confirmed)
        replied = (one.received + timedelta(hours=one.hours)).replace(second=0, microsecond=0)
        fault = None if one.confirmed is None else one.confirmed and rng.random() < 0.6
        word, person = "复杂" if one.complex else "简单", one.person or "无"
        text = rng.choice(TEXTS)
        rows.append([f"TS{number:05d}", one.received, word, person, one.confirmed, fault, replied, text])
    table(folder / "投诉登记.csv", HEADER, rows)


def ordinary(calendar: Calendar) -> list[Complaint]:
    """Those of every day."""
    found = []
    for day in calendar.between():
        rng = stream("complaint", day.date)
        if rng.random() < (DAILY if day.date < ANCHOR else RUNNING) * day.volume:
            moment = datetime.combine(day.date, time(rng.randint(8, 20), rng.randint(0, 59)))
            one = about(rng, moment, rng.random() < 0.3)
            late = rng.random() < 0.07
            one.hours = (48 if one.complex else 24) * (rng.uniform(1.05, 1.8) if late else rng.uniform(0.05, 0.9))
            found.append(one)
    return found


def running() -> list[Complaint]:
    """From the anchor on each comes in before the one before it is answered, mostly just in time."""
    found: list[Complaint] = []
    moment = datetime.combine(ANCHOR - timedelta(2), time(10, 12))
    while moment.date() < UNTIL:
        rng = stream("running", len(found))
        one = about(rng, moment, rng.random() < 0.75)
        replied = answered(rng, moment, 48 if one.complex else 24, rng.random() < 0.16)
        one.hours = (replied - moment) / timedelta(hours=1)
        found.append(one)
        before = datetime.combine(replied.date() - timedelta(1), time(15 + rng.randint(0, 3), rng.randint(0, 59)))
        moment = replied - timedelta(minutes=rng.randint(15, 90)) if replied.hour > 10 else max(before, moment)
    return found


def answered(rng: Random, moment: datetime, hours: int, late: bool) -> datetime:
    """When: in working hours, some time before the limit, else up to two days after it."""
    limit = moment + timedelta(hours=hours)
    if late:
        day = limit.date() + timedelta(rng.randint(1, 2))
        return datetime.combine(day, time(rng.randint(9, 17), rng.randint(0, 59)))
    opens = limit.replace(hour=8, minute=rng.randint(10, 40))
    return max(
        limit - timedelta(minutes=rng.randint(8, 330)), min(opens, limit - timedelta(minutes=rng.randint(3, 25)))
    )


def planted() -> list[Complaint]:
    """The three of the story."""
    days = ((day, stream("planted", day)) for day in stories.COMPLAINTS)
    return [
        Complaint(datetime.combine(day, time(10, 20)), False, stories.COMPLAINED_OF, True, rng.uniform(3, 21))
        for day, rng in days
    ]


def about(rng: Random, moment: datetime, complex_: bool) -> Complaint:
    """One of somebody, or of nobody in particular; mostly found untrue, a few not yet clear."""
    day = moment.date()
    staff = [person for person in PEOPLE if person.share and person.employed(day)]
    person = rng.choice([one.id for one in staff if one.id != stories.COMPLAINED_OF])
    known = rng.random() < 0.7
    chance = rng.random()
    confirmed = None if chance > 0.97 else chance < 0.14
    return Complaint(moment, complex_, person if known else None, confirmed, 0)
