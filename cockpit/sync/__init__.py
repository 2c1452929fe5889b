"""source → checks → store: one round of it, readable on one screen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cockpit import settings as configuration
from cockpit.errors import CockpitError, HeldError
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, Store, serving
from cockpit.sync import failure, since
from cockpit.sync.gather import Progress, gather
from cockpit.sync.known import as_known, newest
from cockpit.sync.onward import stands
from cockpit.sync.outcome import Outcome
from cockpit.sync.people import known_people, others
from cockpit.sync.refused import Refused
from cockpit.sync.write import Clocks, Draft, draft, unchanged


@dataclass(frozen=True)
class Report:
    """What a sync did: the snapshot that serves now, whether it is a new one, and what was found."""

    snapshot: str
    published: bool
    outcomes: dict[str, Outcome]

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``sync --json``."""
        tables = {name: outcome.counts() for name, outcome in self.outcomes.items()}
        return {"snapshot": self.snapshot, "published": self.published, "tables": tables, **beside(self.outcomes)}


def beside(outcomes: dict[str, Outcome]) -> dict[str, Any]:
    """What JSON tells beside the counts of the tables: rows that are none, and the counts of each source."""
    sources: dict[str, dict[str, Any]] = {}
    for name, outcome in outcomes.items():
        for source, counts in outcome.by_source().items():
            sources.setdefault(source, {})[name] = counts
    onward = {name: one.onward.counts for name, one in outcomes.items() if one.onward}
    moved = {name: list(one.watermark.moved) for name, one in outcomes.items() if one.watermark and one.watermark.moved}
    return {
        "skipped": {name: one.left_aside() for name, one in outcomes.items()},
        "sources": sources,
        **({"onward": onward} if onward else {}),
        **({"columns_moved": moved} if moved else {}),
    }


def silent(_step: str, **_facts: object) -> None:
    """Progress nobody asked for."""


def sync(
    settings: Settings,
    environ: Mapping[str, str] = os.environ,
    *,
    accept: bool = False,
    full: bool = False,
    progress: Progress = silent,
) -> Report:
    """Reads every source and publishes what it says, or changes nothing and raises what is in the way.

    ``full`` reads whole also what could be read by its watermark. What is in the way is kept in the data folder until
    a sync succeeds.
    """
    try:
        report = _publish(settings, environ, accept, full, progress)
    except CockpitError as error:
        failure.note(settings.data, error, _now(settings, environ))
        raise
    failure.clear(settings.data)
    return report


def _publish(settings: Settings, environ: Mapping[str, str], accept: bool, full: bool, progress: Progress) -> Report:
    store = Store(settings.data)
    with store.lock():
        before = store.latest()
        with store.workspace() as work:
            outcomes = look(settings, environ, work, before, progress, full=full)
            if before and not accept:
                _hold(settings, outcomes, before)
            progress("publish")
            written = draft(store, settings, outcomes, _clocks(settings, environ, outcomes))
        if before and store.serves(before) and unchanged(before, written):
            snapshot = _checked(store, settings, before, written)
        else:
            snapshot = store.publish(
                written.folder, written.manifest, lambda made: serving.make(made, settings, before)
            )
        store.prune(settings.keep_snapshots)
        since.note(settings, outcomes, written.clocks.sync)
    progress("done", snapshot=snapshot.id)
    return Report(snapshot.id, before is None or snapshot.id != before.id, outcomes)


def look(
    settings: Settings,
    environ: Mapping[str, str],
    work: Path,
    before: Snapshot | None = None,
    progress: Progress = silent,
    *,
    full: bool = False,
) -> dict[str, Outcome]:
    """What the sources hold now, checked; Refused with every fault if any of it cannot be read."""
    now = _now(settings, environ)
    beside = {} if full else since.onward(settings, before, now)
    outcomes = gather(settings, now, work, before, progress, beside)
    if beside and others(outcomes, before):
        outcomes = gather(settings, now, work, before, progress, {})
    asked = configuration.now(settings, environ) or datetime.now(UTC)
    known = known_people(as_known(settings, outcomes, asked, work), work, settings.zone)
    return {name: stands(one, before, work) if before else one for name, one in known.items()}


def _now(settings: Settings, environ: Mapping[str, str]) -> datetime:
    """The clock on the wall, which the instant a site is looked at need not be."""
    given = environ.get("COCKPIT_NOW")
    return configuration.moment(given, settings.zone) if given else datetime.now(UTC)


def _hold(settings: Settings, outcomes: dict[str, Outcome], before: Snapshot) -> None:
    """Raises HeldError when a record has fewer rows left than the site takes without a question."""
    fewer = []
    for name, entry in before.manifest["tables"].items():
        rows = outcomes[name].rows if name in outcomes else 0
        if rows < settings.hold_below * entry["rows"]:
            fewer.append(f"{name} {entry['rows']} → {rows}")
    if fewer:
        raise HeldError("held", tables=fewer)


def _clocks(settings: Settings, environ: Mapping[str, str], outcomes: dict[str, Outcome]) -> Clocks:
    synced, source = _now(settings, environ), newest(outcomes.values())
    return Clocks(source, synced, configuration.now(settings, environ) or source or synced)


def _checked(store: Store, settings: Settings, before: Snapshot, looked: Draft) -> Snapshot:
    serving.build(before, settings)
    store.checked(before, looked.clocks.sync)
    looked.discard()
    return before


__all__ = ["Outcome", "Refused", "Report", "beside", "look", "sync"]
