"""A million tickets out of PostgreSQL and MariaDB, against the bare read of the same rows into Arrow.

"read" is from the database to where the checks find the rows, every text looked through on the way; "import" is from
the database to checked rows as they are published, against the bare read and the bare writing of the same rows. The
bare read is by the fastest client that pip installs: ADBC for PostgreSQL, ConnectorX for MariaDB (of PyMySQL,
mysqlclient's kin CyMySQL and asyncmy, MySQL Connector/Python and it); the bare writing is DuckDB's COPY. All are done
in turn ROUNDS times, each in a process of its own, and the medians compared.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pymysql

from bench import alone, data
from bench.measure import Figure, record
from cockpit import settings, sources
from cockpit.checks.parsed import scalar
from cockpit.errors import SourceError
from cockpit.sources.database import address, opened, table
from cockpit.sources.database.limits import Limits, Patience
from cockpit.sources.database.loading import Loader
from tests.databases import Server, mariadb_server, postgres_server

ROWS, FEW, ROUNDS = 1_000_000, 100_000, 3
LIMIT, MEMORY_LIMIT = 1.5, 100
TIMES = [name for name in data.HEADERS if name.endswith("_at")]
OTHERS = {"ticket_id": "varchar(12) not null primary key", "rating": "smallint", "description": "varchar(200)"}
QUERY = "select * from tickets"


def _table(clock: str) -> str:
    """The statement that makes the tickets' table."""
    kinds = {name: OTHERS.get(name, clock if name in TIMES else "varchar(40)") for name in data.HEADERS}
    return f"create table tickets ({', '.join(f'{name} {kind}' for name, kind in kinds.items())})"


def _postgres(server: Server, file: Path) -> str:
    """The URL of a database with the tickets of a CSV."""
    url = server.database()
    where = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(where) as connection:
        connection.execute(_table("timestamp(0)"))
        with connection.cursor().copy("copy tickets from stdin (format csv, header)") as copy, file.open("rb") as lines:
            while piece := lines.read(1 << 20):
                copy.write(piece)
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("vacuum analyze tickets")
    return url.render_as_string(hide_password=False)


def _mariadb(server: Server, file: Path) -> str:
    """The URL of a database with the tickets of a CSV."""
    url = server.database()
    given = ", ".join(f"@{name}" for name in data.HEADERS)
    taken = ", ".join(f"{name} = nullif(@{name}, '')" for name in data.HEADERS)
    connection = pymysql.connect(
        host=url.host, port=url.port, user=url.username, password=url.password, database=url.database, local_infile=True
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(_table("datetime"))
        cursor.execute(
            f"load data local infile '{file}' into table tickets character set utf8mb4 fields terminated by ',' "
            f"optionally enclosed by '\"' ignore 1 lines ({given}) set {taken}"
        )
        connection.commit()
    return url.render_as_string(hide_password=False)


def _bare_postgres(url: str) -> Any:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url.replace("postgresql+psycopg:", "postgresql:")) as connection, connection.cursor() as cursor:
        cursor.execute(QUERY)
        return cursor.fetch_arrow_table()


def _bare_mariadb(url: str) -> Any:
    import connectorx

    return connectorx.read_sql(url.replace("mariadb+pymysql:", "mysql:"), QUERY, return_type="arrow")


def _written(rows: Any) -> int:
    """The rows as Parquet of the kind that is published."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.register("given", rows)
        connection.execute(f"copy (from given) to '{folder}/rows.parquet' (format parquet, compression zstd)")
    return len(rows)


def _site(url: str, folder: str, limit: int | None) -> settings.Settings:
    """A site that reads the tickets of a database."""
    file = Path(folder, "cockpit.toml")
    file.touch(0o600)
    columns = "\n".join(f'{name} = "{name}"' for name in data.HEADERS)
    source = f"url = '{url}'\n[sources.bench.tables.tickets]\nquery = '{QUERY} {f'limit {limit}' if limit else ''}'"
    text = data.CONFIGURATION.format(file="", columns=columns).replace('path = "."\n', "")
    file.write_text(text.replace('[sources.bench.tables.tickets]\nfiles = ""', source), "utf-8")
    return settings.load(file, Path(folder, "data"))


def _imported(url: str, limit: int | None = None) -> int:
    """From the database to checked Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        site = _site(url, folder, limit)
        outcome = sources.parse_all(site.sources[0], site.zone, Path(folder, "cache"), datetime.now(UTC))["tickets"]
    assert not outcome.refused, [str(error) for error in outcome.refused if isinstance(error, SourceError)]
    assert outcome.parsed[0].quarantined == 0, outcome.parsed[0]
    return outcome.parsed[0].accepted


