"""The deck of the sample's last whole month and its files: how large, how long to make, and from a key to the slide.

A key is measured in Chromium, 1920 × 1080: from its event until the frame that holds the next slide was painted.
Of each slide the median of its rounds counts: one key in a hundred meets another program at work.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from bench.measure import Figure, record, seconds
from bench.wall import served
from cockpit import settings
from cockpit.exports import deck, reports
from cockpit.review import reading
from cockpit.review.document import Document
from tests.browser.shots import chromium

# Seconds that each file may take, the first of a process: what writes it is loaded, and its fonts unpacked.
FILES = {"slides": 3.0, "report": 3.0, "slides_pdf": 5.0, "report_pdf": 5.0, "figures": 3.0}
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


def _files(document: Document) -> Iterator[Figure]:
    for file in reports.FILES:
        if file.key in FILES:
            begun = time.perf_counter()
            made = reports.made(document, file)
            taken, note = time.perf_counter() - begun, f"{len(made) / 1000:.0f} kB"
            yield Figure(f"{file.key}, {file.form}", taken, FILES[file.key], "s", note)


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
        *_files(document),
    ]
    return record("deck", figures)


if __name__ == "__main__":
    raise SystemExit(not main())
