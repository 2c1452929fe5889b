"""Every source read, the rows of all its files brought together record by record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from cockpit import replay, sources
from cockpit.checks import Parsed, unite
from cockpit.errors import CockpitError, SourceError, StoreError
from cockpit.records import RECORDS, Record
from cockpit.settings.model import Settings, Source
from cockpit.sources import Since
from cockpit.store import QUARANTINE, Snapshot
from cockpit.sync.outcome import Outcome
from cockpit.sync.refused import Refused
from cockpit.sync.since import marked

Progress = Callable[..., None]


def gather(
    settings: Settings,
    clock: datetime,
    work: Path,
    before: Snapshot | None,
    progress: Progress,
    onward: Mapping[str, Mapping[str, Since]],
) -> dict[str, Outcome]:
    """What each record's files say together, as files in ``work``; Refused if any of them cannot be used.

    Of the tables in ``onward`` (by source and record) only what is new since is read. ``clock`` is what nothing in the
    sources may lie after. The last good rows of ``before`` stand in for keys that are in conflict now, except on a
    replayed site, whose snapshots have another timeline than its sources.
    """
    parsed: dict[str, list[Parsed]] = {}
    faults: list[CockpitError] = []
    for source in settings.sources:
        progress("source", source=source.name)
        for name, found in _read(settings, source, clock, progress, onward.get(source.name, {})).items():
            parsed.setdefault(name, []).extend(found.parsed)
            faults.extend(found.refused)
    if faults:
        raise Refused(_told_once(faults))
    outcomes = {}
    for name, record in RECORDS.items():
        if name in parsed:
            progress("unite", record=name)
            whole = all(one.watermark is None or one.watermark.whole for one in parsed[name])
            previous = before.relation(name) if before and whole and not settings.replay else None
            outcomes[name] = marked(settings, _united(record, parsed[name], work, previous))
    return outcomes


def _told_once(faults: Sequence[CockpitError]) -> list[CockpitError]:
    """The faults without those of a whole database that each of its tables met anew."""
    told: dict[str, CockpitError] = {}
    for fault in faults:
        whole = fault.key.startswith("database_")
        arguments = {name: value for name, value in fault.arguments.items() if not (whole and name == "record")}
        told.setdefault(f"{fault.key} {arguments}", fault)
    return list(told.values())


def _united(record: Record, parsed: list[Parsed], work: Path, previous: str | None) -> Outcome:
    try:
        union = unite(record, parsed, work, previous)
    except (
        OSError,
        duckdb.Error,
    ) as error:  # no room on the disk or in memory: what the rows say has been checked before
        raise StoreError("cannot_write", place=str(work), reason=str(error).splitlines()[0]) from error
    return Outcome.of(record, union, pq.read_table(union.problems, schema=QUARANTINE), parsed)


def _read(
    settings: Settings, source: Source, clock: datetime, progress: Progress, onward: Mapping[str, Since]
) -> dict[str, sources.Outcome]:
    latest = replay.source_clock(settings.replay) if settings.replay else clock

    def reading(file: str) -> None:
        progress("file", source=source.name, file=file)

    try:
        return sources.parse_all(source, settings.zone, settings.data / "cache", latest, reading, since=onward)
    except (OSError, duckdb.Error) as error:
        if refused := _unreadable(source, error):
            return {table.record: sources.Outcome(refused=[refused]) for table in source.tables[:1]}
        raise StoreError(
            "cannot_write", place=str(settings.data / "cache"), reason=str(error).splitlines()[0]
        ) from error
    except SourceError as error:
        return {table.record: sources.Outcome(refused=[error]) for table in source.tables[:1]}


def _unreadable(source: Source, error: Exception) -> SourceError | None:
    """The error that a file of the source itself cannot be read; None if it is about something else."""
    place = getattr(error, "filename", None)
    if source.path is None or not place or not Path(place).is_relative_to(source.path):
        return None
    reason = getattr(error, "strerror", None)
    return SourceError("file_denied", source=source.name, file=str(Path(place).relative_to(source.path)), reason=reason)
