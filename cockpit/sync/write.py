"""Writes what a sync found beside the published snapshots: Parquet files and the manifest's content."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from cockpit import replay
from cockpit.settings.model import Settings
from cockpit.store import QUARANTINE, Manifest, Snapshot, Store, adopt, instant, write_table
from cockpit.store.manifest import SCHEMA
from cockpit.sync.outcome import Outcome

QUERIES: Final = Path(__file__).parents[2] / "queries"
TELLING: Final = ("tables", "quarantine", "zone", "replay_days")


@dataclass(frozen=True)
class Clocks:
    """source: the newest time in the data; sync: when it was read; asked: the instant the site is looked at."""

    source: datetime | None
    sync: datetime
    asked: datetime


@dataclass(frozen=True)
class Draft:
    """A snapshot written but not published."""

    folder: Path
    manifest: Manifest
    clocks: Clocks

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def draft(store: Store, settings: Settings, outcomes: dict[str, Outcome], clocks: Clocks) -> Draft:
    """Writes every record, sorted by its time, and the quarantine."""
    folder = store.stage()
    tables = {name: _written(folder, outcome) for name, outcome in sorted(outcomes.items())}
    problems = [outcome.problems for _, outcome in sorted(outcomes.items())]
    quarantine = pa.concat_tables([QUARANTINE.empty_table(), *problems])
    manifest = {
        "schema": SCHEMA,
        "created_at": instant(clocks.sync),
        "site": settings.name,
        "zone": settings.zone,
        "clocks": {
            "source": instant(clocks.source) if clocks.source else None,
            "sync": instant(clocks.sync),
            "asked": instant(clocks.asked),
        },
        "tables": tables,
        "quarantine": write_table(folder, "quarantine", quarantine),
        "metrics_version": _metrics_version(),
        "replay_days": replay.days(settings.replay, clocks.asked) if settings.replay else 0,
    }
    return Draft(folder, manifest, clocks)


def unchanged(before: Snapshot, written: Draft) -> bool:
    """Whether the draft says nothing that the snapshot did not say already."""
    same = all(before.manifest.get(key) == written.manifest[key] for key in TELLING)
    return same and not before.damage()


def _written(folder: Path, outcome: Outcome) -> dict[str, Any]:
    written = adopt(folder, outcome.record.name, outcome.file)
    return {
        **written,
        **outcome.counts(),
        "carried": outcome.carried.total(),
        "skipped": outcome.left_aside(),
        "by_source": outcome.by_source(),
        **outcome.notes,
    }


def _metrics_version() -> str:
    sha = hashlib.sha256()
    for query in sorted(QUERIES.rglob("*.sql")):
        sha.update(query.read_bytes())
    return sha.hexdigest()[:12]
