"""Sources: files and databases in, our columns out, every fault named."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from cockpit.checks import Job, Parsed
from cockpit.errors import SourceError
from cockpit.records import RECORDS
from cockpit.settings.model import Source, TableSource
from cockpit.sources import cache, nursery
from cockpit.sources.since import Since

RESTS, PATIENCE = 0.3, 20.0
YOUNG = 2.0

__all__ = ["Outcome", "Parsed", "Since", "check", "parse", "parse_all"]


@dataclass
class Outcome:
    """What became of one table of a source: what was read, and what was refused."""

    parsed: list[Parsed] = field(default_factory=list)
    refused: list[SourceError] = field(default_factory=list)


def _quiet(_: str) -> None:
    return None


def parse(
    source: Source,
    table: TableSource,
    settings_zone: str,
    cache_dir: Path,
    now: datetime,
    progress: Callable[[str], None] = _quiet,
) -> Outcome:
    """Reads one table of a source; unchanged files come from the cache."""
    return parse_all(source, settings_zone, cache_dir, now, progress, (table,))[table.record]


def check(source: Source, table: TableSource, settings_zone: str, cache_dir: Path, now: datetime) -> Outcome:
    """The same as ``parse``, for a dry run: nothing is published by either."""
    return parse(source, table, settings_zone, cache_dir, now)


def parse_all(
    source: Source,
    settings_zone: str,
    cache_dir: Path,
    now: datetime,
    progress: Callable[[str], None] = _quiet,
    tables: Sequence[TableSource] | None = None,
    since: Mapping[str, Since] = MappingProxyType({}),
) -> dict[str, Outcome]:
    """Reads all tables of a source together: a database in one transaction, files through one child process.

    Of a database's records in ``since`` only what is new is read.
    """
    tables = source.tables if tables is None else tables
    zone = source.zone or settings_zone
    if source.url is None:
        return _files(source, tables, zone, cache_dir.resolve(), now, progress)
    from cockpit.sources import database

    outcomes = {table.record: Outcome() for table in tables}
    for record, result in database.parse(source, tables, zone, cache_dir, now, progress, since=since).items():
        outcome = outcomes[record]
        outcome.refused.append(result) if isinstance(result, SourceError) else outcome.parsed.append(result)
    return outcomes


def _files(
    source: Source,
    tables: Sequence[TableSource],
    zone: str,
    cache_dir: Path,
    now: datetime,
    progress: Callable[[str], None],
) -> dict[str, Outcome]:
    outcomes = {table.record: Outcome() for table in tables}
    items: list[nursery.Item] = []
    folders: list[Path] = []
    for table in tables:
        seen: set[str] = set()
        for file in _found(source, table, outcomes[table.record]):
            sha256 = cache.digest_of(file, cache_dir)
            if sha256 in seen:
                continue
            seen.add(sha256)
            name = file.relative_to(source.path).as_posix() if source.path else file.name
            job = Job(RECORDS[table.record], table, source.name, name, zone, now, cache_dir)
            folder = cache.place(job, sha256, cache_dir)
            known = cache.read(folder, now)
            if known is not None:
                outcomes[table.record].parsed.append(known)
                continue
            beside = cache_dir / "parsed" / f"{folder.name}.{uuid.uuid4().hex[:8]}"
            items.append(nursery.Item(file.resolve(), name, sha256, beside, table))
            folders.append(folder)
    _parse_items(source, zone, now, items, folders, outcomes, progress)
    for outcome in outcomes.values():
        outcome.parsed.sort(key=lambda one: one.file)
        outcome.refused.sort(key=lambda error: str(error.arguments.get("file", "")))
    cache.sweep(cache_dir)
    return outcomes


def _parse_items(
    source: Source,
    zone: str,
    now: datetime,
    items: list[nursery.Item],
    folders: list[Path],
    outcomes: dict[str, Outcome],
    progress: Callable[[str], None],
) -> None:
    parsed, refused = nursery.parse(source.name, zone, now, items, progress)
    for number, one in parsed.items():
        outcomes[one.record].parsed.append(cache.write(one, folders[number]))
    for error in refused:
        outcomes[str(error.arguments["record"])].refused.append(error)
    for item in items:
        shutil.rmtree(item.folder, ignore_errors=True)


def _found(source: Source, table: TableSource, outcome: Outcome) -> list[Path]:
    """The files of a table that rest; locks of open workbooks and hidden files are none."""
    root = source.path or Path()
    if not root.is_dir():
        outcome.refused.append(SourceError("folder_missing", source=source.name, record=table.record, path=str(root)))
        return []
    files = [
        file
        for file in sorted(root.glob(table.files or "*"))
        if file.is_file() and not file.name.startswith(("~$", "."))
    ]
    if not files:
        outcome.refused.append(
            SourceError(
                "files_missing", source=source.name, record=table.record, path=str(root), files=table.files or "*"
            )
        )
    restless = [file for file in files if not _rests(file)]
    for file in restless:
        told = file.relative_to(root).as_posix()
        outcome.refused.append(SourceError("file_changing", source=source.name, record=table.record, file=told))
    return [file for file in files if file not in restless]


def _rests(file: Path) -> bool:
    """Whether a file is no longer being written; one that is gets some time."""
    deadline = time.monotonic() + PATIENCE
    while (state := file.stat()).st_mtime > time.time() - YOUNG:
        time.sleep(RESTS)
        after = file.stat()
        if (state.st_size, state.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return True
        if time.monotonic() > deadline:
            return False
    return True
