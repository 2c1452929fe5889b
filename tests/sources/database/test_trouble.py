"""What goes wrong with a database: ended, told, tried again where it may pass, and never half published."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import URL, create_engine, text

from cockpit.errors import SourceError
from cockpit.settings.model import TableSource
from cockpit.sources.database import Limits, mariadb, postgres, wire
from cockpit.sources.database import limits as limits_of_databases
from tests.proxy import line
from tests.sources.database.conftest import QUICK, TICKETS, Desk, rows, ticket_table
from tests.sources.database.test_view import settled

SLEEP = {
    "mariadb": "select t.*, sleep(300) as nap from tickets as t",
    "postgresql": "select t.*, pg_sleep(300) from tickets as t",
}
RUNNING = {
    "mariadb": "select count(*) from information_schema.processlist where info like 'select t.*%'",
    "postgresql": "select count(*) from pg_stat_activity where query like '%pg_sleep(300)%' and state = 'active' "
    "and pid <> pg_backend_pid()",
}


@pytest.fixture
def filled(desk):
    desk.tell(*ticket_table(2_000))
    return desk


def bytes_of(desk):
    """How many bytes a whole read takes of each connection."""
    with line(desk.url.host, desk.url.port) as through:
        assert desk.tickets(url=desk.url.set(port=through.port)).read == 2_000
        return list(through.passed)


def test_cut_at_twenty_places(filled):
    """Wherever the line is cut, the whole is taken or nothing; where the next line holds, the whole."""
    whole = max(bytes_of(filled))
    for n in range(20):
        place = 1 + n * (whole - 1) // 20
        with line(filled.url.host, filled.url.port, rests=(place,)) as through:
            found = filled.read(url=filled.url.set(port=through.port))["tickets"]
            if isinstance(found, SourceError):
                assert found.key in ("database_cut", "database_unreachable"), (place, found)
            else:  # a connection that brings less than that in all
                assert found.read == 2_000, place
    for place in (1, whole // 3, whole - 1):
        with line(filled.url.host, filled.url.port, rests=(place, place, None)) as through:
            url = filled.url.set(port=through.port)
            assert filled.tickets(replace(QUICK, tries=3), url=url).accepted == 2_000


@pytest.fixture
def curt(monkeypatch):
    """Who takes leave of a line that is silent waits for a moment, not for seconds."""
    monkeypatch.setattr(limits_of_databases, "GRACE", 0.2)
    for kind in (mariadb, postgres):
        monkeypatch.setattr(kind, "GOODBYE", 0.2)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_line_that_falls_silent_is_given_up(filled, curt, share):
    """Nothing comes, nothing ends: that is seen, the line cut, and another one tried."""
    whole = max(bytes_of(filled))
    limits = Limits(connect=2, stall=1, total=60, tries=2, pause=0.01)
    rest = int(whole * share) + 1
    with line(filled.url.host, filled.url.port, rests=(rest,), hold=True) as through:
        found = filled.read(url=filled.url.set(port=through.port), limits=limits)["tickets"]
        assert found.key in ("database_stalled", "database_unreachable"), found
        assert through.connections >= 2
    with line(filled.url.host, filled.url.port, rests=(rest, rest, rest, None), hold=True) as through:
        assert filled.tickets(replace(limits, tries=4), url=filled.url.set(port=through.port)).read == 2_000


def test_what_takes_too_long_is_ended_at_the_server(desk):
    backend = desk.url.get_backend_name()
    slow = replace(TICKETS, query=SLEEP[backend])
    desk.tell(*ticket_table(1))
    found = desk.read(slow, limits=Limits(stall=1, total=60, tries=1))["tickets"]
    assert found.key == "database_stalled"
    found = desk.read(slow, limits=Limits(stall=30, total=1, tries=3))["tickets"]
    assert (found.key, found.arguments["seconds"]) == ("database_slow", 1)
    assert settled(lambda: desk.scalar(RUNNING[backend]), 0)


def test_who_may_not_come_in_is_not_let_in_and_asks_once(desk):
    with line(desk.url.host, desk.url.port) as through:
        wrong = desk.url.set(port=through.port, password="not the one")
        found = desk.read(url=wrong, limits=replace(QUICK, tries=5))["tickets"]
        assert (found.key, through.connections) == ("database_denied", 1)
        found = desk.read(url=desk.url.set(port=through.port, database="nowhere"), limits=QUICK)["tickets"]
        assert (found.key, through.connections) == ("database_denied", 2)


def test_a_table_that_may_not_be_read_is_asked_for_once(desk):
    desk.tell(*ticket_table(1))
    backend = desk.url.get_backend_name()
    create = {
        "postgresql": ("create user reader password 'reads'",),
        "mariadb": (
            "create user reader@'%' identified by 'reads'",
            f"create table {desk.url.database}.others (n int)",
            f"grant select on {desk.url.database}.others to reader@'%'",
        ),
    }[backend]
    desk.tell(*create)
    try:
        with line(desk.url.host, desk.url.port) as through:
            reader = desk.url.set(username="reader", password="reads", port=through.port)
            found = desk.read(url=reader, limits=replace(QUICK, tries=5))["tickets"]
            made = through.connections
        assert (found.key, found.arguments["record"]) == ("query_denied", "tickets")
        assert made <= 2
    finally:
        desk.tell("drop user reader")


def test_a_server_that_is_away_is_tried_again_then_told(desk, server):
    desk.tell(*ticket_table(1))
    server.stop()
    try:
        found = desk.read(limits=Limits(connect=2, tries=3, pause=0.01))["tickets"]
        assert (found.key, found.arguments["tries"]) == ("database_unreachable", 3)
    finally:
        server.start()
    assert desk.tickets().read == 1


def test_a_server_that_ends_amid_the_rows_is_told(desk, server):
    """Its own words stand in the error; after it is back, all is read."""
    desk.tell(*ticket_table(1))

    def ending(_record):
        server.stop()

    try:
        found = desk.read(limits=Limits(connect=2, tries=2, pause=0.01), progress=ending)["tickets"]
        assert found.key in ("database_cut", "database_unreachable")
    finally:
        server.start()
    assert len(rows(desk.tickets())) == 1


def test_a_connection_that_somebody_kills_is_made_again(desk):
    """An administrator ends the session between two tables: the second try has all."""
    desk.tell(*ticket_table(5))
    backend = desk.url.get_backend_name()
    killed: list[list[int]] = []

    def killing(_record):
        if not killed:
            killed.append(kill(desk, backend))

    assert desk.tickets(replace(QUICK, tries=3), progress=killing).read == 5
    assert killed


def kill(desk, backend):
    own = {"mariadb": "connection_id()", "postgresql": "pg_backend_pid()"}[backend]
    listed = {
        "mariadb": f"select id from information_schema.processlist where db = '{desk.url.database}' and id <> {own}",
        "postgresql": f"select pid from pg_stat_activity where datname = '{desk.url.database}' and pid <> {own}",
    }[backend]
    engine = create_engine(desk.url)
    with engine.connect() as connection:
        found = [number for (number,) in connection.execute(text(listed))]
        for number in found:
            order = f"kill {number}" if backend == "mariadb" else f"select pg_terminate_backend({number})"
            connection.exec_driver_sql(order)
    engine.dispose()
    return found


UNFIT = {
    "set @n = 1": "query_without_rows",
    "call several()": "query_without_rows",
    "select * from tickets where ? = 1": "query_lacks_values",
}


@pytest.mark.parametrize("query", UNFIT)
def test_what_gives_no_rows_is_told_and_the_next_table_read(mariadb, desk_of, query):
    """A procedure may give several answers or none: it is not even called."""
    desk = desk_of(mariadb)
    desk.tell(
        *ticket_table(3),
        "create procedure several() begin insert into tickets (ticket_id) values ('T9'); select 1; select 2; end",
    )
    faulty = replace(TICKETS, record="inspections", query=query)
    found = desk.read(faulty, TICKETS)
    assert found["inspections"].key == UNFIT[query]
    assert found["tickets"].accepted == desk.scalar("select count(*) from tickets") == 3


def test_what_gives_no_rows_is_told_of_any_database(tmp_path):
    desk = Desk(URL.create("sqlite", database=str(tmp_path / "desk.db")), tmp_path / "cache", [])
    desk.tell("create table tickets (ticket_id text)")
    assert desk.read(replace(TICKETS, query="pragma foreign_keys = on"))["tickets"].key == "query_without_rows"


@pytest.fixture
def generous(mariadb):
    """A server that gives rows of any length."""
    engine = create_engine(mariadb.database(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        before = connection.scalar(text("select @@global.max_allowed_packet"))
        connection.exec_driver_sql("set global max_allowed_packet = 67108864")
        yield mariadb
        connection.exec_driver_sql(f"set global max_allowed_packet = {before}")
    engine.dispose()


# The bytes of a row before its text: one and one of nulls, the figure, the text's length.
FULL = wire.LARGEST - 10
LONG_ONES = TableSource(
    "training_feedback",
    query="select * from long_ones",
    columns={"feedback_id": ("n",), "session_id": ("n",), "comment": ("t",)},
)


@pytest.mark.parametrize(("size", "columns"), [(FULL, "*"), (FULL + 1, "*"), (2 * FULL, "*"), (FULL, "n, t, n as m")])
def test_a_row_of_sixteen_megabytes_is_told_and_the_next_table_read(generous, desk_of, size, columns):
    """What goes on in the next packet may look like an end, or be empty; also where no row is wanted any more."""
    desk = desk_of(generous)
    desk.tell(
        *ticket_table(3),
        "create table long_ones (n int, t longblob)",
        f"insert into long_ones values (1, ''), (2, repeat(char(254), {size})), (3, '')",
    )
    long_ones = replace(LONG_ONES, query=f"select {columns} from long_ones order by n")
    found = desk.read(long_ones, TICKETS)
    told = found["training_feedback"]
    assert (told.key, told.arguments["row"]) == ("row_too_long", 2)
    assert found["tickets"].accepted == 3
    found = desk.read(replace(long_ones, columns={"feedback_id": ("nowhere",)}), TICKETS)
    assert (found["training_feedback"].key, found["tickets"].accepted) == ("column_missing", 3)


def test_the_longest_row_of_one_packet_is_read(generous, desk_of):
    desk = desk_of(generous)
    desk.tell(
        "create table long_ones (n int, t longblob)", f"insert into long_ones values (1, repeat('x', {FULL - 1}))"
    )
    assert desk.read(LONG_ONES)["training_feedback"].read == 1
