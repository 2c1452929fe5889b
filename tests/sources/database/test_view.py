"""All tables of a source are read as they stood at one moment, in batches, and nothing is left behind."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import URL

from bench import alone
from cockpit.settings.model import TableSource
from tests.sources.conftest import NOW
from tests.sources.database.conftest import TICKETS, Desk, ticket_table

STAFF = TableSource(
    "staff",
    query="select * from staff",
    columns={name: (name,) for name in ("staff_id", "name", "role", "group", "campus", "hired_on")},
)
STAFF_TABLE = (
    'create table staff (staff_id varchar(9), name varchar(9), role varchar(9), "group" varchar(9), '
    "campus varchar(9), hired_on date)"
)
ONE_MORE = (
    "insert into staff values ('S1', '甲', 'engineer', '一组', '东', '2020-01-01')",
    "insert into tickets values ('late', '东', '楼', '网络', '电话', '处理中', '2026-01-02 03:04:05', null)",
)


@pytest.fixture(params=["mariadb", "postgres", "sqlite"])
def desk(request, desk_of, tmp_path):
    if request.param == "sqlite":
        made = Desk(URL.create("sqlite", database=str(tmp_path / "desk.db")), tmp_path / "cache", [])
        made.tell("pragma journal_mode = wal")
    else:
        made = desk_of(request.getfixturevalue(request.param))
    quote = "`" if request.param == "mariadb" else '"'
    made.tell(*ticket_table(), STAFF_TABLE.replace('"', quote))
    return made


@pytest.mark.parametrize("order", [(TICKETS, STAFF), (STAFF, TICKETS)])
def test_what_is_written_between_two_tables_is_seen_in_none(desk, order):
    def writing(record):
        if record == order[1].record:
            desk.tell(*ONE_MORE)

    found = desk.read(*order, progress=writing)
    assert (found["tickets"].read, found["staff"].read) == (3, 0)
    again = desk.read(*order)
    assert (again["tickets"].read, again["staff"].read) == (4, 1)


def test_a_table_that_cannot_be_read_keeps_no_other_from_it(desk):
    broken = replace(STAFF, query="select * from nobody")
    found = desk.read(broken, TICKETS)
    assert (found["staff"].key, found["tickets"].read) == ("query_failed", 3)
    found = desk.read(replace(STAFF, query="select * from tickets"), TICKETS)
    assert (found["staff"].key, found["tickets"].read) == ("column_missing", 3)


def test_nothing_can_be_written(desk):
    for query in ("delete from tickets", "update tickets set campus = ''"):
        assert desk.read(replace(TICKETS, query=query))["tickets"].key == "query_failed"
    assert desk.scalar("select count(*) from tickets") == 3


def test_no_connection_stays(desk):
    desk.read()
    counted = {
        "mysql": f"select count(*) from information_schema.processlist where db = '{desk.url.database}'",
        "mariadb": f"select count(*) from information_schema.processlist where db = '{desk.url.database}'",
        "postgresql": f"select count(*) from pg_stat_activity where datname = '{desk.url.database}'",
    }
    backend = desk.url.get_backend_name()
    if backend in counted:
        assert settled(lambda: desk.scalar(counted[backend]), 1)


def settled(look, wanted):
    """Whether what is looked at comes to what is wanted; a server takes its time to see that a client has gone."""
    deadline = time.monotonic() + 20
    while (found := look()) != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    return found == wanted


def test_the_source_s_clock_tells_what_lies_ahead(server, desk_of, monkeypatch):
    from cockpit.sources.database import mariadb, postgres

    desk = desk_of(server)
    desk.tell(*ticket_table(1))
    ahead = timedelta(days=300)
    for kind in (mariadb.MariaSession, postgres.PostgresSession):
        right = kind.open
        monkeypatch.setattr(kind, "open", lambda self, right=right: right(self) + ahead)
    desk.tell("update tickets set resolved_at = '2027-06-01 00:00:00'")
    parsed = desk.tickets()
    assert (parsed.accepted, parsed.quarantined) == (1, 0)
    assert abs(parsed.newest - datetime(2027, 6, 1, tzinfo=UTC)) < timedelta(days=1)


def test_newest_is_not_after_the_source_s_clock(server, desk_of):
    desk = desk_of(server)
    desk.tell(*ticket_table(1), "update tickets set resolved_at = '2026-11-01 12:00:00'")
    parsed = desk.tickets()
    assert parsed.accepted == 1
    assert abs(parsed.newest - NOW) < timedelta(minutes=1)


CHILD = """
import sys
from pathlib import Path
from tests.sources.database.conftest import Desk, TICKETS
from dataclasses import replace
from sqlalchemy import make_url
from cockpit.sources.database import table
url, folder, query = sys.argv[1:]
table.MEMORY = "100MB"
found = Desk(make_url(url), Path(folder), []).read(replace(TICKETS, query=query))["tickets"]
print(found.read)
"""


def peak(desk, tmp_path, count):
    """Rows read and kilobytes of the most memory that a process took which reads so many of them."""
    text = "repeat('很长的说明', 60)"
    series = {
        "mariadb": f"select concat('T', seq) as ticket_id, {text} as title, '东' as campus, '楼' as building, "
        "'网' as category, '电话' as channel, '处理中' as status, timestamp'2026-01-02 03:04:05' as reported_at, "
        f"cast(null as datetime) as resolved_at from seq_1_to_{count}",
        "postgresql": f"select 'T' || seq as ticket_id, {text} as title, '东' as campus, '楼' as building, "
        "'网' as category, '电话' as channel, '处理中' as status, timestamp '2026-01-02 03:04:05' as reported_at, "
        f"null::timestamp as resolved_at from generate_series(1, {count}) seq",
    }[desk.url.get_backend_name()]
    url = desk.url.render_as_string(hide_password=False)
    told = alone.run([sys.executable, "-c", CHILD, url, str(tmp_path), series], os.environ)
    read, kilobytes = int(told.output), told.megabytes * 1024
    assert read == count
    return kilobytes


def test_rows_are_not_gathered_in_memory(server, desk_of, tmp_path):
    """180 MB of text: what is held at a time is some batches of it, the rest is within what DuckDB may take."""
    desk = desk_of(server)
    few, many = peak(desk, tmp_path, 1_000), peak(desk, tmp_path, 200_000)
    assert many - few < 170_000, (few, many)
