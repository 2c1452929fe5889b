"""The rows behind a number as a file, all of them: xlsx, CSV or Parquet, read and written batch by batch."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from cockpit.access import Rights
from cockpit.errors import UsageError
from cockpit.exports import delimited, duties, notes
from cockpit.exports.ahead import ahead
from cockpit.exports.book import LATE, LATE_FILL, SOON, SOON_FILL, Book, written
from cockpit.exports.cells import letters
from cockpit.exports.columns import LATE as LATE_STATES
from cockpit.exports.columns import SOON as SOON_STATES
from cockpit.exports.columns import STILL_OPEN, Column, Words, checked, described, needed, standard
from cockpit.exports.filling import Long, fill
from cockpit.i18n import named, number, say
from cockpit.metrics import CATALOGUE, Cockpit, Question, reading
from cockpit.metrics import detail as core
from cockpit.request import Request

SUFFIXES: Final = (".xlsx", ".csv", ".parquet")
MOST_ROWS: Final = 1_048_576  # of a sheet in Excel, its header included
A4_WIDTH, A3_WIDTH = 200, 350  # characters that are still read when they are fit to a page: of 6 points
Progress = Callable[[int], None]


def silent(_rows: int) -> None:
    """Progress that nobody looks at."""


class Batches(Protocol):
    """Rows that come in batches, and how many they will be."""

    @property
    def count(self) -> int: ...

    def __iter__(self) -> Iterator[pa.Table]: ...


@dataclass(frozen=True)
class Listed:
    """The tickets of a list in its own order, a window after the other."""

    cockpit: Cockpit
    found: core.Listed
    columns: tuple[str, ...]
    rights: Rights

    @property
    def count(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[pa.Table]:
        for rows in core.every(self.cockpit, self.found, self.columns, self.rights):
            yield rows.select(self.columns)


@dataclass(frozen=True)
class Keyed:
    """Rows that are few, all at once."""

    rows: pa.Table

    @property
    def count(self) -> int:
        return int(self.rows.num_rows)

    def __iter__(self) -> Iterator[pa.Table]:
        yield self.rows


@dataclass(frozen=True)
class Detail:
    """The rows behind one cell of a question, or all tickets of the period, with the columns a file shows of them.

    ``told`` says what narrows them beside the filters, as (what, words). ``of``: the record, where nothing is asked.
    """

    request: Request
    question: Question | None
    rows: Batches
    columns: list[Column]
    words: Words
    within: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    of: str = "tickets"

    @property
    def record(self) -> str:
        """Of which record they are."""
        return CATALOGUE[self.question.metric].record if self.question else self.of

    @property
    def title(self) -> str:
        """What the rows are: the measure, and the cell they are behind."""
        return " · ".join(self._named())

    def _named(self) -> list[str]:
        tongue = self.request.language
        measure = [say(f"metrics.{self.question.metric}.name", tongue)] if self.question else []
        return [named("export.detail.title", self.record, tongue), *measure, *self.within]

    @property
    def sheets(self) -> int:
        """How many sheets of Excel they take."""
        return max(1, -(-self.rows.count // (MOST_ROWS - 1)))

    def file_name(self, suffix: str) -> str:
        return self.request.file_name(*self._named(), suffix=suffix)


def prepared(
    request: Request,
    question: Question | None = None,
    cell: Mapping[str, object] | None = None,
    columns: Sequence[str] = (),
) -> Detail:
    """Counts the rows and settles the columns; UsageError for what cannot be asked or is not permitted.

    They are of the record that the question's metric counts; without a question all the tickets of the request.
    """
    cell, cockpit, rights = cell or {}, request.cockpit, request.rights
    record = question.checked().record if question else "tickets"
    chosen = checked(columns, cockpit, rights, record) or standard(cockpit, rights, record)
    if question:
        rows = cockpit.every_row(question, cell, needed(chosen), rights)
    else:
        rows = cockpit.every_ticket(request.period, request.filters, needed(chosen), rights)
    shown = described(chosen, cockpit, request.language, record)
    within = {dimension: request.label(dimension, key) for dimension, key in cell.items()}
    told = tuple((say(f"common.dims.{dimension}", request.language), words) for dimension, words in within.items())
    return Detail(request, question, rows, shown, Words.of(shown, request), tuple(within.values()), told)


def listed(request: Request, listing: core.Listing, found: core.Listed, columns: Sequence[str] = ()) -> Detail:
    """The tickets of a list as the page shows it: those that were searched for, in their order.

    ``columns`` are those to write, in theirs; the usual ones where none are given.
    """
    cockpit, rights = request.cockpit, request.rights
    chosen = checked(columns, cockpit, rights) or standard(cockpit, rights)
    usual = not listing.words and listing.order == "reported_at"
    if usual:
        descending = listing.descending
        rows: Batches = cockpit.every_ticket(
            request.period, request.filters, needed(chosen), rights, descending=descending
        )
    else:
        rows = Listed(cockpit, found, tuple(needed(chosen)), rights)
    shown = described(chosen, cockpit, request.language)
    words = say("common.comma", request.language).join(listing.words)
    within = (request.say("detail.searched", words=" ".join(listing.words)),) if words else ()
    told = ((request.say("notes.search"), request.say("notes.searched", words=words)),) if words else ()
    return Detail(request, None, rows, shown, Words.of(shown, request), within, told)


def keyed(request: Request, record: str, keys: Sequence[str], name: str, columns: Sequence[str] = ()) -> Detail:
    """The rows of a record that have these keys, called by that name."""
    cockpit, rights = request.cockpit, request.rights
    chosen = checked(columns, cockpit, rights, record) or standard(cockpit, rights, record)
    rows = Keyed(reading.keyed(cockpit, record, keys, needed(chosen), rights))
    shown = described(chosen, cockpit, request.language, record)
    return Detail(request, None, rows, shown, Words.of(shown, request), (name,), of=record)


def write(detail: Detail, out: Path, progress: Progress = silent) -> None:
    """Writes the file its name says; ``progress`` hears how many rows are done and may raise to stop it."""
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError("export_kind", file=out.name, known=SUFFIXES)
    {".xlsx": _workbook, ".csv": _csv, ".parquet": _parquet}[suffix](detail, out, progress)


def csv(detail: Detail, progress: Progress = silent) -> Iterator[bytes]:
    """The bytes of the CSV as they come."""
    worded = (detail.words.worded(batch) for batch in _counted(detail.rows, progress))
    titles = [column.title for column in detail.columns]
    return delimited.csv_chunks(titles, worded)


def _csv(detail: Detail, out: Path, progress: Progress) -> None:
    with out.open("wb") as file:
        for chunk in ahead(csv(detail, progress)):
            file.write(chunk)


def _parquet(detail: Detail, out: Path, progress: Progress) -> None:
    """As stored, under our own names: times with their zone, codes as codes."""
    request = detail.request
    facts = {
        "cockpit.snapshot": request.cockpit.snapshot,
        "cockpit.metric": detail.question.metric if detail.question else "",
        "cockpit.period": f"{request.period.first}/{request.period.until}",
        "cockpit.filters": json.dumps(dict(request.filters), ensure_ascii=False),
        "cockpit.asked": request.cockpit.as_of.isoformat(),
        "cockpit.made": request.made.isoformat(),
    }
    delimited.write_parquet(out, _counted(detail.rows, progress), facts)


def _counted(batches: Iterable[pa.Table], progress: Progress) -> Iterator[pa.Table]:
    done = 0
    progress(done)
    for batch in batches:
        yield batch
        done += batch.num_rows
        progress(done)


def _workbook(detail: Detail, out: Path, progress: Progress) -> None:
    request = detail.request
    with tempfile.TemporaryDirectory(prefix="cockpit-") as folder:
        setup = Path(folder) / "setup.xlsx"
        with written(setup, request.language, detail.title, request.made) as book:
            counts = set_up(book, detail)
            notes.write(book, detail.title, said(detail))
        fill(setup, out, long_sheets(detail, counts, 0, progress))


def said(detail: Detail) -> list[notes.Section]:
    """What the notes say of a workbook of rows alone."""
    answers = [detail.request.ask(detail.question.whole())] if detail.question else []
    told = notes.Told(detail.rows.count, detail.told)
    return notes.sections(detail.request, detail.title, answers, remarks(detail), told)


def remarks(detail: Detail) -> list[str]:
    """What a reader of the detail sheets has to know."""
    request = detail.request
    told = [request.say("remarks.times", zone=request.settings.zone), request.say("remarks.cut")]
    names = {column.name for column in detail.columns}
    if "deadline" in names:
        told.insert(0, request.say("remarks.deadline"))
    if names & duties.COLUMNS.keys():
        told.insert(0, say("takeaway.remark", request.language))
    if detail.sheets > 1:
        told.insert(0, request.say("remarks.split", n=number(detail.sheets, request.language)))
    return told


def set_up(book: Book, detail: Detail, name: str = "") -> list[int]:
    """The detail sheets without their rows; returns how many rows each will hold."""
    name = name or detail.request.say("sheets.detail")
    most = MOST_ROWS - 1
    counts = [min(most, detail.rows.count - start) for start in range(0, max(detail.rows.count, 1), most)]
    for place, count in enumerate(counts, 1):
        _sheet(book, f"{name} {place}" if len(counts) > 1 else name, detail, count)
    return counts


def _sheet(book: Book, name: str, detail: Detail, count: int) -> None:
    across = sum(column.width for column in detail.columns)
    page = book.sheet(name, header=(0, 0), wide=across > A4_WIDTH)
    if across > A3_WIDTH:
        page.fit_to_pages(math.ceil(across / A3_WIDTH), 0)
        page.repeat_columns(0)
    last, width = max(count, 1), len(detail.columns) - 1
    page.set_row(0, 30)
    for place, column in enumerate(detail.columns):
        page.set_column(place, place, column.width)
        beside = {} if column.kind in ("text", "moment", "day") else {"align": "right", "indent": 1}
        page.write_string(0, place, column.title, book.head(**beside))
        page.write_blank(1, place, None, _look(book, column))
    page.freeze_panes(1, 1 if detail.columns[0].name in ("ticket_id", "incident_id") else 0)
    page.autofilter(0, 0, last, width)
    page.ignore_errors({"number_stored_as_text": f"A1:{letters(width)}{last + 1}"})  # room 101 is no fault
    for place, column in enumerate(detail.columns):
        if column.name == "deadline":
            _marked(book, page, (1, place, last, width))
        elif column.name.endswith(duties.STATE):
            _owed(book, page, (1, place, last, place))


def _owed(book: Book, page: Worksheet, place: tuple[int, int, int, int]) -> None:
    """What was missed of a duty, and what is still owed, in colour."""
    for state, ink, ground in (("missed", LATE, LATE_FILL), ("due", SOON, SOON_FILL)):
        told = f'"{say(f"takeaway.state.{state}", book.language)}"'
        look = book.book.add_format({"bg_color": ground, "font_color": ink})
        page.conditional_format(*place, {"type": "cell", "criteria": "==", "value": told, "format": look})


def _marked(book: Book, page: Worksheet, place: tuple[int, int, int, int]) -> None:
    """Late tickets in colour: the whole row of one that is still open, of others the word alone."""
    first, state, last, width = place
    for states, ink, ground in ((LATE_STATES, LATE, LATE_FILL), (SOON_STATES, SOON, SOON_FILL)):
        word, row = (book.book.add_format({"bg_color": ground, **more}) for more in ({"font_color": ink}, {}))
        for one in states:
            told = f'"{say(f"export.deadlines.{one}", book.language)}"'
            rule = {"type": "cell", "criteria": "==", "value": told, "format": word}
            page.conditional_format(first, state, last, state, rule)
            if one in STILL_OPEN:
                cell = f"${letters(state)}{first + 1}={told}"
                rule = {"type": "formula", "criteria": f"={cell}", "format": row}
                page.conditional_format(first, 0, last, width, rule)


def _look(book: Book, column: Column) -> Any:
    if column.kind in ("text", "moment", "day"):
        return book.number(column.kind, valign="vcenter", align="left")
    return book.number(column.kind, valign="vcenter", align="right", indent=1)


def long_sheets(detail: Detail, counts: Sequence[int], first: int, progress: Progress) -> dict[int, Long]:
    """The rows of each detail sheet, the first of which is the workbook's sheet number ``first`` (from 0)."""
    worded = (detail.words.worded(batch) for batch in _counted(detail.rows, progress))
    parts = _parted(worded, counts)
    return {first + place: Long(count, part) for place, (count, part) in enumerate(zip(counts, parts, strict=False))}


def _parted(batches: Iterator[pa.Table], counts: Sequence[int]) -> Iterator[Iterator[pa.Table]]:
    """The batches cut where one sheet ends and the next begins; each part is read before the next."""
    rest: list[pa.Table] = []

    def part(count: int) -> Iterator[pa.Table]:
        while count > 0:
            batch = rest.pop() if rest else next(batches)
            if batch.num_rows > count:
                rest.append(batch.slice(count))
                batch = batch.slice(0, count)
            count -= batch.num_rows
            yield batch

    for count in counts:
        yield part(count)
