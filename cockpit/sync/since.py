"""Which tables need not be read whole: what is known of them from before, and when their keys are looked through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.parquet as pq

from cockpit.records import RECORDS
from cockpit.settings.model import Settings, Source, TableSource
from cockpit.sources import Since
from cockpit.store import QUARANTINE, Snapshot, instant
from cockpit.store.files import write_bytes
from cockpit.sync.outcome import Outcome

NAME, UNUSED = "reconciled.json", "watermark_unused"
Onward = dict[str, dict[str, Since]]


def onward(settings: Settings, before: Snapshot | None, now: datetime) -> Onward:
    """By source and record: the tables that are read by their watermark, from where they were read to.

    Read whole is what was read in another way before, or stands in several sources.
    """
    if before is None or settings.replay or not (marked_tables := _marked(settings)) or before.damage():
        return {}
    looked = _looked_through(settings.data)
    found: Onward = {}
    for source, table in marked_tables:
        known = before.manifest["tables"].get(table.record, {}).get("watermark")
        if known and known["mark"] and known.get("columns") and known["made"] == _made(settings, source, table):
            since = Since(
                mark=known["mark"],
                rows=known["rows"],
                held=before.relation(table.record) or "",
                waiting=_waiting(before, table.record),
                reconcile=due(source.reconcile, looked.get(source.name), now, settings.zone),
                columns=known["columns"],
            )
            found.setdefault(source.name, {})[table.record] = since
    return found


def marked(settings: Settings, outcome: Outcome) -> Outcome:
    """The outcome with what the manifest keeps of how it was read."""
    read = outcome.watermark
    for source, table in _marked(settings):
        if read and table.record == outcome.record.name:
            made = _made(settings, source, table)
            told = {"mark": read.mark, "rows": read.rows, "made": made, "columns": dict(read.columns)}
            return replace(outcome, notes=outcome.notes | {"watermark": told})
    files = dict(name.split("/", 1) for name in outcome.notes["files"])
    unused = [
        {"source": source, "file": files.get(source, source), "key": UNUSED, "sources": others}
        for record, source, others in shared(settings)
        if record == outcome.record.name
    ]
    return replace(outcome, notes=outcome.notes | {"warnings": [*outcome.notes["warnings"], *unused]})


def shared(settings: Settings) -> list[tuple[str, str, list[str]]]:
    """Record and source of the tables that are read whole in spite of a watermark, and the others that give rows of
    that record too.
    """
    tables = [(source, table) for source in settings.sources for table in source.tables]
    giving = {record: [one.name for one, table in tables if table.record == record] for record in RECORDS}
    return [
        (table.record, source.name, [name for name in giving[table.record] if name != source.name])
        for source, table in tables
        if table.watermark and len(giving[table.record]) > 1
    ]


def due(every: timedelta | time, last: datetime | None, now: datetime, zone: str) -> bool:
    """Whether the keys are to be looked through again: after that long, or once a day from that time on."""
    if last is None:
        return True
    if isinstance(every, timedelta):
        return now - last >= every
    here = now.astimezone(ZoneInfo(zone))
    latest = here.replace(hour=every.hour, minute=every.minute, second=0, microsecond=0)
    return last < (latest if latest <= here else latest - timedelta(days=1))


def note(settings: Settings, outcomes: Mapping[str, Outcome], now: datetime) -> None:
    """Keeps of which sources every key has been looked at."""
    read = {name: one.watermark for name, one in outcomes.items() if one.watermark}
    looked = [s.name for s, t in _marked(settings) if t.record in read and _all(read[t.record])]
    if looked:
        known = {name: instant(moment) for name, moment in _looked_through(settings.data).items()}
        told = known | dict.fromkeys(looked, instant(now))
        write_bytes(settings.data / NAME, json.dumps(told, sort_keys=True).encode())


def _all(read: Any) -> bool:
    return bool(read.whole or read.reconciled)


def _looked_through(data: Path) -> dict[str, datetime]:
    """When all keys of each source were looked at last; of those that it tells nothing of they will be now."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        told = json.loads((data / NAME).read_text("utf-8"))
        return {str(name): datetime.fromisoformat(moment) for name, moment in told.items()}
    return {}


def _marked(settings: Settings) -> list[tuple[Source, TableSource]]:
    """The tables with a watermark whose record stands in no other."""
    tables = [(source, table) for source in settings.sources for table in source.tables]
    records = [table.record for _, table in tables]
    return [(source, table) for source, table in tables if table.watermark and records.count(table.record) == 1]


def _made(settings: Settings, source: Source, table: TableSource) -> str:
    """What a table was read by: its mapping, its zone, its database, what the record declares."""
    place = (source.url or "").rpartition("@")[2]  # without a password
    told = [source.name, place, source.zone or settings.zone, repr(table), repr(RECORDS[table.record])]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def _waiting(before: Snapshot, record: str) -> frozenset[str]:
    """The keys of the rows in quarantine."""
    file = before.file("quarantine")
    if file is None:
        return frozenset()
    lines = pq.read_table(file, schema=QUARANTINE)
    keys = lines.filter(pc.equal(lines["record"], record))["key"]
    return frozenset(key for key in pc.unique(keys).to_pylist() if key is not None)
