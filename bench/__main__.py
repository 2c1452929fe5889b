"""``python -m bench``: every benchmark, its figures beside their limits; exit 1 if one is over."""

import sys

from bench import (
    ahead,
    alerts,
    clusters,
    databases,
    deck,
    detail,
    explain,
    exports,
    imports,
    incremental,
    lists,
    pages,
    pivot,
    pivot_page,
    queries,
    service_page,
    wall,
)

suites = (
    ahead,
    alerts,
    clusters,
    imports,
    incremental,
    queries,
    pivot,
    databases,
    deck,
    detail,
    explain,
    exports,
    lists,
    pages,
    pivot_page,
    service_page,
    wall,
)
within = [bench.main() for bench in suites]
sys.exit(not all(within))
