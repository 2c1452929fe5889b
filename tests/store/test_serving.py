from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from cockpit.errors import StoreError
from cockpit.records import RECORDS
from cockpit.settings.model import Calendar, Duty, Measures, Settings, Term, Terms, default_limits
from cockpit.store import Snapshot, Store, schema, serving, whole
from tests.store.conftest import publish, tickets

TERM = Term("春", date(2026, 3, 2), date(2026, 7, 10))


@pytest.fixture
def site(store: Store) -> Settings:
    return Settings(
        file=store.data,
        data=store.data,
        name="小站",
        zone="Asia/Shanghai",
        calendar=Calendar(terms=(TERM,)),
        contract=(Terms(date.min, limits=default_limits()),),
    )


@pytest.fixture
def made(store: Store) -> Snapshot:
    with store.lock():
        return publish(store, tickets=tickets(30))


def ask(file: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set TimeZone = 'Asia/Shanghai'")
        return connection.execute(sql).fetchall()


def test_every_record_is_there_even_if_nobody_provides_it(made: Snapshot, site: Settings):
    file = serving.build(made, site)
    tables = {name for (name,) in ask(file, "select table_name from duckdb_tables()")}
    contract = {
        "bands",
        "limits",
        "terms",
        "scores",
        "penalties",
        "score_years",
        "duty_terms",
        "log_deadlines",
        "reviews",
        "used_parts",
    }
    sites = {"duty_sites", "duty_days", "core_rooms", "room_days", "log_days", "part_uses"}
    assert tables == {*RECORDS, *contract, *sites, "days", "site", "shared_buildings"}
    assert ask(file, "select count(*) from tickets") == [(30,)]
    assert ask(file, "select count(*) from shifts") == [(0,)]
    columns = {name for (name,) in ask(file, "select column_name from (describe customer_contacts)")}
    assert columns == set(schema(RECORDS["customer_contacts"]).names)
    assert [path.name for path in made.path.glob("*building*")] == []


def test_dimensions_are_enums_in_the_order_of_their_words(made: Snapshot, site: Settings):
    file = serving.build(made, site)
    kinds = ask(file, "select column_name, column_type from (describe tickets)")
    assert ("building", "ENUM('楼0', '楼1', '楼2')") in kinds
    assert ("subcategory", "VARCHAR") in kinds


def test_buildings_of_one_name_on_two_campuses_are_told_apart(store: Store, site: Settings):
    inspection = {"inspection_id": "P1", "kind": "equipment_room", "campus": "西校区", "building": "楼1"}
    stamps = {"planned_on": date(2026, 3, 3), "_source": "helpdesk", "_file": "b.xlsx", "_sheet": "巡检", "_row": 2}
    walked = pa.Table.from_pylist([inspection | stamps], schema=schema(RECORDS["inspections"]))
    east, west = tickets(30), tickets(3, "西校区").slice(0, 1)
    west = west.set_column(west.schema.get_field_index("ticket_id"), "ticket_id", pa.array(["W"]))
    with store.lock():
        made = publish(store, tickets=pa.concat_tables([east, west]), inspections=walked)
    file = serving.build(made, site)
    counted = ask(file, "select cast(building as varchar), campus, count(*) from tickets group by all order by 1")
    assert counted == [
        ("楼0 · 东校区", "东校区", 10),
        ("楼0 · 西校区", "西校区", 1),
        ("楼1 · 东校区", "东校区", 10),  # an inspection of another campus has its name too
        ("楼2", "东校区", 10),
    ]
    assert ask(file, "select building from inspections") == [("楼1 · 西校区",)]
    ((kind,),) = ask(file, "select column_type from (describe tickets) where column_name = 'building'")
    assert str(kind).startswith("ENUM(")


def test_days_are_those_of_the_site(made: Snapshot, site: Settings):
    file = serving.build(made, site)
    assert ask(file, "select min(day), max(day) from days") == [(date(2026, 1, 1), date(2027, 12, 31))]
    assert ask(file, "select min(day) from days where term = '春'") == [(TERM.first,)]
    first = ask(file, "select reported_day, reported_hour from tickets order by reported_at limit 1")
    assert first == [(date(2026, 3, 2), 9)]


def test_the_name_follows_what_it_is_made_of(made: Snapshot, site: Settings, monkeypatch: pytest.MonkeyPatch):
    first = serving.path(made, site)
    assert serving.path(made, replace(site, name="别名", keep_snapshots=5)) == first
    assert serving.path(made, replace(site, duty=Duty(weeks=3), measures=Measures(bad_rating=10))) == first
    others = {
        serving.path(made, replace(site, duty=Duty(sites=("North",)))),
        serving.path(made, replace(site, measures=Measures(good_rating=10))),
        serving.path(made, replace(site, zone="Asia/Tokyo")),
        serving.path(made, replace(site, calendar=Calendar())),
        serving.path(made, replace(site, contract=(replace(site.contract[0], reopen_days=3),))),
    }
    monkeypatch.setattr(duckdb, "__version__", "9.9")
    others.add(serving.path(made, site))
    assert len(others | {first}) == 7


def test_it_is_built_once(made: Snapshot, site: Settings):
    file = serving.build(made, site)
    built = file.stat().st_ino
    assert serving.build(made, site).stat().st_ino == built
    assert serving.build(made, site, anew=True).stat().st_ino != built


def test_damaged_parquet_is_not_served(made: Snapshot, site: Settings):
    path = made.path / "tickets.parquet"
    data = bytearray(path.read_bytes())
    data[99] ^= 8
    path.write_bytes(data)
    with pytest.raises(StoreError, match="snapshot_damaged"):
        serving.build(made, site)


def test_a_view_that_fails_leaves_nothing_behind(
    made: Snapshot, site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "10_days.sql").write_text("select nonsense from days_base")
    monkeypatch.setattr(whole, "VIEWS", tmp_path)
    with pytest.raises(StoreError, match="serving_failed"):
        serving.build(made, site)
    assert {path.suffix for path in made.path.iterdir()} == {".parquet", ".json"}


def test_a_snapshot_from_before_a_column_was_declared_is_served(store: Store, site: Settings):
    with store.lock():
        made = publish(store, tickets=tickets(5).drop_columns(["manual_ref", "signed"]))
    file = serving.build(made, site)
    assert ask(file, "select distinct manual_ref, signed from tickets") == [(None, None)]


def test_no_tickets_at_all_is_served(store: Store, site: Settings):
    with store.lock():
        made = publish(store, tickets=tickets(0))
    assert ask(serving.build(made, site), "select count(*) from tickets") == [(0,)]
