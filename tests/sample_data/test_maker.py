"""The maker writes the same bytes whenever and wherever it runs, and the committed files are what it writes."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sample_data.maker.__main__ import make


def names(folder: Path) -> list[str]:
    made = [*(folder / "exports").iterdir(), folder / "staffing.sqlite", folder / "dirty.json"]
    return sorted(str(file.relative_to(folder)) for file in made if not file.name.startswith((".", "~$")))


def content(file: Path) -> object:
    """What the file says, whatever version of zlib or SQLite wrote it."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            return {name: book.read(name) for name in book.namelist()}
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes())
    if file.suffix == ".sqlite":
        connection = sqlite3.connect(file)
        try:
            return list(connection.iterdump())
        finally:
            connection.close()
    return file.read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make(folder)
    return folder


@pytest.mark.slow
def test_the_same_bytes_in_another_place_and_zone(made: Path, tmp_path: Path) -> None:
    elsewhere = {"SOURCE_DATE_EPOCH": "0", "TZ": "America/New_York", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "sample_data.maker", str(tmp_path)]
    subprocess.run(command, env=os.environ | elsewhere, check=True)
    assert names(made) == names(tmp_path)
    different = [name for name in names(made) if (made / name).read_bytes() != (tmp_path / name).read_bytes()]
    assert different == []


@pytest.mark.slow
def test_the_committed_files_are_what_the_maker_writes(made: Path, folder: Path) -> None:
    assert names(made) == names(folder)
    assert [name for name in names(made) if content(made / name) != content(folder / name)] == []


def test_the_committed_files_are_small(folder: Path) -> None:
    assert sum((folder / name).stat().st_size for name in names(folder)) < 15_000_000
