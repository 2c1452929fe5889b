"""Everything that is wrong with the sources, at once."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.errors import CockpitError, SourceError


class Refused(SourceError):
    """Sources or files that cannot be used; nothing of any is published."""

    def __init__(self, faults: Sequence[CockpitError]) -> None:
        super().__init__("refused", count=len(faults))
        self.faults = tuple(faults)
