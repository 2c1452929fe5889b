"""When the keys of a table are looked through again."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from cockpit.sync.since import due


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{moment}+08:00")


@pytest.mark.parametrize(
    ("every", "last", "now", "is_due"),
    [
        (timedelta(hours=24), None, "10T12:00", True),
        (timedelta(hours=24), "09T12:00", "10T11:59", False),
        (timedelta(hours=24), "09T12:00", "10T12:00", True),
        (time(3, 0), "10T02:59", "10T02:59", False),
        (time(3, 0), "10T02:59", "10T03:00", True),
        (time(3, 0), "10T03:00", "11T02:59", False),
        (time(3, 0), "09T02:00", "10T02:00", True),
        (time(3, 0), None, "10T02:00", True),
    ],
)
def test_due(every: timedelta | time, last: str | None, now: str, is_due: bool) -> None:
    assert due(every, at(last) if last else None, at(now), "Asia/Shanghai") is is_due
