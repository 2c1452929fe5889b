"""Files offered for download: each under a random token, made when its owner fetches it, forgotten after a while.

Streamlit's own media files are named by samples of their bytes, so that two files can share a link; these cannot.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cockpit.ui import login

MOST = 200
SECONDS = 1_800.0
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KINDS = {".xlsx": XLSX, ".pptx": PPTX, ".csv": "text/csv; charset=utf-8", ".parquet": "application/vnd.apache.parquet"}


class Stopped(Exception):
    """Somebody stopped a file that was being made."""


@dataclass(frozen=True)
class Offer:
    """A file somebody may fetch: its name, and what writes it to a path or gives its bytes as they come."""

    name: str
    mime: str
    write: Callable[[Path], object] | None
    until: float
    stream: Callable[[], Iterator[bytes]] | None = None
    owner: str = ""

    @property
    def disposition(self) -> str:
        """The header that names the file: in full for today's browsers, in ASCII for whatever reads only that."""
        suffix = Path(self.name).suffix
        plain = re.sub(r"[^A-Za-z0-9.]+", "-", f"cockpit-{self.name.removesuffix(suffix)}").strip("-.")
        return f"attachment; filename=\"{plain}{suffix}\"; filename*=UTF-8''{quote(self.name, safe='')}"


_offers: OrderedDict[str, Offer] = OrderedDict()
_tokens: dict[Hashable, str] = {}
_lock = threading.Lock()


def offer(
    key: Hashable,
    name: str,
    mime: str,
    write: Callable[[Path], object] | None = None,
    stream: Callable[[], Iterator[bytes]] | None = None,
) -> str:
    """The path under which the file can be fetched; the same for the same ``key`` while it lasts."""
    owner = login.owner()
    key = (owner, key)
    with _lock:
        token = _tokens.get(key)
        if token is None or token not in _offers:
            token = _tokens[key] = secrets.token_urlsafe(24)
        _offers[token] = Offer(name, mime, write, time.monotonic() + SECONDS, stream, owner)
        _offers.move_to_end(token)
        while len(_offers) > MOST:
            gone, _ = _offers.popitem(last=False)
            for known in [known for known, value in _tokens.items() if value == gone]:
                del _tokens[known]
    return f"/export/{token}"


def taken(token: str, owner: str = "") -> Offer | None:
    """The file offered under that token to this owner, if it still is."""
    with _lock:
        found = _offers.get(token)
    return found if found and found.until > time.monotonic() and found.owner == owner else None
