from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cockpit.errors import StoreError
from cockpit.ledger import Ledger

DAY = date(2026, 3, 2)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data")


def test_reading_makes_no_file(ledger: Ledger):
    assert ledger.notes() == []
    assert ledger.trail() == []
    assert not ledger.path.exists()


def test_notes_come_back_by_day(ledger: Ledger):
    ledger.add_note(DAY, "  核心交换机更换 ")
    ledger.add_note(date(2026, 3, 1), "开学")
    ledger.add_note(DAY, "   ")
    assert [(note.day, note.text) for note in ledger.notes()] == [(date(2026, 3, 1), "开学"), (DAY, "核心交换机更换")]


def test_a_removed_note_is_gone_and_the_trail_says_who_did_it(ledger: Ledger):
    ledger.add_note(DAY, "停电", who="S001")
    (note,) = ledger.notes()
    ledger.remove_note(note.id, who="S002")
    ledger.remove_note(note.id, who="S002")
    assert ledger.notes() == []
    assert [(deed.who, deed.action, deed.subject) for deed in ledger.trail()] == [
        ("S002", "note.remove", "2026-03-02 停电"),
        ("S001", "note.add", "2026-03-02 停电"),
    ]


def test_many_writers_wait_for_each_other(ledger: Ledger):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ledger.add_note(DAY, f"第 {number} 条"), range(24)))
    assert len(ledger.notes()) == 24


def test_it_writes_ahead(ledger: Ledger):
    ledger.record("S001", "sync")
    with closing(sqlite3.connect(ledger.path)) as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_ledger_of_the_first_version_is_brought_up(ledger: Ledger):
    ledger.add_note(DAY, "旧")
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("drop table audit")
        connection.execute("pragma user_version = 1")
        connection.commit()
    ledger.add_note(DAY, "新")
    assert [note.text for note in ledger.notes()] == ["旧", "新"]
    assert len(ledger.trail()) == 1


def test_a_ledger_of_a_newer_cockpit_is_left_alone(ledger: Ledger):
    ledger.add_note(DAY, "新")
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("pragma user_version = 99")
        connection.commit()
    with pytest.raises(StoreError, match="ledger_newer"):
        ledger.notes()
