"""A table read by its watermark is the table read whole, whatever happened to it in between."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.errors import HeldError
from cockpit.sync import Refused, onward
from tests.databases import Server
from tests.sync.desk import FIRST, Desk, Row, figures, pending, rows, served, unmapped


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk", f"sqlite:///{tmp_path}/desk.db")


@pytest.fixture
def full(desk: Desk) -> Desk:
    for number in range(30):
        desk.put(number)
    desk.sync()
    return desk


def happen(desk: Desk, dice: random.Random, faulty: set[int]) -> None:
    """Something happens to a row; what happened to those in ``faulty`` cannot be accepted."""
    number = dice.randrange(40)
    what = dice.choice(["put", "put", "late", "drop", "bad", "twice", "nobody", "new"])
    faulty.discard(number)
    if what == "drop":
        desk.drop(number)
        return
    told: dict[str, Row] = {
        "bad": {"resolved": FIRST - timedelta(days=3)},
        "nobody": {"engineer": "S9"},
        "new": {"building": f"新楼{number}", "level": "二级", "category": "广播"},
        "late": {"status": "resolved", "rating": None},
    }
    desk.put(number, late=what == "late", **told.get(what, {"rating": dice.randrange(1, 6), "device": None}))
    if what == "twice":
        desk.add(number, category="门禁")
    if what in ("bad", "nobody", "twice"):
        faulty.add(number)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_it_is_as_if_read_whole(full: Desk, seed: int) -> None:
    dice, faulty = random.Random(seed), set[int]()
    for step in range(3):
        for _ in range(dice.randrange(1, 15)):
            happen(full, dice, faulty)
        full.now += timedelta(hours=25 if step == 1 else 0)
        full.sync(accept=True)
    full.now += timedelta(hours=25)
    full.sync(accept=True)
    full.sync("anew")
    assert pending(full) == pending(full, "anew")
    keys = {(f"T{number}",) for number in faulty}
    kept, said = rows(full, "*exclude (_row)"), rows(full, "* exclude (_row)", "anew")
    assert [one for one in kept if one[:1] not in keys] == said
    for number in sorted(faulty):
        full.put(number)
    report = full.sync()
    assert full.told(report) is not None
    full.sync("anew", accept=True)
    assert pending(full) == [] == pending(full, "anew")
    assert unmapped(full) == unmapped(full, "anew")
    assert served(full, "data") == served(full, "anew")
    assert figures(full, "data") == figures(full, "anew")


def test_nothing_new_publishes_nothing(full: Desk) -> None:
    first = full.current().id
    report = full.sync()
    assert (report.published, report.snapshot) == (False, first)
    assert full.told(report) == {"read": 11, "accepted": 0, "quarantined": 0, "deduplicated": 11, "gone": 0}


def test_a_bad_row_leaves_the_last_good_one_until_it_is_mended(full: Desk) -> None:
    full.put(3, reported=None, rating=5)
    report = full.sync()
    assert report.as_dict()["tables"]["tickets"] == {
        "read": 30, "accepted": 29, "quarantined": 1, "deduplicated": 0, "carried": 1, "reasons": {"required": 1},
    }  # fmt: skip
    assert report.as_dict()["onward"] == {
        "tickets": {"read": 12, "accepted": 0, "quarantined": 1, "deduplicated": 11, "gone": 0}
    }
    assert ("T3", 4 / 5 * 100) in rows(full, "ticket_id, rating")
    full.sync(full=True)
    assert ("T3", 4 / 5 * 100) in rows(full, "ticket_id, rating")
    full.clock += timedelta(hours=1)
    full.put(8, rating=1)
    assert not full.sync().outcomes["tickets"].counts()["reasons"].keys() - {"required"}
    assert [one[0] for one in pending(full)] == ["T3"]
    full.put(3, rating=5)
    assert full.sync().as_dict()["tables"]["tickets"]["reasons"] == {}
    assert ("T3", 100.0) in rows(full, "ticket_id, rating")


def test_what_is_gone_or_came_late_is_found_when_keys_are_looked_through(full: Desk) -> None:
    full.drop(5)
    full.put(70, late=True)
    full.put(6, late=True, rating=5)
    report = full.sync()
    assert ("T5",) in rows(full)
    assert ("T70",) not in rows(full)
    full.now += timedelta(hours=24)
    report = full.sync()
    told = full.told(report)
    assert told is not None
    assert (told["accepted"], told["gone"]) == (2, 1)
    assert ("T5",) not in rows(full)
    assert {("T70", 20.0), ("T6", 100.0)} <= set(rows(full, "ticket_id, rating"))
    full.now += timedelta(hours=1)
    assert not full.sync().published


def test_an_empty_table_is_read_whole_until_it_has_rows(desk: Desk) -> None:
    desk.sync()
    desk.put(1)
    assert desk.told(desk.sync()) is None
    desk.put(2)
    told = desk.told(desk.sync())
    assert told is not None
    assert told["accepted"] == 1


@pytest.mark.parametrize(("column", "key"), [("category", "watermark_unordered"), ("nothing", "watermark_missing")])
def test_a_watermark_that_is_none(desk: Desk, column: str, key: str) -> None:
    desk.put(1)
    file = desk.folder / "cockpit.toml"
    file.write_text(file.read_text("utf-8").replace('"changed"', f'"{column}"'), "utf-8")
    with pytest.raises(Refused) as refused:
        desk.sync()
    assert [fault.key for fault in refused.value.faults] == [key]


def test_a_conflict_that_is_cleared_leaves_the_quarantine_when_keys_are_looked_through(full: Desk) -> None:
    full.put(3)
    full.add(3, category="门禁")
    full.sync()
    assert {one[3] for one in pending(full)} == {"duplicate_conflict"}
    full.run("delete from tickets where id = 'T3' and category = '门禁'")
    full.now += timedelta(hours=24)
    full.sync()
    assert pending(full) == []
    full.sync("anew")
    assert served(full, "data") == served(full, "anew")


def test_keys_are_looked_through_at_once_where_the_newest_row_is_gone(full: Desk) -> None:
    full.drop(29)
    full.drop(4)
    told = full.told(full.sync())
    assert told is not None
    assert told["gone"] == 2
    full.run("delete from tickets")
    with pytest.raises(HeldError):
        full.sync()
    assert len(rows(full)) == 28


@pytest.mark.parametrize("column", ["status", "level"])
def test_a_value_without_a_mapping_is_told_as_long_as_a_row_has_it(full: Desk, column: str) -> None:
    """Whether the column may be empty or not, and of rows at fault too."""
    strange, other = Row({column: "周处理"}), Row({column: "月处理"})
    for number in (3, 4, 5):
        full.put(number, **strange)
    full.put(5, **strange, reported=None)
    full.sync()
    assert unmapped(full) == {column: {"周处理": 3}}
    full.put(3)
    full.put(4, **other)
    full.sync()
    full.sync("anew")
    assert unmapped(full) == unmapped(full, "anew") == {column: {"周处理": 1, "月处理": 1}}
    full.clock += timedelta(hours=1)
    full.put(6, rating=5)
    full.sync()
    assert unmapped(full) == {column: {"周处理": 1, "月处理": 1}}
    full.put(4)
    full.put(5)
    full.sync()
    assert unmapped(full) == {}
    assert "changed" not in str(full.current().manifest["tables"]["tickets"]["warnings"])


def test_a_value_of_a_row_at_fault_counts_where_it_stands(full: Desk) -> None:
    """Not in the cell of another column, and without whatever space surrounds it."""
    for number in (3, 4):
        full.put(number, reported=None)
    full.put(5, level="网络")
    full.put(6, level="\t周处理\t", reported=None)
    full.sync()
    full.sync("anew")
    assert unmapped(full) == unmapped(full, "anew") == {"level": {"周处理": 1, "网络": 1}}
    full.put(5)
    full.sync()
    assert unmapped(full) == {"level": {"周处理": 1}}


def test_many_rows_gone_are_held(full: Desk) -> None:
    for number in range(20):
        full.drop(number)
    full.sync()
    full.now += timedelta(hours=24)
    with pytest.raises(HeldError):
        full.sync()
    assert len(rows(full)) == 30
    full.sync(accept=True)
    assert len(rows(full)) == 10


@pytest.mark.parametrize("why", ["asked", "mapping", "staff", "damage"])
def test_what_asks_for_the_whole(full: Desk, why: str) -> None:
    full.drop(5)
    if why == "mapping":
        file = full.folder / "cockpit.toml"
        file.write_text(file.read_text("utf-8").replace('"一级" = "A"', '"一级" = "B"'), "utf-8")
    if why == "staff":
        full.run("insert into people values ('S3')")
    if why == "damage":
        base = full.current().file("tickets")
        assert base is not None
        base.write_bytes(base.read_bytes()[:-1])
    report = full.sync(full=why == "asked")
    assert full.told(report) is None
    assert len(rows(full)) == 29


@pytest.mark.parametrize(
    ("changes", "moved", "unused"),
    [
        (["alter table tickets add column 备注 varchar(20)"], ["备注"], ["place", "备注"]),
        (["alter table tickets drop column place"], ["place"], None),
        (["alter table tickets rename column place to spot"], ["place", "spot"], ["spot"]),
    ],
)
def test_columns_that_came_or_went_are_told_as_by_a_whole_reading(
    full: Desk, changes: list[str], moved: list[str], unused: list[str] | None
) -> None:
    for statement in changes:
        full.run(statement)
    report = full.sync()
    assert full.told(report) is None
    assert report.as_dict()["columns_moved"] == {"tickets": moved}
    warnings = full.current().manifest["tables"]["tickets"]["warnings"]
    assert [one["columns"] for one in warnings if one["key"] == "extra_columns"] == ([unused] if unused else [])
    again = full.sync()
    assert full.told(again) is not None
    assert not again.published
    assert "columns_moved" not in again.as_dict()


def test_a_person_who_leaves_the_list_is_missed_in_rows_read_before(full: Desk) -> None:
    full.run("delete from people where id = 'S2'")
    assert full.sync(accept=True).outcomes["tickets"].counts()["reasons"] == {"unknown_person": 15}


def test_much_that_changed_becomes_a_new_base(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onward, "LEAST", 3)
    full.put(1, rating=5)
    full.sync()
    first = full.current()
    assert first.changes("tickets") is not None
    for number in range(2, 6):
        full.put(number, rating=5)
    full.sync()
    assert full.current().changes("tickets") is None
    assert full.current().digests("tickets") != first.digests("tickets")
    full.sync("anew")
    assert served(full, "data") == served(full, "anew")


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def test_real_servers(server: Server, tmp_path: Path) -> None:
    url = server.database().render_as_string(hide_password=False)
    time = "timestamptz" if server.driver.startswith("postgresql") else "timestamp(6) null"
    desk = Desk(tmp_path / "desk", url, time)
    for number in range(12):
        desk.put(number)
    desk.sync()
    desk.put(3, rating=5)
    desk.add(20)
    desk.drop(4)
    desk.put(5, late=True, rating=5)
    told = desk.told(desk.sync())
    assert told is not None
    assert (told["accepted"], told["gone"]) == (2, 0)
    desk.now += timedelta(hours=24)
    told = desk.told(desk.sync())
    assert told is not None
    assert (told["accepted"], told["gone"]) == (1, 1)
    desk.sync("anew")
    assert served(desk, "data") == served(desk, "anew")


def test_a_type_that_changed_at_real_servers(server: Server, tmp_path: Path) -> None:
    url = server.database().render_as_string(hide_password=False)
    postgres = server.driver.startswith("postgresql")
    desk = Desk(tmp_path / "desk", url, "timestamptz" if postgres else "timestamp(6) null")
    for number in range(3):
        desk.put(number)
    desk.sync()
    alter = "alter column {0} type {1} using {0}::{1}" if postgres else "modify {0} {1}"
    desk.run(f"alter table tickets {alter.format('place', 'varchar(9)')}")  # nothing is read from it
    assert desk.told(desk.sync()) is not None
    desk.run(f"alter table tickets {alter.format('rating', 'varchar(9)')}")
    report = desk.sync()
    assert desk.told(report) is None
    assert report.as_dict()["columns_moved"] == {"tickets": ["rating"]}
    assert desk.told(desk.sync()) is not None
    desk.run("alter table tickets drop column resolved")
    desk.run("alter table tickets add column resolved integer")
    with pytest.raises(Refused) as refused:
        desk.sync()
    assert [fault.key for fault in refused.value.faults] == ["column_type"]
