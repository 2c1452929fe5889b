"""A snapshot's manifest: canonical JSON that carries its own digest, so that one flipped bit is seen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

SCHEMA = 1
NAME = "manifest.json"

Manifest = dict[str, Any]


def encode(manifest: Manifest) -> bytes:
    """The bytes of the file; the same manifest is always the same bytes."""
    body = {key: value for key, value in manifest.items() if key != "digest"}
    digest = hashlib.sha256(_canonical(body)).hexdigest()
    return _canonical({**body, "digest": digest})


def decode(data: bytes) -> Manifest:
    """What ``encode`` wrote; ValueError for anything else."""
    manifest = json.loads(data)
    if not isinstance(manifest, dict) or encode(manifest) != data:
        raise ValueError("the manifest is not as it was written")
    return manifest


def files(manifest: Manifest) -> dict[str, str]:
    """File name → sha256 of every file the manifest vouches for."""
    tables = manifest["tables"].values()
    entries = [*tables, *(table.get("changes") for table in tables), manifest.get("quarantine")]
    return {entry["file"]: entry["sha256"] for entry in entries if entry}


def _canonical(value: Manifest) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
