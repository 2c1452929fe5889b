"""Charts as SVG: what is drawn says the figures, stands inside the drawing, and keeps apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cockpit.exports import svg
from cockpit.exports.letters import cut, lines, width
from cockpit.review.document import Bar, Bars, Line, Lines
from tests.review import example

SPACE = "{http://www.w3.org/2000/svg}"
FIGURES = st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(lambda one: round(one, 3))


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def texts(drawing: etree._Element) -> list[str]:
    return ["".join(one.itertext()) for one in drawing.iter(f"{SPACE}text")]


def numbers(drawing: etree._Element) -> list[float]:
    """Every coordinate across."""
    found = [float(one.get(name)) for name in ("x", "cx") for one in drawing.iter() if one.get(name)]
    for path in drawing.iter(f"{SPACE}path"):
        found += [float(x) for x in re.findall(r"[ML]\s*(-?[\d.]+)", path.get("d"))]
    return found


def test_bars_tell_their_labels_and_figures_and_the_longest_stands_for_the_largest():
    drawing = parsed(svg.bars(example.bars(), 1_000, 300))
    for one in example.bars().bars:
        assert {one.label, one.text} <= set(texts(drawing))
    wide = [float(one.get("width")) for one in drawing.iter(f"{SPACE}rect")]
    assert wide[0] / wide[1] == pytest.approx(118 / 31, abs=0.05)
    assert drawing.get("aria-label") == example.bars().title
    stressed = [one.get("style") for one in drawing.iter(f"{SPACE}rect")]
    assert stressed.count(f"fill:{svg.LIGHT.stress}") == 1


def test_a_bar_below_zero_ends_where_the_others_begin():
    rects = list(parsed(svg.bars(example.bars(), 1_000, 300)).iter(f"{SPACE}rect"))
    end = float(rects[-1].get("x")) + float(rects[-1].get("width"))
    assert end == pytest.approx(float(rects[0].get("x")), abs=0.2)


def test_a_bar_without_a_figure_has_its_words_and_no_bar():
    block = Bars("t", "单", "#,##0", (Bar("a", None, "无数据"), Bar("b", 3.0, "3")))
    drawing = parsed(svg.bars(block, 600, 200))
    assert "无数据" in texts(drawing)
    assert len(list(drawing.iter(f"{SPACE}rect"))) == 1


def test_a_figure_leads_to_its_rows_and_such_a_drawing_is_no_picture():
    look = replace(svg.LIGHT, link=lambda figure: f"/rows?n={figure.n}&x=1" if figure.n else "")
    drawing = parsed(svg.bars(example.bars(), 1_000, 300, look))
    assert [one.get("href") for one in drawing.iter(f"{SPACE}a")] == ["/rows?n=160&x=1"]
    assert drawing.get("role") == "group"
    assert parsed(svg.bars(example.bars(), 1_000, 300)).get("role") == "img"


@given(st.lists(st.tuples(st.text(max_size=40), FIGURES), max_size=12), st.floats(200, 1_800), st.floats(60, 900))
def test_bars_stay_inside_whatever_they_hold(parts, wide, high):
    made = tuple(Bar("".join(filter(str.isprintable, label)), value, "1,234") for label, value in parts)
    drawing = parsed(svg.bars(Bars("t", "", "#,##0", made), wide, high))
    for rect in drawing.iter(f"{SPACE}rect"):
        assert float(rect.get("x")) >= -0.2
        assert float(rect.get("x")) + float(rect.get("width")) <= wide + 2.2


@given(st.lists(FIGURES, min_size=1, max_size=40), st.floats(300, 1_800), st.floats(120, 900))
def test_lines_stay_inside_whatever_they_hold(values, wide, high):
    labels = tuple(f"10-{at:02d}" for at in range(len(values)))
    block = Lines("t", "单", "#,##0", labels, (Line("报修", tuple(values)), Line("去年", tuple(values), "quiet")))
    drawing = parsed(svg.lines(block, wide, high))
    assert all(-0.2 <= x <= wide + 0.2 for x in numbers(drawing))


def test_lines_tell_their_names_the_range_and_what_is_marked():
    drawing = parsed(svg.lines(example.lines(), 1_000, 320))
    assert {"报修", "预期范围", "10-20 认证网关升级", "10-01", "10-31", "0"} <= set(texts(drawing))


@pytest.mark.parametrize(
    ("values", "form", "told"),
    [
        ((3.0, 88.0), "#,##0", ["0", "50", "100"]),
        ((0.91, 0.98), "0.0%", ["90%", "95%", "100%"]),
        ((0.0, 1.0), "#,##0", ["0", "1"]),
        ((0.2, 1.3), "0.0", ["0", "0.5", "1", "1.5"]),
        ((None,), "#,##0", ["0", "1"]),
        ((-40.0, 60.0), "+#,##0;−#,##0;0", ["−50", "0", "+50", "+100"]),
    ],
)
def test_the_lines_across_stand_at_round_numbers(values, form, told):
    block = Lines("t", "", form, ("a",) * len(values), (Line("x", values),))
    assert [svg.shown(one, form) for one in svg.scale(block)] == told


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_a_heading_names_the_unit_once(language):
    assert svg.heading("每日报修", "单", language) in ("每日报修（单）", "每日报修 (单)")
    assert svg.heading("每日报修（单）", "单", language) == "每日报修（单）"
    assert svg.heading("每日报修", "", language) == "每日报修"


@given(st.text("中文字ab ，。(（1.", max_size=60), st.floats(60, 400))
def test_lines_lose_nothing_and_are_no_wider_than_their_room(text, room):
    found = lines(text, 20, room)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(width(one, 20) <= room or " " not in one.strip() for one in found)
    assert width(cut(text, 20, room), 20) <= max(room, width("…", 20))
