"""What was read of a table by its watermark, put to what the snapshot before holds: only what changed is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.checks import Watermark
from cockpit.checks.unmapped import COLUMN
from cockpit.errors import StoreError
from cockpit.store import GONE, QUARANTINE, Snapshot, relation
from cockpit.sync.outcome import NOTES, Onward, Outcome
from cockpit.sync.unmapped import standing

# A base is written anew when as much as this has changed since; that costs a sync of the whole, once in a while.
SHARE: Final = 0.05
LEAST: Final = 20_000
MEMORY: Final = "600MB"
# A row is at fault as before if it says the same; where it stood when it was read is no part of that.
SAID: Final = 'struct_pack("column", "value", reason, cells)'
LINES: Final = f"""
create temp table alike as
select a.key
from (select key, list_sort(list({SAID})) as told from said group by key) as a
inner join (select key, list_sort(list({SAID})) as told from known group by key) as b
    on a.key is not distinct from b.key and a.told = b.told;
create temp table lines as
select * from known
where key in (select key from alike)
    or (key is not null and key not in (select key from concerned))
    or (key is null and (not $reconciled or {SAID} in (select {SAID} from said where key is null)))
union all
select * from said
where (key is not null and key not in (select key from alike where key is not null))
    or (key is null and {SAID} not in (select {SAID} from known where key is null))
