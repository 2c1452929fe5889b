"""Writes what a sync found beside the published snapshots: Parquet files and the manifest's content."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from cockpit import replay
from cockpit.settings.model import Settings
from cockpit.store import QUARANTINE, Manifest, Snapshot, Store, adopt, instant, link, write_table
from cockpit.store.manifest import SCHEMA
from cockpit.sync.outcome import Onward, Outcome

QUERIES: Final = Path(__file__).parents[2] / "queries"
TELLING: Final = ("zone", "replay_days")


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
    old, new = before.manifest, written.manifest
    files, beside = _files(old), _files(new)
    return (
        all(old.get(key) == new[key] for key in TELLING)
        and {name: _told(entry) for name, entry in files.items()}
        == {name: _told(entry) for name, entry in beside.items()}
        and not before.damage()
        and all(
            entry["sha256"] == beside[name]["sha256"]
            or _same_rows(before.path / entry["file"], written.folder / beside[name]["file"])
            for name, entry in files.items()
        )
    )


def _files(manifest: Manifest) -> dict[str, dict[str, Any]]:
    quarantine = manifest.get("quarantine")
    return {**manifest["tables"], **({"quarantine": quarantine} if quarantine else {})}


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says of a file, but for its bytes: the same rows may be written in several ways."""
    return {key: fact for key, fact in entry.items() if key != "sha256"}


def _same_rows(one: Path, other: Path) -> bool:
    """Whether two files hold the same rows in the same order; a column at a time, since there may be millions."""
    schema = pq.read_schema(one)
    return schema.equals(pq.read_schema(other)) and all(
        pq.read_table(one, columns=[name]).equals(pq.read_table(other, columns=[name])) for name in schema.names
    )


def _written(folder: Path, outcome: Outcome) -> dict[str, Any]:
    onward = outcome.onward
    written = _beside(folder, outcome, onward) if onward and onward.based else _whole(folder, outcome)
    return {
        **written,
        **outcome.counts(),
        "skipped": outcome.left_aside(),
        "by_source": outcome.by_source(),
        **outcome.notes,
    }


def _whole(folder: Path, outcome: Outcome) -> dict[str, Any]:
    return adopt(folder, outcome.record.name, outcome.file)


def _beside(folder: Path, outcome: Outcome, onward: Onward) -> dict[str, Any]:
    """The base of the snapshot before, and what changed since in a file beside it."""
    name = outcome.record.name
    known = onward.before.manifest["tables"][name]
    written = {"file": known["file"], "rows": outcome.rows, "sha256": known["sha256"]}
    linked = [known["file"]]
    if onward.changes:
        written["changes"] = adopt(folder, f"{name}.changes", onward.changes)
    elif known.get("changes"):
        written["changes"] = known["changes"]
        linked.append(known["changes"]["file"])
    for file in linked:
        link(onward.before.path / file, folder / file)
    return written


def _metrics_version() -> str:
    sha = hashlib.sha256()
    for query in sorted(QUERIES.rglob("*.sql")):
        sha.update(query.read_bytes())
    return sha.hexdigest()[:12]
