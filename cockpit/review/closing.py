"""The close of a month: what it is told as, and every answer that rests on, are kept as they are at that moment.

It is written beside and published by one rename: whenever it is interrupted, the month is closed or it is not. Closing
again adds a version. The ledger is told afterwards; what an interrupted close did not tell it, the next one does.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cockpit import periods
from cockpit.errors import StoreError, UsageError
from cockpit.i18n import LANGUAGES
from cockpit.ledger import CLI, Closing, Ledger
from cockpit.metrics import CATALOGUE, Cockpit
from cockpit.periods import Period
from cockpit.review import answers, closes, codec, judging, opened, restating
from cockpit.review.closes import Close
from cockpit.review.corrected import in_order
from cockpit.review.document import Document, Restated
from cockpit.review.made import made
from cockpit.review.month import Asked, Month
from cockpit.settings.model import Settings, Terms
from cockpit.store import Snapshot, Store, files, serving

LOCK: Final = "lock"
BESIDE: Final = ".new-"
PIN_SECONDS: Final = 120.0  # a sync under way is waited for
LOOK_SECONDS: Final = 0.2
Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Ready:
    """All that a close will keep, but for its version."""

    month: date
    cockpit: Cockpit
    snapshot: Snapshot
    documents: dict[str, Document]
    kept: dict[str, bytes]
    serving: str
    decisions: str


def close(
    site: Settings,
    month: date,
    who: str = CLI,
    environ: Mapping[str, str] = os.environ,
    progress: Progress = lambda _: None,
) -> Close:
    """Closes a month (its first day) over the snapshot that serves; returns the new version.

    UsageError for a month that has not ended or of which there are no data; StoreError where it cannot be kept.
    ``progress`` is told each step: a language, ``answers``, ``publish``.
    """
    ready = _ready(site, month, environ, progress)
    progress("publish")
    with _alone(site.data):
        _tell(site.data)
        version = next(iter(closes.versions(site.data, month)), 0) + 1
        at = datetime.now(UTC).replace(microsecond=0)
        beside = _write(site, ready, version, at, who)
        _pin(site.data, ready.snapshot.id)
        folder = closes.place(site.data, month)
        with files.writing(folder):
            folder.mkdir(exist_ok=True)
            files.sync_folder(folder.parent)
            os.rename(beside, folder / str(version))
            files.sync_folder(folder)
        _tell(site.data)
    return closes.find(site.data, month, version)


def refused(cockpit: Cockpit, month: date) -> UsageError | None:
    """Why a month cannot be closed; None where it can."""
    whole, first = periods.whole(month, "month"), cockpit.engine.first_day
    if whole.until > cockpit.today:
        return UsageError("month_running", month=f"{month:%Y-%m}", today=cockpit.today, from_day=whole.until)
    if first is None or whole.until <= first:
        return UsageError("month_without_data", month=f"{month:%Y-%m}", first=first)
    return None


def pending(snapshot: Snapshot) -> int:
    """How many rows of a snapshot wait in quarantine: no figure counts them."""
    return int((snapshot.manifest.get("quarantine") or {}).get("rows", 0))


def _ready(site: Settings, month: date, environ: Mapping[str, str], progress: Progress) -> _Ready:
    cockpit = opened.current(site, environ)
    if error := refused(cockpit, month):
        raise error
    snapshot, asked, documents = cockpit.held, Asked(), {}
    decisions = judging.said(Ledger(site.data), month)
    assert isinstance(snapshot, Snapshot)
    for language in LANGUAGES:
        progress(language)
        found = opened.month_over(cockpit, site, month, language, asked)
        document = made(found)
        documents[language] = replace(document, earlier=_earlier(site, month, document, environ))
    progress("answers")
    _ask_all(found)
    kept = list(answers.halves(asked.answers).values())
    contents = {
        answers.FIGURES: answers.figures(kept),
        answers.ASKED: answers.asked(kept, _terms(found.settings, found.period)),
        answers.ROWS: answers.rows(cockpit, kept),
    }
    return _Ready(month, cockpit, snapshot, documents, contents, serving.path(snapshot, site).name, decisions)


def _earlier(site: Settings, month: date, made: Document, environ: Mapping[str, str]) -> tuple[Restated, ...]:
    """What this close corrects of those before it, so that none of it is silent."""
    found: tuple[Restated, ...] = ()
    with suppress(StoreError):  # what cannot be read any more stops no close
        if before := closes.latest(site.data, month):
            since = in_order(restating.restated(site, before, made.language, environ), made)
            found = tuple(replace(one, version=before.version) for one in since)
            found = (*before.document(made.language).earlier, *found)
    return found


def _ask_all(month: Month) -> None:
    """Every measure the site has records for: what no slide shows today may be asked tomorrow. A share of all is 1."""
    for name, metric in CATALOGUE.items():
        if month.cockpit.offers(metric) and metric.share_of is None:
            month.answer(name)


def _terms(settings: Settings, period: Period) -> list[Terms]:
    """The blocks of the contract that were in force on a day of the period."""
    blocks = sorted(settings.contract, key=lambda one: one.since)
    begun = [one for one in blocks if one.since <= period.last]
    before = [one for one in begun if one.since <= period.first]
    return [*before[-1:], *(one for one in begun if one.since > period.first)]


def _write(site: Settings, ready: _Ready, version: int, at: datetime, who: str) -> Path:
    """The whole close in a folder beside, on disk."""
    beside = site.data / closes.FOLDER / f"{BESIDE}{secrets.token_hex(8)}"
    contents = dict(ready.kept)
    for language, document in ready.documents.items():
        origin = replace(document.origin, version=version, closed_at=at, closed_by=who)
        contents[closes.document_name(language)] = codec.encode(replace(document, origin=origin))
    with files.writing(beside):
        beside.mkdir()
    for name, data in contents.items():
        files.write_bytes(beside / name, data)
    facts: dict[str, Any] = {
        "schema": 1,
        "site": site.name,
        "zone": site.zone,
        "month": f"{ready.month:%Y-%m}",
        "version": version,
        "snapshot": ready.snapshot.id,
        "snapshot_digest": ready.snapshot.manifest.get("digest"),
        "serving": ready.serving,
        "replay_days": ready.snapshot.manifest.get("replay_days", 0),
        "pending": pending(ready.snapshot),
        "decisions": ready.decisions,
        "as_of": ready.cockpit.as_of.isoformat(),
        "synced": ready.cockpit.clocks.sync.isoformat(),
        "closed_at": at.isoformat(),
        "closed_by": who,
        "files": {name: sha256(data).hexdigest() for name, data in contents.items()},
    }
    files.write_bytes(beside / closes.NAME, closes.encode(facts))
    return beside


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One close is published at a time; another waits. What an interrupted one left beside is removed."""
    folder = data / closes.FOLDER
    with files.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for left in folder.glob(f"{BESIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(descriptor)


def _pin(data: Path, identity: str) -> None:
    """Keeps the snapshot; a sync under way is waited for, as it holds the store."""
    store, until = Store(data), time.monotonic() + PIN_SECONDS
    while True:
        try:
            with store.lock():
                store.pin(identity)
        except StoreError as error:
            if error.key != "store_busy" or time.monotonic() > until:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            return


def _tell(data: Path) -> None:
    """Tells the ledger of every close it does not know."""
    ledger = Ledger(data)
    known = {(one.month, one.version) for one in ledger.closings()}
    for month in closes.months(data):
        for version in closes.versions(data, month):
            if (month, version) not in known:
                one = closes.find(data, month, version)
                ledger.closed(Closing(month, version, one.snapshot, one.as_of, one.closed_at, one.closed_by))
