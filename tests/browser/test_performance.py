"""The page of scores over the sample site: who lost a raise, found by what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shots import PATIENCE, settled, still

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(lend: Callable[..., Page], sample_address: str) -> Page:
    page = lend()
    settled(page, f"{sample_address}/performance")
    return page


def lines(page: Page) -> list[str]:
    return page.locator(".c-years tbody tr").all_inner_texts()


def months(line: str) -> list[int]:
    """The months of a run of fails, counted from the year 0."""
    told = line.partition("个月不合格：")[2].partition("\n")[0]
    return [int(year) * 12 + int(month) - 1 for year, month in re.findall(r"(\d{4})年(\d+)月", told)]


def test_three_fails_over_the_new_year_are_named_with_their_months(page: Page, sample_address: str) -> None:
    runs = [months(line) for line in lines(page) if "不加薪" in line and months(line)]
    assert len(runs) >= 2
    assert all(later == earlier + 1 for run in runs for earlier, later in pairwise(run))
    assert {len(run) for run in runs} == {3}
    (line,) = [line for line in lines(page) if len({one // 12 for one in months(line)}) > 1]
    run = months(line)
    assert f"{run[-1] // 12 + 1} 年不加薪" in line
    name = page.locator(".c-years tbody tr").nth(lines(page).index(line)).locator("a").first
    who = name.inner_text()
    name.click()
    expect(page.locator(".st-key-scores-person .c-h2").first).to_contain_text(who, timeout=PATIENCE)
    still(page)
    expect(page.locator(".c-consequences")).to_contain_text("连续 3 个月不合格")
    expect(page.locator(".st-key-score-course .textpoint")).to_have_count(3)
    for month in run:
        settled(page, f"{sample_address}/performance?score_month={month // 12}-{month % 12 + 1:02d}-01")
        expect(page.locator("h1")).to_contain_text(who)
        expect(page.locator("h1")).to_contain_text("不合格")


def test_three_complaints_found_true_are_named_with_their_days(page: Page) -> None:
    found = [line for line in lines(page) if "次属实投诉：" in line and "不加薪" in line]
    assert found
    for line in found:
        days = re.findall(r"(\d{4})年\d+月\d+日", line)
        assert len(days) >= 3
        assert set(days) == {line.split("年")[0].strip()}
    line = found[0]
    told = line[line.index("次属实投诉：") :].splitlines()[0]
    page.locator(".c-years tbody tr").nth(lines(page).index(line)).locator("a").first.click()
    page.locator(".st-key-scores-person a", has_text="年度总结").click()
    expect(page.locator(".c-year-person")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".c-consequences")).to_contain_text(told)
    expect(page.locator(".c-year-facts li", has_text=re.compile("[^不]属实"))).to_have_count(told.count("月"))


def test_a_figure_opens_what_it_came_from(page: Page) -> None:
    row = page.locator(".c-scores tbody tr").first
    pay = row.locator(".c-more").last
    amount = pay.inner_text()
    pay.click()
    origin = page.locator(".c-popover:popover-open")
    expect(origin).to_be_visible()
    expect(origin).to_contain_text(f"= {amount} 元")
    expect(origin).to_contain_text("绩效考核.xlsx")


def test_a_year_that_costs_the_raise_is_one_page_of_a4_in_the_light(page: Page) -> None:
    (line, *_) = [line for line in lines(page) if len({one // 12 for one in months(line)}) > 1]
    run = months(line)
    page.emulate_media(color_scheme="dark")
    page.locator(".c-years tbody tr").nth(lines(page).index(line)).locator("a").first.click()
    expect(page.locator(".st-key-scores-person")).to_be_visible(timeout=PATIENCE)
    page.locator(".st-key-scores-person a", has_text="年度总结").click()
    expect(page.locator(".c-year-person")).to_be_visible(timeout=PATIENCE)
    year = run[-1] // 12
    settled(page, f"{page.url}&balance_year={year}")
    expect(page.locator("h1 em")).to_have_text(re.compile(f"{year + 1} 年不加薪"))
    expect(page.locator(".c-consequences")).to_contain_text("连续 3 个月不合格")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("[data-testid=stHeader]")).to_be_hidden()
    ink = page.locator(".c-year td").first.evaluate("one => getComputedStyle(one).color")
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 3 * 90
