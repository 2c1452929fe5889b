"""The rows in quarantine as a file to correct them in: the workbook they came from with the reasons beside them,
or a sheet of what was read.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import xlsxwriter

from cockpit.errors import UsageError
from cockpit.exports import inert, reasons
from cockpit.exports.own import column_words, faulty_cells, in_their_words
from cockpit.i18n import say
from cockpit.records import RECORDS
from cockpit.settings.model import Settings
from cockpit.store import Snapshot
from cockpit.store.files import sha256
from cockpit.store.freshness import newest

KINDS: Final = (".xlsx", ".csv")
ANNOTATED: Final = (".xlsx", ".xlsm")
ANNOTATE_SECONDS: Final = 180
LISTED: Final = ("record", "source", "file", "sheet", "row", "key", "column", "value", "reason", "remedy")
WIDTH: Final = {"reason": 28, "remedy": 48, "file": 24, "value": 24}

Row = dict[str, Any]


@dataclass(frozen=True)
class BadFile:
    """A file some of whose rows are in quarantine."""

    source: str
    file: str
    rows: int

    @property
    def annotated(self) -> bool:
        """Whether it comes back as it was, with the reasons beside its rows."""
        return Path(self.file).suffix.lower() in ANNOTATED


def files(snapshot: Snapshot) -> list[BadFile]:
    """The files that have rows in quarantine, the one with the newest rows first."""
    rows: dict[tuple[str, str], set[tuple[str | None, int]]] = {}
    for problem in problems(snapshot):
        rows.setdefault((problem["source"], problem["file"]), set()).add((problem["sheet"], problem["row"]))
    ages: dict[tuple[str, str], str] = {}
    for record in snapshot.manifest["tables"]:
        for place, at in newest(snapshot, record).items():
            ages[place] = max(ages.get(place, ""), at.isoformat() if at else "")
    order = sorted(rows, key=lambda place: (ages.get(place, ""), place), reverse=True)
    return [BadFile(source, file, len(rows[source, file])) for source, file in order]


def problems(snapshot: Snapshot, **wanted: str | None) -> list[Row]:
    """The faulty cells in quarantine; ``wanted`` narrows by record, source or file."""
    path = snapshot.file("quarantine")
    rows: list[Row] = pq.read_table(path).to_pylist() if path else []
    return [row for row in rows if all(value is None or row[name] == value for name, value in wanted.items())]


def write(
    snapshot: Snapshot,
    settings: Settings,
    out: Path,
    language: str,
    *,
    record: str | None = None,
    file: str | None = None,
    source: str | None = None,
) -> int:
    """Writes what is in quarantine to ``out`` (.xlsx or .csv); returns how many rows those are.

    One ``file`` that was an Excel workbook comes back as it was with the reasons beside its rows, as long as it is
    still the file that was read.
    """
    if out.suffix.lower() not in KINDS:
        raise UsageError("export_kind", file=out.name, known=KINDS)
    found = problems(snapshot, record=record, file=file, source=source)
    if not found:
        raise UsageError("no_quarantine")
    if file and out.suffix.lower() == ".xlsx" and _annotated(snapshot, settings, found, out, language):
        return _rows(found)
    own = in_their_words(found, settings, language) if file else []
    sheets = list(_sheets(own, settings, language)) if file else [_listed(found, settings, language)]
    _write_csv(out, sheets) if out.suffix.lower() == ".csv" else _write_workbook(out, sheets)
    return _rows(found)


def _rows(found: list[Row]) -> int:
    return len({(row["source"], row["file"], row["sheet"], row["row"]) for row in found})


def _reason(problem: Row, settings: Settings, language: str) -> str:
    return reasons.title(problem["reason"], language, database=reasons.of_database(problem["source"], settings))


def _remedy(problem: Row, settings: Settings, language: str) -> str:
    return reasons.remedy(problem["reason"], language, database=reasons.of_database(problem["source"], settings))


def _told(problem: Row, settings: Settings, language: str) -> str:
    """What is wrong with the cell, its column first."""
    words = _reason(problem, settings, language)
    column = column_words(problem, settings, language)
    return say("cli.export.reason_of", language, column=column, reason=words) if column else words


@dataclass(frozen=True)
class _Sheet:
    title: str
    header: list[str]
    rows: list[list[Any]]
    widths: list[int]


def _listed(found: list[Row], settings: Settings, language: str) -> _Sheet:
    """One line per faulty cell; rows of a database have their key beside, and no number where that is known."""
    rows = []
    some = any(reasons.of_database(source, settings) for source in {problem["source"] for problem in found})
    names = [name for name in LISTED if some or name != "key"]
    for problem in found:
        key = reasons.key(problem, settings, language)
        worded = {
            **problem,
            "record": say(f"records.{problem['record']}.name", language),
            "column": column_words(problem, settings, language) or None,
            "row": None if key else problem["row"],
            "key": key or None,
            "reason": _reason(problem, settings, language),
            "remedy": _remedy(problem, settings, language),
        }
        rows.append([worded[name] for name in names])
    header = [say(f"cli.export.{name}", language) for name in names]
    return _Sheet(say("cli.export.quarantine", language), header, rows, [WIDTH.get(name, 14) for name in names])


def _sheets(found: list[Row], settings: Settings, language: str) -> Iterator[_Sheet]:
    """The rows of one file as they were read, each with its reasons; a sheet for each header."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for problem in found:
        grouped.setdefault((problem["record"], problem["header"]), []).append(problem)
    for number, ((record, names), group) in enumerate(grouped.items(), 1):
        place = "key" if reasons.of_database(group[0]["source"], settings) else "row"
        beside = [say(f"cli.export.{name}", language) for name in (place, "reason", "remedy")]
        header = [*beside, *json.loads(names)]
        rows = [_with_reasons(of_row, settings, language) for of_row in _by_row(group).values()]
        title = f"{number} {say(f'records.{record}.name', language)}"
        yield _Sheet(title, header, rows, [10, 40, 48, *[16] * (len(header) - 3)])


