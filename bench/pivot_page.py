"""The pivot of 1,000,000 tickets in Chromium: 60 buildings × 12 months × 3 measures until painted; scrolling."""

from __future__ import annotations

import shutil
import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from bench import data
from bench.measure import Figure, record
from bench.pages import BROWSER, READY, WATCH, free_port, served
from bench.queries import open_site

PAINTED_MS, ROWS_MS, DRILL_MS, FRAME_MS = 500, 200, 500, 34
FIELDS = "rows=building&cols=month&measures=opened&measures=sla_met"
PERIOD = "period=dates&dates=2025-09-01&dates=2026-08-28"
MEASURES = ("resolved", "time_to_resolve", "satisfaction", "first_time_fix", "reopen_rate")
LARGE = "rows=building&rows=category&cols=day&measures=opened&period=dates&dates=2026-05-20&dates=2026-08-28"
GRID = "table[role=grid][aria-label]"
WAIT = 120_000

# Milliseconds of each frame while the table is scrolled down and then to the right.
FRAMES = """async () => {
    const root = document.querySelector('.st-key-table [data-testid=stBidiComponentIsolated]').shadowRoot;
    const place = root.querySelector('.scroller'), taken = [];
    let last = performance.now();
    for (let step = 0; step < 240; step++) {
        if (step < 120) place.scrollTop += 45; else place.scrollLeft += 90;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        taken.push(now - last); last = now;
    }
    return taken;
}"""

# Milliseconds from the click on a cell to the frame after its first rows stand in the list, and to the frame after the
# last change of the page (the charts), once it has rested for 600 ms. The list's own document is read at each frame.
DRILL = """() => new Promise(done => {
    const list = () => document.querySelector('.st-key-rows [data-testid=stBidiComponentIsolated]')?.shadowRoot;
    const first = () => (list()?.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? '') + ' '
        + (list()?.querySelector('.row:not([aria-busy])')?.textContent ?? '');
    let begin, rows, last, before;
    document.addEventListener('click', event => {
        begin = last = event.timeStamp; before = first();
        const watch = new MutationObserver(() => requestAnimationFrame(() => { last = performance.now(); }));
        watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
        const look = () => {
            const now = first();
            if (now.length > 12 && now !== before) requestAnimationFrame(() => { rows = performance.now(); });
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        const rest = setInterval(() => {
            if (rows && performance.now() - Math.max(last, begin + 900) > 600) {
                clearInterval(rest); watch.disconnect(); done([rows - begin, Math.max(rows, last) - begin]);
            }
        }, 20);
    }, {capture: true, once: true});
})"""


def _added(page: Page, measure: str) -> float:
    """Adds a third measure, which asks for a new pivot; milliseconds until it is painted. Takes it off again."""
    page.evaluate(f"() => {{ window.painted = ({WATCH})(); }}")
    page.locator("section.shelf").nth(2).locator("select").select_option(measure)
    taken: float = page.evaluate("() => window.painted")
    chips = page.locator("section.shelf").nth(2).locator("button.chip")
    chips.last.focus()
    page.keyboard.press("Delete")
    page.wait_for_timeout(2_500)
    return taken


def _drilled(page: Page, place: int) -> tuple[float, float]:
    """Picks a cell; milliseconds until its first rows, and until its rows and charts are painted."""
    page.evaluate(f"() => {{ window.painted = ({DRILL})(); }}")
    page.locator(".st-key-table tbody tr:not(.gap)").nth(place).locator("td").nth(place).click()
    rows, whole = page.evaluate("() => window.painted")
    page.wait_for_timeout(500)
    return rows, whole


def _measure(address: str) -> tuple[list[float], list[tuple[float, float]], list[float]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{address}/pivot?{FIELDS}&{PERIOD}")
        page.wait_for_selector(READY, timeout=WAIT)
        page.wait_for_selector(GRID, timeout=WAIT)
        page.wait_for_timeout(3_000)
        painted = [_added(page, measure) for measure in MEASURES]
        drilled = [_drilled(page, place) for place in range(1, 10)]
        page.goto(f"{address}/pivot?{LARGE}")
        page.wait_for_selector(GRID, timeout=WAIT)
        page.wait_for_timeout(3_000)
        frames: list[float] = page.evaluate(FRAMES)
        browser.close()
    return painted, drilled, frames


def main() -> bool:
    """True if within the limits."""
    open_site()
    port = free_port()
    environ = {"COCKPIT_CONFIG": str(data.configuration(data.csv())), "COCKPIT_DATA": str(data.FOLDER / "site")}
    command = [sys.executable, "-m", "cockpit", "run", "--port", str(port), "--every", "1h"]
    with served(command, environ, port):
        painted, drilled, frames = _measure(f"http://127.0.0.1:{port}")
    worst = sorted(frames)[int(len(frames) * 0.95)]
    rows, whole = ([one[part] for one in drilled] for part in (0, 1))
    told = f"the first, which loads the list, {rows[0]:.0f}; the slowest other {max(rows[1:]):.0f}"
    return record(
        "pivot page",
        [
            Figure("a third measure to painted, new", statistics.median(painted), PAINTED_MS, "ms"),
            Figure("a cell to its first rows, new", statistics.median(rows), ROWS_MS, "ms", told),
            Figure("a cell to its rows and charts, new", statistics.median(whole), DRILL_MS, "ms"),
            Figure(
                "a frame while scrolling, 95th percentile",
                worst,
                FRAME_MS,
                "ms",
                f"median {statistics.median(frames):.1f}",
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(not main())
