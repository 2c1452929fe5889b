"""Writing so that what is said to be on disk is there: hashed on the way in, fsync'ed, read again."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.errors import StoreError

CHUNK = 1 << 20
ROW_GROUP = 122_880
UNLINKED = (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK)
FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turns what the disk refuses into a StoreError that names the place."""
    try:
        yield
    except OSError as error:
        key = "disk_full" if error.errno in FULL else "cannot_write"
        raise StoreError(key, place=str(place), reason=error.strerror or str(error)) from error


class _Hashing:
    """A file that hashes what it is given before the disk has a chance to change it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha = hashlib.sha256()
        self.closed = False

    def write(self, data: Any) -> int:
        view = memoryview(data)
        self._sha.update(view)
        return self._file.write(view)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self.closed = True

    def hexdigest(self) -> str:
        return self._sha.hexdigest()


def write_table(folder: Path, name: str, table: pa.Table) -> dict[str, Any]:
    """Writes ``<name>.parquet`` durably; returns its manifest entry: file, rows, sha256."""
    path = folder / f"{name}.parquet"
    with writing(path), path.open("wb") as file:
        sink = _Hashing(file)
        pq.write_table(table, pa.PythonFile(sink, mode="w"), compression="zstd", row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    return {"file": path.name, "rows": table.num_rows, "sha256": sink.hexdigest()}


def adopt(folder: Path, name: str, file: Path) -> dict[str, Any]:
    """Moves a Parquet file made elsewhere under the data folder to ``<name>.parquet``; returns its manifest entry."""
    path = folder / f"{name}.parquet"
    with writing(path):
        sync_file(file)
        os.rename(file, path)
    return {"file": path.name, "rows": pq.read_metadata(path).num_rows, "sha256": sha256(path)}


def link(known: Path, path: Path) -> None:
    """The same file under another name; a copy where the disk knows no such names."""
    with writing(path):
        try:
            os.link(known, path)
        except OSError as error:
            if error.errno not in UNLINKED:
                raise
            shutil.copyfile(known, path)
            sync_file(path)


def save(path: Path, table: pa.Table) -> Path:
    """Writes a table that is still to be worked on."""
    with writing(path):
        pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
    return path


def write_bytes(path: Path, data: bytes) -> None:
    """Replaces ``path`` by ``data``: readers see the old or the new, never a part."""
    beside = path.with_name(f".{path.name}.new")
    with writing(path):
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes names created in or removed from ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Makes the content of ``path`` durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sha256(path: Path) -> str | None:
    """The digest of the file as the disk has it (not as the page cache remembers it); None if it cannot be read."""
    sha = hashlib.sha256()
    try:
        with path.open("rb", buffering=0) as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while chunk := file.read(CHUNK):
                sha.update(chunk)
    except OSError:
        return None
    return sha.hexdigest()
