"""Benchmarks: each prints what was measured beside its limit. ``make bench`` runs them all and records the figures."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the product itself
