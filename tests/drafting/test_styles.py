"""Exports of systems that nobody has described: what is found of each, and that it reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cockpit.drafting import Doubt, Proposal, matching, toml, vocabulary
from tests.drafting import styles
from tests.drafting.drafted import Drafting


def doubt(proposal: Proposal, key: str, column: str | None = None) -> Doubt:
    (found,) = [one for one in proposal.doubts if one.key == key and column in (None, one.column)]
    return found


def headers(proposal: Proposal) -> dict[str, str]:
    return {name: found[0] for name, found in proposal.table.columns.items()}


def test_gbk_csv_with_ratings_in_words(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.gbk_csv(tmp_path)
    proposal = drafting.one(file)
    assert headers(proposal) == {
        "ticket_id": "工单编号",
        "campus": "所属校区",
        "building": "楼栋名称",
        "room": "房间号",
        "category": "报修类别",
        "level": "优先级",
        "status": "工单状态",
        "engineer_id": "处理人",
        "reported_at": "申请时间",
        "resolved_at": "完工时间",
        "rating": "满意度评价",
    }
    table = proposal.table
    assert table.values["status"] == {
        "已完成": "resolved",
        "处理中": "in_progress",
        "待派单": "new",
        "已关闭": "closed",
    }
    assert table.values["level"] == {"紧急": "A", "高": "B", "中": "C", "低": "D"}
    assert (table.values["rating"]["不满意"], table.rating_scale) == ("2", (1, 5))
    assert {one.key for one in proposal.doubts} == {"names", "level", "points"}
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.quarantined, read.unmapped) == (styles.ROWS, 0, {})


def test_codes_explained_in_headers(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.codes_in_header(tmp_path)
    table = drafting.one(file).table
    assert table.header_row == 3
    assert table.values["status"] == {"1": "new", "2": "in_progress", "3": "resolved", "4": "cancelled"}
    assert table.values["level"] == {"1": "A", "2": "B", "3": "C", "4": "D"}
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.unmapped) == (styles.ROWS, {})


def test_a_header_of_two_merged_rows(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.two_row_header(tmp_path)
    proposal = drafting.one(file)
    assert proposal.table.header_rows == 2
    assert headers(proposal)["reported_at"] == "报修信息/报修时间"
    assert headers(proposal)["resolved_at"] == "处理信息/完成时间"
    assert headers(proposal)["ticket_id"] == "单据编号"
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.unmapped) == (styles.ROWS, {})


def test_an_approval_of_wecom(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.wecom(tmp_path)
    proposal = drafting.one(file)
    found = headers(proposal)
    assert (found["ticket_id"], found["reported_at"], found["status"]) == ("审批编号", "提交时间", "当前审批状态")
    assert (found["building"], found["reporter_phone"]) == ("报修地点", "联系电话")
    assert proposal.table.constants == {"campus": "未注明"}
    assert not doubt(proposal, "stand_in", "campus").open
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.unmapped) == (styles.ROWS, {})


def test_an_english_list_with_semicolons_and_day_first(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.glpi_like(tmp_path)
    proposal = drafting.one(file)
    assert proposal.table.delimiter == ";"
    assert proposal.table.dates == ("%d-%m-%Y %H:%M",)
    found = headers(proposal)
    assert (found["ticket_id"], found["reported_at"], found["closed_at"]) == ("ID", "Opening date", "Closing date")
    assert (found["due_at"], found["engineer_id"]) == ("Time to resolve", "Assigned to - Technician")
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.unmapped) == (styles.ROWS, {})


def test_the_traditional_script(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.traditional(tmp_path)
    proposal = drafting.one(file)
    assert proposal.table.values["status"] == {
        "待處理": "new",
        "處理中": "in_progress",
        "已結案": "closed",
        "已取消": "cancelled",
    }
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.unmapped) == (styles.ROWS, {})


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("棟別", "building"),
        ("叫修時間", "reported_at"),
        ("完修日期", "resolved_at"),
        ("結案日期", "closed_at"),
        ("承辦人", "engineer_id"),
        ("修繕項目", "category"),
        ("處理情形", "solution"),
    ],
)
def test_headers_as_they_are_called_in_taiwan(header: str, column: str) -> None:
    alike = vocabulary.likeness(header, "tickets")
    assert max(alike, key=alike.__getitem__) == column
    assert alike[column] > matching.SURE


def test_an_event_log_folds(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.event_log(tmp_path)
    proposal = drafting.one(file)
    fold = proposal.table.fold
    assert fold is not None
    assert (fold.key, fold.order) == ("工单号", "操作时间")
    assert fold.first["arrived_at"].differs == ("待派单",)
    assert doubt(proposal, "fold").arguments["things"] == 20
    read = drafting.imported(file)["tickets"]
    assert (read.read, read.accepted, read.deduplicated) == (50, 20, 30)


def test_a_header_says_which_of_the_times_above_it(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.grouped_times(tmp_path)
    proposal = drafting.one(file)
    found = headers(proposal)
    assert (found["reported_at"], found["assigned_at"], found["resolved_at"]) == ("时间/报修", "时间/派单", "时间/完成")
    assert proposal.unused == ()
    assert (proposal.table.fill_down, proposal.table.defaults) == (("campus",), {})
    assert doubt(proposal, "fill_down", "campus").arguments["n"] == styles.ROWS - 2
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.quarantined, read.unmapped) == (styles.ROWS, 0, {})


@pytest.mark.parametrize("header", ["操作时间", "处理时间", "变更时间"])
def test_the_only_time_of_an_event_log_is_its_order(header: str, drafting: Drafting, tmp_path: Path) -> None:
    file = styles.bare_events(tmp_path, header)
    proposal = drafting.one(file)
    fold = proposal.table.fold
    assert fold is not None
    assert (fold.key, fold.order, "reported_at" in proposal.table.columns) == ("工单号", header, False)
    assert fold.first["reported_at"].take == header
    read = drafting.imported(file)["tickets"]
    assert (read.read, read.accepted, read.deduplicated) == (39, 20, 19)


def test_an_english_type_that_is_no_kind_of_work_is_the_category(drafting: Drafting, tmp_path: Path) -> None:
    proposal = drafting.one(styles.english(tmp_path))
    found = headers(proposal)
    assert (found["category"], "work_type" in found, found["engineer_id"]) == ("type", False, "handler")
    assert doubt(proposal, "names", "engineer_id").arguments["header"] == "handler"
    assert doubt(proposal, "unsure", "category").arguments["header"] == "type"


def test_an_order_of_day_and_month_that_no_row_tells_is_asked_for(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.months_unclear(tmp_path)
    proposal = drafting.one(file)
    assert proposal.table.dates == ()
    asked = doubt(proposal, "day_or_month")
    assert asked.open
    assert proposal.date_choices == (("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),)
    drafted = drafting.draft(file)
    words = toml.text("x", toml.Place(path=str(tmp_path)), drafted, "zh-Hans")
    assert '# dates = ["%d/%m/%Y %H:%M"]\n# dates = ["%m/%d/%Y %H:%M"]' in words
    answered = words.replace('# dates = ["%m', 'dates = ["%m')
    read = drafting.read(drafting.from_words(answered))["tickets"]
    assert (read.accepted, read.unmapped) == (styles.ROWS, {})


def test_years_of_two_digits_and_no_state(drafting: Drafting, tmp_path: Path) -> None:
    proposal = drafting.one(styles.two_digit_years(tmp_path))
    assert proposal.table.dates == ("%y-%m-%d %H:%M",)
    missing = doubt(proposal, "missing", "status")
    assert missing.open
    assert "是否解决" in missing.arguments["nearest"]


@pytest.mark.parametrize("named", [True, False])
def test_years_of_the_republic_of_china(drafting: Drafting, tmp_path: Path, named: bool) -> None:
    """Named ones are read as they are; of bare ones that they are such is to be confirmed."""
    file = styles.minguo(tmp_path, named=named)
    proposal = drafting.one(file)
    assert proposal.table.dates == (() if named else ("民国",))
    assert [one.key for one in proposal.doubts if one.key == "minguo"] == ([] if named else ["minguo"])
    words = toml.text("x", toml.Place(path=str(tmp_path)), drafting.draft(file), "zh-Hant")
    doubted = '當作民國年讀取（115 年是 2026 年）。\ndates = ["民国"]'
    assert (doubted in words) == (not named)
    assert drafting.read(drafting.from_words(words))["tickets"].accepted == styles.ROWS


@pytest.mark.parametrize(
    ("month", "dates"),
    [
        ("11503", ("民国",)),
        ("115/03", ("民国",)),
        ("民國11503", ()),
        ("民國115年3月", ()),
        ("2026年3月份", ()),
        ("2026年 3月", ()),
    ],
)
def test_months_as_they_are_written(drafting: Drafting, tmp_path: Path, month: str, dates: tuple[str, ...]) -> None:
    """What is proposed is what reads them."""
    rows: list[list[object]] = [["工号", "月份", "考核得分", "类型"]]
    rows += [[f"S{n:03d}", month, 80 + n, "员工"] for n in range(12)]
    file = styles.write_csv(tmp_path / "绩效考核.csv", rows)
    proposal = drafting.one(file)
    assert (proposal.record, headers(proposal)["month"], proposal.table.dates) == ("performance", "月份", dates)
    assert [one.key for one in proposal.doubts if one.key == "minguo"] == ["minguo"] * len(dates)
    read = drafting.imported(file)["performance"]
    assert (read.accepted, read.quarantined) == (12, 0)


@pytest.mark.parametrize("scale", [1, 1000])
def test_times_counted_since_1970(drafting: Drafting, tmp_path: Path, scale: int) -> None:
    rows: list[list[object]] = [["工单号", "校区", "楼宇", "故障类型", "状态", "创建时间", "完成时间"]]
    for n in range(30):
        began = int(styles.at(n).replace(tzinfo=UTC).timestamp()) * scale
        done = began + 3600 * scale if n % 3 else 0
        rows.append([f"R{n:03d}", "东校区", "图书馆", "网络", "已完成" if done else "处理中", began, done])
    file = styles.write_csv(tmp_path / "工单.csv", rows)
    proposal = drafting.one(file)
    assert proposal.table.dates == ("epoch",)
    assert doubt(proposal, "epoch").arguments["header"] == "创建时间"
    read = drafting.imported(file)["tickets"]
    assert (read.accepted, read.quarantined, read.unmapped) == (30, 0, {})


def test_a_staff_list(drafting: Drafting, tmp_path: Path) -> None:
    file = styles.inventory(tmp_path)
    proposal = drafting.one(file)
    assert proposal.record == "staff"
    assert drafting.imported(file)["staff"].accepted == 20


def test_a_thousand_columns_of_something_else(drafting: Drafting, tmp_path: Path) -> None:
    drafted = drafting.draft(styles.trash(tmp_path))
    assert drafted.proposals == ()
    assert drafted.unknown[0].header[:2] == ("sensor_0", "sensor_1")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize(
    "make",
    [
        styles.gbk_csv,
        styles.codes_in_header,
        styles.two_row_header,
        styles.grouped_times,
        styles.wecom,
        styles.glpi_like,
        styles.event_log,
    ],
)
def test_the_words_are_the_mapping(make, language: str, drafting: Drafting, tmp_path: Path) -> None:
    """What is written reads back as what was proposed, and twice the same."""
    drafted = drafting.draft(make(tmp_path))
    words = toml.text("x", toml.Place(path=str(tmp_path)), drafted, language)
    site = drafting.from_words(words)
    assert site.sources[0].tables == tuple(one.table for one in drafted.proposals)
    again = drafting.draft(make(tmp_path))
    assert toml.text("x", toml.Place(path=str(tmp_path)), again, language) == words


def test_lines_of_totals_and_who_signed_are_no_rows_of_a_draft(drafting: Drafting, tmp_path: Path) -> None:
    """They lack a campus; that is not to be confirmed of any row."""
    row = ["2026-03-01 08:00", "东校区", "图书馆", "网络", "已完成"]
    lines = [["工单编号", "报修时间", "校区", "楼宇", "故障类型", "状态"], *([f"W{n}", *row] for n in range(12))]
    lines[6:6] = [["3月上旬小计", "6条"]]
    proposal = drafting.one(
        styles.write_book(tmp_path / "工单.xlsx", [*lines, ["合计", 12], ["制表：张三", "", "审核：李四"]])
    )
    assert (proposal.rows, proposal.doubts) == (12, ())


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("{0.month}/{0.day}/{0:%Y, %-I:%M:%S %p}", ("%m/%d/%Y, %I:%M:%S %p",)),
        ("{0:%B} {0.day}, {0:%Y %-I:%M %p}", ()),
    ],
)
def test_times_as_browsers_and_english_programs_write_them(written, dates, drafting: Drafting, tmp_path: Path) -> None:
    moments = [datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=17 * n) for n in range(30)]
    cells = [[f"INC{n:05}", written.format(one), "Open", "Library"] for n, one in enumerate(moments)]
    file = styles.write_book(tmp_path / "incidents.xlsx", [["Ticket ID", "Created At", "Status", "Building"], *cells])
    proposal = drafting.one(file)
    assert (headers(proposal)["reported_at"], proposal.table.dates) == ("Created At", dates)
    assert drafting.imported(file)["tickets"].accepted == 30
