"""The sentence that explains: what it says of made-up explanations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from cockpit import telling
from cockpit.explain import Explanation, Part
from cockpit.explain.effects import Moved, Sums, effect, share
from cockpit.explain.explanation import Member
from cockpit.i18n import LANGUAGES
from cockpit.metrics import CATALOGUE, Answer, Clocks, Question
from cockpit.metrics.formula import formula
from cockpit.periods import Period

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
NOW = datetime(2026, 11, 2, tzinfo=UTC)
EAST = (("category", "认证登录"), ("campus", "东校区"))


def explained(
    metric: str, whole: Moved, *told: tuple[Member, Moved], against: Part | None = None, **more: Any
) -> Explanation:
    rate = formula(CATALOGUE[metric], Question(metric, OCTOBER), {}).rate
    values = [float(one.rate or 0) if rate else one.total for one in (whole.now, whole.before)]
    table = pa.table({"value": [values[0]], "n": [1], "value_against": [values[1]], "n_against": [1]})
    question = Question(metric, OCTOBER, against="previous")
    answer = Answer(CATALOGUE[metric], question, "s", table, Clocks(NOW, NOW, NOW), OCTOBER)
    parts = tuple(part(member, moved, whole, rate=rate) for member, moved in told)
    found = Explanation(answer, formula(CATALOGUE[metric], question, {}), whole=part((), whole, whole, rate=rate))
    together = sum(float(one.effect.change) for one in parts)
    return replace(found, told=parts, told_effect=together, against=against, **more)


def part(member: Member, moved: Moved, whole: Moved, *, rate: bool) -> Part:
    return Part(member, moved, effect(moved, whole, rate=rate), share(moved, whole, rate=rate), p=0.001, chance=False)


def count(now: int, before: int) -> Moved:
    return Moved(Sums(now), Sums(before))


def rate(now: tuple[int, int], before: tuple[int, int]) -> Moved:
    return Moved(Sums(*now), Sums(*before))


def said(found: Explanation, language: str = "zh-Hans") -> str:
    one = telling.sentence(found, language, period="本月", than="上月同期")
    return f"{one.text}{one.stress}{one.after}"


def test_a_count_and_its_main_part_places_first() -> None:
    found = explained("opened", count(1439, 1319), (EAST, count(176, 78)))
    assert said(found) == "本月报修量 1,439 单，比上月同期增加 9.1%（+120 单），主要来自东校区的认证登录（+98 单）。"
    one = telling.sentence(found, "zh-Hans", period="本月", than="上月同期")
    assert one.stress == "主要来自东校区的认证登录（+98 单）"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", "东校区的故障小类“认证失败”（"),
        ("zh-Hant", "东校区的故障小類「认证失败」（"),
        ("en", "subcategory “认证失败”"),
    ],
)
def test_a_subcategory_is_called_one(language: str, words: str) -> None:
    """It may have grown more than its category, of which others fell."""
    failed = (("campus", "东校区"), ("subcategory", "认证失败"))
    assert words in said(explained("opened", count(1439, 1319), (failed, count(176, 78))), language)


def test_less_than_half_is_no_main_part() -> None:
    found = explained("opened", count(400, 300), ((("level", "C"),), count(130, 100)))
    assert said(found).endswith("其中最突出的是 C 级（+30 单）；其余变化分散在各部分。")


def test_what_the_rest_did_is_told_where_parts_outdo_the_whole() -> None:
    found = explained("opened", count(110, 100), ((("campus", "东校区"),), count(60, 20)))
    assert "主要来自东校区（+40 单）；其余合计 −30 单。" in said(found)


def test_what_went_the_other_way_is_named() -> None:
    whole = count(110, 100)
    other = part((("campus", "西校区"),), count(5, 30), whole, rate=False)
    found = explained("opened", whole, ((("campus", "东校区"),), count(60, 20)), against=other)
    assert "；西校区方向相反（−25 单）。" in said(found)


def test_a_fall_and_something_out_of_nothing() -> None:
    found = explained("opened", count(80, 100), ((("campus", "东校区"),), count(20, 40)))
    assert "减少 20%（−20 单），减少主要在东校区（−20 单）" in said(found)
    assert "本月报修量 8 单，上月同期为 0 单（+8 单）" in said(explained("opened", count(8, 0)))


def test_chance_is_called_so() -> None:
    whole = part((), count(43, 40), count(43, 40), rate=False)
    found = explained("opened", count(43, 40))
    assert said(replace(found, whole=replace(whole, chance=True))).endswith("；总体变化可能只是偶然。")
    assert said(found).endswith("；没有哪一部分的变化大到能排除偶然。")
    singles = {"campus": (part((("campus", "东校区"),), count(30, 10), count(43, 40), rate=False),)}
    assert said(replace(found, singles=singles)).endswith("；变化分散在各部分，没有哪一部分特别突出。")


def test_a_rate_is_told_by_level_or_by_mix() -> None:
    level, rest = rate((30, 100), (48, 60)), rate((90, 100), (126, 140))
    found = explained("sla_met", level + rest, (EAST, level))
    assert "按时率 60.0%，比上月同期下降 27.0 个百分点（87.0% → 60.0%）" in said(found)
    assert "主要因为东校区的认证登录由 80.0% 变为 30.0%（影响 −" in said(found)
    mixed = rate((40, 80), (10, 20))
    found = explained("sla_met", mixed + rest, (EAST, mixed))
    assert "东校区的认证登录所占比重由 12.5% 变为 44.4%（影响 −" in said(found)


def test_a_median_is_told_by_the_share_above_the_former() -> None:
    whole = rate((57, 100), (50, 100))
    found = explained("time_to_resolve", whole, (EAST, rate((30, 40), (20, 40))))
    table = pa.table({"value": [4.1], "n": [100], "value_against": [3.2], "n_against": [100]})
    found = replace(found, answer=replace(found.answer, table=table), threshold=3.2)
    assert "修复时长（中位） 4.1 小时，比上月同期上升 54 分钟（3.2 小时 → 4.1 小时）" in said(found)
    assert "超过 3.2 小时的占比由 50.0% 变为 57.0%" in said(found)
    assert "东校区的认证登录由 50.0% 变为 75.0%（影响 +10.0 个百分点）" in said(found)


def test_no_change_and_no_data() -> None:
    assert said(explained("opened", count(40, 40))) == "本月报修量 40 单，与上月同期相同。"
    found = explained("opened", count(40, 40))
    empty = pa.table({"value": [40], "n": [40], "value_against": pa.nulls(1, pa.int64()), "n_against": [0]})
    answer = replace(found.answer, table=empty)
    assert said(replace(found, answer=answer, whole=None)) == "本月报修量 40 单，上月同期没有数据可比。"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(language: str) -> None:
    found = explained("opened", count(1439, 1319), (EAST, count(176, 78)))
    assert "+98" in said(found, language)
    assert telling.method(found, language)
    assert telling.dims(found.told[0], language).count("×") == 1


def test_incidents_are_counted_as_such() -> None:
    found = explained("major_incidents", count(27, 24), ((("campus", "东校区"),), count(11, 6)))
    assert "27 起，比上月同期增加 13%（+3 起），主要来自东校区（+5 起）" in said(found)
