from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from cockpit.errors import StoreError
from cockpit.records import RECORDS
from cockpit.store import Store, difference, schema
from tests.store.conftest import ROOT, publish, tickets

READER = """
import pathlib, sys
from cockpit.store import Store

held = Store(pathlib.Path(sys.argv[1])).open(sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_published_snapshot_serves(store: Store):
    with store.lock():
        made = publish(store, tickets=tickets(5))
    current = store.current()
    assert current is not None
    assert current.id == made.id
    assert pq.read_table(current.file("tickets")).equals(tickets(5))
    assert store.verify(made.id) == []


def test_before_the_first_sync_there_is_none(store: Store):
    assert store.current() is None
    assert store.list() == []


def test_ids_follow_time_even_when_the_clock_goes_back(store: Store):
    with store.lock():
        made = [publish(store, tickets=tickets(number)).id for number in range(4)]
    assert made == sorted(made)
    assert [snapshot.id for snapshot in store.list()] == made[::-1]


def test_unchanged_files_are_linked_and_changed_ones_are_not(store: Store):
    staff = schema(RECORDS["staff"]).empty_table()
    with store.lock():
        first = publish(store, tickets=tickets(5), staff=staff)
        second = publish(store, tickets=tickets(6), staff=staff)
    assert (first.path / "staff.parquet").samefile(second.path / "staff.parquet")
    assert not (first.path / "tickets.parquet").samefile(second.path / "tickets.parquet")


def test_a_damaged_file_is_not_carried_on(store: Store):
    with store.lock():
        first = publish(store, tickets=tickets(5))
        flip(first.file("tickets"), 100)
        second = publish(store, tickets=tickets(5))
    assert store.verify(first.id) == ["tickets.parquet"]
    assert store.verify(second.id) == []


def flip(path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    path.write_bytes(data)


def test_every_flipped_bit_and_every_truncation_is_found(store: Store):
    with store.lock():
        made = publish(store, tickets=tickets(50))
    dice = random.Random(1)
    for path in sorted(path for path in made.path.iterdir()):
        whole = path.read_bytes()
        for _ in range(100):
            flip(path, dice.randrange(len(whole) * 8))
            assert found(store, made.id), path.name
            path.write_bytes(whole[: dice.randrange(len(whole))])
            assert found(store, made.id), path.name
            path.write_bytes(whole)
    assert not found(store, made.id)


def found(store: Store, identity: str) -> bool:
    try:
        return bool(store.verify(identity))
    except StoreError as error:
        return error.key == "snapshot_damaged"


def test_a_damaged_staged_file_is_not_published(store: Store, monkeypatch: pytest.MonkeyPatch):
    with store.lock():
        first = publish(store, tickets=tickets(5))
        replace = Store._link_unchanged

        def damaging(staging, manifest, before):
            replace(staging, manifest, before)
            flip(staging / "tickets.parquet", 77)

        monkeypatch.setattr(Store, "_link_unchanged", staticmethod(damaging))
        with pytest.raises(StoreError, match="snapshot_damaged"):
            publish(store, tickets=tickets(6))
    assert store.current() == first


def test_pruning_keeps_the_newest_the_pinned_the_current_and_the_read(store: Store):
    with store.lock():
        made = [publish(store, tickets=tickets(number)).id for number in range(6)]
        store.pin(made[0])
        held = store.open(made[1])
        assert set(store.prune(2)) == {made[2], made[3]}
        del held
        assert store.prune(1) == [made[4], made[1]]
    assert [snapshot.id for snapshot in store.list()] == [made[5], made[0]]
    with store.lock():
        store.pin(made[0], pinned=False)
        assert store.prune(1) == [made[0]]


def test_serving_files_of_older_snapshots_go_unless_somebody_reads(store: Store):
    with store.lock():
        for number in range(8):
            (publish(store, tickets=tickets(number)).path / "serving-0123456789ab.duckdb").touch()
        held = store.list()[6]
        assert store.prune(30) == []
    kept = [len(list(snapshot.path.glob("serving-*"))) for snapshot in store.list()]
    assert kept == [1, 1, 1, 1, 1, 0, 1, 0]
    assert held.path.exists()


def test_a_reader_in_another_process_holds_its_snapshot(store: Store):
    with store.lock():
        made = [publish(store, tickets=tickets(number)).id for number in range(3)]
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(store.data), made[0]], stdin=-1, stdout=-1, cwd=ROOT
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        with store.lock():
            assert store.prune(1) == [made[1]]
        reader.communicate()
    with store.lock():
        assert store.prune(1) == [made[0]]


def test_only_one_writer(store: Store):
    with store.lock(), pytest.raises(StoreError, match="store_busy"), Store(store.data).lock():
        pass
    with store.lock():
        pass


def test_a_lost_pointer_loses_nothing(store: Store):
    with store.lock():
        made = publish(store, tickets=tickets(3)).id
    store.pointer.unlink()
    with store.lock():
        again = publish(store, tickets=tickets(4))
    assert {snapshot.id for snapshot in store.list()} == {made, again.id}


def test_a_damaged_pointer_is_told_and_healed(store: Store):
    with store.lock():
        made = publish(store, tickets=tickets(3)).id
    store.pointer.write_bytes(b"\xff" + store.pointer.read_bytes()[1:])
    with pytest.raises(StoreError):
        store.current()
    with store.lock():
        publish(store, tickets=tickets(3))
    assert len(store.list()) == 2
    assert store.verify(made) == []


@pytest.mark.parametrize("identity", ["../../etc", "20260101T000000Z-abcd", "x"])
def test_an_unknown_snapshot_is_told(store: Store, identity: str):
    with pytest.raises(StoreError, match="snapshot_missing"):
        store.open(identity)


def test_an_unchanged_look_moves_the_sync_clock(store: Store):
    with store.lock():
        made = publish(store, tickets=tickets(3))
        store.checked(made, datetime(2027, 1, 1, tzinfo=UTC))
    assert store.open(made.id).manifest["clocks"]["sync"] == "2027-01-01T00:00:00+00:00"
    assert store.verify(made.id) == []


def test_difference_counts_rows_by_key(store: Store):
    with store.lock():
        older = publish(store, tickets=tickets(10))
        changed = tickets(12)
        campus = changed["campus"].to_pylist()
        campus[3] = "西校区"
        changed = changed.set_column(changed.schema.get_field_index("campus"), "campus", [campus])
        newer = publish(store, tickets=changed.slice(1), staff=schema(RECORDS["staff"]).empty_table())
    found = difference(older, newer)
    assert found["tickets"].as_dict() == {"added": 2, "removed": 1, "changed": 1}
    assert found["staff"].as_dict() == {"added": 0, "removed": 0, "changed": 0}
