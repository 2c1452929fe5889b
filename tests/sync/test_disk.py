"""A disk that refuses, or does not keep what it was given: nothing wrong is published, and the next sync heals."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit.errors import AT_FAULT, DONE
from cockpit.store import Store
from cockpit.sync import sync
from tests.store.conftest import ROOT
from tests.sync.site import NOW, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.tickets(40)
    return made


def at_most(size: int) -> Callable[[], None]:
    """Files of this process cannot grow beyond ``size``: every write after that fails as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def run(site: Site, size: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cockpit", "sync", "--config", str(site.config), "--data", str(site.data)]
    # A module that has to be compiled would be kept cut off at that size, for every process after this one.
    environ = {**os.environ, "COCKPIT_NOW": NOW, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environ, preexec_fn=at_most(size), capture_output=True, text=True, check=False
    )


def test_a_disk_that_is_full_at_any_step_leaves_the_old_snapshot(site: Site):
    sync(site.settings(), site.environ)
    store = Store(site.data)
    first = store.current()
    assert first is not None
    site.tickets(120)
    for size in (0, 100, 4_000, 12_000, 20_000, 300_000):
        done = run(site, size)
        assert done.returncode == AT_FAULT
        assert done.stderr
        assert "cockpit.log" not in done.stderr
        assert store.current() == first
        assert first.damage() == []
    assert run(site, 1 << 30).returncode == DONE
    current = store.current()
    assert current is not None
    assert current.manifest["tables"]["tickets"]["rows"] == 120


@pytest.mark.parametrize("kept", ["rows.parquet", "problems.parquet", "parsed.json"])
def test_what_the_cache_keeps_is_not_believed_once_it_is_damaged(site: Site, kept: str):
    site.tickets(40, 完成="2020-01-01 08:00")
    first = sync(site.settings(), site.environ)
    (file,) = (site.data / "cache" / "parsed").rglob(kept)
    data = bytearray(file.read_bytes())
    for place in range(0, len(data), 7):
        data[place] ^= 4
    file.write_bytes(data)
    for stamp in (site.data / "cache" / "stamps").iterdir():
        stamp.write_bytes(stamp.read_bytes()[:10])
    again = sync(site.settings(), site.environ)
    assert (again.published, again.snapshot) == (False, first.snapshot)
