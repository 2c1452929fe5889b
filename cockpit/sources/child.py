"""The child process in which foreign files are parsed: JSON request on stdin, JSON lines on stdout.

It limits its own memory and processor time; its parent watches the real memory and the clock.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from cockpit.checks import Job, Parsed, Raw, check
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.settings.model import Fold, TableSource, Take, Unpivot
from cockpit.sources import content, delimited, workbook
from cockpit.sources.lean import forgo_pandas

# Text stands in DuckDB alone, a workbook's cells at first in Python too; either process stays below 1 GB.
TEXT_MEMORY, WORKBOOK_MEMORY = "600MB", "450MB"
SMALL = 8 << 20
# Beyond this a table that lies compressed on disk is read faster again and again than one that spills from memory.
LARGE, PACKED = 320 << 20, 8
WORKBOOKS = (".xlsx", ".xlsm", ".xls")


def table_from(told: dict[str, Any]) -> TableSource:
    """A TableSource as it was before it became JSON."""
    told = dict(told)
    for name in ("columns", "join", "leave_out"):
        told[name] = {column: tuple(headers) for column, headers in told[name].items()}
    for name in ("nulls", "dates", "fill_down"):
        told[name] = tuple(told[name])
    told["rating_scale"] = tuple(told["rating_scale"]) if told["rating_scale"] else None
    if told["fold"]:
        first = {
            name: Take(take["column"], take["take"], tuple(take["equals"]), tuple(take["differs"]))
            for name, take in told["fold"]["first"].items()
        }
        told["fold"] = Fold(told["fold"]["key"], told["fold"]["order"], first)
    told["unpivot"] = Unpivot(**told["unpivot"]) if told["unpivot"] else None
    told["overlap"] = timedelta(seconds=told["overlap"])
    return TableSource(**told)


def parse(file: Path, job: Job, sha256: str) -> Parsed:
    """Reads one file whole: text or workbook, by its name and its first bytes."""
    with opened(file, job.folder) as connection:
        raw, cells, warnings = load(connection, file, job)
        parsed = check(connection, raw, job, cells, sha256)
        parsed.warnings[:0] = warnings
        return parsed


@contextmanager
def opened(file: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store for the rows of a file, of the size and the memory that it takes; what it leaves is taken away."""
    size = file.stat().st_size * (PACKED if file.suffix.lower() == ".gz" else 1)
    beside = folder / "raw.duckdb"
    memory = WORKBOOK_MEMORY if is_workbook(file) else TEXT_MEMORY
    config: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(folder / "spill")}
    connection = duckdb.connect(beside if size > LARGE else ":memory:", config=config)
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        if size < SMALL:
            connection.execute("set threads = 1")
            # A question of many nested readings takes four times as long to be looked through for lists as to be asked.
            connection.execute("set disabled_optimizers = 'in_clause'")
        yield connection
    finally:
        connection.close()
        for left in (folder / "utf8.csv", beside):
            left.unlink(missing_ok=True)


def is_workbook(file: Path) -> bool:
    """Whether a file is called a workbook."""
    return file.suffix.lower() in WORKBOOKS


def load(
    connection: duckdb.DuckDBPyConnection, file: Path, job: Job
) -> tuple[Raw, dict[str, str], list[dict[str, object]]]:
    """Fills the table ``raw`` from a file of any kind."""
    return (workbook.load if is_workbook(file) else _text)(connection, file, job)


def _text(
    connection: duckdb.DuckDBPyConnection, file: Path, job: Job
) -> tuple[Raw, dict[str, str], list[dict[str, object]]]:
    refuse_other_than_text(file, job)
    return delimited.load(connection, file, job)


def refuse_other_than_text(file: Path, job: Job) -> None:
    """Refuses what is called text and is something else by its first bytes."""
    kind = content.kind(file)
    if kind not in ("text", "gzip", "xml"):
        key = "file_empty" if kind == "empty" else "not_text"
        raise SourceError(key, source=job.source, file=job.file, record=job.record.name, kind=kind)


def limit(memory: int, seconds: int) -> None:
    """Keeps this process to an address space in bytes and to seconds of processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell(**message: object) -> None:
    """Says something to the parent: a line of JSON."""
    sys.stdout.write(json.dumps(message, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Works through the request's files, one at a time."""
    request = json.loads(sys.stdin.readline())
    limit(request["address_space"], request["cpu_seconds"])
    forgo_pandas()
    gc.disable()  # millions of cells at once would be looked through again and again, and none of them is in a cycle
    tables = [table_from(told) for told in request["tables"]]
    for number, item in enumerate(request["items"]):
        table = tables[item["table"]]
        job = Job(
            RECORDS[table.record],
            table,
            request["source"],
            item["file"],
            request["zone"],
            datetime.fromisoformat(request["now"]),
            Path(item["folder"]),
        )
        tell(started=number)
        try:
            job.folder.mkdir(parents=True, exist_ok=True)
            parsed = parse(Path(item["path"]), job, item["sha256"])
        except SourceError as error:
            tell(refused=number, key=error.key, arguments=error.arguments)
        except (MemoryError, duckdb.OutOfMemoryException):
            tell(refused=number, key="too_much_memory", arguments=_where(job))
        except Exception as error:  # noqa: BLE001 - a foreign file must never stop the others
            tell(
                refused=number,
                key="file_unreadable",
                arguments=_where(job) | {"reason": f"{type(error).__name__}: {error}"},
            )
        else:
            tell(done=number, parsed=asdict(parsed))


def _where(job: Job) -> dict[str, object]:
    return {"source": job.source, "file": job.file, "record": job.record.name}


if __name__ == "__main__":
    main()
