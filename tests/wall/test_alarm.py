"""The picture of an alarm that takes the wall: what, where, how long, whose turn, and the way to it; nobody's name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cockpit import alarms
from cockpit import settings as configuration
from cockpit.access import MANAGER
from cockpit.alarms import links
from cockpit.ledger import Alarm, Ledger, Mute
from cockpit.metrics.opening import open_cockpit
from cockpit.settings import LANGUAGES
from cockpit.settings.alarming import KINDS, Alarming
from cockpit.settings.model import Wall
from cockpit.sync import sync
from cockpit.wall import Asked
from cockpit.wall.alarm import taken
from tests.sync.site import HEADER, Site, ticket

ORIGIN = "https://cockpit.example.edu.cn"
NOW = {"COCKPIT_NOW": "2026-03-20T10:00:00+08:00"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """An A fault open since 9:00 and one of level B due at 10:20, both seen at 10:00."""
    made = Site(tmp_path_factory.mktemp("taken"))
    rows = [ticket(number) for number in range(40)]
    for row, level, reported in ((rows[0], "A", "2026-03-20 09:00"), (rows[1], "B", "2026-03-20 02:20")):
        row[4:] = [level, "处理中", "S001", reported, reported, "", "", "", ""]
    made.write("工单.csv", HEADER, rows)
    site = made.settings()
    sync(site, NOW)
    done = alarms.run(site, NOW)
    assert (done.raised, done.as_of) == (2, datetime.fromisoformat("2026-03-20T10:00:00+08:00"))
    assert done.as_of
    cockpit = open_cockpit(site, environ=NOW)
    return Asked(cockpit, site, Wall(), "zh-Hans", MANAGER, Ledger(site.data).alarms(), done.as_of)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "\n", html)


def shown(asked: Asked, mutes: tuple[Mute, ...] = ()) -> str:
    held = taken(replace(asked, mutes=mutes), ORIGIN)
    assert held is not None
    return held.picture.html


def acknowledged(asked: Asked, *kinds: str) -> Asked:
    return replace(
        asked, alarms=[replace(one, acknowledged_at=asked.at) if one.kind in kinds else one for one in asked.alarms]
    )


def test_the_a_fault_has_the_screen_and_the_other_is_told(asked: Asked):
    held = taken(asked, ORIGIN)
    assert held is not None
    assert (held.alarm.kind, held.sounds) == ("fault", False)
    told = words(held.picture.html)
    for part in ("A 级故障未解决", "网络", "西校区", "一号楼", "3:00", "剩余", "09:00 报修", "时限 13:00", "G0000"):
        assert part in told
    assert "还有 1 条待确认" in told
    assert "S001" not in told
    left = (held.alarm.since + timedelta(hours=4)).timestamp()
    assert f'data-until="{left:.0f}"' in held.picture.html
    assert f'cockpit.example.edu.cn<wbr><span class="wl-a-end">/a/{held.alarm.id}<' in held.picture.html


@pytest.mark.parametrize("particular", [{"video_wall": True}, {"distance_m": 9.5}])
def test_where_there_is_room_for_two_lines_the_second_is_what_else_waits(asked: Asked, particular: dict[str, Any]):
    told = words(shown(replace(asked, wall=replace(asked.wall, **particular))))
    assert "还有 1 条待确认" in told
    assert "轮到：" in told
    assert "第一责任人" not in told
    assert "第一责任人" in words(shown(acknowledged(replace(asked, wall=replace(asked.wall, **particular)), "fault")))


def test_acknowledged_the_next_takes_it_and_then_the_scenes_go_on(asked: Asked):
    told = words(shown(acknowledged(asked, "fault")))
    assert "B 级故障 · 时限将到" in told
    assert "0:20" in told
    assert "待确认" not in told
    assert taken(acknowledged(asked, "fault", "due"), ORIGIN) is None
    mutes = tuple(
        Mute(at, one.kind, one.subject, asked.cockpit.today, "演练", "S001") for at, one in enumerate(asked.alarms)
    )
    assert taken(replace(asked, mutes=mutes), ORIGIN) is None


def test_a_wall_of_another_campus_goes_on(asked: Asked):
    west = replace(asked, wall=replace(asked.wall, campus=("西校区",)))
    east = replace(asked, wall=replace(asked.wall, campus=("东校区",)))
    assert ["G0000" in shown(one) for one in (west, east)] == [True, False]
    assert taken(replace(asked, wall=replace(asked.wall, campus=("南校区",))), ORIGIN) is None


def test_whose_turn_it_is_goes_up_the_chain(asked: Asked):
    told = words(shown(asked))
    assert "第一责任人：组长" in told
    assert "无人在场时通报客户：部门应急负责人" in told
    assert "轮到：组长" in told
    assert "10:15 轮到运营经理（A 岗）" in told
    earlier = [replace(one, raised_at=one.raised_at - timedelta(minutes=40)) for one in asked.alarms]
    told = words(shown(replace(asked, alarms=earlier)))
    assert "轮到：部门经理（B 岗）、销售" in told
    assert "09:50 起无人确认" in told
    assert "10:20 轮到公司领导" in told


def test_past_its_limit_it_says_by_how_much(asked: Asked):
    due = (asked.at - timedelta(minutes=65)).isoformat()
    late = [replace(one, facts={**one.facts, "due_at": due}) for one in acknowledged(asked, "fault").alarms]
    told = words(shown(replace(asked, alarms=late)))
    assert "已过时限" in told
    assert "1:05" in told
    assert "已超时" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_picture_in_every_language(asked: Asked, kind: str, language: str):
    facts = {"first": "2026-03-19", "last": "2026-03-20", "actual": 40, "expected": 2.4, "highest": 7, "far": 9.0}
    subject = "campus=东校区&category=<b>认证</b>" if kind in ("sudden", "slow", "cluster") else "X<1>"
    one = Alarm(7, kind, subject, asked.at, facts, asked.at, asked.at)
    site = replace(asked.settings, alarms=Alarming(wall=KINDS))
    html = shown(replace(asked, alarms=[one], language=language, settings=site))
    assert "<b>认证" not in html
    assert "<1>" not in html
    assert "/a/7" in html
    if kind not in ("fault", "due"):
        assert "40" in words(html)
        assert "2.4" in words(html)


def test_a_cluster_names_its_buildings(asked: Asked):
    buildings = [{"building": f"{at}号楼", "actual": 9, "expected": 2} for at in range(1, 6)]
    facts = {"first": "2026-03-19", "last": "2026-03-20", "actual": 45, "expected": 10, "buildings": buildings}
    one = Alarm(7, "cluster", "campus=东校区", asked.at, facts, asked.at, asked.at)
    told = words(shown(replace(asked, alarms=[one], settings=replace(asked.settings, alarms=Alarming(wall=KINDS)))))
    assert "东校区 · 1号楼、2号楼、3号楼 等 5 栋楼" in told


@pytest.mark.parametrize(
    ("kind", "subject", "facts", "told"),
    [
        ("sla", "", {"projected": 0.841, "target": 0.95}, ("84.1%", "目标 95%", "全站")),
        (
            "sla",
            "",
            {"projected": 0.841, "target": 0.95, "share": 0.8, "low": 0.82, "high": 0.87},
            ("84.1%", "本月至今 80.0%", "月末多半在 82.0%–87.0%"),
        ),
        ("backlog", "一组", {"group": "一组", "open": 41, "usual": 22.0}, ("41", "通常 22", "一组")),
        (
            "backlog",
            "",
            {"open": 41, "usual": 22.0, "grown": 9, "first": "2026-03-02", "last": "2026-03-19"},
            ("41", "通常 22", "增长 9 单"),
        ),
        ("parts", "P1", {"name": "光模块", "stock": 2}, ("光模块", "库存 2")),
        (
            "parts",
            "P1",
            {
                "name": "光模块",
                "unit": "个",
                "stock": 2.0,
                "per_week": 1.55,
                "days_left": 9.0,
                "lead_days": 20,
                "on_order": 0.0,
            },
            ("光模块", "9 天", "后用完", "库存 2 个 · 每周用 1.6 个", "到货要 20 天 · 已订 0 个"),
        ),
    ],
)
def test_what_is_ahead_has_its_own_figures(
    asked: Asked, kind: str, subject: str, facts: dict[str, object], told
) -> None:
    one = Alarm(7, kind, subject, asked.at, facts, asked.at, asked.at)
    said = words(shown(replace(asked, alarms=[one], settings=replace(asked.settings, alarms=Alarming(wall=KINDS)))))
    assert [part for part in told if part not in said] == []


def test_links_are_short_and_the_code_holds_the_same(asked: Asked):
    link = links.short(links.origin(asked.settings, "http://127.0.0.1:8501/"), 17)
    assert link == "http://127.0.0.1:8501/a/17"
    assert links.readable(link) == "127.0.0.1:8501/a/17"
    assert links.scanned(link) == "HTTP://127.0.0.1:8501/A/17"
    assert [links.coded(code) for code in ("17", "x", "", "１７", "1" * 13, "-1")] == [17, None, None, None, None, None]


def test_the_code_stands_large_and_by_itself(asked: Asked):
    html = shown(asked)
    box = re.search(r'<svg[^>]*viewBox="0 0 (\d+) (\d+)"[^>]*class="wl-a-code"', html)
    assert box
    assert int(box[1]) == int(box[2]) <= 25 + 6
    css = (Path(configuration.__file__).parents[1] / "wall" / "alarm.css").read_text(encoding="utf-8")
    sizes = [float(size) for size in re.findall(r"font-size: calc\(([\d.]+)\*var", css)]
    assert min(sizes) >= 3.6


def test_a_limit_today_of_a_report_of_another_day_says_so(asked: Asked):
    assert "09:00 报修 · 时限 13:00" in words(shown(asked))
    before = [replace(one, since=one.since - timedelta(days=1)) for one in asked.alarms]
    assert "3-19 09:00 报修 · 时限 今天 13:00" in words(shown(replace(asked, alarms=before)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_telephone_can_open_has_no_code_but_the_words_where_to(asked: Asked, language: str):
    held = taken(replace(asked, language=language), "http://127.0.0.1:8501")
    assert held is not None
    html = held.picture.html
    assert "wl-a-code" not in html
    told = words(html)
    assert f"127.0.0.1:8501/a/{held.alarm.id}" in told
    assert f"python -m cockpit warnings --acknowledge {held.alarm.id}" in told


def test_which_addresses_only_the_machine_itself_opens():
    own = ("http://127.0.0.1:8501", "http://localhost", "http://[::1]:8501")
    others = (ORIGIN, "http://10.3.1.7:8501", "http://cockpit.localdomain")
    assert [links.local(one) for one in (*own, *others)] == [True] * 3 + [False] * 3
