"""Answers kept: made once, awaited while they are made, forgotten when they fail or are too many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from cockpit.ui.cache import Cache


def never() -> object:
    raise AssertionError("made again")


def test_what_is_kept_is_not_made_again():
    cache = Cache()
    assert cache.get("a", lambda: None) is None
    assert cache.get("a", never) is None


def test_who_comes_meanwhile_waits():
    cache, begun, go = Cache(), threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        assert go.wait(10)
        return "made"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, "a", make)
        assert begun.wait(10)
        second = pool.submit(cache.get, "a", never)
        assert not second.done()
        go.set()
        assert (first.result(10), second.result(10)) == ("made", "made")


def test_a_failure_is_told_to_all_and_not_kept():
    cache = Cache()

    def fail() -> object:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cache.get("a", fail)
    assert cache.get("a", lambda: 1) == 1


def test_results_made_together_stand_under_their_keys():
    begun: list[Callable[[], None]] = []
    cache = Cache()
    cache.begin(["a", "b"], lambda: [1, 2], begun.append)
    assert "a" in cache
    (start,) = begun
    start()
    assert [cache.get(key, never) for key in "ab"] == [1, 2]


def test_what_fails_together_is_made_again_alone():
    cache = Cache()

    def fail() -> list[object]:
        raise ValueError("no")

    cache.begin(["a"], fail, lambda start: start())
    assert cache.get("a", lambda: 3) == 3


def test_the_last_used_stay():
    cache = Cache(most=2)
    for key in "ab":
        cache.get(key, lambda: 0)
    cache.get("a", never)
    cache.begin(["c"], lambda: [0], lambda start: start())
    assert ["a" in cache, "b" in cache, "c" in cache] == [True, False, True]
