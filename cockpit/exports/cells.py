"""Rows of a worksheet as the XML they are stored in, made a column at a time: eight times as fast as cell by cell.

What a cell may be is what Excel's own files hold: a number, or text that stands in its cell (``inlineStr``), so that
no text can become anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LONGEST: Final = 32_767  # UTF-16 units in a cell of Excel
_ALWAYS_FITS: Final = LONGEST // 2
_EPOCH, _DAY = 25_569, 86_400_000_000  # Excel counts days from 1899-12-30
_FIRST_SERIAL: Final = 61  # 1900-03-01: before it Excel counts a day that never was
_FORBIDDEN: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
_SPECIAL: Final = r"[&<>\r]|_x[0-9a-fA-F]{4}_"
_CODED: Final = r"_(x[0-9a-fA-F]{4}_)"


def letters(place: int) -> str:
    """The name of the column at that place, from 0: A … Z, AA …"""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def rows_xml(batch: pa.Table, first: int, styles: Sequence[str]) -> memoryview:
    """The ``<row>`` elements of a batch whose first row stands in the row ``first`` (from 1) of its sheet.

    ``styles`` are the numbers of the cells' formats, one a column. Empty cells are left out.
    """
    whole = batch.combine_chunks()
    numbers = pa.array(range(first, first + batch.num_rows), pa.int64()).cast(pa.string())
    cells = [
        _cells(_array(column), f'<c r="{letters(place)}', numbers, f'" s="{styles[place]}"')
        for place, column in enumerate(whole.columns)
    ]
    rows = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "", null_handling="skip")
    _, offsets, text = rows.buffers()
    end = np.frombuffer(offsets, np.int32)[len(rows)]
    return memoryview(text)[:end]


def _array(column: pa.ChunkedArray) -> Any:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _cells(column: Any, place: str, numbers: pa.Array, style: str) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        texts = _text(column.dictionary.cast(pa.string()), style).take(column.indices)
        return pc.binary_join_element_wise(place, numbers, texts, "")
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pc.binary_join_element_wise(place, numbers, _moment(column, style), "")
    if pa.types.is_string(kind):
        return pc.binary_join_element_wise(place, numbers, _text(column, style), "")
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind))
    return pc.binary_join_element_wise(place, numbers, f"{style}><v>", column.cast(pa.string()), "</v></c>", "")


def _text(texts: pa.Array, style: str) -> pa.Array:
    return pc.binary_join_element_wise(
        f'{style} t="inlineStr"><is><t xml:space="preserve">', escaped(texts), "</t></is></c>", ""
    )


def _moment(column: Any, style: str) -> pa.Array:
    """Times and days as Excel's serial numbers; those from before its calendar as text."""
    serial = pc.add(pc.divide(_microseconds(column).cast(pa.float64()), float(_DAY)), float(_EPOCH))
    numbers = pc.binary_join_element_wise(f"{style}><v>", serial.cast(pa.string()), "</v></c>", "")
    early = pc.less(serial, _FIRST_SERIAL)
    if not pc.any(early).as_py():
        return numbers
    return pc.if_else(early, _text(column.cast(pa.string()), style), numbers)


def _microseconds(column: Any) -> Any:
    return column.cast(pa.timestamp("us")).cast(pa.int64())


def escaped(texts: pa.Array) -> pa.Array:
    """Text as it stands in XML: what XML cannot hold left out, a line end one sign, too long a text cut with a mark."""
    if pc.any(pc.greater(pc.binary_length(texts), _ALWAYS_FITS)).as_py():
        texts = pa.array([None if text is None else fitting(text) for text in texts.to_pylist()], pa.string())
    if pc.any(pc.match_substring_regex(texts, _FORBIDDEN)).as_py():
        texts = pc.replace_substring_regex(texts, _FORBIDDEN, "")
    if not pc.any(pc.match_substring_regex(texts, _SPECIAL)).as_py():
        return texts
    for sign, coded in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r\n", "\n"), ("\r", "\n")):
        texts = pc.replace_substring(texts, sign, coded)
    return pc.replace_substring_regex(texts, _CODED, r"_x005F_\1")


def fitting(text: str) -> str:
    """The text, or as much of it as a cell holds and … where the rest was."""
    units = text.encode("utf-16-le", errors="replace")
    if len(units) <= LONGEST * 2:
        return text
    return re.sub("\ufffd$", "", units[: (LONGEST - 1) * 2].decode("utf-16-le", errors="replace")) + "…"
