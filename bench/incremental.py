"""A sync after a few rows changed in a million, by how many changed and from which database.

``sync`` is timed in a process of its own from its start to its end (``bench.once``), beside the bare read of the
changed rows by the driver; medians of ROUNDS. Its time and its memory are measured at a million rows and at a tenth of
them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from bench import alone, data
from bench.databases import _mariadb, _postgres
from bench.measure import Figure, record, seconds
from tests.databases import Server, mariadb_server, postgres_server

ROWS, FEW, ROUNDS = 1_000_000, 100_000, 3
CHANGES = (0, 10, 1_000, 10_000)
SOME = 1_000
LIMITS = {0: 2.0, 10: 2.0, SOME: 2.0, 10_000: 4.0}
MEMORY_LIMIT, GROWTH_LIMIT = 1024, 100
# What a sync of few rows takes is not to follow the whole: ten times the rows may take twice as long.
WHOLE_LIMIT = 2.0
BATCH = 50_000
SOURCE = "url = '{url}'"
TABLE = 'query = "select * from tickets"\nwatermark = "updated_at"\noverlap = "5m"'
MARKED = (
    "alter table tickets add updated_at {clock}",
    "update tickets set updated_at = reported_at",
    "create index changed on tickets (updated_at)",
)
CHANGED = "update tickets set updated_at = :now, rating = 1 + rating % 5 where ticket_id = :ticket"


@dataclass(frozen=True)
class Measured:
    """Syncs of one number of changes: median seconds, the MB of the largest, the seconds of the bare read."""

    seconds: float
    megabytes: float
    bare: float


class Site:
    """A site that reads the tickets of a database, synced whole once, by a process that then took ``whole``."""

    def __init__(self, url: str, rows: int, folder: Path) -> None:
        self._engine: Engine = create_engine(url, poolclass=NullPool)
        self._rows, self._folder, self._dice = rows, folder, random.Random(7)
        columns = "\n".join(f'{name} = "{name}"' for name in data.HEADERS)
        told = data.CONFIGURATION.format(file="x", columns=columns)
        told = told.replace('path = "."', SOURCE.format(url=url)).replace('files = "x"', TABLE)
        (folder / "cockpit.toml").touch(0o600)
        (folder / "cockpit.toml").write_text(told, encoding="utf-8")
        self.whole = self._synced()

    def measure(self, count: int) -> Measured:
        """Syncs ROUNDS times after so many rows changed."""
        runs, bare = [], []
        for _ in range(ROUNDS):
            since = self._change(count) if count else "2099-01-01"
            runs.append(self._synced())
            told = json.loads(runs[-1].output)["onward"]
            assert told["accepted"] == count, told
            bare.append(self._bare(since))
        taken, largest = statistics.median(run.seconds for run in runs), max(run.megabytes for run in runs)
        return Measured(taken, largest, statistics.median(bare))

    def _synced(self) -> alone.Run:
        places = {"COCKPIT_CONFIG": str(self._folder / "cockpit.toml"), "COCKPIT_DATA": str(self._folder / "data")}
        return alone.run([sys.executable, "-m", "bench.once"], os.environ | places)

    def _change(self, count: int) -> str:
        """Changes so many rows, an hour after the last change; gives their watermark."""
        with self._engine.begin() as connection:
            newest = connection.execute(text("select max(updated_at) from tickets")).scalar_one()
            now = f"{datetime.fromisoformat(str(newest)) + timedelta(hours=1)}"
            tickets = (f"WO{number:08d}" for number in self._dice.sample(range(self._rows), count))
            connection.execute(text(CHANGED), [{"now": now, "ticket": ticket} for ticket in tickets])
        return now

    def _bare(self, since: str) -> float:
        """Seconds to read the changed rows by the driver alone."""
        query = text("select * from tickets where updated_at >= :since")
        with self._engine.connect() as connection:
            return seconds(lambda: connection.execute(query, {"since": since}).fetchall(), repeat=3)


def _lite(path: Path, rows: int) -> None:
    """The tickets of the other benchmarks in a table with the time of each one's last change, indexed."""
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = off")
        names = [*data.HEADERS, "updated_at"]
        connection.execute(
            f"create table tickets ({' text, '.join(names)} text, primary key (ticket_id)) without rowid"
        )
        found = duckdb.execute(f"select *, reported_at from ({data.TICKETS.format(rows=rows)})")
        while batch := found.fetchmany(BATCH):
            connection.executemany(f"insert into tickets values ({', '.join('?' * len(names))})", batch)
        connection.execute("create index changed on tickets (updated_at)")
    connection.close()


