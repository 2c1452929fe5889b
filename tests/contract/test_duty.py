"""How a shift stands at an instant, boundaries included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cockpit.contract.duty import STATES, state

BEGIN, END = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 17, tzinfo=UTC)
SECOND, LATE = timedelta(seconds=1), timedelta(minutes=20)


def shift(**more: Any) -> dict[str, Any]:
    usual = {"kind": "day", "due_clock_in": BEGIN, "planned_end": END, "clock_in": None, "clock_out": None}
    return usual | more


@pytest.mark.parametrize(
    ("one", "now", "stands"),
    [
        (shift(), BEGIN - SECOND, "to_come"),
        (shift(), BEGIN, "absent"),
        (shift(), END - SECOND, "absent"),
        (shift(), END, "missing"),
        (shift(clock_in=BEGIN), BEGIN - SECOND, "to_come"),  # a clock-in that lies ahead is not known yet
        (shift(clock_in=BEGIN - LATE), BEGIN - SECOND, "there"),
        (shift(clock_in=BEGIN), BEGIN, "there"),
        (shift(clock_in=BEGIN + SECOND), BEGIN, "absent"),
        (shift(clock_in=BEGIN + SECOND), BEGIN + SECOND, "late"),
        (shift(clock_in=BEGIN + LATE), END, "over"),
        (shift(clock_in=BEGIN, clock_out=END - LATE), END - LATE, "left"),
        (shift(clock_in=BEGIN, clock_out=END - LATE), END - LATE - SECOND, "there"),
        (shift(kind="leave", due_clock_in=None), BEGIN, "leave"),
        (shift(due_clock_in=None), BEGIN, "planned"),
        (shift(due_clock_in=None, planned_end=None), END, "planned"),
        (shift(planned_end=None), END + LATE, "absent"),
    ],
)
def test_a_shift_stands(one: dict[str, Any], now: datetime, stands: str):
    assert state(one, now, clocked=True) == stands
    assert stands in STATES


def test_where_nobody_clocks_in_the_plan_alone_is_told():
    told = [state(shift(), now, clocked=False) for now in (BEGIN - SECOND, BEGIN, END - SECOND, END)]
    assert told == ["to_come", "planned", "planned", "over"]