def _read(url: str) -> int:
    """From the database to where the checks begin."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"memory_limit": table.MEMORY}) as own:
        own.execute("set TimeZone = 'UTC'")
        site = _site(url, folder, None)
        source, patience = site.sources[0], Patience(Limits())
        job = table.job_of(source, source.tables[0], "bench", site.zone, datetime.now(UTC), Path(folder))
        with opened(source, address(source), patience) as (session, _):
            Loader(session, patience, own, job, as_times=True).load(QUERY)
        return scalar(own, "select count(*) from raw")


WORK: dict[str, Callable[[str], int]] = {
    "bare postgres": lambda url: len(_bare_postgres(url)),
    "bare mariadb": lambda url: len(_bare_mariadb(url)),
    "bare import postgres": lambda url: _written(_bare_postgres(url)),
    "bare import mariadb": lambda url: _written(_bare_mariadb(url)),
    "read": _read,
    "import": _imported,
    "few": lambda url: _imported(url, FEW),
}


def _timed(work: str, url: str, rows: int) -> tuple[float, float]:
    """Seconds of a piece of work in a process of its own, and the megabytes of that process."""
    run = alone.run([sys.executable, "-m", "bench.databases", work, url], os.environ)
    told = json.loads(run.output)
    assert told["rows"] == rows, told
    return told["seconds"], run.megabytes


def _compared(
    name: str, running: AbstractContextManager[Server], fill: Callable[[Server, Path], str]
) -> Iterator[Figure]:
    """Reading and importing over their floors, and what a million rows take of memory beyond a tenth of them."""
    file = data.csv(ROWS)
    with running as server:
        url = fill(server, file)
        works = ("read", f"bare {name}", "import", f"bare import {name}")
        rounds = [[_timed(work, url, ROWS) for work in works] for _ in range(ROUNDS)]
        _, few = _timed("few", url, FEW)
    read, bare, imported, floor = (
        statistics.median(seconds for seconds, _ in runs) for runs in zip(*rounds, strict=True)
    )
    by = f"medians of {ROUNDS}; by {'ADBC' if name == 'postgres' else 'ConnectorX'}"
    most = max(megabytes for _, _, (_, megabytes), _ in rounds)
    yield Figure(
        f"read of 1,000,000 tickets from {name} / bare read",
        read / bare,
        LIMIT,
        "x",
        f"{read:.1f} s / {bare:.1f} s, {by}",
    )
    told = f"{imported:.1f} s / {floor:.1f} s; {imported / bare:.1f}x of the bare read alone"
    yield Figure(f"import of 1,000,000 tickets from {name} / bare read and Parquet", imported / floor, LIMIT, "x", told)
    yield Figure(f"memory of {name}: 1,000,000 rows beyond 100,000", most - few, MEMORY_LIMIT, "MB", f"{most:.0f} MB")


def main() -> bool:
    """Both databases; true if they are within their limits."""
    subprocess.run([sys.executable, "-c", "from bench import data; data.csv()"], check=True)
    figures = (
        *_compared("postgres", postgres_server(), _postgres),
        *_compared("mariadb", mariadb_server(), _mariadb),
    )
    return record("databases", list(figures))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(not main())
    begin = time.perf_counter()
    count = WORK[sys.argv[1]](sys.argv[2])
    print(json.dumps({"rows": count, "seconds": time.perf_counter() - begin}))
