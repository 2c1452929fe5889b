"""Charts: shapes within their plot, words where nothing runs through them, days not over apart from the line."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.wall.chart import Chart, Mark, chart, nice, spark

COUNTS = st.lists(st.integers(0, 2_000), min_size=2, max_size=90)


def numbers(html: str) -> list[float]:
    paths = re.findall(r' d="([^"]*)"', html)
    return [float(one) for path in paths for one in re.findall(r"-?[\d.]+", path)]


@given(COUNTS, st.data())
def test_every_shape_and_word_is_within_the_plot(counts, data) -> None:
    high = [count + data.draw(st.integers(0, 50)) for count in counts]
    low = [max(count - 20, 0) for count in counts]
    marks = [Mark(at, "认证登录 +9") for at in data.draw(st.sets(st.integers(0, len(counts) - 1), max_size=3))]
    html = chart(Chart([*counts[:-1], None], low, high, [(0, "10-12")], marks, counts[-1], "今日", "预期"))
    assert all(0 <= one <= 1000 for one in numbers(html))
    assert all(0 <= float(one) <= 100 for one in re.findall(r"(?:top|left):(-?[\d.]+)%", html))
    assert html.count("wl-point") == len(marks)


def test_figures_unknown_break_the_line_and_the_range() -> None:
    html = chart(Chart([1, 2, None, 4, 5], [None, 0, 0, None, 1], [None, 3, 4, None, 6], []))
    assert html.count('class="wl-draw"') == 2
    assert html.count('class="wl-band"') == 2


def test_a_day_that_is_not_over_is_a_dot_on_a_dotted_line() -> None:
    html = chart(Chart([3, 6, None], [], [], [], (), 2, "今日 2"))
    assert re.findall(r'wl-draw" d="M([^"]*)"', html) == ["0.0 500.0L500.0 0.0"]
    assert re.findall(r'wl-open" d="M([^"]*)"', html) == ["500.0 0.0L1000.0 666.7"]
    assert "今日 2" in html


def named(html: str) -> list[str]:
    return re.findall(r'class="wl-named[^>]*>([^<]*)<', html)


def test_words_that_would_lie_on_another_mark_are_told_briefly_or_not_at_all() -> None:
    flat = [10.0] * 42
    flat[14] = flat[28] = 100.0
    marks = [Mark(14, "认证登录 · 东校区 +90", brief="+90"), Mark(28, "甲 +9", brief="+91")]
    assert named(chart(Chart(flat, [], [], [], marks))) == ["+90", "甲 +9"]
    assert named(chart(Chart(flat, [], [], [], [*marks, Mark(29, "无线网络 · 西校区 +90")])))[:1] == ["+90"]
    assert named(chart(Chart(flat, [], [], [], marks[:1]))) == ["认证登录 · 东校区 +90"]


def test_words_stand_above_what_would_run_through_them() -> None:
    figures = [10.0, 10.0, 10.0, 10.0, 20.0, 10.0, 45.0, 10.0, 10.0, 90.0]
    html = chart(Chart(figures, [], [], [], [Mark(4, "BBBB +99")]))
    (point,) = re.findall(r"wl-point[^>]*top:([\d.]+)%", html)
    (words,) = re.findall(r"wl-named[^>]*top:([\d.]+)%", html)
    assert float(words) < 100 - 45 / 90 * 100 < float(point)


@given(st.floats(0.001, 1e7))
def test_steps_of_an_axis_are_whole_and_not_much_more_than_needed(least) -> None:
    found = nice(least)
    assert found >= least
    assert found == int(found)
    assert found <= max(least * 2.0001, 1)


def test_the_axis_begins_at_none() -> None:
    levels = re.findall(r'class="wl-y"[^>]*>([^<]*)<', chart(Chart([7, 80], [], [], [])))
    assert levels == ["0", "30", "60", "90"]
    assert all(float(a) < float(b) for a, b in pairwise(levels))


def test_a_small_line_of_nothing_is_drawn_too() -> None:
    assert "nan" not in spark([0, 0, 0])
    assert "wl-dot" not in spark([1, None])


@pytest.mark.parametrize(("end", "room"), [("今日 39", 4.89), ("today 109", 6.03)])
def test_what_stands_at_the_lines_end_has_as_much_room_as_it_takes(end, room) -> None:
    html = chart(Chart([10.0, None], [8.0, 8.0], [12.0, 12.0], [], last=109.0, end=end))
    assert f"--end:{room}em" in html
