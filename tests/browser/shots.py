"""Pictures of every page, in both lights and two sizes: ``python -m tests.browser.shots FOLDER [ADDRESS] [PART]``.

Without an address the configured site is served for the time it takes. Pages are pictured to their ends. ``PART`` is
what a picture's name must hold, so that a slow machine can take them in pieces: ``-dark-1920``, ``-phone``, ``wall-``.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, sync_playwright

from cockpit import settings
from cockpit.access import on_a_wall
from cockpit.ledger import Ledger
from cockpit.metrics import open_cockpit
from cockpit.settings.model import SCENES
from cockpit.wall import Asked, picture

PAGES = ("", "trends", "categories", "pivot", "detail", "service", "performance", "training", "review", "data")
OF_RECORDS = (
    "customers",
    "staffing",
    "inspections",
    "ledgers",
    "warnings",
)  # the site of the browser tests has nothing to show on them
WALL = "wall?view=building_category"
WALLS = ("building_category", "repeat_devices", "rush_hours", "quality")  # a table, bars, colours, many measures
AFAR = (586, 330)  # pixels a wall is shrunk to: a 98-inch screen seen from eight metres
TALLEST = 6_000
SIZES = ((1366, 768), (1920, 1080))
PHONE = (390, 844)
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
DRAWN = """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
    .every(one => one.querySelector('.main-svg'))
    && ![...document.querySelectorAll('[data-testid="stSkeleton"]')].length"""
# The page has left its document alone for a fifth of a second; one that never does is waited for two seconds.
QUIET = """() => new Promise(done => {
    const until = () => setTimeout(() => { watch.disconnect(); done() }, 200);
    const watch = new MutationObserver(() => { clearTimeout(last); last = until() });
    let last = until();
    watch.observe(document, {attributes: true, childList: true, characterData: true, subtree: true});
    setTimeout(() => { watch.disconnect(); clearTimeout(last); done() }, 2000);
})"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]
# The next scene, as the wall's own script puts it there; the fade is over when it returns.
TURNED = """async (scene) => {
    take(await ask(`/tv/picture?scene=${scene}`, 60000));
    since = performance.now();
    await rest(FADE + 100);
    return shown.hold === null;
}"""
PORT = 8597
PATIENCE = 30_000


def settled(page: Page, address: str) -> None:
    """Goes there and waits until the script has run, the fonts are in and the charts are drawn."""
    page.goto(address)
    page.wait_for_selector(".c-foot, .c-empty, .w-clocks", timeout=PATIENCE)
    still(page)


def still(page: Page) -> None:
    """Waits until nothing runs any more."""
    page.wait_for_selector(READY, timeout=PATIENCE)
    page.wait_for_function(DRAWN, timeout=PATIENCE)
    page.evaluate("document.fonts.ready")
    page.evaluate(QUIET)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, quiet."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


