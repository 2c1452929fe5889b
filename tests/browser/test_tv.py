"""The wall as it hangs there for months: it turns, is redrawn in place, and outlives its server and its network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from cockpit.ledger import Ledger
from cockpit.ledger.tokens import digest
from tests.browser.conftest import Served
from tests.browser.line import Line
from tests.browser.serve_tv import settings

pytestmark = pytest.mark.browser

PATIENCE = 30_000
TOKEN = "t" * 43
# Everything the shell tells, and what is taken out of the page or put into it while a picture is refreshed.
WATCHED = """
window.told = [];
window.torn = 0;
document.addEventListener("tv", ({detail}) => told.push(detail));
document.addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
    for (const one of changes) torn += [...one.removedNodes].filter((node) => node.nodeType === 1).length;
}).observe(document.getElementById("screen"), {childList: true, subtree: true}));
"""
GREY = "() => getComputedStyle(document.querySelector('.wl-tiles')).filter"
COUNT = "what => told.filter(one => one.what === what).length"
TOLD = "([what, more]) => told.filter(one => one.what === what).length >= more"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("tv"), "tests.browser.serve_tv")
    yield server
    server.kill()


@pytest.fixture
def served(server: Served) -> Served:
    """The server, running."""
    if server.process is None:
        server.start()
    return server


@pytest.fixture
def hang(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a wall in a browser of its own."""
    contexts = []

    def open_wall(address: str, **more: Any) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN", **more)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCHED)
        page.goto(address)
        page.wait_for_selector(".wl", timeout=PATIENCE)
        return page

    yield open_wall
    for context in contexts:
        context.close()


def until(page: Page, what: str, more: int = 1) -> None:
    page.wait_for_function(TOLD, arg=[what, more], timeout=PATIENCE)


def recovered(page: Page) -> None:
    """There was no answer, then there was, and a picture after it; nothing is said of it any more."""
    until(page, "back")
    page.wait_for_function(
        """() => { const at = told.findLastIndex(one => one.what === "back");
            return told.slice(at).some(one => one.what === "refreshed" || one.what === "changed") }""",
        timeout=PATIENCE,
    )
    page.wait_for_selector("#word", state="hidden")
    assert page.locator(".wl").count() >= 1
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def word(page: Page) -> str:
    """What is said instead of the site's name, once something is."""
    page.wait_for_function("() => document.getElementById('word').textContent", timeout=PATIENCE)
    return page.inner_text("#word")


