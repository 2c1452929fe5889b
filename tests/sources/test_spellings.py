"""Times written in unusual ways: each is written by a second, naive hand here, and must be read as what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cockpit.errors import SourceError
from cockpit.settings.model import TableSource
from tests.sources.books import book
from tests.sources.conftest import lines, text
from tests.sources.test_cells import at

CHINA = ZoneInfo("Asia/Shanghai")
DIGITS = "零一二三四五六七八九"
# Every half hour of a day, and odd minutes.
MOMENTS = [datetime(2026, 3, 2, hour, minute, tzinfo=CHINA) for hour in range(24) for minute in (0, 30, 5)]


def numeral(number: int) -> str:
    """A number below sixty as it is said."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def part(hour: int) -> str:
    """The part of the day that nobody mistakes."""
    return "凌晨" if hour < 6 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"


def of_twelve(hour: int) -> int:
    return hour % 12 or 12


def half(m: datetime) -> str | None:
    return f"{m:%Y-%m-%d} {m.hour}点半" if m.minute == 30 else None


def whole(m: datetime) -> str | None:
    return f"{m:%Y/%-m/%-d} {m.hour}點整" if m.minute == 0 else None


def parted_whole(m: datetime) -> str | None:
    return f"{m:%Y年%-m月%-d日}{part(m.hour)}{of_twelve(m.hour)}点整" if m.minute == 0 else None


def said(m: datetime) -> str:
    minutes = {0: "", 30: "半"}.get(m.minute, f"零{numeral(m.minute)}分")
    hour = of_twelve(m.hour)
    return f"{m:%Y-%m-%d} {part(m.hour)}{'两' if hour == 2 else numeral(hour)}点{minutes}"


def english(m: datetime) -> str:
    return f"{m:%Y-%m-%d} {of_twelve(m.hour)}:{m:%M} {'PM' if m.hour >= 12 else 'AM'}"


def english_first(m: datetime) -> str:
    return f"{m:%Y/%m/%d} {'p.m.' if m.hour >= 12 else 'a.m.'} {of_twelve(m.hour)}:{m:%M}"


WRITTEN: list[Callable[[datetime], str | None]] = [
    half,
    whole,
    parted_whole,
    said,
    english,
    english_first,
    lambda m: f"{m:%Y-%m-%d} {part(m.hour)} {of_twelve(m.hour)}:{m:%M}:15.5",
    lambda m: f"{m:%Y-%m-%d-%H:%M}",
    lambda m: f"{m:%Y%m%d %H:%M}",
    lambda m: f"{m:%Y%m%dT%H%M}05",
    lambda m: f"{m:%Y%m%d}T{m:%H%M}",
    lambda m: f"{m:%Y-%m-%d} {m.hour}.{m:%M}",
    lambda m: f"{m:%Y-%m-%d %H%M}",
    lambda m: f"{m:%Y—%m—%d %H:%M}",
    lambda m: f"{m:%Y–%m–%d %H:%M}",
    lambda m: f"'{m:%Y-%m-%d %H:%M}",
    lambda m: f"{m:%Y-%m-%d %H:%M} 北京时间",
    lambda m: f"北京時間：{m:%Y年%m月%d日 %H时%M分}",
    lambda m: f"{m:%Y-%m-%d %H:%M}（北京时间）",
    lambda m: f"{m.astimezone(UTC) + timedelta(hours=9):%Y-%m-%d %H:%M} GMT+9",
    lambda m: f"{m.astimezone(UTC) - timedelta(hours=5):%Y-%m-%d %H:%M} (UTC-05:00)",
    lambda m: f"{m.astimezone(UTC):%Y-%m-%d %H:%M} GMT",
    lambda m: f"{m:%Y-%m-%d} {m.hour}点半(GMT+8)" if m.minute == 30 else None,
    lambda m: f"民國{m.year - 1911}—{m:%m—%d} {part(m.hour)}{of_twelve(m.hour)}點{m.minute}分",
]


def exact(moment: datetime, spelling: str) -> datetime:
    """What a spelling of a moment says, seconds and their parts included."""
    if spelling.endswith(":15.5"):
        return moment + timedelta(seconds=15.5)
    return moment + timedelta(seconds=5 * ("T" in spelling and spelling.endswith("05") and len(spelling) == 15))


def test_every_hour_in_every_way(read):
    told = [(spelling, exact(m, spelling)) for write in WRITTEN for m in MOMENTS if (spelling := write(m))]
    rows = lines(*({"报修时间": spelling, "完成时间": ""} for spelling, _ in told))
    found = read(text(rows))
    assert found.problems == []
    got = zip(told, found.column("reported_at"), strict=True)
    assert [(spelling, at) for (spelling, moment), at in got if at != moment] == []


