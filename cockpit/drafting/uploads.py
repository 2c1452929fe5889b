"""Files on their way from a person to the site: staged in private, then kept as a source of their own, or removed."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from pathlib import Path

from cockpit.errors import UsageError
from cockpit.settings.uploaded import DESCRIBED, FILES, FOLDER

STAGED = "incoming"
LASTING = 24 * 3600.0
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\[\]]+")


def stage(data: Path) -> Path:
    """A new folder in the data folder that only the cockpit reads; what was left there a day ago is taken away."""
    root = data / STAGED
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in root.iterdir():
        if left.stat().st_mtime < time.time() - LASTING:
            shutil.rmtree(left, ignore_errors=True)
    folder = root / secrets.token_hex(8)
    (folder / FILES).mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def put(folder: Path, name: str, content: bytes) -> Path:
    """A staged file under a name that is safe to have."""
    safe = _UNSAFE.sub("_", Path(name).name).lstrip(".~$") or "upload"
    file = folder / FILES / safe
    file.write_bytes(content)
    return file


def discard(folder: Path) -> None:
    """Takes a staged folder away."""
    shutil.rmtree(folder, ignore_errors=True)


def valid(name: str) -> bool:
    """Whether a source may be called so: it becomes the name of a folder."""
    return bool(_NAME.fullmatch(name))


def keep(folder: Path, data: Path, name: str) -> Path:
    """Makes a staged folder the source of that name, whole or not at all."""
    if not valid(name):
        raise UsageError("upload_name", name=name)
    if not (folder / DESCRIBED).is_file():
        raise UsageError("upload_absent", name=str(folder))
    target = data / FOLDER / name
    if target.exists():
        raise UsageError("upload_taken", name=name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.rename(target)
    _settle(target.parent)
    return target


def remove(data: Path, name: str) -> None:
    """Removes an uploaded source with its files; published snapshots keep the rows that came of it."""
    target = data / FOLDER / name
    if not valid(name) or not target.is_dir():
        raise UsageError("upload_unknown", name=name, known=names(data) or "–")
    gone = target.with_name(f".{name}.{secrets.token_hex(4)}")
    target.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def names(data: Path) -> list[str]:
    """The uploaded sources of a data folder."""
    return sorted(file.parent.name for file in (data / FOLDER).glob(f"[!.]*/{DESCRIBED}"))


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
