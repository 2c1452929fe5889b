"""What the Data page says of a source's files."""

from __future__ import annotations

from typing import Any

from cockpit.i18n import say
from cockpit.ui import origins


class Reading:
    """As much of a reader as words need."""

    language = "zh-Hans"

    def say(self, key: str, **told: object) -> str:
        return say(f"pages.{key}", self.language, **told)


def test_lines_left_aside_are_told_whichever_kinds_a_snapshot_counted() -> None:
    table: dict[str, Any] = {"by_source": {"helpdesk": {"skipped": {"total": 3}}}}
    (told,) = origins._warnings(Reading(), "helpdesk", "tickets", table)  # type: ignore[arg-type]
    assert told == f"<b>工单</b> {say('pages.data.skipped', 'zh-Hans', total='3', blank='0')}"


def test_counts_are_those_of_the_source() -> None:
    own = {"read": 3, "accepted": 2, "quarantined": 1, "deduplicated": 0}
    table = {"read": 9, "accepted": 8, "quarantined": 1, "deduplicated": 0, "by_source": {"campus": own}}
    assert origins._counts(table, "campus") == own


def test_a_snapshot_without_them_tells_the_counts_of_all() -> None:
    table = {"read": 9, "accepted": 8, "quarantined": 1, "deduplicated": 0}
    assert origins._counts(table, "campus") is table
