"""Every spoilt row of dirty.json stands where it says and is spoilt as it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from sample_data.maker.dirt import KINDS
from sample_data.maker.exports import HEADERS, OLD_HEADERS

LOOKS: dict[str, Callable[[Any], bool]] = {
    "missing_building": pd.isna,
    "text_date": lambda cell: re.fullmatch(r"\d{4}年\d+月\d+日 \d+:\d\d", cell) is not None,
    "unknown_level": lambda cell: cell == "加急",
    "full_width_digits": lambda cell: (
        re.fullmatch("[０-９]{4}-[０-９]{2}-[０-９]{2} [０-９]{2}：[０-９]{2}", cell) is not None
    ),
    "february_30": lambda cell: "-02-30" in cell,
    "null_spelling": lambda cell: cell in ("无", "--"),
    "zero_width": lambda cell: "\u200b" in cell,
    "phone_as_number": lambda cell: cell == "1.38E+10",
    "unknown_channel": lambda cell: cell == "企业微信",
    "future_date": lambda cell: cell.year == 2062,
    "unknown_person": lambda cell: cell == "S099",
    "formula_text": lambda cell: cell.startswith("=HYPERLINK"),
    "two_digit_year": lambda cell: re.fullmatch(r"\d\d/\d\d/\d\d \d\d:\d\d", cell) is not None,
    "emoji": lambda cell: "😭" in cell,
    "person_called_na": lambda cell: cell == "NA",
}


def cell_of(sheets: dict[str, pd.DataFrame], note: dict[str, Any]) -> Any:
    column = {old: name for name, old in OLD_HEADERS.items()}.get(note["column"], note["column"])
    return sheets[note["file"]].iat[note["row"] - 4, HEADERS.index(column)]


def test_spoilt_cells_stand_where_the_list_says(sheets: dict[str, pd.DataFrame], dirty: dict[str, Any]) -> None:
    notes = [note for note in dirty["rows"] if note["record"] == "tickets" and note["kind"] in LOOKS]
    assert {note["kind"] for note in notes} == set(LOOKS)
    assert [note for note in notes if not LOOKS[note["kind"]](cell_of(sheets, note))] == []


def test_resolved_before_reported(sheets: dict[str, pd.DataFrame], dirty: dict[str, Any]) -> None:
    notes = [note for note in dirty["rows"] if note["kind"] == "resolved_before_reported"]
    assert len(notes) > 5
    for note in notes:
        reported = cell_of(sheets, note | {"column": "报修时间"})
        assert cell_of(sheets, note) < pd.to_datetime(reported)


@pytest.mark.parametrize(("kind", "times"), [("identical_duplicate", 1), ("conflicting_duplicate", 2)])
def test_duplicates(sheets: dict[str, pd.DataFrame], dirty: dict[str, Any], kind: str, times: int) -> None:
    notes = [note for note in dirty["rows"] if note["kind"] == kind]
    assert len(notes) >= 8
    for note in notes[times - 1 :: times]:
        sheet, row = sheets[note["file"]], note["row"] - 4
        first, second = sheet.iloc[row - 1].astype(str), sheet.iloc[row].astype(str)
        assert first.iat[0] == second.iat[0]
        assert first.equals(second) == (kind == "identical_duplicate")


def test_no_other_ticket_number_stands_twice(tickets: pd.DataFrame) -> None:
    twice = tickets["工单号"][tickets["工单号"].duplicated()]
    assert twice.empty


def test_counts_follow_from_the_rows(dirty: dict[str, Any], sheets: dict[str, pd.DataFrame]) -> None:
    for record, kinds in dirty["kinds"].items():
        assert kinds == Counter(note["kind"] for note in dirty["rows"] if note["record"] == record)
    assert {kind.name for kind in KINDS} == set(dirty["kinds"]["tickets"])
    rows = sum(len(sheet) - 1 for sheet in sheets.values())
    assert 0.0025 < sum(dirty["kinds"]["tickets"].values()) / rows < 0.0045
