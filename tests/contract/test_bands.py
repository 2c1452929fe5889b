"""The bands of open tickets: codes that sort as they grow, bounds without a gap, words of the codes alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.contract import bands
from cockpit.i18n import label
from cockpit.settings import Measures

MINUTES = st.lists(st.integers(1, 60 * 24 * 400), min_size=1, max_size=7, unique=True).map(sorted)


@given(MINUTES)
@settings(deadline=None)
def test_bands_sort_as_they_grow_and_leave_no_gap(minutes: list[int]):
    bounds = tuple(timedelta(minutes=one) for one in minutes)
    rows = bands.bands_table(Measures(ageing=bounds, time_left=bounds)).to_pylist()
    for dimension in ("age", "time_left"):
        mine = [row for row in rows if row["dimension"] == dimension]
        codes = [row["code"] for row in mine]
        assert codes == sorted(codes) == list(bands.codes(bounds))
        assert [bands.OVERDUE, *codes, bands.NO_LIMIT] == sorted([bands.OVERDUE, *codes, bands.NO_LIMIT])
        assert [row["high"] for row in mine[:-1]] == [row["low"] for row in mine[1:]]
        assert (mine[0]["low"], mine[-1]["high"]) == (timedelta(0), None)
        assert len({label(dimension, code, "en") for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("dimension", "code", "told"),
    [
        ("age", "1_0h_24h", ("不足 1 天", "未滿 1 天", "< 1 d")),
        ("age", "2_24h_72h", ("1–3 天", "1–3 天", "1–3 d")),
        ("age", "2_4h_36h", ("4–36 小时", "4–36 小時", "4–36 h")),
        ("age", "4_168h_on", ("超过 7 天", "超過 7 天", "> 7 d")),
        ("time_left", "1_0h_90m", ("不足 90 分钟", "不足 90 分鐘", "Under 90 min")),
        ("time_left", "3_4h_24h", ("4–24 小时", "4–24 小時", "4–24 h")),
        ("time_left", "4_24h_on", ("1 天以上", "1 天以上", "1 d or more")),
        ("time_left", bands.OVERDUE, ("已超时", "已逾時", "Overdue")),
    ],
)
def test_the_words_of_a_band_are_those_of_its_bounds(dimension: str, code: str, told: tuple[str, str, str]):
    assert tuple(label(dimension, code, language) for language in ("zh-Hans", "zh-Hant", "en")) == told