def shoot(browser: Browser, address: str, folder: Path, part: str = "") -> list[Path]:
    """Every page light and dark in every size, once in the other languages, and once as a phone shows it."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    wanted = [(light, size, "zh-Hans", "") for light in ("light", "dark") for size in SIZES]
    wanted += [
        ("light", SIZES[0], "en", "-en"),
        ("light", SIZES[0], "zh-Hant", "-hant"),
        ("light", PHONE, "zh-Hans", "-phone"),
    ]
    for light, (width, height), language, suffix in wanted:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if light == "dark" else "light",
            locale="zh-CN",
        )
        page = context.new_page()
        for name, path in _addresses(light).items():
            target = folder / f"{name}-{light}-{width}{suffix}.png"
            if part not in target.name:
                continue
            settled(page, f"{address}/{path}{'&' if '?' in path else '?'}lang={language}")
            if name == "story":
                page.locator(".view .body [role=row]:not([aria-busy])").nth(1).click()
                page.wait_for_selector(".c-line", timeout=PATIENCE)
                still(page)
            _picture(page, target, (width, height), whole=not name.startswith("wall"))
            made.append(target)
        context.close()
    made += [one for light in ("light", "dark") for one in scenes(browser, address, folder, light, part)]
    return [*made, *(_afar(browser, one) for one in made if one.name.startswith("wall") and "-phone" not in one.name)]


def scenes(browser: Browser, address: str, folder: Path, light: str, part: str = "") -> list[Path]:
    """Every scene of the configured site's first wall in that light, put into the wall's page as it hangs there.

    They are drawn here: an alarm that nobody has acknowledged has the screen of the page itself.
    """
    made: list[Path] = []
    if not any(part in f"wall-{scene}-{light}-{width}.png" for scene in SCENES for width, _ in SIZES):
        return made
    draw = _drawing(light)
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page.route("**/tv/picture*", lambda route: _drawn(route, draw))
        page.goto(f"{address}/tv")
        page.wait_for_selector(".wl", timeout=PATIENCE)
        page.evaluate("(light) => { document.body.className = `wl-${light}` }", light)
        page.evaluate("document.fonts.ready")
        for scene in page.evaluate("tv.scenes"):
            target = folder / f"wall-{scene}-{light}-{width}.png"
            if part in target.name:
                page.evaluate(TURNED, scene)
                page.screenshot(path=target)
                made.append(target)
        page.close()
    return made


def _drawing(light: str) -> Callable[[str], str]:
    """Draws a scene of the configured site."""
    site = settings.load()
    cockpit, alarms = open_cockpit(site), Ledger(site.data).alarms()
    hung = replace(next(iter(site.walls.values())), theme=light)
    rights, tongue, at = on_a_wall(site.access), site.languages[0], datetime.now(UTC)

    def draw(scene: str) -> str:
        page = hung.scenes.index(scene) + 1
        asked = Asked(cockpit, site, hung, tongue, rights, alarms, at, page, len(hung.scenes))
        return picture(asked, scene).html

    return draw


def _drawn(route: Route, draw: Callable[[str], str]) -> None:
    answer = route.fetch()
    told = answer.json()
    route.fulfill(response=answer, json=told | {"html": draw(told["scene"]), "hold": None, "sound": False})


def _addresses(light: str) -> dict[str, str]:
    """Every page by its name; the story is that of the list's first ticket."""
    pages = {name or "overview": name for name in (*PAGES, *OF_RECORDS)}
    return {**pages, "story": "detail", **{f"wall-{view}": f"wall?view={view}&theme={light}" for view in WALLS}}


def _picture(page: Page, target: Path, size: tuple[int, int], *, whole: bool) -> None:
    """What is seen; of a page that scrolls all of it."""
    width, height = size
    tall = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0") if whole else 0
    if tall > height:
        page.set_viewport_size({"width": width, "height": min(tall + 40, TALLEST)})
        page.wait_for_timeout(800)
        still(page)
    page.screenshot(path=target)
    page.set_viewport_size({"width": width, "height": height})


def _afar(browser: Browser, wall: Path) -> Path:
    """A wall's picture as small as it looks from where people sit."""
    width, height = AFAR
    page = browser.new_page(viewport={"width": width, "height": height})
    shown = base64.b64encode(wall.read_bytes()).decode()
    page.set_content(f'<body style="margin:0"><img src="data:image/png;base64,{shown}" width={width} height={height}>')
    target = wall.with_name(wall.name.replace(".png", "-afar.png"))
    page.screenshot(path=target)
    page.close()
    return target


@contextmanager
def serving() -> Iterator[str]:
    """The configured site, served by a process of our own."""
    process = subprocess.Popen([sys.executable, "-m", "cockpit", "run", "--port", str(PORT)])
    address = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def main(folder: str, address: str = "", part: str = "") -> None:
    """Shoots and names what was made."""
    with chromium() as browser:
        if address:
            made = shoot(browser, address, Path(folder), part)
        else:
            with serving() as served:
                made = shoot(browser, served, Path(folder), part)
    print("\n".join(map(str, made)))


if __name__ == "__main__":
    main(*sys.argv[1:])
