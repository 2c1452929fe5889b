"""What the wall has already made, kept by what it was made from: data, clock's minute, rights, filters, language."""

from __future__ import annotations

from cockpit.keeping import Cache

MOST = 1_000
KEPT = Cache(MOST)
