"""A small site with its tickets, and what is asked of a wall over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cockpit.access import MANAGER
from cockpit.metrics import Cockpit
from cockpit.settings.model import Settings, Wall
from cockpit.wall import Asked
from tests.metrics.small_site import SmallSite

NOW = datetime(2026, 9, 9, 4, 0, tzinfo=UTC)  # noon on a Wednesday
Ask = Callable[..., Asked]


def asked_of(cockpit: Cockpit, **changes: Any) -> Asked:
    """What a wall over a cockpit asks, at its clock."""
    settings = Settings(Path("cockpit.toml"), Path("data"), "大学 <驾驶舱>", "Asia/Shanghai")
    plain = Asked(cockpit, settings, Wall(), "zh-Hans", MANAGER, (), cockpit.as_of)
    return replace(plain, **changes)


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Builds a site of rows by record, the same rows once, and asks for its wall."""
    built: dict[str, Cockpit] = {}

    def build(rows: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime = NOW, **changes: Any) -> Asked:
        made_of = repr((rows, at))
        if made_of not in built:
            built[made_of] = SmallSite(rows).opened(at, tmp_path_factory.mktemp("wall"))
        return asked_of(built[made_of], **changes)

    return build
