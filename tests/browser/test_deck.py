"""The deck as it is shown: by keys and by hand, with its server and without, and the presenter's window beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cockpit.exports import deck
from tests.browser.conftest import Served
from tests.review import example

pytestmark = pytest.mark.browser

MONTH = "/deck/2026-10"
RED, SETS = ["serious", "critical"], ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
KEY = "() => location.hash.slice(1)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("deck"), "tests.browser.serve")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The example's deck as it was carried away."""
    path = tmp_path_factory.mktemp("carried") / "deck.html"
    path.write_bytes(deck.html(example.document(), address="http://127.0.0.1:9/deck/2026-10"))
    return path.as_uri()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    page.close()
    assert faults == []


@pytest.fixture
def shown(page: Page, file: str) -> Page:
    page.goto(file)
    return page


def key(page: Page) -> str:
    return str(page.evaluate(KEY))


KEYS = [one.key for one in example.document().shown]


def test_keys_lead_from_slide_to_slide(shown: Page):
    pressed = {
        "ArrowRight": 1, "PageDown": 2, " ": 3, "ArrowDown": 4, "Enter": 5, "ArrowLeft": 4, "PageUp": 3, "ArrowUp": 2,
        "Backspace": 1, "End": 5, "PageDown ": 5, "Home": 0, "ArrowLeft ": 0,
    }  # fmt: skip
    for name, place in pressed.items():
        shown.keyboard.press(name.strip() or " ")
        assert key(shown) == KEYS[place], name
        expect(shown.locator(".page:visible")).to_have_count(1)
        expect(shown.locator(".page:visible .counter")).to_have_text(f"{place + 1} / 6")


def test_digits_and_enter_lead_to_a_slide(shown: Page):
    shown.keyboard.type("4")
    expect(shown.locator("#word")).to_contain_text("4")
    shown.keyboard.press("Enter")
    assert key(shown) == KEYS[3]
    shown.keyboard.type("99")
    shown.keyboard.press("Enter")
    assert key(shown) == KEYS[5]


def test_every_slide_has_an_address_and_a_reload_keeps_it(shown: Page, file: str):
    shown.goto(f"{file}#places")
    expect(shown.locator("[data-key=places]")).to_be_visible()
    shown.keyboard.press("PageDown")
    shown.reload()
    assert key(shown) == "incidents"
    expect(shown.locator("[data-key=incidents]")).to_be_visible()
    shown.evaluate("location.hash = '#summary'")
    expect(shown.locator("[data-key=summary]")).to_be_visible()
    shown.goto("about:blank")
    shown.goto(f"{file}#nowhere")
    expect(shown.locator("[data-key=volume]")).to_be_visible()


def test_all_slides_at_a_glance_and_back_to_one(shown: Page):
    shown.keyboard.press("o")
    expect(shown.locator(".page:visible")).to_have_count(6)
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("Enter")
    expect(shown.locator(".page:visible")).to_have_count(1)
    assert key(shown) == KEYS[1]
    shown.keyboard.press("o")
    shown.locator("[data-key=incidents]").click()
    assert key(shown) == "incidents"
    shown.keyboard.press("o")
    shown.keyboard.press("Escape")
    expect(shown.locator(".page:visible")).to_have_count(1)


def test_a_black_screen_is_lit_by_the_next_key(shown: Page):
    for press in ("b", ".", "PageDown"):
        shown.keyboard.press("b")
        expect(shown.locator("#black")).to_be_visible()
        shown.keyboard.press(press)
        expect(shown.locator("#black")).to_be_hidden()
        assert key(shown) == KEYS[0]


def test_a_remote_s_start_button_fills_the_screen_and_does_not_reload(shown: Page):
    shown.evaluate("window.kept = true")
    shown.keyboard.press("F5")
    shown.wait_for_function("() => document.fullscreenElement === document.documentElement")
    assert shown.evaluate("window.kept")
    shown.keyboard.press("f")
    shown.wait_for_function("() => !document.fullscreenElement")


def test_a_click_leads_on_and_one_at_the_left_edge_back(shown: Page):
    shown.mouse.click(900, 700)
    shown.mouse.click(900, 700)
    assert key(shown) == KEYS[2]
    shown.mouse.click(60, 700)
    assert key(shown) == KEYS[1]


def test_a_finger_turns_the_slides(browser: Browser, file: str):
    with browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True) as context:
        page = context.new_page()
        page.goto(file)
        swipe = """([from, to]) => {
            const at = (x) => [new Touch({identifier: 1, target: document.body, clientX: x, clientY: 400})];
            document.body.dispatchEvent(new TouchEvent("touchstart", {touches: at(from), bubbles: true}));
            document.body.dispatchEvent(new TouchEvent("touchend", {changedTouches: at(to), bubbles: true}));
        }"""
        page.evaluate(swipe, [600, 300])
        assert key(page) == KEYS[1]
        page.evaluate(swipe, [300, 600])
        assert key(page) == KEYS[0]
        page.evaluate(swipe, [300, 310])
        assert key(page) == KEYS[0]