def test_the_scenes_follow_each_other_in_one_fade(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv")
    until(page, "changed", 3)
    scenes = page.evaluate("told.filter(one => one.what === 'changed').map(one => one.scene)")
    assert scenes[:3] == ["now", "trend", "now"]
    page.wait_for_function("() => document.querySelectorAll('.layer').length === 1")
    assert page.evaluate("document.getAnimations().filter(one => one.effect.getTiming().duration > 400).length") == 0


def test_who_wants_no_motion_gets_none(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv", reduced_motion="reduce")
    page.evaluate("""() => { window.moved = 0; const watch = () => {
        moved += document.getAnimations().length; requestAnimationFrame(watch) }; watch() }""")
    until(page, "changed", 2)
    assert page.evaluate("moved") == 0


def test_a_refresh_tears_nothing_down_and_moves_nothing(served: Served, hang: Callable[..., Page]) -> None:
    """The same scene with other figures: elements stay, and no box on the screen moves."""
    page = hang(f"{served.address}/tv?wall=still")
    page.wait_for_timeout(500)

    def other(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["html"] = told["html"].replace(">0<", ">7<").replace(">1<", ">8<").replace("今", "本")
        route.fulfill(response=answer, json={**told, "mark": "another"})

    page.evaluate("""() => {
        torn = 0;
        window.all = [...document.querySelectorAll('.layer *')];
        window.boxes = () => [...document.querySelectorAll('.wl-tile, .wl-panel, .wl-line, .wl-head')]
            .map(one => JSON.stringify(one.getBoundingClientRect()));
        window.before = boxes();
        window.faded = 0;
        const watch = () => { faded += document.getAnimations().length; requestAnimationFrame(watch) }; watch();
    }""")
    page.route("**/tv/picture*", other)
    page.route("**/version", lambda route: route.fulfill(json={"mark": "other than before"}))
    until(page, "refreshed")
    assert page.evaluate("torn") == 0
    assert page.evaluate("all.every(one => one.isConnected)")
    assert page.evaluate("JSON.stringify(boxes()) === JSON.stringify(before)")
    assert page.evaluate("faded") == 0
    assert page.locator(".layer").count() == 1


def test_new_data_are_shown_at_once(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv?wall=still")
    asked = page.evaluate("performance.getEntriesByType('resource').filter(one => one.name.includes('picture')).length")
    Ledger(settings(served.folder).data).add_tv("x", "main", digest("x"))  # no alarm: nothing new
    page.wait_for_timeout(4_000)
    count = "performance.getEntriesByType('resource').filter(one => one.name.includes('picture')).length"
    assert page.evaluate(count) == asked
    page.route("**/version", lambda route: route.fulfill(json={"snapshot": "another", "mark": "another"}))
    until(page, "refreshed")


def test_the_clock_of_the_screen_runs(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv?wall=still")
    clock = page.locator('[data-clock="page"] b').last
    seen = set()
    for _ in range(4):
        seen.add(clock.inner_text())
        page.wait_for_timeout(1_000)
    assert len(seen) >= 3


def test_a_killed_server_leaves_the_picture_and_the_wall_is_back_when_it_is(
    served: Served, hang: Callable[..., Page]
) -> None:
    page = hang(f"{served.address}/tv")
    before = page.inner_text(".wl")
    served.kill()
    until(page, "away")
    assert word(page).startswith("▲ 服务器没有应答")
    assert page.locator(".wl").count() >= 1
    assert page.inner_text(".wl-tiles").strip()
    assert before.strip()
    stands = page.locator('[data-clock="page"] b').last
    assert "line-through" in stands.evaluate("one => getComputedStyle(one).textDecorationLine")
    frozen = stands.inner_text()
    page.wait_for_timeout(2_100)
    assert stands.inner_text() == frozen
    assert page.evaluate(GREY) == "none"
    page.evaluate("shown.got -= 60_000")  # as if this went on for a minute
    page.wait_for_function("() => document.getElementById('word').textContent.includes('分钟')")
    assert page.evaluate(GREY) == "grayscale(1)"
    served.start()
    recovered(page)


def test_a_screen_switched_on_while_the_server_is_away_shows_its_last_picture(
    served: Served, hang: Callable[..., Page]
) -> None:
    page = hang(f"{served.address}/tv")
    page.wait_for_function(
        "() => caches.open('cockpit-tv-1').then(kept => kept.keys()).then(all => all.length)", timeout=PATIENCE
    )
    until(page, "changed", 2)  # the second picture is kept by now
    served.kill()
    page.reload()
    page.wait_for_selector(".wl")
    assert page.evaluate(COUNT, "restored") == 1
    assert word(page).startswith("▲ 服务器没有应答")
    served.start()
    recovered(page)


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_a_line_that_is_cut_or_falls_silent_is_noticed_and_found_again(
    served: Served, hang: Callable[..., Page], how: str
) -> None:
    with Line(served.port) as line:
        page = hang(f"{line.address}/tv")
        if how == "cut":
            line.cut()
        else:
            line.silent = True
        until(page, "away")
        assert word(page).startswith("▲ 服务器没有应答")
        page.wait_for_timeout(6_000)  # several more questions fail
        assert page.locator(".wl-tiles").first.is_visible()
        if how == "cut":
            line.mend()
        else:
            line.speak()
        recovered(page)


def test_a_source_that_cannot_be_read_leaves_the_picture_with_its_age(
    served: Served, hang: Callable[..., Page]
) -> None:
    page = hang(f"{served.address}/tv?wall=still")
    page.route("**/tv/picture*", lambda route: route.fulfill(status=503, json={"problem": "盘坏了"}))
    page.route("**/version", lambda route: route.fulfill(json={"mark": "another"}))
    until(page, "kept", 2)
    page.evaluate("shown.got -= 150_000")  # as if this went on for two and a half minutes
    assert word(page) == "▲ 数据暂时读不到 · 2 分钟前的画面"
    assert page.locator(".wl-tiles").first.is_visible()


def test_a_proxy_that_answers_for_the_server_is_no_answer(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv")
    for path in ("**/version", "**/tv/picture*"):
        page.route(path, lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    until(page, "away")
    assert word(page).startswith("▲")
    page.unroute_all()
    recovered(page)


def test_another_version_loads_the_page_anew_once(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv?wall=still")

    def newer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "version": "newer", "mark": "another"})

    page.route("**/tv/picture*", newer)
    with page.expect_navigation(timeout=PATIENCE):
        page.wait_for_timeout(1)
    until(page, "refreshed")
    page.wait_for_timeout(4_000)
    assert page.evaluate(COUNT, "reload") == 0  # what it got is no newer: it does not try again and again


def test_an_alarm_holds_the_screen_and_sounds_once(served: Served, hang: Callable[..., Page]) -> None:
    page = hang(f"{served.address}/tv")
    held = {"hold": 7, "sound": True, "mark": "alarm"}

    def alarm(route: Route) -> None:
        answer = route.fetch()
        told = answer.json() | held
        route.fulfill(
            response=answer,
            json=told | {"html": '<div class="wl wl-dark"><h1>告警</h1></div>'} if held else answer.json(),
        )

    page.route("**/tv/picture*", alarm)
    page.route("**/version", lambda route: route.fulfill(json={"mark": "alarm" if held else "over"}))
    page.get_by_text("告警").wait_for(timeout=PATIENCE)
    until(page, "sound")
    changes = page.evaluate(COUNT, "changed")
    page.wait_for_timeout(4_500)  # longer than two scenes stand
    assert page.evaluate(COUNT, "changed") == changes
    assert page.evaluate(COUNT, "sound") == 1
    held.clear()
    page.get_by_text("告警").wait_for(state="detached", timeout=PATIENCE)
    assert page.locator(".wl-tiles").first.is_visible()


def test_who_is_not_let_in_any_more_is_told_so_where_even_the_version_is_closed(
    served: Served, hang: Callable[..., Page]
) -> None:
    page = hang(f"{served.address}/tv?wall=still")
    page.route("**/version", lambda route: route.fulfill(status=401, body=""))
    page.route("**/tv/picture*", lambda route: route.fulfill(status=403, json={"closed": "revoked"}))
    page.get_by_text("这台屏幕的许可不存在或已撤销").wait_for(timeout=PATIENCE)
    assert page.locator(".wl").count() == 0


@pytest.mark.parametrize("wall", ["main", "still"])
def test_a_wall_can_be_read_by_everybody(served: Served, hang: Callable[..., Page], wall: str) -> None:
    page = hang(f"{served.address}/tv?wall={wall}", reduced_motion="reduce")
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def test_a_screen_by_its_token_is_shut_out_at_once_and_forgets(served: Served, hang: Callable[..., Page]) -> None:
    ledger = Ledger(settings(served.folder).data)
    ledger.add_tv("门厅", "still", digest(TOKEN))
    page = hang(f"{served.address}/tv?token={TOKEN}")
    assert page.url == f"{served.address}/tv"
    assert TOKEN not in page.content()
    assert page.evaluate("document.cookie") == ""
    page.wait_for_function("() => localStorage.getItem('cockpit.tv')")
    ledger.revoke_tv("门厅")
    page.get_by_text("这台屏幕的许可不存在或已撤销").wait_for(timeout=PATIENCE)
    assert page.evaluate("localStorage.getItem('cockpit.tv')") is None
    assert page.locator(".wl").count() == 0
    page.reload()
    assert page.locator("h1").inner_text() == "这台屏幕的许可不存在或已撤销"
