"""Starts the worker and watches it: no example may take more than a minute or more than 1 GB."""

from __future__ import annotations

import collections
import contextlib
import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECONDS, MEMORY = 60.0, 1 << 30
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Watched:
    """What one worker did."""

    examples: int = 0
    slowest: float = 0.0
    most: int = 0
    outcomes: collections.Counter[str] = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Watched) -> None:
        """Takes what another did as its own."""
        self.examples += other.examples
        self.outcomes.update(other.outcomes)
        self.slowest, self.most = max(self.slowest, other.slowest), max(self.most, other.most)
        self.faults += other.faults


def watch(kind: str, count: int, number: int, folder: Path) -> Watched:
    """Runs ``count`` examples of a kind in a process, which is ended at the first that costs too much."""
    seen = Watched()
    command = [sys.executable, "-m", "tests.faults.generated.worker", kind, str(count), str(number), str(folder)]
    with (
        (folder / "stderr").open("wb") as errors,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        _follow(process, seen)
        process.kill()
    if process.returncode and not seen.faults:
        told = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
        seen.faults.append(f"ended with {process.returncode}\n{told[-6000:]}")
    if seen.faults:
        with contextlib.suppress(OSError):
            seen.faults.append((folder / "last.py").read_text(encoding="utf-8", errors="replace")[:4000])
    return seen


def _follow(process: subprocess.Popen[bytes], seen: Watched) -> None:
    assert process.stdout is not None
    pipe, rest, started = process.stdout.fileno(), b"", None
    while True:
        if select.select([pipe], [], [], 0.1)[0]:
            piece = os.read(pipe, 1 << 16)
            if not piece:
                process.wait()
                return
            *said, rest = (rest + piece).split(b"\n")
            for line in said:
                started = _heard(line.decode(), seen, started)
        seen.most = max(seen.most, _resident(process.pid))
        if seen.most > MEMORY:
            seen.faults.append(f"took {seen.most >> 20} MB")
            return
        if started is not None and time.monotonic() - started > SECONDS:
            seen.faults.append(f"took more than {SECONDS:.0f} s")
            return


def _heard(line: str, seen: Watched, started: float | None) -> float | None:
    """Takes note of a line of the worker's; gives when the example under way was begun."""
    if line == "start":
        return time.monotonic()
    if line == "end" and started is not None:
        seen.examples += 1
        seen.slowest = max(seen.slowest, time.monotonic() - started)
    if line.startswith("outcomes"):
        for one in line.split()[1:]:
            outcome, _, count = one.partition("=")
            seen.outcomes[outcome] += int(count)
    return None


def _resident(number: int) -> int:
    """The real memory of a process in bytes; 0 once it is gone."""
    try:
        return int(Path(f"/proc/{number}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0
