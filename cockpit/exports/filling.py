"""Long sheets filled row by row into a workbook that was set up without them: what is held is one batch.

A long sheet of the set-up workbook holds its header and beneath it one empty row that shows the format of each column.
That row gives way to the rows; everything else of the sheet, and every other part, stays as it was written.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from cockpit.errors import UsageError
from cockpit.exports.ahead import ahead
from cockpit.exports.cells import letters, rows_xml

PIECE: Final = 5_000  # rows made at once
LARGEST: Final = 2_000_000_000  # bytes of one part of a package that every Excel opens
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_PATTERN_ROW: Final = re.compile(rb'<row r="(\d+)"[^>]*>((?:(?!</row>).)*)</row></sheetData>', re.DOTALL)
_STYLE: Final = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"/>')


@dataclass(frozen=True)
class Long:
    """The rows of one long sheet: ``count`` of them are to come."""

    count: int
    batches: Iterable[pa.Table]


def fill(setup: Path, out: Path, sheets: Mapping[int, Long]) -> None:
    """Writes ``setup`` to ``out`` with the rows of its long sheets, named by their place among all sheets."""
    parts = {f"xl/worksheets/sheet{place + 1}.xml": long for place, long in sheets.items()}
    with zipfile.ZipFile(setup) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with target.open(entry, "w") as file:
                if name in parts:
                    for piece in ahead(_filled(source.read(name), parts[name])):
                        file.write(piece)
                else:
                    with source.open(name) as plain:
                        shutil.copyfileobj(plain, file)


def _filled(sheet: bytes, long: Long) -> Iterator[bytes | memoryview]:
    pattern = _PATTERN_ROW.search(sheet)
    assert pattern is not None, "the set-up sheet has no row that shows the formats"
    row = int(pattern[1])
    styles = [style.decode() for style in _STYLE.findall(pattern[2])]
    reach = f'<dimension ref="A1:{letters(len(styles) - 1)}{row + max(long.count, 1) - 1}"/>'.encode()
    yield _DIMENSION.sub(reach, sheet[: pattern.start()], count=1)
    written = len(sheet)
    for batch in long.batches:
        for start in range(0, batch.num_rows, PIECE):
            piece = rows_xml(batch.slice(start, PIECE), row, styles)
            row += min(PIECE, batch.num_rows - start)
            written += len(piece)
            if written > LARGEST:
                raise UsageError("export_too_large")
            yield piece
    yield b"</sheetData>" + sheet[pattern.end() :]
