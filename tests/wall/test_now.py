"""What the scene now tells is what the tickets say, counted here once more by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.alerts import Range, Ranges
from cockpit.ledger import Alarm, Mute
from cockpit.settings.model import Wall
from cockpit.wall import picture
from cockpit.wall.daily import daily_chart
from cockpit.wall.now import now as now_scene
from cockpit.wall.peaks import peaks
from tests.metrics.small_site import SmallSite
from tests.wall.conftest import NOW, asked_of

LIMITS = {"A": 4, "B": 8, "C": 24, "D": 72}


def figures(html: str) -> list[str]:
    return re.findall(r'class="wl-figure[^>]*>([^<]*)<', html)


def beside(html: str) -> list[str]:
    tiles = html[html.index("wl-tiles") : html.index("wl-main")]
    return re.findall(r'class="wl-beside">([^<]*)<', tiles)


def rows(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'wl-name">([^<]*)</span><span class="wl-told">([^<]*)<', html)
    return [(name, told) for name, told in found if "超时" in told or "剩" in told]


def ticket(level: str, hours: float, **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(hours=hours)).isoformat()
    return {"reported_at": at, "level": level, "building": f"楼{level}{hours:g}", **more}


def hm(hours: float) -> str:
    minutes = int(abs(hours) * 60)
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes < 48 * 60 else f"{minutes // 1440}\u00a0天"


OPEN = st.tuples(st.sampled_from("ABCD"), st.integers(1, 400).map(lambda quarter: quarter / 4 + 0.01))


@given(st.lists(OPEN, max_size=12, unique=True))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tiles_and_list_are_the_tickets(tmp_path_factory, tickets) -> None:
    site = SmallSite({"tickets": [ticket(level, hours) for level, hours in tickets]})
    html = picture(asked_of(site.opened(NOW, tmp_path_factory.mktemp("site"))), "now").html
    left = [(LIMITS[level] - hours, level, hours) for level, hours in tickets]
    late = sorted(one for one in left if one[0] <= 0)
    soon = sorted(one for one in left if 0 < one[0] <= LIMITS[one[1]] * 0.25)
    later = sorted(one for one in left if one[0] > 0)
    today = sum(hours <= 12 for _, hours in tickets)
    assert figures(html) == [str(len(one)) for one in (late, soon, left)] + [str(today)]
    told = [f"最久 {hm(late[0][0])}"] if late else []
    told += [f"最近 {hm(soon[0][0])}"] if soon else []
    assert beside(html)[: len(told)] == told
    shown = sorted(late, key=lambda one: (one[1], one[0]))[: max(2, 4 - len(later))]
    shown += later[: 4 - len(shown)]
    assert [words for _, words in rows(html)] == [f"{'超时' if rest <= 0 else '剩'} {hm(rest)}" for rest, _, _ in shown]


def test_no_c_hides_a_late_a_by_its_days(ask) -> None:
    tickets = [ticket("C", hours) for hours in (90, 80, 70, 60, 50, 2, 3)]
    html = picture(ask({"tickets": [*tickets, ticket("A", 6), ticket("B", 8.5), ticket("", 99)]}), "now").html
    assert [name for name, _ in rows(html)][:2] == ["楼A6", "楼B8.5"]
    assert "最久 2\u00a0天" in html


def test_long_places_in_large_letters_have_fewer_rows(ask) -> None:
    for building, many in (("Hall", 3), ("Eastern Teaching Hall", 2)):
        rows = [{**ticket("C", hours), "building": building} for hours in range(1, 9)]
        asked = ask({"tickets": rows}, wall=Wall(distance_m=14.0, screen_inches=55.0))
        assert now_scene(asked).panels[1].html.count("<li") == many


def test_a_place_is_told_without_who_reported(ask) -> None:
    told = {"reporter": "王小明", "reporter_phone": "13800138000", "title": "王小明 上不了网", "room": "101"}
    html = picture(ask({"tickets": [ticket("C", 2, **told)]}), "now").html
    assert "楼C2 101" in html
    assert "王小明" not in html
    assert "138" not in html


def test_a_device_that_fails_again_is_told_with_how_often(ask) -> None:
    faults = [
        ticket(
            "C",
            hours,
            device_id="AP-7",
            room="3F",
            status="resolved",
            resolved_at=(NOW - timedelta(hours=hours - 1)).isoformat(),
        )
        for hours in (200, 100, 50)
    ]
    html = picture(ask({"tickets": faults}), "now").html
    assert "同一设备 30 天内 3 次" in html
    assert "AP-7" in html
    assert "同一设备" not in picture(ask({"tickets": faults[:2]}), "now").html


def test_who_is_there_and_what_is_missing(ask) -> None:
    shift = {
        "kind": "day",
        "date": "2026-09-09",
        "planned_start": "2026-09-09T08:00",
        "planned_end": "2026-09-09T18:00",
    }
    staff = [{"staff_id": f"S{at}", "name": f"员工{at}", "campus": "East"} for at in range(3)]
    shifts = [
        {**shift, "staff_id": f"S{at}", "site": "East", **({"clock_in": "2026-09-09T07:55"} if at else {})}
        for at in range(3)
    ]
    html = picture(ask({"tickets": [], "staff": staff, "shifts": shifts}), "now").html
    assert "在岗\u00a02\u00a0/\u00a03" in html
    assert "East 缺 1 人" in html
    assert "员工" not in html


def alarm(identity: int, kind: str, subject: str, first: str, last: str, *, ended: bool = False, **facts: Any) -> Alarm:
    at = datetime(2026, 9, 8, tzinfo=UTC)
    told = {"first": first, "last": last, "actual": 44, "expected": 20.0, **facts}
    return Alarm(identity, kind, subject, at, told, at, at, at if ended else None)


def test_what_is_muted_or_judged_false_is_told_by_no_scene(ask) -> None:
    warnings = [
        alarm(1, "slow", "campus=East", "2026-08-01", "2026-09-08"),
        replace(alarm(2, "sudden", "category=wifi", "2026-09-02", "2026-09-08"), verdict=False),
        replace(alarm(3, "sudden", "category=gone", "2026-09-02", "2026-09-03", ended=True), verdict=False),
    ]
    asked = ask({"tickets": [ticket("C", 2)]}, alarms=warnings)
    muted = replace(asked, mutes=[Mute(1, "slow", "campus=East", asked.cockpit.today, "演练", "S001")])
    for scene in ("now", "trend", "where"):
        told = picture(asked, scene).html
        assert ("East 缓慢升高" in told, "wifi" in told, "gone" in told) == (True, False, False)
        assert "缓慢升高" not in picture(muted, scene).html


def test_a_device_somebody_knows_of_is_not_told(ask) -> None:
    tickets = [
        ticket(
            "C",
            hours,
            device_id=device,
            status="resolved",
            resolved_at=(NOW - timedelta(hours=hours - 1)).isoformat(),
        )
        for device, many in (("AP-0", 4), ("AP-1", 3))
        for hours in range(50, 50 + 60 * many, 60)
    ]
    known = alarm(1, "device", "AP-0", "2026-09-05", "2026-09-08")
    html = picture(ask({"tickets": tickets}, alarms=[known]), "now").html
    assert ("AP-0" in html, "AP-1" in html) == (True, False)
    html = picture(ask({"tickets": tickets}, alarms=[replace(known, verdict=False)]), "now").html
    assert ("AP-0" in html, "AP-1" in html) == (False, True)


def test_warnings_stand_first_and_an_ended_one_is_not_told(ask) -> None:
    warnings = [
        alarm(1, "slow", "campus=East", "2026-08-01", "2026-09-08"),
        alarm(2, "sudden", "campus=East&category=wifi", "2026-09-02", "2026-09-08"),
        alarm(3, "sudden", "category=gone", "2026-09-02", "2026-09-03", ended=True),
    ]
    html = picture(ask({"tickets": [ticket("C", 2)]}, alarms=warnings), "now").html
    lines = re.findall(r'wl-said"><i[^>]*>(.)</i> ([^<]*)', html)
    assert ("▲", "wifi · East 比通常多一倍") in lines
    assert ("◆", "East 缓慢升高") in lines
    assert "7 天 44 单，通常 20" in html
    assert "没有预警" not in html
    assert not any("gone" in words for _, words in lines)


def test_a_wall_of_one_campus_tells_and_marks_no_warning_of_another(ask) -> None:
    reported = [ticket("C", hours, campus=campus) for hours in range(1, 200, 5) for campus in ("East", "West")]
    warnings = [
        alarm(1, "sudden", "campus=East&category=wifi", "2026-09-02", "2026-09-08"),
        alarm(2, "sudden", "category=mail", "2026-09-06", "2026-09-08"),
        alarm(3, "sudden", "campus=East", "2026-09-02", "2026-09-07", ended=True),
    ]
    for scene in ("now", "trend"):
        whole = ask({"tickets": reported}, alarms=warnings)
        west, east = (replace(whole, wall=Wall(campus=(one,))) for one in ("West", "East"))
        assert [one.id for one in west.alarms] == [2]
        assert "wifi" in picture(east, scene).html
        html = picture(west, scene).html
        assert "mail" in html
        assert "wifi" not in html
        assert "East" not in html


def ranges_of(counts: list[int], low: int, high: int) -> Ranges:
    first = NOW.date() - timedelta(days=len(counts) - 1)
    days = [(first + timedelta(days=at), Range(count, low, (low + high) / 2, high)) for at, count in enumerate(counts)]
    return Ranges(tuple(days), days[-1][1], (), 12.0)


def test_days_far_beyond_are_found_once_a_run_the_furthest_first() -> None:
    counts = [10, 11, 60, 55, 12, 10, 10, 18, 10, 99, 40]
    assert list(peaks(ranges_of(counts, 5, 15))) == [(9, 89), (2, 50)]
    assert list(peaks(ranges_of([10] * 10, 5, 15))) == []


def test_a_warning_is_marked_at_its_highest_day_and_named(ask) -> None:
    counts = [10] * 30 + [30, 80, 40] + [10] * 9
    found = ranges_of(counts, 5, 15)
    first, last = (found.days[at][0].isoformat() for at in (30, 32))
    asked = ask({"tickets": []}, alarms=[alarm(1, "sudden", "category=wifi", first, last, ended=True)])
    html = daily_chart(asked, found, 14)
    assert re.findall(r"wl-named[^>]*>([^<]*)<", html) == ["wifi +24"]
    (left,) = re.findall(r"wl-point[^>]*left:([\d.]+)%", html)
    assert float(left) == pytest.approx(31 / 41 * 100, abs=0.01)
    assert "wl-past" in html
    assert "wl-late" not in html


def test_a_slow_rise_that_has_ended_is_no_mark_on_a_day_within_its_range(ask) -> None:
    found = ranges_of([10] * 42, 5, 15)
    first, last = (found.days[at][0].isoformat() for at in (0, 32))
    for ended, many in ((False, 1), (True, 0)):
        asked = ask({"tickets": []}, alarms=[alarm(1, "slow", "category=wifi", first, last, ended=ended)])
        assert daily_chart(asked, found, 14).count("wl-point") == many


def test_a_peak_nobody_warned_of_is_named_by_what_came_more(ask) -> None:
    usual = [
        {"reported_at": (NOW - timedelta(days=day, hours=2)).isoformat(), "category": kind}
        for day in range(1, 40)
        for kind in ("wifi", "port")
    ]
    peak = [{"reported_at": (NOW - timedelta(days=7, hours=3)).isoformat(), "category": "port"} for _ in range(30)]
    asked = ask({"tickets": [*usual, *peak]})
    counts = [2] * 34 + [32] + [2] * 6 + [0]
    html = daily_chart(asked, ranges_of(counts, 0, 5), 14)
    assert re.findall(r"wl-named[^>]*>([^<]*)<", html) == ["port +30"]
