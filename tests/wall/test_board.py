"""Boards on the wall: their cards as the measures say, and twelve weeks counted a second time by hand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit import boards
from cockpit.access import Rights
from cockpit.errors import UsageError
from cockpit.i18n import value
from cockpit.metrics import Question
from cockpit.periods import whole
from cockpit.settings.model import BOARDS as NAMED
from cockpit.settings.model import LANGUAGES, Terms, Wall
from cockpit.wall import BOARDS, picture
from cockpit.wall.board import STEPS, WHOLE, board, cards, scale, weekly
from tests.wall.conftest import NOW

TICKETS: list[dict[str, Any]] = [
    {"reported_at": at, "level": "C", "campus": "West" if n % 3 else "North", "assigned_at": at,
     "resolved_at": at + timedelta(hours=60 if n % 4 == 0 else 5), "rating": 80.0, "status": "closed"}
    for n, at in enumerate(NOW - timedelta(hours=9 * one + 61) for one in range(200))
]  # fmt: skip


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_settings_name_the_boards_that_have_cards() -> None:
    assert tuple(sorted(NAMED)) == tuple(sorted(BOARDS))
    assert [card.metric for card in cards(boards.SERVICE)][:2] == ["sla_met", "sla_respond_met"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_tiles_are_what_the_measures_say_of_the_month(ask, language) -> None:
    asked = ask({"tickets": TICKETS}, language=language)
    body = board(asked, boards.OVERVIEW)
    assert len(body.tiles) == 4
    for tile, card in zip(body.tiles, boards.CARDS, strict=False):
        answer = asked.cockpit.answer(Question(card.metric, whole(asked.cockpit.today, "month"), against="previous"))
        told = words(tile).replace(" ", "")
        assert value(answer.value, answer.metric.unit, language).replace(" ", "") in told
        if card.target is None:
            assert value(answer.value_against, answer.metric.unit, language).replace(" ", "")[:3] in told


def test_a_missed_target_is_late(ask) -> None:
    asked = ask({"tickets": TICKETS})
    assert "wl-late" in board(asked, boards.SERVICE).tiles[0]
    assert "低于 95%" in words(board(asked, boards.SERVICE).tiles[0])
    terms = (Terms(date(2026, 8, 1), sla_target=0.2),)
    easy = replace(asked, settings=replace(asked.settings, contract=terms))
    assert "wl-late" not in board(easy, boards.SERVICE).tiles[0]
    assert "目标 20%" in words(board(easy, boards.SERVICE).tiles[0])


def test_weeks_are_counted_from_the_data_on(ask) -> None:
    weeks, figures = weekly(ask({"tickets": TICKETS}), "opened")
    assert len(weeks) == len(figures) == 13
    assert weeks[-1] == date(2026, 9, 7)
    days = [(row["reported_at"] + timedelta(hours=8)).date() for row in TICKETS]
    counted = Counter(day - timedelta(days=day.weekday()) for day in days)
    assert figures == [counted[week] if week >= min(days) else None for week in weeks]
    assert figures[0] is None
    _, shares = weekly(ask({"tickets": TICKETS}), "sla_met")
    assert all(share is None or 0 <= share <= 1 for share in shares)


def test_two_of_its_metrics_have_a_line_and_tell_their_days(ask) -> None:
    body = board(ask({"tickets": TICKETS}), boards.SERVICE)
    assert [words(one.html).split()[0] for one in body.panels] == ["按时率", "按时响应"]
    assert all("06-15 – 09-09" in words(one.html) for one in body.panels)
    assert "65% 70% 75% 80%" in words(body.panels[0].html)
    assert "09-01 – 09-09" in body.foot
    assert body.title == "服务级别"


def test_without_its_records_it_says_what_it_takes(ask) -> None:
    asked = ask({"tickets": TICKETS})
    lacking = replace(asked, cockpit=replace(asked.cockpit, records=frozenset({"tickets"})))
    body = board(lacking, boards.INSPECTIONS)
    assert [words(one).split()[0] for one in body.tiles] == ["主动发现"]
    assert "缺少这一页的部分记录" in words(body.panels[-1].html)
    assert "巡检完成" in words(body.panels[-1].html)
    nothing = board(replace(asked, cockpit=replace(asked.cockpit, records=frozenset())), boards.INSPECTIONS)
    assert (list(nothing.tiles), nothing.foot, len(nothing.panels)) == ([], "", 1)


def test_of_one_campus_it_shows_that_campus_alone(ask) -> None:
    asked = ask({"tickets": TICKETS}, wall=Wall(campus=("North",)))
    north = [row for row in TICKETS if row["campus"] == "North"]
    assert board(asked, boards.OVERVIEW).tiles[0] == board(ask({"tickets": north}), boards.OVERVIEW).tiles[0]
    assert "投诉" not in words("".join(board(asked, boards.CUSTOMERS).tiles))


def test_rights_narrow_it_and_what_they_deny_is_left_out(ask) -> None:
    asked = ask({"tickets": TICKETS})
    whole_site = board(asked, boards.CUSTOMERS)
    assert "满意度" in words(whole_site.tiles[0])
    denied = replace(asked, rights=Rights(denied=frozenset({"rating"})))
    assert "满意度" not in words("".join(board(denied, boards.CUSTOMERS).tiles))


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", [TICKETS, []])
def test_every_board_is_a_scene_by_its_name(ask, name, language, rows) -> None:
    html = picture(ask({"tickets": rows}, language=language), f"board:{name}").html
    assert "None" not in html
    assert "nan" not in words(html)
    assert f'data-scene="board:{name}"' in html


def test_a_board_without_cards_is_no_scene(ask, tmp_path) -> None:
    asked = ask({"tickets": TICKETS})
    asked = replace(asked, settings=replace(asked.settings, data=tmp_path / "data"))
    with pytest.raises(UsageError) as refused:
        picture(asked, "board:servic")
    assert refused.value.arguments["nearest"] == "board:service"


@given(st.lists(st.floats(0, 100), min_size=1, max_size=13))
def test_rates_lie_within_their_axis(figures: list[float]) -> None:
    lines = scale(figures)
    assert lines[0] <= min(figures)
    assert max(figures) <= lines[-1] <= 100
    assert lines[0] >= 0
    gaps = {after - before for before, after in pairwise(lines)}
    assert lines == WHOLE or (len(gaps) == 1 and gaps <= set(STEPS))


def test_the_first_of_a_month_has_a_picture(ask) -> None:
    at = datetime(2026, 9, 1, 1, tzinfo=UTC)
    rows = [row for row in TICKETS if row["resolved_at"] <= at]
    assert "09-01" in board(ask({"tickets": rows}, at=at), boards.OVERVIEW).foot
