"""What is wrong with the rows: gathered cell by cell, lines that are no rows left aside, written down."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.checks import totals
from cockpit.checks.parsed import PROBLEMS, first, literal, scalar
from cockpit.checks.reading import Desk, Reading

SLACK = timedelta(days=1)
Doubt = tuple[str, str, list[str]]


def gather(desk: Desk, readings: dict[str, Reading]) -> None:
    """Fills the table ``fault``: looks through all columns at once, then takes the cells of those that have any."""
    desk.connection.execute("create or replace temp table fault (r bigint, col varchar, value varchar, reason varchar)")
    doubts = [*_of_cells(readings), *_of_rows(desk, readings)]
    if not doubts:
        return
    counts = ", ".join(f"count({reason})" for _, reason, _ in doubts)
    found = first(desk.connection, f"select {counts} {_from(doubts)}")
    for doubt, count in zip(doubts, found, strict=True):
        if count:
            name, reason, _ = doubt
            desk.connection.execute(
                f"insert into fault select {desk.row}, {literal(_told(desk, name))}, "
                f"cast(raw.{desk.cells[name]} as varchar), "
                f"{reason} as _why {_from([doubt])} where _why is not null"
            )


def _from(doubts: list[Doubt]) -> str:
    joins = dict.fromkeys(join for _, _, joins in doubts for join in joins)
    return " ".join(["from raw", *joins])


def _of_cells(readings: dict[str, Reading]) -> Iterator[Doubt]:
    for name, reading in readings.items():
        if reading.reason is not None:
            yield name, reading.reason, reading.joins


def _of_rows(desk: Desk, readings: dict[str, Reading]) -> Iterator[Doubt]:
    """Faults between the columns of a row: an order broken, a time that has not come yet."""
    record, given = desk.job.record, desk.cells
    folded = desk.job.table.fold.first if desk.job.table.fold else {}
    limit = f"timestamptz '{(desk.job.now + SLACK).astimezone(UTC).isoformat()}'"
    for column in record.columns:
        if column.past and column.name in given:
            reading = readings[column.name]
            yield column.name, f"case when {reading.value} > {limit} then 'future' end", reading.joins
    for earlier, later in record.orders:
        first_name, last_name = (f"_fold_{name}" if name in folded else name for name in (earlier, later))
        if first_name in given and last_name in given:
            before, after = readings[first_name], readings[last_name]
            reason = f"case when {after.value} < {before.value} then 'before_{earlier}' end"
            yield last_name, reason, [*before.joins, *after.joins]


def _told(desk: Desk, name: str) -> str:
    """A column as people know it: an event log's own ones by the column that shows the same cell, or by header."""
    if not name.startswith("_fold_"):
        return name
    cell, taken = desk.cells[name], name.removeprefix("_fold_")
    same = [column for column in desk.job.record.names if desk.cells.get(column) == cell]
    if same or taken in desk.job.record.names:
        return (same or [taken])[0]
    return desk.raw.header[int(cell.removeprefix("c"))]


def _cells(desk: Desk) -> str:
    """SQL: the row's cells as a list of text, as one saw them."""
    shown = "split_part({0}, chr(1), 3)" if desk.raw.marked else ""
    cells = (
        f"case when starts_with(raw.c{i}, chr(1)) then {shown.format(f'raw.c{i}')} else raw.c{i} end"
        if shown
        else f"cast(raw.c{i} as varchar)"
        for i in range(len(desk.raw.header))
    )
    return f"[{', '.join(cells)}]"


def any_of(desk: Desk) -> bool:
    """Whether any row is left out."""
    return scalar(desk.connection, "select (select count(*) from fault) + (select count(*) from skip)") > 0


def skip(desk: Desk) -> dict[str, int]:
    """Blank rows, lines of totals and what the mapping leaves out are no rows: counted, and not at fault."""
    if desk.raw.totals:
        totals.find(desk, _cells(desk))
    else:
        desk.connection.execute("create or replace temp table skip (r bigint, why varchar)")
    _leave_out(desk)
    desk.connection.execute("delete from fault where r in (select r from skip)")
    _forget_unmapped(desk)
    found = dict(desk.connection.execute("select r, why from skip").fetchall())
    desk.raw = replace(desk.raw, faults=tuple(one for one in desk.raw.faults if one[0] not in found))
    return dict(sorted(Counter(found.values()).items()))


def _leave_out(desk: Desk) -> None:
    for name, spellings in desk.job.table.leave_out.items():
        if name in desk.cells:
            said = f"tidy(raw.{desk.cells[name]}) in ({', '.join(map(literal, spellings))})"
            desk.connection.execute(
                f"insert into skip select {desk.row}, 'left_out' from raw "
                f"where {said} and {desk.row} not in (select r from skip)"
            )


def _forget_unmapped(desk: Desk) -> None:
    """What stands in skipped lines is not listed to be mapped."""
    for name, listed in desk.unmapped.items():
        query = (
            f"select edged({desk.cells[name]}), count(*) from raw where {desk.row} in (select r from skip) group by 1"
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


def write(desk: Desk, file: Path) -> int:
    """One row per faulty cell; gives the number of rows at fault (those not split into cells come on top)."""
    faulty = scalar(desk.connection, "select count(distinct r) from fault")
    tables = [_of_fault(desk)] if faulty else []
    tables.append(pa.Table.from_pylist(_not_split(desk), PROBLEMS))
    pq.write_table(pa.concat_tables(tables), file, compression="zstd")
    return faulty


def _place(desk: Desk) -> dict[str, str | None]:
    """What is said of every row: whose it is, and where it came from."""
    job = desk.job
    return {"record": job.record.name, "source": job.source, "file": job.file, "sheet": desk.raw.sheet}


def _header(desk: Desk) -> str:
    return json.dumps(list(desk.raw.header), ensure_ascii=False)


def _of_fault(desk: Desk) -> pa.Table:
    constants = ", ".join(
        f"{'null' if text is None else literal(text)}::varchar as {name}" for name, text in _place(desk).items()
    )
    return (
        desk.connection.sql(
            f"select {constants}, {desk.raw.placed('r')} as row, col as column, {_masked(desk)} as value, reason, "
            f"cast(to_json({_cells(desk)}) as varchar) as cells, {literal(_header(desk))} as header, "
            f"{desk.raw.key or 'null'} as key "
            f"from (select distinct * from fault) join raw on {desk.row} = r order by r, col"
        )
        .to_arrow_table()
        .cast(PROBLEMS)
    )


def _not_split(desk: Desk) -> list[dict[str, object]]:
    shared = {**_place(desk), "column": None, "header": _header(desk), "key": None}
    return [
        {**shared, "row": row, "value": value, "reason": reason, "cells": json.dumps(list(cells), ensure_ascii=False)}
        for row, reason, value, cells in desk.raw.faults
    ]
