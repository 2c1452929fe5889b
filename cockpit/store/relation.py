"""The rows of a table: a base written once, and what has changed since, which stands in a small file beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

GONE: Final = "_gone"


def relation(base: Path, changes: Path | None = None, key: Sequence[str] = ()) -> str:
    """SQL of the rows as they stand: those of ``base`` but for the keys in ``changes``, and what stands there.

    A changed row is there with all its columns; one with ``_gone`` set says that its key has no row any more.
    """
    written = f"read_parquet({text(str(base))})"
    if changes is None:
        return written
    changed = f"read_parquet({text(str(changes))})"
    keys = ", ".join(map(name, key))
    return (
        f"(select * from {written} as written anti join {changed} as changed using ({keys}) "
        f"union all by name select * exclude ({GONE}) from {changed} where not {GONE})"
    )


def name(identifier: str) -> str:
    """An SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """An SQL string."""
    return "'" + value.replace("'", "''") + "'"
