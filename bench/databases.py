"""A million tickets out of PostgreSQL and MariaDB: read and checked, against the bare read of the same rows into Arrow.

The bare read is by the fastest client that pip installs: ADBC for PostgreSQL, ConnectorX for MariaDB (of PyMySQL,
mysqlclient's kin CyMySQL and asyncmy, MySQL Connector/Python and it). Both are done in turn ROUNDS times, each in a
process of its own, and the medians compared.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pymysql

from bench import alone, data
from bench.measure import Figure, record
from cockpit import settings, sources
from cockpit.errors import SourceError
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


def _bare_postgres(url: str) -> int:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url.replace("postgresql+psycopg:", "postgresql:")) as connection, connection.cursor() as cursor:
        cursor.execute(QUERY)
        return int(cursor.fetch_arrow_table().num_rows)


def _bare_mariadb(url: str) -> int:
    import connectorx

    found: Any = connectorx.read_sql(url.replace("mariadb+pymysql:", "mysql:"), QUERY, return_type="arrow")
    return len(found)


def _ours(url: str, limit: int | None = None) -> int:
    """From the database to checked Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "cockpit.toml")
        file.touch(0o600)
        columns = "\n".join(f'{name} = "{name}"' for name in data.HEADERS)
        source = f"url = '{url}'\n[sources.bench.tables.tickets]\nquery = '{QUERY} {f'limit {limit}' if limit else ''}'"
        text = data.CONFIGURATION.format(file="", columns=columns).replace('path = "."\n', "")
        file.write_text(text.replace('[sources.bench.tables.tickets]\nfiles = ""', source), "utf-8")
        site = settings.load(file, Path(folder, "data"))
        outcome = sources.parse_all(site.sources[0], site.zone, Path(folder, "cache"), datetime.now(UTC))["tickets"]
        assert not outcome.refused, [str(error) for error in outcome.refused if isinstance(error, SourceError)]
        assert outcome.parsed[0].quarantined == 0, outcome.parsed[0]
        return outcome.parsed[0].accepted


WORK: dict[str, Callable[[str], int]] = {
    "bare postgres": _bare_postgres,
    "bare mariadb": _bare_mariadb,
    "ours": _ours,
    "few": lambda url: _ours(url, FEW),
}


def _timed(work: str, url: str, rows: int) -> tuple[float, float]:
    """Seconds of a piece of work in a process of its own, and the megabytes of that process."""
    run = alone.run([sys.executable, "-m", "bench.databases", work, url], os.environ)
    told = json.loads(run.output)
    assert told["rows"] == rows, told
    return told["seconds"], run.megabytes


def _compared(
    name: str, running: AbstractContextManager[Server], fill: Callable[[Server, Path], str]
) -> tuple[Figure, Figure]:
    """Ours over the bare read, and what a million rows take of memory beyond a tenth of them."""
    file = data.csv(ROWS)
    with running as server:
        url = fill(server, file)
        ours, bare = zip(
            *((_timed("ours", url, ROWS), _timed(f"bare {name}", url, ROWS)) for _ in range(ROUNDS)), strict=True
        )
        _, few = _timed("few", url, FEW)
    taken, floor = (statistics.median(seconds for seconds, _ in runs) for runs in (ours, bare))
    most = max(megabytes for _, megabytes in ours)
    note = f"{taken:.1f} s / {floor:.1f} s, medians of {ROUNDS}; by {'ADBC' if name == 'postgres' else 'ConnectorX'}"
    return (
        Figure(f"1,000,000 tickets from {name} / bare read", taken / floor, LIMIT, "x", note),
        Figure(f"memory of {name}: 1,000,000 rows beyond 100,000", most - few, MEMORY_LIMIT, "MB", f"{most:.0f} MB"),
    )


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
