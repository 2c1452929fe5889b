"""The wall over what a day brings it: 1,440 refreshes, three ways of losing the server, and Streamlit's page beside it.

Refreshes follow each other at once; the server is ended by SIGKILL, the network is away for a whole minute.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from bench.measure import Figure, record
from bench.pages import free_port
from tests.browser.line import Line
from tests.browser.shots import chromium

ROOT = Path(__file__).resolve().parents[1]
REFRESHES, CHECKS = 1_440, 10
WARM = 720  # refreshes before anything is measured: until then the server's first full collections are due
TURN_EVERY = 3  # a scene stands for a minute, refreshed every 20 s
MAIN_MS, SLOPE_PERCENT, BACK_SECONDS, PICTURE_KB = 150, 1, 5, 64
AWAY_SECONDS = 60
STREAMLIT_REFRESHES = 3
WATCHED = """
window.told = [];
document.addEventListener("tv", ({detail}) => told.push({...detail, at: Date.now()}));
window.torn = 0;
document.addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
    for (const one of changes) torn += [...one.removedNodes].filter((node) => node.nodeType === 1).length;
}).observe(document.body, {childList: true, subtree: true}));
"""
# One refresh, as the shell does it, or the turn to the next scene; then a frame is painted.
REFRESH = """async ([count, every]) => {
    for (let at = 1; at <= count; at++) {
        const all = scenes(), next = at % every ? shown.scene : all[(all.indexOf(shown.scene) + 1) % all.length];
        take(await ask("/tv/picture?scene=" + next, 15000));
        told.length = 0;
        if (!(at % every)) await rest(FADE + 50);
        await new Promise(requestAnimationFrame);
    }
}"""


@dataclass
class Site:
    """The sample site behind a server of its own that can be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; returns once it answers."""
        command = [sys.executable, "-m", "cockpit", "run", "--port", str(self.port), "--every", "24h"]
        environ = os.environ | {"COCKPIT_DATA": str(self.folder)}
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3_600):
            with suppress(OSError):
                urllib.request.urlopen(f"{self.address}/health", timeout=1)  # noqa: S310 - our own server
                return
            time.sleep(0.05)
        raise TimeoutError

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Ends it, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def megabytes(self) -> float:
        """What the server holds in memory."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def served() -> Iterator[Site]:
    """The sample site, imported anew."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "data")
        try:
            site.start()
            yield site
        finally:
            site.end()


@contextmanager
def opened(browser: Browser, address: str, ready: str) -> Iterator[tuple[Page, CDPSession, dict[str, float]]]:
    """A page at an address, its debugger, and the bytes that came over the wire."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(WATCHED)
    debugger = context.new_cdp_session(page)
    bytes_ = {"all": 0.0, "pictures": 0.0}
    debugger.on("Network.loadingFinished", lambda one: _add(bytes_, "all", one["encodedDataLength"]))
    debugger.on("Network.webSocketFrameReceived", lambda one: _add(bytes_, "all", len(one["response"]["payloadData"])))
    for domain in ("Network", "Performance", "HeapProfiler"):
        debugger.send(f"{domain}.enable")
    page.goto(address)
    page.wait_for_selector(ready, timeout=120_000)
    page.wait_for_timeout(3_000)
    yield page, debugger, bytes_
    context.close()


def _add(counts: dict[str, float], name: str, more: float) -> None:
    counts[name] += more


def _busy_ms(debugger: CDPSession) -> float:
    """What the main thread has worked since the page began."""
    found: list[dict[str, Any]] = debugger.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in found if one["name"] == "TaskDuration")) * 1000


def _heap(debugger: CDPSession) -> float:
    """Bytes of JavaScript that live."""
    debugger.send("HeapProfiler.collectGarbage")
    return float(debugger.send("Runtime.getHeapUsage")["usedSize"])


def _growth(points: list[float]) -> float:
    """By how many per cent the fitted line rises from the first to the last point."""
    slope, start = statistics.linear_regression(range(len(points)), points)
    return max(slope * (len(points) - 1) / start * 100, 0.0)


