"""The one site this process serves, the snapshot that serves now, and the reader's language."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from cockpit import settings as configuration
from cockpit.alarms import links
from cockpit.errors import StoreError
from cockpit.metrics import Cockpit
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, Store, replayed, serving

NATIVE = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "EN"}
_installed: dict[str, Settings] = {}
_served: list[str] = ["http://127.0.0.1:8501"]
_environ: Mapping[str, str] = os.environ
_lock = threading.Lock()


@dataclass(frozen=True)
class Opened:
    """A snapshot, the settings as they apply to it, and the cockpit over it at one minute."""

    snapshot: Snapshot
    settings: Settings
    cockpit: Cockpit


def install(settings: Settings) -> None:
    """Names the site this process serves."""
    _installed["site"] = settings
    _kept.clear()


def settings() -> Settings:
    """The site's settings; read from the environment where no server has named a site."""
    if "site" not in _installed:
        install(configuration.load())
    return _installed["site"]


def serve_at(address: str) -> None:
    """Says at which address this process answers."""
    _served[:] = [address]


def origin() -> str:
    """The cockpit's address as those who look at it reach it."""
    return links.origin(settings(), _served[0])


def language() -> str:
    """The reader's language: what the address says, else the site's first."""
    asked = st.query_params.get("lang")
    known = settings().languages
    return next((code for code in known if asked in (code, NATIVE[code])), known[0])


def current() -> Opened | None:
    """The snapshot that serves, opened at this minute; None before the first sync."""
    site = settings()
    store = Store(site.data)
    moment = configuration.now(site, _environ)
    minute = moment.replace(second=0, microsecond=0) if moment else None
    key = (_pointed(store), minute)
    with _lock:
        if key not in _kept:
            snapshot = store.latest()
            if snapshot is None:
                return None
            _kept.clear()
            _kept[key] = _open(snapshot, site, minute)
        return _kept[key]


def _pointed(store: Store) -> tuple[str, float]:
    """What names the snapshot that serves, and when it was last checked: no more is read while neither changes."""
    try:
        named = store.pointer.read_text(errors="replace").strip()
        return named, (store.snapshots / named).stat().st_mtime
    except (OSError, ValueError):
        return "", 0.0


_kept: dict[tuple[tuple[str, float], datetime | None], Opened] = {}


def _open(snapshot: Snapshot, site: Settings, minute: datetime | None) -> Opened:
    path = serving.path(snapshot, site)
    if not path.exists():
        raise StoreError("serving_missing", id=snapshot.id)
    manifest = {**snapshot.manifest, "clocks": snapshot.clocks}
    cockpit = Cockpit.over(path, site.zone, manifest, minute)
    return Opened(snapshot, replayed.settings(site, snapshot.manifest), cockpit)
