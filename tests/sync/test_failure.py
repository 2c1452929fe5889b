"""A sync that failed is remembered until one succeeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cockpit.errors import SourceError, StoreError
from cockpit.i18n import LANGUAGES
from cockpit.sync import Refused, failure

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def test_the_last_failure_is_kept_in_every_language_until_a_success(tmp_path: Path) -> None:
    assert failure.last(tmp_path) is None
    failure.note(tmp_path, Refused([SourceError("file_denied", source="helpdesk", file="a.xlsx", reason="no")]), AT)
    kept = failure.last(tmp_path)
    assert kept is not None
    assert kept.at == AT
    assert kept.words.keys() == set(LANGUAGES)
    assert all("a.xlsx" in words for words in kept.words.values())
    failure.clear(tmp_path)
    assert failure.last(tmp_path) is None


def test_another_sync_under_way_is_no_failure(tmp_path: Path) -> None:
    failure.note(tmp_path, StoreError("store_busy", place="data"), AT)
    assert failure.last(tmp_path) is None


def test_a_file_that_says_nothing_is_no_failure(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", '{"at": 3, "words": {}}'):
        (tmp_path / failure.NAME).write_text(text)
        assert failure.last(tmp_path) is None
