"""Names that may be one and the same: they differ only by case, width or space."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from cockpit.checks.tidy import heading
from cockpit.records import Kind, Record

Spellings = dict[str, int]


def alike(record: Record, rows: Path) -> dict[str, list[Spellings]]:
    """Column → groups of such names, each with its rows, the most frequent first; columns without any are left out."""
    columns = [
        column.name
        for column in record.columns
        if column.kind is Kind.TEXT
        and column.name not in record.key
        and (column.grouping or column.name in record.people or column.name.endswith("_id"))
    ]
    found = {name: _groups(rows, name) for name in columns}
    return {name: groups for name, groups in found.items() if groups}


def _groups(rows: Path, column: str) -> list[Spellings]:
    counted = pc.value_counts(pq.read_table(rows, columns=[column])[column]).to_pylist()
    groups: dict[str, Spellings] = {}
    for one in sorted(counted, key=lambda one: (-one["counts"], str(one["values"]))):
        if one["values"] is not None:
            groups.setdefault(heading(one["values"]).casefold(), {})[one["values"]] = one["counts"]
    return [spellings for spellings in groups.values() if len(spellings) > 1]
