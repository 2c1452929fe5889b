"""The stories planted in the sample are found and named on their pages, as a person reads these."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.shots import settled, still

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
