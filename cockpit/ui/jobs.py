"""Jobs started from a page: children of this process that tell their progress, one of a kind at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

from cockpit.settings.model import Settings

KEPT_LINES = 50


@dataclass
class Job:
    """A child process: what it told so far and how it ended."""

    process: subprocess.Popen[str]
    steps: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    @property
    def code(self) -> int | None:
        return self.process.poll()


_sync: dict[str, Job] = {}
_lock = threading.Lock()


def sync(settings: Settings, language: str, *, accept: bool = False) -> Job:
    """Starts a sync, or returns the one that runs."""
    with _lock:
        running = _sync.get("sync")
        if running and running.running:
            return running
        command = [sys.executable, "-m", "cockpit", "sync", "--json-progress", "--json", "--lang", language]
        command += ["--config", str(settings.file), "--data", str(settings.data)] + (["--accept"] if accept else [])
        process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        job = _sync["sync"] = Job(process)
    threading.Thread(target=_listen, args=(job,), daemon=True).start()
    return job


def last_sync() -> Job | None:
    """The sync that runs or ran last."""
    return _sync.get("sync")


def forget() -> None:
    """Forgets a sync that has ended."""
    with _lock:
        job = _sync.get("sync")
        if job and not job.running:
            del _sync["sync"]


def _listen(job: Job) -> None:
    assert job.process.stderr is not None
    for line in job.process.stderr:
        text = line.strip()
        if text.startswith("{"):
            job.steps.append(json.loads(text))
        elif text and len(job.said) < KEPT_LINES:
            job.said.append(text)
    job.process.wait()
