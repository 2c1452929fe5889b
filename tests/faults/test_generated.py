"""A few hundred of what ``make faults`` generates by the thousand: rows that add up or a refusal in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.generated.watch import watch

COUNTS = {"texts": 50, "workbooks": 40, "configurations": 200, "syncs": 2}


@pytest.mark.slow
@pytest.mark.parametrize("kind", COUNTS)
def test_whatever_is_generated(kind: str, tmp_path: Path) -> None:
    """In a process of its own, each example within a minute and 1 GB."""
    seen = watch(kind, COUNTS[kind], 1, tmp_path)
    assert seen.faults == []
    assert sum(seen.outcomes.values()) == seen.examples > 0
