"""Parsed files are kept by what they hold, how they were read and by which code, so that each is parsed once."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import uuid
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

import cockpit
from cockpit.checks import Job, Parsed
from cockpit.checks.run import PATHS

UNUSED = timedelta(days=1)


@cache
def code_version() -> str:
    """A digest of the code that decides what a parsed file looks like."""
    root = Path(cockpit.__file__).parent
    digest = hashlib.sha256(duckdb.__version__.encode())
    for folder in ("records", "sources", "checks"):
        for file in sorted((root / folder).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def digest_of(file: Path, cache_dir: Path) -> str:
    """The file's sha256; not computed again while its size and times stand."""
    state = file.stat()
    stamp = [state.st_size, state.st_mtime_ns, state.st_ctime_ns]
    note = cache_dir / "stamps" / (hashlib.sha256(str(file).encode()).hexdigest()[:32] + ".json")
    known = _told(note)
    if known.get("stamp") == stamp:
        return str(known["sha256"])
    sha256 = _sha256(file)
    if file.stat().st_size == state.st_size and time.time() - state.st_mtime > 2:
        note.parent.mkdir(parents=True, exist_ok=True)
        beside = note.with_suffix(f".{uuid.uuid4().hex[:8]}")
        beside.write_text(json.dumps({"stamp": stamp, "sha256": sha256}))
        beside.replace(note)
    return sha256


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _told(note: Path) -> dict[str, Any]:
    """What a note says; nothing where there is none, or only the beginning of one that a killed run left."""
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def place(job: Job, sha256: str, cache_dir: Path) -> Path:
    """The folder of a file read in this way."""
    told = [sha256, job.source, job.file, job.zone, repr(job.table), repr(job.record), code_version()]
    return cache_dir / "parsed" / hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]


def write(parsed: Parsed, folder: Path) -> Parsed:
    """Keeps ``parsed``, whose files stand in a folder beside, as ``folder``."""
    beside = parsed.rows.parent
    rows, problems = (folder / f"{name}.parquet" for name in PATHS)
    moved = replace(parsed, rows=rows, problems=problems)
    told = asdict(moved) | dict.fromkeys(PATHS)
    told["newest"] = parsed.newest and parsed.newest.isoformat()
    told["digests"] = {name: _sha256(beside / f"{name}.parquet") for name in PATHS}
    (beside / "parsed.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)
    return moved


def read(folder: Path, now: datetime) -> Parsed | None:
    """What is kept there, if it still holds at this time: a row may have been refused only for lying in the future."""
    note = folder / "parsed.json"
    told = _told(note)
    if not told.get("digests") or not all(_whole(folder, name, sha256) for name, sha256 in told["digests"].items()):
        return None
    told["newest"] = told["newest"] and datetime.fromisoformat(told["newest"])
    told |= {name: folder / f"{name}.parquet" for name in PATHS}
    parsed = Parsed(**{one.name: told[one.name] for one in fields(Parsed)})
    if parsed.newest and parsed.newest > now.astimezone(UTC) + timedelta(days=1):
        return None
    if parsed.quarantined and _has_future(parsed.problems):
        return None
    note.touch()
    return parsed


def _whole(folder: Path, name: str, sha256: str) -> bool:
    """Whether a kept file holds what was written: a flipped bit in Parquet is a wrong value, and silent."""
    file = folder / f"{name}.parquet"
    return file.exists() and _sha256(file) == sha256


def _has_future(problems: Path) -> bool:
    return pc.any(pc.equal(pq.read_table(problems, columns=["reason"])["reason"], "future")).as_py() is True


def sweep(cache_dir: Path) -> None:
    """Removes what no run has used for a day."""
    oldest = time.time() - UNUSED.total_seconds()
    for folder in (cache_dir / "parsed").glob("*"):
        note = folder / "parsed.json"
        if (note if note.exists() else folder).stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
