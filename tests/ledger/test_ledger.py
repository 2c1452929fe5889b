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
    assert note.who == "S001"
    with pytest.raises(StoreError, match="of_another"):
        ledger.remove_note(note.id, who="S002")
    assert ledger.notes() == [note]
    ledger.remove_note(note.id, who="S002", keeper=True)
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


def _turn_back(ledger: Ledger, version: int, keep: tuple[str, ...]) -> None:
    """Leaves of the file the tables that an older version had."""
    with closing(sqlite3.connect(ledger.path)) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in {*tables} - {*keep}:
            connection.execute(f"drop table {table}")
        connection.execute(f"pragma user_version = {version}")
        connection.commit()


def test_a_ledger_of_the_first_version_is_brought_up(ledger: Ledger):
    ledger.add_note(DAY, "旧")
    _turn_back(ledger, 1, keep=("notes",))
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("alter table notes drop column who")
    ledger.add_note(DAY, "新")
    assert [(note.text, note.who) for note in ledger.notes()] == [("旧", "manager"), ("新", "manager")]
    assert len(ledger.trail()) == 1


def test_a_ledger_without_views_is_given_them(ledger: Ledger):
    ledger.add_note(DAY, "旧")
    _turn_back(ledger, 2, keep=("notes", "audit"))
    assert ledger.views() == []
    ledger.save_view("甲", "rows=campus", team=True)
    assert [note.text for note in ledger.notes()] == ["旧"]
    assert [view.query for view in ledger.views()] == ["rows=campus"]


def test_a_view_is_saved_replaced_renamed_and_removed(ledger: Ledger):
    assert ledger.views() == []
    ledger.save_view(" 甲 ", "rows=campus", team=False)
    ledger.save_view("甲", "rows=building", team=True)
    (view,) = ledger.views()
    assert (view.name, view.query, view.team, view.owner) == ("甲", "rows=building", True, "manager")
    ledger.rename_view(view.id, "乙")
    ledger.rename_view(view.id, "  ")
    assert [one.name for one in ledger.views()] == ["乙"]
    ledger.remove_view(view.id)
    ledger.remove_view(view.id)
    assert ledger.views() == []
    assert [deed.action for deed in ledger.trail()] == ["view.remove", "view.rename", "view.save", "view.save"]


def test_a_view_without_name_or_too_long_is_none(ledger: Ledger):
    ledger.save_view("  ", "rows=campus", team=True)
    ledger.save_view("长", "x" * 9_000, team=True)
    assert ledger.views() == []


def test_a_persons_own_views_are_theirs_the_teams_everybodys(ledger: Ledger):
    ledger.save_view("我的", "rows=campus", team=False, who="S001")
    ledger.save_view("大家的", "rows=level", team=True, who="S001")
    assert [view.name for view in ledger.views("S002")] == ["大家的"]
    assert {view.name for view in ledger.views("S001")} == {"大家的", "我的"}
    with pytest.raises(StoreError, match="view_taken"):
        ledger.save_view("我的", "rows=group", team=True, who="S002")
    other = next(view for view in ledger.views("S001") if view.name == "大家的")
    with pytest.raises(StoreError, match="view_taken"):
        ledger.rename_view(other.id, "我的", who="S001")


def test_nobody_changes_what_another_saved_unless_they_keep_order(ledger: Ledger):
    ledger.save_view("大家的", "rows=level", team=True, who="S001")
    (view,) = ledger.views("S002")
    for change in (
        lambda **how: ledger.rename_view(view.id, "乙", "S002", **how),
        lambda **how: ledger.remove_view(view.id, "S002", **how),
    ):
        with pytest.raises(StoreError, match="of_another"):
            change()
    assert ledger.views("S002") == [view]
    ledger.rename_view(view.id, "乙", "S002", keeper=True)
    assert [(one.name, one.owner) for one in ledger.views("S002")] == [("乙", "S001")]
    ledger.remove_view(view.id, "S002", keeper=True)
    assert ledger.views("S001") == []


def test_a_role_begins_with_a_view_whatever_it_is_called(ledger: Ledger):
    assert ledger.default_view() is None
    ledger.save_view("甲", "rows=campus", team=True)
    ledger.set_default_view("甲")
    ledger.rename_view(ledger.views()[0].id, "乙")
    assert ledger.default_view() == "乙"
    ledger.remove_view(ledger.views()[0].id)
    assert ledger.default_view() is None
    ledger.set_default_view("growth")
    ledger.set_default_view("quality")
    assert ledger.default_view() == "quality"
    assert ledger.default_view("engineer") is None


def test_a_ledger_of_a_newer_cockpit_is_left_alone(ledger: Ledger):
    ledger.add_note(DAY, "新")
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("pragma user_version = 99")
        connection.commit()
    with pytest.raises(StoreError, match="ledger_newer"):
        ledger.notes()


def test_an_objection_and_its_answer_stay_with_the_score(ledger: Ledger):
    ledger.object("S001", date(2026, 3, 1), "  暴雨那周的超时不在我 ", who="S001")
    ledger.object("S001", date(2026, 4, 1), "   ", who="S001")
    ledger.object("S002", date(2026, 3, 1), "另一人", who="S002")
    (one,) = ledger.objections("S001")
    assert (one.month, one.text, one.who, one.answer) == (date(2026, 3, 1), "暴雨那周的超时不在我", "S001", None)
    ledger.answer(one.id, " ", who="S006")
    ledger.answer(one.id, "属实，下月更正", who="S006")
    ledger.answer(one.id, "改口", who="S007")
    (one,) = ledger.objections("S001")
    assert (one.answer, one.answered_by) == ("属实，下月更正", "S006")
    assert [(deed.who, deed.action) for deed in ledger.trail()] == [
        ("S006", "objection.answer"),
        ("S002", "objection.add"),
        ("S001", "objection.add"),
    ]
