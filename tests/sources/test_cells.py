"""What stands in cells: times, numbers, codes and ids in every spelling people use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cockpit.errors import SourceError
from cockpit.settings.model import TableSource
from tests.sources.conftest import lines, text


def at(year: int, *parts: int) -> datetime:
    """An instant in UTC."""
    month, day, hour, minute, second, micro = (*parts, *(0, 0, 0, 0, 0, 0)[len(parts) :])
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spelling", "instant"),
    [
        ("2022-10-10 09:05:07", at(2022, 10, 10, 1, 5, 7)),
        ("2022-1-5 9:05", at(2022, 1, 5, 1, 5)),
        ("2022/10/10 9:05", at(2022, 10, 10, 1, 5)),
        ("2022/10/10", at(2022, 10, 9, 16)),
        ("2022.10.10", at(2022, 10, 9, 16)),
        ("2022.10.10 09:05", at(2022, 10, 10, 1, 5)),
        ("2022年10月10日", at(2022, 10, 9, 16)),
        ("2022年10月10日 9时5分", at(2022, 10, 10, 1, 5)),
        ("2022年10月10日9点30分15秒", at(2022, 10, 10, 1, 30, 15)),
        ("2022年1月5日 09:05", at(2022, 1, 5, 1, 5)),
        ("2022-10-10T09:05:00", at(2022, 10, 10, 1, 5)),
        ("2022-10-10T09:05:00Z", at(2022, 10, 10, 9, 5)),
        ("2022-10-10 09:05:00+02:00", at(2022, 10, 10, 7, 5)),
        ("2022-10-10 09:05 -0500", at(2022, 10, 10, 14, 5)),
        ("2022-10-10 09:05:00 UTC", at(2022, 10, 10, 9, 5)),
        ("2022-10-10 09:05:00.250", at(2022, 10, 10, 1, 5, 0, 250000)),
        ("２０２２－１０－１０　０９：０５", at(2022, 10, 10, 1, 5)),
        (" 2022-10-10 09:05 ", at(2022, 10, 10, 1, 5)),
        ("20221010", at(2022, 10, 9, 16)),
        ("20221010090500", at(2022, 10, 10, 1, 5)),
        ("10-Oct-2022 09:05", at(2022, 10, 10, 1, 5)),
        ("2022-10-10 24:00", at(2022, 10, 10, 16)),
        ("2022-10-31 24:00:00", at(2022, 10, 31, 16)),
        ("2022/10/31 24:00", at(2022, 10, 31, 16)),
        ("2022.10.31 24:00", at(2022, 10, 31, 16)),
        ("2022年10月31日 24:00", at(2022, 10, 31, 16)),
        ("2022年10月31日24时", at(2022, 10, 31, 16)),
        ("2022年10月31日 24点00分", at(2022, 10, 31, 16)),
        ("2022年10月31日24时00分00秒", at(2022, 10, 31, 16)),
        ("20221031 2400", at(2022, 10, 31, 16)),
        ("20221031240000", at(2022, 10, 31, 16)),
        ("31-Oct-2022 24:00", at(2022, 10, 31, 16)),
        ("2022-10-31T24:00:00+02:00", at(2022, 10, 31, 22)),
        ("31/10/2022 24:00", at(2022, 10, 31, 16)),
        ("10/31/2022 24:00:00", at(2022, 10, 31, 16)),
        ("31.10.2022 24:00", at(2022, 10, 31, 16)),
        ("2022-12-24", at(2022, 12, 23, 16)),
        ("2022-12-24 12:24:00", at(2022, 12, 24, 4, 24)),
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_known_times(read, spelling, instant, beside):
    """Alone in its column and among times of another spelling."""
    rows = [{"报修时间": spelling, "完成时间": ""}, *([{}] * 3 if beside else [])]
    found = read(text(lines(*rows)))
    assert found.problems == []
    assert found.column("reported_at")[0].astimezone(UTC) == instant


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("2022-02-30 10:00", "impossible_date"),
        ("2022-10-10 25:00", "impossible_date"),
        ("2022-10-10 24:01", "impossible_date"),
        ("2022年2月30日", "impossible_date"),
        ("20220230", "impossible_date"),
        ("30-Feb-2022", "impossible_date"),
        ("30/02/2022", "impossible_date"),
        ("30/02/2022 10:00", "impossible_date"),
        ("31/01/2022 25:00", "impossible_date"),
        ("00/13/2022", "impossible_date"),
        ("22/10/10 9:05", "two_digit_year"),
        ("22-10-10", "two_digit_year"),
        ("10-Oct-22", "two_digit_year"),
        ("1/2/22", "two_digit_year"),
        ("昨天", "not_a_time"),
        ("44844.5", "not_a_time"),
        ("########", "error_cell"),
        ("#VALUE!", "error_cell"),
        ("2027-01-01", "future"),
    ],
)
def test_times_that_cannot_be(read, spelling, reason):
    found = read(text(lines({}, {"报修时间": spelling, "完成时间": ""})))
    assert found.problems == [(3, "reported_at", reason, spelling)]
    assert found.parsed.accepted == 1


@pytest.mark.parametrize(
    ("formats", "spelling", "instant"),
    [
        (("%d/%m/%Y %H:%M",), "29/2/2016 01:16", at(2016, 2, 28, 17, 16)),
        (("%d/%m/%Y",), "1/2/2016 01:16", at(2016, 1, 31, 17, 16)),
        (("%m/%d/%Y",), "1/2/2016", at(2016, 1, 1, 16)),
        (("%m/%d/%Y %I:%M:%S %p",), "06/02/2015 09:54:00 PM", at(2015, 6, 2, 13, 54)),
        (("%d/%m/%Y %H:%M",), "29/2/2016 24:00", at(2016, 2, 29, 16)),
        (("%m/%d/%Y",), "2/29/2016 24:00", at(2016, 2, 29, 16)),
        (("%Y年%m月%d日 %H时%M分",), "2016年2月29日 24时00分", at(2016, 2, 29, 16)),
        (("%d-%b-%y",), "10-Oct-22", at(2022, 10, 9, 16)),
        (("%y/%m/%d %H:%M",), "22/10/10 9:05", at(2022, 10, 10, 1, 5)),
        (("%m/%d/%Y", "%Y-%m-%d"), "1/2/2016 3:04", at(2016, 1, 1, 19, 4)),
    ],
)
def test_configured_times(read, formats, spelling, instant):
    found = read(text(lines({"报修时间": spelling, "完成时间": ""}, {"报修时间": "2022-03-04 05:06"})), dates=formats)
    assert [moment.astimezone(UTC) for moment in found.column("reported_at")] == [instant, at(2022, 3, 3, 21, 6)]


def test_a_date_outside_the_configured_formats(read):
    rows = lines({"报修时间": "1/2/2016", "完成时间": ""}, {"报修时间": "13/2/2016", "完成时间": ""})
    assert read(text(rows), dates=("%m/%d/%Y",)).problems == [(3, "reported_at", "other_format", "13/2/2016")]


@pytest.mark.parametrize(
    ("formats", "spelling", "reason"),
    [
        ("%d/%m/%Y %H:%M", "30/02/2025 10:00", "impossible_date"),
        ("%d/%m/%Y", "31/4/2025", "impossible_date"),
        ("%d/%m/%Y", "1/4/2025 25:00", "impossible_date"),
        ("%d/%m/%Y", "1/13/2025", "other_format"),
        ("%d/%m/%Y %H:%M", "1/4/2025", "other_format"),
        ("%d/%m/%y", "30/02/25", "impossible_date"),
        ("%Y年%m月%d日", "2025年2月30日", "impossible_date"),
    ],
)
def test_a_date_that_does_not_exist_in_a_configured_format(read, formats, spelling, reason):
    rows = lines({"报修时间": spelling, "完成时间": ""})
    assert read(text(rows), dates=(formats,)).problems[0] == (2, "reported_at", reason, spelling)


def test_the_end_of_a_long_day(read):
    """On the day on which summer time ends, 24:00 is 25 hours after its beginning."""
    rows = lines({"报修时间": "2/11/2025 00:00", "完成时间": "2/11/2025 24:00"})
    (row,) = read(text(rows), zone="America/New_York", dates=("%d/%m/%Y %H:%M",)).accepted
    assert row["resolved_at"] - row["reported_at"] == timedelta(hours=25)


@pytest.mark.parametrize("second", ["2/3/2026 09:00", "12/12/2025"])
def test_day_or_month_must_be_told(read, second):
    rows = lines({"报修时间": "1/2/2026 08:00", "完成时间": ""}, {"报修时间": second, "完成时间": ""})
    with pytest.raises(SourceError) as refused:
        read(text(rows))
    assert (refused.value.key, refused.value.arguments["header"]) == ("day_or_month", "报修时间")
    assert refused.value.arguments["count"] == 2


def test_day_and_month_contradict_each_other(read):
    rows = lines({"报修时间": "13/2/2026", "完成时间": ""}, {"报修时间": "2/13/2026", "完成时间": ""})
    with pytest.raises(SourceError) as refused:
        read(text(rows))
    assert refused.value.key == "day_or_month"


def test_day_first_when_nothing_else_is_possible(read):
    rows = lines({"报修时间": "29/2/2016 01:16", "完成时间": ""}, {"报修时间": "1/2/2016", "完成时间": ""})
    found = read(text(rows))
    assert found.column("reported_at")[1].astimezone(UTC) == at(2016, 1, 31, 16)
    assert [one["format"] for one in found.parsed.warnings if one["key"] == "dates_inferred"] == ["%d/%m/%Y"]


def test_summer_time(read):
    rows = lines({"报修时间": "2026-07-01 08:00", "完成时间": ""}, {"报修时间": "2026-01-01 08:00", "完成时间": ""})
    found = read(text(rows), zone="America/New_York")
    assert [moment.astimezone(UTC).hour for moment in found.column("reported_at")] == [12, 13]


def test_resolved_before_reported(read):
    found = read(text(lines({}, {"完成时间": "2026-03-02 07:59"})))
    assert found.problems == [(3, "resolved_at", "before_reported_at", "2026-03-02 07:59")]
    assert found.cells[0][0] == "T2"


def test_required_cells_and_defaults(read):
    content = text(lines({"楼宇": ""}, {"楼宇": "无"}, {"楼宇": " "}))
    assert [problem[:3] for problem in read(content).problems] == [(row, "building", "required") for row in (2, 3, 4)]
    assert read(content, defaults={"building": "未填写"}).column("building") == ["未填写"] * 3


def test_constants_and_fill_down(read):
    content = text(lines({"楼宇": "A"}, {"楼宇": ""}, {"楼宇": "B"}, {"楼宇": ""}))
    found = read(content, fill_down=("building",), constants={"campus": "总部"})
    assert found.column("building") == ["A", "A", "B", "B"]
    assert found.column("campus") == ["总部"] * 4


def test_spellings_of_nothing(read):
    content = text(lines({"描述": "?"}, {"描述": "--"}, {"描述": "N/A"}, {"描述": "NA", "报修人": "NA"}))
    found = read(content)
    assert found.column("description") == ["?", None, None, "NA"]
    assert found.column("reporter")[3] == "NA"
    assert found.parsed.normalised["nulls"] == 2
    assert read(content, nulls=("?",)).column("description") == [None, "--", "N/A", "NA"]


def test_choices_are_mapped_and_unknown_ones_listed(read):
    rows = lines({"等级": "紧急"}, {"等级": " ａ "}, {"等级": "加急", "状态": "怪"}, {"等级": "加急"}, {"等级": "--"})
    found = read(text(rows), values={"level": {"紧急": "A"}, "status": {}})
    assert found.column("level") == ["A", "A", None, None, None]
    assert found.column("status")[2] == "unmapped"
    assert found.parsed.unmapped == {"level": {"加急": 2}, "status": {"怪": 1}}
    assert read(text(rows), others={"level": "C", "status": "new"}).column("level")[2:4] == ["C", "C"]


def test_line_ends_in_a_name_say_nothing(read):
    found = read(text(lines({"楼宇": "教学楼\n"}, {"楼宇": "\n教学楼"}, {"楼宇": "教学\n楼"})))
    assert found.column("building") == ["教学楼", "教学楼", "教学 楼"]


def test_text_values_are_renamed(read):
    found = read(text(lines({}, {"校区": "主校"})), values={"campus": {"主校": "东校区"}})
    assert found.column("campus") == ["东校区", "东校区"]


def test_ids_stay_text(read):
    rows = lines({"工单号": "0012"}, {"工单号": "110101199003071234"}, {"工单号": "１２３"}, {"电话": "1.38E+10"})
    found = read(text(rows))
    assert found.column("ticket_id") == ["0012", "110101199003071234", "123"]
    assert found.problems == [(5, "reporter_phone", "scientific", "1.3***")]


def test_error_cells_in_text(read):
    found = read(text(lines({"描述": "########"}, {"描述": "#REF!"}, {"描述": "#N/A"}, {"描述": "# 3 号楼"})))
    assert [problem[:3] for problem in found.problems] == [(row, "description", "error_cell") for row in (2, 3, 4)]
    assert found.column("description") == ["# 3 号楼"]


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [("1_000", "not_a_number"), ("inf", "not_finite"), ("NaN", "not_finite"), ("3.5", "not_whole"), ("-1", "too_low"),
     ("两次", "not_a_number"), ("0x1F", "not_a_number"), ("#DIV/0!", "error_cell")],
)  # fmt: skip
def test_numbers_that_cannot_be(read, spelling, reason):
    assert read(text(lines({}, {"重开次数": spelling}))).problems == [(3, "reopen_count", reason, spelling)]


@pytest.mark.parametrize(("spelling", "number"), [("1,000", 1000), ("３", 3), ("3.0", 3), (" 7 ", 7), ("+2", 2)])
def test_numbers(read, spelling, number):
    found = read(text(lines({"重开次数": spelling}, {"重开次数": "0"}, {"重开次数": "无"})))
    assert found.column("reopen_count") == [number, 0, None]
    assert found.parsed.normalised["numbers"] == 1


def test_rating_scales(read):
    content = text(lines({"评分": "5"}, {"评分": "3"}, {"评分": "6"}))
    found = read(content, rating_scale=(1, 5))
    assert found.column("rating") == [100, 60]
    assert found.problems == [(4, "rating", "out_of_range", "6")]
    assert read(content, rating_scale=(0, 10)).column("rating") == [50, 30, 60]


@pytest.mark.parametrize("cells", [["5", "4", "3"], ["5", "", "1"], ["10", "8.5"], ["1", "1"], ["５", "4"]])
def test_a_scale_that_nobody_told_is_not_guessed(read, cells):
    """One to five are hardly per cents: refused, unless the mapping says that they are, and then it is told."""
    content = text(lines(*({"评分": cell} for cell in cells)))
    most = cells[0].replace("５", "5")
    with pytest.raises(SourceError) as refused:
        read(content)
    told = refused.value.arguments
    assert (refused.value.key, told["header"], told["value"]) == ("scale_unclear", "评分", most)
    assert told["count"] == sum(cell != "" for cell in cells)
    found = read(content, rating_scale=(0, 100))
    assert found.column("rating") == [float(cell) if cell else None for cell in cells]
    assert next(one for one in found.parsed.warnings if one["key"] == "scale_doubtful")["value"] == most


def test_a_sum_of_scores_is_no_score(read):
    rows = lines(
        {"评分": "5"}, {"评分": "4"}, {"工单号": "合计", "楼宇": "", "评分": "9"}, {"工单号": "", "评分": "18"}
    )
    with pytest.raises(SourceError) as refused:
        read(text(rows))
    assert (refused.value.arguments["count"], refused.value.arguments["value"]) == (2, "5")


@pytest.mark.parametrize("cells", [["5", "95"], ["0", "0"], ["", ""], ["0.05", "0.1"], ["5%", "8 %"], ["0.95", "1"]])
def test_a_scale_that_is_plain(read, cells):
    found = read(text(lines(*({"评分": cell} for cell in cells))))
    assert [one for one in found.parsed.warnings if one["key"] == "scale_doubtful"] == []


@pytest.mark.parametrize(
    ("scale", "cells", "ratings"),
    [
        ((1, 5), ["5星", "4 星", "３分", "2颗星", "1", "4.5分"], [100, 80, 60, 40, 20, 90]),
        ((0, 100), ["95分", "80", "100 分"], [95, 80, 100]),
        ((0, 100), ["95%", "80 ％"], [95, 80]),
        (None, ["95分", "80"], [95, 80]),
    ],
)
def test_scores_with_their_unit(read, scale, cells, ratings):
    found = read(text(lines(*({"评分": cell} for cell in cells))), rating_scale=scale)
    assert found.problems == []
    assert found.column("rating") == ratings


@pytest.mark.parametrize(
    ("scale", "cell", "reason"),
    [((0, 100), "5星", "out_of_range"), ((1, 5), "95%", "out_of_range"), ((1, 5), "4%", "out_of_range"),
     ((1, 5), "95分", "out_of_range"), ((1, 5), "五星", "not_a_number"), ((0, 100), "95%", "mixed_percent")],
)  # fmt: skip
def test_units_of_another_scale_wait(read, scale, cell, reason):
    beside = "80分" if scale == (0, 100) else "4"
    found = read(text(lines({"评分": beside}, {"评分": beside}, {"评分": cell})), rating_scale=scale)
    assert found.problems == [(4, "rating", reason, cell)]


def test_values_of_numbers(read):
    words = {"非常满意": "5", "满意": "4", "5": "1", "无": "3", "1.5": "2"}
    cells = ["非常满意", " 满意 ", "5", "５", "4", "无", "1.5", "", "一般"]
    found = read(text(lines(*({"评分": cell} for cell in cells))), rating_scale=(1, 5), values={"rating": words})
    assert found.column("rating") == [100, 80, 20, 20, 80, 60, 40, None]
    assert found.problems == [(10, "rating", "not_a_number", "一般")]
    times = read(text(lines({"重开次数": "两次"}, {"重开次数": "1"})), values={"reopen_count": {"两次": "2"}})
    assert times.column("reopen_count") == [2, 1]


def test_values_among_fractions_and_per_cents(read):
    """A mapped value is what the mapping says, whatever the others are."""
    for cells, ratings in ((["0.9", "0.8", "好"], [90, 80, 95]), (["90%", "80%", "好"], [90, 80, 95])):
        found = read(text(lines(*({"评分": cell} for cell in cells))), values={"rating": {"好": "95"}})
        assert (found.column("rating"), found.problems) == (ratings, [])


def test_a_default_stands_on_the_scale_of_its_column(read):
    content = text(lines({"评分": "5"}, {"评分": ""}))
    assert read(content, rating_scale=(1, 5), defaults={"rating": "3"}).column("rating") == [100, 60]
    assert read(content, rating_scale=(1, 5), constants={"rating": "4"}).column("rating") == [80, 80]


def test_per_cents_in_one_way_are_read(read):
    assert read(text(lines({"评分": "95 %"}, {"评分": "80%"}))).column("rating") == [95, 80]
    assert read(text(lines({"评分": "0.95"}, {"评分": "0.8"}))).column("rating") == [95, 80]
    assert read(text(lines({"评分": "95"}, {"评分": "80.5"}))).column("rating") == [95, 80.5]


def test_per_cents_in_several_ways_are_not(read):
    found = read(text(lines({"评分": "95"}, {"评分": "95 %"}, {"评分": "0.95"}, {"评分": "80"})))
    assert found.problems == [(3, "rating", "mixed_percent", "95 %"), (4, "rating", "mixed_percent", "0.95")]
    assert found.column("rating") == [95, 80]


def test_flags(read):
    spellings = ["是", "否", "Y", "n", "TRUE", "0", "√", ""]
    found = read(text(lines(*({"签字": spelling} for spelling in spellings), {"签字": "也许"})))
    assert found.column("signed") == [True, False, True, False, True, False, True, None]
    assert found.problems == [(10, "signed", "not_a_flag", "也许")]


def test_money_and_months(read):
    columns: dict[str, tuple[str, ...]] = {
        "staff_id": ("工号",),
        "month": ("月份",),
        "score": ("得分",),
        "base_amount": ("金额",),
    }
    content = (
        '工号,月份,得分,金额\nS1,2026年3月,95.5,"1,200.50"\nS2,2026-03,80,￥300元\n'
        "S3,202603,70,0.1\nS4,2026/3/15,70,1.005\nS5,2026-13,70,1\nS6,2026-03,101,1\n"
        "S7,民國115年3月,70,1\nS8,115/03,70,1\n"
    )
    found = read(content, mapping=TableSource("performance", columns=columns))
    assert found.column("month") == [date(2026, 3, 1)] * 4
    assert [str(amount) for amount in found.column("base_amount")] == ["1200.50", "300.00", "0.10", "1.00"]
    assert [problem[:3] for problem in found.problems] == [
        (5, "base_amount", "too_precise"), (6, "month", "impossible_date"), (7, "score", "out_of_range"),
        (9, "month", "three_digit_year"),
    ]  # fmt: skip


def test_several_faults_of_a_row_are_one_row(read):
    found = read(text(lines({"楼宇": "", "报修时间": "2026-02-30"}, {})))
    assert (found.parsed.quarantined, len(found.problems)) == (1, 2)


def test_newest_is_the_sources_own_clock(read):
    content = text(lines({}, {"完成时间": "2026-05-01 08:00"}, {"完成时间": "2026-01-01", "报修时间": "2026-02-01"}))
    assert read(content).parsed.newest == at(2026, 5, 1, 0)
