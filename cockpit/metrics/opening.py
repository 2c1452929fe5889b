"""Opens the cockpit on a site's snapshot, at the site's own clock."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cockpit import settings as configuration
from cockpit.errors import StoreError
from cockpit.metrics.cockpit import Cockpit
from cockpit.settings.model import Settings
from cockpit.store import Store, serving


def open_cockpit(
    site: Settings,
    snapshot_id: str | None = None,
    as_of: datetime | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Cockpit:
    """The cockpit on the current snapshot, or on the one of that id, read at ``as_of`` or the site's clock.

    Raises StoreError before the first sync. A missing serving file is built first, under the store's lock.
    """
    store = Store(site.data)
    snapshot = store.open(snapshot_id) if snapshot_id else store.current()
    if snapshot is None:
        raise StoreError("no_snapshot", place=str(site.data))
    file = serving.path(snapshot, site)
    if not file.exists():
        with store.lock():
            file = serving.build(snapshot, site)
    clock = as_of or configuration.now(site, environ)
    return replace(Cockpit.over(file, site.zone, snapshot.manifest, clock), held=snapshot)
