"""What is known of a table that need not be read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Since:
    """How far a table was read: up to the watermark ``mark``, ``rows`` rows since it was read whole, when the query had
    these ``columns`` (as of checks.Watermark).

    ``held`` is SQL of the rows that were accepted (_key, _mark), ``waiting`` are keys of those at fault. To
    ``reconcile`` is to look at every key there is: what is gone and what came late is found by that alone.
    """

    mark: str
    rows: int
    held: str
    waiting: frozenset[str]
    reconcile: bool
    columns: Mapping[str, str]
