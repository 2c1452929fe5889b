"""Tables of a database that are turned, filled down or joined: what is known of their columns moves with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from cockpit.settings.model import TableSource, Unpivot
from tests.sources.database.conftest import problems

SHIFTS = TableSource(
    "shifts",
    query="select * from duty",
    columns={"staff_id": ("name",), "date": ("day",), "kind": ("kind",), "planned_start": ("start",)},
    values={"kind": {"早": "day", "晚": "night"}},
)


def found(parsed, columns):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(f"select {columns} from read_parquet('{parsed.rows}') order by all").fetchall()


def test_a_time_beside_a_day_may_be_a_time_of_the_database(desk):
    desk.tell(
        "create table duty (name varchar(9), day date, kind varchar(9), start timestamp null)",
        "insert into duty values ('S1', '2026-03-01', '早', '2026-03-01 08:00:00'), ('S2', '2026-03-02', '晚', null)",
    )
    parsed = desk.read(SHIFTS)["shifts"]
    offset = 0 if desk.url.get_backend_name() == "mariadb" else 8  # a timestamp is in UTC in the one, has no zone else
    begin = datetime(2026, 3, 1, 8 - offset, tzinfo=UTC)
    assert found(parsed, "staff_id, planned_start") == [("S1", begin), ("S2", None)]


@pytest.mark.parametrize("order", [("d1", "site", "name", "d2"), ("site", "name", "d1", "d2")])
def test_a_turned_table_is_looked_at_as_closely(desk, order):
    """Texts to be cleaned are seen whichever column they stand in."""
    names = {"d1": "2026-03-01", "d2": "2026-03-02", "site": "site", "name": "name"}
    quote = "`" if desk.url.get_backend_name() == "mariadb" else '"'
    columns = ", ".join(f"{quote}{names[one]}{quote} varchar(9)" for one in order)
    people = [" S1 ", "#N/A", "-", "1.2E+10", "Ｓ4"]
    lines = [{"d1": "早", "d2": "晚", "site": "东门", "name": one} for one in people]
    values = ", ".join("(" + ", ".join(f"'{line[one]}'" for one in order) + ")" for line in lines)
    desk.tell(f"create table duty ({columns})", f"insert into duty values {values}")
    shape = replace(SHIFTS, columns={"staff_id": ("name",), "site": ("site",)}, unpivot=Unpivot("date", "kind"))
    parsed = desk.read(replace(shape, nulls=("-",)))["shifts"]
    assert found(parsed, "staff_id, kind") == [("S1", "day"), ("S1", "night"), ("S4", "day"), ("S4", "night")]
    told = {(value, reason) for _, _, value, reason in problems(parsed)}
    assert told == {("#N/A", "error_cell"), ("-", "required"), ("1.2E+10", "scientific")}