"""


@dataclass(frozen=True)
class _Desk:
    """One record: its new rows ``coming``, the keys ``concerned`` and what is ``held`` of these are tables."""

    connection: duckdb.DuckDBPyConnection
    outcome: Outcome
    read: Watermark
    before: Snapshot
    entry: dict[str, Any]
    keys: str

    def one(self, query: str) -> tuple[Any, ...]:
        (row,) = self.connection.execute(query).fetchall()
        return tuple(row)


def stands(outcome: Outcome, before: Snapshot, work: Path) -> Outcome:
    """The whole record as it stands: of a table read by its watermark what is held, with what was read now put to it.

    A changed row that is at fault is quarantined, and the last good one stays.
    """
    record, known = outcome.record, before.relation(outcome.record.name)
    if outcome.watermark is None or known is None:
        return outcome
    keys = ", ".join(f'"{name}"' for name in record.key)
    try:
        with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(work / ".onward")}) as connection:
            connection.execute("set TimeZone = 'UTC'")
            if outcome.watermark.whole:
                return _kept(connection, outcome, known, work / f"{record.name}.kept.parquet")
            entry = before.manifest["tables"][record.name]
            desk = _Desk(connection, outcome, outcome.watermark, before, entry, keys)
            return _put(desk, work / f"{record.name}.changes.parquet", work / f"{record.name}.base.parquet")
    except duckdb.Error as error:  # no room on the disk or in memory: what the rows say has been checked before
        raise StoreError("cannot_write", place=str(work), reason=str(error).splitlines()[0]) from error


def _kept(connection: duckdb.DuckDBPyConnection, outcome: Outcome, known: str, file: Path) -> Outcome:
    """A record read whole, with the last good rows of those that are at fault now."""
    waiting = outcome.problems["key"].drop_null().unique()
    if not len(waiting) or "_key" not in connection.sql(f"select * from {known} limit 0").columns:
        return outcome
    connection.register("waiting", pa.table({"key": waiting}))
    keys = ", ".join(f'"{name}"' for name in outcome.record.key)
    rows = f"read_parquet('{outcome.file}')"
    columns = ", ".join(f"'{name}'" for name in connection.sql(f"from {rows} limit 0").columns)
    connection.execute(
        f"create temp table kept as select columns(lambda c: c in ({columns})) from {known} as known "
        f"anti join {rows} as rows using ({keys}) where _key in (select key from waiting)"
    )
    kept = Counter(dict(connection.execute("select _source, count(*) from kept group by 1").fetchall()))
    if not kept:
        return outcome
    connection.execute(
        f"copy (select * from {rows} union all by name select * from kept order by {outcome.record.ordering}) "
        f"to '{file}' (format parquet, compression zstd)"
    )
    return replace(outcome, file=file, held=outcome.held + kept, carried=outcome.carried + kept)


def _put(desk: _Desk, changes: Path, base: Path) -> Outcome:
    record, before = desk.outcome.record, desk.before
    _gather(desk)
    upserts, gone, added = _delta(desk)
    known_base, known_changes = before.file(record.name), before.changes(record.name)
    assert known_base is not None
    if upserts or gone:
        _write(desk, known_changes, changes)
    now = relation(known_base, changes if upserts or gone else known_changes, record.key)
    whole = _totals(desk, now, desk.entry["rows"] + added - gone, changed=bool(upserts or gone))
    fresh = desk.outcome.read - desk.outcome.quarantined
    counts = {
        "read": desk.outcome.read,
        "accepted": upserts,
        "quarantined": desk.outcome.quarantined,
        "deduplicated": fresh - upserts,
        "gone": gone,
    }
    if (upserts or gone) and pq.read_metadata(changes).num_rows > max(LEAST, SHARE * whole.rows):
        desk.connection.execute(
            f"copy (select * from {now} order by {record.ordering}) to '{base}' (format parquet, compression zstd)"
        )
        return replace(whole, file=base, onward=Onward(before, None, counts, based=False))
    return replace(whole, onward=Onward(before, changes if upserts or gone else None, counts))


def _gather(desk: _Desk) -> None:
    """The tables of what is to be put together, and the lines of the quarantine as they are to stand."""
    connection, name = desk.connection, desk.outcome.record.name
    quarantine = desk.before.file("quarantine")
    known = pq.read_table(quarantine, schema=QUARANTINE) if quarantine else QUARANTINE.empty_table()
    connection.register("all_known", known)
    connection.register("all_said", desk.outcome.problems)
    connection.execute("create temp table said as select * from all_said")
    connection.execute("create temp table known as select * from all_known where record = ?", [name])
    connection.execute(f"create temp table coming as select * from read_parquet('{desk.outcome.file}')")
    connection.execute("create temp table gone as select unnest(cast(? as varchar[])) as key", [list(desk.read.gone)])
    connection.execute(
        "create temp table concerned as select _key as key from coming where _key is not null "
        "union select key from said where key is not null union select key from gone"
    )
    _hold(desk)
    connection.execute(LINES.replace("$reconciled", str(desk.read.reconciled).lower()))


def _hold(desk: _Desk) -> None:
    """The tables ``stood``, of what is known by the keys that come, and ``held``: the rows of those watermarks.

    Of a million rows in Parquet it takes as long to read a thousand whole as to change them, so few are.
    """
    _stand(desk, "stood", f"semi join coming using ({desk.keys})")
    desk.connection.execute(
        "create temp table same as select spot from stood where spot in "
        f"(select file_row_number from {_base(desk)} where _mark in (select _mark from coming))"
    )
    held = [f"select * exclude (file_row_number) from {_base(desk)} where file_row_number in (select spot from same)"]
    if desk.one("select count(*) from same") == (0,):
        held = ["select * from coming where false"]
    if changes := desk.before.changes(desk.outcome.record.name):
        held.append(f"select * from {_changed(changes)} as changed semi join coming using (_key, _mark)")
    desk.connection.execute(f"create temp table held as {' union all by name '.join(held)}")


def _stand(desk: _Desk, table: str, which: str) -> None:
    """A table of the keys of the rows that stood so far and ``which``, and their places in the base."""
    changes = desk.before.changes(desk.outcome.record.name)
    rows = f"select {desk.keys}, file_row_number as spot from {_base(desk)} as written"
    if changes:
        rows += f" anti join read_parquet('{changes}') as changed using ({desk.keys}) {which}"
        rows += f" union all by name select {desk.keys}, null as spot from {_changed(changes)} as changed"
    desk.connection.execute(f"create temp table {table} as {rows} {which}")


def _base(desk: _Desk) -> str:
    return f"read_parquet('{desk.before.file(desk.outcome.record.name)}', file_row_number = true)"


def _changed(changes: Path) -> str:
    return f"(select * exclude ({GONE}) from read_parquet('{changes}') where not {GONE})"


def _delta(desk: _Desk) -> tuple[int, int, int]:
    """The tables ``upserts`` and ``dropped``: rows that say something new, and keys that have no row any more.

    How many these are, and how many of the rows are of keys that had none.
    """
    told = [f'"{name}"' for name in (*desk.outcome.record.names, "_key", "_mark", COLUMN)]
    new, old = (", ".join(f"{table}.{name}" for name in told) for table in ("coming", "held"))
    desk.connection.execute(
        f"create temp table upserts as select coming.* from coming left join held using ({desk.keys}) "
        f"where held._key is null or row({new}) is distinct from row({old})"
    )
    _stand(desk, "left_over", "where _key in (select key from gone)" if desk.read.gone else "where false")
    desk.connection.execute(
        f"create temp table dropped as select {desk.keys} from left_over anti join coming using ({desk.keys})"
    )
    upserts, dropped, added = desk.one(
        "select (select count(*) from upserts), (select count(*) from dropped), "
        f"(select count(*) from upserts anti join stood using ({desk.keys}))"
    )
    return upserts, dropped, added


def _write(desk: _Desk, known: Path | None, file: Path) -> None:
    """What has changed since the base: as it was known, and what changed now."""
    parts = [
        f"select *, false as {GONE} from upserts",
        f"select {desk.keys}, true as {GONE} from dropped",
    ]
    if known:
        now = f"(select {desk.keys} from upserts union all select {desk.keys} from dropped)"
        parts.insert(0, f"select * from read_parquet('{known}') anti join {now} as now using ({desk.keys})")
    desk.connection.execute(
        f"copy (select * from ({' union all by name '.join(parts)}) order by {desk.outcome.record.ordering}) "
        f"to '{file}' (format parquet, compression zstd)"
    )


def _totals(desk: _Desk, now: str, rows: int, *, changed: bool) -> Outcome:
    """The figures of the whole table, as it was last read row by row."""
    (source,) = desk.outcome.skipped
    carried = 0
    if desk.one("select count(key) from lines") != (0,):
        (carried,) = desk.one(f"select count(*) from {now} where _key in (select key from lines)")
    lines = desk.connection.sql('from lines order by source, file, sheet, "row", "column"').to_arrow_table()
    row = "(source, file, coalesce(sheet, ''), \"row\")"
    (quarantined,) = desk.one(f"select count(distinct {row}) from lines")
    reasons = desk.connection.execute(f"select reason, count(distinct {row}) from lines group by 1").fetchall()
    (moved,) = desk.one(
        "select count(*) from ((from lines except from known) union all (from known except from lines))"
    )
    accepted, deduplicated = rows - carried, desk.entry["deduplicated"]
    return replace(
        desk.outcome,
        problems=lines.cast(QUARANTINE),
        read=accepted + quarantined + deduplicated,
        accepted=accepted,
        quarantined=quarantined,
        deduplicated=deduplicated,
        carried=Counter({source: carried} if carried else {}),
        doubled=Counter({source: deduplicated}),
        held=Counter({source: rows}),
        skipped={source: Counter(desk.entry["skipped"])},
        reasons={str(reason): int(count) for reason, count in reasons},
        notes=_notes(desk, now) if changed or moved else {name: desk.entry[name] for name in NOTES},
    )


def _notes(desk: _Desk, now: str) -> dict[str, Any]:
    """What the manifest told of the table, with the values without a mapping that it has now."""
    known, found = {name: desk.entry[name] for name in NOTES}, desk.outcome.notes
    unmapped = standing(desk.connection, now, desk.read.places, known["unmapped"], found["unmapped"])
    (source,) = desk.outcome.skipped
    counts = {column: {"values": len(one), "rows": sum(one.values())} for column, one in unmapped.items()}
    return known | {
        "unmapped": unmapped,
        "unmapped_files": {column: sorted(known["files"]) for column in sorted(unmapped)},
        "unmapped_sources": {source: counts} if counts else {},
        "watermark": found["watermark"],
    }
