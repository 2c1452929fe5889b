"""A sync after a few rows changed in a million, from SQLite, by how many changed, and beside the bare read of these.

``sync`` is timed in a process of its own from its start to its end; medians of ROUNDS.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from bench import alone, data
from bench.measure import Figure, record, seconds
from cockpit import settings
from cockpit.sync import silent, sync

ROWS, ROUNDS = 1_000_000, 3
CHANGES = (0, 10, 1_000, 10_000)
LIMITS = {0: 2.0, 10: 2.0, 1_000: 2.0, 10_000: 4.0}
MEMORY_LIMIT = 1024
BATCH = 50_000
SOURCE = 'url = "sqlite:///{file}"'
TABLE = 'query = "select * from tickets"\nwatermark = "updated_at"\noverlap = "5m"'


def _database(path: Path) -> None:
    """The tickets of the other benchmarks in a table with the time of each one's last change, indexed."""
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = off")
        names = [*data.HEADERS, "updated_at"]
        connection.execute(
            f"create table tickets ({' text, '.join(names)} text, primary key (ticket_id)) without rowid"
        )
        rows = duckdb.execute(f"select *, reported_at from ({data.TICKETS.format(rows=ROWS)})")
        while batch := rows.fetchmany(BATCH):
            connection.executemany(f"insert into tickets values ({', '.join('?' * len(names))})", batch)
        connection.execute("create index changed on tickets (updated_at)")
    connection.close()


def _site(made: Path, folder: Path) -> Path:
    """A copy of the database and the cockpit.toml that reads it."""
    file = folder / "tickets.db"
    shutil.copyfile(made, file)
    columns = "\n".join(f'{name} = "{name}"' for name in data.HEADERS)
    text = data.CONFIGURATION.format(file="x", columns=columns)
    text = text.replace('path = "."', SOURCE.format(file=file)).replace('files = "x"', TABLE)
    (folder / "cockpit.toml").write_text(text, encoding="utf-8")
    return file


def _change(file: Path, count: int, dice: random.Random) -> str:
    """Changes so many rows, an hour after the last change; gives their watermark."""
    with sqlite3.connect(file) as connection:
        ((newest,),) = connection.execute("select max(updated_at) from tickets").fetchall()
        now = f"{datetime.fromisoformat(newest) + timedelta(hours=1)}"
        keys = [(now, f"WO{number:08d}") for number in dice.sample(range(ROWS), count)]
        connection.executemany("update tickets set updated_at = ?, rating = 1 + rating % 5 where ticket_id = ?", keys)
    connection.close()
    return now


def _synced(folder: Path) -> alone.Run:
    environ = os.environ | {"COCKPIT_CONFIG": str(folder / "cockpit.toml"), "COCKPIT_DATA": str(folder / "data")}
    return alone.run([sys.executable, "-m", "bench.incremental", "once"], environ)


def _bare(file: Path, since: str) -> float:
    """Seconds to read the changed rows by the driver alone."""
    with sqlite3.connect(file) as connection:
        taken = seconds(
            lambda: connection.execute("select * from tickets where updated_at >= ?", (since,)).fetchall(), repeat=3
        )
    connection.close()
    return taken


def once() -> None:
    """What the timed process does."""
    report = sync(settings.load(), progress=silent)
    onward = report.outcomes["tickets"].onward
    print(json.dumps(onward.counts if onward else None))


def main() -> bool:
    """Every number of changes; true if all are within their limits."""
    dice, figures, largest = random.Random(7), [], 0.0
    made = data.made(f"tickets_{ROWS}.db", _database)
    with tempfile.TemporaryDirectory(dir=data.FOLDER) as name:
        folder = Path(name)
        file = _site(made, folder)
        whole = _synced(folder)
        for count in CHANGES:
            runs, bare = [], 0.0
            for _ in range(ROUNDS):
                since = _change(file, count, dice) if count else "9999"
                runs.append(_synced(folder))
                told = json.loads(runs[-1].output)
                assert told["accepted"] == count, told
                bare = _bare(file, since)
            taken = statistics.median(run.seconds for run in runs)
            largest = max(largest, *(run.megabytes for run in runs))
            note = f"the bare read of these rows {bare * 1000:.1f} ms; a whole sync {whole.seconds:.1f} s"
            figures.append(Figure(f"sync of {count:,} changed rows in a million", taken, LIMITS[count], "s", note))
    figures.append(Figure("memory of these syncs", largest, MEMORY_LIMIT, "MB", f"whole {whole.megabytes:.0f} MB"))
    return record("incremental", figures)


if __name__ == "__main__":
    if sys.argv[1:] == ["once"]:
        once()
    else:
        sys.exit(not main())
