"""Staged files are private and taken away; what is kept is a folder, whole or not at all."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from cockpit.drafting import uploads
from cockpit.errors import UsageError


def staged(data: Path) -> Path:
    folder = uploads.stage(data)
    (folder / "source.toml").write_text("x = 1")
    uploads.put(folder, "a.csv", b"1")
    return folder


def test_a_staged_folder_is_nobody_else_s(tmp_path: Path) -> None:
    folder = uploads.stage(tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("given", "safe"),
    [("../../etc/passwd", "passwd"), ("~$a.xlsx", "a.xlsx"), (".x", "x"), ("a\0b\n.csv", "a_b_.csv"), ("..", "upload")],
)
def test_a_name_leads_nowhere_else(tmp_path: Path, given: str, safe: str) -> None:
    folder = uploads.stage(tmp_path)
    assert uploads.put(folder, given, b"1") == folder / "files" / safe


def test_what_was_left_behind_goes(tmp_path: Path) -> None:
    old = uploads.stage(tmp_path)
    os.utime(old, (time.time() - 100_000,) * 2)
    new = uploads.stage(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_kept_and_removed(tmp_path: Path) -> None:
    folder = staged(tmp_path)
    target = uploads.keep(folder, tmp_path, "desk-2")
    assert (target / "files" / "a.csv").read_bytes() == b"1"
    assert not folder.exists()
    assert uploads.names(tmp_path) == ["desk-2"]
    uploads.remove(tmp_path, "desk-2")
    assert list((tmp_path / "sources").iterdir()) == []


@pytest.mark.parametrize("name", ["", "../x", "a/b", "工单", ".x", "1a", "a" * 41])
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as refused:
        uploads.keep(staged(tmp_path), tmp_path, name)
    assert refused.value.key == "upload_name"
    with pytest.raises(UsageError):
        uploads.remove(tmp_path, name)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    uploads.keep(staged(tmp_path), tmp_path, "desk")
    with pytest.raises(UsageError) as refused:
        uploads.keep(staged(tmp_path), tmp_path, "desk")
    assert refused.value.key == "upload_taken"
