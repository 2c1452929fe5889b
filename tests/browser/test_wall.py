"""The wall as it hangs there: legible, whole, and redrawn without being torn down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cockpit.i18n import LANGUAGES
from cockpit.ui.wall import EVERY_SECONDS
from cockpit.views import READY
from tests.browser.shots import WALL

pytestmark = pytest.mark.browser

SIZES = ((1920, 1080), (3840, 2160), (2560, 1080))
SHAPES = ("building_category", "rush_hours", "quality")  # figures, colours alone, bars
SMALLEST = 3.6  # hundredths of the screen's height
# The smallest text in hundredths of the height, what lies beyond the screen's edges, and how much would scroll.
MEASURED = """() => {
    let least = 99; const beyond = [];
    for (const one of document.querySelectorAll('.w *, .w-clocks *')) {
        const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || one.closest('caption, .w-unseen')) continue;
        least = Math.min(least, parseFloat(getComputedStyle(one).fontSize) / innerHeight * 100);
        const box = one.getBoundingClientRect();
        if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < 0 || box.top < 0)
            beyond.push(one.textContent);
    }
    const whole = document.querySelector('.wl-in');
    return [least, beyond, whole.scrollHeight - whole.clientHeight, whole.scrollWidth - whole.clientWidth];
}"""


@pytest.fixture
def hung(look: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Opens a wall of that size."""

    def open_wall(path: str = WALL, width: int = 1920, height: int = 1080) -> Page:
        return look(f"{address}/{path}", width=width, height=height)

    return open_wall


@pytest.mark.parametrize(
    ("key", "size"),
    [*((key, (1280, 720)) for key in READY), *((key, size) for key in SHAPES for size in SIZES)],
    ids=str,
)
def test_every_ready_view_is_read_from_afar(hung: Callable[..., Page], key: str, size: tuple[int, int]) -> None:
    page = hung(f"wall?view={key}", *size)
    least, beyond, *scrolls = page.evaluate(MEASURED)
    assert least >= SMALLEST
    assert (beyond, scrolls) == ([], [0, 0])
    assert page.locator("[data-testid=stHeader]").is_hidden()


@pytest.mark.parametrize("key", ["quality", "level_campus", "category_month"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_its_name_have_room(hung: Callable[..., Page], key: str, language: str) -> None:
    page = hung(f"wall?view={key}&lang={language}", 1280, 720)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.wl-tile .wl-figure, .wl-tile .wl-name')].filter(one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return range.getBoundingClientRect().right > one.closest('.wl-tile').getBoundingClientRect().right - 8;
        }).map(one => one.textContent)"""
    )
    assert cut == []


@pytest.mark.slow
def test_a_refresh_tears_nothing_down(hung: Callable[..., Page]) -> None:
    page = hung()
    page.evaluate("window.table = document.querySelector('.w-table')")
    before = page.inner_text(".w-clocks")
    page.wait_for_function(
        "before => document.querySelector('.w-clocks').innerText !== before",
        arg=before,
        timeout=EVERY_SECONDS * 2_000,
    )
    assert page.evaluate("window.table.isConnected && window.table === document.querySelector('.w-table')")
    assert page.locator(".w-stopped").is_hidden()


def test_the_view_list_leads_to_the_wall_and_the_wall_to_its_views(hung: Callable[..., Page]) -> None:
    page = hung("wall?view=none-such")
    assert page.locator(".w-message a").first.get_attribute("href") == "tv?wall=main"
    page.locator(".w-message a[href*='view=now']").click()
    page.wait_for_selector(".wl-tiles")
    assert page.inner_text(".w h1").endswith("此刻")
    page.goto(page.url.replace("view=now", "view=building_category"))
    page.wait_for_selector(".w-table")
    assert page.inner_text(".wl-panel .wl-name") == "本月 楼宇 × 故障大类"
