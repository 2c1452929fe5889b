"""``python -m bench``: every benchmark, its figures beside their limits; exit 1 if one is over."""

import sys

from bench import detail, explain, exports, imports, pages, pivot, pivot_page, queries

within = [bench.main() for bench in (imports, queries, pivot, detail, explain, exports, pages, pivot_page)]
sys.exit(not all(within))
