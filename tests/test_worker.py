from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from cockpit import worker
from tests.sync.site import Site

DYING = "import sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write('lived ')"
STAYING = "import sys, pathlib, time; pathlib.Path(sys.argv[1]).open('a').write('lived '); time.sleep(600)"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(worker, "FIRST_WAIT", 0.02)


def started(site: Site, code: str) -> tuple[worker.Worker, Path]:
    told = site.folder / "told"
    told.touch()
    made = worker.Worker(site.settings(), "5m")
    made._command = [sys.executable, "-c", code, str(told)]
    made.start()
    return made, told


def lives(told: Path, wanted: int) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until and told.read_text().count("lived") < wanted:
        time.sleep(0.02)
    return told.read_text().count("lived") >= wanted


def test_a_worker_that_dies_is_started_again(tmp_path: Path, quick: None):
    running, told = started(Site(tmp_path), DYING)
    assert lives(told, 3)
    running.stop()


def test_a_worker_that_lives_is_let_live_and_stopped_when_told(tmp_path: Path, quick: None):
    running, told = started(Site(tmp_path), STAYING)
    assert lives(told, 1)
    time.sleep(0.3)
    begun = time.monotonic()
    running.stop()
    assert time.monotonic() - begun < 5
    assert told.read_text().count("lived") == 1
