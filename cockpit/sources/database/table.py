"""One table of a database: its query's rows into DuckDB, then through the checks."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from cockpit.checks import Job, Parsed, Raw, Watermark, check
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.settings.model import Source, TableSource
from cockpit.sources.database import onward
from cockpit.sources.database.limits import Patience
from cockpit.sources.database.loading import Loader, file_of
from cockpit.sources.database.session import Session
from cockpit.sources.since import Since

MEMORY = "150MB"


def job_of(source: Source, table: TableSource, name: str, zone: str, now: datetime, cache_dir: Path) -> Job:
    """What is to be read, in an empty folder of its own; a query's header is its column names."""
    folder = cache_dir / "queries" / f"{source.name}-{table.record}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Job(RECORDS[table.record], replace(table, header_row=None), source.name, name, zone, now, folder)


def read(session: Session, patience: Patience, job: Job, since: Since | None = None) -> Parsed:
    """The rows of the table as the session sees them, all or what is new ``since``; raises what the database raises."""
    own = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(job.folder / "spill")})
    try:
        own.execute("set TimeZone = 'UTC'")
        own.execute("set enable_progress_bar = false")
        try:
            loader = Loader(session, patience, own, job, as_times=True)
            raw, watermark = _rows(loader, since)
        except duckdb.ConversionException:  # a time that is none: as text it is told row by row
            loader = Loader(session, patience, own, job, as_times=False)
            raw, watermark = _rows(loader, since)
        parsed = check(own, raw, job, loader.cells, "")
    except duckdb.OutOfMemoryException:
        where = {"source": job.source, "file": job.file, "record": job.record.name}
        raise SourceError("texts_too_long", **where) from None
    finally:
        own.close()
        file_of(job).unlink(missing_ok=True)
    parsed.warnings[:0] = loader.warnings
    with parsed.rows.open("rb") as stream:
        return replace(parsed, sha256=hashlib.file_digest(stream, "sha256").hexdigest(), watermark=watermark)


def _rows(loader: Loader, since: Since | None) -> tuple[Raw, Watermark | None]:
    """Fills ``raw``."""
    if loader.job.table.watermark is None:
        return loader.load(loader.job.table.query or ""), None
    return onward.read(loader, since)
