"""What the scene trend tells is what the tickets say, counted here once more by hand."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cockpit.wall import picture
from tests.wall.conftest import NOW

ZONE = ZoneInfo("Asia/Shanghai")
KINDS = ("wifi", "port", "login")


@pytest.fixture(scope="module")
def tickets() -> list[dict[str, Any]]:
    draw = np.random.default_rng(20260909)
    found = []
    for back in range(1, 200):
        for kind, mean in zip(KINDS, (5, 3, 1), strict=True):
            for _ in range(draw.poisson(mean)):
                at = NOW - timedelta(days=back, hours=float(draw.uniform(0, 10)))
                found.append({"reported_at": at.isoformat(), "category": kind})
    return found


def days(tickets: list[dict[str, Any]]) -> Counter[Any]:
    return Counter(datetime.fromisoformat(one["reported_at"]).astimezone(ZONE).date() for one in tickets)


def test_whole_days_and_weeks_are_counted(ask, tickets) -> None:
    html = picture(ask({"tickets": tickets}), "trend").html
    came, today = days(tickets), NOW.astimezone(ZONE).date()
    sums = [sum(came[today - timedelta(days=back)] for back in range(1, many + 1)) for many in (1, 7, 28)]
    tiles = re.findall(r'class="wl-figure[^>]*>([^<]*)<', html)
    assert tiles[:3] == [f"{one:,}" for one in sums]
    assert "共 83 天" in html


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-Hans", "到昨日 {} 天"), ("zh-Hant", "到昨日 {} 天"), ("en", "{} d to yesterday")],
)
def test_spans_without_today_say_so(ask, tickets, language, told) -> None:
    html = picture(ask({"tickets": tickets}, language=language), "trend").html
    for days in (7, 28):
        assert told.format(days) in html


def test_each_kind_has_its_last_week_and_its_usual_one(ask, tickets) -> None:
    html = picture(ask({"tickets": tickets}), "trend").html
    monday = NOW.astimezone(ZONE).date() - timedelta(days=NOW.astimezone(ZONE).weekday())
    expected = []
    for kind in KINDS:
        came = days([one for one in tickets if one["category"] == kind])
        weeks = [sum(came[monday - timedelta(days=7 * back - at)] for at in range(7)) for back in range(12, 0, -1)]
        expected.append((kind, str(weeks[-1]), f"{median(weeks[:-1]):.0f}"))
    rows = re.findall(
        r'wl-name">([^<]*)</span>.*?wl-told">([^<]*)</span><small>([^<]*)<', html[html.index("wl-sparks") :]
    )
    assert rows == expected


def test_weeks_before_the_data_are_not_taken_for_empty_ones(ask, tickets) -> None:
    late = [one for one in tickets if datetime.fromisoformat(one["reported_at"]) > NOW - timedelta(days=30)]
    html = picture(ask({"tickets": late}), "trend").html
    usual = re.findall(r'wl-told">[^<]*</span><small>([^<]*)<', html[html.index("wl-sparks") :])
    assert float(usual[0]) > 25
    assert "学习中" in html


def test_a_site_of_one_kind_has_the_chart_alone(ask, tickets) -> None:
    alike = [{**one, "category": "wifi"} for one in tickets]
    html = picture(ask({"tickets": alike}), "trend").html
    assert "wl-sparks" not in html
    assert html.count("wl-panel") == 1


def test_a_kind_above_its_usual_range_last_week_is_marked(ask, tickets) -> None:
    monday = NOW.astimezone(ZONE).replace(hour=12) - timedelta(days=NOW.astimezone(ZONE).weekday())
    more = [{"reported_at": (monday - timedelta(days=3)).isoformat(), "category": "login"} for _ in range(40)]
    today = [{"reported_at": (NOW - timedelta(hours=1)).isoformat(), "category": "port"} for _ in range(40)]
    for given, marked in ((tickets, []), ([*tickets, *more], ["login"]), ([*tickets, *today], [])):
        html = picture(ask({"tickets": given}), "trend").html
        assert re.findall(r'wl-watch"><span class="wl-name">([^<]*)<', html[html.index("wl-sparks") :]) == marked
