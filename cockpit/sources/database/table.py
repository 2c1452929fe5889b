"""One table of a database: its query's rows into DuckDB, then through the checks."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from cockpit.checks import Job, Parsed, Raw, check
from cockpit.errors import SourceError
from cockpit.records import RECORDS, Kind
from cockpit.settings.model import Source, TableSource
from cockpit.sources import headers
from cockpit.sources.database.columns import DAY, FIGURE, INSTANT, LOCAL, TRUTH, Column, loaded, timed
from cockpit.sources.database.limits import Patience
from cockpit.sources.database.session import Session

MEMORY = "600MB"
TIMES = (INSTANT, LOCAL, DAY)
# What a column of ours cannot be read from; to say so once is better than to put every row aside.
STRANGE = {
    **dict.fromkeys((Kind.TIME, Kind.DAY, Kind.MONTH, Kind.CLOCK), (FIGURE, TRUTH)),
    **dict.fromkeys((Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.FLAG, Kind.CHOICE), TIMES),
}


def job_of(source: Source, table: TableSource, name: str, zone: str, now: datetime, cache_dir: Path) -> Job:
    """What is to be read, in an empty folder of its own; a query's header is its column names."""
    folder = cache_dir / "queries" / f"{source.name}-{table.record}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Job(RECORDS[table.record], replace(table, header_row=None), source.name, name, zone, now, folder)


def read(session: Session, patience: Patience, job: Job) -> Parsed:
    """All rows of the table as the session sees them; what the database raises is raised here."""
    own = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(job.folder / "spill")})
    try:
        own.execute("set TimeZone = 'UTC'")
        try:
            raw, cells, warnings = _load(session, patience, own, job, as_times=True)
        except duckdb.ConversionException:  # a time that is none: as text it is told row by row
            raw, cells, warnings = _load(session, patience, own, job, as_times=False)
        parsed = check(own, raw, job, cells, "")
    finally:
        own.close()
    parsed.warnings[:0] = warnings
    with parsed.rows.open("rb") as stream:
        return replace(parsed, sha256=hashlib.file_digest(stream, "sha256").hexdigest())


def _load(
    session: Session, patience: Patience, own: duckdb.DuckDBPyConnection, job: Job, *, as_times: bool
) -> tuple[Raw, dict[str, str], list[dict[str, object]]]:
    columns, batches = patience.call(lambda: session.read(job.table.query or ""), session.abort)
    cells, warnings = _matched(job, columns)
    typed = timed(job, cells, columns) if as_times else {}
    declared, selected = loaded(columns, typed)
    own.execute(f"create or replace table raw ({declared})")
    failed: duckdb.Error | None = None
    for batch in patience.stream(batches, session.abort):
        if failed is None:
            own.register("given_rows", batch)
            try:
                own.execute(f"insert into raw select {selected} from given_rows")
            except duckdb.ConversionException as error:  # the rest is let pass, so that the view can be asked again
                failed = error
            own.unregister("given_rows")
    if failed is not None:
        raise failed
    return Raw(tuple(one.name for one in columns), row="rowid + 1", totals=False, typed=typed), cells, warnings


def _matched(job: Job, columns: Sequence[Column]) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Our column → its cell. What the mapping names must be there, and be what can be read as that column."""
    header = headers.Header(0, 0, tuple(column.name for column in columns))
    cells, warnings = headers.match(header, job, strict=True)
    for name, cell in cells.items():
        column = columns[int(cell.removeprefix("c"))]
        if ":" not in name and column.holds in STRANGE.get(job.record.column(name).kind, ()):
            told = {"column": name, "header": column.name, "found": column.holds}
            raise SourceError("column_type", source=job.source, file=job.file, record=job.record.name, **told)
    return cells, warnings
