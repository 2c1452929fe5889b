"""Raw rows → typed rows, problems and counts, in DuckDB."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from cockpit.checks import faults, figures_read, hours, moments, parquet, totals, unmapped, words_read
from cockpit.checks.fold import fold_columns
from cockpit.checks.joined import joined
from cockpit.checks.parsed import Job, Parsed, Raw, first, literal, quoted, remake, scalar
from cockpit.checks.reading import Desk, Reading, stand_in, with_default
from cockpit.checks.tidy import install
from cockpit.checks.unpivot import unpivoted
from cockpit.records import Column, Kind

READERS: dict[Kind, Callable[[Desk, Column], Reading]] = {
    Kind.TEXT: words_read.text,
    Kind.CHOICE: words_read.choice,
    Kind.FLAG: words_read.flag,
    Kind.TIME: moments.moment,
    Kind.DAY: moments.moment,
    Kind.MONTH: moments.moment,
    Kind.INTEGER: figures_read.figure,
    Kind.NUMBER: figures_read.figure,
    Kind.MONEY: figures_read.figure,
}
PATHS = ("rows", "problems")


def check(connection: duckdb.DuckDBPyConnection, raw: Raw, job: Job, cells: dict[str, str], sha256: str) -> Parsed:
    """Reads the table ``raw`` as ``job`` says (``cells``: our column or "fold:header" → c0…) and writes the results."""
    install(connection)
    raw, cells = unpivoted(connection, raw, job, cells)
    job = replace(job, sheet=raw.sheet)
    cells = _filled_down(connection, job, cells, raw)
    cells = joined(connection, job, cells, raw)
    desk = Desk(connection, raw, job, cells, scalar(connection, "select count(*) from raw"), Counter(raw.normalised))
    readings = _readings(desk)
    readings |= fold_columns(desk, readings, moments.moment)
    faults.gather(desk, readings)
    skipped = faults.skip(desk)
    problems, rows = job.folder / "problems.parquet", job.folder / "rows.parquet"
    quarantined = faults.write(desk, problems) + len(desk.raw.faults)
    read = desk.total + len(raw.faults) - sum(skipped.values())
    if raw.blank:
        skipped["blank"] = skipped.get("blank", 0) + raw.blank
    _write_rows(desk, readings, rows)
    return Parsed(
        source=job.source,
        record=job.record.name,
        file=job.file,
        sheet=raw.sheet,
        sha256=sha256,
        rows=rows,
        problems=problems,
        read=read,
        accepted=read - quarantined,
        quarantined=quarantined,
        skipped=skipped,
        normalised={name: count for name, count in sorted(desk.normalised.items()) if count},
        unmapped=desk.unmapped,
        warnings=desk.warnings,
        provided_columns=_provided(job, cells),
        newest=_newest(desk, rows),
    )


def _provided(job: Job, cells: dict[str, str]) -> list[str]:
    folded = job.table.fold.first if job.table.fold else {}
    given = {*cells, *job.table.constants, *folded}
    return [column.name for column in job.record.columns if column.name in given]


def _filled_down(connection: duckdb.DuckDBPyConnection, job: Job, cells: dict[str, str], raw: Raw) -> dict[str, str]:
    """Merged and left-out cells of the columns that the mapping fills down take the value above them."""
    filled = dict(cells)
    for name in job.table.fill_down:
        if name not in cells:
            continue
        cell = cells[name]
        own = (
            f"case when {cell} is null or edged({cell}) = '' or starts_with({cell}, chr(1)) "
            f"or {totals.is_label(cell)} then null else {cell} end"
        )
        remake(
            connection,
            f"select *, last_value({own} ignore nulls) over (order by {raw.row}) "
            f"as down_{cell} from raw order by {raw.row}",
        )
        filled[name] = f"down_{cell}"
    return filled


def _readings(desk: Desk) -> dict[str, Reading]:
    readings: dict[str, Reading] = {}
    given = [
        one for one in desk.job.record.columns if one.name in desk.cells and one.name not in desk.job.table.constants
    ]
    words_read.look(desk, [column for column in given if column.kind is Kind.TEXT])
    for column in desk.job.record.columns:
        if column in given:
            reading = READERS[column.kind](desk, column)
            if column.kind is Kind.TIME:
                reading = hours.on_its_day(desk, column, reading, readings)
            readings[column.name] = with_default(desk, column, reading)
        else:
            readings[column.name] = stand_in(desk, column)
    return readings


def _write_rows(desk: Desk, readings: dict[str, Reading], file: Path) -> None:
    """The accepted rows in their final form: declared columns, where they came from, and what they fold by."""
    job, extras = desk.job, [name for name in readings if name not in desk.job.record.names]
    columns = [f"{readings[name].value} as {quoted(name)}" for name in job.record.names]
    columns += [
        f"{'null' if text is None else literal(text)}::varchar as {name}"
        for name, text in (("_source", job.source), ("_file", job.file), ("_sheet", desk.raw.sheet))
    ]
    if desk.raw.key:
        columns += [
            f"{desk.raw.key} as _key",
            f"{desk.raw.mark} as _mark",
            f"{unmapped.told(desk)} as {unmapped.COLUMN}",
        ]
    columns += [
        f"cast({desk.raw.placed(desk.row)} as bigint) as _row",
        *(f"{readings[name].value} as {name}" for name in extras),
    ]
    joins = " ".join(dict.fromkeys(join for reading in readings.values() for join in reading.joins))
    sound = f"where {desk.row} not in (select r from fault union all select r from skip)" if faults.any_of(desk) else ""
    source = f"from raw {joins} {sound}"
    query, written = f"select {', '.join(columns)} {source}", f"from read_parquet({literal(str(file))})"
    write = partial(parquet.write, desk.connection, query, file, keys=job.record.key)
    # Most exports are in order already: to see that takes a tenth of a second a million rows, to sort them three.
    # DuckDB may still move rows that it joins to others: what is written is looked at too.
    if _in_order(desk, [readings[name].value for name in job.record.sorting], source):
        write()
        if _in_order(desk, [*map(quoted, job.record.sorting), "_row"], written):
            return
    write(order=f"{job.record.ordering}, _row")


def _in_order(desk: Desk, keys: Sequence[str], source: str) -> bool:
    """Whether rows stand as they will be kept: by ``ordering``; nothing comes last in a row() too."""
    pairs = f"select key, lag(key) over () as before from (select row({', '.join(keys)}) as key {source})"
    return scalar(desk.connection, f"select count(*) from ({pairs}) where key < before") == 0


def _newest(desk: Desk, rows: Path) -> datetime | None:
    """The newest of the times that lie in the past: the source's own clock."""
    names = [c.name for c in desk.job.record.columns if c.kind is Kind.TIME and c.past and c.name in desk.cells]
    if not names:
        return None
    columns = ", ".join(f"max({quoted(name)})" for name in names)
    row = first(desk.connection, f"select {columns} from read_parquet({literal(str(rows))})")
    return max((moment.astimezone(UTC) for moment in row if moment is not None), default=None)
