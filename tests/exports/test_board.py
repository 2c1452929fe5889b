"""Boards and pivots as workbooks: the figures of their Answers, native charts, groups to fold, nothing that runs."""

from __future__ import annotations

import math
import re
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from cockpit.errors import UsageError
from cockpit.exports import board, pivots, summary
from cockpit.i18n import label, say
from cockpit.metrics import PivotQuestion, Question
from cockpit.periods import Period
from cockpit.settings import LANGUAGES
from cockpit.tables import NO_DATA, Arranged, arranged
from tests.exports.conftest import PERIOD, Made, Opened, assert_inert, assert_prints

QUARTER = Period(date(2026, 1, 1), date(2026, 4, 1))


@pytest.fixture(scope="module")
def pivoted(made: Made) -> Arranged:
    question = PivotQuestion(
        ("opened", "time_to_resolve"), PERIOD, ("campus", "category"), ("level", "channel"), against="previous"
    )
    return arranged(made.cockpit.pivot(question), share="total")


@pytest.fixture(scope="module")
def book(made: Made, pivoted: Arranged, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    out = tmp_path_factory.mktemp("pivot") / "out.xlsx"
    request = made.request(against="previous")
    pivots.write(pivots.Wanted(request, pivoted, pivots.with_rows(request, pivoted), heat=True), out)
    return Opened(out)


def test_the_sheet_shows_every_cell_of_the_pivot(book: Opened, pivoted: Arranged):
    sheet = book["汇总"]
    first, left = sheet_start(sheet)
    columns = [
        (col, measure, face)
        for col in range(len(pivoted.cols))
        for measure in pivoted.measures
        for face in ("value", "value_against", "difference", "change", "share")
        if getattr(measure, face) is not None
    ]
    for row in range(len(pivoted.rows)):
        for place, (col, measure, face) in enumerate(columns):
            cell = sheet.cell(first + row, left + place)
            figure = float(getattr(measure, face)[row, col])
            if math.isnan(figure):
                no_data = face == "value" and measure.state[row, col] == NO_DATA
                assert cell.value == ("–" if no_data else None)
            else:
                assert cell.value == pytest.approx(figure, rel=1e-12)
    assert sheet.max_column == left + len(columns) - 1


@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "个百分点"), ("zh-Hant", "個百分點"), ("en", "points")])
def test_a_share_moves_by_points(made: Made, tmp_path: Path, language: str, words: str):
    request = made.request(language, period=QUARTER, against="previous")
    board.write(request, "overview", tmp_path / "board.xlsx")
    sheet = Opened(tmp_path / "board.xlsx")[say("export.board.cards", language)]
    answer = made.cockpit.answer(Question("sla_met", QUARTER, against="previous"))
    assert answer.value is not None
    assert answer.value_against is not None
    name = say("metrics.sla_met.name", language)
    moved = next(row[3] for row in sheet.iter_rows() if row[0].value == name)
    assert moved.value == pytest.approx((answer.value - answer.value_against) * 100)
    assert words in moved.number_format
    assert "%" not in moved.number_format

    table = arranged(made.cockpit.pivot(PivotQuestion(("sla_met",), QUARTER, ("campus",), against="previous")))
    pivots.write(pivots.Wanted(request, table), tmp_path / "pivot.xlsx")
    total = list(Opened(tmp_path / "pivot.xlsx")[say("export.sheets.summary", language)].iter_rows())[-1]
    assert total[3].value == moved.value
    assert total[3].number_format == moved.number_format


