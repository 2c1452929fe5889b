"""Every value of a database comes as the server writes it, by whichever way its rows travel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from cockpit.sources.database import address, opened
from cockpit.sources.database import postgres as reader
from cockpit.sources.database.columns import selected
from cockpit.sources.database.limits import Patience
from tests.sources.database.conftest import QUICK, TICKETS, problems, rows

COLUMNS = ", ".join(f"{name} varchar(9)" for name in list(TICKETS.columns)[:6])
LONG = "长" * 40_000
POSTGRES = {
    "integer": ("1", "1"), "bigint": ("9223372036854775807", "9223372036854775807"),
    "numeric(30,10)": ("12345678901234567890.0123456789", "12345678901234567890.0123456789"),
    "double precision": ("0.1", "0.1"), "real": ("1.5", "1.5"), "float8": ("3.0", "3"), "boolean": ("true", "true"),
    "timestamp": ("'2024-01-02 03:04:05.123456'", "2024-01-02 03:04:05.123456"),
    "timestamptz": ("'2024-01-02 03:04:05+08'", "2024-01-01 19:04:05+00"), "date": ("'2024-02-29'", "2024-02-29"),
    "json": ("'{\"a\": 1}'", '{"a": 1}'), "jsonb": ("'{\"a\":1}'", '{"a": 1}'),
    "uuid": ("'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "bytea": ("'\\xdeadbeef'", "\\xdeadbeef"), "int[]": ("'{1,2}'", "{1,2}"), "text[]": ("'{a,繁體}'", "{a,繁體}"),
    "mood": ("'好'", "好"), "text": ("'繁體 😀 ''quoted'' %s :name'", "繁體 😀 'quoted' %s :name"),
    "varchar(9)": ("'  x '", "  x "), "char(5)": ("'ab'", "ab"), "interval": ("'1 day 02:00'", "1 day 02:00:00"),
    "time": ("'12:34:56'", "12:34:56"), "money": ("1.5", "$1.50"), "name": ("'n'", "n"),
}  # fmt: skip
MARIADB = {
    "int": ("1", "1"), "bigint unsigned": ("18446744073709551615", "18446744073709551615"),
    "decimal(30,10)": ("12345678901234567890.0123456789", "12345678901234567890.0123456789"),
    "double": ("0.1", "0.1"), "float": ("1.5", "1.5"), "tinyint(1)": ("true", "1"),
    "datetime(3)": ("'2024-01-02 03:04:05.123'", "2024-01-02 03:04:05.123"),
    "timestamp null": ("'2024-01-02 03:04:05'", "2024-01-01 19:04:05+00"), "date": ("'2024-02-29'", "2024-02-29"),
    "json": ("'{\"a\": 1}'", '{"a": 1}'), "bit(10)": ("b'1000000001'", "513"), "blob": ("'字节'", "字节"),
    "varbinary(9)": ("x'6162'", "ab"), "enum('好','坏')": ("'好'", "好"), "set('a','b')": ("'a,b'", "a,b"),
    "text": ("'繁體 😀 ''quoted'' %s :name'", "繁體 😀 'quoted' %s :name"), "varchar(9)": ("'  x '", "  x "),
    "varchar(9) character set gbk": ("'简体中文'", "简体中文"), "varchar(9) character set latin1": ("'café'", "café"),
    "time": ("'838:59:59'", "838:59:59"), "year": ("2024", "2024"), "longtext": (f"'{LONG}'", LONG),
    "varchar(300)": (f"'{'x' * 251}'", "x" * 251),
    "tinyint": ("-128", "-128"), "smallint unsigned": ("65535", "65535"), "mediumint": ("-8388608", "-8388608"),
    "int unsigned": ("4294967295", "4294967295"), "bigint": ("-9223372036854775808", "-9223372036854775808"),
    "int(7) zerofill": ("42", "0000042"), "double unsigned": ("1e20", "1e+20"), "float unsigned": ("0.1", "0.1"),
    "double(9,3)": ("3", "3"), "datetime": ("'1000-01-01'", "1000-01-01 00:00:00"),
    "datetime(6)": ("'9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.999999"),
    "datetime(1)": ("'2024-02-29 00:00:00.5'", "2024-02-29 00:00:00.5"),
    "time(3)": ("'-12:34:56.5'", "-12:34:56.500000"),
    "time(0)": ("'00:00:00'", "00:00:00"), "year(4)": ("0", "0000"), "bit": ("b'0'", "0"),
    "mediumtext": (f"'{LONG}'", LONG), "char(5)": ("''", ""),
}  # fmt: skip


@pytest.fixture(params=["adbc", "psycopg"])
def way(request, monkeypatch):
    """How rows travel from PostgreSQL: where there is no ADBC, psycopg brings them."""
    if request.param == "psycopg":
        monkeypatch.setattr(reader, "adbc", None)


def texts(desk, query):
    """All rows of a query as text, as the checks see them."""
    found = []
    patience = Patience(QUICK)
    source = desk.source()
    with opened(source, address(source), patience) as (session, _), duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        answer = session.read(query)
        columns = patience.call(lambda: next(answer), session.abort)
        chosen = selected(columns, {})
        for given in patience.stream(answer, session.abort):
            connection.register("given", given)
            found += connection.execute(f"select {chosen} from given").fetchall()
    return found


def table_of(desk, types, *before):
    columns = ", ".join(f"c{place} {kind}" for place, kind in enumerate(types))
    values = ", ".join(value for value, _ in types.values())
    empty = ", ".join("null" for _ in types)
    desk.tell(
        *before, f"create table given (n int, {columns})", f"insert into given values (1, {values}), (2, {empty})"
    )
    return [("1", *(text for _, text in types.values())), ("2", *(None for _ in types))]


@pytest.mark.usefixtures("way")
def test_postgres(desk_of, postgres):
    desk = desk_of(postgres)
    expected = table_of(desk, POSTGRES, "create type mood as enum ('好', '坏')")
    assert texts(desk, "select * from given order by n -- to the end of the line") == expected


def test_mariadb(desk_of, mariadb):
    desk = desk_of(mariadb)
    expected = table_of(desk, MARIADB, "set time_zone = '+08:00'")
    assert texts(desk, "select * from given order by n") == expected


def test_bytes_that_are_no_text_stop_nothing(desk_of, mariadb):
    desk = desk_of(mariadb)
    desk.tell("create table given (b varbinary(4))", "insert into given values (x'ff41')")
    assert texts(desk, "select * from given") == [("\ufffdA",)]


@pytest.mark.usefixtures("way")
def test_columns_of_one_name_are_all_there(desk_of, postgres):
    assert texts(desk_of(postgres), 'select 1 as a, 2 as a, 3 as "b c"') == [("1", "2", "3")]


def typed(desk, kind, *values):
    listed = ", ".join(f"('T{n}', '东', '楼', '网络', '电话', '处理中', {value})" for n, value in enumerate(values))
    desk.tell(
        f"create table tickets ({COLUMNS}, reported_at {kind}, resolved_at {kind})",
        f"insert into tickets (ticket_id, campus, building, category, channel, status, reported_at) values {listed}",
    )
    return desk.tickets()


@pytest.mark.parametrize(
    ("kind", "value", "hour"),
    [
        ("timestamptz", "'2026-01-02 03:04:05+08'", 19), ("timestamptz", "'2026-01-02 03:04:05+00'", 3),
        ("timestamp", "'2026-01-02 03:04:05'", 19), ("date", "'2026-01-02'", 16),
        ("varchar(30)", "'2026-01-02 03:04:05'", 19),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("way")
def test_a_time_is_an_instant_or_of_the_site(desk_of, postgres, kind, value, hour):
    parsed = typed(desk_of(postgres), kind, value)
    ((found,),) = rows(parsed, "reported_at")
    assert (found.hour, parsed.accepted) == (hour, 1)


def test_timestamps_of_mariadb_are_instants_datetimes_of_the_site(desk_of, mariadb):
    desk = desk_of(mariadb)
    desk.tell(
        "set time_zone = '+08:00'",
        f"create table tickets ({COLUMNS}, reported_at timestamp null, resolved_at datetime)",
        "insert into tickets values ('T', '东', '楼', '网', '电话', '已关闭', '2026-01-02 03:04:05', '2026-01-03')",
    )
    ((reported, resolved),) = rows(desk.tickets(), "reported_at, resolved_at")
    assert reported == datetime(2026, 1, 1, 19, 4, 5, tzinfo=UTC)
    assert resolved == datetime(2026, 1, 2, 16, tzinfo=UTC)


def test_a_zero_date_is_none_and_half_a_date_a_fault(desk_of, mariadb):
    desk = desk_of(mariadb)
    desk.url = desk.url.update_query_dict({"init_command": "set sql_mode=''"})
    given = ["2026-01-02 03:04:05", "0000-00-00", "2026-00-10", "0000-00-00 10:00:00"]
    parsed = typed(desk, "datetime", *map(repr, given))
    assert [key for (key,) in rows(parsed, "ticket_id")] == ["T0"]
    assert problems(parsed) == [
        (2, "reported_at", None, "required"),
        (3, "reported_at", "2026-00-10 00:00:00", "impossible_date"),
        (4, "reported_at", None, "required"),
    ]


@pytest.mark.parametrize("day", ["0000-00-00 10:00:00.5", "0000-00-00"])
def test_a_zero_date_with_an_hour_is_none_too(desk_of, mariadb, day):
    desk = desk_of(mariadb)
    desk.url = desk.url.update_query_dict({"init_command": "set sql_mode=''"})
    desk.tell("create table given (day datetime(1))", f"insert into given values ('{day}'), ('2026-01-02')")
    assert texts(desk, "select day from given order by day") == [(None,), ("2026-01-02 00:00:00",)]


@pytest.mark.parametrize("kind", ["date", "datetime(2)"])
def test_half_a_day_among_others_is_text_beside_them(desk_of, mariadb, kind):
    """Also as one of them that no day of the calendar is, though the server keeps it."""
    desk = desk_of(mariadb)
    desk.url = desk.url.update_query_dict({"init_command": "set sql_mode='allow_invalid_dates'"})
    days = ["2026-01-02", "0000-00-00", "2026-02-31", "0000-05-01", None]
    listed = ", ".join(f"({n}, {repr(day) if day else 'null'})" for n, day in enumerate(days))
    desk.tell(f"create table given (n int, day {kind})", f"insert into given values {listed}")
    shown = [None if day in (None, "0000-00-00") else day if kind == "date" else f"{day} 00:00:00" for day in days]
    assert [day for (day,) in texts(desk, "select day from given order by n")] == shown


def test_a_query_may_hold_a_question_mark(desk_of, mariadb):
    assert texts(desk_of(mariadb), "select '?' as a, null as b -- ?") == [("?", None)]


@pytest.mark.parametrize("kind", ["timestamptz", "timestamp", "date"])
def test_infinity_is_no_time(desk_of, postgres, kind):
    parsed = typed(desk_of(postgres), kind, "'2026-01-02 03:04:05'", "'infinity'", "'-infinity'", "'1066-10-14'")
    assert [key for (key,) in rows(parsed, "ticket_id")] == ["T0"]
    assert [(row, reason) for row, _, _, reason in problems(parsed)] == [
        (2, "required"), (3, "required"), (4, "two_digit_year"),
    ]  # fmt: skip


def test_what_is_no_time_as_a_time_is_refused(desk):
    desk.tell(f"create table tickets ({COLUMNS}, reported_at timestamp null, resolved_at int)")
    error = desk.read()["tickets"]
    assert (error.key, error.arguments["column"], error.arguments["found"]) == ("column_type", "resolved_at", "figure")


def test_a_column_that_is_gone_is_refused_with_the_nearest(desk):
    desk.tell(f"create table tickets ({COLUMNS}, reported_at timestamp null, resolved_on timestamp null)")
    error = desk.read()["tickets"]
    assert (error.key, error.arguments["column"]) == ("column_missing", "resolved_at")
    assert error.arguments["nearest"] == "resolved_on"


def test_a_new_column_is_told_and_a_row_without_key_put_aside(desk):
    desk.tell(
        f"create table tickets ({COLUMNS}, reported_at timestamp null, resolved_at timestamp null, colour varchar(9))",
        "insert into tickets values (null, '东', '楼', '网络', '电话', '处理中', '2026-01-02 03:04:05', null, 'red')",
    )
    parsed = desk.tickets()
    assert {"key": "extra_columns", "columns": ["colour"]} in parsed.warnings
    assert problems(parsed) == [(1, "ticket_id", None, "required")]


def test_more_than_a_batch_of_long_and_short_values(desk_of, mariadb):
    desk = desk_of(mariadb)
    query = (
        "select seq as a, if(seq % 3, concat('名', repeat('x', seq % 40)), null) as b, repeat('长', seq % 700) as c "
        "from seq_1_to_20000"
    )
    for n, (a, b, c) in enumerate(texts(desk, query), 1):
        assert (a, b, c) == (str(n), f"名{'x' * (n % 40)}" if n % 3 else None, "长" * (n % 700))
    assert n == 20_000


def test_the_same_rows_by_both_ways(desk_of, postgres, monkeypatch):
    desk = desk_of(postgres)
    desk.tell(*_mixed())
    by_adbc = rows(desk.tickets())
    monkeypatch.setattr(reader, "adbc", None)
    assert rows(desk.tickets()) == by_adbc
    assert len(by_adbc) == 50


def _mixed():
    rows = (
        "select 'T' || n, '东 ' || n, '楼', '网络', '电话', '已关闭', timestamptz '2026-01-01 00:00+08' + "
        "n * interval '1 hour 1.5 seconds', timestamp '2026-03-01' from generate_series(1, 50) n"
    )
    return (
        f"create table tickets ({COLUMNS}, reported_at timestamptz, resolved_at timestamp)",
        f"insert into tickets {rows}",
    )


def test_joined_columns_take_typed_columns_as_text(desk):
    desk.tell(
        f"create table tickets ({COLUMNS}, reported_at timestamp null, resolved_at timestamp null)",
        "insert into tickets values ('T', '东', '楼', '网络', '电话', '处理中', '2026-01-02 03:04:05', null)",
    )
    columns = {name: one for name, one in TICKETS.columns.items() if name != "ticket_id"}
    joined = replace(TICKETS, columns=columns, join={"ticket_id": ("ticket_id", "reported_at")})
    ((key,),) = rows(desk.read(joined)["tickets"], "ticket_id")
    assert key.startswith("T / 2026-01-02 03:04:05")
