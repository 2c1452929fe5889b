"""The same table in many files of a folder (工单_2025-01.xlsx, 工单_2025-02.xlsx …) becomes one."""

from __future__ import annotations

import glob
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from cockpit.drafting.proposal import Doubt, Proposal
from cockpit.settings.model import TableSource

_NUMBERS = re.compile(r"\d+(?:[-_.年月日QqHh季]*\d+)*[年月日]?")


def pattern(file: str) -> str:
    """The names of a file's brothers: every number in it may be another; a gzipped one's ending stays."""
    path = PurePath(file)
    return _NUMBERS.sub("*", glob.escape(path.name))


def merged(proposals: Sequence[Proposal]) -> list[Proposal]:
    """One proposal for each record, sheet and family of files; a file without brothers keeps its own name."""
    families: dict[tuple[str, str | None, str], list[Proposal]] = {}
    for one in proposals:
        families.setdefault((one.record, one.table.sheet, pattern(one.file)), []).append(one)
    found = []
    for (_, _, files), family in families.items():
        name = glob.escape(family[0].file) if len(family) == 1 else files
        found.append(_together(family, name))
    return found


def _together(family: list[Proposal], files: str) -> Proposal:
    first = family[-1]
    table = first.table
    for one in reversed(family[:-1]):
        table = _joined(table, one.table)
    heads = {(one.table.header_row, one.table.header_rows) for one in family}
    if len(heads) > 1:
        table = replace(table, header_row=None)
    table = replace(table, files=files)
    choices = tuple(dict.fromkeys(choice for one in family for choice in one.date_choices))
    doubts = _doubts(family, table)
    if table.dates and all(set(choice) & set(table.dates) for choice in choices):
        choices, doubts = (), [one for one in doubts if one.key != "day_or_month"]
    return replace(
        first,
        table=table,
        doubts=tuple(doubts),
        unused=tuple(dict.fromkeys(name for one in family for name in one.unused)),
        rows=sum(one.rows for one in family),
        date_choices=choices,
    )


def _joined(table: TableSource, other: TableSource) -> TableSource:
    """The mapping that reads both: every spelling of a header and of a value; of what contradicts, the first."""
    columns = {
        name: tuple(dict.fromkeys((*table.columns.get(name, ()), *other.columns.get(name, ()))))
        for name in dict.fromkeys((*table.columns, *other.columns))
    }
    values = {
        name: other.values.get(name, {}) | table.values.get(name, {})
        for name in dict.fromkeys((*table.values, *other.values))
    }
    return replace(
        table,
        columns=columns,
        values=values,
        nulls=tuple(dict.fromkeys((*table.nulls, *other.nulls))),
        leave_out={
            name: tuple(dict.fromkeys((*table.leave_out.get(name, ()), *other.leave_out.get(name, ()))))
            for name in dict.fromkeys((*table.leave_out, *other.leave_out))
        },
        dates=tuple(dict.fromkeys((*table.dates, *other.dates))),
        constants={name: text for name, text in table.constants.items() if name in other.constants},
        defaults=other.defaults | table.defaults,
        fill_down=tuple(dict.fromkeys((*table.fill_down, *other.fill_down))),
        rating_scale=max((one for one in (table.rating_scale, other.rating_scale) if one), default=None),
        encoding=table.encoding if table.encoding == other.encoding else None,
        unpivot=table.unpivot or other.unpivot,
        fold=table.fold or other.fold,
    )


def _doubts(family: list[Proposal], table: TableSource) -> list[Doubt]:
    """Each doubt once; one that another file answers is none."""
    found: dict[tuple[str, str | None], Doubt] = {}
    for one in family:
        for doubt in one.doubts:
            answered = doubt.key in ("missing", "stand_in") and doubt.column in table.columns
            if not answered:
                found.setdefault((doubt.key, doubt.column), doubt)
    return list(found.values())
