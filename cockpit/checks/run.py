"""Raw rows → typed rows, problems and counts, in DuckDB."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.checks import figures_read, moments, words_read
from cockpit.checks.fold import fold_columns
from cockpit.checks.parsed import PROBLEMS, Job, Parsed, Raw, first, literal, quoted, scalar
from cockpit.checks.reading import Desk, Reading, stand_in, with_default
from cockpit.checks.tidy import install
from cockpit.records import Column, Kind

READERS: dict[Kind, Callable[[Desk, Column], Reading]] = {
    Kind.TEXT: words_read.text,
    Kind.CHOICE: words_read.choice,
    Kind.FLAG: words_read.flag,
    Kind.TIME: moments.moment,
    Kind.DAY: moments.moment,
    Kind.MONTH: moments.moment,
    Kind.CLOCK: moments.clock,
    Kind.INTEGER: figures_read.figure,
    Kind.NUMBER: figures_read.figure,
    Kind.MONEY: figures_read.figure,
}
TOTALS = ("合计", "小计", "总计", "共计", "合計", "小計", "總計", "共計", "total", "subtotal", "grandtotal", "sum")
SLACK = timedelta(days=1)
PATHS = ("rows", "left_out", "problems")


def check(connection: duckdb.DuckDBPyConnection, raw: Raw, job: Job, cells: dict[str, str], sha256: str) -> Parsed:
    """Reads the table ``raw`` as ``job`` says (``cells``: our column or "fold:header" → c0…) and writes the results."""
    install(connection)
    cells = _filled_down(connection, job, cells, raw)
    desk = Desk(connection, raw, job, cells, scalar(connection, "select count(*) from raw"), Counter(raw.normalised))
    readings = _readings(desk)
    rows = job.folder / "rows.parquet"
    extras = fold_columns(desk, moments.moment)
    _write_rows(desk, readings | extras, rows)
    connection.execute("create or replace temp table fault (r bigint, col varchar, value varchar, reason varchar)")
    _cell_faults(desk, readings | extras)
    _row_faults(desk, rows)
    skipped = _skip(desk)
    if raw.blank:
        skipped["blank"] = skipped.get("blank", 0) + raw.blank
    faulty = _write_problems(desk, job.folder / "problems.parquet")
    _write_left_out(desk, job.folder / "left_out.parquet")
    in_table = sum(skipped.values()) - raw.blank
    ragged = len(raw.faults)
    read = desk.total - in_table + ragged
    return Parsed(
        source=job.source,
        record=job.record.name,
        file=job.file,
        sheet=raw.sheet,
        sha256=sha256,
        rows=rows,
        left_out=job.folder / "left_out.parquet",
        problems=job.folder / "problems.parquet",
        read=read,
        accepted=read - faulty - ragged,
        quarantined=faulty + ragged,
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
    totals = ", ".join(map(literal, TOTALS))
    for name in job.table.fill_down:
        if name not in cells:
            continue
        cell = cells[name]
        own = (
            f"case when {cell} is null or edged({cell}) = '' or starts_with({cell}, chr(1)) "
            f"or lower(replace({cell}, ' ', '')) in ({totals}) then null else {cell} end"
        )
        connection.execute(
            f"create or replace temp table raw as select *, last_value({own} ignore nulls) over (order by {raw.row}) "
            f"as down_{cell} from raw order by {raw.row}"
        )
        filled[name] = f"down_{cell}"
    return filled


def _readings(desk: Desk) -> dict[str, Reading]:
    readings = {}
    for column in desk.job.record.columns:
        if column.name in desk.cells and column.name not in desk.job.table.constants:
            readings[column.name] = with_default(desk, column, READERS[column.kind](desk, column))
        else:
            readings[column.name] = stand_in(desk, column)
    return readings


def _from(readings: dict[str, Reading]) -> str:
    return " ".join(["from raw", *(join for reading in readings.values() for join in reading.joins)])


def _write_rows(desk: Desk, readings: dict[str, Reading], file: Path) -> None:
    columns = ", ".join(f"{reading.value} as {quoted(name)}" for name, reading in readings.items())
    desk.connection.execute(
        f"copy (select cast({_row(desk)} as bigint) as _row, {columns} {_from(readings)}) to {literal(str(file))} "
        "(format parquet, compression lz4)"
    )


def _row(desk: Desk) -> str:
    return desk.raw.row.replace("rowid", "raw.rowid")


def _cell_faults(desk: Desk, readings: dict[str, Reading]) -> None:
    """Looks through all columns at once, then gathers the faulty cells of those that have any."""
    doubtful = {name: reading for name, reading in readings.items() if reading.reason is not None}
    if not doubtful:
        return
    counts = ", ".join(f"count({reading.reason})" for reading in doubtful.values())
    found = first(desk.connection, f"select {counts} {_from(doubtful)}")
    for (name, reading), count in zip(doubtful.items(), found, strict=True):
        if count:
            desk.connection.execute(
                f"insert into fault select {_row(desk)}, {literal(_told(desk, name))}, {desk.cells[name]}, "
                f"{reading.reason} as _why {_from({name: reading})} where _why is not null"
            )


def _told(desk: Desk, name: str) -> str:
    """A column as people know it: an event log's own ones by the column that shows the same cell, or by header."""
    if not name.startswith("_fold_"):
        return name
    cell, taken = desk.cells[name], name.removeprefix("_fold_")
    same = [column for column in desk.job.record.names if desk.cells.get(column) == cell]
    if same or taken in desk.job.record.names:
        return (same or [taken])[0]
    return desk.raw.header[int(cell.removeprefix("c"))]


