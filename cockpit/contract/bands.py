"""The bands that open tickets are counted in: how long they have waited, how long there is until their limits.

A code carries its place and its bounds (``1_0h_24h``, ``4_168h_on``), so that it sorts and reads by itself wherever an
answer is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

import pyarrow as pa

from cockpit.settings import Measures

# What has no band for its time left.
OVERDUE, NO_LIMIT = "0_overdue", "9_no_limit"
_INSTANT = timedelta(microseconds=1)
BANDS = pa.schema(
    [("dimension", pa.string()), ("code", pa.string()), ("low", pa.duration("us")), ("high", pa.duration("us"))]
)


def codes(bounds: Sequence[timedelta]) -> tuple[str, ...]:
    """The codes of the bands between rising bounds, from 0 on; the last is open."""
    ends = [*map(_written, (timedelta(0), *bounds)), "on"]
    return tuple(f"{place}_{low}_{high}" for place, (low, high) in enumerate(pairwise(ends), 1))


def bands_table(measures: Measures) -> pa.Table:
    """One row a band of ``age`` and ``time_left``: its code, from ``low`` on and below ``high`` (null: no end)."""
    rows = [*_rows("age", measures.ageing, _INSTANT), *_rows("time_left", measures.time_left)]
    return pa.Table.from_pylist(rows, schema=BANDS)


def _rows(name: str, bounds: Sequence[timedelta], more: timedelta = timedelta(0)) -> Iterator[dict[str, object]]:
    """``more`` is what must be added to the last bound for the open band to begin: over 7 days is not 7 days."""
    ends = [timedelta(0), *bounds[:-1], bounds[-1] + more, None]
    for code, (low, high) in zip(codes(bounds), pairwise(ends), strict=True):
        yield {"dimension": name, "code": code, "low": low, "high": high}


def _written(bound: timedelta) -> str:
    minutes = bound // timedelta(minutes=1)
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"