def _by_row(group: list[Row]) -> dict[int, list[Row]]:
    rows: dict[int, list[Row]] = {}
    for problem in group:
        rows.setdefault(problem["row"], []).append(problem)
    return dict(sorted(rows.items()))


def _with_reasons(of_row: list[Row], settings: Settings, language: str) -> list[Any]:
    told = "\n".join(dict.fromkeys(_told(problem, settings, language) for problem in of_row))
    remedies = "\n".join(dict.fromkeys(_remedy(problem, settings, language) for problem in of_row))
    return [_place(of_row[0], settings, language), told, remedies, *json.loads(of_row[0]["cells"])]


def _place(problem: Row, settings: Settings, language: str) -> int | str:
    """The number of a file's row; the key of a database's, or in words its number where it has none."""
    if not reasons.of_database(problem["source"], settings):
        return int(problem["row"])
    return reasons.key(problem, settings, language) or reasons.place(problem, settings, language)


def _write_workbook(out: Path, sheets: list[_Sheet]) -> None:
    with xlsxwriter.Workbook(out, {**inert.WORKBOOK, "constant_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF3", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet("".join(c for c in sheet.title if c not in "[]:*?/\\'")[:31])
            for place, width in enumerate(sheet.widths):
                page.set_column(place, place, width)
            page.write_row(0, 0, sheet.header, bold)
            for line, row in enumerate(sheet.rows, 1):
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(line, place, cell, wrapped)
                    elif cell is not None:
                        page.write_string(line, place, str(cell), wrapped)
            page.freeze_panes(1, 0)
            page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.header) - 1)


def _write_csv(out: Path, sheets: list[_Sheet]) -> None:
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for sheet in sheets:
            for row in (sheet.header, *sheet.rows):
                writer.writerow([inert.field(cell) for cell in row])


def _annotated(snapshot: Snapshot, settings: Settings, found: list[Row], out: Path, language: str) -> bool:
    """Writes the workbook itself with faulty cells marked and a column of reasons.

    False where it is no workbook or no longer the one read. It is foreign: a child process with limits opens it.
    """
    first = found[0]
    path = _original(settings, first)
    read = snapshot.manifest["tables"][first["record"]].get("files", {}).get(f"{first['source']}/{first['file']}")
    if path is None or path.suffix.lower() not in ANNOTATED or sha256(path) != read:
        return False
    marks: dict[str, dict[int, list[str]]] = {}
    for problem in found:
        told = marks.setdefault(problem["sheet"] or "", {}).setdefault(problem["row"], [])
        words, advice = _told(problem, settings, language), _remedy(problem, settings, language)
        if advice:
            words = say("cli.export.advice", language, reason=words, remedy=advice)
        if words not in told:
            told.append(words)
    cells: dict[str, list[tuple[int, int]]] = {}
    for problem, column in faulty_cells(found, settings):
        cells.setdefault(problem["sheet"] or "", []).append((problem["row"], column))
    job = {
        "path": str(path),
        "out": str(out),
        "title": say("cli.export.reason", language),
        "headers": sorted({name for row in found for name in json.loads(row["header"]) if name}),
        "marks": marks,
        "cells": cells,
    }
    command = [sys.executable, "-m", "cockpit.exports.annotate"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=json.dumps(job).encode(), timeout=ANNOTATE_SECONDS, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _original(settings: Settings, problem: Row) -> Path | None:
    for source in settings.sources:
        if source.name == problem["source"] and source.path:
            path = source.path / problem["file"]
            return path if path.is_file() and problem["record"] in RECORDS else None
    return None
