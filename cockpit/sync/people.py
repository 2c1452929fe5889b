"""The rule that needs two records: a person somebody names must be in the staff list."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cockpit.records import Record
from cockpit.store import QUARANTINE, Snapshot, relation, save
from cockpit.sync.outcome import Outcome

REASON = "unknown_person"


def known_people(outcomes: dict[str, Outcome], work: Path, zone: str) -> dict[str, Outcome]:
    """Quarantines rows that name a staff_id the staff list lacks; a site without a staff list keeps them all."""
    staff = outcomes.get("staff")
    if staff is None or not staff.rows:
        return outcomes
    known = pq.read_table(staff.file, columns=["staff_id"])["staff_id"].combine_chunks()
    return {name: _checked(outcome, known, work, zone) for name, outcome in outcomes.items()}


def others(outcomes: dict[str, Outcome], before: Snapshot | None) -> bool:
    """Whether the staff list names others than the snapshot's, so that rows read before may be judged anew."""
    known = before.relation("staff") if before else None
    staff = outcomes.get("staff")
    if known is None or staff is None:
        return (known is None) != (staff is None)
    with duckdb.connect(config={"threads": 1}) as connection:
        now = f"select staff_id from {relation(staff.file)}"
        was = f"select staff_id from {known}"
        found = connection.execute(f"select exists(({now} except {was}) union all ({was} except {now}))").fetchall()
    return bool(found[0][0])


def _checked(outcome: Outcome, known: pa.Array, work: Path, zone: str) -> Outcome:
    for column in outcome.record.people:
        cells = pq.read_table(outcome.file, columns=[column])[column]
        strange = pc.and_(pc.is_valid(cells), pc.invert(pc.is_in(cells, value_set=known)))
        if pc.any(strange).as_py():
            rows = pq.read_table(outcome.file)
            problems = _problems(outcome, rows.filter(strange), column, zone)
            file = save(work / f"{outcome.record.name}.{column}.parquet", rows.filter(pc.invert(strange)))
            outcome = outcome.refusing(file, problems, REASON)
    return outcome


def _problems(outcome: Outcome, rows: pa.Table, column: str, zone: str) -> pa.Table:
    header = json.dumps(outcome.record.names, ensure_ascii=False)
    lines = [
        {
            "record": outcome.record.name,
            **{name: row[f"_{name}"] for name in ("source", "file", "sheet", "row")},
            "column": column,
            "value": row[column],
            "reason": REASON,
            "cells": json.dumps(_shown(outcome.record, row, zone), ensure_ascii=False),
            "header": header,
            "key": row.get("_key"),
        }
        for row in rows.to_pylist()
    ]
    return pa.Table.from_pylist(lines, schema=QUARANTINE)


def _shown(record: Record, row: dict[str, object], zone: str) -> list[str | None]:
    """A row's values as text, times in site time."""
    shown: list[str | None] = []
    for name in record.names:
        value = row[name]
        if isinstance(value, datetime):
            value = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        shown.append(None if value is None else str(value))
    return shown