def _row_faults(desk: Desk, rows: Path) -> None:
    """Faults between the columns of a row: an order broken, a time that has not come yet."""
    record, given = desk.job.record, desk.cells
    folded = desk.job.table.fold.first if desk.job.table.fold else {}
    limit = f"timestamptz '{(desk.job.now + SLACK).astimezone(UTC).isoformat()}'"
    for column in record.columns:
        if column.past and column.name in given:
            _typed_fault(desk, rows, column.name, f"{quoted(column.name)} > {limit}", "future")
    for earlier, later in record.orders:
        first, last = (f"_fold_{name}" if name in folded else name for name in (earlier, later))
        if first in given and last in given:
            _typed_fault(desk, rows, last, f"{quoted(last)} < {quoted(first)}", f"before_{earlier}")


def _typed_fault(desk: Desk, rows: Path, name: str, condition: str, reason: str) -> None:
    source = f"read_parquet({literal(str(rows))})"
    if not scalar(desk.connection, f"select count(*) from {source} where {condition}"):
        return
    desk.connection.execute(
        f"insert into fault select wrong._row, {literal(_told(desk, name))}, raw.{desk.cells[name]}, {literal(reason)} "
        f"from (select _row from {source} where {condition}) as wrong join raw on {_row(desk)} = wrong._row"
    )


def _cells(desk: Desk) -> str:
    """SQL: the row's cells as a list of text, as one saw them."""
    shown = "split_part({0}, chr(1), 3)" if desk.raw.marked else ""
    cells = (
        f"case when starts_with(raw.c{i}, chr(1)) then {shown.format(f'raw.c{i}')} else raw.c{i} end"
        if shown
        else f"raw.c{i}"
        for i in range(len(desk.raw.header))
    )
    return f"[{', '.join(cells)}]"


