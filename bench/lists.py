"""A searched list of 1,000,000 tickets taken away: the first rows, the whole CSV, and what memory grows by."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench import data, queries
from bench.exports import COLUMNS, MEMORY_MB
from bench.measure import Figure, record
from cockpit import settings
from cockpit.exports import detail
from cockpit.exports.detail import Detail
from cockpit.metrics import Cockpit
from cockpit.metrics.detail import Listing, listed
from cockpit.periods import Period
from cockpit.request import Request

FIRST_MS, PLAIN_LIMIT = 600, 2.0
SEARCH, ORDER = "宿舍区域", "building"
FEW = Period(date(2026, 7, 1), date(2026, 8, 25))


def wanted(cockpit: Cockpit, period: Period, search: str = SEARCH, order: str = ORDER) -> Detail:
    """What the page takes away of a search in an order of its own, in twenty columns."""
    site = settings.load(data.configuration(data.csv()), data.FOLDER / "site")
    listing = Listing(period, search, order=order)
    found = listed(cockpit, listing)
    return detail.listed(Request(cockpit, site, "zh-Hans", period), listing, found, COLUMNS)


def _spent(chunks: Iterator[bytes], most: int | None = None) -> float:
    begin = time.perf_counter()
    for place, _ in enumerate(chunks, 1):
        if place == most:
            break
    return time.perf_counter() - begin


def _grown() -> float:
    """What this process grows by from a list of some 50,000 rows to one of all."""
    cockpit = queries.open_site()
    peaks = []
    with tempfile.TemporaryDirectory(dir=data.FOLDER) as folder:
        for period in (FEW, queries.ALL):
            detail.write(wanted(cockpit, period), Path(folder) / "out.csv")
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return peaks[1] - peaks[0]


def main() -> bool:
    """All of them; true if within the limits."""
    cockpit = queries.open_site()
    begin = time.perf_counter()
    rows = wanted(cockpit, queries.ALL)
    ordered = time.perf_counter() - begin
    first = ordered + _spent(detail.csv(rows), 2)
    whole = _spent(detail.csv(rows))
    plain = _spent(detail.csv(wanted(cockpit, queries.ALL, "", "reported_at")))
    command = [sys.executable, "-m", "bench.lists", "memory"]
    grown = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    told = f"{rows.rows.count:,} rows: {whole:.1f} s / {plain:.1f} s"
    return record(
        "lists",
        [
            Figure(
                "a searched list: order and first rows", first * 1e3, FIRST_MS, "ms", f"{ordered * 1e3:.0f} ms order"
            ),
            Figure("CSV of a searched list / of one by report", whole / plain, PLAIN_LIMIT, "x", told),
            Figure("memory of a searched list as csv", grown, MEMORY_MB, "MB", "beyond 50,000 rows"),
        ],
    )


if __name__ == "__main__":
    if sys.argv[1:]:
        print(_grown())
    else:
        sys.exit(not main())
