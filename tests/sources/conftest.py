"""Small made files, read as a site would read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cockpit.checks import Job, Parsed
from cockpit.records import RECORDS
from cockpit.settings.model import TableSource
from cockpit.sources import child

NOW = datetime(2026, 11, 1, tzinfo=UTC)
COLUMNS = {
    "ticket_id": "工单号",
    "campus": "校区",
    "building": "楼宇",
    "category": "类别",
    "status": "状态",
    "reported_at": "报修时间",
    "resolved_at": "完成时间",
    "level": "等级",
    "rating": "评分",
    "reopen_count": "重开次数",
    "signed": "签字",
    "reporter": "报修人",
    "reporter_phone": "电话",
    "description": "描述",
}
GOOD = {
    "工单号": "T1",
    "校区": "东校区",
    "楼宇": "教学楼",
    "类别": "网络",
    "状态": "closed",
    "报修时间": "2026-03-02 08:00",
    "完成时间": "2026-03-02 10:00",
}


def table(**changes: Any) -> TableSource:
    """The mapping of the test's ticket files, changed as a test wants."""
    mapping: dict[str, tuple[str, ...]] = {name: (header,) for name, header in COLUMNS.items()}
    mapping |= changes.pop("columns", {})
    return replace(TableSource("tickets", files="*", columns=mapping), **changes)


def lines(*rows: dict[str, Any]) -> list[list[Any]]:
    """Good rows, changed, below a header of the columns any of them has."""
    full = [{**GOOD, "工单号": f"T{number}", **row} for number, row in enumerate(rows, 1)]
    header = list(dict.fromkeys(name for row in full for name in row))
    return [header, *([row.get(name, "") for name in header] for row in full)]


def text(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


@cache
def reader() -> duckdb.DuckDBPyConnection:
    """What looks at the rows of every test: to start one takes as long as ten questions."""
    return duckdb.connect()


@dataclass(frozen=True)
class Read:
    """What reading a file gave, ready to be asserted."""

    parsed: Parsed

    @cached_property
    def accepted(self) -> list[dict[str, object]]:
        """The accepted rows, in file order; empty columns left out."""
        query = f"select * from read_parquet('{self.parsed.rows}') order by _row"
        rows = reader().sql(query).to_arrow_table().to_pylist()
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    @property
    def problems(self) -> list[tuple[int, str | None, str, str | None]]:
        """(row, column, reason, value) of every faulty cell."""
        query = f"select row, \"column\", reason, value from read_parquet('{self.parsed.problems}') order by all"
        return duckdb.execute(query).fetchall()

    @property
    def cells(self) -> list[list[str | None]]:
        """The raw cells kept with each problem."""
        found = duckdb.execute(f"select cells from read_parquet('{self.parsed.problems}') order by row").fetchall()
        return [json.loads(cells) for (cells,) in found]

    def column(self, name: str) -> list[object]:
        """One column of the accepted rows."""
        return [row.get(name) for row in self.accepted]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Read]:
    """Writes a file and reads it: text, bytes or a path, with a changed mapping."""
    number = iter(range(100))

    def reading(content: str | bytes | Path, name: str = "t.csv", zone: str = "Asia/Shanghai", **changes: Any) -> Read:
        folder = tmp_path / f"job{next(number)}"
        folder.mkdir()
        file = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        mapping = changes.pop("mapping", None) or table(**changes)
        job = Job(RECORDS[mapping.record], mapping, "helpdesk", file.name, zone, NOW, folder)
        parsed = child.parse(file, job, "")
        assert parsed.read == parsed.accepted + parsed.quarantined
        found = Read(parsed)
        assert len(found.accepted) == parsed.accepted
        return found

    return reading
