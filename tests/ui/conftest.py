"""One made-up site for all tests of the screens."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from cockpit.settings.model import Settings
from cockpit.ui import site
from cockpit.ui.cache import ANSWERS
from tests.ui import made

APP = Path(__file__).resolve().parents[2] / "cockpit" / "app.py"


@pytest.fixture(scope="session", autouse=True)
def scanned() -> Iterator[None]:
    """Components are looked for once, not by every AppTest in the metadata of every installed package (0.3 s)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site with 4,000 tickets, published."""
    settings = made.settings(tmp_path_factory.mktemp("site"))
    made.publish(settings, made.tickets(4_000), urgent=made.incidents())
    return settings


@pytest.fixture
def served(published: Settings) -> Iterator[Settings]:
    """The published site as the one this process serves."""
    site.install(published)
    ANSWERS.clear()
    yield published
    ANSWERS.clear()


@pytest.fixture
def app(served: Settings) -> AppTest:
    """The frame, not yet run."""
    return AppTest.from_file(str(APP), default_timeout=60)
