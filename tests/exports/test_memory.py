"""A file of many rows takes no more memory than one of few."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FEW, MANY = 20, 120
BATCH = 5_000
MOST_MEGABYTES = 60
PROGRAM = """
import resource, sys
from pathlib import Path
import pyarrow as pa
import xlsxwriter
from cockpit.exports import delimited
from cockpit.exports.ahead import ahead
from cockpit.exports.filling import Long, fill

kind, out, count, batch = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])

def batches():
    for number in range(count):
        texts = [f"{number}-{row} =一段文字" * 4 for row in range(batch)]
        yield pa.table({"a": texts, "b": pa.array(range(batch)), "c": texts})

if kind == "csv":
    with out.open("wb") as file:
        for chunk in ahead(delimited.csv_chunks(["a", "b", "c"], batches())):
            file.write(chunk)
elif kind == "parquet":
    delimited.write_parquet(out, batches(), {})
else:
    setup = out.with_name("setup.xlsx")
    with xlsxwriter.Workbook(setup) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b", "c"])
        for place in range(3):
            page.write_blank(1, place, None, book.add_format({"valign": "top"}))
    fill(setup, out, {0: Long(count * batch, batches())})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak(kind: str, folder: Path, count: int) -> float:
    """Megabytes that a process of its own held at most."""
    command = [sys.executable, "-c", PROGRAM, kind, str(folder / f"out-{count}"), str(count), str(BATCH)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: str):
    few, many = (peak(kind, tmp_path, count) for count in (FEW, MANY))
    assert many - few < MOST_MEGABYTES
