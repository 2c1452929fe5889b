"""How long a database may take, and the waiting that ends when it takes longer."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")

AHEAD, GRACE = 2, 5.0


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect, without a sign of life, for one try of a source; how often it is tried, and the pause
    before the second try, which doubles from try to try.
    """

    connect: float = 10.0
    stall: float = 120.0
    total: float = 1800.0
    tries: int = 3
    pause: float = 2.0


class Stalled(Exception):
    """Nothing came for as long as one waits for a sign of life."""


class Overdue(Exception):
    """All the time there was for a source has passed."""


class Trouble(Exception):
    """Something went wrong at the database, not here: ``error`` is what its driver raised, or Stalled or Overdue."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True)
class _Said(Generic[T]):
    items: tuple[T, ...] = ()
    error: BaseException | None = None
    last: bool = False


class Patience:
    """The time left for one try of a source. What may block is done by threads, so that the wait for it can end."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.monotonic() + limits.total

    def call(self, work: Callable[[], T], abort: Callable[[], None]) -> T:
        """What ``work`` gives, waited for like the items of a stream."""
        (result,) = self.stream((work() for _ in "1"), abort)
        return result

    def stream(self, items: Generator[T, None, None], abort: Callable[[], None]) -> Iterator[T]:
        """The same items, read ahead. Trouble when one cannot be had, or (after ``abort``) is too long in coming."""
        waiting: queue.Queue[_Said[T]] = queue.Queue(AHEAD)
        unwanted = Event()
        thread = Thread(target=_read, args=(items, waiting, unwanted), daemon=True)
        thread.start()
        finished = False
        try:
            while not finished:
                said = self._next(waiting)
                finished = said.last
                if said.error is not None:
                    raise Trouble(said.error) from said.error
                yield from said.items
        finally:
            unwanted.set()
            if not finished:
                abort()
            thread.join(GRACE)

    def _next(self, waiting: queue.Queue[_Said[T]]) -> _Said[T]:
        left = self._end - time.monotonic()
        try:
            return waiting.get(timeout=max(0.0, min(self.limits.stall, left)))
        except queue.Empty:
            raise Trouble(Stalled() if left > self.limits.stall else Overdue()) from None


def _read(items: Generator[T, None, None], waiting: queue.Queue[_Said[T]], unwanted: Event) -> None:
    try:
        for item in items:
            _put(waiting, _Said((item,)), unwanted)
            if unwanted.is_set():
                items.close()
        _put(waiting, _Said(last=True), unwanted)
    except BaseException as error:  # noqa: BLE001 - it is raised where the items are waited for
        _put(waiting, _Said(error=error, last=True), unwanted)


def _put(waiting: queue.Queue[_Said[T]], said: _Said[T], unwanted: Event) -> None:
    while not unwanted.is_set():
        with contextlib.suppress(queue.Full):
            waiting.put(said, timeout=0.1)
            return


def briefly(work: Callable[[], object], seconds: float) -> None:
    """Does something that may fail or hang, and waits no longer than that."""

    def quietly() -> None:
        with contextlib.suppress(Exception):
            work()

    thread = Thread(target=quietly, daemon=True)
    thread.start()
    thread.join(seconds)
