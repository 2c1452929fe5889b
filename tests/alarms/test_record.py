"""How often warnings were right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.alarms.record import MONTH, Record, by_kind, months, record
from cockpit.ledger import Alarm

NOW = datetime(2026, 11, 18, tzinfo=UTC)


def alarm(kind: str, verdict: bool | None, days: int = 0) -> Alarm:
    at = NOW - timedelta(days=days)
    return Alarm(1, kind, "", at, {}, at, at, verdict=verdict)


def test_of_each_kind_what_was_judged_is_counted_and_the_rest_is_no_verdict() -> None:
    told = [
        alarm("slow", None),
        alarm("sudden", True),
        alarm("sudden", False),
        alarm("sudden", True),
        alarm("sudden", None),
    ]
    found = by_kind(told)
    assert list(found) == ["sudden", "slow"]
    assert found["sudden"] == Record(4, 2, 1)
    assert found["sudden"].share == pytest.approx(2 / 3)
    assert found["slow"].share is None
    assert by_kind([]) == {}


@given(st.lists(st.tuples(st.sampled_from(["sudden", "slow", "due"]), st.sampled_from([True, False, None]))))
def test_kinds_add_up(told: list[tuple[str, bool | None]]) -> None:
    every = [alarm(*one) for one in told]
    parts = by_kind(every).values()
    whole = record(every)
    assert sum(one.raised for one in parts) == whole.raised == len(told)
    assert (sum(one.true for one in parts), sum(one.false for one in parts)) == (whole.true, whole.false)


def test_a_month_begins_with_the_first_warning_and_is_never_less_than_one() -> None:
    assert months([], NOW) == months([alarm("slow", False, 3)], NOW) == 1
    assert months([alarm("slow", False, 3), alarm("slow", False, 61)], NOW) == pytest.approx(timedelta(days=61) / MONTH)
    assert Record(9, 1, 4).false_a_month(2.0) == 2
