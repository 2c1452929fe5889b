"""The maker writes the same whenever and wherever it runs, and the committed files are what it writes."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sample_data.maker import calendar, events, extras, office, people, rounds
from sample_data.maker.dirt import Ledger


def names(folder: Path) -> list[str]:
    made = [*(folder / "exports").iterdir(), folder / "staffing.sqlite", folder / "dirty.json"]
    return sorted(str(file.relative_to(folder)) for file in made if not file.name.startswith((".", "~$")))


def content(file: Path) -> object:
    """What the file says, of a compressed one also how it is packed, whatever version of zlib or SQLite wrote it."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            return [(one.filename, one.date_time, one.external_attr, book.read(one)) for one in book.infolist()]
    if file.suffix == ".gz":
        return file.read_bytes()[:8], gzip.decompress(file.read_bytes())
    if file.suffix == ".sqlite":
        connection = sqlite3.connect(file)
        try:
            return list(connection.iterdump())
        finally:
            connection.close()
    return file.read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the maker writes in another place and zone, at another hour, with another order of hashes."""
    folder = tmp_path_factory.mktemp("made")
    elsewhere = {"SOURCE_DATE_EPOCH": "0", "TZ": "America/New_York", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "sample_data.maker", str(folder)]
    subprocess.run(command, env=os.environ | elsewhere, check=True)
    return folder


@pytest.mark.slow
def test_a_file_of_each_kind_has_the_same_bytes_here(made: Path, tmp_path: Path) -> None:
    year, out = calendar.read(), tmp_path / "exports"
    shifts = extras.added(year, people.roster(year))
    rounds.staffing(tmp_path / "staffing.sqlite", shifts, Ledger())
    rounds.attendance(out, shifts)
    rounds.logs(out, shifts)
    office.training(out, year)
    events.contacts(out, year)
    again = [file.relative_to(tmp_path) for file in tmp_path.rglob("*.*")]
    assert {file.suffix for file in again} == {file.suffix for file in made.rglob("*.*")} - {".json"}
    assert [str(file) for file in again if (made / file).read_bytes() != (tmp_path / file).read_bytes()] == []


@pytest.mark.slow
def test_the_committed_files_are_what_the_maker_writes(made: Path, folder: Path) -> None:
    assert names(made) == names(folder)
    assert [name for name in names(made) if content(made / name) != content(folder / name)] == []


def test_the_committed_files_are_small(folder: Path) -> None:
    assert sum((folder / name).stat().st_size for name in names(folder)) < 15_000_000
