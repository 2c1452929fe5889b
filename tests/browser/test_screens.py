"""What only a browser shows: navigation, the address, clicks on charts, what everybody can use, headers."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Response

from cockpit.i18n import LANGUAGES
from tests.browser.shots import PAGES, WALL, settled, still

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]
THEMES = ("light", "dark")


class Watch:
    """Requests that left the host, and answers that failed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.foreign: list[str] = []
        self.failed: list[str] = []

    def asked(self, request: Request) -> None:
        if not ours(request.url, self.address):
            self.foreign.append(request.url)

    def answered(self, answer: Response) -> None:
        if answer.status >= 400:
            self.failed.append(f"{answer.status} {answer.url}")

    @contextmanager
    def over(self, page: Page) -> Iterator[None]:
        page.on("request", self.asked)
        page.on("response", self.answered)
        yield
        page.remove_listener("request", self.asked)
        page.remove_listener("response", self.answered)


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    """At the end no request may have left the host or failed."""
    watch = Watch(address)
    yield watch
    assert (watch.foreign, watch.failed) == ([], [])


@pytest.fixture
def opened(lend: Opener, address: str, watch: Watch) -> Iterator[Opener]:
    """Opens a page of the cockpit in a browser of its own."""
    with ExitStack() as used:

        def open_page(path: str = "") -> Page:
            page = lend()
            used.enter_context(watch.over(page))
            settled(page, f"{address}/{path}")
            return page

        yield open_page


@pytest.fixture
def shown(look: Opener, page: Page, address: str, watch: Watch) -> Iterator[Opener]:
    """Opens a page of the cockpit to be looked at."""
    with watch.over(page):
        yield lambda path, **how: look(f"{address}/{path}", **how)


def ours(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:"))


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def settle(page: Page, change: Callable[[], Any]) -> None:
    """Does something and waits until the page has answered."""
    change()
    page.wait_for_timeout(700)
    still(page)


def test_what_is_chosen_survives_every_page_and_the_way_back(opened: Opener) -> None:
    page = opened("?period=last_month&campus=东校区")
    first = page.inner_text("h1")
    assert first.startswith("2026年10月报修")
    for name in ("趋势", "分类", "数据", "总览"):
        settle(page, page.locator("[data-testid='stTopNavLink']", has_text=name).click)
        assert asked(page) == {"period": ["last_month"], "campus": ["东校区"]}
    assert page.inner_text("h1") == first
    settle(page, page.go_back)
    assert page.url.split("?")[0].endswith("/data")
    settle(page, page.go_forward)
    assert page.inner_text("h1") == first


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere", "没有“nowhere”这个页面，先显示总览"),
        ("trends/x?lang=zh-Hant", "沒有「trends/x」這個頁面"),
        ("a%3Cb%3E?lang=en", "There is no page “a<b>”; this is the Overview"),
    ],
)
def test_an_address_that_is_no_page_is_answered_in_the_readers_words(opened: Opener, path: str, words: str) -> None:
    page = opened(path)
    assert words in page.inner_text(".c-notice")
    assert page.locator("[role='dialog']").count() == 0
    settle(page, page.locator("[data-testid='stTopNavLink']").nth(1).click)
    assert words not in page.inner_text("body")


def test_a_choice_goes_into_the_address_and_comes_back_with_it(opened: Opener) -> None:
    page = opened()
    before = page.inner_text("h1")
    box = page.locator(".st-key-campus input").first
    box.click()
    box.fill("西校区")
    page.wait_for_timeout(300)
    settle(page, lambda: box.press("Enter"))
    page.keyboard.press("Escape")
    assert asked(page) == {"campus": ["西校区"]}
    chosen = page.inner_text("h1")
    assert chosen != before
    settle(page, page.locator("[data-testid='stTopNavLink']", has_text="分类").click)
    settle(page, page.go_back)
    assert page.inner_text("h1") == chosen


def test_a_link_in_another_language_says_the_same(opened: Opener) -> None:
    page = opened("trends?lang=en&period=last_month&measure=resolved&grain=week")
    assert page.inner_text("h1").startswith("Resolved:")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_number_leads_to_as_many_rows_as_it_says(opened: Opener) -> None:
    page = opened("?period=last_month")
    number = page.locator(".c-card[data-metric=opened] .c-value").inner_text().split("\n")[0].removesuffix("单").strip()
    settle(page, page.locator(".c-card[data-metric=opened] .c-card-ways a:last-child").click)
    page.wait_for_selector(".st-key-rows [role=grid]")
    assert f"· {number} 单" in page.locator(".c-h2").last.inner_text()


