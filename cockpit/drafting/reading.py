"""Inside the child: a file's tables found, read whole and proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cockpit.checks import Job
from cockpit.checks.tidy import in_one_line
from cockpit.drafting import matching, rosters
from cockpit.drafting.mapping import propose
from cockpit.drafting.profile import NUMERIC, TIMED, Profile, profile
from cockpit.drafting.proposal import Proposal, Unknown
from cockpit.errors import SourceError
from cockpit.records import Record
from cockpit.settings.model import TableSource
from cockpit.sources import child, delimited, headers, workbook

# A record without columns: a file is read whole, whatever it holds.
ANY = Record("any", key=(), columns=())
LINES = headers.SEARCHED + 2
SHOWN_HEADERS = 40
# So wide a table is looked into only where some of its headers are known ones.
WIDE, TELLS = 300, 3.0
_DATA = re.compile("|".join((*TIMED, NUMERIC)))


def tables(
    file: Path, name: str, folder: Path, unnamed: str, record: str | None = None
) -> Iterator[Proposal | Unknown]:
    """What each table of a file is proposed as. ``unnamed`` stands for "not told"; ``record`` says what it must be."""
    job = Job(ANY, TableSource("any"), "", name, "UTC", datetime.now(), folder)  # noqa: DTZ005 - holds nothing against it
    places = list(_places(file, job))
    for base, title in places:
        try:
            yield _table(file, replace(job, table=base), title, unnamed, record)
        except SourceError as error:
            if error.key != "header_only" or len(places) == 1:
                raise
            yield Unknown(job.file, base.sheet, 0, ())


def _places(file: Path, job: Job) -> Iterator[tuple[TableSource, str]]:
    """Where the tables of a file stand, with the titles above them."""
    if child.is_workbook(file):
        names = workbook.sheets(file, job)
        for name in names:
            base = TableSource("any", files=job.file, sheet=name)
            lines = workbook.head(file, replace(job, table=base), LINES)
            if any(cell.strip() for line in lines for cell in line):
                yield _headed(base, lines)
        return
    child.refuse_other_than_text(file, job)
    encoding, heads = delimited.heads(file, job)
    delimiter, lines = max(heads.items(), key=lambda one: (_columns(one[1]), _best(one[1])[0]))
    base = TableSource("any", files=job.file, delimiter=delimiter, encoding=None if encoding == "utf-8" else encoding)
    yield _headed(base, lines)


def _columns(lines: Sequence[Sequence[str]]) -> int:
    """How many columns most lines have; a delimiter that is none gives one."""
    widths = sorted(len(line) for line in lines if any(line))
    return widths[len(widths) // 2] if widths else 0


def _headed(base: TableSource, lines: list[list[str]]) -> tuple[TableSource, str]:
    """The table with the place of its header, and the titles above it."""
    _, at, high = _best(lines)
    titles = " ".join(cell for line in lines[:at] for cell in line if cell.strip())[:200]
    return replace(base, header_row=at + 1, header_rows=high), titles


def _best(lines: Sequence[Sequence[str]]) -> tuple[float, int, int]:
    """How much the line that looks most like a header looks like one, where it stands, and over how many lines."""
    best = (0.0, _first_full(lines), 1)  # of equals the one of a single line: a title may stand above it
    for at in range(min(len(lines), headers.SEARCHED)):
        for high in (1, 2):
            if at + high >= len(lines) + (high == 1):
                continue
            part = lines[at : at + high]
            if any(_DATA.match(cell.strip()) for cell in part[-1]) and _mostly_data(part[-1]):
                continue
            score = matching.telling(headers.joined(part)) + (high > 1 and rosters.weekdays(part[-1]))
            if score > best[0] + 1e-9 or (score > 0 and score == best[0] and high < best[2]):
                best = (score, at, high)
    return best


def _mostly_data(line: Sequence[str]) -> bool:
    sides = rosters.days(line)
    filled = [cell for cell in line if cell.strip() and cell.strip() not in sides]
    return sum(bool(_DATA.match(cell.strip())) for cell in filled) > len(filled) * 0.3


def _first_full(lines: Sequence[Sequence[str]]) -> int:
    """The first line that is as wide as most."""
    widths = [sum(bool(cell.strip()) for cell in line) for line in lines]
    most = max(widths, default=0)
    return next((at for at, width in enumerate(widths) if width >= most * 0.6 and width), 0)


def _table(file: Path, job: Job, title: str, unnamed: str, record: str | None) -> Proposal | Unknown:
    with child.opened(file, job.folder) as connection:
        raw, _, _ = child.load(connection, file, job)
        named = [name for name in raw.header if name.strip()]
        if record is None and len(named) > WIDE and matching.telling(named) < TELLS:
            return Unknown(job.file, job.table.sheet, 0, tuple(named[:SHOWN_HEADERS]))
        looked: Profile = profile(connection, raw)
        header = tuple(in_one_line(one.header) for one in looked.columns)
        roster = rosters.turned(looked) if record in (None, rosters.SHIFTS) else None
        match = rosters.match(roster) if roster else None
        if roster and match:
            looked = roster
        elif record:
            match = matching.as_record(looked, record)
        else:
            match = matching.match(looked, job.table.sheet or "", f"{job.file} {title}")
        if match is None:
            shown = tuple(one.header for one in looked.columns if one.header.strip())[:SHOWN_HEADERS]
            return Unknown(job.file, job.table.sheet, looked.rows, shown)
        base = replace(
            job.table,
            delimiter=None if job.table.delimiter == "," else job.table.delimiter,
            header_row=None if job.table.header_row == 1 and job.table.header_rows == 1 else job.table.header_row,
        )
        proposal = replace(propose(match, looked, connection, base, unnamed), file=job.file, header=header)
        if proposal.table.unpivot:
            return rosters.dated(proposal, (*raw.titles, raw.sheet or "", job.file))
        return proposal