def _refreshes(site: Site, browser: Browser) -> tuple[list[Figure], str]:
    """1,440 refreshes: the main thread, what is torn down, and what the browser and the server keep."""
    with opened(browser, f"{site.address}/tv", ".wl") as (page, debugger, sent):
        first = sent["all"]
        page.evaluate(REFRESH, [WARM, TURN_EVERY])
        page.evaluate("torn = 0")
        page.evaluate(REFRESH, [30, 1_000])
        torn = page.evaluate("torn")
        heaps, servers, work = [_heap(debugger)], [site.megabytes], []
        before_bytes = sent["all"]
        for _ in range(CHECKS):
            begun = _busy_ms(debugger)
            page.evaluate(REFRESH, [REFRESHES // CHECKS, TURN_EVERY])
            work.append((_busy_ms(debugger) - begun) / (REFRESHES // CHECKS))
            heaps.append(_heap(debugger))
            servers.append(site.megabytes)
        each = (sent["all"] - before_bytes) / REFRESHES / 1000
        nodes = debugger.send("Memory.getDOMCounters")["nodes"]
        longest = _longest(page)
    told = f"longest task {longest:.0f} ms" if longest else "no task of 50 ms"
    note = f"{heaps[0] / 1e6:.2f} → {heaps[-1] / 1e6:.2f} MB, {nodes} nodes"
    kept = f"{servers[0]:.0f} → {servers[-1]:.0f} MB"
    figures = [
        Figure("main thread of a refresh, turns counted in", max(work), MAIN_MS, "ms", told),
        Figure("elements torn down in 30 refreshes", torn, 0, ""),
        Figure("browser's heap over 1,440 refreshes", _growth(heaps), SLOPE_PERCENT, "%", note),
        Figure("server's memory over 1,440 refreshes", _growth(servers), SLOPE_PERCENT, "%", kept),
        Figure("a picture on its way", each, PICTURE_KB, "kB", f"the page with its fonts {first / 1e6:.2f} MB"),
    ]
    return figures, f"heap {heaps[-1] / 1e6:.1f} MB, {max(work):.1f} ms and {each:.1f} kB a refresh"


def _longest(page: Page) -> float:
    """The longest task of twelve more refreshes and turns, in milliseconds; 0 where none took 50."""
    page.evaluate("""() => { window.tasks = [0]; new PerformanceObserver((list) => {
        for (const one of list.getEntries()) tasks.push(one.duration) }).observe({type: "longtask"}) }""")
    page.evaluate(REFRESH, [12, 2])
    return float(page.evaluate("Math.max(...tasks)"))


def _back(page: Page, came: float) -> float:
    """Seconds from the moment the server could be reached until its next picture stood."""
    page.wait_for_function(
        """(came) => told.some(one => one.at >= came && ["refreshed", "changed"].includes(one.what))""",
        arg=came * 1000,
        timeout=60_000,
    )
    stood = page.evaluate(
        "(came) => told.find(one => one.at >= came && ['refreshed', 'changed'].includes(one.what)).at", came * 1000
    )
    return float(stood) / 1000 - came


def _lost(site: Site, browser: Browser) -> list[Figure]:
    """How long the wall takes to be back."""
    figures = []
    with Line(site.port) as line, opened(browser, f"{line.address}/tv", ".wl") as (page, _, _):
        cases: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "kill -9 of the server": (site.kill, site.start),
            "a minute without network": (line.cut, line.mend),
            "a minute half open": (lambda: setattr(line, "silent", True), line.speak),
        }
        for name, (lose, find) in cases.items():
            page.evaluate("told.length = 0")
            lost = time.time()
            lose()
            page.wait_for_function("() => told.some(one => one.what === 'away')", timeout=60_000)
            noticed = page.evaluate("told.find(one => one.what === 'away').at") / 1000 - lost
            page.wait_for_timeout(AWAY_SECONDS * 1000 if "minute" in name else 10_000)
            find()
            figures.append(
                Figure(
                    f"back after {name}", _back(page, time.time()), BACK_SECONDS, "s", f"noticed after {noticed:.1f} s"
                )
            )
    return figures


def _streamlit(site: Site, browser: Browser) -> str:
    """What Streamlit's own wall page costs in a frame of ours: the other way there was."""
    address = f"{site.address}/wall?view=building_category"
    ready = ".w-clocks, .wl"
    with opened(browser, address, ready):
        before = site.megabytes  # what the first screen brings is the program itself
        with opened(browser, address, ready) as (page, debugger, sent):
            first = sent["all"]
            heap, begun, bytes_ = _heap(debugger), _busy_ms(debugger), sent["all"]
            page.wait_for_timeout(STREAMLIT_REFRESHES * 20_000 + 1_000)
            work = (_busy_ms(debugger) - begun) / STREAMLIT_REFRESHES
            each = (sent["all"] - bytes_) / STREAMLIT_REFRESHES
            held = site.megabytes - before
            site.kill()
            page.wait_for_timeout(6_000)
            modal = page.locator("[role=dialog], [data-testid=stConnectionStatus], [data-testid=stDialog]").count()
            site.start()
    return (
        f"{first / 1e6:.2f} MB to the first picture, heap {heap / 1e6:.1f} MB, {work:.0f} ms and {each / 1000:.1f} kB "
        f"a refresh, a session and a websocket a screen (+{max(held, 0):.1f} MB), {modal} dialog(s) 6 s after a crash"
    )


def main() -> bool:
    """True if within the limits."""
    with served() as site, chromium() as browser:
        figures, ours = _refreshes(site, browser)
        beside = _streamlit(site, browser)
        figures += _lost(site, browser)
    print(f"our own page:     {ours}\nStreamlit's page: {beside}")
    return record("wall", figures)


if __name__ == "__main__":
    sys.exit(not main())