def test_a_click_on_a_point_shows_its_rows(opened: Opener) -> None:
    page = opened("trends?grain=week&split=campus")
    point = page.locator(".js-plotly-plot .scatterlayer .trace .points path").nth(9)
    box = point.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(300)
    settle(page, lambda: page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    assert {"at", "of"} <= asked(page).keys()
    assert asked(page)["of"][0] in page.locator(".c-h2").last.inner_text()


def test_bars_lead_down_to_the_rows_and_back_leads_up(opened: Opener) -> None:
    page = opened("categories")
    for depth in (1, 2, 3):
        box = page.locator(".js-plotly-plot .barlayer .point").first.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        settle(page, lambda box=box: page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2))  # type: ignore[misc]
        assert len(asked(page)["in"]) == depth
    page.wait_for_selector(".st-key-rows [role=grid]")
    settle(page, page.go_back)
    assert len(asked(page)["in"]) == 2


def test_the_quarantine_can_be_taken_away(opened: Opener) -> None:
    page = opened("data")
    with page.expect_download() as download:
        page.locator(".c-links a").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert download.value.path().read_bytes().startswith(b"PK")


STATES = (
    "?campus=东校区&level=C&lang=en",
    "trends?at=period&split=campus&small=true",
    "categories?in=category:无线网络&rows=1",
    "?period=dates&dates=2026-01-01&dates=2026-01-02&campus=南校区&level=A",
)
# What a page is made of and its colours are the same in every language, and that no word is missing is seen to by
# test_i18n: each page is looked at in one language, in the light and the dark, and one page in each language.
LOOKED_AT = [
    *((path, dark) for path in (*PAGES, *STATES) for dark in (False, True)),
    *((f"?lang={language}", False) for language in LANGUAGES[1:]),
    *((f"{path}theme={light}", False) for path in (f"{WALL}&", "wall?view=rush_hours&", "wall?") for light in THEMES),
]


@pytest.mark.parametrize(("path", "dark"), LOOKED_AT)
def test_nothing_stands_in_anybodys_way(shown: Opener, path: str, dark: bool) -> None:
    page = shown(path, dark=dark)
    found = Axe().run(page, context={"exclude": [["[data-testid='stDataFrame']"]]})
    grave = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert not grave, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in grave], indent=1)


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_every_page_without_sideways_scrolling(shown: Opener, name: str) -> None:
    page = shown(name, width=390, height=844)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_a_phone_shows_what_is_late_with_its_limit(shown: Opener) -> None:
    page = shown("", width=390, height=844)
    limits = page.locator(".c-due td:last-child")
    assert limits.count()
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.c-due td')].map(one => one.getBoundingClientRect().right))"
    )
    assert right <= 390


@pytest.mark.parametrize("name", ["", "service"])
def test_a_phone_squeezes_no_table(shown: Opener, name: str) -> None:
    page = shown(name, width=390, height=844)
    heights = page.eval_on_selector_all(
        ".c-table tbody tr", "rows => rows.filter(row => !row.closest('.c-duties')).map(row => row.offsetHeight)"
    )
    assert heights
    assert max(heights) <= 72


def test_headers_stand_on_every_answer(address: str) -> None:
    for path in ("/", "/trends", "/health", "/_stcore/health", "/app/static/fonts/OFL.txt", "/export/none"):
        headers = ask(address + path)[1]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert "sha256-" in ask(address + "/trends")[1]["content-security-policy"]


def test_another_hosts_name_is_refused(address: str) -> None:
    assert ask(address + "/", host="evil.example")[0] == 400


def test_a_download_nobody_offered_is_not_there(address: str) -> None:
    assert ask(address + "/export/guessed")[0] == 404


def test_nobody_is_told_how_the_server_is_doing(address: str) -> None:
    assert ask(address + "/_stcore/metrics")[0] == 404


def test_the_version_is_the_snapshots(address: str) -> None:
    assert json.loads(ask(address + "/version")[2])["snapshot"]


def ask(url: str, host: str | None = None) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={"Accept": "text/html"} | ({"Host": host} if host else {}))
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()
