"""Snapshots: written beside, verified, published by one rename and one replaced pointer; pinned, pruned.

``DATA/current`` names the one that serves. Whoever opens a snapshot holds a shared lock on its folder for as long as
the object lives; pruning takes the exclusive one, so a folder somebody reads is never removed.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.errors import StoreError
from cockpit.records import RECORDS
from cockpit.store import files
from cockpit.store.manifest import NAME, Manifest, decode, encode
from cockpit.store.manifest import files as vouched
from cockpit.store.relation import relation

IDENTITY = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
STAMP = "checked"
SERVED = 5
Names = list[str]


class _Hold:
    """A shared lock on a folder, let go when the holder is collected."""

    def __init__(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino != os.stat(folder).st_ino:
                raise FileNotFoundError(folder)
        except OSError:
            os.close(descriptor)
            raise
        weakref.finalize(self, os.close, descriptor)


@dataclass(frozen=True)
class Snapshot:
    """One published state of the data. While the object lives its folder is not pruned."""

    id: str
    path: Path
    manifest: Manifest = field(repr=False, compare=False)
    _hold: _Hold | None = field(default=None, repr=False, compare=False)

    def file(self, table: str) -> Path | None:
        """The Parquet file of a record (or ``quarantine``), if the snapshot has it; of a record's rows, its base."""
        entry = self.manifest.get("quarantine") if table == "quarantine" else self.manifest["tables"].get(table)
        return self.path / entry["file"] if entry else None

    def changes(self, record: str) -> Path | None:
        """The Parquet file of what changed of a record since its base was written, if there is any."""
        entry = self.manifest["tables"].get(record, {}).get("changes")
        return self.path / entry["file"] if entry else None

    def relation(self, record: str) -> str | None:
        """SQL of all rows of a record, if the snapshot has it."""
        base = self.file(record)
        return relation(base, self.changes(record), RECORDS[record].key) if base else None

    def digests(self, record: str) -> tuple[str | None, str | None]:
        """What tells the content of a record: the sha256 of its base and of its changes."""
        entry = self.manifest["tables"].get(record, {})
        return entry.get("sha256"), (entry.get("changes") or {}).get("sha256")

    @property
    def clocks(self) -> dict[str, str | None]:
        """source: the newest time in the data; sync: when the sources were last looked at; asked: for which instant."""
        clocks: dict[str, str | None] = self.manifest["clocks"]
        return clocks

    def damage(self) -> list[str]:
        """Names of the files whose bytes are not those that were published."""
        return [name for name, sha in vouched(self.manifest).items() if files.sha256(self.path / name) != sha]


Snapshots = list[Snapshot]


