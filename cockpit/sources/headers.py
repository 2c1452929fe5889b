"""Finding the header among the first lines, and our columns in the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from cockpit.checks import Job
from cockpit.checks.tidy import heading, in_one_line
from cockpit.checks.unpivot import is_day
from cockpit.settings.model import PLACES, TableSource

SEARCHED = 40
OWN = ("fold:", "join:")


@dataclass(frozen=True)
class Header:
    """Where the header stands (``first`` counts from 0, ``lines`` rows high) and what it says."""

    first: int
    lines: int
    names: tuple[str, ...]

    @property
    def after(self) -> int:
        """The row, counted from 0, with which the data begin."""
        return self.first + self.lines


def wanted(table: TableSource) -> dict[str, tuple[str, ...]]:
    """Every header that is looked for: our column → its spellings; those that are no column by themselves as
    ``fold:header`` (of an event log) and ``join:header`` (parts of a joined text).
    """
    names = {name: spellings for name, spellings in table.columns.items() if spellings}
    parts = [part for parts in table.join.values() for part in parts if part not in PLACES]
    names |= {f"join:{name}": (name,) for name in parts}
    if table.fold:
        takes = [name for take in table.fold.first.values() for name in (take.column, take.take)]
        names |= {f"fold:{name}": (name,) for name in (table.fold.key, table.fold.order, *takes) if name}
    return names


def find(rows: Sequence[Sequence[str]], job: Job) -> Header:
    """The header: where the configuration says, else the line that holds most of the mapped headers."""
    table = job.table
    if table.header_row is not None:
        first = table.header_row - 1
        if first >= len(rows):
            raise job.refusal("header_beyond", row=table.header_row, rows=len(rows))
        return Header(first, table.header_rows, joined(rows[first : first + table.header_rows]))
    best, most = None, 0
    for lines in dict.fromkeys((table.header_rows, 1, 2)):
        for first in range(min(len(rows), SEARCHED)):
            if first + lines > len(rows):
                continue
            names = joined(rows[first : first + lines])
            score = _score(names, table)
            if score > most:
                best, most = Header(first, lines, names), score
    if best is None:
        sought = [spelling for spellings in wanted(table).values() for spelling in spellings]
        raise job.refusal("header_missing", sought=sought, found=_fullest(rows))
    return best


def joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Header lines as one: "上班" over "打卡时间" is "上班/打卡时间"; a merged upper cell reaches to the right."""
    if len(rows) == 1:
        return tuple(rows[0])
    width = max(len(row) for row in rows)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    names, over = [], ""
    for upper, lower in zip(padded[0], padded[-1], strict=True):
        if upper.strip():
            over = upper if lower.strip() else ""
        names.append("/".join(part for part in (upper.strip() or over.strip(), lower.strip()) if part))
    return tuple(names)


def match(header: Header, job: Job, *, strict: bool = False) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Our column → its cell (c0, c1, …), and the warnings about what else stands in the header.

    ``strict``: every mapped column must be there, not only those a record cannot do without.
    """
    plain = [heading(name) for name in header.names]
    cells: dict[str, str] = {}
    used: set[int] = set()
    warnings: list[dict[str, object]] = []
    for name, spellings in wanted(job.table).items():
        present = [heading(spelling) for spelling in spellings if heading(spelling) in plain]
        if not present:
            _absent(name, spellings, header, job, warnings, strict=strict)
            continue
        if plain.count(present[0]) > 1:
            column = spellings[0] if name.startswith(OWN) else name
            raise job.refusal("header_twice", header=spellings[0], column=column)
        place = plain.index(present[0])
        cells[name] = f"c{place}"
        used.add(place)
    _required(cells, header, job)
    if job.table.watermark:
        used.update(place for place, name in enumerate(plain) if name == heading(job.table.watermark))
    days, watermark = job.table.unpivot is not None, heading(job.table.watermark or "")
    extra = [
        in_one_line(name)
        for place, name in enumerate(header.names)
        if place not in used and name.strip() and not (days and is_day(name)) and heading(name) != watermark
    ]
    if extra:
        warnings.append({"key": "extra_columns", "columns": extra})
    return cells, warnings


def _absent(
    name: str,
    spellings: Sequence[str],
    header: Header,
    job: Job,
    warnings: list[dict[str, object]],
    *,
    strict: bool,
) -> None:
    """A mapped column that is not there: no file without what is required, a warning otherwise."""
    needed = strict or name.startswith(OWN)
    if not needed:
        column = job.record.column(name)
        needed = column.required and column.default is None and not _otherwise(name, job)
    if needed:
        raise job.refusal(
            "column_missing",
            column=spellings[0] if name.startswith(OWN) else name,
            header=spellings[0],
            nearest=_nearest(spellings, header),
            found=[in_one_line(text) for text in header.names if text.strip()],
        )
    warnings.append(
        {"key": "column_absent", "column": name, "header": spellings[0], "nearest": _nearest(spellings, header)}
    )


def _otherwise(name: str, job: Job) -> bool:
    table = job.table
    if name in table.join or (table.unpivot and name in (table.unpivot.header, table.unpivot.cell)):
        return True
    return name in table.constants or name in table.defaults or bool(table.fold and name in table.fold.first)


def _required(cells: dict[str, str], header: Header, job: Job) -> None:
    """Required columns that the mapping forgot."""
    for column in job.record.columns:
        if column.required and column.default is None and column.name not in cells and not _otherwise(column.name, job):
            raise job.refusal(
                "column_unmapped",
                column=column.name,
                nearest=_nearest([column.name], header),
                found=[in_one_line(text) for text in header.names if text.strip()],
            )


def _nearest(spellings: Sequence[str], header: Header) -> str:
    names = {heading(name): in_one_line(name) for name in header.names if name.strip()}
    for spelling in spellings:
        close = get_close_matches(heading(spelling), names, n=1, cutoff=0.3)
        if close:
            return names[close[0]]
    return "–"


def _score(names: Sequence[str], table: TableSource) -> int:
    present = {heading(name) for name in names}
    return sum(any(heading(spelling) in present for spelling in spellings) for spellings in wanted(table).values())


def _fullest(rows: Sequence[Sequence[str]]) -> list[str]:
    """The line most likely meant as the header, to show."""
    lines = [[in_one_line(cell) for cell in row if cell.strip()] for row in rows[:SEARCHED]]
    return max(lines, key=len, default=[])[:20]
