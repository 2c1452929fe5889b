"""Windows of rows offered to a table on the page: fetched from a route of ours as it is scrolled, without a rerun.

Each stands under a random token that only the page it was made for has, and is fetched by its owner alone. The rights
are those of whoever asked for the page, and an offer that nobody has fetched from for a while is forgotten.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from cockpit.ui import login

MOST = 300
SECONDS = 1_800.0
SIZE = 200

# The rows from a place on, ready to be sent.
Fetch = Callable[[int], list[Any]]


@dataclass
class _Offer:
    key: Hashable
    fetch: Fetch
    until: float
    owner: str


_offers: OrderedDict[str, _Offer] = OrderedDict()
_tokens: dict[Hashable, str] = {}
_lock = threading.Lock()


def offer(key: Hashable, fetch: Fetch) -> str:
    """The path under which windows can be fetched; the same for the same ``key`` while it lasts."""
    owner = login.owner()
    key = (owner, key)
    with _lock:
        token = _tokens.get(key) or secrets.token_urlsafe(24)
        _tokens[key] = token
        _offers[token] = _Offer(key, fetch, time.monotonic() + SECONDS, owner)
        _offers.move_to_end(token)
        while len(_offers) > MOST:
            _tokens.pop(_offers.popitem(last=False)[1].key, None)
        return f"/rows/{token}"


def fetched(token: str, start: int, owner: str = "") -> list[Any] | None:
    """The window of an offer that begins at ``start``; None if the offer is gone or another's."""
    with _lock:
        found = _offers.get(token)
        if found is None or found.until < time.monotonic() or found.owner != owner:
            return None
        found.until = time.monotonic() + SECONDS
    return found.fetch(start)