class Store:
    """The snapshots under one data folder. Reading needs no lock; every change is made under ``lock()``."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.snapshots = data / "snapshots"
        self.staging = data / "staging"
        self.cache = data / "cache"
        self.pointer = data / "current"

    def current(self) -> Snapshot | None:
        """The snapshot that serves; None before the first sync."""
        identity = self._pointed()
        while identity is not None:
            try:
                return self.open(identity)
            except StoreError:
                if identity == (identity := self._pointed()):
                    raise
        return None

    def latest(self) -> Snapshot | None:
        """The one that serves or, should that be damaged, the newest that can still be read."""
        with suppress(StoreError):
            return self.current()
        return next(iter(self.list()), None)

    def serves(self, snapshot: Snapshot) -> bool:
        """Whether that snapshot is the one the pointer names."""
        return self._pointed() == snapshot.id

    def open(self, identity: str) -> Snapshot:
        """The snapshot of that id, held against pruning while the object lives.

        Its ``sync`` clock says when the sources were last looked at, even if they had brought nothing new.
        """
        folder = self.snapshots / identity
        if not IDENTITY.fullmatch(identity):
            raise StoreError("snapshot_missing", id=identity, known=self.identities())
        try:
            hold = _Hold(folder)
        except OSError as error:
            raise StoreError("snapshot_missing", id=identity, known=self.identities()) from error
        manifest = self._manifest(folder)
        with suppress(OSError):
            clocks = manifest["clocks"]
            clocks["sync"] = max(clocks["sync"], (folder / STAMP).read_text().strip())
        return Snapshot(identity, folder, manifest, hold)

    def list(self) -> Snapshots:
        """Every published snapshot that can be read, newest first."""
        found = []
        for identity in self.identities():
            with suppress(StoreError):
                found.append(self.open(identity))
        return found

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The one writer's lock. It goes with the process, however that ends; StoreError if another holds it."""
        for folder in (self.snapshots, self.staging, self.cache):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                if error.errno in files.FULL:
                    raise StoreError("disk_full", place=str(self.data)) from error
                raise StoreError("folder_refused", place=str(self.data), reason=error.strerror or "") from error
        with files.writing(self.data):
            descriptor = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError("store_busy", place=str(self.data)) from error
            self._tidy()
            yield
        finally:
            os.close(descriptor)

    def stage(self) -> Path:
        """An empty folder to write a new snapshot into. What a dead writer left is removed by the next ``lock``."""
        folder = self.staging / secrets.token_hex(8)
        with files.writing(folder):
            folder.mkdir()
        return folder

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder to work in, gone afterwards."""
        folder = self.stage()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(
        self, staging: Path, manifest: Manifest, prepare: Callable[[Snapshot], object] | None = None
    ) -> Snapshot:
        """Publishes what stands in ``staging``: all of it or nothing.

        ``prepare`` runs on the finished, verified but still unpublished snapshot: whatever it makes in the folder is
        there from the first moment anybody can see it.
        """
        before = self.latest()
        identity = self._identity()
        manifest = {"pinned": False, "rewritten_from": None, **manifest, "id": identity}
        if before:
            self._link_unchanged(staging, manifest, before)
        staged = Snapshot(identity, staging, manifest)
        if damaged := staged.damage():
            raise StoreError("snapshot_damaged", id=identity, files=damaged)
        files.write_bytes(staging / NAME, encode(manifest))
        if prepare:
            prepare(staged)
        folder = self.snapshots / identity
        with files.writing(folder):
            files.sync_folder(staging)
            os.rename(staging, folder)
            files.sync_folder(self.snapshots)
        files.write_bytes(self.pointer, f"{identity}\n".encode())
        return self.open(identity)

    def checked(self, snapshot: Snapshot, moment: datetime) -> None:
        """Notes that the sources were read at ``moment`` and brought nothing new."""
        files.write_bytes(snapshot.path / STAMP, f"{instant(moment)}\n".encode())

    def pin(self, identity: str, pinned: bool = True) -> Snapshot:
        """Keeps (or no longer keeps) a snapshot whatever its age."""
        snapshot = self.open(identity)
        files.write_bytes(snapshot.path / NAME, encode({**snapshot.manifest, "pinned": pinned}))
        return self.open(identity)

    def verify(self, identity: str) -> Names:
        """Names of the files that are not as published; StoreError if the manifest itself is not."""
        return self.open(identity).damage()

    def prune(self, keep: int) -> Names:
        """Removes all but the ``keep`` newest, the pinned, the current and those somebody reads; returns the ids.

        Of the older ones that stay, the serving files go: they are large, and made again when somebody asks.
        """
        current = self._pointed()
        removed = []
        for age, identity in enumerate(self.identities()):
            folder = self.snapshots / identity
            if identity == current or age < min(keep, SERVED):
                continue
            with self._nobody_reads(folder) as free:
                if free and age >= keep and not self._pinned(folder):
                    self._remove(folder)
                    removed.append(identity)
                elif free:
                    for serving in folder.glob("serving-*.duckdb"):
                        serving.unlink()
        return removed

    def _pointed(self) -> str | None:
        try:
            return self.pointer.read_text(errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError("pointer_damaged", place=str(self.pointer)) from error

    def identities(self) -> Names:
        """Published ids, newest first."""
        cut_off = set(self._cut_off())
        try:
            names = os.listdir(self.snapshots)
        except FileNotFoundError:
            return []
        return sorted((name for name in names if IDENTITY.fullmatch(name) and name not in cut_off), reverse=True)

    def _cut_off(self) -> Names:
        """Ids above the current one: complete, but their writer died before the pointer named them.

        A pointer that names nothing cannot tell, so then there are none.
        """
        current = self._pointed()
        if current is None or not (self.snapshots / current).is_dir():
            return []
        return [name for name in os.listdir(self.snapshots) if IDENTITY.fullmatch(name) and name > current]

    @staticmethod
    def _manifest(folder: Path) -> Manifest:
        try:
            return decode((folder / NAME).read_bytes())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError("snapshot_damaged", id=folder.name, files=[NAME]) from error

    def _pinned(self, folder: Path) -> bool:
        try:
            return bool(self._manifest(folder)["pinned"])
        except StoreError:
            return True

    def _identity(self) -> str:
        """An id after every one there is, even if the machine's clock went back."""
        moment = datetime.now(UTC).replace(microsecond=0)
        for newest in self.identities()[:1]:
            moment = max(moment, _moment(newest) + timedelta(seconds=1))
        return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"

    @staticmethod
    def _link_unchanged(staging: Path, manifest: Manifest, before: Snapshot) -> None:
        """Replaces staged files by hard links to equal ones, as long as those are still what they were."""
        known = vouched(before.manifest)
        for name, sha in vouched(manifest).items():
            former, staged = before.path / name, staging / name
            if known.get(name) != sha or (former.exists() and former.samefile(staged)):
                continue
            if files.sha256(former) == sha:
                beside = staging / f".{name}.link"
                with suppress(OSError):
                    os.link(former, beside)
                    os.replace(beside, staged)

    def _tidy(self) -> None:
        """Removes what killed writers left: staged folders and snapshots no pointer ever named."""
        for folder in (*self.staging.iterdir(), *(self.snapshots / name for name in self._cut_off())):
            shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    @contextmanager
    def _nobody_reads(folder: Path) -> Iterator[bool]:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)

    def _remove(self, folder: Path) -> None:
        away = self.staging / folder.name
        with files.writing(folder):
            os.rename(folder, away)
            shutil.rmtree(away, ignore_errors=True)


def instant(moment: datetime) -> str:
    """How a moment stands in manifests: UTC, to the second, sortable as text."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(identity: str) -> datetime:
    return datetime.strptime(identity.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
