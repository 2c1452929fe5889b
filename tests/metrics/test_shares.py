"""No share is less than nothing or more than all, whatever it is split by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cockpit.metrics import CATALOGUE, Question
from cockpit.periods import Period
from tests.metrics import chance

CLOCK = datetime(2026, 5, 20, 4, tzinfo=UTC)
PERIOD = Period(date(2025, 12, 1), date(2026, 6, 1))
SHARES = [metric for metric in CATALOGUE.values() if metric.unit == "share"]


@pytest.mark.parametrize("seed", [5, 6])
def test_a_share_lies_between_nothing_and_all(seed: int, tmp_path: Path):
    cockpit = chance.site(seed, count=200).opened(CLOCK, tmp_path)
    told = set()
    for metric in SHARES:
        for by in ((), *((split,) for split in metric.splits)):
            values = [row["value"] for row in cockpit.answer(Question(metric.name, PERIOD, by)).rows]
            assert all(value is None or 0 <= value <= 1 for value in values), (metric.name, by)
            told |= {metric.name} if any(value is not None for value in values) else set()
    assert {"duty_coverage", "sla_met", "inspection_completion", "log_on_time"} <= told
