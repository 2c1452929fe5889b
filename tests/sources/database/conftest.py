"""Databases with tickets, and what reading them gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import URL, create_engine, text

from cockpit.errors import SourceError
from cockpit.settings.model import Source, TableSource
from cockpit.sources import database
from cockpit.sources.database import Limits
from tests.sources.conftest import NOW

QUICK = Limits(connect=5, stall=20, total=60, tries=2, pause=0.01)
TICKETS = TableSource(
    "tickets",
    query="select * from tickets",
    columns={
        name: (name,)
        for name in ("ticket_id", "campus", "building", "category", "channel", "status", "reported_at", "resolved_at")
    },
    values={"status": {"处理中": "in_progress", "已关闭": "closed"}, "channel": {"电话": "phone"}},
)


@dataclass
class Desk:
    """A database of this test: statements are told to it, sources read from it."""

    url: URL
    cache: Path
    shown: list[str]

    def tell(self, *statements: str) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            for statement in statements:
                connection.execution_options(no_parameters=True).exec_driver_sql(statement)
        engine.dispose()

    def scalar(self, statement: str):
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = connection.scalar(text(statement))
        engine.dispose()
        return found

    def source(self, *tables: TableSource, **more) -> Source:
        url = more.pop("url", self.url)
        return Source("desk", url=url.render_as_string(hide_password=False), tables=tables or (TICKETS,), **more)

    def read(self, *tables: TableSource, limits: Limits = QUICK, progress=None, **more):
        """By record what was parsed, or the error."""
        source = self.source(*tables, **more)
        return database.parse(
            source, source.tables, "Asia/Shanghai", self.cache, NOW, progress or self.shown.append, limits
        )

    def tickets(self, limits: Limits = QUICK, progress=None, **more):
        found = self.read(limits=limits, progress=progress, **more)["tickets"]
        if isinstance(found, SourceError):
            raise found
        return found


def rows(parsed, columns="*"):
    """The accepted rows, times in UTC."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(f"select {columns} from read_parquet('{parsed.rows}') order by ticket_id").fetchall()


def problems(parsed):
    query = f"select row, \"column\", value, reason from read_parquet('{parsed.problems}') order by all"
    return duckdb.execute(query).fetchall()


@pytest.fixture
def desk_of(tmp_path):
    def made(server) -> Desk:
        return Desk(server.database(), tmp_path / "cache", [])

    return made


@pytest.fixture(params=["mariadb", "postgres"])
def server(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def desk(server, desk_of):
    return desk_of(server)


def ticket_table(rows: int = 3) -> list[str]:
    """Statements that make the tickets T1, T2, …, one a minute."""
    texts = ", ".join(f"{name} varchar(40)" for name in list(TICKETS.columns)[1:6])
    times = "reported_at timestamp null, resolved_at timestamp null"
    made = f"create table tickets (ticket_id varchar(20) primary key, {texts}, {times})"
    begin = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    values = ", ".join(
        f"('T{n}', '东校区', '教学楼 {n % 7}', '多媒体', '电话', '处理中', '{begin + timedelta(minutes=n)}', null)"
        for n in range(1, rows + 1)
    )
    return [made, f"insert into tickets values {values}"] if rows else [made]
