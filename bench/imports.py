"""Import against its floor: the bare reading of the file, the same sorted Parquet, the same table by bare DuckDB.

Both are done in turn ROUNDS times, and the medians compared, since one run is off by up to a tenth.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from bench import alone, data
from bench.measure import Figure, record, seconds
from cockpit import settings
from cockpit.records import RECORDS
from cockpit.store import Store, serving, whole

VIEW = whole.VIEWS / "20_tickets.sql"
ROUNDS = 3
LIMIT = 2.0
MEMORY_LIMIT = 1024


def _imported(file: Path, folder: Path) -> alone.Run:
    """A sync from nothing into a data folder, from the start of its process to its end."""
    environ = os.environ | {"COCKPIT_CONFIG": str(data.configuration(file)), "COCKPIT_DATA": str(folder)}
    run = alone.run([sys.executable, "-m", "bench.once"], environ)
    read = json.loads(run.output)["whole"]
    assert read["accepted"] == read["read"] > 0, read
    return run


def _floor(file: Path, reader: str, folder: Path) -> float:
    """Seconds to read the file bare, write the Parquet the import wrote and build the tickets' table out of it."""
    snapshot = Store(folder).current()
    assert snapshot is not None
    built = serving.path(snapshot, settings.load(data.configuration(file), folder))
    parquet, beside, table = snapshot.file("tickets"), folder / "floor.parquet", folder / "floor.duckdb"
    assert parquet is not None

    def work() -> None:
        if reader == "calamine":
            CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        else:
            duckdb.sql(f"create or replace temp table bare as select * from read_csv('{file}')")
        duckdb.sql(
            f"copy (select * from '{parquet}' order by reported_at) to '{beside}' (format parquet, compression zstd)"
        )
        _table(table, parquet, built)

    return seconds(work, repeat=1)


def _table(file: Path, parquet: Path, built: Path) -> None:
    """The tickets with their derived columns by bare DuckDB: the view's SQL over the Parquet, and nothing else.

    No other record, no search for what the ENUMs hold, no proof of what was read: the types, the contract and the
    calendar are taken from the file built.
    """
    with duckdb.connect(str(file), config={"threads": 2}) as connection:
        connection.execute("set TimeZone = 'Asia/Shanghai'")
        connection.execute(f"attach '{built}' as built (read_only)")
        for facts in ("days", "terms", "limits", "site"):
            connection.execute(f"create table {facts} as select * from built.{facts}")
        present = set(connection.sql(f"select * from '{parquet}' limit 0").columns)
        kinds = dict(connection.execute("select column_name, column_type from (describe built.tickets)").fetchall())
        columns = []
        for name in RECORDS["tickets"].names:
            taken = f'"{name}"' if name in present else "null"
            columns.append(f'cast({taken} as {kinds[name]}) as "{name}"')
        connection.execute("create schema raw")
        connection.execute(f"create view raw.tickets as select {', '.join(columns)} from '{parquet}'")
        connection.execute(f"create table tickets as {VIEW.read_text('utf-8')}")
        connection.execute("checkpoint")


def _compared(file: Path, reader: str) -> tuple[Figure, float]:
    """The import over its floor, and the MB of the import's largest process."""
    imports, floors = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=data.FOLDER) as folder:
            imports.append(_imported(file, Path(folder)))
            floors.append(_floor(file, reader, Path(folder)))
    taken, floor = statistics.median(run.seconds for run in imports), statistics.median(floors)
    largest = max(run.megabytes for run in imports)
    note = f"{taken:.1f} s / {floor:.1f} s, medians of {ROUNDS}; {largest:.0f} MB"
    return Figure(f"import {file.name} / its floor", taken / floor, LIMIT, "x", note), largest


def main() -> bool:
    """Both imports; true if they are within their limits."""
    subprocess.run([sys.executable, "-c", "from bench import data; data.csv(); data.xlsx()"], check=True)
    ratios, peaks = zip(
        *(_compared(*pair) for pair in ((data.csv(), "read_csv"), (data.xlsx(), "calamine"))), strict=True
    )
    return record("imports", [Figure("memory of an import", max(peaks), MEMORY_LIMIT, "MB"), *ratios])


if __name__ == "__main__":
    sys.exit(not main())