def test_help_tells_the_keys_and_closes(shown: Page):
    shown.keyboard.press("?")
    expect(shown.get_by_role("dialog")).to_contain_text("PageDown")
    shown.keyboard.press("Escape")
    expect(shown.get_by_role("dialog")).to_be_hidden()
    assert key(shown) == KEYS[0]


def test_the_presenter_s_window_goes_along_from_a_file_and_over_a_reload(shown: Page):
    with shown.expect_popup() as opening:
        shown.keyboard.press("p")
    beside = opening.value
    expect(beside.locator("#notes")).to_contain_text("说明一")
    expect(beside.locator(".page.next[data-key=summary]")).to_be_visible()
    expect(beside.locator("#since")).to_have_text(re.compile(r"00:0\d"))
    shown.keyboard.press("PageDown")
    expect(beside.locator(".page.now[data-key=summary]")).to_be_visible()
    beside.keyboard.press("PageDown")
    expect(shown.locator("[data-key=places]")).to_be_visible()
    beside.keyboard.press("b")
    expect(shown.locator("#black")).to_be_visible()
    beside.keyboard.press("b")
    expect(shown.locator("#black")).to_be_hidden()
    shown.reload()
    expect(shown.locator("[data-key=places]")).to_be_visible()
    beside.keyboard.press("End")
    expect(shown.locator("[data-key=team]")).to_be_visible()
    shown.keyboard.press("Home")
    expect(beside.locator(".page.now[data-key=volume]")).to_be_visible()
    beside.close()


def test_paper_has_a_slide_a_page(shown: Page):
    printed = shown.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 6


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_used_without_seeing_it(page: Page, tmp_path: Path, theme: str):
    path = tmp_path / "deck.html"
    path.write_bytes(deck.html(example.document(), theme=theme, address="http://127.0.0.1:9/deck/2026-10"))
    page.goto(path.as_uri())
    for at in range(6):
        page.evaluate(f"show({at})")
        found = Axe().run(page, options={"runOnly": SETS}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


# ---- as it is served


def test_it_is_served_with_its_rows_and_comes_back_to_the_same_slide(page: Page, server: Served):
    page.goto(f"{server.address}{MONTH}?lang=zh-Hans#volume")
    link = page.locator("[data-key=volume] header a").first
    count = re.sub(r"\D", "", link.inner_text())
    link.click()
    rows = page.frame_locator("#rows iframe")
    expect(rows.get_by_role("heading")).to_contain_text("报修量")
    assert re.sub(r"\D", "", rows.locator("header p").nth(1).inner_text().split("·")[0]) == count
    assert rows.locator("tbody tr").count() == min(int(count), 200)
    page.keyboard.press("Escape")
    expect(page.locator("#rows")).to_be_hidden()
    link.click()
    rows.get_by_role("link", name="回到幻灯片").click()
    expect(page.locator("#rows")).to_be_hidden()
    assert key(page) == "volume"


def test_the_rows_have_an_address_of_their_own_and_a_workbook(page: Page, server: Served):
    page.goto(f"{server.address}{MONTH}#volume")
    link = page.locator("[data-key=volume] header a").first
    count = int(re.sub(r"\D", "", link.inner_text()))
    page.goto(f"{server.address}{link.get_attribute('href')}")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(loading.value.path().read_bytes()))
    assert max(sheet.max_row for sheet in book) == count + 1
    page.get_by_role("link", name="回到幻灯片").click()
    expect(page.locator("[data-key=volume]")).to_be_visible()


def test_it_goes_on_without_its_server_and_has_rows_again_with_it(page: Page, server: Served):
    page.goto(f"{server.address}{MONTH}")
    first = key(page)
    count = page.locator(".page").count()
    server.kill()
    try:
        for _ in range(count):
            page.keyboard.press("PageDown")
        expect(page.locator(".page:visible .counter")).to_have_text(f"{count} / {count}")
        page.keyboard.press("Home")
        assert key(page) == first
        with page.expect_popup() as opening:
            page.keyboard.press("p")
        expect(opening.value.locator(".page.now")).to_be_visible()
        opening.value.close()
        page.evaluate("show(pages.findIndex((one) => one.dataset.key === 'volume'))")
        page.locator("[data-key=volume] header a").first.click()
        expect(page.locator("#word")).to_contain_text("连不上服务器")
        expect(page.locator("[data-key=volume]")).to_be_visible()
    finally:
        server.start()
    page.locator("[data-key=volume] header a").first.click()
    expect(page.frame_locator("#rows iframe").get_by_role("heading")).to_contain_text("报修量")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("[data-key=volume]")).to_be_visible()


def test_its_own_policy_holds_where_it_is_served(page: Page, server: Served):
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    answer = page.goto(f"{server.address}{MONTH}?theme=dark&lang=en")
    assert answer
    assert "sha256-" in answer.headers["content-security-policy"]
    page.keyboard.press("End")
    assert told == []
    assert page.evaluate("document.documentElement.lang") == "en"
