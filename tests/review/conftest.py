"""A site by chance with snapshots as a sync publishes them, to close months of and to correct afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from cockpit.metrics import Cockpit
from cockpit.review.slides.volume import volume
from cockpit.settings.model import Settings
from cockpit.store import QUARANTINE, Snapshot, Store, serving, write_table
from tests.metrics import chance
from tests.metrics.small_site import Row, SmallSite
from tests.review.chance_months import AFTER

CLOCK = datetime(2026, 4, 20, 4, tzinfo=UTC)
MARCH = date(2026, 3, 1)


@dataclass(repr=False)
class Published:
    """The site, its settings and its store; ``sync`` publishes what its rows are by now."""

    small: SmallSite
    settings: Settings

    @property
    def store(self) -> Store:
        return Store(self.settings.data)

    def sync(self, **rows: Sequence[Row]) -> Snapshot:
        self.small = replace(self.small, rows={**self.small.rows, **rows})
        clock = CLOCK.isoformat()
        with self.store.lock():
            staging = self.store.stage()
            tables = {
                name: {
                    **write_table(staging, name, self.small.tables[name]),
                    "provided_columns": self.small.provided(name),
                }
                for name in self.small.rows
            }
            manifest = {
                "schema": 1,
                "zone": self.small.zone,
                "tables": tables,
                "quarantine": write_table(staging, "quarantine", QUARANTINE.empty_table()),
                "clocks": {"source": clock, "sync": clock, "asked": clock},
            }
            return self.store.publish(staging, manifest, lambda staged: serving.build(staged, self.settings))


@pytest.fixture(scope="session")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[SmallSite, Cockpit]]:
    """A site by chance of that seed and so many tickets, opened by the first test that asks for it."""

    @cache
    def made(seed: int, count: int = 250) -> tuple[SmallSite, Cockpit]:
        small = chance.site(seed, count)
        return small, small.opened(AFTER, tmp_path_factory.mktemp(f"chance-{seed}-{count}"))

    return made


@pytest.fixture
def by_chance(
    opened_once: Callable[..., tuple[SmallSite, Cockpit]], tmp_path: Path
) -> Callable[..., tuple[SmallSite, Cockpit, Settings]]:
    """The same with settings, and so a ledger, of this test alone."""

    def made(seed: int, count: int = 250) -> tuple[SmallSite, Cockpit, Settings]:
        small, cockpit = opened_once(seed, count)
        return small, cockpit, small.settings(tmp_path)

    return made


@pytest.fixture
def site(tmp_path: Path) -> Published:
    """Synced once; the data are of autumn to spring, the clock stands in April."""
    return published(tmp_path / "review")


def published(data: Path, zone: str | None = None) -> Published:
    """The site in that folder."""
    small = chance.site(7, count=260)
    small = replace(small, zone=zone or small.zone)
    made = Published(small, replace(small.settings(data), clock=CLOCK))
    made.sync()
    return made


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of one slide."""
    shortened(monkeypatch)


def shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets documents have one slide: what all of them say is for other tests, and takes seconds."""
    made = import_module("cockpit.review.made")
    monkeypatch.setattr(made, "DECK", (volume,))
    monkeypatch.setattr(made, "drafted", lambda *_: ())
    monkeypatch.setattr(made, "indicators", lambda _: ())