def _skip(desk: Desk) -> dict[str, int]:
    """Blank rows and lines of totals are no rows: they are counted and taken out of the faults."""
    if not desk.raw.totals:
        desk.connection.execute("create or replace temp table skip (r bigint, why varchar)")
        return {}
    totals = ", ".join(map(literal, TOTALS))
    desk.connection.execute(
        "create or replace temp table skip as select r, case when first is null then 'blank' "
        f"when regexp_replace(lower(first), '[\\s\u3000:：]+', '', 'g') in ({totals}) then 'total' end as why "
        f"from (select {_row(desk)} as r, list_filter({_cells(desk)}, lambda x: edged(x) <> '')[1] as first "
        f"from raw where {_row(desk)} in (select r from fault)) where why is not null"
    )
    desk.connection.execute("delete from fault where r in (select r from skip)")
    _forget_unmapped(desk)
    found = desk.connection.execute("select why, count(*) from skip group by 1 order by 1").fetchall()
    return {str(why): int(count) for why, count in found}


def _forget_unmapped(desk: Desk) -> None:
    """What stands in skipped lines is not listed to be mapped."""
    for name, listed in desk.unmapped.items():
        query = (
            f"select edged({desk.cells[name]}), count(*) from raw where {_row(desk)} in (select r from skip) group by 1"
        )
        for spelling, count in desk.connection.execute(query).fetchall():
            if spelling in listed:
                listed[spelling] -= count
    desk.unmapped = {
        name: kept
        for name, listed in desk.unmapped.items()
        if (kept := {text: n for text, n in listed.items() if n > 0})
    }


def _masked(desk: Desk) -> str:
    personal = [column.name for column in desk.job.record.columns if column.personal]
    value = "case when starts_with(value, chr(1)) then split_part(value, chr(1), 3) else value end"
    if not personal:
        return value
    return f"case when col in ({', '.join(map(literal, personal))}) then left({value}, 3) || '***' else {value} end"


def _write_problems(desk: Desk, file: Path) -> int:
    """One row per faulty cell; gives the number of rows at fault (those not split into cells come on top)."""
    job, raw = desk.job, desk.raw
    faulty = scalar(desk.connection, "select count(distinct r) from fault")
    header = json.dumps(list(raw.header), ensure_ascii=False)
    tables = [pa.Table.from_pylist([], PROBLEMS)]
    if faulty:
        constants = ", ".join(
            f"{'null' if text is None else literal(text)}::varchar as {name}"
            for name, text in (
                ("record", job.record.name),
                ("source", job.source),
                ("file", job.file),
                ("sheet", raw.sheet),
            )
        )
        tables.append(
            desk.connection.sql(
                f"select {constants}, r as row, col as column, {_masked(desk)} as value, reason, "
                f"cast(to_json({_cells(desk)}) as varchar) as cells, {literal(header)} as header "
                f"from (select distinct * from fault) join raw on {_row(desk)} = r order by r, col"
            )
            .to_arrow_table()
            .cast(PROBLEMS)
        )
    ragged = [
        {
            "record": job.record.name,
            "source": job.source,
            "file": job.file,
            "sheet": raw.sheet,
            "row": row,
            "column": None,
            "value": value,
            "reason": reason,
            "cells": json.dumps(list(cells), ensure_ascii=False),
            "header": header,
        }
        for row, reason, value, cells in raw.faults
    ]
    tables.append(pa.Table.from_pylist(ragged, PROBLEMS))
    pq.write_table(pa.concat_tables(tables), file, compression="zstd")
    return faulty


def _write_left_out(desk: Desk, file: Path) -> None:
    desk.connection.execute(
        "copy (select distinct r as _row from (select r from fault union all select r from skip)) "
        f"to {literal(str(file))} (format parquet)"
    )


def _newest(desk: Desk, rows: Path) -> datetime | None:
    """The newest of the times that lie in the past: the source's own clock."""
    names = [c.name for c in desk.job.record.columns if c.kind is Kind.TIME and c.past and c.name in desk.cells]
    if not names:
        return None
    columns = ", ".join(f"max({quoted(name)})" for name in names)
    left_out = literal(str(desk.job.folder / "left_out.parquet"))
    row = first(
        desk.connection,
        f"select {columns} from read_parquet({literal(str(rows))}) "
        f"where _row not in (select _row from read_parquet({left_out}))",
    )
    found = [moment.astimezone(UTC) for moment in row if moment is not None]
    return max(found, default=None)
