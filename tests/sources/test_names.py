"""Names that rows are grouped by: width and runs of space make no name of their own; case and punctuation do."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.checks.alike import alike
from cockpit.records import RECORDS
from tests.sources.conftest import lines, text

NAMED = [
    ("ＷｉＦｉ慢", "WiFi慢"),
    ("Ａ座　３层", "A座 3层"),
    ("图书馆  一楼", "图书馆 一楼"),
    ("图书馆\n一楼", "图书馆 一楼"),
    ("图书馆\t一楼", "图书馆 一楼"),
    (" 图书馆\u3000", "图书馆"),
    ("西区（南）", "西区（南）"),
    ("wifi慢", "wifi慢"),
]


@pytest.mark.parametrize(("spelling", "name"), NAMED)
@pytest.mark.parametrize("column", ["校区", "楼宇", "类别"])
def test_names(read, column, spelling, name):
    found = read(text(lines({column: spelling}, {})))
    assert found.column({"校区": "campus", "楼宇": "building", "类别": "category"}[column])[0] == name


@pytest.mark.parametrize(("spelling", "name"), NAMED)
def test_names_of_a_workbook(read, tmp_path: Path, spelling, name):
    book = openpyxl.Workbook()
    for row in lines({"类别": spelling}, {}):
        book.active.append(row)
    book.save(tmp_path / "names.xlsx")
    assert read(tmp_path / "names.xlsx").column("category")[0] == name


def test_codes_are_names_and_descriptions_are_not(read):
    found = read(text(lines({"工单号": "ＷＸ００１", "描述": "ＷｉＦｉ  慢\n第３层"})))
    assert found.column("ticket_id") == ["WX001"]
    assert found.column("description") == ["ＷｉＦｉ  慢\n第3层"]


def plain(name: str) -> str:
    """The same by another way: NFKC of letters and digits alone, words joined by one space."""
    narrow = (
        unicodedata.normalize("NFKC", one) if "０" <= one <= "９" or "Ａ" <= one <= "Ｚ" or "ａ" <= one <= "ｚ" else one
        for one in name
    )
    return " ".join("".join(narrow).replace("\u00a0", " ").replace("\u3000", " ").split())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.text("楼座 \u3000\u00a0\tＡＺａｚ０９Az09（）", min_size=1, max_size=8), min_size=20, max_size=60)
)
def test_any_name(read, names):
    found = read(text(lines(*({"类别": name, "校区": "东"} for name in names))))
    assert found.column("category") == [wanted for name in names if (wanted := plain(name))]


def test_names_that_may_be_one(read):
    spellings = ["WiFi慢"] * 3 + ["wifi慢", "Wi Fi慢", "网络", "终端（新）", "终端(新)", "ＷｉＦｉ慢"]
    found = read(text(lines(*({"类别": spelling} for spelling in spellings))))
    assert alike(RECORDS["tickets"], found.parsed.rows) == {
        "category": [{"WiFi慢": 4, "Wi Fi慢": 1, "wifi慢": 1}, {"终端(新)": 1, "终端（新）": 1}]
    }
