"""Excel workbooks, by calamine: a sheet becomes columns of text as a person would have typed them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from cockpit.checks import Job, Raw
from cockpit.checks.tidy import MARK, NO_MARK
from cockpit.sources import content, headers
from cockpit.sources.package import Oddities, inspect

EXACT = 10**15
SPACES = (9, 10, 13, 32)


def load(
    connection: duckdb.DuckDBPyConnection, file: Path, job: Job
) -> tuple[Raw, dict[str, str], list[dict[str, object]]]:
    """Fills the table ``raw``; gives what was found, where our columns stand, and warnings."""
    odd = _inspected(file, job)
    name, rows, merged = _read(file, job)
    job = replace(job, sheet=name)
    if not rows:
        raise job.refusal("file_empty")
    header = headers.find([[_text(value) or "" for value in row] for row in rows[: headers.SEARCHED + 2]], job)
    if job.table.header_row and job.table.header_row > headers.SEARCHED:
        header = headers.find([[_text(value) or "" for value in row] for row in rows[: job.table.header_row + 2]], job)
    cells, warnings = headers.match(header, job)
    width = len(header.names)
    marks = _marks(odd, merged, header.after, width, rows)
    values = islice(zip(*rows[header.after :], strict=True), width)
    columns = [
        _column(_padded(column, odd, place, header.after), marks.get(place, {})) for place, column in enumerate(values)
    ]
    if not columns or not len(columns[0]):
        raise job.refusal("header_only")
    _fill(connection, columns)
    findings = _look(columns)
    raw = Raw(
        header=tuple(text.strip() for text in header.names),
        row=f"rowid + {header.after + 1}",
        sheet=name,
        unclean=findings.unclean,
        padded=findings.padded,
        gaps=findings.gaps,
        wide=findings.wide,
        marked=bool(marks) or findings.unclean,
        serials=True,
        epoch=odd.epoch,
        normalised={"title_rows": header.first},
        titles=tuple(_text(value) or "" for row in rows[: header.first] for value in row if value),
    )
    return raw, cells, warnings


def _inspected(file: Path, job: Job) -> Oddities:
    """Refuses what is no workbook or must not be parsed."""
    kind = content.kind(file)
    if kind == "encrypted":
        raise job.refusal("password_protected")
    if kind != "zip" and not (kind == "xls" and file.suffix.lower() == ".xls"):
        raise job.refusal("file_empty" if kind == "empty" else "not_a_workbook", kind=kind)
    return inspect(file, job.table.sheet, job) if kind == "zip" else Oddities()


def sheets(file: Path, job: Job) -> list[str]:
    """The visible sheets of a workbook."""
    _inspected(file, job)
    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
    except calamine.PasswordError as error:
        raise job.refusal("password_protected") from error
    except calamine.CalamineError as error:
        raise job.refusal("file_truncated") from error
    return [one.name for one in book.sheets_metadata if one.visible == calamine.SheetVisibleEnum.Visible]


def head(file: Path, job: Job, lines: int) -> list[list[str]]:
    """The first lines of a sheet as text."""
    _inspected(file, job)
    _, rows, _ = _read(file, job)
    return [[_text(value) or "" for value in row] for row in rows[:lines]]


def _read(file: Path, job: Job) -> tuple[str, list[list[object]], Sequence[tuple[tuple[int, int], tuple[int, int]]]]:
    """The wanted sheet's name, rows and merged ranges."""
    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
        sheets = {one.name: one.visible == calamine.SheetVisibleEnum.Visible for one in book.sheets_metadata}
        name = job.table.sheet or next((sheet for sheet, visible in sheets.items() if visible), None)
        if name is None or name not in sheets:
            raise job.refusal("sheet_missing", wanted=name or "–", found=list(sheets))
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        merged = [] if file.suffix.lower() == ".xls" else sheet.merged_cell_ranges or []
    except calamine.PasswordError as error:
        raise job.refusal("password_protected") from error
    except calamine.CalamineError as error:
        raise job.refusal("file_truncated") from error
    return name, rows, merged  # type: ignore[return-value]


