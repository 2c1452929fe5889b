"""The closes of months, DATA/closes/2026-10/1: what was answered and told then, whatever becomes of data and code.

A close is a folder of documents and answers, and ``close.json`` that vouches for each of their bytes. It stands apart
from the snapshots: what prunes those never touches it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cockpit.errors import StoreError
from cockpit.review import codec
from cockpit.review.document import Document

FOLDER: Final = "closes"
NAME: Final = "close.json"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_VERSION = re.compile(r"[1-9]\d{0,5}")


@dataclass(frozen=True)
class Close:
    """A version of a month's close. Moments are UTC; ``facts`` is all that close.json says."""

    month: date
    version: int
    folder: Path
    snapshot: str
    as_of: datetime
    closed_at: datetime
    closed_by: str
    facts: dict[str, Any] = field(repr=False, compare=False)

    def bytes_of(self, name: str) -> bytes:
        """A file of the close; StoreError where it is not as it was written."""
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            raise self._damaged(name) from error
        if sha256(data).hexdigest() != self.facts["files"].get(name):
            raise self._damaged(name)
        return data

    def document(self, language: str) -> Document:
        """What the month was told as; StoreError where it cannot be read."""
        name = document_name(language)
        try:
            return codec.decode(self.bytes_of(name))
        except ValueError as error:
            raise self._damaged(name) from error

    def _damaged(self, name: str) -> StoreError:
        return StoreError("close_damaged", month=f"{self.month:%Y-%m}", version=self.version, file=name)


def document_name(language: str) -> str:
    """The file of the document in a language."""
    return f"document-{language}.json"


def place(data: Path, month: date) -> Path:
    """The folder of a month's closes."""
    return data / FOLDER / f"{month:%Y-%m}"


def encode(facts: dict[str, Any]) -> bytes:
    """The bytes of close.json: they carry their own digest."""
    body = {name: fact for name, fact in facts.items() if name != "digest"}
    return _canonical({**body, "digest": sha256(_canonical(body)).hexdigest()})


def decode(data: bytes) -> dict[str, Any]:
    """What ``encode`` wrote; ValueError for anything else."""
    facts = json.loads(data)
    if not isinstance(facts, dict) or encode(facts) != data:
        raise ValueError("the close is not as it was written")
    return facts


def months(data: Path) -> list[date]:
    """The months that were closed at least once, the newest first."""
    try:
        names = [one.name for one in (data / FOLDER).iterdir() if _MONTH.fullmatch(one.name)]
    except OSError:
        return []
    found = (date.fromisoformat(f"{name}-01") for name in sorted(names, reverse=True))
    return [month for month in found if versions(data, month)]


def versions(data: Path, month: date) -> list[int]:
    """The versions of a month's close, the newest first."""
    try:
        names = [one.name for one in place(data, month).iterdir()]
    except OSError:
        return []
    return sorted((int(name) for name in names if _VERSION.fullmatch(name)), reverse=True)


def latest(data: Path, month: date) -> Close | None:
    """The last version of a month's close; None where it was never closed."""
    found = versions(data, month)
    return find(data, month, found[0]) if found else None


def find(data: Path, month: date, version: int) -> Close:
    """One version of a month's close; StoreError where there is none or it cannot be read."""
    folder = place(data, month) / str(version)
    named = {"month": f"{month:%Y-%m}", "version": version}
    if not folder.is_dir():
        raise StoreError("close_missing", **named)
    try:
        facts = decode((folder / NAME).read_bytes())
        return Close(
            month, version, folder, facts["snapshot"], _moment(facts["as_of"]), _moment(facts["closed_at"]),
            facts["closed_by"], facts,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("close_damaged", **named, file=NAME) from error


def every(data: Path) -> Iterator[Close]:
    """All versions of all months, the newest first."""
    for month in months(data):
        for version in versions(data, month):
            yield find(data, month, version)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _canonical(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