@pytest.mark.parametrize(
    ("spelling", "instant"),
    [
        ("2026/3/2 正午", at(2026, 3, 2, 4)),
        ("2026年3月2日 中午12点", at(2026, 3, 2, 4)),
        ("2026年3月2日 下午三点一刻", at(2026, 3, 2, 7, 15)),
        ("2026-03-02 晚上九点三刻", at(2026, 3, 2, 13, 45)),
        ("2026-03-02 14:30 p.m.", at(2026, 3, 2, 6, 30)),
        ("2026-03-02 24点整", at(2026, 3, 2, 16)),
        ("2026-03-02 14:30:15,250", at(2026, 3, 2, 6, 30, 15, 250000)),
        ("20260302T143005Z", at(2026, 3, 2, 14, 30, 5)),
        ("2026.3.2T14:30", at(2026, 3, 2, 6, 30)),
        ("20260302 下午2:30", at(2026, 3, 2, 6, 30)),
        ("2026-03-02T14:30-05:00", at(2026, 3, 2, 19, 30)),
        ("2026-03-02 14:30:00-05:00", at(2026, 3, 2, 19, 30)),
        ("2026-03-02 14:30:00 +0800 CST", at(2026, 3, 2, 6, 30)),
        ("2026-03-02 北京时间", at(2026, 3, 1, 16)),
        ("10-Oct-2022 2:30 p.m.", at(2022, 10, 10, 6, 30)),
        ("Mar 2, 2026, 2:30 PM", at(2026, 3, 2, 6, 30)),
        ("March 2, 2026 2:30 PM", at(2026, 3, 2, 6, 30)),
        ("Monday, March 2, 2026, 14:30", at(2026, 3, 2, 6, 30)),
        ("2 September 2026", at(2026, 9, 1, 16)),
        ("Mon, 02 Mar 2026 14:30", at(2026, 3, 2, 6, 30)),
        ("May 2, 2026", at(2026, 5, 1, 16)),
        ("Mon, 02 Mar 2026 06:30:00 GMT", at(2026, 3, 2, 6, 30)),
        ("Mon, 2 Mar 2026 14:30:00 +0800 (CST)", at(2026, 3, 2, 6, 30)),
        ("02-Mar-2026 01:30 -0500", at(2026, 3, 2, 6, 30)),
        ("13/2/2026, 2:30:05 PM", at(2026, 2, 13, 6, 30, 5)),
        ("2/13/2026,14:30", at(2026, 2, 13, 6, 30)),
    ],
)
def test_times_in_single_ways(read, spelling, instant):
    assert read(text(lines({"报修时间": spelling, "完成时间": ""}))).column("reported_at") == [instant]


ASIDE = {
    "2026-03-02 14:00-15:00": "time_span",
    "2026-03-02 08:00-12:00": "time_span",
    "2026-03-02 08:00 -12:00": "time_span",
    "2026-03-02 08:00-12": "time_span",
    "2026-03-02 08:00—12:00": "time_span",
    "2026-03-02 下午02:00-05:00": "time_span",
    "2026-03-02 14:00~15:00": "time_span",
    "2026年3月2日 14时至15时": "time_span",
    "2026年3月2日—5日": "time_span",
    "2026-03-02 下午两点半到三点": "time_span",
    "2026-03-02 14:00 至 2026-03-03 08:00": "time_span",
    "14:00-15:00": "time_span",
    "2026.3.214:30": "not_a_time",
    "2026/3/214:30 PM": "unclear_hour",
    "2026-03-02 14:30（补）": "time_noted",
    "2026-03-02 14:30 已确认": "time_noted",
    "2026年3月2日(待定)": "time_noted",
    "2026-03-02 下午2:305": "time_noted",
    "2026-02-30（补）": "impossible_date",
    "2026-03-02 14:30 CST": "unclear_zone",
    "2026-03-02 14:30:05 (EST)": "unclear_zone",
    "Mon Mar 02 14:30:00 CST 2026": "unclear_zone",
    "1772433000": "epoch_number",
    "1772433000123": "epoch_number",
    "2026030214": "not_a_time",
    "2026-03-02 14:30 AM": "unclear_hour",
    "2026-03-02 0:30 PM": "unclear_hour",
    "2026-03-02 上午 2:30 PM": "unclear_hour",
    "2026-03-02 下午": "unclear_hour",
    "2026-03-02 夜里两点": "unclear_hour",
    "20260230 14:30": "impossible_date",
    "20261302T143000": "impossible_date",
    "2026—02—30": "impossible_date",
    "2026-02-30 14:30 GMT+8": "impossible_date",
    "2026-02-30 14:30:00-05:00": "impossible_date",
    "2026-03-02 14:30+30:00": "impossible_date",
    "2026-03-02 下午2:75": "impossible_date",
    "'26-03-02": "two_digit_year",
    "'115/3/2": "three_digit_year",
    "八点": "not_a_time",
}