def _marks(
    odd: Oddities,
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    first: int,
    width: int,
    rows: list[list[object]],
) -> dict[int, dict[int, str]]:
    """Cells at fault by column and row below the header: errors, formulas without value, merged but first."""
    marks: dict[int, dict[int, str]] = {}
    for (row, column), (reason, shown) in odd.cells.items():
        if row >= first and column < width:
            marks.setdefault(column, {})[row - first] = f"{MARK}{reason}{MARK}{shown}"
    for (top, left), (bottom, right) in merged:
        if not first <= top < len(rows) or left >= width:
            continue
        shown = _text(rows[top][left]) or ""
        for column in range(left, min(right, width - 1) + 1):
            for row in range(top, min(bottom, len(rows) - 1) + 1):
                if (row, column) != (top, left):
                    marks.setdefault(column, {})[row - first] = f"{MARK}merged_cell{MARK}{shown}"
    return marks


def _padded(values: tuple[object, ...], odd: Oddities, place: int, first: int) -> tuple[object, ...]:
    """A column in which numbers shown with leading zeros are that text: an id 7 that reads 000007."""
    formats = odd.padded.get(place, b"")[first:]
    if not any(formats):
        return values
    shown = list(values)
    for row, one in enumerate(formats[: len(shown)]):
        text = _text(values[row]) if one and type(values[row]) is float else None
        if text is not None and text.isdecimal():
            before, digits = odd.formats[one - 1]
            shown[row] = before + text.zfill(digits)
    return tuple(shown)


def _column(values: tuple[object, ...], marks: dict[int, str]) -> pa.Array:
    """One column as text; whole columns of one type are converted at once."""
    kinds = set(map(type, values))
    if not marks and kinds == {str}:
        texts = pc.replace_substring(pa.array(values, pa.string()), MARK, NO_MARK)
        return pc.if_else(pc.equal(texts, ""), None, texts)
    blank = {value for value in values if type(value) is str} <= {""}
    if not marks and blank and datetime in kinds and kinds <= {datetime, date, str}:
        return _moments([_midnight(value) if type(value) is date else value or None for value in values])
    if not marks and blank and kinds <= {float, str}:
        numbers = pa.array([None if value == "" else value for value in values], pa.float64())
        if pc.all(pc.and_(pc.equal(numbers, pc.round(numbers)), pc.less(pc.abs(numbers), EXACT))).as_py():
            return numbers.cast(pa.int64()).cast(pa.string())
    texts = [_text(value) for value in values]
    for row, mark in marks.items():
        texts[row] = mark
    return pa.array(texts, pa.string())


def _midnight(day: object) -> object:
    """Calamine gives a time at midnight as a date."""
    return datetime(day.year, day.month, day.day) if isinstance(day, date) else day  # noqa: DTZ001 - local, as written


def _moments(values: list[object]) -> pa.Array:
    moments = pa.array(values, pa.timestamp("us"))
    rounded = pc.round_temporal(moments, 1, "second")
    return rounded.cast(pa.timestamp("s")).cast(pa.string())


def _text(value: object) -> str | None:
    """A cell as one would have typed it: whole numbers without .0, times as ISO, nothing as None."""
    kind = type(value)
    if isinstance(value, str):
        return value.replace(MARK, NO_MARK) or None
    if isinstance(value, float):
        whole = int(value) if math.isfinite(value) else 0
        if whole == value and abs(whole) >= EXACT:
            return f"{MARK}digits_lost{MARK}{whole}"
        return str(whole) if whole == value else repr(value)
    if kind is bool:
        return "true" if value else "false"
    return _temporal(value)


def _temporal(value: object) -> str | None:
    if isinstance(value, datetime):
        rounded = value + timedelta(microseconds=500_000)
        return rounded.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return None if value is None else str(value)


def _fill(connection: duckdb.DuckDBPyConnection, columns: list[pa.Array]) -> None:
    table = pa.table({f"c{place}": column for place, column in enumerate(columns)})
    connection.register("given_cells", table)
    connection.execute("create or replace table raw as select * from given_cells")
    connection.unregister("given_cells")


def _look(columns: list[pa.Array]) -> content.Findings:
    """The same look at bytes as for text files, over the columns' text."""
    findings = content.Findings()
    for column in columns:
        _, places, data = column.buffers()
        if data is None or not data.size:
            continue
        findings.look(memoryview(data).tobytes())
        ends = np.frombuffer(places, np.int32)[: len(column) + 1]
        filled = ends[1:] > ends[:-1]
        codes = np.frombuffer(data, np.uint8)
        findings.gaps = findings.gaps or bool((codes == content.LF).any())
        outer = (codes[ends[:-1][filled]], codes[ends[1:][filled] - 1])
        findings.padded = findings.padded or any(bool(np.isin(edge, SPACES).any()) for edge in outer)
    return findings
