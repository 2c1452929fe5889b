"""A filter change on the page of service levels of 1,000,000 tickets until it is painted in Chromium."""

from __future__ import annotations

import statistics
import sys

from bench import data
from bench.measure import Figure, record
from bench.pages import _measure, free_port, served
from bench.queries import open_site

FRESH_MS, CACHED_MS = 500, 300
PERIODS = ("本月", "上月", "近 90 天")


def main() -> bool:
    """True if within the limits."""
    open_site()
    port = free_port()
    environ = {"COCKPIT_CONFIG": str(data.configuration(data.csv())), "COCKPIT_DATA": str(data.FOLDER / "site")}
    command = [sys.executable, "-m", "cockpit", "run", "--port", str(port), "--every", "1h"]
    fresh: list[float] = []
    again: list[float] = []
    with served(command, environ, port) as server:
        for period in PERIODS:
            taken, repeated, _ = _measure(f"http://127.0.0.1:{port}/service?period={period}", server.pid)
            fresh += taken
            again += repeated
    return record(
        "service page",
        [
            Figure(
                "filter change to painted, new", statistics.median(fresh), FRESH_MS, "ms", f"worst {max(fresh):.0f}"
            ),
            Figure("filter change to painted, computed before", statistics.median(again), CACHED_MS, "ms"),
        ],
    )


if __name__ == "__main__":
    sys.exit(not main())
