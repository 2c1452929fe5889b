"""What each of the last days should have brought, as the early warning reckons it, kept for the wall."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cockpit.alerts import Range, Ranges
from cockpit.alerts import ranges as reckoned
from cockpit.wall.asked import Asked
from cockpit.wall.kept import KEPT

# How many normal deviates the usual reaches to both sides: of a hundred days about five lie outside.
FAR: Final = 2.0
LONGEST: Final = 84


def ranges(asked: Asked, days: int) -> Ranges:
    """The last ``days`` days (at most ``LONGEST``) within the wall's rights and filters, the same in every scene."""
    key = ("ranges", *asked.data, asked.filters)
    found: Ranges = KEPT.get(key, lambda: reckoned(asked.cockpit, asked.rights, asked.filters, LONGEST, far=FAR))
    return replace(found, days=found.days[-days:])


__all__ = ["Range", "Ranges", "ranges"]
