"""A site by chance whose texts try to be more than text, and requests over it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cockpit.metrics import Cockpit
from cockpit.periods import Period
from cockpit.request import Request
from tests.metrics import chance
from tests.metrics.small_site import SmallSite

PHONE = "13812345678"
CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
PERIOD = Period(date(2025, 10, 1), date(2026, 6, 1))
NASTY = (
    "=HYPERLINK(\"http://x.example/\";1)", "+1+1", "-2", "@SUM(A1)", "\tTab", "https://x.example/a?b=c&d",
    "<b>&amp;</b>", "真的\"引号\"，逗号", "🙂 emoji",
    "两行\n文字", " 前后有空格 ", "'单引号", "_x0041_", "007", "1e5", "2026-01-01",
    "file:///etc/passwd", "mailto:a@b", "TRUE", "{=1+1}", "internal:Sheet1!A1",
)  # fmt: skip


@dataclass(repr=False)
class Made:
    """The site's rows as stored, its cockpit, and requests over it."""

    small: SmallSite
    cockpit: Cockpit
    folder: Path

    @property
    def rows(self) -> list[dict[str, Any]]:
        stored: list[dict[str, Any]] = self.small.tables["tickets"].to_pylist()
        return stored

    def request(self, language: str = "zh-Hans", **more: Any) -> Request:
        given: dict[str, Any] = {"period": PERIOD, "who": "经理", "made": CLOCK} | more
        return Request(self.cockpit, self.small.settings(self.folder), language, **given)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    small = chance.site(7, count=260)
    tickets = [
        {
            **row,
            "title": NASTY[place % len(NASTY)],
            "description": NASTY[(place * 7) % len(NASTY)],
            "reporter": "张三",
            "reporter_phone": PHONE,
            "cause": f"来电 {PHONE}" if place % 3 else None,
        }
        for place, row in enumerate(small.rows["tickets"])
    ]
    urgent = [
        {
            **row,
            "nature": NASTY[place % len(NASTY)],
            "scope": f"请致电 {PHONE}",
            "title": f"事件 {place}",
            "discovered_by": "值班员",
            "told_leader_at": row["discovered_at"] + timedelta(minutes=place % 20) if place % 5 else None,
            "progress": ("已恢复", "", None)[place % 3],
            "support_needed": "不需要" if place % 4 else None,
        }
        for place, row in enumerate(small.rows["incidents"])
    ]
    rows = {**small.rows, "tickets": tickets, "incidents": urgent}
    small = SmallSite(rows, small.zone, small.contract, small.calendar)
    folder = tmp_path_factory.mktemp("export")
    return Made(small, small.opened(CLOCK, folder), folder)


@dataclass
class Opened:
    """A workbook read back."""

    path: Path

    def __post_init__(self) -> None:
        self.book = openpyxl.load_workbook(self.path)

    def __getitem__(self, name: str) -> Worksheet:
        found: Worksheet = self.book[name]
        return found

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A sheet's rows by the titles in its first row."""
        head, *rest = self.book[name].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rest]

    def widths(self, name: str) -> list[float]:
        """The widths of a sheet's columns; neighbours of one width are stored once."""
        known = {
            place: dimension.width
            for dimension in self.book[name].column_dimensions.values()
            for place in range(dimension.min, dimension.max + 1)
        }
        return [known[place] for place in range(1, self.book[name].max_column + 1)]

    def parts(self) -> list[str]:
        with zipfile.ZipFile(self.path) as package:
            assert package.testzip() is None
            return package.namelist()


def unescaped(cell: Any) -> Any:
    """Excel reads _x005F_ as an underscore that is no escape; openpyxl leaves it in a cell's own text."""
    return cell.replace("_x005F_", "_") if isinstance(cell, str) else cell


def assert_inert(opened: Opened) -> None:
    """No formula, no link, nothing from outside, in any sheet."""
    for sheet in opened.book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    risky = ("externalLink", "vbaProject", "connections", "customXml", "activeX", "embeddings")
    assert [name for name in opened.parts() if any(word in name for word in risky)] == []
    with zipfile.ZipFile(opened.path) as package:
        rels = b"".join(package.read(name) for name in package.namelist() if name.endswith(".rels"))
    assert b'TargetMode="External"' not in rels


def assert_prints(opened: Opened) -> None:
    """Every sheet fits the width of a page, or of several with its first column on each, and numbers its pages.

    The long ones repeat their header.
    """
    for sheet in opened.book.worksheets:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToHeight == 0, sheet.title
        assert ((sheet.page_setup.fitToWidth or 1) > 1) == bool(sheet.print_title_cols), sheet.title
        assert "&P" in str(sheet.oddFooter.center.text), sheet.title
        if sheet.title not in ("说明", "說明", "Notes"):
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.print_title_rows, sheet.title
            assert sheet.freeze_panes, sheet.title
