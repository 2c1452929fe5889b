"""The deck of the sample's last whole month: how large it is, how long it takes to make, and from a key to the slide.

A key is measured in Chromium, 1920 × 1080: from its event until the frame that holds the next slide was painted.
Of each slide the median of its rounds counts: one key in a hundred meets another program at work.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from bench.measure import Figure, record, seconds
from bench.wall import served
from cockpit import settings
from cockpit.exports import deck
from cockpit.review import reading
from tests.browser.shots import chromium

KEY_MS, SIZE_KB, MAKE_SECONDS, DRAFT_SECONDS = 50, 1_000, 0.5, 20.0
ROUNDS = 5
# From each key of a way through all slides and back until its slide was painted, in milliseconds.
PRESSED = """async (rounds) => {
    const frame = () => new Promise(requestAnimationFrame), taken = [];
    for (let round = 0; round < rounds; round++) for (const key of ["ArrowRight", "ArrowLeft"]) {
        for (let step = 1; step < pages.length; step++) {
            await frame();
            await new Promise((done) => setTimeout(done, 20));
            const begun = performance.now();
            dispatchEvent(new KeyboardEvent("keydown", {key}));
            await frame();
            await new Promise((done) => {
                const {port1, port2} = new MessageChannel();
                port1.onmessage = done;
                port2.postMessage(0);
            });
            taken.push(performance.now() - begun);
        }
    }
    return taken;
}"""


def _keys(browser: Browser, page: bytes) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.html"
        path.write_bytes(page)
        shown = browser.new_page(viewport={"width": 1920, "height": 1080})
        shown.goto(path.as_uri())
        taken: list[float] = shown.evaluate(PRESSED, ROUNDS)
        shown.close()
    return taken


def main() -> bool:
    """True if within the limits."""
    with served() as site:
        told = settings.load(data=site.folder)
        month = next(one.month for one in reading.months(told) if one.ended)
        begun = time.perf_counter()
        document = reading.read(told, month, told.languages[0], private=True)
        drafted = time.perf_counter() - begun
        address = f"{site.address}/deck/{month:%Y-%m}"
        making = seconds(lambda: deck.html(document, address=address))
        page = deck.html(document, address=address)
    with chromium() as browser:
        taken = _keys(browser, page)
    ways = len(taken) // ROUNDS
    each = [statistics.median(taken[way::ways]) for way in range(ways)]
    note = f"{len(document.shown)} slides, {len(taken)} keys, the longest of all {max(taken):.1f} ms"
    figures = [
        Figure("a key until the next slide, the slowest slide", max(each), KEY_MS, "ms", note),
        Figure("the deck as a file", len(page) / 1000, SIZE_KB, "kB"),
        Figure("a document as a deck", making, MAKE_SECONDS, "s"),
        Figure("the document before it, asked anew", drafted, DRAFT_SECONDS, "s"),
    ]
    return record("deck", figures)


if __name__ == "__main__":
    raise SystemExit(not main())
