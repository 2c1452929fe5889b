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
PATIENCE_SECONDS = 5.0


@dataclass
class Job:
    """A child process: what it told so far and how it ended."""

    process: subprocess.Popen[str]
    steps: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    heard: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    @property
    def code(self) -> int | None:
        return self.process.poll()

    @property
    def result(self) -> dict[str, Any] | None:
        """The JSON that a job that has ended gave as its result; None where it gave none."""
        self.heard.wait(PATIENCE_SECONDS)
        try:
            found = json.loads("".join(self.told))
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


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
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        job = _jobs[name] = Job(process)
    threading.Thread(target=_hear, args=(job,), daemon=True).start()
    threading.Thread(target=_listen, args=(job,), daemon=True).start()
    return job


@dataclass(frozen=True)
class Done:
    """A command that has ended: how, and what it said."""

    code: int
    said: list[str]


def run(settings: Settings, words: Sequence[str], language: str) -> Done:
    """Runs a short command of the cockpit to its end."""
    command = [sys.executable, "-m", "cockpit", *words, "--lang", language]
    command += ["--config", str(settings.file), "--data", str(settings.data)]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    return Done(ended.returncode, [line for line in (ended.stdout + ended.stderr).splitlines() if line.strip()])


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


def _hear(job: Job) -> None:
    """Takes what the job gives as its result, while it runs: a full pipe would stop it."""
    assert job.process.stdout is not None
    job.told.extend(job.process.stdout)
    job.heard.set()


def _listen(job: Job) -> None:
    assert job.process.stderr is not None
    for line in job.process.stderr:
        text = line.strip()
        if text.startswith("{"):
            job.steps.append(json.loads(text))
        elif text and len(job.said) < KEPT_LINES:
            job.said.append(text)
    job.process.wait()
