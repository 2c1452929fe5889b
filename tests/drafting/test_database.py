"""Databases: the tables that are records of ours are found by their columns and rows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, make_url, text

from cockpit import settings
from cockpit.drafting import toml
from cockpit.drafting.database import SECRET, draft_database, without_password
from tests.conftest import ROOT
from tests.drafting.drafted import UNNAMED, Drafting


def test_the_sample_site_s_database(drafting: Drafting) -> None:
    url = f"sqlite:///{ROOT / 'sample_data' / 'staffing.sqlite'}"
    drafted = draft_database(url, "x", UNNAMED)
    assert {one.record: one.file for one in drafted.proposals} == {"staff": "employee", "shifts": "duty_roster"}
    site = drafting.from_words(toml.text("x", toml.Place(url=url), drafted, "zh-Hans"))
    own = settings.load(ROOT / "sample_data" / "cockpit.toml", drafting.folder / "own")
    (source,) = [one for one in own.sources if one.name == "staffing"]
    assert drafting.read(site) == drafting.read(replace(own, sources=(source,)))


@pytest.mark.parametrize("kind", ["mariadb", "postgres"])
def test_a_help_desk_of_one_s_own_on_a_server(kind: str, request: pytest.FixtureRequest, drafting: Drafting) -> None:
    url = request.getfixturevalue(kind).database().render_as_string(hide_password=False)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "create table repair_order (order_no varchar(20) primary key, work_order varchar(20), "
                "created_at timestamp null, completed_at timestamp null, campus varchar(20), building varchar(20), "
                "category varchar(20), status varchar(20))"
            )
        )
        connection.execute(text("create table log (at timestamp null, words varchar(20))"))
        rows = [
            {"n": f"W{n}", "at": datetime(2026, 3, n + 1, 8, n), "done": datetime(2026, 3, n + 1, 9, n)}  # noqa: DTZ001
            for n in range(20)
        ]
        connection.execute(
            text("insert into repair_order values (:n, :n, :at, :done, '东校区', '图书馆', '无线网络', '已完成')"), rows
        )
    engine.dispose()
    drafted = draft_database(url, "x", UNNAMED)
    (proposal,) = drafted.proposals
    assert proposal.file == "repair_order"
    assert proposal.table.columns["reported_at"] == ("created_at",)
    assert proposal.table.columns["resolved_at"] == ("completed_at",)
    words = toml.text("x", toml.Place(url=without_password(url)), drafted, "zh-Hans")
    site = drafting.from_words(words, {SECRET: quote(make_url(url).password or "", safe="")})
    read = drafting.read(site)["tickets"]
    assert (read.read, read.accepted, read.unmapped) == (20, 20, {})


def test_a_table_of_one_s_own_in_words_of_programmers(tmp_path: Path) -> None:
    """The running number beside the order's own is not its id, and what kind of fault it is is not lost."""
    called = {
        "ticket_id": "order_no",
        "campus": "campus_name",
        "building": "building_name",
        "category": "fault_type",
        "status": "order_status",
        "engineer_id": "repair_user",
        "reporter_phone": "tel",
        "reported_at": "repair_time",
        "assigned_at": "dispatch_time",
        "arrived_at": "sign_in_time",
        "resolved_at": "finish_time",
    }

    def times(day: int) -> list[str]:
        return [f"2026-03-{day + 1:02} {hour}:00:00" for hour in ("08", "09", "10", "11")]

    file = tmp_path / "own.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute(f"create table repair_order (id integer primary key, {', '.join(called.values())})")
        rows = [
            (n, f"WX{n:03}", "东校区", "图书馆", "网络", "已完成", "王工", f"138001380{n:02}", *times(n))
            for n in range(20)
        ]
        connection.executemany(f"insert into repair_order values ({', '.join('?' * 12)})", rows)
    (proposal,) = draft_database(f"sqlite:///{file}", "x", UNNAMED).proposals
    assert proposal.table.columns == {name: (header,) for name, header in called.items()}
    assert dict(proposal.table.constants) == {}


def test_other_tables_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("create table weather (station text, temperature real)")
        connection.execute('create table "odd table" (ticket_id text, created_at text, status text)')
    drafted = draft_database(f"sqlite:///{file}", "x", UNNAMED)
    assert drafted.proposals == ()
    assert [one.file for one in drafted.unknown] == ["odd table"]


@pytest.mark.parametrize("named", ["updated_at", "sys_updated_on", "date_mod", "修改时间"])
def test_the_time_of_the_last_change_may_be_the_watermark(named: str, tmp_path: Path, drafting: Drafting) -> None:
    file = tmp_path / "desk.sqlite"
    columns = f"ticket_id text, created_at text, status text, building text, category text, {named} text"
    with sqlite3.connect(file) as connection:
        connection.execute(f"create table tickets ({columns})")
        row = ("2026-03-01 08:00:00", "closed", "图书馆", "网络", "2026-03-01 09:00:00")
        connection.executemany("insert into tickets values (?, ?, ?, ?, ?, ?)", [(f"T{n}", *row) for n in range(9)])
    url = f"sqlite:///{file}"
    words = toml.text("x", toml.Place(url=url), draft_database(url, "x", UNNAMED), "zh-Hans")
    line = f'# watermark = "{named}"'
    said = words.splitlines()
    assert said[said.index(line) - 1].startswith("# 请确认")
    taken = drafting.from_words(words.replace(line, line.removeprefix("# ")))
    assert taken.sources[0].tables[0].watermark == named
    assert drafting.read(drafting.from_words(words))["tickets"].accepted == 9


def test_passwords_are_not_written_down() -> None:
    url = "mysql+pymysql://reader:s3cr%40t@db.example/desk?charset=utf8mb4"
    assert without_password(url) == "mysql+pymysql://reader:${COCKPIT_DB_PASSWORD}@db.example/desk?charset=utf8mb4"
    assert without_password("sqlite:///a.sqlite") == "sqlite:///a.sqlite"
