"""A pivot as a file: the table as seen, the rows behind it, where its figures come from."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from cockpit.errors import UsageError
from cockpit.exports import delimited, detail, notes, summary
from cockpit.exports.book import Book, written
from cockpit.exports.detail import Detail, Progress, silent
from cockpit.exports.filling import Long, fill
from cockpit.i18n import moment, named, number, say
from cockpit.metrics import REST, PivotQuestion
from cockpit.request import Request
from cockpit.sentences import span
from cockpit.tables import Arranged, Header, Measured

SUFFIXES: Final = detail.SUFFIXES


@dataclass(frozen=True)
class Behind:
    """The rows behind the grand total of measures that count the same ones."""

    measures: tuple[str, ...]
    detail: Detail


@dataclass(frozen=True)
class Wanted:
    """A finished pivot of a request; ``rows`` are those behind its measures, where they are wanted too."""

    request: Request
    table: Arranged
    rows: tuple[Behind, ...] = ()
    heat: bool = False

    @property
    def question(self) -> PivotQuestion:
        return self.table.pivot.question

    @property
    def count(self) -> int:
        """How many rows there are behind the measures."""
        return sum(one.detail.rows.count for one in self.rows)

    @property
    def title(self) -> str:
        return titled(self.request, self.question)

    def file_name(self, suffix: str) -> str:
        return self.request.file_name(self.request.say("board.pivot"), self.title, suffix=suffix)


def titled(request: Request, question: PivotQuestion) -> str:
    """What a pivot is called: the measures by what splits them."""
    tongue = request.language
    names = [say(f"metrics.{name}.name", tongue) for name in question.measures]
    splits = " × ".join(say(f"common.dims.{name}", tongue) for name in question.by)
    return " · ".join(part for part in (say("common.comma", tongue).join(names), splits) if part)


def with_rows(request: Request, table: Arranged) -> tuple[Behind, ...]:
    """The rows behind each measure that has any; a measure of the same rows as one before it has them there."""
    found: list[Behind] = []
    for name in (one.metric.name for one in table.measures if not one.lacking):
        rows = detail.prepared(request, request.question(name, period=table.pivot.question.period))
        at = next((at for at, one in enumerate(found) if one.detail.rows == rows.rows), None)
        if at is None:
            found.append(Behind((name,), rows))
        else:
            found[at] = replace(found[at], measures=(*found[at].measures, name))
    return tuple(found)


def under(request: Request) -> list[str]:
    """What stands beneath the title of every sheet: the days, the filters, the snapshot and its hour."""
    colon = request.say("notes.is")
    chosen = notes.filters_told(request, request.filters) if request.filters else []
    parts = [span(request.period, request.language), *(f"{name}{colon}{told}" for name, told in chosen)]
    asked = moment(request.cockpit.as_of, request.language, request.settings.zone)
    return ["  ·  ".join(parts), request.say("notes.under", snapshot=request.cockpit.snapshot, asked=asked)]


def write(wanted: Wanted, out: Path, progress: Progress = silent) -> None:
    """Writes the file its name says."""
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError("export_kind", file=out.name, known=SUFFIXES)
    {".xlsx": _workbook, ".csv": _csv, ".parquet": _parquet}[suffix](wanted, out, progress)


def _workbook(wanted: Wanted, out: Path, progress: Progress) -> None:
    request = wanted.request
    with tempfile.TemporaryDirectory(prefix="cockpit-") as folder:
        setup = Path(folder) / "setup.xlsx"
        with written(setup, request.language, wanted.title, request.made) as book:
            name = request.say("sheets.summary")
            look = summary.Look(heat=wanted.heat)
            summary.write(book, request, wanted.table, name, wanted.title, under(request), look)
            counts = [detail.set_up(book, one.detail, _sheet(wanted, one)) for one in wanted.rows]
            _notes(book, wanted)
        long: dict[int, Long] = {}
        first, done = 1, 0
        for one, sheets in zip(wanted.rows, counts, strict=True):
            long |= detail.long_sheets(one.detail, sheets, first, _further(progress, done))
            first, done = first + len(sheets), done + one.detail.rows.count
        fill(setup, out, long)


def _further(progress: Progress, done: int) -> Progress:
    """Progress of what comes after so many rows."""
    return lambda rows: progress(done + rows)


def _sheet(wanted: Wanted, rows: Behind) -> str:
    """What the sheet of these rows is called."""
    name = wanted.request.say("sheets.detail")
    if len(wanted.rows) == 1:
        return name
    return f"{name} {say(f'metrics.{rows.measures[0]}.name', wanted.request.language)}"


def _notes(book: Book, wanted: Wanted) -> None:
    request, pivot, tongue = wanted.request, wanted.table.pivot, wanted.request.language
    answers = [request.ask(pivot.question.of(name).whole()) for name in pivot.question.measures]
    remarks = [request.say("summary.blank"), request.say("summary.pivot_table")]
    if wanted.rows:
        remarks.append(request.say("summary.pivot_insert"))
    for one in wanted.rows:
        names = say("common.comma", tongue).join(say(f"metrics.{name}.name", tongue) for name in one.measures)
        told = {"name": names, "rows": named("export.summary.rows", one.detail.record, tongue)}
        count = number(one.detail.rows.count, tongue)
        remarks.append(request.say("summary.rows", sheet=_sheet(wanted, one), n=count, **told))
    remarks += dict.fromkeys(remark for one in wanted.rows for remark in detail.remarks(one.detail))
    notes.write(book, wanted.title, notes.sections(request, wanted.title, answers, remarks, _told(wanted)))


def _told(wanted: Wanted) -> notes.Told:
    return notes.Told(wanted.count if wanted.rows else None)


def _csv(wanted: Wanted, out: Path, _progress: Progress) -> None:
    out.write_bytes(b"".join(csv(wanted)))


def csv(wanted: Wanted) -> Iterator[bytes]:
    """A row a cell, in words; what a subtotal spans says so."""
    table = flat(wanted.table, wanted.request)
    return delimited.csv_chunks(table.column_names, [table])


def _parquet(wanted: Wanted, out: Path, _progress: Progress) -> None:
    facts = {
        "cockpit.snapshot": wanted.request.cockpit.snapshot,
        "cockpit.asked": wanted.request.cockpit.as_of.isoformat(),
    }
    delimited.write_parquet(out, [flat(wanted.table, None)], facts)


def flat(table: Arranged, request: Request | None) -> pa.Table:
    """One row for each row × column of a pivot: its keys, its levels, then the figures of each measure.

    In the words of a request, or without one under our own names with codes; what a total spans is null there.
    """
    question = table.pivot.question
    places = [(row, col) for row in range(len(table.rows)) for col in range(len(table.cols))]
    columns: dict[str, pa.Array] = {}
    for names, side, headers in ((question.rows, 0, table.rows), (question.cols, 1, table.cols)):
        for level, name in enumerate(names):
            title = say(f"common.dims.{name}", request.language) if request else name
            columns[title] = pa.array([_key(headers[place[side]], level, name, request) for place in places])
    if not request:
        columns["row_level"] = pa.array([table.rows[row].level for row, _ in places], pa.int8())
        columns["col_level"] = pa.array([table.cols[col].level for _, col in places], pa.int8())
    for one in table.measures:
        for face in summary.FACES:
            if summary.has(one, face):
                grid = getattr(one, face)
                figures = [float(grid[place]) for place in places]
                values = [None if math.isnan(figure) else figure for figure in figures]
                columns[_title(one, face, request)] = pa.array(values, pa.float64())
    return pa.table(columns)


def _key(header: Header, level: int, name: str, request: Request | None) -> str | None:
    if header.level > level:
        key = header.keys[level]
        if request:
            return summary.words(request, name, key)
        return None if key is None else "rest" if key == REST else str(key)
    if not request:
        return None
    return request.say("summary.total" if not header.keys else "summary.subtotal") if header.level == level else ""


def _title(one: Measured, face: str, request: Request | None) -> str:
    if request is None:
        return one.metric.name if face == "value" else f"{one.metric.name}_{face}"
    name = say(f"metrics.{one.metric.name}.name", request.language)
    return name if face == "value" else f"{name} {request.say(f'summary.{face}')}"
