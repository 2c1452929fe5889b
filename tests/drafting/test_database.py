"""Databases: the tables that are records of ours are found by their columns and rows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from cockpit import settings
from cockpit.drafting import toml
from cockpit.drafting.database import draft_database, without_password
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


def test_other_tables_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("create table weather (station text, temperature real)")
        connection.execute('create table "odd table" (ticket_id text, created_at text, status text)')
    drafted = draft_database(f"sqlite:///{file}", "x", UNNAMED)
    assert drafted.proposals == ()
    assert [one.file for one in drafted.unknown] == ["odd table"]


def test_passwords_are_not_written_down() -> None:
    url = "mysql+pymysql://reader:s3cr%40t@db.example/desk?charset=utf8mb4"
    assert without_password(url) == "mysql+pymysql://reader:${COCKPIT_DB_PASSWORD}@db.example/desk?charset=utf8mb4"
    assert without_password("sqlite:///a.sqlite") == "sqlite:///a.sqlite"
