"""A file taken from a page, by a person with a mouse."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.browser.shots import settled, still

pytestmark = pytest.mark.browser

ALL_ROWS = re.compile(r"全部 [\d,]+ 行")


def downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.locator(".c-links a[href^='/export/']:visible").last.click()
    found = coming.value
    assert found.failure() is None
    target = folder / found.suggested_filename
    found.save_as(target)
    return target


def test_the_tickets_behind_a_trend_in_two_forms_and_the_page_itself(page: Page, address: str, tmp_path: Path):
    settled(page, f"{address}/trends?period=last_month&lang=zh-Hans")
    page.locator(".st-key-export-trend button").first.click()
    page.get_by_text(ALL_ROWS).wait_for()
    count = int(page.get_by_text(ALL_ROWS).inner_text().split(" ")[1].replace(",", ""))
    book = downloaded(page, tmp_path)
    assert book.name.startswith("工单明细_报修量_")
    assert openpyxl.load_workbook(book)["明细"].max_row - 1 == count
    page.get_by_text("已写完").wait_for()

    page.get_by_text("CSV", exact=True).click()
    still(page)
    with downloaded(page, tmp_path).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) - 1 == count

    page.get_by_text("整页图表", exact=True).click()
    still(page)
    assert openpyxl.load_workbook(downloaded(page, tmp_path)).sheetnames == ["报修量", "说明"]
