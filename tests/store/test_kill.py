"""A writer killed anywhere leaves the last good snapshot serving; a disk that refuses does too."""

from __future__ import annotations

import errno
import itertools
import multiprocessing
import os
import random
import signal
import time
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest

from cockpit.errors import StoreError
from cockpit.store import Store
from tests.store.conftest import publish, publish_beside, tickets

STEPS = ("fsync", "rename", "replace", "link", "mkdir")
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([__name__, "pandas", "pytest"])  # else every child imports them


def write(data: str, fatal: int, started: Event, steps: Synchronized[int], *, beside: bool) -> None:
    """Publishes all, or ``beside`` the base what changed; dies before the ``fatal``-th step the disk is asked for,
    or after it.
    """

    def guarded(call):
        def wrapped(*given, **named):
            for moment in range(2):
                if steps.value == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)
                steps.value += 1
                if not moment:
                    result = call(*given, **named)
            return result

        return wrapped

    for name in STEPS:
        setattr(os, name, guarded(getattr(os, name)))
    store = Store(Path(data))
    started.set()
    with store.lock():
        if beside:
            publish_beside(store, tickets(7))
        else:
            publish(store, tickets=tickets(7), staff=tickets(2))


def writer(store: Store, fatal: int, *, beside: bool = False) -> tuple[ForkServerProcess, Event, Synchronized[int]]:
    started, steps = SERVER.Event(), SERVER.Value("i", 0)
    process = SERVER.Process(target=write, args=(str(store.data), fatal, started, steps), kwargs={"beside": beside})
    process.start()
    return process, started, steps


def rows(store: Store) -> int:
    """How many tickets serve; every file of what serves must be whole."""
    current = store.current()
    assert current is not None
    assert current.damage() == []
    found = duckdb.execute(f"select count(*) from {current.relation('tickets')}").fetchall()
    assert found == [(current.manifest["tables"]["tickets"]["rows"],)]
    return int(found[0][0])


@pytest.mark.parametrize("beside", [False, True])
def test_killed_at_every_step(store: Store, beside: bool):
    with store.lock():
        publish(store, tickets=tickets(5), staff=tickets(2))
    served: list[int] = []
    for fatal in itertools.count():
        process, _, steps = writer(store, fatal, beside=beside)
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        if process.exitcode == 0:
            break
        served.append(rows(store))
        with store.lock():
            assert list(store.staging.iterdir()) == []
            assert all(snapshot.damage() == [] for snapshot in store.list())
            if served[-1] == 7:
                publish(store, tickets=tickets(5), staff=tickets(2))
    assert set(served) == {5, 7}
    assert len(served) == steps.value > (20 if beside else 30)


def how_long(store: Store) -> float:
    """Seconds of a publication on this machine."""
    process, started, _ = writer(store, -1)
    started.wait()
    began = time.perf_counter()
    process.join()
    return time.perf_counter() - began


def test_killed_at_random(store: Store):
    with store.lock():
        publish(store, tickets=tickets(5))
    dice = random.Random(2)
    served = []
    whole = how_long(store)
    for _ in range(60):
        process, started, _ = writer(store, -1)
        started.wait()
        time.sleep(dice.random() * 1.2 * whole)
        process.kill()
        process.join()
        served.append(rows(store))
        if served[-1] == 7:
            with store.lock():
                publish(store, tickets=tickets(5))
    assert set(served) == {5, 7}
    with store.lock():
        publish(store, tickets=tickets(5))
    assert rows(store) == 5


@pytest.mark.parametrize(("number", "key"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "cannot_write")])
def test_a_disk_that_refuses_leaves_the_old_one(store: Store, monkeypatch: pytest.MonkeyPatch, number: int, key: str):
    with store.lock():
        publish(store, tickets=tickets(5))
    told: set[str] = set()
    calls = {"fsync": os.fsync, "rename": os.rename, "replace": os.replace}
    for name, call in calls.items():
        for refused in range(8):
            left = [refused]

            def refusing(*given, call=call, left=left):
                left[0] -= 1
                if left[0] < 0:
                    raise OSError(number, os.strerror(number))
                return call(*given)

            monkeypatch.setattr(os, name, refusing)
            try:
                with store.lock():
                    publish(store, tickets=tickets(6))
            except StoreError as error:
                told.add(error.key)
            finally:
                monkeypatch.setattr(os, name, call)
            assert rows(store) in (5, 6)
            with store.lock():
                assert list(store.staging.iterdir()) == []
                publish(store, tickets=tickets(5))
    assert told == {key}
