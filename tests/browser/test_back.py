"""One action is one step of the browser's history, and one step back shows what was there before."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shots import settled
from tests.browser.test_screens import asked, settle

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]
FIELDS = "pivot?rows=campus&rows=building&cols=level&measures=opened&measures=sla_met&period=last_month"


@pytest.fixture
def opened(lend: Opener, address: str) -> Opener:
    def open_page(path: str, width: int = 1366) -> Page:
        page = lend(width=width)
        settled(page, f"{address}/{path}")
        return page

    return open_page


def steps(page: Page) -> int:
    return int(page.evaluate("navigation.currentEntry.index"))


def once(page: Page, change: Callable[[], Any]) -> str:
    """Does something that is one step, and one step back again undoes it; the address it led to."""
    before, at, place = page.url, page.inner_text("h1"), steps(page)
    settle(page, change)
    after = page.url
    assert after != before
    assert steps(page) == place + 1
    settle(page, page.go_back)
    assert (page.url, page.inner_text("h1")) == (before, at)
    settle(page, page.go_forward)
    assert page.url == after
    settle(page, page.go_back)
    return after


def choose(page: Page, key: str, text: str) -> None:
    box = page.locator(f".st-key-{key} input").first
    box.click()
    box.fill(text)
    page.wait_for_timeout(300)
    box.press("Enter")
    page.keyboard.press("Escape")


def test_measures_change_places_in_one_step(opened: Opener) -> None:
    page = opened(FIELDS)
    chip = page.locator("button.chip", has_text="报修量")

    def swap() -> None:
        chip.focus()
        page.keyboard.press("ArrowRight")

    after = once(page, swap)
    assert after.index("measures=sla_met") < after.index("measures=opened")
    heads = page.locator(".st-key-table thead tr").last.locator("th").all_inner_texts()
    assert heads[0].startswith("报修量")


def test_a_ready_view_opens_in_one_step_with_its_period(opened: Opener) -> None:
    page = opened(f"{FIELDS}&campus=%E4%B8%9C%E6%A0%A1%E5%8C%BA")

    def ready() -> None:
        settle(page, page.locator(".st-key-views button").first.click)
        page.locator(".st-key-view-ready-rush_hours button").click()

    after = once(page, ready)
    assert "period=last_12_months" in after
    assert "campus=" not in after
    assert asked(page)["campus"] == ["东校区"]
    assert asked(page)["period"] == ["last_month"]


def test_a_filter_is_undone_by_one_step_back(opened: Opener) -> None:
    page = opened("trends?measure=resolved&grain=week")
    after = once(page, lambda: choose(page, "campus", "西校区"))
    assert "campus=" in after
    after = once(page, lambda: choose(page, "period", "上月"))
    assert "period=last_month" in after
    assert page.locator(".st-key-period input").first.input_value() != "上月"


def test_filters_out_of_sight_hold_what_the_address_says_after_another_was_changed(opened: Opener) -> None:
    page = opened("pivot?against=last-year&channel=wechat")
    settle(page, page.locator(".st-key-totals label").click)
    page.get_by_role("button", name=re.compile("^更多")).click()
    expect(page.get_by_role("radio", name="去年同期")).to_be_checked()
    expect(page.locator(".st-key-channel").get_by_text("微信公众号")).to_be_visible()


def test_a_ticket_opens_from_a_search_in_one_step(opened: Opener) -> None:
    page = opened("detail?period=all")
    box = page.locator(".st-key-q input")

    def search() -> None:
        box.fill("投影")
        box.press("Enter")

    once(page, search)
    settle(page, page.go_forward)
    once(page, page.locator(".st-key-tickets .row, .st-key-rows .row").first.click)
    assert asked(page)["q"] == ["投影"]
    expect(box).to_have_value("投影")


def test_a_language_is_a_step_and_the_codes_stay(opened: Opener) -> None:
    page = opened("trends?measure=sla_met&period=last_month&level=A")
    after = once(page, lambda: choose(page, "lang", "EN"))
    assert after.endswith("measure=sla_met&period=last_month&level=A&lang=en")


def test_what_is_chosen_outlives_another_language(opened: Opener) -> None:
    page = opened("trends?measure=sla_met&period=last_month&level=A")
    settle(page, lambda: choose(page, "lang", "EN"))
    settle(page, lambda: choose(page, "campus", "西校区"))
    assert asked(page) == {
        "measure": ["sla_met"], "period": ["last_month"], "level": ["A"], "lang": ["en"], "campus": ["西校区"],
    }  # fmt: skip
    settle(page, page.locator("[data-testid='stTopNavLink']", has_text="Pivot").click)
    assert asked(page) == {"period": ["last_month"], "level": ["A"], "lang": ["en"], "campus": ["西校区"]}


def test_a_phone_carries_the_filters_along_and_its_menu_closes(opened: Opener) -> None:
    page = opened("?period=last_month&level=A", width=390)
    page.locator("[data-testid=stExpandSidebarButton], [data-testid=stSidebarCollapsedControl] button").first.click()
    settle(page, page.locator("[data-testid=stSidebarNavLink]", has_text="趋势").click)
    assert page.url.split("?")[0].endswith("/trends")
    assert asked(page) == {"period": ["last_month"], "level": ["A"]}
    page.wait_for_timeout(600)
    expect(page.locator("[data-testid=stSidebar]")).to_have_attribute("data-collapsed", "true")
