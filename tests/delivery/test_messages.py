"""What a message says in each form and language, that it fits, and that no text of a record acts in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit import i18n
from cockpit.alerts.found import subject
from cockpit.delivery import messages, robots
from cockpit.delivery.items import Told, inert, item
from cockpit.ledger import Alarm
from cockpit.settings import LANGUAGES
from cockpit.settings.alarming import KINDS
from cockpit.settings.receivers import ROBOTS, STEPS
from tests.delivery.conftest import AT, MINUTE, site_of

SITE = site_of(Path("x"))
# Text that is somebody's idea of a building's name.
WILD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "![x](https://evil.example/a.png)",
            "[点这里](http://evil.example)",
            "<@all>",
            "<at id=all></at>",
            '<font color="info">好</font>',
            "a\r\nBcc: all@example.edu.cn",
            "\u202e反写",
            "电话13800138000找老王",
            "139 1234 5678",
            "`code` **b** # h | > q",
            '" onmouseover="x',
            "x" * 5_000,
        ]
    ),
)


def alarm(kind: str = "sudden", number: int = 1, building: str = "图书馆", **facts) -> Alarm:
    told = {"building": building, "campus": "东校区", "category": building, "level": "A", "room": building, **facts}
    told |= {"first": "2026-11-27", "last": "2026-11-27", "actual": 5, "expected": 1.25, "due_at": AT.isoformat()}
    told |= {"also": [{"building": building}] * 5, "open": 80, "usual": 50.2, "projected": 0.91, "target": 0.95}
    told |= {"name": building, "stock": 3.0, "unit": building, "days_left": 4.5, "lead_days": 14}
    of = subject((("building", building),)) if kind in ("sudden", "slow", "cluster") else building
    return Alarm(number, kind, of, AT - 30 * MINUTE, told, AT - 20 * MINUTE, AT)


def made(language: str, *alarms: Alarm, step: str = "first") -> messages.Message:
    told = Told(SITE, language, AT)
    return messages.compose(told, "值班", [item(told, one, step) for one in alarms])


def payload(kind: str, message: messages.Message) -> robots.Payload:
    form = robots.FORMS[kind]

    def one(short: messages.Message) -> robots.Payload:
        text = messages.markdown(short, kind)
        return form.made(short.subject, text, short.link, "all", short.tone)

    return one(messages.fitting(message, form.size, lambda short: len(form.measured(one(short)).encode())))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_in_every_language_and_form(kind, language):
    over = replace(alarm(kind, 2), ended_at=AT)
    for message in (made(language, alarm(kind)), made(language, over), made(language, alarm(kind), over)):
        for text in (
            messages.plain(message),
            messages.html(message),
            *(messages.markdown(message, one) for one in ROBOTS),
        ):
            assert "图书馆" in text
            assert "https://cockpit.example.edu.cn/warnings?alarm=" in text
            assert "{" not in text
            if language == "en":
                assert not re.search("[，。：（）]", text.replace("：//", "")), text


@pytest.mark.parametrize("step", STEPS)
def test_a_step_says_for_how_long_nobody_has_seen_to_it(step):
    message = made("zh-Hans", alarm(), step=step)
    words = f"20 分钟无人确认，现在请{i18n.say(f'delivery.who.{step}', 'zh-Hans')}处理"
    assert words in messages.plain(message)
    assert f"**{words}**" in messages.markdown(message, "wecom")
    assert f'font-weight:bold">{words}<' in messages.html(message)


def test_a_cluster_names_its_buildings_and_a_device_its_place():
    buildings = [{"building": f"{one}号楼", "actual": 9 - one, "expected": 1.0} for one in range(1, 8)]
    text = messages.plain(made("zh-Hans", alarm("cluster", buildings=buildings)))
    assert "7 栋楼，最多的是 1号楼、2号楼、3号楼、4号楼、5号楼" in text
    told = {"campus": "本部", "building": "教一楼", "first": "2026-10-29", "last": "2026-11-27"}
    device = Alarm(3, "device", "AP-J1-07", AT, told | {"actual": 6, "expected": 0.4, "run": 8}, AT, AT)
    text = messages.plain(made("en", device))
    assert "◆ Faults again and again: AP-J1-07 · 本部 教一楼" in text
    assert "6 tickets reported, 0.4 tickets expected" in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("backlog", "未完成 80 单，通常 50 单"),
        ("sla", "预计 91.0%，目标 95.0%"),
        ("parts", "库存 3 图书馆，还够用 4.5 天，到货要 14 天"),
    ],
)
def test_what_is_to_come_is_told_with_its_own_figures(kind, words):
    assert words in messages.plain(made("zh-Hans", alarm(kind)))


def test_titles_tell_how_many_there_are():
    over = replace(alarm(number=9), ended_at=AT)
    assert made("en", alarm()).title == "▲ Sudden rise: 图书馆"
    assert made("en", alarm(), alarm("slow", 2), alarm("sla", 3)).title == "▲ Sudden rise: 图书馆 and 2 more"
    assert made("en", alarm(), over, over).title == "▲ Sudden rise: 图书馆; 2 over"
    assert made("en", alarm("slow"), alarm("slow", 2), over).title == "◆ Slow rise: 图书馆 and 1 more; 1 over"
    assert made("en", over).title == "✓ Over: Sudden rise: 图书馆"
    assert made("en", over, over).title == "✓ 2 warnings are over"


def test_moments_are_told_as_short_as_they_can_be():
    told = Told(SITE, "en", AT)
    days = [AT - timedelta(hours=2), AT - timedelta(days=1), AT - timedelta(days=400)]
    assert [told.moment(at) for at in days] == ["08:00", "26 Nov, 10:00", "23 Oct 2025, 10:00"]


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize("count", [1, 12, 13, 300])
def test_a_group_is_told_of_as_many_as_fit_and_of_how_many_more(kind, count):
    form = robots.FORMS[kind]
    message = made("zh-Hans", *(alarm(number=one, building=f"{one:04d}{'楼' * 70}") for one in range(count)))
    text = json.dumps(payload(kind, message), ensure_ascii=False)
    shown = len(set(re.findall(r"alarm=(\d+)", text)))
    assert len(form.measured(payload(kind, message)).encode()) <= form.size
    assert 1 <= shown <= min(count, messages.MOST_IN_GROUP)
    assert (f"另有 {count - shown} 条" in text) == (shown < count)
    assert kind == "wecom" or shown == min(count, messages.MOST_IN_GROUP)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(WILD, st.sampled_from(KINDS), st.sampled_from(LANGUAGES))
def test_no_text_of_a_record_acts(wild, kind, language):
    message, tame = made(language, alarm(kind, building=wild)), made(language, alarm(kind, building="楼"))
    seen, still = Tags(), Tags()
    seen.feed(messages.html(message))
    still.feed(messages.html(tame))
    assert seen.tags == still.tags
    assert not re.search(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}", messages.plain(message))
    for robot in ROBOTS:
        text, plain = messages.markdown(message, robot), messages.markdown(tame, robot)
        for sign in "<>[]*`#|~\\":
            assert text.count(sign) == plain.count(sign), sign
        assert text.count("://") == plain.count("://")
        assert text.count("\n") == plain.count("\n")
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert len(message.subject) < 160


@given(st.text(max_size=200))
def test_inert_text_is_one_bounded_line_and_stays_as_it_is(text):
    once = inert(text)
    assert inert(once) == once
    assert len(once) <= 80
    assert once.isprintable() or not once


def test_a_phone_number_is_told_by_its_ends_alone():
    assert inert("找 13800138000") == "找 138****8000"