@contextmanager
def sqlite_url(rows: int) -> Iterator[str]:
    """The URL of a copy of the SQLite file of so many tickets."""
    made = data.made(f"tickets_{rows}.db", lambda path: _lite(path, rows))
    with tempfile.TemporaryDirectory(dir=data.FOLDER) as folder:
        yield f"sqlite:///{shutil.copyfile(made, Path(folder, 'tickets.db'))}"


@contextmanager
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL database with a million tickets."""
    with postgres_server() as server:
        yield _marked(server, _postgres, "timestamp(0)")


@contextmanager
def mariadb_url() -> Iterator[str]:
    """The URL of a MariaDB database with a million tickets."""
    with mariadb_server() as server:
        yield _marked(server, _mariadb, "datetime")


def _marked(server: Server, fill: Callable[[Server, Path], str], clock: str) -> str:
    """Fills a database, and keeps in it when each row last changed."""
    url = fill(server, data.csv(ROWS))
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        for statement in MARKED:
            connection.execute(text(statement.format(clock=clock)))
    return url


@contextmanager
def _site(url: str, rows: int) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(dir=data.FOLDER) as folder:
        yield Site(url, rows, Path(folder))


def _by_count() -> Iterator[Figure]:
    """Each number of changes in SQLite, and the memory of them."""
    with sqlite_url(FEW) as url, _site(url, FEW) as site:
        few = site.measure(SOME)
    with sqlite_url(ROWS) as url, _site(url, ROWS) as site:
        found = {count: site.measure(count) for count in CHANGES}
        for count, one in found.items():
            yield _figure(f"sync of {count:,} changed rows in a million", count, one, site)
    largest, many = max(one.megabytes for one in found.values()), found[SOME].megabytes
    yield Figure("memory of these syncs", largest, MEMORY_LIMIT, "MB", f"whole {site.whole.megabytes:.0f} MB")
    taken = found[SOME].seconds
    note = f"{taken:.2f} s of a million rows, {few.seconds:.2f} s of 100,000"
    yield Figure("sync of 1,000 changed rows: a million / 100,000", taken / few.seconds, WHOLE_LIMIT, "x", note)
    note = f"{few.megabytes:.0f} MB of 100,000 rows, {many:.0f} MB of a million"
    yield Figure(
        "memory of 1,000 changed rows: a million beyond 100,000", many - few.megabytes, GROWTH_LIMIT, "MB", note
    )


def _by_server() -> Iterator[Figure]:
    """1,000 changes in each server's table."""
    for name, running in {"PostgreSQL": postgres_url, "MariaDB": mariadb_url}.items():
        with running() as url, _site(url, ROWS) as site:
            yield _figure(f"sync of 1,000 changed rows in a million of {name}", SOME, site.measure(SOME), site)


def _figure(name: str, count: int, one: Measured, site: Site) -> Figure:
    told = f"the bare read of these rows {one.bare * 1000:.1f} ms; a whole sync {site.whole.seconds:.1f} s"
    return Figure(name, one.seconds, LIMITS[count], "s", f"{told}; {one.megabytes:.0f} MB")


def main() -> bool:
    """Every number of changes and every database; true if all are within their limits."""
    subprocess.run([sys.executable, "-c", "from bench import data; data.csv()"], check=True)
    return record("incremental", [*_by_count(), *_by_server()])


if __name__ == "__main__":
    sys.exit(not main())
