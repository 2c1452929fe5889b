"""Month: measures beside their targets and the equal part of the month before, counted a second time by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.metrics import CATALOGUE, Answer, Question
from cockpit.metrics.question import Clocks
from cockpit.periods import Period
from cockpit.settings.model import LANGUAGES, Terms
from cockpit.wall.course import Course, course
from cockpit.wall.month import Measure, Month, month, still
from tests.wall.conftest import NOW

FIRST = datetime(2026, 8, 1, tzinfo=UTC).date()


def tickets() -> list[dict[str, Any]]:
    """Three tickets a day since the first of July, each of eight hours; every second of West takes two days."""
    rows = []
    for number in range(3 * 71):
        at = datetime(2026, 7, 1, 2, tzinfo=UTC) + timedelta(hours=8 * number)
        west = number % 3 == 0
        took = timedelta(hours=60 if west and number % 2 == 0 else 5)
        done = at + took if at + took <= NOW else None
        if at <= NOW:
            rows.append({"reported_at": at, "level": "C", "campus": "West" if west else "North", "rating": 80.0,
                         "resolved_at": done, "assigned_at": at, "reopen_count": 0, "manual_ref": "3.2",
                         "status": "closed" if done else "new"})  # fmt: skip
    return rows


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_month_so_far_stands_beside_the_equal_part_of_the_one_before(ask) -> None:
    rows = tickets()
    found = Month(ask({"tickets": rows}))
    measures = {one.answer.metric.name: one for one in found.measures}
    assert list(measures)[:4] == ["sla_met", "opened", "time_to_resolve", "satisfaction"]
    assert list(measures)[4:] == ["resolved", "first_time_fix", "found_first", "sla_respond_met", "manual_coverage"]
    days = [(row["reported_at"] + timedelta(hours=8)).date() for row in rows]
    now = sum((day.month, day.day <= 9) == (9, True) for day in days)
    then = sum((day.month, day.day <= 9) == (8, True) for day in days)
    assert (measures["opened"].answer.value, measures["opened"].answer.value_against) == (now, then)
    assert found.now[-1] == now
    assert found.before[8] == then
    assert found.before[-1] == sum(day.month == 8 for day in days)
    assert found.now == sorted(found.now)
    body = month(ask({"tickets": rows}))
    assert words(body.tiles[1]) == f"报修 同期 {then} {now} 单"
    assert f"报修比上月同期 {f'+{now - then}' if now > then else f'−{then - now}' if now < then else 0}" in words(
        body.lines[-1]
    )


def test_a_missed_target_is_late_and_says_where(ask) -> None:
    asked = ask({"tickets": tickets()})
    body = month(asked)
    assert "wl-late" in body.tiles[0]
    assert "低于 95%" in words(body.tiles[0])
    assert words(body.lines[0]).startswith("▲ 按时率低于目标 95%")
    worst = Month(asked).worst("campus")
    assert worst is None or worst[0] == "West"
    easy = replace(asked, settings=replace(asked.settings, contract=(Terms(FIRST, sla_target=0.5),)))
    kept = month(easy)
    assert "wl-late" not in kept.tiles[0]
    assert words(kept.lines[0]).startswith("● 按时率达到目标 50%")
    assert len(kept.lines) == 2


def answered(kept: int, n: int) -> Answer:
    table = pa.table({"value": pa.array([kept / n if n else None], pa.float64()), "n": [n], "value_against": [None]})
    question = Question("sla_met", Period(FIRST, FIRST + timedelta(days=31)))
    return Answer(CATALOGUE["sla_met"], question, "s", table, Clocks(None, NOW, NOW))


@given(st.integers(1, 400), st.data(), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_how_many_more_it_takes_or_allows(n: int, data: st.DataObject, target: float) -> None:
    kept = data.draw(st.integers(0, n))
    found = still(Measure(answered(kept, n), target))
    bound = round(target * 100)  # in whole numbers: nothing is lost
    if kept * 100 < bound * n:
        assert found == next(more for more in count() if (kept + more) * 100 >= bound * (n + more))
    else:
        assert found == -next(more for more in count() if kept * 100 < bound * (n + more + 1))


def test_without_a_target_or_a_ticket_it_takes_nothing() -> None:
    assert still(Measure(answered(5, 5))) is None
    assert still(Measure(answered(0, 0), 0.9)) is None


@pytest.mark.parametrize("day", [1, 2, 28, 30])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_a_month_has_its_picture(ask, day, language) -> None:
    at = datetime(2026, 9, day, 1, tzinfo=UTC)
    body = month(ask({"tickets": [row for row in tickets() if row["reported_at"] <= at]}, at=at, language=language))
    told = "".join([*body.tiles, *(one.html for one in body.panels), *body.lines])
    assert "None" not in told
    assert "nan" not in told
    assert len(body.tiles) == 4


def test_the_line_ends_where_the_month_has_come_to() -> None:
    drawn = course(Course([1, 2, 4], [1, 1, 2, 8], 4, [(0, "<1")], "now 4", "before 8"))
    assert "left:66.67%" in drawn
    assert "&lt;1" in drawn
    assert drawn.count("<path") == 4 + 3
    first = course(Course([0], [0] * 31, 31, [], "now 0", "none"))
    assert "left:0.00%" in first


@pytest.mark.parametrize(("came", "unit"), [(999, True), (1_301, False)])
def test_a_unit_has_no_place_behind_a_figure_that_needs_all_of_it(ask, came: int, unit: bool) -> None:
    rows = [{"reported_at": "2026-09-01T08:00"}] * came
    tile = next(one for one in month(ask({"tickets": rows}, language="en")).tiles if f"{came:,}" in one)
    assert ("tickets" in tile) == unit
