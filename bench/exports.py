"""Files of many rows: a formatted workbook against bare XlsxWriter and a naive page, a CSV against DuckDB's COPY."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import xlsxwriter

from bench import data, queries
from bench.measure import Figure, record
from cockpit import settings
from cockpit.exports import detail, inert, pivots
from cockpit.exports.detail import Detail
from cockpit.metrics import Cockpit, PivotQuestion
from cockpit.periods import Period
from cockpit.request import Request
from cockpit.tables import arranged

COLUMNS = (
    "ticket_id", "reported_at", "level", "status", "campus", "building", "room", "category", "subcategory", "title",
    "description", "channel", "device_type", "device_id", "engineer_id", "responded_at", "finished_at", "due_at",
    "deadline", "rating",
)  # fmt: skip
ROWS = 100_000
NAIVE_ROWS = 25_000
SOME = Period(date(2026, 5, 8), date(2026, 8, 25))
WHOLE = queries.ALL
MEASURES = ("opened", "sla_met", "time_to_resolve")
# Bare XlsxWriter is the limit; a third of it is what "several times faster" means here.
BARE_LIMIT, NAIVE_LIMIT = 1 / 3, 0.2
FIRST_BYTE_MS, COPY_LIMIT, MEMORY_MB = 300, 2.0, 150


def wanted(cockpit: Cockpit, period: Period) -> Detail:
    """The faults of a period in twenty columns."""
    request = _request(cockpit, period)
    return detail.prepared(request, request.question("opened"), columns=COLUMNS)


def _request(cockpit: Cockpit, period: Period) -> Request:
    site = settings.load(data.configuration(data.csv()), data.FOLDER / "site")
    return Request(cockpit, site, "zh-Hans", period)


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _bare(rows: Detail, out: Path) -> float:
    """XlsxWriter in constant memory, cell by cell, of rows that are there already; no format but that of times."""
    table = pa.concat_tables([rows.words.worded(batch) for batch in rows.rows], promote_options="permissive")
    columns = [column.to_pylist() for column in table.columns]
    times = {place for place, column in enumerate(table.columns) if pa.types.is_timestamp(column.type)}

    def work() -> None:
        with xlsxwriter.Workbook(str(out), {**inert.WORKBOOK, "constant_memory": True}) as book:
            page, stamp = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            page.write_row(0, 0, [column.title for column in rows.columns])
            for number, row in enumerate(zip(*columns, strict=True), 1):
                for place, cell in enumerate(row):
                    if cell is not None and place in times:
                        page.write_datetime(number, place, cell, stamp)
                    elif isinstance(cell, str):
                        page.write_string(number, place, cell)
                    elif cell is not None:
                        page.write_number(number, place, cell)

    return _timed(work)


def _naive(rows: Detail, out: Path) -> float:
    """What a page does that calls to_excel; of a part of the rows, since it takes so long."""
    table = pa.concat_tables([rows.words.worded(batch) for batch in rows.rows], promote_options="permissive")
    frame = table.slice(0, NAIVE_ROWS).to_pandas()
    return _timed(lambda: frame.to_excel(out, index=False, engine="openpyxl"))


def _pivot(cockpit: Cockpit, folder: Path) -> tuple[float, int]:
    """Seconds for the workbook of a pivot with the rows behind each of its measures, and how many cells those are."""
    request = _request(cockpit, SOME)
    question = PivotQuestion(MEASURES, SOME, ("campus", "building"), ("month",))
    table = arranged(cockpit.pivot(question, request.rights))
    behind = pivots.with_rows(request, table)
    took = _timed(lambda: pivots.write(pivots.Wanted(request, table, behind, heat=True), folder / "pivot.xlsx"))
    return took, sum(one.detail.rows.count * len(one.detail.columns) for one in behind)


def _workbooks(cockpit: Cockpit, folder: Path) -> list[Figure]:
    rows = wanted(cockpit, SOME)
    assert rows.rows.count >= ROWS * 0.95, rows.rows.count
    ours = _timed(lambda: detail.write(wanted(cockpit, SOME), folder / "ours.xlsx"))
    bare = _bare(rows, folder / "bare.xlsx")
    naive = _naive(rows, folder / "naive.xlsx") * rows.rows.count / NAIVE_ROWS
    pivot, cells = _pivot(cockpit, folder)
    same = bare * cells / (rows.rows.count * len(rows.columns))
    of_cells = (
        f"{len(MEASURES)} measures with their rows, {cells / 1e6:.1f} M cells: {pivot:.1f} s / {same:.1f} s, scaled"
    )
    told = f"{rows.rows.count:,} x {len(rows.columns)}: {ours:.1f} s / {bare:.1f} s"
    beside = f"{ours:.1f} s / {naive:.1f} s ({NAIVE_ROWS:,} rows, scaled)"
    return [
        Figure("formatted xlsx / bare XlsxWriter", ours / bare, BARE_LIMIT, "x", told),
        Figure("formatted xlsx / pandas + openpyxl", ours / naive, NAIVE_LIMIT, "x", beside),
        Figure("pivot workbook / bare XlsxWriter of as many cells", pivot / same, BARE_LIMIT, "x", of_cells),
    ]


def _csv(cockpit: Cockpit, folder: Path) -> list[Figure]:
    begin = time.perf_counter()
    chunks = detail.csv(wanted(cockpit, WHOLE))
    next(chunks)
    next(chunks)
    first = (time.perf_counter() - begin) * 1e3
    ours = _timed(lambda: detail.write(wanted(cockpit, WHOLE), folder / "ours.csv"))
    names = ", ".join(name for name in COLUMNS if name != "deadline")
    sql = (
        f"copy (select {names}, status from store.tickets where work_type = 'fault' order by reported_at, ticket_id) "
        f"to '{folder / 'copy.csv'}' (format csv, header)"
    )
    connection = queries.by_hand(cockpit)
    copy = _timed(lambda: connection.execute(sql))
    size = (folder / "ours.csv").stat().st_size / 1e6
    return [
        Figure("CSV: first rows of 1,000,000", first, FIRST_BYTE_MS, "ms"),
        Figure(
            "CSV of 1,000,000 / DuckDB COPY",
            ours / copy,
            COPY_LIMIT,
            "x",
            f"{ours:.1f} s / {copy:.1f} s, {size:.0f} MB",
        ),
    ]


def _memory() -> list[Figure]:
    """What a process grows by from a file of 50,000 rows to one of 1,000,000."""
    figures = []
    for suffix in (".csv", ".xlsx"):
        command = [sys.executable, "-m", "bench.exports", suffix]
        grown = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        figures.append(
            Figure(f"memory of 1,000,000 rows as {suffix[1:]}", grown, MEMORY_MB, "MB", "beyond 50,000 rows")
        )
    return figures


def _grown(suffix: str) -> float:
    cockpit = queries.open_site()
    peaks = []
    with tempfile.TemporaryDirectory(dir=data.FOLDER) as folder:
        for period in (Period(date(2026, 7, 1), date(2026, 8, 25)), WHOLE):
            detail.write(wanted(cockpit, period), Path(folder) / f"out{suffix}")
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return peaks[1] - peaks[0]


def main() -> bool:
    """All of them; true if within the limits."""
    memory = _memory()
    cockpit = queries.open_site()
    with tempfile.TemporaryDirectory(dir=data.FOLDER) as folder:
        figures = [*_workbooks(cockpit, Path(folder)), *_csv(cockpit, Path(folder)), *memory]
    return record("exports", figures)


if __name__ == "__main__":
    if sys.argv[1:]:
        print(_grown(sys.argv[1]))
    else:
        sys.exit(not main())
