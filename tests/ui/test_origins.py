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


def test_values_without_a_mapping_are_told_of_the_source_that_has_them() -> None:
    own = {"level": {"values": 2, "rows": 3}}
    table = {"unmapped": {"level": {"加急": 1, "特急": 2}}, "unmapped_sources": {"helpdesk": own}}
    words = say("pages.data.unmapped_in", "zh-Hans", column="故障等级", n="2", rows="3")
    assert origins._warnings(Reading(), "helpdesk", "tickets", table) == [f"<b>工单</b> {words}"]  # type: ignore[arg-type]
    assert origins._warnings(Reading(), "campus", "tickets", table) == []  # type: ignore[arg-type]


def test_a_snapshot_that_kept_no_sources_of_them_tells_those_of_all() -> None:
    table = {"unmapped": {"level": {"加急": 1, "特急": 2}}}
    assert origins._unmapped(table, "campus") == {"level": {"values": 2, "rows": 3}}
