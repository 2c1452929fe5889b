"""Benchmarks: each prints what was measured beside its limit. ``make bench`` runs them all and records the figures."""
