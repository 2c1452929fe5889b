"""A serving file put right where something changed holds what one made anew does."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from cockpit.records import RECORDS
from cockpit.settings.model import Settings, Terms, default_limits
from cockpit.store import GONE, QUARANTINE, Snapshot, Store, following, schema, serving, whole, write_table
from tests.store.conftest import START, manifest

Rows = dict[str, dict[str, Any]]
TICKETS = RECORDS["tickets"]


@pytest.fixture
def site(store: Store) -> Settings:
    terms = Terms(date.min, limits=default_limits(), repeat_days=5)
    later = replace(terms, since=date(2026, 3, 20), repeat_days=9)
    return Settings(file=store.data, data=store.data, name="小站", zone="Asia/Shanghai", contract=(terms, later))


def ticket(dice: random.Random, number: int, **changed: Any) -> dict[str, Any]:
    """One of few places, so that many repeat others, some at the same instant."""
    reported = START + timedelta(hours=dice.randrange(24 * 40))
    finished = dice.choice([None, reported, reported + timedelta(hours=dice.randrange(1, 200))])
    place = dice.randrange(4)
    return {
        "ticket_id": f"T{number:04d}",
        "work_type": dice.choice(["fault", "fault", "fault", "test"]),
        "channel": "wechat",
        "campus": "东校区",
        "building": f"楼{place}",
        "room": dice.choice(["1", "2", None]),
        "category": "网络",
        "device_id": dice.choice([None, f"D{place}"]),
        "level": dice.choice([*"ABCD", None]),
        "status": "closed" if finished else dice.choice(["new", "cancelled"]),
        "reported_at": reported,
        "resolved_at": finished,
        "closed_at": dice.choice([None, finished]),
        "reopen_count": dice.choice([0, 1]),
        "due_at": dice.choice([None, reported + timedelta(hours=3)]),
        "engineer_id": dice.choice(["S1", "S2"]),
        "_source": "helpdesk",
        "_file": "db",
        "_row": number,
        **changed,
    }


def beside() -> dict[str, pa.Table]:
    """What else reads tickets."""
    stamps = {"_source": "helpdesk", "_file": "db", "_row": 1}
    incident = {
        "incident_id": "I1",
        "ticket_id": "T0003",
        "level": "A",
        "nature": "n",
        "campus": "东校区",
        "scope": "s",
    }
    times = {"title": "t", "occurred_at": START, "discovered_at": START, "discovered_by": "x"}
    walk = {"inspection_id": "P1", "kind": "core_room", "campus": "东校区", "building": "楼1", "ticket_id": "T0005"}
    rows: dict[str, dict[str, Any]] = {
        "incidents": incident | times,
        "inspections": walk | {"planned_on": date(2026, 3, 4)},
    }
    return {name: pa.Table.from_pylist([row | stamps], schema=schema(RECORDS[name])) for name, row in rows.items()}


class History:
    """Snapshots of a table of which the first is the base, each of the next with what changed since that."""

    def __init__(self, store: Store, rows: Rows) -> None:
        self.store = store
        self.base, self.rows = rows, dict(rows)
        self.changes: Rows = {}

    def publish(self, asked: datetime = START) -> Snapshot:
        folder = self.store.stage()
        base = pa.Table.from_pylist(list(self.base.values()), schema=schema(TICKETS)).sort_by("reported_at")
        entry = write_table(folder, "tickets", base) | {"rows": len(self.rows)}
        if self.changes:
            fields = [*schema(TICKETS), pa.field(GONE, pa.bool_())]
            changes = pa.Table.from_pylist(list(self.changes.values()), schema=pa.schema(fields))
            entry["changes"] = write_table(folder, "tickets.changes", changes)
        tables = {"tickets": entry} | {name: write_table(folder, name, table) for name, table in beside().items()}
        made = manifest(tables, write_table(folder, "quarantine", QUARANTINE.empty_table()))
        made["clocks"]["asked"] = asked.isoformat()
        return self.store.publish(folder, made)

    def put(self, row: dict[str, Any]) -> None:
        self.rows[row["ticket_id"]] = row
        self.changes[row["ticket_id"]] = row | {GONE: False}

    def drop(self, key: str) -> None:
        self.rows.pop(key, None)
        self.changes[key] = {"ticket_id": key, GONE: True}


def contents(file: Path) -> dict[str, list[Any]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        found = {name: connection.sql(f'from "{name}"') for name in tables}
        return {name: [sorted(rows.columns), *sorted(rows.fetchall(), key=repr)] for name, rows in found.items()}


def anew(snapshot: Snapshot, site: Settings, folder: Path) -> Path:
    file = folder / "anew.duckdb"
    file.unlink(missing_ok=True)
    whole.write(file, snapshot, site)
    return file


@pytest.mark.parametrize("seed", range(3))
def test_whatever_changes_the_file_is_as_if_made_anew(
    store: Store, site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
):
    dice = random.Random(seed)
    with store.lock():
        rows = [ticket(dice, number) for number in range(120)]
        history = History(store, {row["ticket_id"]: row for row in rows})
        former = history.publish()
        serving.build(former, site)
        for step in range(3):
            for _ in range(dice.randrange(1, 12)):
                number = dice.randrange(140)
                if dice.random() < 0.3:
                    history.drop(f"T{number:04d}")
                else:
                    history.put(ticket(dice, number))
            snapshot = history.publish(START + timedelta(hours=step))
            expected = contents(anew(snapshot, site, tmp_path))
            with monkeypatch.context() as patched:
                patched.setattr(whole, "write", None)
                assert contents(serving.make(snapshot, site, former)) == expected
            assert serving.lacking(snapshot, site) is None
            former = snapshot


def test_a_file_of_many_replaced_rows_is_made_anew(
    store: Store, site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """DuckDB itself clears rows away in a table as small as this, so less than none may be replaced here."""
    monkeypatch.setattr(following, "LEAST", 1)
    dice = random.Random(1)
    with store.lock():
        history = History(store, {row["ticket_id"]: row for row in [ticket(dice, number) for number in range(40)]})
        former = history.publish()
        file = tmp_path / "served.duckdb"
        shutil.copyfile(serving.build(former, site), file)
        history.put(ticket(dice, 3))
        snapshot = history.publish()
        monkeypatch.setattr(following, "MOST_DEAD", -0.5)
        assert not following.follow(file, former, snapshot, site)


@pytest.mark.parametrize(
    "changed",
    [
        {"building": "楼9"},
        {"campus": "西校区"},
        {"subcategory": "新"},
        {"reopened_at": START + timedelta(days=50)},
        {"reported_at": START - timedelta(days=90)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_every_row_may_depend_on_asks_for_another_file(
    store: Store, site: Settings, tmp_path: Path, changed: dict[str, Any]
):
    dice = random.Random(1)
    with store.lock():
        history = History(store, {row["ticket_id"]: row for row in [ticket(dice, number) for number in range(40)]})
        former = history.publish()
        serving.build(former, site)
        history.put(ticket(dice, 50, **{"building": "楼1", **changed}))
        snapshot = history.publish()
        copied = tmp_path / "copied.duckdb"
        shutil.copyfile(serving.path(former, site), copied)
        assert not following.follow(copied, former, snapshot, site)
        assert contents(serving.make(snapshot, site, former)) == contents(anew(snapshot, site, tmp_path))
