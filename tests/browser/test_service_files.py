"""What is taken away from the page of service levels: the page itself, and the incidents with all that was owed."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.browser.shots import settled, still
from tests.browser.test_export import downloaded

pytestmark = pytest.mark.browser

ALL_ROWS = re.compile(r"全部 [\d,]+ 行")


def test_the_page_and_its_incidents_can_be_taken_away(page: Page, address: str, tmp_path: Path):
    settled(page, f"{address}/service?lang=zh-Hans")
    page.locator(".st-key-export-service button").first.click()
    page.get_by_text("每张图表一个工作表").wait_for()
    whole = downloaded(page, tmp_path)
    assert whole.name.startswith("服务级别_")
    names = openpyxl.load_workbook(whole).sheetnames
    assert {"指标", "级别与月份", "剩余时限", "A、B 级事件", "说明"} <= set(names)
    page.keyboard.press("Escape")
    still(page)
    page.locator(".st-key-export-incidents button").first.click()
    page.get_by_text(ALL_ROWS).wait_for()
    book = downloaded(page, tmp_path)
    assert book.name.startswith("事件明细_")
    sheet = openpyxl.load_workbook(book)["明细"]
    assert sheet.max_row - 1 == page.locator(".c-duties tbody tr").count()
    assert {"报告组长", "报告组长·期限", "公司 7 要素·缺少"} <= {cell.value for cell in sheet[1]}


def test_a_list_is_taken_away_with_its_columns_or_with_all(page: Page, address: str, tmp_path: Path):
    settled(page, f"{address}/detail?columns=building,ticket_id,state&lang=zh-Hans")
    page.locator(".st-key-export-detail button").first.click()
    page.get_by_text(ALL_ROWS).wait_for()
    head = [cell.value for cell in openpyxl.load_workbook(downloaded(page, tmp_path))["明细"][1]]
    assert head == ["楼宇", "工单号", "时限情况"]
    page.get_by_text("全部列", exact=True).click()
    still(page)
    assert len(list(openpyxl.load_workbook(downloaded(page, tmp_path))["明细"][1])) > 15
    page.get_by_text("Parquet", exact=True).click()
    page.get_by_text("列名和取值是系统内的名称与代码").wait_for()
