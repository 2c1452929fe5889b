"""``python -m bench``: every benchmark, its figures beside their limits; exit 1 if one is over."""

import sys

from bench import explain, imports, pages, pivot, queries

sys.exit(not all([imports.main(), queries.main(), pivot.main(), explain.main(), pages.main()]))
