"""Import against its floor: the bare reading of the file, the same sorted Parquet, the same table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from bench import data
from bench.measure import Figure, peak_megabytes, record, seconds
from cockpit import settings
from cockpit.store import Store, serving

LIMIT = 2.0
MEMORY_LIMIT = 1024


def _imported(file: Path) -> tuple[Path, float]:
    """The data folder after ``python -m cockpit sync`` from nothing, and the seconds it took."""
    folder = Path(tempfile.mkdtemp(dir=data.FOLDER))
    command = [sys.executable, "-m", "cockpit", "sync", "--json"]
    environ = os.environ | {"COCKPIT_CONFIG": str(data.configuration(file)), "COCKPIT_DATA": str(folder)}

    def work() -> None:
        result = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if result.returncode:
            sys.exit(result.stderr)
        read = json.loads(result.stdout)["tables"]["tickets"]
        assert read["accepted"] == read["read"], read

    return folder, seconds(work, repeat=1)


def _floor(file: Path, reader: str, folder: Path) -> float:
    """Seconds to read the file bare, write the Parquet the import wrote, and build the table the import built."""
    site = settings.load(data.configuration(file), folder)
    snapshot = Store(folder).current()
    assert snapshot is not None
    parquet = snapshot.file("tickets")
    beside = folder / "floor.parquet"

    def work() -> None:
        if reader == "calamine":
            CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        else:
            duckdb.sql(f"create or replace temp table bare as select * from read_csv('{file}')")
        duckdb.sql(
            f"copy (select * from '{parquet}' order by reported_at) to '{beside}' (format parquet, compression zstd)"
        )
        serving.path(snapshot, site).unlink(missing_ok=True)
        serving.build(snapshot, site)

    return seconds(work, repeat=1)


def main() -> bool:
    """Both imports; true if they are within their limits."""
    files = ((data.csv(), "read_csv"), (data.xlsx(), "calamine"))
    imported = [_imported(file) for file, _ in files]
    # Before the floors: a child's peak counts what its parent held when it was started.
    figures = [Figure("memory of an import", peak_megabytes(), MEMORY_LIMIT, "MB")]
    for (file, reader), (folder, taken) in zip(files, imported, strict=True):
        floor = _floor(file, reader, folder)
        shutil.rmtree(folder)
        note = f"{taken:.1f} s / {floor:.1f} s"
        figures.append(Figure(f"import {file.name} / its floor", taken / floor, LIMIT, "x", note))
    return record("imports", figures)


if __name__ == "__main__":
    sys.exit(not main())
