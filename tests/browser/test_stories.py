"""The stories planted in the sample are found and named on their pages, as a person reads these."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.shots import OF_RECORDS, settled, still
from tests.browser.test_export import downloaded

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_training_that_went_badly_is_named_with_what_was_weak(page: Page, sample_address: str):
    settled(page, f"{sample_address}/training")
    first = page.locator(".c-h1").inner_text()
    told = re.search(r"“(?P<name>.+)”\s*只有\s*(?P<score>[\d.]+) 分|“(?P<other>.+)”\s*(?P<low>[\d.]+) 分", first)
    assert told, first
    name, score = told["name"] or told["other"], told["score"] or told["low"]
    assert float(score) < 70
    sessions = page.locator("table", has_text="综合满意度").last.locator("tbody tr")
    late = sessions.filter(has=page.locator(".c-late"))
    assert late.count() == int(re.findall(r"(\d+) 场", first)[-1])
    row = late.filter(has_text=score)
    assert name in row.inner_text()
    row.locator("a").click()
    page.wait_for_selector(".c-matrix >> text=低于 70")
    still(page)
    weakest = page.locator(".c-matrix tr", has=page.locator(".c-watch"))
    assert weakest.locator("td").first.inner_text().split()[0] in ("讲师", "教材")
    assert weakest.locator("td").first.inner_text().split()[0] in first
    assert page.locator("text=没有发教材").count() > 0


def test_a_campus_without_weekend_cover_is_named_with_its_days(page: Page, sample_address: str, tmp_path: Path):
    settled(page, f"{sample_address}/staffing?lang=zh-Hans")
    sites = page.locator(".c-duty tbody tr")
    uncovered = sites.filter(has=page.locator(".c-gap"))
    assert uncovered.count() == 1 < sites.count()
    site = uncovered.locator("td").first.inner_text()
    squares = [one.get_attribute("title") or "" for one in uncovered.locator(".c-gap").all()]
    days = [date(*map(int, re.findall(r"\d+", told)[:3])) for told in squares]
    named = re.search(rf"{site}有 (\d+) 天无人值班", page.locator(".c-h1").inner_text())
    assert named
    assert int(named[1]) == len(days) > 3
    assert {day.weekday() for day in days} == {5, 6}
    assert {day + timedelta(1) for day in days if day.weekday() == 5} == {day for day in days if day.weekday() == 6}

    listed = page.locator(".c-long.c-sites tbody tr").all_inner_texts()
    assert len(listed) == len(days)
    assert all(site in line and ("没有打卡" if "周六" in line else "没有排班") in line for line in listed)
    page.locator(".st-key-export-staffing-gaps button").first.click()
    page.get_by_text(f"全部 {len(days)} 行").wait_for()
    _, *rows = openpyxl.load_workbook(downloaded(page, tmp_path)).worksheets[0].iter_rows(values_only=True)
    assert {row[2] for row in rows} == {site}
    assert {row[0].date() for row in rows} == set(days)
    assert re.search(r"可把一个班从周. \d\d:00–\d\d:00 移到周. \d\d:00–\d\d:00", page.locator(".c-said").inner_text())


@pytest.mark.parametrize("name", OF_RECORDS)
def test_pages_of_records_stand_in_nobodys_way(page: Page, sample_address: str, name: str):
    settled(page, f"{sample_address}/{name}")
    found = Axe().run(page, context={"exclude": [["[data-testid='stDataFrame']"]]})
    grave = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave] == []
    page.set_viewport_size({"width": 390, "height": 844})
    still(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
