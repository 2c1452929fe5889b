"""What the Data page says of a source's files."""

from __future__ import annotations

from typing import Any

from cockpit.i18n import say
from cockpit.ui import origins, sources


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


def test_a_database_has_no_files() -> None:
    table = {
        "read": 3,
        "accepted": 2,
        "quarantined": 0,
        "deduplicated": 1,
        "sources": ["desk"],
        "files": {"desk/d": ""},
    }
    told = [origins._row(Reading(), "desk", "tickets", table, {}, database=kind) for kind in (True, False)]  # type: ignore[arg-type]
    assert told == [["工单", "–", "3", "2", "0", "1"], ["工单", "1", "d", "–", "3", "2", "0", "1"]]


def test_rows_whose_last_good_content_counts_are_told() -> None:
    tables = {"tickets": {"read": 1200, "quarantined": 3, "carried": 1}, "staff": {"read": 9, "quarantined": 0}}
    assert sources.sentence(tables, "zh-Hans") == (
        "共读取 2 类记录 1,209 行，其中 3 行待核对未采用；有 1 行沿用上次的正确内容，仍计入统计。"
    )
    tables["tickets"]["carried"] = 0
    assert sources.sentence(tables, "en").endswith("; 3 of them wait to be checked and are not counted.")
