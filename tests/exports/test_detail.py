"""Tickets as files: every row once, exactly as stored, in every kind of file."""

from __future__ import annotations

import csv
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow.parquet as pq
import pytest

from cockpit.access import PHONES, Rights, reduced
from cockpit.errors import UsageError
from cockpit.exports import columns, detail
from cockpit.i18n import label, say
from cockpit.metrics import CATALOGUE, Question, windows
from cockpit.metrics.detail import Listing, listed, window
from cockpit.periods import Period, whole
from cockpit.records import RECORDS
from tests.exports.conftest import CLOCK, PERIOD, PHONE, Made, Opened, assert_inert, assert_prints, unescaped

LANGUAGE = "zh-Hans"


def title(name: str) -> str:
    return columns.titled(name, LANGUAGE)


def written(made: Made, folder: Path, suffix: str, question: Question | None = None, **more: Any) -> Path:
    out = folder / f"out{suffix}"
    chosen = more.pop("columns", ())
    detail.write(detail.prepared(made.request(**more), question, columns=chosen), out)
    return out


@pytest.fixture(scope="module")
def book(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return Opened(written(made, tmp_path_factory.mktemp("xlsx"), ".xlsx"))


def local(moment: datetime | None, zone: str) -> datetime | None:
    """As a workbook can hold it: site time, to the millisecond."""
    if moment is None:
        return None
    at = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (at + timedelta(microseconds=500)).replace(
        microsecond=(at + timedelta(microseconds=500)).microsecond // 1000 * 1000
    )


def test_every_ticket_of_the_period_stands_once_in_the_order_of_report(made: Made, book: Opened):
    rows = book.rows("明细")
    stored = sorted(made.rows, key=lambda row: (row["reported_at"], row["ticket_id"]))
    assert [row[title("ticket_id")] for row in rows] == [row["ticket_id"] for row in stored]
    for row, origin in zip(rows, stored, strict=True):
        for name in ("title", "description", "room", "device_id", "hold_minutes", "rating", "reopen_count"):
            if title(name) in row:
                assert unescaped(row[title(name)]) == origin[name], (origin["ticket_id"], name)
        assert row[title("building")] in (origin["building"], f"{origin['building']} · {origin['campus']}")
        for name in ("category", "level", "status", "channel", "campus"):
            expected = None if origin[name] is None else label(name, origin[name], LANGUAGE)
            assert row[title(name)] == expected
        for name in ("reported_at", "closed_at"):
            assert close(row[title(name)], local(origin[name], made.small.zone))


def close(told: datetime | None, stored: datetime | None) -> bool:
    if told is None or stored is None:
        return told is stored
    return abs(told - stored) <= timedelta(milliseconds=1)


def test_cells_are_what_they_say(made: Made, book: Opened):
    sheet = book["明细"]
    head = [cell.value for cell in sheet[1]]
    first = {name: sheet.cell(2, head.index(title(name)) + 1) for name in ("ticket_id", "reported_at", "status")}
    assert first["ticket_id"].data_type == "s"
    assert first["reported_at"].is_date
    assert first["reported_at"].number_format == "yyyy-mm-dd hh:mm"
    numbers = [
        cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.data_type == "n" and cell.value is not None
    ]
    assert numbers
    assert {type(cell.value) for cell in numbers} <= {int, float}


def test_the_sheet_is_ready_to_be_read_filtered_and_printed(book: Opened):
    sheet = book["明细"]
    assert book.book.sheetnames == ["明细", "说明"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
    assert sheet.print_title_rows == "$1:$1"
    needed = [sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(cell.value)) for cell in sheet[1]]
    assert all(width >= need for width, need in zip(book.widths("明细"), needed, strict=True))
    told = {rule.formula[0] for ranges in sheet.conditional_formatting for rule in ranges.rules}
    assert any("已超时" in formula for formula in told)
    with zipfile.ZipFile(book.path) as package:
        assert b'<ignoredError sqref="A1:' in package.read("xl/worksheets/sheet1.xml")  # no green corners at room 101
    assert_inert(book)
    assert_prints(book)


def test_the_notes_say_where_it_comes_from(made: Made, tmp_path: Path):
    filters = (("campus", ("North", "东校区")),)
    request = made.request(filters=filters)
    opened = Opened(written(made, tmp_path, ".xlsx", request.question("opened"), filters=filters))
    said = "\n".join(str(cell) for row in opened["说明"].iter_rows(values_only=True) for cell in row if cell)
    count = made.cockpit.answer(request.question("opened")).n
    for text in (
        "2025年10月1日", "2026年5月31日", "North、东校区", "small", made.small.zone, "经理",
        say("metrics.opened.definition", LANGUAGE), say("metrics.opened.exclusions", LANGUAGE),
        "统计截至", "导入时间", "导出时间",
    ):  # fmt: skip
        assert text in said, text
    told = {row[0]: row[1] for row in opened["说明"].iter_rows(values_only=True)}
    assert told["明细行数"] == count  # a number, not its words


def test_the_notes_of_a_searched_list_tell_the_search(made: Made, tmp_path: Path):
    for filters in ((), (("campus", ("North",)),)):
        listing = Listing(PERIOD, "来电 真的", filters=filters)
        request = made.request(filters=filters)
        detail.write(detail.listed(request, listing, listed(made.cockpit, listing)), tmp_path / "out.xlsx")
        told = {row[0]: row[1] for row in Opened(tmp_path / "out.xlsx")["说明"].iter_rows(values_only=True)}
        assert told["搜索"] == "含有全部这些词：来电、真的"
        assert told.get("筛选条件") is None
        assert told.get("筛选：校区") == ("North" if filters else None)


def test_the_notes_of_a_cell_tell_the_cell(made: Made, tmp_path: Path):
    request = made.request()
    wanted = detail.prepared(request, request.question("opened"), {"campus": "North"})
    detail.write(wanted, tmp_path / "out.xlsx")
    told = {row[0]: row[1] for row in Opened(tmp_path / "out.xlsx")["说明"].iter_rows(values_only=True)}
    assert told["校区"] == "North"
    assert "筛选条件" not in told


@pytest.mark.parametrize("search", ["", "来电"])
def test_a_list_keeps_its_columns_and_their_order(made: Made, tmp_path: Path, search: str):
    chosen = ("building", "deadline", "ticket_id", "hours_to_resolve", "title")
    listing = Listing(PERIOD, search)
    wanted = detail.listed(made.request(), listing, listed(made.cockpit, listing), chosen)
    for suffix in detail.SUFFIXES:
        detail.write(wanted, tmp_path / f"out{suffix}")
    titles = [title(name) for name in chosen]
    assert list(pd.read_csv(tmp_path / "out.csv", dtype=str)) == titles
    assert [cell.value for cell in Opened(tmp_path / "out.xlsx")["明细"][1]] == titles
    stored = pq.read_table(tmp_path / "out.parquet").column_names
    assert [name for name in stored if name in chosen] == [name for name in chosen if name in stored]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_as_many_rows_as_the_number_says(made: Made, name: str):
    metric = CATALOGUE[name]
    question = Question(name, PERIOD)
    at, key, _ = windows.ordered(metric.record)
    if made.cockpit.lacks(metric):
        with pytest.raises(UsageError, match="export_lacking"):
            made.cockpit.every_row(question, {}, [key])
        return
    rows = made.cockpit.every_row(question, {}, [key])
    found = [one for batch in rows for one in batch[key].to_pylist()]
    at_once = made.cockpit.rows(question, {}, [key], order=at, descending=False, limit=10**6)[key].to_pylist()
    assert rows.count == len(found)
    assert found == at_once
    if metric.grain in ("ticket", "incident"):
        assert rows.count == made.cockpit.answer(question).n


@pytest.mark.parametrize("descending", [False, True])
def test_windows_of_any_size_give_the_same_rows(made: Made, monkeypatch: pytest.MonkeyPatch, *, descending: bool):
    question = Question("opened", PERIOD)
    monkeypatch.setattr(windows, "FIRST_WINDOW", 1)
    monkeypatch.setattr(windows, "WINDOW", 7)
    rows = made.cockpit.every_row(question, {}, ["ticket_id"], descending=descending)
    found = [one for batch in rows for one in batch["ticket_id"].to_pylist()]
    expected = made.cockpit.rows(question, {}, ["ticket_id"], descending=descending, limit=10**6)[
        "ticket_id"
    ].to_pylist()
    assert len(rows.windows) > 20
    assert sorted(found) == sorted(expected)
    if not descending:
        assert found == expected


def test_late_is_what_the_measures_call_late(made: Made):
    chosen = ("ticket_id", "deadline")
    request = made.request()
    wanted = detail.prepared(request, Question("opened", PERIOD), columns=chosen)
    told: dict[str, set[str]] = {}
    for batch in wanted.rows:
        for ticket, state in zip(
            batch["ticket_id"].to_pylist(), columns.deadlines(batch, CLOCK).to_pylist(), strict=True
        ):
            told.setdefault(state, set()).add(ticket)
    today = whole(made.cockpit.today, "day")
    behind = {name: ids(made, Question(name, today)) for name in ("overdue", "at_risk")}
    assert told["overdue"] == behind["overdue"]
    assert told.get("at_risk", set()) == behind["at_risk"]
    judged = made.cockpit.answer(Question("sla_met", Period(date(2020, 1, 1), date(2030, 1, 1))))
    late = told["overdue"] | told["missed"] | told.get("undated", set())
    assert judged.value is not None
    missed = judged.n - round(judged.value * judged.n)
    assert len([one for one in late if due(made, one) < CLOCK]) == missed


def ids(made: Made, question: Question) -> set[str]:
    return {
        one for batch in made.cockpit.every_row(question, {}, ["ticket_id"]) for one in batch["ticket_id"].to_pylist()
    }


def due(made: Made, ticket: str) -> datetime:
    found = made.cockpit.engine.query("select due_at from store.tickets where ticket_id = :ticket", {"ticket": ticket})
    at: datetime = found["due_at"][0].as_py()
    return at.astimezone(UTC)


def test_more_rows_than_a_sheet_holds_stand_in_numbered_sheets(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(detail, "MOST_ROWS", 101)
    monkeypatch.setattr(windows, "WINDOW", 70)
    opened = Opened(written(made, tmp_path, ".xlsx"))
    assert opened.book.sheetnames == ["明细 1", "明细 2", "明细 3", "说明"]
    found = [row[title("ticket_id")] for name in opened.book.sheetnames[:3] for row in opened.rows(name)]
    assert sorted(found) == sorted(row["ticket_id"] for row in made.rows)
    assert [opened[name].max_row for name in opened.book.sheetnames[:3]] == [101, 101, 61]
    said = [str(cell) for row in opened["说明"].iter_rows(values_only=True) for cell in row if cell]
    assert any("1,048,576" in text and "3 张" in text for text in said)


def test_csv_is_read_by_excel_and_pandas(made: Made, tmp_path: Path):
    out = written(made, tmp_path, ".csv")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(made.rows)
    frame = pd.read_csv(out, dtype=str)
    assert list(frame[title("ticket_id")]) == [row[title("ticket_id")] for row in rows]
    stored = {row["ticket_id"]: row for row in made.rows}
    for row in rows:
        origin = stored[row[title("ticket_id")]]
        at = origin["reported_at"].astimezone(ZoneInfo(made.small.zone))
        assert row[title("reported_at")] == f"{at:%Y-%m-%d %H:%M:%S}"
        text = origin["title"]
        assert row[title("title")] == (f"'{text}" if text[0] in "=+-@\t\r" else text)


def test_parquet_holds_what_is_stored(made: Made, tmp_path: Path):
    out = written(made, tmp_path, ".parquet")
    table = pq.read_table(out)
    stored = sorted(made.rows, key=lambda row: (row["reported_at"], row["ticket_id"]))
    read = table.to_pylist()
    for name in ("ticket_id", "reported_at", "level", "title", "closed_at", "hold_minutes", "engineer_id"):
        if name in table.column_names:
            assert [utc(row[name]) for row in read] == [utc(row[name]) for row in stored], name
    facts = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert facts["cockpit.snapshot"] == "small"
    assert facts["cockpit.period"] == "2025-10-01/2026-06-01"


def utc(cell: Any) -> Any:
    """Times of two zones compare unequal in the hour that comes twice."""
    return cell.astimezone(UTC) if isinstance(cell, datetime) else cell


@pytest.mark.parametrize("suffix", detail.SUFFIXES)
def test_nothing_is_a_file_too(made: Made, tmp_path: Path, suffix: str):
    out = written(made, tmp_path, suffix, period=Period(date(2019, 1, 1), date(2019, 2, 1)))
    if suffix == ".xlsx":
        assert Opened(out)["明细"].max_row <= 2
    elif suffix == ".csv":
        assert out.read_text("utf-8-sig").count("\n") == 1
    else:
        assert pq.read_table(out).num_rows == 0


@pytest.mark.parametrize("suffix", detail.SUFFIXES)
def test_rights_hold_in_every_file(made: Made, tmp_path: Path, suffix: str):
    rights = reduced("engineer:S1")
    out = written(made, tmp_path, suffix, rights=rights)
    own = {row["ticket_id"] for row in made.rows if row["engineer_id"] == "S1"}
    if suffix == ".xlsx":
        found = {row[title("ticket_id")] for row in Opened(out).rows("明细")}
    elif suffix == ".csv":
        found = set(pd.read_csv(out, dtype=str)[title("ticket_id")])
    else:
        found = set(pq.read_table(out)["ticket_id"].to_pylist())
    assert found == own
    with pytest.raises(UsageError, match="denied_columns"):
        detail.prepared(made.request(rights=reduced("hr")), columns=["ticket_id", "reporter"])
    with pytest.raises(UsageError, match="unknown_column_near"):
        detail.prepared(made.request(), columns=["ticket"])


def test_phone_numbers_are_masked_wherever_they_stand(made: Made, tmp_path: Path):
    chosen = ("ticket_id", "cause", "reporter_phone")
    for suffix in detail.SUFFIXES:
        for masked in (PHONES, frozenset[str]()):
            out = written(made, tmp_path, suffix, rights=Rights(masked=masked), columns=chosen)
            if suffix == ".xlsx":
                told = str([list(row.values()) for row in Opened(out).rows("明细")])
            else:
                told = out.read_text("utf-8-sig") if suffix == ".csv" else str(pq.read_table(out).to_pylist())
            assert (PHONE in told) != bool(masked)
            assert ("来电 138****5678" in told) == bool(masked)


@pytest.mark.parametrize("search", ["", "来电", "=HYPERLINK"])
@pytest.mark.parametrize("order", ["reported_at", "building"])
def test_a_list_is_taken_away_as_it_is_shown(made: Made, tmp_path: Path, search: str, order: str):
    listing = Listing(PERIOD, search, order=order)
    found = listed(made.cockpit, listing)
    wanted = detail.listed(made.request(), listing, found)
    detail.write(wanted, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [row[title("ticket_id")] for row in csv.DictReader(file)]
    shown = window(made.cockpit, found, ["ticket_id"], limit=1000)["ticket_id"].to_pylist()
    assert len(told) == wanted.rows.count == len(found)
    assert sorted(told) == sorted(shown)
    if order == "building":
        assert told == shown
    assert search in wanted.title


def test_progress_is_told_and_can_stop_it(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "FIRST_WINDOW", 20)
    monkeypatch.setattr(windows, "WINDOW", 20)
    told: list[int] = []
    wanted = detail.prepared(made.request())
    detail.write(wanted, tmp_path / "a.csv", told.append)
    assert told[0] == 0
    assert told == sorted(told)
    assert told[-1] == wanted.rows.count

    class Stop(Exception):
        pass

    def stop(done: int) -> None:
        asked.append(done)
        if done > 40:
            raise Stop

    for suffix in detail.SUFFIXES:
        asked: list[int] = []
        with pytest.raises(Stop):
            detail.write(detail.prepared(made.request()), tmp_path / f"b{suffix}", stop)
        assert max(asked) < 100


def test_all_columns_are_all_that_the_site_fills_and_the_rights_permit(made: Made):
    every = set(columns.known(made.cockpit))
    shown = columns.standard(made.cockpit, Rights())
    assert len(shown) == len(set(shown))
    lacking = {name for name in every if not columns.permitted([name], made.cockpit, Rights())}
    assert every - set(shown) == {"resolved_at", *lacking}
    assert len({title(name) for name in shown}) == len(shown)
    assert {"assigned_at", "arrived_at", "reporter", "reporter_phone"} <= set(shown)
    denied = Rights(denied=frozenset({"reporter_phone"}))
    assert set(shown) - set(columns.standard(made.cockpit, denied)) == {"reporter_phone"}
    assert set(columns.STANDARD["tickets"]) >= {*RECORDS["tickets"].names, *columns.SOURCES["tickets"]} - {
        "resolved_at"
    }


def test_many_columns_are_not_printed_too_small_to_be_read(made: Made, book: Opened):
    chosen = detail.prepared(made.request()).columns
    setup = book["明细"].page_setup
    assert setup.paperSize == 8
    assert sum(column.width for column in chosen) / setup.fitToWidth <= 350
