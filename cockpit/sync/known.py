"""The clock of the data: what the sources hold as it was known at that moment, and its newest time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.parquet as pq

from cockpit import replay
from cockpit.records import Kind
from cockpit.settings.model import Settings
from cockpit.store import save
from cockpit.sync.outcome import Outcome


def as_known(settings: Settings, outcomes: dict[str, Outcome], moment: datetime, work: Path) -> dict[str, Outcome]:
    """Moves a replayed site's data to the moment; any other site's stays as it is."""
    if settings.replay is None:
        return outcomes
    today = moment.astimezone(ZoneInfo(settings.zone)).date()
    moved = {}
    for name, outcome in outcomes.items():
        shift = replay.days(settings.replay, moment, name)
        rows, withheld = replay.known(outcome.record, pq.read_table(outcome.file), shift, moment, today)
        moved[name] = outcome.withholding(save(work / f"{name}.known.parquet", rows), withheld)
    return moved


def newest(outcomes: Iterable[Outcome]) -> datetime | None:
    """The newest time at which something was recorded; None if the sources hold no such time."""
    outcomes = list(outcomes)
    known = [one.onward.before.clocks["source"] for one in outcomes if one.onward]
    found = [datetime.fromisoformat(time) for time in known if time]
    for outcome in outcomes:
        columns = [column.name for column in outcome.record.columns if column.kind is Kind.TIME and column.past]
        rows = pq.read_table(outcome.file, columns=columns)
        found += [time for column in columns if (time := pc.max(rows[column]).as_py())]
    return max(found).astimezone(UTC) if found else None