def test_times_that_nobody_can_tell(read):
    found = read(text(lines({}, *({"报修时间": one, "完成时间": ""} for one in ASIDE))))
    assert {value: reason for _, _, reason, value in found.problems} == ASIDE
    assert found.parsed.accepted == 1


MONTHS = {
    "2026-03": date(2026, 3, 1),
    "202603": date(2026, 3, 1),
    "2026年3月份": date(2026, 3, 1),
    "2026 年 3 月": date(2026, 3, 1),
    "2026年 3月": date(2026, 3, 1),
    "2026/3": date(2026, 3, 1),
    "2026-03-17": date(2026, 3, 1),
    "民國115年3月": date(2026, 3, 1),
    "民國115年3月份": date(2026, 3, 1),
    "民國11503": date(2026, 3, 1),
    "民國115/03": date(2026, 3, 1),
}
BARE_MONTHS = {"11503": date(2026, 3, 1), "115/03": date(2026, 3, 1), "115年3月份": date(2026, 3, 1)}
NO_MONTHS = {"46082": "not_a_time", "202613": "impossible_date", "115": "not_a_time", "三月": "not_a_time"}


def months(spellings: Iterable[object]) -> list[list[object]]:
    """Scores of a month each."""
    return [["工号", "月份", "得分"], *([f"S{n}", month, 90] for n, month in enumerate(spellings))]


SCORES = TableSource(
    "performance", columns={"staff_id": ("工号",), "month": ("月份",), "score": ("得分",)}, constants={"form": "staff"}
)


@pytest.mark.parametrize("named", [True, False])
def test_months(read, named):
    told = MONTHS | (BARE_MONTHS if named else {})
    aside = NO_MONTHS | ({} if named else dict.fromkeys(BARE_MONTHS, "three_digit_year"))
    mapping = replace(SCORES, dates=("民国",) if named else ())
    found = read(text(months([*told, *aside])), mapping=mapping)
    assert dict(zip(told, found.column("month"), strict=True)) == told
    assert {value: reason for _, _, reason, value in found.problems} == aside


def test_a_day_of_a_spreadsheet_is_of_its_month_and_no_year_4608(read):
    found = read(book(months([46083, "2026年3月份", 11503])), "绩效.xlsx", mapping=SCORES)
    assert found.column("month") == [date(2026, 3, 1)] * 2
    assert [(reason, value) for _, _, reason, value in found.problems] == [("three_digit_year", "11503")]


def test_hours_with_points_beside_decimals_are_unclear(read):
    rows = [{"报修时间": f"2026-03-02 {hour}", "完成时间": ""} for hour in ("14.30", "9.75", "8.5")]
    found = read(text(lines(*rows)))
    assert [reason for _, _, reason, _ in found.problems] == ["unclear_hour"] * 3


def test_seconds_since_1970_where_they_are_named(read):
    moment = datetime(2026, 3, 2, 6, 30, 15, tzinfo=UTC)
    counted = int(moment.timestamp())
    spellings = [str(counted), f"{counted}123", f"{counted}.25", "2026-03-02 08:00"]
    rows = lines(*({"报修时间": one, "完成时间": "0"} for one in spellings))
    found = read(text(rows), dates=("epoch",))
    assert found.column("resolved_at") == [None] * 4
    assert found.column("reported_at") == [
        moment,
        moment.replace(microsecond=123_000),
        moment.replace(microsecond=250_000),
        at(2026, 3, 2),
    ]


def test_quotes_do_not_hide_that_day_and_month_are_unclear(read):
    with pytest.raises(SourceError) as refused:
        read(text(lines({"报修时间": "'1/2/2026 08:00", "完成时间": ""}, {"报修时间": "'2/3/2026", "完成时间": ""})))
    assert (refused.value.key, refused.value.arguments["count"]) == ("day_or_month", 2)


def test_a_format_of_hours_alone_names_no_day(read):
    found = read(text(lines({"报修时间": "14:30", "完成时间": ""})), dates=("%H:%M",))
    assert found.problems == [(2, "reported_at", "not_a_time", "14:30")]
