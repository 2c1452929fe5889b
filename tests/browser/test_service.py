"""Service levels by mouse: a bar and a figure of the table lead to as many tickets as they say."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shots import PATIENCE, settled, still

pytestmark = pytest.mark.browser


@pytest.fixture
def page(lend: Callable[..., Page], address: str) -> Page:
    page = lend(height=1800)
    settled(page, f"{address}/service?period=last_month")
    return page


def shown(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("show", [])


def test_a_bar_opens_its_rows_and_they_can_be_closed(page: Page) -> None:
    chart = page.locator(".st-key-missed-building")
    box = chart.locator(".barlayer .point").first.bounding_box()
    count = chart.locator(".annotation-text").first.text_content()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2)
    heading = page.locator(".c-h2", has_text=f"· {count} 单")
    expect(heading).to_be_visible(timeout=PATIENCE)
    assert shown(page)[0].startswith("missed:building:")
    still(page)
    page.locator(".st-key-rows_close button").click()
    expect(heading).to_have_count(0, timeout=PATIENCE)
    assert shown(page) == []


def test_a_figure_of_the_table_leads_to_what_was_missed(page: Page) -> None:
    cell = page.locator("a.c-cell").last
    counts = cell.locator("xpath=..").locator(".c-small").inner_text()
    cell.click()
    heading = page.locator(".c-h2", has_text=f"· {counts.split(' / ')[0]} 单")
    expect(heading).to_be_visible(timeout=PATIENCE)
    assert shown(page)[0].endswith(":*")
    still(page)
    assert parse_qs(urlsplit(page.url).query)["period"] == ["last_month"]
