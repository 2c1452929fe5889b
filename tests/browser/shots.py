"""Pictures of every page, in both lights and two sizes: ``python -m tests.browser.shots FOLDER [ADDRESS]``.

Without an address the configured site is served for the time it takes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PAGES = ("", "trends", "categories", "pivot", "detail", "service", "data")
WALL = "wall?view=building_category"
SIZES = ((1366, 768), (1920, 1080))
PHONE = (390, 844)
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
DRAWN = """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
    .every(one => one.querySelector('.main-svg'))
    && ![...document.querySelectorAll('[data-testid="stSkeleton"]')].length"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]
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
    page.wait_for_timeout(400)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, quiet."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


def shoot(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Every page light and dark in every size, once in the other languages, and once as a phone shows it."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    wanted = [(light, size, "", "") for light in ("light", "dark") for size in SIZES]
    wanted += [
        ("light", SIZES[0], "en", "-en"),
        ("light", SIZES[0], "zh-Hant", "-hant"),
        ("light", PHONE, "", "-phone"),
    ]
    for light, (width, height), language, suffix in wanted:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if light == "dark" else "light",
            locale="zh-CN",
        )
        page = context.new_page()
        for name in PAGES:
            settled(page, f"{address}/{name}" + (f"?lang={language}" if language else ""))
            target = folder / f"{name or 'overview'}-{light}-{width}{suffix}.png"
            page.screenshot(path=target, full_page=False)
            made.append(target)
        settled(page, f"{address}/{WALL}&theme={light}" + (f"&lang={language}" if language else ""))
        made.append(folder / f"wall-{light}-{width}{suffix}.png")
        page.screenshot(path=made[-1])
        context.close()
    return made


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


def main(folder: str, address: str = "") -> None:
    """Shoots and names what was made."""
    with chromium() as browser:
        if address:
            made = shoot(browser, address, Path(folder))
        else:
            with serving() as served:
                made = shoot(browser, served, Path(folder))
    print("\n".join(map(str, made)))


if __name__ == "__main__":
    main(*sys.argv[1:])
