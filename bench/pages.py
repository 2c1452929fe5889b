"""A filter change on the Overview of 1,000,000 tickets until it is painted in Chromium, and what a rerun costs."""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import streamlit as st
from playwright.sync_api import Page, sync_playwright
from streamlit.testing.v1 import AppTest

from bench import data
from bench.measure import Figure, record
from bench.queries import open_site

ROOT = Path(__file__).resolve().parents[1]
RERUNS = 40
FRESH_MS, CACHED_MS, RERUN_CPU_MS = 400, 200, 10
CAMPUSES = ("本部", "东校区", "西校区", "南校区")
PERIODS = ("本月", "上月", "近 90 天")
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
BROWSER = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]

# The time from the key press to the frame after the last change of the page, once it has rested for 600 ms.
# What only a screen reader hears is not painted, and is taken away seconds later.
WATCH = """() => new Promise(done => {
    const begin = performance.now(); let last = begin;
    const painted = ({target}) => !(target.closest ? target : target.parentElement)?.closest("[data-live-announcer]");
    const watch = new MutationObserver((changes) => {
        if (changes.some(painted)) requestAnimationFrame(() => { last = performance.now(); });
    });
    watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    const rest = setInterval(() => {
        if (performance.now() - Math.max(last, begin + 900) > 600) {
            clearInterval(rest); watch.disconnect(); done(last - begin);
        }
    }, 20);
})"""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(command: list[str], environ: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server started by that command, once it listens; ended afterwards."""
    server = subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield server
    finally:
        server.terminate()
        server.wait(20)


def _cpu_ms(pid: int) -> float:
    """User and system time of one process so far, threads that have ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _choose(page: Page, option: str) -> float:
    """Adds or takes away one campus of the filter; milliseconds until the page is painted."""
    box = page.locator(".st-key-campus input").first
    box.click()
    box.fill(option)
    page.wait_for_timeout(300)
    page.evaluate(f"() => {{ window.painted = ({WATCH})(); }}")
    box.press("Enter")
    taken: float = page.evaluate("() => window.painted")
    page.keyboard.press("Escape")
    return taken


def _measure(url: str, pid: int) -> tuple[list[float], list[float], float]:
    """Milliseconds of each new selection, of the same ones again, and the server's CPU of one of those."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(url)
        page.wait_for_selector(READY, timeout=120_000)
        page.wait_for_timeout(3_000)
        # Adding the four one by one gives four new selections; a second browser session finds them all computed.
        fresh = [_choose(page, campus) for campus in CAMPUSES]
        page.goto(url)
        page.wait_for_selector(READY, timeout=120_000)
        page.wait_for_timeout(3_000)
        again = [_choose(page, campus) for campus in CAMPUSES]
        cpu = _rerun_ms(page, pid)
        browser.close()
    return fresh, again, cpu


def _rerun_ms(page: Page, pid: int) -> float:
    """The server's CPU of one rerun, from many: its clock ticks only every 10 ms."""
    box = page.locator(".st-key-campus input").first
    box.click()
    begin = _cpu_ms(pid)
    for _ in range(RERUNS // 2):
        box.press("Backspace")
        page.wait_for_timeout(450)
        box.fill(CAMPUSES[-1])
        page.wait_for_timeout(80)
        box.press("Enter")
        page.wait_for_timeout(450)
    return (_cpu_ms(pid) - begin) / RERUNS


def _figures_ms(environ: dict[str, str]) -> float:
    """What the charts of a rerun cost the server: reruns with them less reruns without, all else computed before."""
    os.environ.update(environ)
    app = AppTest.from_file(str(ROOT / "cockpit" / "app.py"), default_timeout=60)
    drawn = st.echarts_chart
    costs: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * RERUNS):
        shown = bool(turn % 2)
        with patch.object(st, "echarts_chart", drawn if shown else lambda *_, **__: None):
            app.run()
            begin = time.process_time()
            app.run()
            costs[shown].append((time.process_time() - begin) * 1000)
    return statistics.median(costs[True]) - statistics.median(costs[False])


def main() -> bool:
    """Paints and reruns; true if within the limits."""
    open_site()
    port, empty = free_port(), free_port()
    environ = {"COCKPIT_CONFIG": str(data.configuration(data.csv())), "COCKPIT_DATA": str(data.FOLDER / "site")}
    figures = _figures_ms(environ)
    bare = ["-m", "streamlit", "run", "bench/empty.py", "--server.headless=true", f"--server.port={empty}"]
    fresh: list[float] = []
    again: list[float] = []
    costs: list[float] = []
    with served(
        [sys.executable, "-m", "cockpit", "run", "--port", str(port), "--every", "1h"], environ, port
    ) as server:
        for period in PERIODS:
            taken, repeated, cpu = _measure(f"http://127.0.0.1:{port}/?period={period}", server.pid)
            fresh += taken
            again += repeated
            costs.append(cpu)
    with served([sys.executable, *bare], {}, empty) as server:
        _, nothing, floor = _measure(f"http://127.0.0.1:{empty}/", server.pid)
    cpu = statistics.median(costs)
    note = f"an empty page: {statistics.median(nothing):.0f} ms"
    return record(
        "pages",
        [
            Figure("filter change to painted, new", statistics.median(fresh), FRESH_MS, "ms", note),
            Figure("filter change to painted, computed before", statistics.median(again), CACHED_MS, "ms", note),
            Figure(
                "CPU of a rerun beyond an empty page's, without figures",
                cpu - floor - figures,
                RERUN_CPU_MS,
                "ms",
                f"{cpu:.1f} - {floor:.1f} - {figures:.1f} ms",
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(not main())
