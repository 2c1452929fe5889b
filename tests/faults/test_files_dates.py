"""Dates and times in every spelling, and those that cannot be."""

from __future__ import annotations

from functools import partial

import pytest

from tests.faults.cases import Case, Desk
from tests.sources.books import book, typed
from tests.sources.conftest import lines, text

SHIFTS = {"staff_id": "工号", "date": "日期", "kind": "班次", "clock_in": "上班", "clock_out": "下班"}


def _read(entry: str, spelling: str, kept: str, mapping: str = "", **more: object) -> Case:
    rows = [{"报修时间": spelling, "完成时间": ""}, {"报修时间": "2022-10-10 09:05", "完成时间": ""}]
    return Case(
        entry,
        {"工单.csv": text(lines(*rows))},
        mapping=mapping,
        counts=(2, 2, 0, 0),
        kept={"reported_at": [kept, "2022-10-10 01:05:00"]},
        normalised={"dates": 1},
        **more,  # type: ignore[arg-type]
    )


def _aside(entry: str, spelling: str, reason: str, mapping: str = "") -> Case:
    return Case(
        entry,
        {"工单.csv": text(lines({}, {"报修时间": spelling, "完成时间": ""}, {}))},
        mapping=mapping,
        counts=(3, 2, 1, 0),
        problems=[(3, "reported_at", reason, spelling or None)],
    )


def _serials(entry: str, days: float, **options: object) -> Case:
    rows = lines({"报修时间": days, "完成时间": typed(2026, 3, 2, 10)}, {"报修时间": days + 0.5, "完成时间": ""})
    return Case(
        entry,
        {"工单.xlsx": book(rows, options=options)},
        counts=(2, 2, 0, 0),
        kept={
            "reported_at": ["2026-03-01 22:00:00", "2026-03-02 10:00:00"],
            "resolved_at": ["2026-03-02 02:00:00", None],
        },
        normalised={"dates": 2},
    )


_undecided = partial(Case, "day or month")
BOTH = [{"报修时间": "1/2/2026 08:00", "完成时间": ""}, {"报修时间": "2/3/2026", "完成时间": ""}]

CASES = (
    _read("2022年10月10日", "2022年10月10日", "2022-10-09 16:00:00"),
    _read("2022年10月10日", "2022年10月10日 9时5分", "2022-10-10 01:05:00"),
    _read("2022/10/10", "2022/10/10", "2022-10-09 16:00:00"),
    _read("10-Oct-22 by its format", "10-Oct-22", "2022-10-09 16:00:00", 'dates = ["%d-%b-%y", "%Y-%m-%d %H:%M"]'),
    _read("29/2/2016 01:16 by its format", "29/2/2016 01:16", "2016-02-28 17:16:00", 'dates = ["%d/%m/%Y %H:%M"]'),
    _read("29/2/2016 01:16 by its format", "29/2/2016 01:16", "2016-02-28 17:16:00", warned="dates_inferred"),
    _undecided(
        {"工单.csv": text(lines(*BOTH))},
        refused=("day_or_month", {"header": "报修时间", "value": "1/2/2026 08:00", "count": 2}),
    ),
    _undecided(
        {"工单.xlsx": book(lines(*BOTH), sheet="三月")},
        refused=("day_or_month", {"header": "报修时间", "value": "1/2/2026 08:00", "sheet": "三月"}),
    ),
    _aside("a year of two digits", "22/10/10 9:05", "two_digit_year"),
    _aside("a year of two digits", "10-Oct-22", "two_digit_year"),
    _aside("a year of two digits", "26年3月2日", "two_digit_year"),
    _aside("a year of three digits", "115/3/1", "three_digit_year"),
    _aside("a year of three digits", "111/10/10", "three_digit_year", 'dates = ["%Y/%m/%d"]'),
    _read("a year of 民國", "民國111年10月10日 9:05", "2022-10-10 01:05:00"),
    _read("a year of 民國", "111/10/10 9:05", "2022-10-10 01:05:00", 'dates = ["民國"]'),
    _read("10-Oct-22 by its format", "22/10/10 9:05", "2022-10-10 01:05:00", 'dates = ["%y/%m/%d %H:%M"]'),
    _aside("a date outside the named formats", "3/13/2026", "other_format", 'dates = ["%d/%m/%Y"]'),
    _serials("serial days of a spreadsheet", 46083.25),
    _serials("serial days since 1904", 44621.25, date_1904=True),
    _aside("30 February", "2026-02-30 10:00", "impossible_date"),
    _aside("30 February", "2026年2月30日", "impossible_date"),
    _aside("30 February", "30/02/2026", "impossible_date", 'dates = ["%d/%m/%Y"]'),
    _read("the hour 24:00", "2022-10-31 24:00", "2022-10-31 16:00:00"),
    _aside("the hour 24:00", "2022-10-31 24:01", "impossible_date"),
    _read("a zone behind the time", "2022-10-10 09:05:00+02:00", "2022-10-10 07:05:00"),
    _read("a zone behind the time", "2022-10-10T09:05:00Z", "2022-10-10 09:05:00"),
    _aside("a zone by its letters", "2022-10-10 09:05 CST", "unclear_zone"),
    _aside("a span of time", "2022-10-10 08:00-12:00", "time_span"),
    _aside("a span of time", "2022年10月10日 14:00 至 15:00", "time_span"),
    _aside("a note behind a time", "2022-10-10 09:05（补）", "time_noted"),
    _aside("seconds since 1970", "1665363900", "epoch_number"),
    _read("seconds since 1970 by their name", "1665363900", "2022-10-10 01:05:00", 'dates = ["epoch"]'),
    _read("a clock in words", "2022/10/10 上午九点五分", "2022-10-10 01:05:00"),
    _aside("an hour of two days", "2022-10-10 晚上12点", "unclear_hour"),
    _aside("a date to come", "2027-01-01 08:00", "future"),
    _aside("no date at all", "昨天下午", "not_a_time"),
    _aside("no date at all", "", "required"),
    Case(
        "resolved before it was reported",
        {"工单.csv": text(lines({}, {"完成时间": "2026-03-02 07:59"}))},
        counts=(2, 1, 1, 0),
        problems=[(3, "resolved_at", "before_reported_at", "2026-03-02 07:59")],
    ),
    Case(
        "clocked out before clocked in",
        {"打卡.csv": "工号,日期,班次,上班,下班\nS1,2026-03-02,day,2026-03-02 08:00,2026-03-02 07:00\n"},
        record="shifts",
        columns=SHIFTS,
        counts=(1, 0, 1, 0),
        problems=[(2, "clock_out", "before_clock_in", "2026-03-02 07:00")],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_dates(case: Case, desk: Desk) -> None:
    desk.judge(case)
