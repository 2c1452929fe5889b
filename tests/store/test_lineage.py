"""Which sync brought a row, read back from the snapshots that are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from cockpit.records import RECORDS
from cockpit.store import QUARANTINE, Snapshot, Store, write_table
from cockpit.store.lineage import versions
from tests.store.conftest import manifest, tickets

TICKETS = RECORDS["tickets"]
DAYS = [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 4, 5)]


def told(rows: pa.Table, ticket: str, **changed: object) -> pa.Table:
    """The rows with some columns of one of them changed."""
    return pa.Table.from_pylist(
        [row | (changed if row["ticket_id"] == ticket else {}) for row in rows.to_pylist()], schema=rows.schema
    )


def published(store: Store, table: pa.Table, **facts: object) -> None:
    with store.lock():
        staging = store.stage()
        written = {"tickets": write_table(staging, "tickets", table)}
        quarantine = write_table(staging, "quarantine", QUARANTINE.empty_table())
        store.publish(staging, manifest(written, quarantine) | facts)


@pytest.fixture
def kept(store: Store) -> list[Snapshot]:
    """Four syncs: ticket 1 changes at the third, ticket 3 comes with the second; all of it stands elsewhere at last."""
    first = tickets(3)
    second = tickets(4)
    third = told(second, "T00001", status="in_progress", resolved_at=None)
    fourth = told(third, "T00002", _file="b.xlsx", _row=9)
    for day, table in zip(DAYS, (first, second, third, fourth), strict=True):
        published(store, table, created_at=day.isoformat())
    return store.list()


def history(kept: list[Snapshot], ticket: str) -> list[tuple[datetime, object, bool]]:
    return [(one.synced, one.before, one.exact) for one in versions(kept, TICKETS, {"ticket_id": ticket})]


def test_a_row_of_the_oldest_snapshot_may_have_come_earlier(kept: list[Snapshot]) -> None:
    assert history(kept, "T00000") == [(DAYS[0], None, False)]


def test_a_row_that_came_later_came_by_that_sync(kept: list[Snapshot]) -> None:
    assert history(kept, "T00003") == [(DAYS[1], None, True)]


def test_a_changed_row_tells_what_it_was(kept: list[Snapshot]) -> None:
    resolved = tickets(3).to_pylist()[1]["resolved_at"]
    before = {"status": "closed", "resolved_at": resolved}
    (changed, first) = versions(kept, TICKETS, {"ticket_id": "T00001"})
    assert (changed.synced, changed.before, changed.snapshot) == (DAYS[2], before, kept[1].id)
    assert (first.synced, first.before, first.exact) == (DAYS[0], None, False)


def test_the_same_words_in_another_file_are_no_other_version(kept: list[Snapshot]) -> None:
    assert history(kept, "T00002") == [(DAYS[0], None, False)]


def test_an_unknown_row_has_no_versions(kept: list[Snapshot]) -> None:
    assert history(kept, "T99999") == []


def test_times_of_a_replayed_site_are_not_compared_once_they_moved(store: Store) -> None:
    for moved, table in ((0, tickets(1)), (7, told(tickets(1), "T00000", level="B"))):
        published(store, table, created_at=DAYS[1].isoformat(), replay_days=moved)
    assert history(store.list(), "T00000") == [(DAYS[1], None, False)]
