"""The unattended round: a sync every so often, beside the server and never outliving it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from cockpit.settings.model import Settings

PARENT = "COCKPIT_PARENT"
LOOK_SECONDS = 1.0
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
STEADY_SECONDS = 120.0
STOP_SECONDS = 10.0

log = logging.getLogger("cockpit")


def rounds(every: timedelta, one: Callable[[], None]) -> None:
    """Runs ``one`` now and then every so often, until SIGTERM or until the process that started this one is gone.

    A stop waits for the round under way: what it publishes it publishes whole.
    """
    stop = threading.Event()

    def stopped(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stopped)
    threading.Thread(target=_stop_with_parent, args=(stop,), daemon=True).start()
    while not stop.is_set():
        one()
        stop.wait(every.total_seconds())


def _stop_with_parent(stop: threading.Event) -> None:
    parent = int(os.environ.get(PARENT, "0"))
    while parent and not stop.wait(LOOK_SECONDS):
        if os.getppid() != parent:
            stop.set()


class Worker:
    """``sync --every`` as a child process; started again, ever more slowly, when it dies."""

    def __init__(self, settings: Settings, every: str) -> None:
        options = ["--config", str(settings.file), "--data", str(settings.data)]
        self._command = [sys.executable, "-m", "cockpit", "sync", "--every", every, *options]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._supervise, daemon=True)

    def start(self) -> None:
        """Starts the child and the thread that watches it."""
        self._thread.start()

    def stop(self) -> None:
        """Asks the child to finish its round; kills it if that takes too long."""
        self._stop.set()
        self._thread.join(STOP_SECONDS + LOOK_SECONDS)

    def _supervise(self) -> None:
        wait = FIRST_WAIT
        while not self._stop.is_set():
            lived = self._live()
            if self._stop.is_set():
                return
            wait = FIRST_WAIT if lived > STEADY_SECONDS else min(wait * 2, LONGEST_WAIT)
            log.warning("the worker ended; it is started again in %.0f s", wait)
            self._stop.wait(wait)

    def _live(self) -> float:
        """One life of the child; returns how many seconds it lasted."""
        environ = {**os.environ, PARENT: str(os.getpid())}
        with subprocess.Popen(self._command, env=environ, stdout=subprocess.DEVNULL) as child:  # noqa: S603
            lived = 0.0
            while child.poll() is None and not self._stop.wait(LOOK_SECONDS):
                lived += LOOK_SECONDS
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    child.kill()
        return lived
