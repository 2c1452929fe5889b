"""Answers already computed, kept by what they were computed from and never by their age or their frames."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from typing import Any

MOST = 2_000


class Cache:
    """The ``most`` last used results, each under its whole question."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result kept under ``key``; made now if there is none, awaited if another thread is making it."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            else:
                making = self._promise([key])[key]
        if found is not None:
            return found.result()
        try:
            making.set_result(make())
        except BaseException as error:
            with self._lock:
                self._kept.pop(key, None)
            making.set_exception(error)
            raise
        return making.result()

    def begin(
        self, keys: Sequence[Hashable], make: Callable[[], Sequence[Any]], start: Callable[[Callable[[], None]], object]
    ) -> None:
        """Has results made together: ``start`` runs what makes those of ``keys``; whoever gets one of them waits."""
        with self._lock:
            promised = self._promise(keys)
        start(lambda: self._fulfil(promised, make))

    def _promise(self, keys: Sequence[Hashable]) -> dict[Hashable, Future[Any]]:
        promised = {key: Future[Any]() for key in keys}
        self._kept.update(promised)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return promised

    def _fulfil(self, promised: dict[Hashable, Future[Any]], make: Callable[[], Sequence[Any]]) -> None:
        try:
            made = make()
        except Exception as error:  # noqa: BLE001 - who gets the result is told
            with self._lock:
                for key in promised:
                    self._kept.pop(key, None)
            for future in promised.values():
                future.set_exception(error)
        else:
            for future, one in zip(promised.values(), made, strict=True):
                future.set_result(one)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
