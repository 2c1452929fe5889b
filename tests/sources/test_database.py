"""Databases by URL: one moment, text in the end, no password anywhere."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import duckdb
import pytest

from cockpit import sources
from cockpit.settings.model import Source, TableSource
from cockpit.sources.database import table
from tests.sources.conftest import NOW

STAFF = TableSource(
    "staff",
    query="select * from people",
    columns={
        "staff_id": ("id",), "name": ("name",), "role": ("role",), "group": ("team",), "campus": ("campus",),
        "hired_on": ("hired",),
    },
    values={"role": {"工程师": "engineer"}},
)  # fmt: skip


@pytest.fixture
def database(tmp_path):
    file = tmp_path / "staff.db"
    with sqlite3.connect(file) as connection:
        connection.execute(
            "create table people (id text, name text, role text, team text, campus text, hired text, n real)"
        )
        connection.executemany(
            "insert into people values (?,?,?,?,?,?,?)",
            [
                ("001", "甲", "工程师", "一组", "东", "2020-01-01", 1.0),
                ("002", "乙", "leader", None, "东", "2020-02-30", None),
            ],
        )
    connection.close()
    return file


def read(tmp_path, url, *tables):
    source = Source("hr", url=url, tables=tables)
    return sources.parse_all(source, "Asia/Shanghai", tmp_path / "cache", NOW)


def test_rows_and_problems(tmp_path, database):
    outcome = read(tmp_path, f"sqlite:///{database}", STAFF)["staff"]
    (parsed,) = outcome.parsed
    assert (parsed.read, parsed.accepted, parsed.file) == (2, 1, "staff.db")
    found = duckdb.execute(
        f"select staff_id, role, hired_on::varchar from read_parquet('{parsed.rows}') order by _row"
    ).fetchall()
    assert found == [("001", "engineer", "2020-01-01")]
    problems = duckdb.execute(
        f"select row, \"column\", reason from read_parquet('{parsed.problems}') order by 2"
    ).fetchall()
    assert problems == [(2, "group", "required"), (2, "hired_on", "impossible_date")]
    assert {"key": "extra_columns", "columns": ["n"]} in parsed.warnings


@pytest.mark.parametrize("team", ["一组\n", "一组\r\n", "一组\r", "\r一组", "\n一组"])
def test_line_ends_in_a_name_say_nothing(tmp_path, database, team):
    with sqlite3.connect(database) as connection:
        connection.execute("update people set team = ?", [team])
    connection.close()
    (parsed,) = read(tmp_path, f"sqlite:///{database}", STAFF)["staff"].parsed
    assert duckdb.execute(f"select \"group\" from read_parquet('{parsed.rows}')").fetchall() == [("一组",)]


def test_texts_too_long_for_the_memory_are_told(tmp_path, database, monkeypatch):
    monkeypatch.setattr(table, "MEMORY", "20MB")
    many = "people, people b, people c, people d, people e, people f, people g"
    query = f"select people.*, people.name || hex(zeroblob(300000)) as long from {many}"
    long = replace(STAFF, query=query, columns=STAFF.columns | {"name": ("long",)})
    (error,) = read(tmp_path, f"sqlite:///{database}", long)["staff"].refused
    assert (error.key, error.arguments["record"]) == ("texts_too_long", "staff")


def test_a_column_gone_and_a_bad_query_are_told_beside_good_tables(tmp_path, database):
    gone = replace(STAFF, record="staff", query="select id, name, role, team, campus from people")
    assert read(tmp_path, f"sqlite:///{database}", gone)["staff"].refused[0].key == "column_missing"
    wrong = replace(STAFF, query="select * from nobody")
    (error,) = read(tmp_path, f"sqlite:///{database}", wrong)["staff"].refused
    assert error.key == "query_failed"
    assert "nobody" in str(error.arguments["reason"])


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("sqlite:////nowhere/x.db", "database_missing"),
        ("not a url", "database_url"),
        ("nosuch://user:hunter2@host/x", "database_driver"),
        ("oracle+oracledb://user:hunter2@host/x", "driver_missing"),
        ("mysql+mysqlconnector://user:hunter2@host/x", "driver_missing"),
    ],
)
def test_what_cannot_be_opened(tmp_path, url, key):
    (error,) = read(tmp_path, url, STAFF)["staff"].refused
    assert error.key == key
    assert "hunter2" not in str(error)
    assert error.arguments.get("module") in (None, "oracledb", "mysql-connector-python")
    assert "hunter2" not in repr(Source("hr", url=url))


def test_the_database_is_not_written(tmp_path, database):
    writing = replace(STAFF, query="delete from people")
    assert read(tmp_path, f"sqlite:///{database}", writing)["staff"].refused[0].key == "query_failed"
    with sqlite3.connect(database) as connection:
        assert connection.execute("select count(*) from people").fetchone() == (2,)
    connection.close()
