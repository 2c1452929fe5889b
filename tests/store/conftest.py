"""Small snapshots to publish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cockpit.records import RECORDS
from cockpit.store import GONE, QUARANTINE, Snapshot, Store, link, schema, write_table

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def tickets(count: int, campus: str = "东校区") -> pa.Table:
    rows = [
        {
            "ticket_id": f"T{number:05d}",
            "work_type": "fault",
            "channel": "wechat",
            "campus": campus,
            "building": f"楼{number % 3}",
            "category": "网络",
            "level": "ABCD"[number % 4],
            "status": "closed",
            "reported_at": START + timedelta(hours=number),
            "resolved_at": START + timedelta(hours=number + 2),
            "_source": "helpdesk",
            "_file": "a.xlsx",
            "_sheet": "工单",
            "_row": number + 2,
        }
        for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=schema(RECORDS["tickets"]))


def manifest(tables: dict[str, Any], quarantine: dict[str, Any]) -> dict[str, Any]:
    clock = START.isoformat()
    return {
        "schema": 1,
        "zone": "Asia/Shanghai",
        "tables": tables,
        "quarantine": quarantine,
        "clocks": {"source": clock, "sync": clock, "asked": clock},
    }


def publish(store: Store, **tables: pa.Table) -> Snapshot:
    staging = store.stage()
    written = {name: write_table(staging, name, table) for name, table in tables.items()}
    quarantine = write_table(staging, "quarantine", QUARANTINE.empty_table())
    return store.publish(staging, manifest(written, quarantine))


def publish_beside(store: Store, changed: pa.Table) -> Snapshot:
    """What serves, with tickets that changed since in a file beside its base."""
    before = store.current()
    assert before is not None
    staging = store.stage()
    entry = before.manifest["tables"]["tickets"]
    link(before.path / entry["file"], staging / entry["file"])
    changes = changed.append_column(GONE, pa.repeat(False, changed.num_rows))
    beside = {"rows": changed.num_rows, "changes": write_table(staging, "tickets.changes", changes)}
    quarantine = write_table(staging, "quarantine", QUARANTINE.empty_table())
    return store.publish(staging, manifest({"tickets": entry | beside}, quarantine))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")
