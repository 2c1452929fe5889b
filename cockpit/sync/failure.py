"""The last sync that failed: kept beside the snapshots until one succeeds, so that a page can tell of it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cockpit.errors import CockpitError, StoreError
from cockpit.i18n import explain
from cockpit.settings import LANGUAGES
from cockpit.store import instant
from cockpit.store.files import write_bytes
from cockpit.sync.refused import Refused

NAME = "failure.json"
BUSY = "store_busy"


@dataclass(frozen=True)
class Failure:
    """When a sync failed, and why, in every language."""

    at: datetime
    words: dict[str, str]


def note(data: Path, error: CockpitError, at: datetime) -> None:
    """Keeps what went wrong; that another sync is running is no failure."""
    if error.key == BUSY:
        return
    faults = error.faults if isinstance(error, Refused) else (error,)
    words = {language: "\n".join(explain(fault, language) for fault in faults) for language in LANGUAGES}
    with suppress(StoreError):
        write_bytes(data / NAME, json.dumps({"at": instant(at), "words": words}, ensure_ascii=False).encode())


def clear(data: Path) -> None:
    """Forgets it."""
    with suppress(OSError):
        (data / NAME).unlink(missing_ok=True)


def last(data: Path) -> Failure | None:
    """The failure of the last sync; None if that went well."""
    try:
        kept = json.loads((data / NAME).read_text(encoding="utf-8"))
        return Failure(datetime.fromisoformat(kept["at"]), {name: str(text) for name, text in kept["words"].items()})
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
