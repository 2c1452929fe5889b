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
    course = page.locator(".st-key-training-course .textpoint").all_text_contents()
    assert score in course
    assert sum(float(one) < 70 for one in course) == late.count()
    row = late.filter(has_text=score)
    assert name in row.inner_text()
    row.locator("a.c-link").click()
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
    assert re.search(
        r"可把一个班从周. \d\d:00–\d\d:00 移到周. \d\d:00–\d\d:00",
        page.locator(".c-said", has_text="可把一个班").inner_text(),
    )


def test_core_rooms_nobody_inspects_where_nobody_is_on_duty(page: Page, sample_address: str):
    settled(page, f"{sample_address}/inspections")
    rooms = page.locator(".c-rooms tbody tr")
    lines = {place: re.findall(r"▲ (\d+) 天", text) for place, text in enumerate(rooms.all_inner_texts())}
    worst = rooms.nth(max(lines, key=lambda place: sum(map(int, lines[place]))))
    campus = worst.locator("td").first.locator(".c-quiet").inner_text()
    months = page.locator(".c-rooms th").all_inner_texts()
    days = []
    for at in range(1, len(months) - 1):
        gaps = worst.locator("td").nth(at).locator("[title]").get_attribute("title") or ""
        year, month = map(int, re.findall(r"\d+", months[at]))
        days += [date(year, month, int(one)) for one in re.findall(r"\d\d-(\d\d)", gaps)]
    weekends = [day for day in days if day.isoweekday() > 5]
    assert len(weekends) >= 6
    settled(page, f"{sample_address}/staffing")
    unmanned = page.locator(".c-duty tbody tr", has_text=campus).locator(".c-gap").all()
    told = [re.findall(r"\d+", one.get_attribute("title") or "")[:3] for one in unmanned]
    assert {date(*map(int, one)) for one in told} <= {*weekends}


def test_the_device_that_fails_again_and_again_leads_the_chains(page: Page, sample_address: str):
    settled(page, f"{sample_address}/inspections")
    told = page.locator(".c-chain li").all_inner_texts()
    faults, repeats = (int(re.findall(r"\d+", told[place])[0]) for place in (1, -1))
    assert faults >= 8
    assert repeats >= faults - 3
    lines = page.locator(".c-chained tbody tr")
    assert lines.filter(has=page.locator(".c-watch")).count() == repeats
    lines.filter(has=page.locator(".c-watch")).first.locator("a").first.click()
    page.wait_for_selector("text=重复", timeout=30_000)


@pytest.mark.parametrize("name", OF_RECORDS)
def test_pages_of_records_stand_in_nobodys_way(page: Page, sample_address: str, name: str):
    settled(page, f"{sample_address}/{name}")
    found = Axe().run(page, context={"exclude": [["[data-testid='stDataFrame']"]]})
    grave = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave] == []
    page.set_viewport_size({"width": 390, "height": 844})
    still(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_a_link_within_a_page_moves_it_and_is_no_visit(page: Page, sample_address: str):
    settled(page, f"{sample_address}/ledgers?lang=zh-Hans")
    address, section = page.url, page.locator("#ledgers-parts")
    before = section.bounding_box()
    page.get_by_text("↓ 备件").click()
    page.wait_for_function("document.activeElement.id === 'ledgers-parts'")
    after = section.bounding_box()
    assert before
    assert after
    assert before["y"] > after["y"] >= 0
    assert page.url == address
