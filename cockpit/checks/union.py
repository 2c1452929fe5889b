"""The rows of all files of one record become one table: folded, without duplicates, sorted by time."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from cockpit.checks import parquet
from cockpit.checks.duplicates import GATHERED, Duplicates, settle
from cockpit.checks.parsed import PROBLEMS, Parsed, literal, quoted, scalar
from cockpit.checks.reading import SQL_TYPES
from cockpit.checks.unmapped import COLUMN
from cockpit.records import Record

LINEAGE = ("_source", "_file", "_sheet", "_row")
MARKS = ("_key", "_mark", COLUMN)


@dataclass(frozen=True)
class Union:
    """The final table of one record. read = accepted + quarantined + deduplicated; ``carried`` rows (by source) come on
    top: the last good rows of keys that now only stand in conflicting duplicates.
    """

    rows: Path
    problems: Path
    read: int
    accepted: int
    quarantined: int
    deduplicated: int
    carried: dict[str, int]
    reasons: dict[str, int]
    newest: datetime | None


def unite(
    record: Record, parsed: Sequence[Parsed], folder: Path, previous: str | None = None, memory: str = "600MB"
) -> Union:
    """Writes ``<record>.parquet`` and ``<record>.problems.parquet`` into ``folder``.

    ``previous`` is SQL of the record's rows in the snapshot before, from which last good rows are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(folder / ".spill")})
    try:
        connection.execute("set TimeZone = 'UTC'")
        return _united(connection, record, parsed, folder, previous)
    finally:
        connection.close()


def _united(
    connection: duckdb.DuckDBPyConnection, record: Record, parsed: Sequence[Parsed], folder: Path, previous: str | None
) -> Union:
    rows, problems = folder / f"{record.name}.parquet", folder / f"{record.name}.problems.parquet"
    _gather(connection, record, parsed)
    found = settle(connection, record)
    carried = _carried(record, previous) if found.conflicting else "false"
    if len(parsed) == 1 and found.relation == GATHERED:
        shutil.copyfile(parsed[0].rows, rows)
    else:
        _write(connection, record, rows, carried, previous, found)
    reasons = _write_problems(connection, record, parsed, problems)
    read = sum(one.read for one in parsed)
    quarantined = sum(one.quarantined for one in parsed) + found.conflicting + found.disordered
    return Union(
        rows=rows,
        problems=problems,
        read=read,
        accepted=read - quarantined - found.duplicates,
        quarantined=quarantined,
        deduplicated=found.duplicates,
        carried=_by_source(connection, previous, carried),
        reasons=reasons,
        newest=max((one.newest for one in parsed if one.newest), default=None),
    )


def _gather(connection: duckdb.DuckDBPyConnection, record: Record, parsed: Sequence[Parsed]) -> None:
    """The view ``gathered``: the accepted rows of all files."""
    listed = ", ".join(literal(str(one.rows)) for one in parsed)
    source = f"select * from read_parquet([{listed}], union_by_name = true)" if parsed else _no_rows(record)
    connection.execute(f"create temp view {GATHERED} as {source}")


def _no_rows(record: Record) -> str:
    own = [f"cast(null as {SQL_TYPES[column.kind]}) as {quoted(column.name)}" for column in record.columns]
    lineage = [*(f"cast(null as varchar) as {name}" for name in LINEAGE[:3]), "cast(null as bigint) as _row"]
    return f"select {', '.join([*own, *lineage])} where false"


def _marks(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What a database calls each row, the watermark it stands at and its values without a mapping, where known."""
    return [name for name in connection.sql(f"from {GATHERED} limit 0").columns if name in MARKS]


def _told(connection: duckdb.DuckDBPyConnection) -> str:
    return "_key" if _marks(connection) else "null"


def _carried(record: Record, previous: str | None) -> str:
    """SQL: which rows of the snapshot before stand in for keys that are all conflict now."""
    if previous is None:
        return "false"
    key = ", ".join(quoted(name) for name in record.key)
    return f"({key}) in (select {key} from conflicting where ({key}) not in (select {key} from kept))"


def _by_source(connection: duckdb.DuckDBPyConnection, previous: str | None, carried: str) -> dict[str, int]:
    if carried == "false":
        return {}
    query = f"select _source, count(*) from {previous} where {carried} group by 1 order by 1"
    return {str(source): int(count) for source, count in connection.execute(query).fetchall()}


def _write(
    connection: duckdb.DuckDBPyConnection,
    record: Record,
    file: Path,
    carried: str,
    previous: str | None,
    found: Duplicates,
) -> None:
    columns = ", ".join([*map(quoted, record.names), *LINEAGE, *_marks(connection)])
    source = f"select {columns} from {found.relation}"
    if carried != "false":
        known = ", ".join(literal(name) for name in (*record.names, *LINEAGE, *MARKS))
        source = f"{source} union all by name select columns(lambda c: c in ({known})) from {previous} where {carried}"
    parquet.write(connection, source, file, order=record.ordering, keys=record.key)


def _write_problems(
    connection: duckdb.DuckDBPyConnection, record: Record, parsed: Sequence[Parsed], file: Path
) -> dict[str, int]:
    """All faulty cells of the record in one file; gives rows at fault by reason."""
    connection.register("no_problems", pa.Table.from_pylist([], PROBLEMS))
    files = [one.problems for one in parsed if one.quarantined]
    parts = ["select * from no_problems"]
    if files:
        parts.append(f"select * from read_parquet([{', '.join(literal(str(one)) for one in files)}])")
    if scalar(connection, "select count(*) from faulty"):
        cells = ", ".join(f"cast({quoted(name)} as varchar)" for name in record.names)
        header = "[" + ", ".join(literal(name) for name in record.names) + "]"
        personal = [column.name for column in record.columns if column.personal]
        masked = (
            f"case when _column in ({', '.join(map(literal, personal))}) then left(_value, 3) || '***' else _value end"
        )
        parts.append(
            f"select {literal(record.name)}, _source, _file, _sheet, _row, _column, "
            f"{masked if personal else '_value'}, _reason, cast(to_json([{cells}]) as varchar), "
            f"cast(to_json({header}) as varchar), {_told(connection)} from faulty"
        )
    connection.execute(
        f'copy ({" union all ".join(parts)} order by source, file, sheet, row, "column") to {literal(str(file))} '
        "(format parquet, compression zstd)"
    )
    found = connection.execute(
        "select reason, count(distinct (source, file, sheet, row, cells)) "
        f"from read_parquet({literal(str(file))}) group by 1 order by 1"
    ).fetchall()
    return dict(Counter({str(reason): int(count) for reason, count in found}))
