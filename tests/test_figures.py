"""Figures say what they are given, in words, with what differs told by more than colour."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from cockpit import figures
from cockpit.figures import DARK, LIGHT, Axis, Bin, Line, Mark, Palette, Panel, Part, Point, Session, Span
from cockpit.figures.base import cut, steps

FIRST = date(2026, 10, 1)


def line(values: list[float | None], name: str = "", **more: object) -> Line:
    points = tuple(
        Point(FIRST + timedelta(days=at), value, f"day {at}", running=at == len(values) - 1)
        for at, value in enumerate(values)
    )
    return Line(name, points, last=str(values[-1]), **more)  # type: ignore[arg-type]


def axis(count: int = 7) -> Axis:
    days = [FIRST + timedelta(days=at) for at in range(count)]
    return Axis(figures.ticks(days, lambda day: f"{day:%m-%d}"))


def texts(figure: object) -> list[str]:
    return [one.text for one in figure.layout.annotations]  # type: ignore[attr-defined]


def test_the_running_unit_is_dotted_and_open() -> None:
    drawn = figures.trend([line([3, 4, 5, 2])], axis(4), LIGHT)
    solid, dotted = drawn.data
    assert list(solid.y) == [3, 4, 5]
    assert solid.line.dash is None
    assert (list(dotted.y), dotted.line.dash) == ([5, 2], "dot")
    assert dotted.marker.symbol == "circle-open"


def test_lines_are_named_at_their_ends_without_a_legend() -> None:
    drawn = figures.trend([line([3, 4], "east"), line([1, 1], "west")], axis(2), LIGHT)
    assert texts(drawn) == ["west 1", "east 4"]
    assert drawn.layout.showlegend is False


def test_names_of_lines_that_end_together_do_not_stand_on_each_other() -> None:
    drawn = figures.trend([line([5, 5], name) for name in "abcd"], axis(2), LIGHT, height=300)
    shifts = sorted(one.yshift for one in drawn.layout.annotations)
    assert all(above - below > 16.9 for below, above in pairwise(shifts))


def test_a_ring_tells_share_and_change_and_ends_with_the_rest_in_grey() -> None:
    parts = [
        Part("a", "同名", 9, ("9", "60.0%", "◆ +4"), stands_out=True),
        Part("b", "同名", 3, ("3", "20.0%", "0")),
        Part(None, "其余 2 项", 3, ("3", "20.0%", "-1")),
    ]
    ring = figures.shares(parts, LIGHT, whole="15").data[0]
    assert list(ring.marker.colors) == [*LIGHT.series[:2], LIGHT.former]
    assert list(ring.text) == ["同名<br>60.0%  ◆ +4", "同名<br>20.0%  0", "其余 2 项<br>20.0%  -1"]
    assert list(ring.textfont.color) == [LIGHT.watch, LIGHT.text, LIGHT.text]
    assert (ring.sort, len(set(ring.labels)), list(ring["values"])) == (False, 3, [9, 3, 3])


def test_a_missing_value_stays_a_gap() -> None:
    solid = figures.trend([line([3, None, 5, 2])], axis(4), LIGHT).data[0]
    assert list(solid.y) == [3, None, 5]
    assert not solid.connectgaps


def test_every_point_knows_its_unit_and_line_for_a_click() -> None:
    solid = figures.trend([line([3, 4, 5])], axis(3), LIGHT).data[0]
    assert [list(one) for one in solid.customdata] == [["2026-10-01", 0], ["2026-10-02", 0]]


def test_the_former_period_is_a_thin_grey_line_under_its_name() -> None:
    now = line([3, 4, 5], former=line([2, 2, 2]).points, former_name="last year")
    drawn = figures.trend([now], axis(3), LIGHT)
    assert drawn.data[0].line.color == LIGHT.former
    assert "last year" in texts(drawn)


def test_marks_and_shades_stand_behind() -> None:
    around = Axis((), ((FIRST, FIRST + timedelta(days=2), "holiday"),), ((FIRST, "upgrade <b>"),))
    drawn = figures.trend([line([3, 4])], around, LIGHT)
    assert {shape.layer for shape in drawn.layout.shapes} == {"below"}
    assert "◆ upgrade &lt;b&gt;" in texts(drawn)


def test_record_text_has_no_power_over_a_figure() -> None:
    name = '<a href="https://example.org">x</a>'
    for drawn in (
        figures.trend([line([1, 2], name), line([2, 2], "b")], axis(2), LIGHT),
        figures.multiples([line([1, 2], name)], axis(2), LIGHT),
        figures.bars([Part("k", name, 1, ("1",))], LIGHT),
        figures.shares([Part("k", name, 1, ("1",))], LIGHT, whole="1"),
    ):
        assert "<a" not in drawn.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_can_be_read_on_their_ground(palette: Palette) -> None:
    inks = (palette.text, palette.second, palette.watch, palette.late, palette.fine, *palette.inks)
    assert min(contrast(ink, palette.ground) for ink in inks) >= 4.5


def test_small_charts_share_one_scale() -> None:
    drawn = figures.multiples([line([1, 9], name) for name in "abcd"], axis(2), LIGHT)
    ranges = {tuple(drawn.layout[f"yaxis{at}"].range) for at in ("", 2, 3, 4)}
    assert len(ranges) == 1


def test_small_charts_are_shaded_and_titled_by_what_has_ended() -> None:
    around = Axis((), ((FIRST, FIRST + timedelta(days=2), "vacation"),))
    drawn = figures.multiples([line([1, 9], name, complete="1") for name in "ab"], around, LIGHT)
    assert [shape.xref for shape in drawn.layout.shapes] == ["x", "x2"]
    assert texts(drawn).count("vacation") == 1
    assert sum(text.startswith("<b>a</b>  1  <span") for text in texts(drawn)) == 1


def test_a_round_of_time_is_bars_or_lines() -> None:
    places = [("1", "Mon"), ("2", "Tue")]
    one = figures.Series("", (1, 2), ("Mon 1", "Tue 2"), (2, 2), ("", ""), "last year", running=1)
    drawn = figures.profile([one], places, LIGHT)
    assert [trace.type for trace in drawn.data] == ["bar", "scatter"]
    assert list(drawn.data[0].marker.pattern.shape) == ["", "/"]
    assert [list(at) for at in drawn.data[0].customdata] == [["1", 0], ["2", 0]]
    several = figures.profile([figures.Series(name, (1, 2), ("", "")) for name in "ab"], places, LIGHT)
    assert [trace.type for trace in several.data] == ["scatter", "scatter"]


def test_a_bar_that_stands_out_says_so_by_more_than_colour() -> None:
    parts = [Part("a", "A", 9, ("9", "◆ +8"), stands_out=True), Part("b", "B", 3, ("3", "0"))]
    drawn = figures.bars(parts, LIGHT)
    assert list(drawn.data[0].marker.color) == [LIGHT.series[4], LIGHT.bar]
    assert "<b>◆ +8</b>" in texts(drawn)
    assert [one[0] for one in drawn.data[0].customdata] == ["a", "b"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_what_is_late_has_the_colour_of_what_is_late(palette: Palette) -> None:
    parts = [Part("a", "A", 2, ("9%", "▲ 2"), True, late=True), Part("b", "B", 3, ("91%", "3"))]
    drawn = figures.bars(parts, palette, row=60)
    assert list(drawn.data[0].marker.color) == [palette.late, palette.bar]
    (told,) = [note for note in drawn.layout.annotations if "▲ 2" in note.text]
    assert told.font.color == palette.late
    assert drawn.data[0].width * 60 == pytest.approx(19)  # a bar is no thicker where its row is taller


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_stages_are_as_long_as_they_took_and_none_looks_late(palette: Palette) -> None:
    ways = [
        figures.Way("<i>A", (1, None, 3), ("<b>1", "", "3"), ("1", "–", "3", "6")),
        figures.Way("B", (2, 2, 4), ("2", "2", "4"), ("2", "2", "4", "8")),
    ]
    drawn = "".join(figures.stages(ways, palette))
    found = re.findall(r'width:([\d.]+)%;background:(#\w+)" title="([^"]*)"', drawn)
    assert [width for width, _, _ in found] == ["12.50", "37.50", "25.00", "25.00", "50.00"]
    assert [told for _, _, told in found] == ["&lt;b&gt;1", "3", "2", "2", "4"]
    colours = {colour for _, colour, _ in found}
    assert len(colours) == 3
    assert not {palette.late, palette.watch, palette.series[1], palette.series[4]} & colours
    assert "&lt;i&gt;A" in drawn
    assert "<i>" not in drawn
    swatches = "".join(figures.swatch(stage, palette) for stage in range(3))
    assert set(re.findall(r"background:(#\w+)", swatches)) == colours


def test_empty_answers_draw() -> None:
    figures.trend([line([None, None])], axis(2), LIGHT)
    figures.bars([], LIGHT)
    assert figures.spark([None, 3.0], LIGHT) == ""


def test_a_spark_is_an_image_without_words() -> None:
    image = figures.spark([1, None, 3], LIGHT)
    assert 'alt=""' in image
    drawn = base64.b64decode(image.split("base64,")[1].split('"')[0]).decode()
    assert drawn.count(",") == 2


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [(0, 57, [0, 20, 40]), (0, 1, [0, 0.25, 0.5, 0.75, 1.0]), (0, 0.9, [0, 0.25, 0.5, 0.75]), (80, 101, [80, 90, 100])],
)
def test_axis_values_are_round(low: float, high: float, values: list[float]) -> None:
    assert steps(low, high, str)["tickvals"] == pytest.approx(values)


def test_ticks_are_few_and_reach_the_end() -> None:
    days = [FIRST + timedelta(days=at) for at in range(42)]
    ticks = figures.ticks(days, str)
    assert len(ticks) <= 9
    assert ticks[-1][0] == days[-1]


def test_a_long_name_is_cut_by_its_width() -> None:
    assert cut("校园一卡通与门禁系统", 4) == "校园一卡…"
    assert cut("network", 4) == "network"


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_an_option_names_every_place_and_dots_the_way_to_the_running_unit() -> None:
    option = figures.line_option(line([3, None, 5, 2]), axis(4), LIGHT)
    solid, dotted = option["series"]
    assert [one["name"] for one in solid["data"]] == ["day 0", "day 1", "day 2", "day 3"]
    assert [one["value"] for one in solid["data"]] == [3, None, 5, None]
    # The unit that has ended keeps the dot it has in its own line.
    assert dotted["data"] == [None, None, {"value": 5, "symbol": "none"}, 2]
    assert dotted["lineStyle"]["type"] == "dotted"
    assert dotted["itemStyle"]["color"] == LIGHT.ground  # only what still runs is hollow
    assert dotted["endLabel"]["formatter"] == "2"
    assert option["xAxis"]["data"] == ["10-01", "10-02", "10-03", "10-04"]
    assert option["tooltip"]["formatter"] == "{b0}"


def test_an_option_shades_whole_days_and_names_a_holiday_once() -> None:
    shaded = Axis(axis(4).ticks, shades=((FIRST - timedelta(days=1), FIRST + timedelta(days=2), "{rest}"),))
    bars = figures.line_option(line([3, 4, 5, 2]), shaded, LIGHT)["series"][-1]
    assert [bool(one) for one in bars["data"]] == [True, True, False, False]
    assert [one["label"]["formatter"] for one in bars["data"] if isinstance(one, dict)] == ["(rest)"]
    assert bars["silent"]


def test_a_unit_of_which_a_part_is_counted_is_hollow() -> None:
    points = line([3, 4, 5]).points
    told = replace(line([3, 4, 5]), points=(replace(points[0], partial=True), *points[1:]))
    data = figures.line_option(told, axis(3), LIGHT)["series"][0]["data"]
    assert [one.get("symbol") for one in data] == ["emptyCircle", None, None]
    (drawn, *_) = figures.trend([told], axis(3), LIGHT).data
    assert list(drawn.marker.symbol) == ["circle-open", "circle"]


def test_where_the_chosen_days_begin_is_marked_and_named() -> None:
    since = replace(axis(4), since=(FIRST + timedelta(days=2), "this {month}"))
    mark = figures.line_option(line([3, 4, 5, 2]), since, LIGHT)["series"][0]["markLine"]
    assert (mark["data"], mark["label"]["formatter"]) == ([{"xAxis": 2}], "this (month) →")
    drawn = figures.trend([line([3, 4, 5, 2])], since, LIGHT)
    assert [shape.x0 for shape in drawn.layout.shapes] == [FIRST + timedelta(days=2)]
    assert "this {month} →" in [one.text for one in drawn.layout.annotations]


def test_an_option_tells_its_peak_on_the_side_with_room() -> None:
    told = figures.line_option(line([9, 1, 1, 1], peak=(0, "9 {on}")), axis(4), LIGHT)["series"][0]["markPoint"]
    assert (told["data"], told["label"]["position"]) == ([{"coord": [0, 9]}], "right")
    assert told["label"]["formatter"] == "9 (on)"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_hours_of_a_week_stand_above_each_other_with_what_stands_out(palette: Palette) -> None:
    places = range(7 * 24)
    told = [f"<b>{at}</b>" for at in places]
    expected = Panel("expected", [float(at % 24) for at in places], told)
    present = Panel("present", [0.0] * len(places), told)
    spans = [Span(30, 34, "▲ tight", short=True), Span(24, 28, "● idle", short=False)]
    drawn = figures.roster(expected, present, [f"day {number}" for number in range(7)], palette, spans)
    above, below = drawn.data
    assert list(above.y) == list(expected.values)
    assert above.hovertext[3] == "&lt;b&gt;3&lt;/b&gt;"
    assert (below.yaxis, list(below.y)) == ("y2", [0.0] * len(places))
    assert drawn.layout.yaxis.domain[0] > drawn.layout.yaxis2.domain[1]
    shades = {(shape.x0, shape.x1): shape.fillcolor for shape in drawn.layout.shapes if shape.type == "rect"}
    assert shades == {(29.5, 33.5): palette.late, (23.5, 27.5): palette.fine}
    assert texts(drawn) == ["expected", "present", "▲ tight", "● idle"]
    sides = {one.text: one.xanchor for one in drawn.layout.annotations}
    assert (sides["● idle"], sides["▲ tight"]) == ("right", "left")


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_trainings_stand_in_their_order_with_every_score_and_the_limit_across(palette: Palette) -> None:
    shown = [
        Session("networks", "10-23", 92.0, "92.0", "first"),
        Session("<b>a talk</b>", "10-30", 60.9, "60.9", "<i>second</i>", low=True),
        Session("networks", "11-06", 70.0, "70.0", "third", chosen=True),
    ]
    drawn = figures.sessions(shown, (70, "limit 70"), palette)
    (curve,) = drawn.data
    assert list(curve.y) == [92.0, 60.9, 70.0]
    assert list(curve.text) == ["92.0", "60.9", "70.0"]
    assert list(curve.marker.symbol) == ["circle", "triangle-up", "circle"]
    assert curve.marker.color[1] == palette.late
    assert [width > 0 for width in curve.marker.line.width] == [False, False, True]
    assert curve.hovertext[1] == "&lt;i&gt;second&lt;/i&gt;"
    names = list(drawn.layout.xaxis.ticktext)
    assert [name.split()[0] for name in names] == ["10-23", "10-30", "11-06"]
    assert "&lt;b&gt;a talk&lt;/b&gt;" in names[1]
    (line_across,) = drawn.layout.shapes
    assert line_across.y0 == line_across.y1 == 70
    assert texts(drawn) == ["limit 70"]
    low, high = drawn.layout.yaxis.range
    assert low < 60.9
    assert high > 100


def test_a_course_of_scores_names_the_limits_and_the_fails() -> None:
    marks = [Mark(FIRST, 91.0, "good"), Mark(date(2026, 11, 1), 66.5, "failed", failed=True)]
    drawn = figures.course(marks, [(90, "excellent"), (70, "pass")], LIGHT)
    every, failed = drawn.data
    assert list(every.y) == [91.0, 66.5]
    assert (list(failed.y), list(failed.text), failed.marker.color) == ([66.5], ["66.5"], LIGHT.late)
    assert [shape.y0 for shape in drawn.layout.shapes] == [90, 70]
    assert texts(drawn) == ["excellent", "pass"]


def test_a_histogram_has_its_counts_above_and_marks_what_fails() -> None:
    drawn = figures.histogram([Bin("60–65", 1, "one", failed=True), Bin("65–70", 0, "none"), Bin("70–75", 8, "")], DARK)
    (drawn_bars,) = drawn.data
    assert list(drawn_bars.y) == [1, 0, 8]
    assert list(drawn_bars.text) == ["▲ 1", "", "8"]
    assert list(drawn_bars.marker.color) == [DARK.late, DARK.bar, DARK.bar]
