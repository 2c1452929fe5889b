"""Every test stands alone: no configuration, no clock and no store of the person who runs it."""

from __future__ import annotations

import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import SHM, Server, mariadb_server, postgres_server

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "google-chrome")
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
CI = bool(os.environ.get("CI"))
REAL_DATA = (ROOT / os.environ.get("COCKPIT_REAL_DATA", "../shared/data")).resolve()
SAMPLE_NOW = "2026-10-14T10:30:00+08:00"
ROOM = 4 * 1024**3  # three times what a run holds at most

for name in [name for name in os.environ if name.startswith("COCKPIT_")]:
    del os.environ[name]
os.environ["COCKPIT_REAL_DATA"] = str(REAL_DATA)
os.environ["TZ"] = "UTC"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every process that a test starts would compile the cockpit: 1.6 s
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the product itself
if os.access(SHM, os.W_OK) and shutil.disk_usage(SHM).free > ROOM:
    # Sites are thousands of small files, each one brought safely to the disk: in memory they take half the time.
    tempfile.tempdir = os.environ["TMPDIR"] = str(SHM)


@dataclass(frozen=True)
class Site:
    """An imported site: its configuration, its data folder and the instant it is looked at."""

    config: Path
    data: Path
    now: str

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to look at this site."""
        return {"COCKPIT_CONFIG": str(self.config), "COCKPIT_DATA": str(self.data), "COCKPIT_NOW": self.now}


@functools.cache
def browser_lacks() -> str | None:
    """What the machine lacks for tests in the browser, None where it has all."""
    if not chromium():
        return "Chromium"
    fonts = (
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False) if shutil.which("fc-list") else None
    )
    return None if fonts and fonts.stdout.strip() else "a Chinese font"


def chromium() -> str | None:
    return next((path for path in map(shutil.which, CHROMIUM) if path), None)


def lacks(item: pytest.Item) -> str | None:
    """Why this test cannot run on this machine."""
    if item.get_closest_marker("browser") and (missing := browser_lacks()):
        return f"{missing} is missing and could not be installed"
    if item.get_closest_marker("real_data") and not REAL_DATA.is_dir():
        return "the real data sets are missing: set COCKPIT_REAL_DATA"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    if why := lacks(item):
        (pytest.fail if CI else pytest.skip)(why)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in the browser come first, all with one worker while they last: they wait where others reckon."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of this test alone, so that none can reach the real one."""
    data = tmp_path / "cockpit-data"
    monkeypatch.setenv("COCKPIT_DATA", str(data))
    return data


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data sets; the test carries the mark real_data."""
    return REAL_DATA


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site, seen on a working day of term: imported by one worker of the run, a copy for each of them."""
    config, imported = ROOT / "sample_data" / "cockpit.toml", of_the_run(tmp_path_factory) / "sample"
    with imported.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not imported.exists():
            beside = tmp_path_factory.mktemp("importing")
            import_site(Site(config, beside, SAMPLE_NOW))
            beside.rename(imported)
    site = Site(config, tmp_path_factory.mktemp("sample-site") / "data", SAMPLE_NOW)
    shutil.copytree(imported, site.data)
    yield site
    shutil.rmtree(site.data, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB of this process, started when the first test asks for it."""
    with mariadb_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL of this process, started when the first test asks for it."""
    with postgres_server() as server:
        yield server


def of_the_run(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common, and no other run."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def import_site(site: Site) -> None:
    """Its first sync, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "cockpit", "sync", "--json"],
        cwd=ROOT,
        env={**os.environ, **site.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["published"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The system's own Chromium, minding nothing but its pages; a sandbox needs another user than root."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium(), "args": [*root, *QUIET]}
