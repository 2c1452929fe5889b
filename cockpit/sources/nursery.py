"""Starts the child that parses, watches its memory and its clock, and goes on with a new one when it dies."""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import cockpit
from cockpit.checks import Parsed
from cockpit.checks.run import PATHS
from cockpit.errors import SourceError
from cockpit.settings.model import TableSource

REAL_MEMORY = 1 << 30
ADDRESS_SPACE = 8 << 30
SECONDS = 600
MANY, SMALL = 4, 32 << 20
COMMAND = ("-m", "cockpit.sources.child")
ROOT = Path(cockpit.__file__).resolve().parents[1]


@dataclass(frozen=True)
class Item:
    """One file to parse: where it is, how it is called, and where its results go."""

    path: Path
    file: str
    sha256: str
    folder: Path
    table: TableSource


@dataclass
class Limits:
    """What one file may cost."""

    real_memory: int = REAL_MEMORY
    address_space: int = ADDRESS_SPACE
    seconds: float = SECONDS


@dataclass(frozen=True)
class _Order:
    """What holds for all files of a source."""

    source: str
    zone: str
    now: datetime
    limits: Limits


def parse(
    source: str,
    zone: str,
    now: datetime,
    items: Sequence[Item],
    progress: Callable[[str], None],
    limits: Limits | None = None,
) -> tuple[dict[int, Parsed], list[SourceError]]:
    """Parses all items, each in a limited process; a file at which the process dies is refused, the rest goes on.

    Many small files are shared by two processes.
    """
    small = sum(item.path.stat().st_size for item in items) < SMALL
    lanes = 2 if small and len(items) >= MANY else 1
    lock = Lock()

    def started(file: str) -> None:
        with lock:
            progress(file)

    def lane(first: int) -> tuple[dict[int, Parsed], list[SourceError]]:
        numbers = range(first, len(items), lanes)
        return _lane(_Order(source, zone, now, limits or Limits()), items, list(numbers), started)

    parsed: dict[int, Parsed] = {}
    refused: list[SourceError] = []
    with ThreadPoolExecutor(lanes) as pool:
        for found, wrong in pool.map(lane, range(lanes)):
            parsed |= found
            refused += wrong
    return parsed, refused


def _lane(
    order: _Order, items: Sequence[Item], left: list[int], progress: Callable[[str], None]
) -> tuple[dict[int, Parsed], list[SourceError]]:
    """One process after the other until all of ``left`` is parsed or refused."""
    parsed: dict[int, Parsed] = {}
    refused: list[SourceError] = []
    while left:
        waiting = [items[number] for number in left]
        with Child(COMMAND, _request(order, waiting), len(waiting), order.limits) as child:
            finished = 0
            for message in child.messages():
                if "started" in message:
                    progress(items[left[message["started"]]].file)
                    continue
                finished += 1
                if "done" in message:
                    parsed[left[message["done"]]] = _parsed(message["parsed"])
                else:
                    refused.append(SourceError(message["key"], **message["arguments"]))
            if finished < len(left):
                item = items[left[finished]]
                refused.append(SourceError(child.death, source=order.source, file=item.file, record=item.table.record))
                finished += 1
        left = left[finished:]
    return parsed, refused


def _parsed(told: dict[str, Any]) -> Parsed:
    told |= {name: Path(told[name]) for name in PATHS}
    told["newest"] = told["newest"] and datetime.fromisoformat(told["newest"])
    return Parsed(**told)


def table_told(table: TableSource) -> dict[str, Any]:
    """A TableSource as JSON may hold it (``child.table_from`` reads it)."""
    return asdict(table) | {"overlap": table.overlap.total_seconds()}


def _request(order: _Order, items: Sequence[Item]) -> dict[str, Any]:
    """What the child that parses is asked to do."""
    tables = list({id(item.table): item.table for item in items}.values())
    return {
        "source": order.source,
        "zone": order.zone,
        "now": order.now.isoformat(),
        "tables": [table_told(table) for table in tables],
        "items": [
            {
                "path": str(item.path),
                "file": item.file,
                "sha256": item.sha256,
                "folder": str(item.folder),
                "table": next(i for i, table in enumerate(tables) if table is item.table),
            }
            for item in items
        ],
    }


class Child:
    """One limited Python with ``command`` that works through the ``files`` of a request, and what it says."""

    def __init__(self, command: Sequence[str], request: dict[str, Any], files: int, limits: Limits) -> None:
        self.death = "file_crashed"
        self._command, self._limits = tuple(command), limits
        self._request = request | {
            "address_space": limits.address_space,
            "cpu_seconds": math.ceil(limits.seconds * max(1, files)),
        }

    def __enter__(self) -> Child:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, *self._command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=kept | {"PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
        )
        self._read = self._process.stdout
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError), self._process.stdin as request:
                request.write(json.dumps(self._request).encode() + b"\n")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        if self._read is not None:
            self._read.close()

    def messages(self) -> Any:
        """What the child says, until it ends or has to be ended."""
        pipe, rest = self._read.fileno() if self._read else -1, b""
        deadline = time.monotonic() + self._limits.seconds
        while True:
            if select.select([pipe], [], [], 0.05)[0]:
                piece = os.read(pipe, 1 << 16)
                if not piece:
                    return
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    deadline = time.monotonic() + self._limits.seconds
                    yield json.loads(line)
            elif time.monotonic() > deadline:
                self.death = "too_much_time"
                return
            if self._resident() > self._limits.real_memory:
                self.death = "too_much_memory"
                return

    def _resident(self) -> int:
        """The child's real memory in bytes; 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")