def sheet_start(sheet) -> tuple[int, int]:
    """Row and column of the first figure: where the panes are frozen."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", sheet.freeze_panes)
    assert match
    return int(match[2]), sheet[sheet.freeze_panes].column


def test_a_month_that_is_not_whole_says_so(made: Made, tmp_path: Path):
    """On 20 May 2026."""
    period = Period(date(2026, 3, 28), date(2026, 6, 1))
    request = made.request(period=period)
    for rows, cols in ((("month",), ()), (("campus",), ("month",))):
        table = arranged(made.cockpit.pivot(PivotQuestion(("opened",), period, rows, cols)))
        pivots.write(pivots.Wanted(request, table), tmp_path / "out.xlsx")
        cells = {cell for row in Opened(tmp_path / "out.xlsx")["汇总"].iter_rows(values_only=True) for cell in row}
        assert {"2026年3月（28日起）", "2026年4月", "2026年5月（进行中）"} <= cells
    board.write(request, "trends", tmp_path / "trend.xlsx", board.Trend("opened", "month"))
    cells = {row[0] for row in Opened(tmp_path / "trend.xlsx")["报修量"].iter_rows(values_only=True)}
    assert {"2026年3月（28日起）", "2026年5月（进行中）"} <= cells


def test_members_fold_under_their_subtotals(book: Opened, pivoted: Arranged):
    sheet = book["汇总"]
    first, left = sheet_start(sheet)
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    for at, header in enumerate(pivoted.rows):
        level = sheet.row_dimensions[first + at].outlineLevel
        assert level == max(header.level - 1, 0), header
        told = sheet.cell(first + at, 1).value
        assert told == ("合计" if header.kind == "total" else header.keys[0])
    grouped = {
        place
        for dimension in sheet.column_dimensions.values()
        if dimension.outlineLevel
        for place in range(dimension.min, dimension.max + 1)
    }
    width = (sheet.max_column - left + 1) // len(pivoted.cols)
    leaves = {left + at for at in range(sheet.max_column - left + 1) if pivoted.cols[at // width].level == 2}
    assert grouped == leaves


def test_measures_of_the_same_rows_share_a_sheet_and_progress_goes_on(made: Made, tmp_path: Path):
    request = made.request()
    measures = ("time_to_resolve", "sla_met", "time_to_resolve_p90")
    table = arranged(made.cockpit.pivot(PivotQuestion(measures, PERIOD, ("campus",))))
    behind = pivots.with_rows(request, table)
    assert [one.measures for one in behind] == [("time_to_resolve", "time_to_resolve_p90"), ("sla_met",)]
    wanted, done = pivots.Wanted(request, table, behind), list[int]()
    pivots.write(wanted, tmp_path / "out.xlsx", done.append)
    found = Opened(tmp_path / "out.xlsx")
    counts = {name: made.cockpit.answer(Question(name, PERIOD)).n for name in ("time_to_resolve", "sla_met")}
    assert [found[name].max_row - 1 for name in found.book.sheetnames[1:-1]] == list(counts.values())
    assert done == [0, counts["time_to_resolve"]]
    assert wanted.count == sum(counts.values())
    said = "\n".join(str(cell) for row in found["说明"].iter_rows(values_only=True) for cell in row if cell)
    assert f"背后的全部工单，{counts['sla_met']} 行。" in said


def test_a_pivot_workbook_holds_its_rows_and_where_it_comes_from(book: Opened, made: Made):
    names = {name: f"明细 {say(f'metrics.{name}.name', 'zh-Hans')}" for name in ("opened", "time_to_resolve")}
    assert book.book.sheetnames == ["汇总", *names.values(), "说明"]
    for name, sheet in names.items():
        assert book[sheet].max_row - 1 == made.cockpit.answer(Question(name, PERIOD)).n
    assert [name for name in book.parts() if name.startswith("xl/charts/chart")]
    said = "\n".join(str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row if cell)
    for text in ("small", say("metrics.time_to_resolve.definition", "zh-Hans"), "数据透视表", "重新计算"):
        assert text in said
    assert_inert(book)
    assert_prints(book)


@pytest.mark.parametrize("rows", [(), ("month",), ("campus",), ("device", "level", "status")])
@pytest.mark.parametrize("cols", [(), ("month",), ("campus", "level")])
def test_pivots_of_any_shape_can_be_written(made: Made, tmp_path: Path, rows: tuple[str, ...], cols: tuple[str, ...]):
    if set(rows) & set(cols):
        return
    for measures in (("opened",), ("opened", "sla_met", "satisfaction")):
        table = arranged(made.cockpit.pivot(PivotQuestion(measures, QUARTER, rows, cols)))
        for suffix in pivots.SUFFIXES:
            pivots.write(pivots.Wanted(made.request(), table), tmp_path / f"out{suffix}")
        opened = Opened(tmp_path / "out.xlsx")
        assert_inert(opened)
        assert_prints(opened)
        flat = pq.read_table(tmp_path / "out.parquet")
        assert flat.num_rows == len(table.rows) * len(table.cols) == len(pd.read_csv(tmp_path / "out.csv"))
        total = flat.slice(flat.num_rows - 1).to_pylist()[0]
        assert total["opened"] == made.cockpit.answer(Question("opened", QUARTER)).value
        assert (total["row_level"], total["col_level"]) == (0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", board.BOARDS)
def test_a_board_is_a_workbook(made: Made, tmp_path: Path, name: str, language: str):
    out = tmp_path / "board.xlsx"
    board.write(made.request(language, period=QUARTER, against="previous"), name, out)
    opened = Opened(out)
    assert opened.book.sheetnames[-1] == say("export.sheets.notes", language)
    assert_inert(opened)
    assert_prints(opened)
    assert len(opened.book.sheetnames) > 2 or name == "trends"
    with zipfile.ZipFile(out) as package:
        charts = [
            package.read(part).decode() for part in package.namelist() if re.search(r"charts/chart\d+\.xml", part)
        ]
    assert charts
    assert all("<c:f>" in chart for chart in charts)  # over the cells of the sheet


def test_the_overview_tells_the_figures_of_the_page(made: Made, tmp_path: Path):
    out = tmp_path / "board.xlsx"
    board.write(made.request(period=QUARTER, against="previous"), "overview", out)
    opened = Opened(out)
    sheet = opened["指标"]
    told = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    for name in ("opened", "backlog", "time_to_resolve", "sla_met"):
        answer = made.cockpit.answer(Question(name, QUARTER, against="previous"))
        value, against = told[say(f"metrics.{name}.name", "zh-Hans")][:2]
        assert value == (pytest.approx(answer.value, rel=1e-12) if answer.value is not None else "–")
        former = answer.value_against
        assert against == (pytest.approx(former, rel=1e-12) if former is not None else "–")
    late = made.cockpit.answer(Question("overdue", Period(made.cockpit.today, date(2026, 5, 21)))).n
    assert opened["已超时"].max_row - 1 == late


def test_service_levels_tell_the_figures_of_the_page(made: Made, tmp_path: Path):
    out = tmp_path / "board.xlsx"
    board.write(made.request(period=QUARTER, against="previous"), "service", out)
    opened = Opened(out)
    names = opened.book.sheetnames
    assert names[:2] == ["指标", "级别与月份"]
    assert {"未按时·按校区", "未按时·按运维人员", "剩余时限", "各阶段用时", "中断时长", "A、B 级事件"} <= set(names)
    assert names[-1] == "说明"
    cards = {row[0]: row[1:] for row in opened["指标"].iter_rows(values_only=True) if row[0]}
    assert cards["A、B 级事件"][0] == made.cockpit.answer(Question("major_incidents", QUARTER)).value
    assert cards["A、B 级事件"][4] == "起"
    assert opened["A、B 级事件"].max_row - 1 == cards["A、B 级事件"][0]
    year = made.cockpit.answer(Question("sla_met", Period(date(2025, 4, 1), date(2026, 4, 1)), ("month",)))
    sheet = {row[0]: row for row in opened["级别与月份"].iter_rows(values_only=True)}
    for row in year.rows:
        told = sheet[label("month", row["month"], "zh-Hans")]
        assert told[-3] == pytest.approx(row["value"])
        assert told[-2] == row["n"]
        assert (told[-1] or 0) == round(row["n"] * (1 - row["value"]))
    missed = made.cockpit.answer(Question("sla_missed", QUARTER, ("campus",)))
    told = {row[0]: row for row in opened["未按时·按校区"].iter_rows(values_only=True)}
    for row in missed.rows:
        assert told[label("campus", row["campus"], "zh-Hans")][1] == row["value"]


def test_a_trend_has_every_unit(made: Made, tmp_path: Path):
    out = tmp_path / "board.xlsx"
    board.write(made.request(period=QUARTER), "trends", out, board.Trend("opened", "day", "campus"))
    sheet = Opened(out)["报修量"]
    days = [row for row in sheet.iter_rows(values_only=True) if hasattr(row[0], "date")]
    assert len(days) == QUARTER.days
    assert sum(row[1] for row in days) == made.cockpit.answer(Question("opened", QUARTER)).value
    assert all(sum(row[2:]) == row[1] for row in days)


def test_a_unit_without_rows_counts_none(made: Made, tmp_path: Path):
    """A stock has no row where it is 0, and a row without a value where it was not 0 in the period before."""
    table = made.cockpit.answer(Question("at_risk", QUARTER, ("day",), against="previous"))
    assert {row["value"] for row in table.rows} & {None, 0}
    assert {row["value_against"] for row in table.rows} & {None, 0}
    out = tmp_path / "board.xlsx"
    board.write(made.request(period=QUARTER, against="previous"), "trends", out, board.Trend("at_risk", "day"))
    days = [row for row in Opened(out)["快超时"].iter_rows(values_only=True) if hasattr(row[0], "date")]
    known = {row["day"]: row for row in table.rows}
    assert len(days) == QUARTER.days
    assert [row[1] for row in days] == [known.get(row[0].date(), {}).get("value") or 0 for row in days]


def test_what_there_is_not_is_refused(made: Made, tmp_path: Path):
    with pytest.raises(UsageError, match="unknown_board"):
        board.write(made.request(), "overviev", tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match="export_kind"):
        board.write(made.request(), "overview", tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["overview", "service", "trends", "pivot"])
def test_no_chart_stands_beside_a_header_that_is_printed_on_every_page(made: Made, name: str, tmp_path: Path):
    if name == "pivot":
        table = arranged(made.cockpit.pivot(PivotQuestion(("opened",), PERIOD, ("building",))))
        pivots.write(pivots.Wanted(made.request(), table), tmp_path / "a.xlsx")
    else:
        board.write(made.request(), name, tmp_path / "a.xlsx", board.Trend("opened", "month"))
    charts = 0
    for sheet in Opened(tmp_path / "a.xlsx").book.worksheets:
        repeated = max((int(row) for row in re.findall(r"\$(\d+)", sheet.print_title_rows or "")), default=0)
        for chart in sheet._charts:
            assert chart.anchor._from.row >= repeated, sheet.title
            charts += 1
    assert charts


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("报修量（单）", "报修量（单）"),
        ("未按时完成（单）", "未按时完成（单）"),
        ("现场处理时长（中位）（小时）", "现场处理时长（中位）\n（小时）"),
        ("Time to resolve (median) (hours)", "Time to resolve (median)\n(hours)"),
        ("A name so long without a unit", "A name so long without a unit"),
    ],
)
def test_a_long_header_has_its_unit_beneath_it(title: str, shown: str):
    assert summary._broken(title) == shown
