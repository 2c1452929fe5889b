"""Sentences say what their answers bear out, and no more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from cockpit import sentences
from cockpit.i18n import LANGUAGES
from cockpit.metrics import CATALOGUE, Answer, Clocks, Question
from cockpit.periods import Period

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def answer(metric: str, rows: list[dict[str, Any]], by: tuple[str, ...] = ()) -> Answer:
    question = Question(metric, OCTOBER, by, against="previous")
    return Answer(CATALOGUE[metric], question, "s", pa.Table.from_pylist(rows), Clocks(NOW, NOW, NOW))


def opened(now: int, before: int) -> Answer:
    return answer("opened", [{"value": now, "n": now, "value_against": before, "n_against": before}])


def parts(*rows: tuple[str | None, str, int, int]) -> Answer:
    names = ("campus", "category", "n", "n_against")
    return answer("opened", [dict(zip(names, row, strict=True)) for row in rows], ("campus", "category"))


def sla(share: float | None) -> Answer:
    return answer("sla_met", [{"value": share, "n": 100}])


def told(
    now: int, before: int, *rows: tuple[str, str, int, int], share: float | None = 0.962, overdue: int = 0
) -> sentences.Sentence:
    return sentences.overview(
        opened(now, before), parts(*rows), sla(share), overdue, "zh-Hans", target=0.95, preset="last_month"
    )


def test_what_was_late_at_the_end_of_a_past_period_is_not_called_present() -> None:
    whole = opened(10, 10)
    said = sentences.overview(whole, parts(), sla(0.9), 12, "zh-Hans", target=0.95, preset="last_month", ended=True)
    assert said.text.endswith("低于 95% 的目标，期末有 12 单超时。")


def test_a_first_line_begins_with_a_capital_letter() -> None:
    assert sentences.Sentence("this month: 3 tickets", "late", " now").text == "This month: 3 tickets"
    assert sentences.Sentence("本月报修").text == "本月报修"
    assert sentences.Sentence("").text == ""


def test_growth_with_one_main_cause_is_named_and_stressed() -> None:
    said = told(1284, 1178, ("东校区", "认证登录", 210, 92), ("本部", "多媒体", 100, 112))
    assert said.text == "2026年10月报修 1,284 单，比前一个月多 9.0%，"
    assert said.stress == "主要来自东校区的认证登录（+118 单）"
    assert said.after == "。按时率 96.2%，达到 95% 的目标。"


def test_where_nobody_told_where_is_no_place() -> None:
    rows = (None, "网络", 210, 92), ("本部", "多媒体", 100, 112)
    assert sentences.cause(parts(*rows), "zh-Hans") == "主要来自网络（+118 单）"


def test_a_cause_of_less_than_half_is_only_the_largest() -> None:
    said = told(
        1300, 1200, ("东校区", "认证登录", 140, 100), ("本部", "无线网络", 135, 100), ("本部", "终端", 125, 100)
    )
    assert said.stress == "增加最多的是东校区的认证登录（+40 单）"


def test_no_cause_is_made_up_where_the_change_is_spread() -> None:
    spread = [("东校区", f"类{at}", 110, 100) for at in range(10)]
    assert told(1100, 1000, *spread).stress == ""


def test_a_fall_is_told_without_alarm() -> None:
    said = told(900, 1000, ("东校区", "认证登录", 20, 110), ("本部", "终端", 50, 60))
    assert said.stress == ""
    assert "比前一个月少 10%，减少的主要是东校区的认证登录（−90 单）" in said.text


def test_with_one_campus_the_place_goes_without_saying() -> None:
    said = told(120, 100, ("全部地点", "Category 45", 40, 15), ("全部地点", "B", 80, 85))
    assert said.stress == "主要来自 Category 45（+25 单）"


def test_a_missed_target_and_late_tickets_are_said() -> None:
    assert told(10, 10, share=0.9, overdue=12).text.endswith("按时率 90.0%，低于 95% 的目标，现有 12 单超时。")


def test_without_tickets_or_limits_only_that_is_said() -> None:
    assert told(0, 0, share=None).text == "2026年10月没有报修。"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preset_has_its_comparison(language: str) -> None:
    from cockpit.periods import NAMED

    for preset in (*NAMED, "dates"):
        assert sentences.before(preset, "previous", language)


def test_the_worst_places_are_named_where_there_are_enough_tickets_to_say_so() -> None:
    counts = [{"building": name, "value": n, "n": n} for name, n in (("A", 46), ("B", 40), (None, 99))]
    shares = [
        {"building": name, "value": share, "n": n}
        for name, share, n in (("A", 0.93, 40), ("B", 0.5, 9), ("C", 0.9, 30))
    ]

    def said(target: float) -> str:
        return sentences.worst(
            placed("opened", counts), placed("sla_met", shares), "building", "zh-Hans", target=target, name=str
        )

    assert said(0.95) == "报修最多的楼宇：A（46 单），按时率最低的楼宇：C（90%，到期 30 单）"
    assert said(0.85) == "报修最多的楼宇：A（46 单）"
    assert sentences.worst(placed("opened", []), placed("sla_met", []), "building", "en", target=0.9, name=str) == ""


def placed(metric: str, rows: list[dict[str, Any]]) -> Answer:
    question = Question(metric, OCTOBER, ("building",))
    shape = pa.schema([("building", pa.string()), ("value", pa.float64()), ("n", pa.int64())])
    clocks = Clocks(None, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    return Answer(CATALOGUE[metric], question, "s", pa.Table.from_pylist(rows, schema=shape), clocks)


@pytest.mark.parametrize(
    ("unit", "first", "days", "words", "english"),
    [
        ("month", (2025, 11, 1), ((2025, 11, 28), (2026, 11, 28)), "2025年11月（28日起）", "Nov 2025 (from day 28)"),
        ("month", (2025, 12, 1), ((2025, 11, 28), (2026, 11, 28)), "2025年12月", "Dec 2025"),
        ("month", (2026, 11, 1), ((2025, 11, 28), (2026, 11, 28)), "2026年11月（进行中）", "Nov 2026 (so far)"),
        ("month", (2026, 11, 1), ((2026, 11, 1), (2026, 12, 1)), "2026年11月（进行中）", "Nov 2026 (so far)"),
        ("month", (2026, 11, 1), ((2026, 11, 20), (2026, 12, 1)), "2026年11月（20日起，进行中）", None),
        ("month", (2026, 11, 1), ((2026, 11, 1), (2026, 11, 21)), "2026年11月（至20日）", "Nov 2026 (to day 20)"),
        (
            "month",
            (2026, 10, 1),
            ((2026, 10, 8), (2026, 10, 21)),
            "2026年10月（8日至20日）",
            "Oct 2026 (day 8 to day 20)",
        ),
        ("year", (2025, 1, 1), ((2025, 11, 28), (2026, 11, 28)), "2025年（11-28起）", "2025 (from 28 Nov)"),
        ("day", (2026, 11, 27), ((2026, 11, 1), (2026, 12, 1)), "2026年11月27日", "27 Nov 2026"),
    ],
)
def test_a_unit_of_which_the_period_has_a_part_says_so(
    unit: str, first: tuple[int, int, int], days: tuple[tuple[int, int, int], ...], words: str, english: str | None
) -> None:
    """On 27 November 2026."""
    at, period = date(*first), Period(date(*days[0]), date(*days[1]))
    assert sentences.unit_label(unit, at, period, date(2026, 11, 27), "zh-Hans") == words
    if english:
        assert sentences.unit_label(unit, at, period, date(2026, 11, 27), "en") == english


def test_a_trend_says_where_it_stands_and_where_it_stood_highest() -> None:
    points = [(date(2026, month, 1), float(month % 5)) for month in range(1, 10)]
    metric = CATALOGUE["opened"]
    said = sentences.trend(points, metric, "报修量", "month", "zh-Hans")
    assert said == "报修量：2026年9月为 4 单；最高是 2026年4月的 4 单。"
    assert sentences.trend([], metric, "报修量", "month", "zh-Hans") == "报修量：这段时间没有数据。"
    english = sentences.trend([(date(2026, 9, 1), 1.0)], metric, "Opened", "month", "en")
    assert english == "Opened: 1 ticket (Sep 2026)."


def furthest(metric: str, *rows: tuple[str, float, int], split: str = "level", language: str = "zh-Hans") -> str:
    whole = answer(metric, [{"value": 0.9, "n": 1_000}])
    parts = answer(metric, [{split: key, "value": value, "n": n} for key, value, n in rows], (split,))
    words = {"period": "本月", "name": "按时率", "unit": "", "each": "单", "than": ""}
    return sentences.pivot(whole, parts, split, words, language, lambda key: f"{key} 级").text


def test_a_part_of_few_rows_that_is_further_off_is_not_denied() -> None:
    said = furthest("sla_met", ("A", 0.429, 7), ("B", 0.891, 229), ("C", 0.95, 700))
    assert said == "本月按时率 90.0%：在至少 20 单的故障等级中最低的是 B 级，89.1%（229 单）。"
    assert "by level, of those with at least 20 tickets, lowest in" in furthest(
        "sla_met", ("A", 0.4, 7), ("B", 0.9, 50), language="en"
    )


@pytest.mark.parametrize(
    ("metric", "value", "said"), [("overdue", 0, "本月 X 0 单。"), ("sla_met", None, "没有可统计")]
)
def test_none_of_a_count_is_nought_and_not_unknown(metric: str, value: float | None, said: str) -> None:
    whole = answer(metric, [{"value": value, "n": 0}])
    words = {"period": "本月", "name": " X", "than": ""}
    told = sentences.pivot(whole, answer(metric, [], ("level",)), "level", words, "zh-Hans", str).text
    assert said in told


def test_where_the_worst_part_has_enough_rows_it_is_named_without_conditions() -> None:
    assert "：最低的是 B 级，89.1%" in furthest("sla_met", ("A", 0.99, 7), ("B", 0.891, 229))
    assert "：最低的是 A 级，42.9%（7 单）" in furthest("sla_met", ("A", 0.429, 7), ("B", 0.5, 9))
    assert "至少 20 单" in furthest("time_to_resolve", ("A", 90.0, 3), ("B", 4.0, 40))
