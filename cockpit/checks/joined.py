"""Columns that the mapping makes of several cells of a row, and of where the row stands."""

from __future__ import annotations

import duckdb

from cockpit.checks.parsed import Job, Raw, literal, remake
from cockpit.checks.tidy import MARK

BETWEEN = " / "


def joined(connection: duckdb.DuckDBPyConnection, job: Job, cells: dict[str, str], raw: Raw) -> dict[str, str]:
    """The cells with those of the joined columns, made in ``raw``: what their parts say, parts that say nothing left
    out. A faulty part makes the whole cell that fault.
    """
    if not job.table.join:
        return cells
    made = {name: f"join_{name}" for name in job.table.join}
    columns = (f"{_text(job, parts, cells, raw)} as {made[name]}" for name, parts in job.table.join.items())
    remake(connection, f"select *, {', '.join(columns)} from raw order by {raw.row}")
    return cells | made


def _text(job: Job, parts: tuple[str, ...], cells: dict[str, str], raw: Raw) -> str:
    """SQL: the parts in their order with a stroke between, null where none says anything."""
    places = {"_source": literal(job.source), "_file": literal(job.file), "_row": f"cast({raw.place} as varchar)"}
    nulls = ", ".join(literal(null) for null in job.table.nulls)
    own = {part: cells[f"join:{part}"] for part in parts if part not in places}
    said = {part: f"case when tidy({cell}) not in ({nulls}) then edged({cell}) end" for part, cell in own.items()}
    text = f"nullif(concat_ws({literal(BETWEEN)}, {', '.join((places | said)[part] for part in parts)}), '')"
    if not raw.marked:
        return text
    marked = "".join(f"when starts_with({cell}, {literal(MARK)}) then {cell} " for cell in own.values())
    return f"case {marked} else {text} end" if own else text
