"""The time limit of queries: one thread that interrupts those that ran too long.

It holds nothing of DuckDB but the cursors that run, and ends before the interpreter does: what a thread still holds
then is reported as leaked by DuckDB's bindings.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

LOOK_EVERY_SECONDS = 0.25


class Interruptible(Protocol):
    """Something that runs and can be told to stop."""

    def interrupt(self) -> None: ...


class _Watch:
    def __init__(self) -> None:
        self._running: dict[int, tuple[float, Interruptible]] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, running: Interruptible, seconds: float) -> None:
        with self._lock:
            self._running[id(running)] = (time.monotonic() + seconds, running)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="query-limit", daemon=True)
                self._thread.start()
                atexit.register(self._end)

    def remove(self, running: Interruptible) -> None:
        with self._lock:
            self._running.pop(id(running), None)

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            with self._lock:
                now = time.monotonic()
                for until, running in self._running.values():
                    if until <= now:
                        running.interrupt()

    def _end(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()


_WATCH = _Watch()


@contextmanager
def limited(running: Interruptible, seconds: float) -> Iterator[None]:
    """Interrupts ``running`` when what is done within takes longer than that. A thread a query costs 1.5 ms."""
    _WATCH.add(running, seconds)
    try:
        yield
    finally:
        _WATCH.remove(running)
