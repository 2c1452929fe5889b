"""The planted outage of logins stands on the page of warnings; it is acknowledged, judged and muted there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from cockpit import alarms, settings
from cockpit.i18n import LANGUAGES
from tests.browser.conftest import listening
from tests.browser.shots import PATIENCE, PHONE, settled, still
from tests.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The morning after the outage has begun: see sample_data/README.md.
MORNING = "2026-09-16T10:30:00+08:00"
# Colours are the same in every language: the dark is looked at in one of them.
LOOKED_AT = [*((language, False) for language in LANGUAGES), (LANGUAGES[0], True)]


@pytest.fixture(scope="module")
def warned(sample_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the cockpit listens over the sample site on the morning after the outage, once it was looked at."""
    folder = tmp_path_factory.mktemp("warned")
    there = Site(sample_site.config, folder / "data", MORNING)
    shutil.copytree(sample_site.data, there.data, ignore=shutil.ignore_patterns("ledger.sqlite*", "alerts"))
    done = alarms.run(settings.load(environ=there.environ), there.environ)
    assert not done.failed
    run = ("-m", "cockpit", "run", "--every", "24h", "--port")
    with listening(folder, *run, environ=there.environ) as address:
        yield address


@pytest.fixture
def page(lend: Callable[..., Page], warned: str) -> Page:
    page = lend(height=768)
    settled(page, f"{warned}/warnings")
    return page


def outage(page: Page) -> Locator:
    """The card of the sudden rise with the most tickets."""
    cards = page.locator("[class*='st-key-warning-']", has=page.locator(".c-alarm", has_text="突增"))
    counts = [int(re.findall(r"报修 ([\d,]+) 单", text)[0].replace(",", "")) for text in cards.all_inner_texts()]
    return cards.nth(counts.index(max(counts)))


def record(page: Page) -> list[int]:
    """Of sudden rises: raised, true, false."""
    row = page.locator("table", has_text="属实占比").locator("tbody tr", has_text="突增")
    return [int(one) for one in row.locator("td").all_inner_texts()[1:4]]


def test_the_planted_outage_is_seen_to_judged_and_muted(page: Page) -> None:
    expect(page.locator("h1")).to_contain_text("还没有人确认")
    card = outage(page)
    told = card.inner_text()
    actual, expected = (float(one.replace(",", "")) for one in re.findall(r"(?:报修|预计) ([\d.,]+) 单", told)[:2])
    assert actual > 10 * expected
    place = card.locator("b").first.inner_text()
    assert "东校区" in place
    assert "认证" in place
    assert card.locator(".c-weeks-days .c-marked").count() >= 1
    raised, true, false = record(page)

    card.get_by_role("link", name="细看与处理").click()
    page.wait_for_selector(".c-opened", timeout=PATIENCE)
    still(page)
    address = page.url
    assert place in page.locator("h1").inner_text()
    expect(page.locator("[class*='st-key-links-rows']")).to_contain_text(f"工单 · {actual:,.0f} 单")
    assert "认证" in page.locator(".c-why").inner_text()
    page.locator(".st-key-warning-acknowledge button").click()
    expect(page.locator(".c-opened .c-fine").first).to_contain_text("确认", timeout=PATIENCE)
    expect(page.locator(".st-key-warning-acknowledge button")).to_have_count(0)
    still(page)
    page.get_by_label("做了什么").fill("重启了认证服务器")
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".c-deeds")).to_contain_text("重启了认证服务器", timeout=PATIENCE)

    still(page)
    page.locator(".stMain [class*='st-key-false-'] button").first.click()
    expect(page.locator(".c-opened")).to_contain_text("误报", timeout=PATIENCE)
    page.get_by_role("link", name="← 全部预警").click()
    page.wait_for_selector("text=属实占比", timeout=PATIENCE)
    still(page)
    assert record(page) == [raised, true, false + 1]
    settled(page, address)
    page.locator(".stMain [class*='st-key-true-'] button").first.click()
    expect(page.locator(".c-opened .c-alarm-state")).to_contain_text("属实", timeout=PATIENCE)

    still(page)
    page.locator(".stMain [class*='st-key-mute-'] button").first.click()
    expect(page.get_by_label("原因（必填）")).to_be_visible(timeout=PATIENCE)
    still(page)
    page.get_by_role("button", name="静音", exact=True).last.click()
    expect(page.get_by_text("请写明原因")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("原因（必填）").fill("认证服务器更换中")
    page.get_by_role("button", name="静音", exact=True).last.click()
    expect(page.locator(".c-opened .c-alarm-state")).to_contain_text("认证服务器更换中", timeout=PATIENCE)
    settled(page, page.url.partition("?")[0])
    assert record(page) == [raised, true + 1, false]
    page.get_by_role("button", name="取消静音", exact=True).first.click()
    expect(page.get_by_text("静音中")).to_have_count(0, timeout=PATIENCE)


def test_the_tickets_of_a_warning_are_those_of_the_detail_page(page: Page) -> None:
    outage(page).get_by_role("link", name="细看与处理").click()
    page.wait_for_selector(".c-opened", timeout=PATIENCE)
    still(page)
    counted = re.findall(r"工单 · ([\d,]+) 单", page.locator("[class*='st-key-links-rows']").inner_text())[0]
    page.get_by_role("link", name="在明细页打开").click()
    page.wait_for_url("**/detail?**", timeout=PATIENCE)
    expect(page.locator("h1")).to_contain_text(counted, timeout=PATIENCE)


@pytest.mark.parametrize(("language", "dark"), LOOKED_AT)
def test_a_phone_shows_the_button_at_once_and_everybody_can_use_it(
    lend: Callable[..., Page], warned: str, page: Page, language: str, dark: bool
) -> None:
    waiting = page.locator("[class*='st-key-acknowledge-']").last.get_attribute("class") or ""
    number = re.findall(r"st-key-acknowledge-(\d+)", waiting)[0]
    phone = lend(dark=dark, width=PHONE[0], height=PHONE[1])
    settled(phone, f"{warned}/warnings?alarm={number}&lang={language}")
    box = phone.locator(".st-key-warning-acknowledge button").bounding_box()
    assert box
    assert box["y"] + box["height"] < PHONE[1] * 0.7
    assert box["width"] > PHONE[0] * 0.8
    assert box["height"] >= 48
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]
    usable(phone)
    settled(phone, f"{warned}/warnings?lang={language}")
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]
    usable(phone)


def usable(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave] == []


def test_the_overview_leads_there(page: Page, warned: str) -> None:
    settled(page, f"{warned}/")
    page.get_by_role("link", name="看预警").click()
    page.wait_for_selector("[class*='st-key-warning-']", timeout=PATIENCE)
