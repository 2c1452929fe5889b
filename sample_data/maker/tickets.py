"""What is reported: when, where, what, by whom. What happens to it afterwards is in handling.py."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sample_data.maker import stories
from sample_data.maker.calendar import Calendar, Day
from sample_data.maker.draws import pick, poisson, stream, weighted
from sample_data.maker.places import BUILDINGS, BY_NAME, CORE_ROOMS, DEVICES, VOLUME, Building

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
CATEGORIES: dict[str, dict[str, Any]] = {category["name"]: category for category in WORDS["category"]}

DAILY = 42.5
GROWTH = 0.025
"""Share by which the whole volume grows in a year."""

HOURS = {
    "teaching": (0, 0, 0, 0, 0, 0, 1, 6, 14, 14, 11, 5, 3, 7, 13, 11, 8, 4, 4, 5, 3, 1, 0, 0),
    "library": (0, 0, 0, 0, 0, 0, 0, 2, 7, 11, 10, 7, 5, 7, 10, 10, 8, 6, 6, 8, 8, 4, 1, 0),
    "dorm": (3, 1.5, 0.6, 0.3, 0.3, 0.3, 0.8, 2, 4, 5, 5, 6, 8, 6, 5, 5, 6, 8, 9, 11, 13, 14, 12, 7),
    "centre": (2, 2, 2, 2, 2, 2, 3, 5, 8, 8, 7, 5, 4, 5, 7, 7, 6, 5, 4, 4, 3, 3, 2, 2),
    "office": (0, 0, 0, 0, 0, 0, 0, 3, 15, 17, 13, 6, 3, 6, 14, 12, 8, 3, 1, 1, 0.5, 0.2, 0, 0),
}
OFF_TERM = {"teaching": 0.35, "library": 0.7, "dorm": 0.8, "canteen": 0.5}
WORK = {"move_add_change": 34, "installation": 28, "test": 8, "upgrade": 10, "backup": 10, "assigned_task": 20}


@dataclass
class Draft:
    """A ticket as it is reported."""

    reported: datetime
    place: Building
    room: str
    work: str
    category: str
    sub: str
    level: str | None
    channel: str
    device: str | None
    text: str
    reporter: int
    story: str | None = None
    restored: datetime | None = None


def drafts(calendar: Calendar) -> list[Draft]:
    """Everything reported, in order of time."""
    found: list[Draft] = []
    for day in calendar.between():
        rng = stream("tickets", day.date)
        years = (day.date - date(2023, 9, 4)).days / 365
        count = poisson(rng, DAILY * day.volume * (1 + GROWTH * years))
        found += [ordinary(rng, day, years) for _ in range(count)]
        found += backups(rng, day)
        found += creep(rng, day, years)
    found += outages()
    found += failing_ap(calendar)
    return sorted(found, key=lambda draft: (draft.reported, draft.place.code, draft.room, draft.text))


def ordinary(rng: Random, day: Day, years: float) -> Draft:
    """One report without a story."""
    quiet = day.phase in ("break", "festival", "return")
    place = pick(rng, ((b, VOLUME[b.kind] * (OFF_TERM.get(b.kind, 1) if quiet else 1)) for b in BUILDINGS))
    moment = at(rng, day.date, place.kind, day.off)
    work = "fault"
    if rng.random() < 0.115 and place.kind != "dorm":
        work = weighted(rng, WORK)
        if day.phase == "term" and rng.random() < 0.12:
            work = "event_support"
    return report(rng, moment, place, work, years)


def report(rng: Random, moment: datetime, place: Building, work: str, years: float, category: str = "") -> Draft:
    """Fills in the rest of a report from that place."""
    category = category or pick(
        rng, ((n, c["weights"].get(place.kind, 0) * (1 + c["growth"]) ** years) for n, c in CATEGORIES.items())
    )
    words = CATEGORIES[category]
    sub = pick(rng, ((sub, sub["weight"]) for sub in words["subs"]))
    room, prefix = place.room(rng), words.get("device")
    device = place.device(rng, prefix, room) if prefix and rng.random() < 0.72 else None
    fault = work == "fault"
    level = pick(rng, zip("BCD", words["level"], strict=True)) if fault else None
    if level == "B" and category in ("服务器与机房", "出口与带宽", "有线端口与线路") and rng.random() < 0.045:
        level = "A"
    channel = channel_of(rng, moment, years, fault, category)
    texts, manner = (sub["texts"], channel) if fault else (WORDS["work"][work], None)
    text = sentence(rng, texts, place, room, device, moment, manner)
    reporter = rng.randint(1, 9999)
    return Draft(moment, place, room, work, category, sub["name"], level, channel, device, text, reporter)


def channel_of(rng: Random, moment: datetime, years: float, fault: bool, category: str) -> str:
    """How it came in: fewer calls and more scans every year, machines at night."""
    if not fault:
        return weighted(rng, {"centre_notice": 30, "portal": 35, "phone": 20, "wechat": 10, "other": 5})
    night = moment.hour < 7 or moment.hour >= 23
    machines = 20 if category == "服务器与机房" else 6 + 1.5 * years if CATEGORIES[category].get("watched") else 0
    return weighted(
        rng,
        {
            "wechat": 33 + 2 * years,
            "qr": 13 + 2.6 * years,
            "phone": 4 if night else 28 - 3 * years,
            "portal": 9,
            "patrol": 0 if night else 6,
            "monitoring": machines * (4 if night else 1),
            "centre_notice": 2,
            "other": 0.8,
        },
    )


def sentence(
    rng: Random, texts: list[str], place: Building, room: str, device: str | None, moment: datetime, channel: str | None
) -> str:
    """A description as it is written down where it came in; without a channel, as it stands."""
    hint = rng.choice(("今天早上", "昨天晚上", "上午第二节课", f"{moment.hour}点左右"))
    text = rng.choice(texts)
    if channel:
        manner = channel if channel in WORDS["openings"] else "people"
        text = rng.choice(WORDS["openings"][manner]) + text + rng.choice(WORDS["endings"][manner])
    return text.format(room=room, building=place.name, device=device or "设备", time=hint)


def at(rng: Random, day: date, kind: str, off: bool) -> datetime:
    """A time of that day by the habits of the building."""
    profile = HOURS[kind] if kind in HOURS else HOURS["office"]
    if off and kind not in ("dorm", "centre"):
        profile = HOURS["library"]
    hour = pick(rng, enumerate(profile))
    return datetime(day.year, day.month, day.day, hour, rng.randint(0, 59))


def backups(rng: Random, day: Day) -> list[Draft]:
    """The weekly backup that is always a ticket."""
    if day.date.weekday() != 4:
        return []
    moment = datetime.combine(day.date, datetime.min.time()) + timedelta(hours=16, minutes=rng.randint(0, 30))
    draft = report(rng, moment, CORE_ROOMS["本部"], "backup", 0, "服务器与机房")
    draft.channel = "other"
    return [draft]


def creep(rng: Random, day: Day, years: float) -> list[Draft]:
    """One dormitory's wireless, a little worse every week."""
    if day.date < stories.CREEP_FIRST:
        return []
    weeks = (day.date - stories.CREEP_FIRST).days / 7
    place, found = BY_NAME[stories.CREEP_BUILDING], []
    for _ in range(poisson(rng, weeks * stories.CREEP_WEEKLY / 7 * max(day.volume, 0.25))):
        draft = report(rng, at(rng, day.date, "dorm", day.off), place, "fault", years, "无线网络")
        draft.story = "creep"
        found.append(draft)
    return found


