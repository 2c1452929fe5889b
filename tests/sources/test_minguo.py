"""Dates of the Republic of China: read where they say so, bare ones where the mapping does."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.sources.conftest import lines, text
from tests.sources.test_cells import at


@pytest.mark.parametrize(
    ("spelling", "instant"),
    [
        ("民國115年3月1日", at(2026, 2, 28, 16)),
        ("民国115年3月1日 8时5分", at(2026, 3, 1, 0, 5)),
        ("民國 115 年 3 月 1 日 08:05", at(2026, 3, 1, 0, 5)),
        ("中華民國115年03月01日（星期日）", at(2026, 2, 28, 16)),
        ("民國１１５／３／１", at(2026, 2, 28, 16)),
        ("民國115-03-01 08:05:30", at(2026, 3, 1, 0, 5, 30)),
        ("民國115.3.1", at(2026, 2, 28, 16)),
        ("民國1150301", at(2026, 2, 28, 16)),
        ("民國99年12月31日", at(2010, 12, 30, 16)),
        ("民國元年1月2日", at(1912, 1, 1, 16)),
    ],
)
def test_times_of_the_republic_of_china(read, spelling, instant):
    found = read(text(lines({"报修时间": spelling, "完成时间": ""}, {})))
    assert found.problems == []
    assert found.column("reported_at")[0].astimezone(UTC) == instant


@pytest.mark.parametrize(
    ("formats", "spelling", "instant"),
    [
        (("民国",), "115/3/1", at(2026, 2, 28, 16)),
        (("民国",), "115-03-01 08:05", at(2026, 3, 1, 0, 5)),
        (("民国",), "115年3月1日 8時5分", at(2026, 3, 1, 0, 5)),
        (("民国",), "115.3.1 24:00", at(2026, 3, 1, 16)),
        (("民国",), "099/12/31", at(2010, 12, 30, 16)),
        (("民国",), "1150301", at(2026, 2, 28, 16)),
        (("民国",), "1150301 0805", at(2026, 3, 1, 0, 5)),
        (("民国",), "2026/3/1", at(2026, 2, 28, 16)),
        (("民国",), "20260301", at(2026, 2, 28, 16)),
        (("民国", "%d/%m/%Y"), "1/2/2016", at(2016, 1, 31, 16)),
        (("%d/%m/%Y",), "民國115年3月1日", at(2026, 2, 28, 16)),
    ],
)
def test_times_of_a_mapping_that_names_it(read, formats, spelling, instant):
    found = read(text(lines({"报修时间": spelling, "完成时间": ""}, {"报修时间": "2022-03-04 05:06"})), dates=formats)
    assert [moment.astimezone(UTC) for moment in found.column("reported_at")] == [instant, at(2022, 3, 3, 21, 6)]


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("115/3/1", "three_digit_year"),
        ("115-03-01 08:00", "three_digit_year"),
        ("115年3月1日", "three_digit_year"),
        ("1150301", "three_digit_year"),
        ("115.5", "not_a_time"),
        ("民國115年2月30日", "impossible_date"),
        ("民國115/13/1", "impossible_date"),
        ("民國", "not_a_time"),
    ],
)
def test_times_that_cannot_be(read, spelling, reason):
    found = read(text(lines({}, {"报修时间": spelling, "完成时间": ""})))
    assert found.problems == [(3, "reported_at", reason, spelling)]
