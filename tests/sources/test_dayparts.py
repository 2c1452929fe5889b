"""Clocks of twelve hours behind a part of the day are read as they are meant, or told as unclear."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.sources.conftest import lines, text
from tests.sources.test_cells import at


@pytest.mark.parametrize(
    ("spelling", "instant"),
    [
        ("2026年3月2日 下午2时30分", at(2026, 3, 2, 6, 30)),
        ("2026年3月2日下午2時30分15秒", at(2026, 3, 2, 6, 30, 15)),
        ("2026-03-02 下午 2:30", at(2026, 3, 2, 6, 30)),
        ("2026/3/2 上午9:05:10", at(2026, 3, 2, 1, 5, 10)),
        ("2026/3/2 上午 12:05", at(2026, 3, 1, 16, 5)),
        ("2026/3/2 下午 12:05", at(2026, 3, 2, 4, 5)),
        ("2026/3/2 下午14:30", at(2026, 3, 2, 6, 30)),
        ("2026-03-02 中午12:30", at(2026, 3, 2, 4, 30)),
        ("2026-03-02 中午1点", at(2026, 3, 2, 5)),
        ("2026-03-02 晚上8点半", at(2026, 3, 2, 12, 30)),
        ("2026-03-02 晚上 11點", at(2026, 3, 2, 15)),
        ("2026-03-02 凌晨12:30", at(2026, 3, 1, 16, 30)),
        ("2026.3.2 早上8点05分", at(2026, 3, 2, 0, 5)),
        ("2026年3月2日（星期一） 下午2：30", at(2026, 3, 2, 6, 30)),
        ("民國115年3月2日 下午2時30分", at(2026, 3, 2, 6, 30)),
    ],
)
def test_clocks_of_twelve_hours(read, spelling, instant):
    found = read(text(lines({"报修时间": spelling, "完成时间": ""}, {})))
    assert found.problems == []
    assert found.column("reported_at")[0].astimezone(UTC) == instant


def test_in_a_configured_format(read):
    found = read(text(lines({"报修时间": "2/3/2026 下午2:30", "完成时间": ""})), dates=("%d/%m/%Y",))
    assert found.column("reported_at")[0].astimezone(UTC) == at(2026, 3, 2, 6, 30)


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("2026-03-02 晚上12:00", "unclear_hour"),
        ("2026-03-02 上午12点", "unclear_hour"),
        ("2026-03-02 早上 十二点半", "unclear_hour"),
        ("2026-03-02 夜里1点", "unclear_hour"),
        ("2026-03-02 上午14:30", "unclear_hour"),
        ("2026-03-02 下午0:30", "unclear_hour"),
        ("2026-02-30 下午2:30", "impossible_date"),
        ("2026-03-02 下午2:75", "impossible_date"),
        ("下午2:30", "not_a_time"),
        ("2026-03-02 下午", "unclear_hour"),
    ],
)
def test_clocks_that_cannot_be(read, spelling, reason):
    found = read(text(lines({}, {"报修时间": spelling, "完成时间": ""})))
    assert found.problems == [(3, "reported_at", reason, spelling)]
