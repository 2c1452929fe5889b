"""Jobs started from a page: children of this process that tell their progress, one of a kind at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
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


_jobs: dict[str, Job] = {}
_lock = threading.Lock()
SYNC = "sync"


def start(name: str, settings: Settings, words: Sequence[str], language: str) -> Job:
    """Starts a command of the cockpit under a name, or returns the one that runs under it."""
    with _lock:
        running = _jobs.get(name)
        if running and running.running:
            return running
        command = [sys.executable, "-m", "cockpit", *words, "--lang", language]
        command += ["--config", str(settings.file), "--data", str(settings.data)]
        process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        job = _jobs[name] = Job(process)
    threading.Thread(target=_listen, args=(job,), daemon=True).start()
    return job


def sync(settings: Settings, language: str, *, accept: bool = False) -> Job:
    """Starts a sync, or returns the one that runs."""
    words = ["sync", "--json-progress", "--json", *(["--accept"] if accept else [])]
    return start(SYNC, settings, words, language)


def last(name: str = SYNC) -> Job | None:
    """The job of that name that runs or ran last."""
    return _jobs.get(name)


def forget(name: str = SYNC) -> None:
    """Forgets a job that has ended."""
    with _lock:
        job = _jobs.get(name)
        if job and not job.running:
            del _jobs[name]


def _listen(job: Job) -> None:
    assert job.process.stderr is not None
    for line in job.process.stderr:
        text = line.strip()
        if text.startswith("{"):
            job.steps.append(json.loads(text))
        elif text and len(job.said) < KEPT_LINES:
            job.said.append(text)
    job.process.wait()