def outages() -> list[Draft]:
    """The authentication outages: two days, cut off in the day and again on the next morning."""
    places = [place for place in BUILDINGS if place.campus == stories.AUTH_CAMPUS]
    found = []
    for first in stories.AUTH_OUTAGES:
        rng = stream("outage", first)
        start = datetime(first.year, first.month, first.day, 8, 40)
        quiet = 0.7 if first.month in (1, 6) else 1.0
        for begin, hours, count in ((start, 9.5, 78), (start + timedelta(days=1, minutes=35), 5.5, 46)):
            for number in range(round(count * quiet * rng.uniform(0.9, 1.1))):
                place = pick(rng, ((place, VOLUME[place.kind]) for place in places))
                minutes = 0 if number == 0 else 4 + min(rng.expovariate(1 / 150), hours * 60 - 20)
                moment = begin + timedelta(minutes=round(minutes))
                draft = report(rng, moment, place, "fault", 3, "认证登录")
                draft.sub, draft.level, draft.story = "认证失败", rng.choice("CCCCB"), "outage"
                texts = CATEGORIES["认证登录"]["subs"][0]["texts"]
                draft.text = sentence(rng, texts, place, draft.room, None, moment, draft.channel)
                draft.restored = begin + timedelta(hours=hours)
                if number == 0:
                    draft.level, draft.channel, draft.place = "A", "monitoring", CORE_ROOMS[stories.AUTH_CAMPUS]
                    draft.room, draft.text = "101", "平台告警：东校区认证成功率低于百分之五十。"
                found.append(draft)
    return found


def failing_ap(calendar: Calendar) -> list[Draft]:
    """One access point in the library, failing every week or so."""
    found = []
    for day in stories.bad_ap_days(max(calendar.days)):
        if day > date(2026, 12, 20):
            continue
        rng = stream("ap", day)
        moment = at(rng, day, "library", False)
        draft = report(rng, moment, BY_NAME[stories.BAD_AP_BUILDING], "fault", 3, "无线网络")
        draft.room, draft.device, draft.sub = "307", stories.BAD_AP, rng.choice(("AP离线", "频繁掉线"))
        draft.level, draft.story = "C", "ap"
        draft.channel = rng.choice(("monitoring", "wechat", "qr"))
        texts = next(sub["texts"] for sub in CATEGORIES["无线网络"]["subs"] if sub["name"] == draft.sub)
        draft.text = sentence(rng, texts, draft.place, draft.room, draft.device, moment, draft.channel)
        found.append(draft)
    return found


def device_type(device: str | None) -> str | None:
    """The kind of device, from its number."""
    return DEVICES[device.split("-")[0]] if device else None
