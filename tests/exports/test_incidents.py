"""Incidents as files: every one behind the number, its own columns, and what was owed for it reckoned again here."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow.parquet as pq
import pytest

from cockpit.access import reduced
from cockpit.errors import UsageError
from cockpit.exports import columns, detail, pivots
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE, PivotQuestion, Question
from cockpit.settings import LANGUAGES
from cockpit.tables import arranged
from tests.exports.conftest import CLOCK, PERIOD, Made, Opened, assert_inert, unescaped

MAJOR = Question("major_incidents", PERIOD)
KEPT, MISSED, OWED, FREE = "已做到", "未做到", "待办", "不适用"


def title(name: str) -> str:
    return columns.titled(name, "zh-Hans", "incidents")


@pytest.fixture(scope="module")
def book(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    out = tmp_path_factory.mktemp("incidents") / "out.xlsx"
    detail.write(detail.prepared(made.request(), MAJOR), out)
    return Opened(out)


@pytest.fixture(scope="module")
def stored(made: Made) -> dict[str, dict[str, Any]]:
    return {row["incident_id"]: row for row in made.small.tables["incidents"].to_pylist()}


def of_period(made: Made, stored: dict[str, dict[str, Any]]) -> set[str]:
    zone = ZoneInfo(made.small.zone)
    return {
        key
        for key, row in stored.items()
        if row["level"] in ("A", "B")
        if PERIOD.first <= row["occurred_at"].astimezone(zone).date() < PERIOD.until
        if row["discovered_at"] <= CLOCK
    }


def test_every_incident_of_the_number_stands_once_in_its_order(made: Made, book: Opened, stored):
    rows = book.rows("明细")
    assert {row[title("incident_id")] for row in rows} == of_period(made, stored)
    assert len(rows) == made.cockpit.answer(MAJOR).n > 5
    begun = [row[title("occurred_at")] for row in rows]
    assert begun == sorted(begun)
    for row in rows:
        origin = stored[row[title("incident_id")]]
        for name in ("nature", "ticket_id", "campus", "title"):
            assert unescaped(row[title(name)]) == origin[name]
        assert row[title("scope")] == "请致电 138****5678"


def test_what_was_owed_is_judged_as_it_is_here(made: Made, book: Opened, stored):
    """The leader within ten minutes, the seven elements by the end: reckoned again from the record alone."""
    told = set()
    for row in book.rows("明细"):
        origin = stored[row[title("incident_id")]]
        limit = origin["discovered_at"] + timedelta(minutes=10)
        at = known(origin["told_leader_at"])
        state = KEPT if at and at <= limit else MISSED if at or limit < CLOCK else OWED
        if origin["discovered_at"].astimezone(ZoneInfo(made.small.zone)).date() < made.small.contract[0].since:
            state = FREE  # no terms were in force
        assert row[title("leader_state")] == state
        parts = ("nature", "scope", "occurred_at", "discovered_at", "discovered_by", "progress", "support_needed")
        lacking = [name for name in parts if not str(origin[name] or "").strip()]
        missing = row[title("company_missing")]
        assert len(missing.split("、") if missing else []) == len(lacking)
        assert (row[title("company_state")] == KEPT) == (not lacking)
        assert isinstance(row[title("leader_due")], datetime) or state == FREE
        told |= {state, row[title("company_state")], row[title("report_state")]}
    assert {KEPT, MISSED} <= told


def known(at: datetime | None) -> datetime | None:
    return at if at is not None and at <= CLOCK else None


def test_a_wide_sheet_prints_on_as_many_pages_as_it_needs(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wanted = detail.prepared(made.request(), MAJOR)
    monkeypatch.setattr(detail, "A3_WIDTH", sum(column.width for column in wanted.columns) / 1.5)
    detail.write(wanted, tmp_path / "out.xlsx")
    sheet = Opened(tmp_path / "out.xlsx")["明细"]
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$A"


def test_the_sheet_marks_what_was_missed(book: Opened):
    sheet = book["明细"]
    assert sheet.freeze_panes == "B2"
    rules = {rule.formula[0] for ranges in sheet.conditional_formatting for rule in ranges.rules}
    assert rules == {f'"{MISSED}"', f'"{OWED}"'}
    assert_inert(book)
    said = [str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row if cell]
    assert "起" in said
    assert any("合同条款" in text for text in said)


@pytest.mark.parametrize("name", sorted(name for name, metric in CATALOGUE.items() if metric.record == "incidents"))
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_measure_of_incidents_has_its_rows(made: Made, tmp_path: Path, name: str, suffix: str):
    wanted = detail.prepared(made.request(), Question(name, PERIOD))
    detail.write(wanted, tmp_path / f"out{suffix}")
    rows = made.cockpit.rows(Question(name, PERIOD), {}, ["incident_id"], limit=10_000)["incident_id"].to_pylist()
    out = tmp_path / f"out{suffix}"
    if suffix == ".csv":
        found = pd.read_csv(out, dtype=str)[title("incident_id")].tolist()
    else:
        found = pq.read_table(out)["incident_id"].to_pylist()
    assert sorted(found) == sorted(rows)
    assert wanted.rows.count == len(rows)


def test_a_cell_and_rights_narrow_the_incidents(made: Made, stored):
    campus = made.cockpit.answer(Question("major_incidents", PERIOD, ("campus",))).rows[0]
    wanted = detail.prepared(made.request(), MAJOR, {"campus": campus["campus"]}, ["incident_id"])
    assert wanted.rows.count == campus["n"]
    own = detail.prepared(made.request(rights=reduced("engineer:S1")), MAJOR, columns=["incident_id"])
    mine = {row["ticket_id"] for row in made.rows if row["engineer_id"] == "S1"}
    found = {one for batch in own.rows for one in batch["incident_id"].to_pylist()}
    assert found == {key for key in of_period(made, stored) if stored[key]["ticket_id"] in mine}
    with pytest.raises(UsageError, match="unknown_column_near"):
        detail.prepared(made.request(), MAJOR, columns=["building_id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pivot_of_incidents_counts_them_and_brings_their_rows(made: Made, tmp_path: Path, language: str):
    request = made.request(language)
    table = arranged(made.cockpit.pivot(PivotQuestion(("major_incidents", "outage_hours"), PERIOD, ("campus",))))
    out = tmp_path / "out.xlsx"
    pivots.write(pivots.Wanted(request, table, pivots.with_rows(request, table)), out)
    opened = Opened(out)
    word = {"zh-Hans": "起", "zh-Hant": "起", "en": "incidents"}[language]
    heads = [str(cell.value) for row in opened[say("export.sheets.summary", language)].iter_rows() for cell in row]
    assert any(f"{text}" in head for head in heads for text in (f"（{word}）", f"({word})"))
    for name in ("major_incidents", "outage_hours"):
        sheet = f"{say('export.sheets.detail', language)} {say(f'metrics.{name}.name', language)}"
        counted = Question(name, PERIOD)
        assert opened[sheet].max_row - 1 == made.cockpit.answer(counted).n


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", [True, False])
def test_every_pivot_says_why_it_is_none_of_excels_own(made: Made, tmp_path: Path, language: str, *, rows: bool):
    request = made.request(language)
    table = arranged(made.cockpit.pivot(PivotQuestion(("opened",), PERIOD, ("campus",))))
    pivots.write(pivots.Wanted(request, table, pivots.with_rows(request, table) if rows else ()), tmp_path / "o.xlsx")
    notes = Opened(tmp_path / "o.xlsx").book.worksheets[-1]
    said = [str(cell) for row in notes.iter_rows(values_only=True) for cell in row if cell]
    assert say("export.summary.pivot_table", language) in said
    assert (say("export.summary.pivot_insert", language) in said) == rows
    with zipfile.ZipFile(tmp_path / "o.xlsx") as package:
        assert not [name for name in package.namelist() if "pivot" in name.lower()]


def test_nothing_happened_is_a_file_too(made: Made, tmp_path: Path):
    long_ago = Question("major_incidents", type(PERIOD)(date(2019, 1, 1), date(2019, 2, 1)))
    for suffix in detail.SUFFIXES:
        detail.write(detail.prepared(made.request(), long_ago), tmp_path / f"out{suffix}")
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0
    assert Opened(tmp_path / "out.xlsx")["明细"].max_row <= 2
