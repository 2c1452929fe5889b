"""The counts beside a source on the Data page are its own."""

from __future__ import annotations

from cockpit.ui.origins import _counts


def test_counts_are_those_of_the_source():
    own = {"read": 3, "accepted": 2, "quarantined": 1, "deduplicated": 0}
    table = {"read": 9, "accepted": 8, "quarantined": 1, "deduplicated": 0, "by_source": {"campus": own}}
    assert _counts(table, "campus") == own


def test_a_snapshot_without_them_tells_the_counts_of_all():
    table = {"read": 9, "accepted": 8, "quarantined": 1, "deduplicated": 0}
    assert _counts(table, "campus") is table
