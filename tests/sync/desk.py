"""A help desk in a database that a cockpit reads by its watermark."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from cockpit import settings as configuration
from cockpit.metrics import Question, open_cockpit
from cockpit.periods import Period
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, Store, serving
from cockpit.sync import Report, sync

NOW = datetime.fromisoformat("2026-03-20T12:00:00+08:00")
CONFIG = """
[site]
name = "小站"
zone = "Asia/Shanghai"
[sources.desk]
url = "{url}"
reconcile = "{reconcile}"
[sources.desk.tables.tickets]
query = "select * from tickets"
watermark = "changed"
overlap = "10m"
rating_scale = [1, 5]
values.level = {{ "一级" = "A" }}
[sources.desk.tables.tickets.columns]
ticket_id = "id"
campus = "campus"
building = "building"
category = "category"
level = "level"
status = "status"
device_id = "device"
engineer_id = "engineer"
reported_at = "reported"
resolved_at = "resolved"
rating = "rating"
[sources.people]
url = "{url}"
[sources.people.tables.staff]
table = "people"
columns = {{ staff_id = "id", name = "id" }}
constants = {{ role = "engineer", group = "一组", campus = "东", hired_on = "2020-01-01" }}
"""
# A key twice needs a table without a primary one.
TICKETS = """
create table tickets (
    place integer, id varchar(20), campus varchar(20), building varchar(20), category varchar(20), level varchar(20),
    status varchar(20), device varchar(20), engineer varchar(20), reported {time}, resolved {time}, rating integer,
    changed {time}
)
"""
TABLES = (TICKETS, "create table people (id varchar(20))", "insert into people values ('S1'), ('S2')")
FIRST = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001
Row = dict[str, Any]


class Desk:
    """A help desk whose clock moves on with every change, and a cockpit that reads it."""

    def __init__(self, folder: Path, url: str, time: str = "varchar(30)", reconcile: str = "24h") -> None:
        self.folder, self.now = folder, NOW
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cockpit.toml").write_text(CONFIG.format(url=url, reconcile=reconcile), "utf-8")
        (folder / "cockpit.toml").chmod(0o600)  # a password may stand in it
        self.engine = create_engine(url, poolclass=NullPool)
        self.text = time.startswith("varchar")
        self.clock = datetime(2026, 3, 10, 8, 0)  # noqa: DTZ001
        self.places = 0
        with self.engine.begin() as connection:
            for statement in TABLES:
                connection.execute(text(statement.format(time=time)))

    def site(self, data: str = "data") -> Settings:
        return configuration.load(self.folder / "cockpit.toml", self.folder / data, {})

    def sync(self, data: str = "data", *, accept: bool = False, full: bool = False) -> Report:
        report = sync(self.site(data), {"COCKPIT_NOW": self.now.isoformat()}, accept=accept, full=full)
        for table in report.as_dict()["tables"].values():
            assert table["read"] == table["accepted"] + table["quarantined"] + table["deduplicated"]
        snapshot = self.current(data)
        assert serving.lacking(snapshot, self.site(data)) is None
        assert snapshot.damage() == []
        return report

    def current(self, data: str = "data") -> Snapshot:
        found = Store(self.folder / data).current()
        assert found is not None
        return found

    def told(self, report: Report) -> dict[str, int] | None:
        """What was read by the watermark; None of a table read whole."""
        one = report.outcomes["tickets"].onward
        return one.counts if one else None

    def put(self, number: int, *, late: bool = False, **changed: Any) -> None:
        """A row of that key in place of any; a ``late`` one has a watermark long read over."""
        self.drop(number)
        self.add(number, late=late, **changed)

    def add(self, number: int, *, late: bool = False, **changed: Any) -> None:
        self.clock += timedelta(minutes=1)
        self.places += 1
        reported = FIRST + timedelta(hours=number % 50)
        row: Row = {
            "place": self.places, "id": f"T{number}", "campus": "东", "building": f"楼{number % 3}", "category": "网络",
            "level": "一级", "status": "closed", "device": f"D{number % 4}", "engineer": f"S{1 + number % 2}",
            "reported": reported, "resolved": reported + timedelta(hours=2), "rating": 1 + number % 5,
            "changed": datetime(2026, 3, 1) if late else self.clock,  # noqa: DTZ001
        } | changed  # fmt: skip
        if self.text:
            row = {name: f"{one:%Y-%m-%d %H:%M:%S}" if isinstance(one, datetime) else one for name, one in row.items()}
        self.run(f"insert into tickets ({', '.join(row)}) values ({', '.join(f':{name}' for name in row)})", **row)

    def drop(self, number: int) -> None:
        self.run("delete from tickets where id = :id", id=f"T{number}")

    def run(self, statement: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)


def rows(desk: Desk, columns: str = "ticket_id", data: str = "data") -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        relation = desk.current(data).relation("tickets")
        return sorted(connection.execute(f"select {columns} from {relation}").fetchall())


def pending(desk: Desk, data: str = "data") -> list[tuple[Any, ...]]:
    file = desk.current(data).file("quarantine")
    assert file is not None
    lines = pq.read_table(file).to_pylist()
    return sorted((one["key"] or "", one["column"] or "", one["value"] or "", one["reason"]) for one in lines)


def unmapped(desk: Desk, data: str = "data") -> dict[str, dict[str, int]]:
    """The values without a mapping that are told of the tickets."""
    found: dict[str, dict[str, int]] = desk.current(data).manifest["tables"]["tickets"]["unmapped"]
    return found


def served(desk: Desk, data: str) -> dict[str, list[Any]]:
    """Every table of the serving file; how often a row was read before is no part of what it says."""
    file = serving.path(desk.current(data), desk.site(data))
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        told = {name: connection.sql(f"select columns(lambda c: c <> '_row') from \"{name}\"") for name in tables}
        return {name: [sorted(one.columns), *sorted(one.fetchall(), key=repr)] for name, one in told.items()}


def figures(desk: Desk, data: str) -> list[Any]:
    cockpit = open_cockpit(desk.site(data), environ={"COCKPIT_NOW": desk.now.isoformat()})
    period = Period(date(2026, 3, 1), date(2026, 4, 1))
    asked = [("opened", ("building",)), ("repeat_fault", ()), ("sla_met", ("level",)), ("satisfaction", ("engineer",))]
    return [cockpit.answer(Question(name, period, by=by)).rows for name, by in asked]
