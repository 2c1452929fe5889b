"""The values of a row that have no mapping, kept with it where single rows are read anew, so that they can be told."""

from __future__ import annotations

from typing import Final

from cockpit.checks.parsed import literal
from cockpit.checks.reading import Desk

COLUMN: Final = "_unmapped"
# They stand between a column and its value, and between the values of several columns.
BETWEEN, NEXT = chr(31), chr(30)


def told(desk: Desk) -> str:
    """SQL: the row's values without a mapping, in one text; null where all have one."""
    parts = []
    for name, spellings in desk.unmapped.items():
        cell = f"edged(raw.{desk.cells[name]})"
        listed = ", ".join(map(literal, spellings))
        parts.append(f"case when {cell} in ({listed}) then {literal(name + BETWEEN)} || {cell} end")
    return f"nullif(concat_ws({literal(NEXT)}, {', '.join(parts)}), '')" if parts else "cast(null as varchar)"
