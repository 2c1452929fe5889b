"""Duty of weekends and holidays: the tables by which a snapshot's shifts are judged when it is published."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from cockpit.settings.model import Duty

SITES: Final = pa.schema([("campus", pa.string())])
TERMS: Final = pa.schema([("grace_seconds", pa.float64())])


def sites_table(duty: Duty) -> pa.Table:
    """One row per site that needs someone on every day off."""
    return pa.Table.from_pylist([{"campus": site} for site in duty.sites], SITES)


def terms_table(duty: Duty) -> pa.Table:
    """One row: how many seconds after its planned start a clock-in still is in time."""
    return pa.Table.from_pylist([{"grace_seconds": duty.grace.total_seconds()}], TERMS)
