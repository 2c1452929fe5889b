"""People: how many are there, missing and to come, and the rounds of the day; nobody's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cockpit.settings.model import LANGUAGES, Calendar, Duty, Room, Rooms
from cockpit.wall.people import people
from tests.metrics.small_site import SmallSite
from tests.wall.conftest import NOW, asked_of

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(ZONE).date()
STAFF = [{"staff_id": f"S{n}", "name": f"张三{n}", "campus": "West" if n > 3 else "North"} for n in range(1, 7)]
TICKETS = [{"reported_at": "2026-08-01 08:00"}]


def shift(person: int, came: int | None = 0, hour: int = 8, day: date = TODAY, **more: Any) -> dict[str, Any]:
    start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    clocked = None if came is None else start + timedelta(minutes=came)
    times = {"planned_start": start, "planned_end": start + timedelta(hours=9), "clock_in": clocked}
    return {"staff_id": f"S{person}", "date": day, "kind": "day", **times, **more}


def inspection(number: int, kind: str, done: int | None, room: str = "101") -> dict[str, Any]:
    at = None if done is None else datetime(TODAY.year, TODAY.month, TODAY.day, done, tzinfo=ZONE)
    return {"inspection_id": f"I{number}", "kind": kind, "campus": "North", "building": "Library", "room": room,
            "planned_on": TODAY, "done_at": at}  # fmt: skip


SHIFTS = [
    shift(1), shift(2, 9), shift(3, None), shift(4), shift(5, None, hour=20), shift(6, kind="leave", came=None),
    shift(1, None, day=TODAY + timedelta(days=1)),
]  # fmt: skip
ROUNDS = [
    inspection(1, "core_room", 9), inspection(2, "core_room", None, "102"), inspection(3, "multimedia", 10),
    inspection(4, "multimedia", None), inspection(5, "multimedia", None),
]  # fmt: skip
DUTY = Duty(("North", "West", "South"))
ROOMS = Rooms((Room("North", "Library", "101"), Room("North", "Library", "102")))


def scene(folder: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime = NOW, **more: Any):
    site = SmallSite({"tickets": TICKETS, **rows}, duty=DUTY, rooms=ROOMS, calendar=Calendar())
    asked = asked_of(site.opened(at, folder), **more)
    object.__setattr__(asked.settings, "duty", DUTY)
    return people(asked)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_who_is_there_and_how_far_the_rounds_are(tmp_path) -> None:
    body = scene(tmp_path, {"staff": STAFF, "shifts": SHIFTS, "inspections": ROUNDS})
    assert [words(tile) for tile in body.tiles] == [
        "▲ 缺岗 迟到 1 1", "在岗 稍后到岗 1 3 / 4", "今日巡检 40% 2 / 5", "核心机房 1 / 2"
    ]  # fmt: skip
    sites, kinds = (one.html for one in body.panels)
    assert [words(row) for row in re.findall(r"<li.*?</li>", sites)] == ["North ▲ 2 / 3", "West 1 / 1", "South 无班"]
    north, west, _ = re.findall(r"<li.*?</li>", sites)
    assert (north.count("wl-there"), north.count("wl-missing"), west.count("wl-later")) == (2, 1, 1)
    assert [words(row) for row in re.findall(r"<li.*?</li>", kinds)] == ["多媒体教室 1 / 3", "核心机房 1 / 2"]
    assert [words(line) for line in body.lines] == [
        "▲ North 缺 1 人 应到岗而未打卡", "○ 核心机房还有 1 间没巡 Library", "○ 明天排班 1 人 工作日"
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_named(tmp_path, language) -> None:
    body = scene(tmp_path, {"staff": STAFF, "shifts": SHIFTS, "inspections": ROUNDS}, language=language)
    told = "".join([*body.tiles, *(one.html for one in body.panels), *body.lines])
    assert "张三" not in told
    assert not re.search(r"\bS[1-6]\b", told)


def test_in_the_last_quarter_of_the_day_an_unvisited_core_room_is_to_be_watched(tmp_path) -> None:
    noon, evening = NOW, NOW + timedelta(hours=6)
    (tmp_path / "noon").mkdir()
    (tmp_path / "evening").mkdir()
    rows: dict[str, Any] = {"staff": STAFF, "shifts": SHIFTS, "inspections": ROUNDS}
    assert "wl-watch" not in scene(tmp_path / "noon", rows, noon).tiles[3]
    late = scene(tmp_path / "evening", rows, evening)
    assert "wl-watch" in late.tiles[3]
    assert any("◆ 核心机房还有 1 间没巡" in words(line) for line in late.lines)


def test_a_day_off_without_anybody_is_told_today_and_the_day_before(tmp_path) -> None:
    saturday = NOW + timedelta(days=3)
    day = saturday.astimezone(ZONE).date()
    weekend = [shift(1, day=day, kind="weekend"), shift(4, None, day=day, kind="leave")]
    for name in ("saturday", "friday"):
        (tmp_path / name).mkdir()
    rows: dict[str, Any] = {"staff": STAFF, "shifts": weekend}
    body = scene(tmp_path / "saturday", rows, saturday)
    assert words(body.tiles[0]) == "▲ 缺岗 2"
    assert words(body.lines[0]).startswith("▲ West、South 今天无人值班")
    assert words(body.lines[1]).startswith("◆ 明天 North、West、South 没排人")
    friday = scene(tmp_path / "friday", rows, saturday - timedelta(days=1))
    assert words(friday.lines[-1]).startswith("◆ 明天 West、South 没排人")


def test_what_is_missing_is_said_with_what_it_takes(tmp_path) -> None:
    for name in ("none", "shifts"):
        (tmp_path / name).mkdir()
    body = scene(tmp_path / "none", {})
    assert not body.tiles
    assert not body.lines
    assert [words(one.html) for one in body.panels] == [
        "没有排班和巡检记录 提供 shifts 或 inspections 后，这里显示在岗和巡检"
    ]
    half = scene(tmp_path / "shifts", {"staff": STAFF, "shifts": SHIFTS})
    assert len(half.tiles) == 2
    assert "inspections" in words(half.panels[1].html)
