"""Lists of 1,000,000 tickets: an order, a window anywhere in it, a search of two words, a ticket's story."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

from bench.measure import Figure, record
from bench.queries import open_site
from cockpit.metrics import Cockpit
from cockpit.metrics.detail import Listed, Listing, listed, window
from cockpit.metrics.story import story
from cockpit.periods import Period

LIMIT_MS = 200
WINDOWS = 40
ORDERS = ("reported_at", "ticket_id", "building", "category", "status", "engineer_id", "seconds_to_resolve", "due_at")
COLUMNS = (
    "ticket_id",
    "reported_at",
    "level",
    "campus",
    "building",
    "room",
    "category",
    "subcategory",
    "title",
    "description",
    "device_id",
    "status",
    "engineer_id",
    "due_at",
    "finished_at",
)
SEARCHES = ("编号 9999", "宿舍区域 665637", "无线 连接", "WO001 弱")
MONTH = Period(date(2026, 1, 1), date(2026, 2, 1))


def _times(works: list[Callable[[], object]]) -> list[float]:
    """Milliseconds of each piece of work, run once."""
    taken = []
    for work in works:
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1e3)
    return taken


def _windows(cockpit: Cockpit, orders: list[Listed], draw: random.Random) -> list[Callable[[], object]]:
    def at(found: Listed, offset: int) -> Callable[[], object]:
        return lambda: window(cockpit, found, COLUMNS, offset=offset)

    return [at(found, draw.randrange(len(found))) for found in draw.choices(orders, k=WINDOWS)]


def main() -> bool:
    """Each by its median and its worst; true if within the limits."""
    cockpit, draw = open_site(), random.Random(1)
    orders: list[Listed] = []
    asked = [Listing(order=order, descending=draw.random() < 0.5) for order in ORDERS]
    window(cockpit, listed(cockpit, Listing(period=MONTH)), COLUMNS)
    ordering = _times([lambda one=one: orders.append(listed(cockpit, one)) for one in asked])  # type: ignore[misc]
    windows = _times(_windows(cockpit, orders, draw))
    searching = _times(
        [
            lambda search=search, order=order: window(  # type: ignore[misc]
                cockpit, listed(cockpit, Listing(search=search, order=order)), COLUMNS
            )
            for search in SEARCHES
            for order in ("reported_at", "building")
        ]
    )
    rows = _times([lambda: window(cockpit, listed(cockpit, Listing(period=MONTH)), COLUMNS) for _ in range(5)])
    stories = _times([lambda at=at: story(cockpit, f"WO{at:08d}") for at in draw.sample(range(10**6), 12)])  # type: ignore[misc]
    measured = {
        "a sort of all tickets": ordering,
        "a window of 200 anywhere": windows,
        "a two-word search with its first window": searching,
        "a month's tickets with their first window": rows,
        "a ticket's story": stories,
    }
    return record(
        "detail",
        [
            Figure(name, statistics.median(taken), LIMIT_MS, "ms", f"worst {max(taken):.0f} ms")
            for name, taken in measured.items()
        ],
    )


if __name__ == "__main__":
    sys.exit(not main())
