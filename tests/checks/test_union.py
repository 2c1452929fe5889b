"""The rows of all files together: equal keys, conflicts, event logs, order, and counts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cockpit.checks import Job, Parsed, Union, unite
from cockpit.records import RECORDS
from cockpit.settings.model import Fold, TableSource, Take
from cockpit.sources import child
from cockpit.store import relation

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = ("ticket_id", "campus", "building", "category", "status", "reported_at", "resolved_at", "arrived_at")
TABLE = TableSource("tickets", columns={name: (name,) for name in NAMES})
TICKETS = RECORDS["tickets"]


class Desk:
    """Reads texts as files and unites them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.number: Iterator[int] = iter(range(100))

    def parse(self, *rows: str, name: str = "a.csv", table: TableSource = TABLE, header: str = "") -> Parsed:
        """One file: rows as "T1,2026-03-02 08:00,2026-03-02 09:00" or whole ones under a header of their own."""
        folder = self.root / f"job{next(self.number)}"
        folder.mkdir()
        file = folder / name
        if not header:
            header = ",".join(NAMES)
            rows = tuple(f"{row.split(',')[0]},east,b1,net,closed,{row.partition(',')[2]}" for row in rows)
        file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return child.parse(file, Job(TICKETS, table, "s", name, "UTC", NOW, folder), name)

    def unite(self, *parsed: Parsed, previous: str | None = None) -> Union:
        """United, with counts that add up."""
        union = unite(TICKETS, parsed, self.root / f"out{next(self.number)}", previous)
        assert union.read == union.accepted + union.quarantined + union.deduplicated
        assert rows(union, "count(*)") == [(union.accepted + sum(union.carried.values()),)]
        return union


def rows(union: Union, columns: str) -> list[tuple[Any, ...]]:
    """Columns of the united rows, in file order."""
    return duckdb.execute(f"select {columns} from read_parquet('{union.rows}')").fetchall()


def problems(union: Union) -> list[tuple[Any, ...]]:
    """(file, row, column, reason) of what was put aside."""
    query = f"select file, row, \"column\", reason from read_parquet('{union.problems}') order by all"
    return duckdb.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk in a folder of its own."""
    return Desk(tmp_path)


A, B = "T1,2026-03-02 08:00,2026-03-02 09:00,", "T2,2026-03-01 08:00,,"


def test_columns_order_lineage(desk: Desk) -> None:
    union = desk.unite(desk.parse(A, B))
    described = duckdb.execute(f"describe select * from read_parquet('{union.rows}')").fetchall()
    assert [row[0] for row in described] == [*TICKETS.names, "_source", "_file", "_sheet", "_row"]
    types = {row[0]: row[1] for row in described}
    assert (types["reported_at"], types["reopen_count"], types["signed"]) == (
        "TIMESTAMP WITH TIME ZONE", "BIGINT", "BOOLEAN",
    )  # fmt: skip
    assert rows(union, "ticket_id, _source, _file, _row") == [("T2", "s", "a.csv", 3), ("T1", "s", "a.csv", 2)]
    assert union.newest == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_nothing_at_all(desk: Desk) -> None:
    union = desk.unite()
    assert (union.read, union.accepted, union.reasons) == (0, 0, {})


def test_identical_rows_of_a_file_count_once(desk: Desk) -> None:
    union = desk.unite(desk.parse(A, B, A, A))
    assert (union.accepted, union.deduplicated, union.quarantined) == (2, 2, 0)


def test_conflicting_rows_of_a_file_are_all_put_aside(desk: Desk) -> None:
    union = desk.unite(desk.parse(A, "T1,2026-03-02 08:30,,", B, A))
    assert (union.read, union.accepted, union.quarantined, union.deduplicated) == (4, 1, 3, 0)
    assert problems(union) == [("a.csv", row, "ticket_id", "duplicate_conflict") for row in (2, 3, 5)]
    assert union.reasons == {"duplicate_conflict": 3}


def test_the_last_good_row_of_a_conflict_stays(desk: Desk) -> None:
    before = desk.unite(desk.parse(A, B))
    union = desk.unite(desk.parse(A, "T1,2026-03-02 08:30,,", B), previous=relation(before.rows))
    assert (union.accepted, union.quarantined, union.carried) == (1, 2, {"s": 1})
    assert rows(union, "ticket_id, resolved_at is null") == [("T2", True), ("T1", False)]


def test_another_file_settles_a_conflict(desk: Desk) -> None:
    before = desk.unite(desk.parse(A))
    conflict = desk.parse(A, "T1,2026-03-02 08:30,,")
    union = desk.unite(conflict, desk.parse(A, B, name="b.csv"), previous=relation(before.rows))
    assert (union.accepted, union.quarantined, union.carried) == (2, 2, {})


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_between_files_the_newer_row_wins(desk: Desk, names: tuple[str, str]) -> None:
    old = desk.parse("T1,2026-03-02 08:00,,", B, name=names[0])
    new = desk.parse("T1,2026-03-02 08:00,2026-03-05 08:00,", name=names[1])
    union = desk.unite(old, new)
    assert (union.accepted, union.deduplicated) == (2, 1)
    assert rows(union, "ticket_id, _file") == [("T2", names[0]), ("T1", names[1])]


def test_equally_new_rows_go_by_file_name(desk: Desk) -> None:
    first, second = desk.parse(A, name="2026-03.csv"), desk.parse(A, B, name="2026-04.csv")
    assert rows(desk.unite(first, second), "distinct _file") == [("2026-04.csv",)]


def test_rows_at_fault_take_no_part(desk: Desk) -> None:
    union = desk.unite(desk.parse(A, "T1,2026-02-30 08:00,,", B))
    assert (union.accepted, union.quarantined) == (2, 1)
    assert problems(union) == [("a.csv", 3, "reported_at", "impossible_date")]


def test_composite_keys(desk: Desk, tmp_path: Path) -> None:
    names = ("staff_id", "date", "kind", "clock_in")
    table = TableSource("shifts", columns={name: (name,) for name in names})
    file = tmp_path / "s.csv"
    file.write_text("staff_id,date,kind,clock_in\nS1,2026-03-02,day,\nS1,2026-03-02,night,\nS1,2026-03-02,day,\n")
    (tmp_path / "job").mkdir()
    parsed = child.parse(file, Job(RECORDS["shifts"], table, "s", "s.csv", "UTC", NOW, tmp_path / "job"), "")
    union = unite(RECORDS["shifts"], [parsed], tmp_path / "out")
    assert (union.accepted, union.deduplicated) == (2, 1)


HEADER = "number,state,at,opened"
LOG = replace(
    TABLE,
    columns={"ticket_id": ("number",), "status": ("state",), "reported_at": ("opened",)},
    constants={"campus": "c", "building": "b", "category": "n"},
    values={"status": {"Active": "in_progress"}},
    fold=Fold("number", "at", {"arrived_at": Take("state", "at", differs=("New",))}),
)
EVENTS = (
    "I1,New,2026-03-01 08:00,2026-03-01 08:00",
    "I1,Active,2026-03-01 09:00,2026-03-01 08:00",
    "I2,New,2026-03-02 08:00,2026-03-02 08:00",
    "I1,Closed,2026-03-03 09:00,2026-03-01 08:00",
    "I1,Active,2026-03-02 09:00,2026-03-01 08:00",
)


def test_events_fold_into_one_row(desk: Desk) -> None:
    union = desk.unite(desk.parse(*EVENTS, header=HEADER, table=LOG))
    assert (union.read, union.accepted, union.deduplicated) == (5, 2, 3)
    assert rows(union, "ticket_id, status, strftime(arrived_at at time zone 'UTC', '%d %H'), _row") == [
        ("I1", "closed", "01 09", 5),
        ("I2", "new", None, 4),
    ]


def test_events_of_several_files_fold_together(desk: Desk) -> None:
    later = desk.parse(*EVENTS[3:], header=HEADER, table=LOG, name="b.csv")
    union = desk.unite(desk.parse(*EVENTS[:3], header=HEADER, table=LOG), later)
    assert rows(union, "ticket_id, status, strftime(arrived_at at time zone 'UTC', '%d %H'), _file") == [
        ("I1", "closed", "01 09", "b.csv"),
        ("I2", "new", None, "a.csv"),
    ]


def test_equal_order_goes_by_file_then_row(desk: Desk) -> None:
    same = "I1,{},2026-03-01 08:00,2026-03-01 08:00"
    first = desk.parse(same.format("New"), same.format("Closed"), header=HEADER, table=LOG, name="b.csv")
    second = desk.parse(same.format("Active"), header=HEADER, table=LOG, name="a.csv")
    assert rows(desk.unite(second, first), "status, _file, _row") == [("closed", "b.csv", 3)]


def test_a_numeric_order_counts_as_numbers(desk: Desk) -> None:
    table = replace(LOG, fold=Fold("number", "at"))
    events = ("I1,New,9,2026-03-01", "I1,Closed,10,2026-03-01")
    assert rows(desk.unite(desk.parse(*events, header=HEADER, table=table)), "status") == [("closed",)]


def test_a_bad_event_is_put_aside_alone(desk: Desk) -> None:
    bad = (
        "I1,Active,2026-02-30,2026-03-01 08:00",
        "I1,Active,2026-02-01,2026-03-01 08:00",
        ",New,2026-03-01,2026-03-01",
    )
    union = desk.unite(desk.parse(*EVENTS, *bad, header=HEADER, table=LOG))
    assert (union.read, union.accepted, union.quarantined, union.deduplicated) == (8, 2, 3, 3)
    assert problems(union) == [
        ("a.csv", 7, "arrived_at", "impossible_date"),
        ("a.csv", 7, "at", "impossible_date"),
        ("a.csv", 8, "arrived_at", "before_reported_at"),
        ("a.csv", 9, "ticket_id", "required"),
    ]
