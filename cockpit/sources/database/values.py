"""Columns of MariaDB's binary rows as Arrow: figures and times by what they are, texts where they came in.

A row is a byte, a bit for each column that says whether it is null, then the values that are not: figures of fixed
size, times and texts behind their lengths. (Binary Protocol Resultset Row of MySQL's manual.)
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pymysql.constants import FIELD_TYPE, FLAG

from cockpit.sources.database.session import as_text

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Truths = NDArray[np.bool_]

INLINE = 12
TWO, THREE = 0xFC, 0xFD
VALUE = np.dtype((np.void, INLINE))
# By length the bits of a short value that are its own.
KEPT = np.array([[255] * size + [0] * (INLINE - size) for size in range(INLINE + 1)], np.uint8).view(np.int32)
FIGURES = {
    FIELD_TYPE.TINY: 1, FIELD_TYPE.SHORT: 2, FIELD_TYPE.YEAR: 2, FIELD_TYPE.INT24: 4, FIELD_TYPE.LONG: 4,
    FIELD_TYPE.LONGLONG: 8,
}  # fmt: skip
FRACTIONS: dict[int, np.dtype[Any]] = {FIELD_TYPE.FLOAT: np.dtype("<f4"), FIELD_TYPE.DOUBLE: np.dtype("<f8")}
BLOBS = {
    FIELD_TYPE.TINY_BLOB, FIELD_TYPE.BLOB, FIELD_TYPE.MEDIUM_BLOB, FIELD_TYPE.LONG_BLOB, FIELD_TYPE.STRING,
    FIELD_TYPE.VAR_STRING, FIELD_TYPE.VARCHAR, FIELD_TYPE.GEOMETRY,
}  # fmt: skip
BINARY = 63
TIMES = {
    FIELD_TYPE.TIMESTAMP: pa.timestamp("us", "UTC"),
    FIELD_TYPE.DATETIME: pa.timestamp("us"),
    FIELD_TYPE.DATE: pa.date32(),
}
MOMENT, SPAN = struct.Struct("<H5BI"), struct.Struct("<BI3BI")
DATE, SECOND = 4, 7  # bytes of a moment up to its day and its second; a fraction stands behind
# By a moment's length, the bits of its year (two bytes), month, day, hour, minute and second.
TOLD = np.array([(1 << 8 * min(size, SECOND)) - 1 for size in range(MOMENT.size + 1)], np.int64)
# By year * 16 + month: the day before its first, counted from 1970 on, and how many days it has.
MONTHS = np.arange("0001-01", "10000-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
YEARS = np.pad(np.stack([MONTHS[:-1] - 1, np.diff(MONTHS)]).reshape(2, -1, 12), ((0, 0), (1, 0), (1, 3)))
BEFORE, DAYS = YEARS.reshape(2, -1)


@dataclass(frozen=True)
class Cells:
    """The values of one column: in which ``data`` (all rows, and room behind them), where they begin, and which are
    null (None: none of them).
    """

    data: Bytes
    buffer: pa.Buffer
    at: Places
    null: Truths | None

    def fixed(self, kind: np.dtype[Any], at: Places | None = None) -> NDArray[Any]:
        """Values of a fixed size; of nulls whatever stands there."""
        size = kind.itemsize
        windows = np.ndarray(len(self.data) - size + 1, kind, self.data, strides=(1,))
        return windows[self.at if at is None else at]

    def after(self, size: int) -> Places:
        """Where the values of the next column begin, if all of this one have a size."""
        return self.at + (size if self.null is None else np.where(self.null, 0, size))

    def behind_length(self) -> tuple[Places, Places]:
        """Where the values begin that stand behind their length, and how long they are."""
        first = self.data[self.at]
        length, start = first.astype(np.int64), self.at + 1
        if self.null is not None:
            first[self.null] = length[self.null] = 0
            start[self.null] -= 1
        if (first >= TWO).any():
            for mark, count in ((TWO, 2), (THREE, 3)):
                marked = first == mark
                place = start[marked]
                length[marked] = sum(self.data[place + byte].astype(np.int64) << 8 * byte for byte in range(count))
                start[marked] += count
        return start, length


def columns(whole: bytes, rows: Places, fields: Sequence[Any]) -> list[pa.Array]:
    """The columns of the rows that start at those places of ``whole``, by PyMySQL's fields."""
    data, buffer = np.frombuffer(whole + bytes(INLINE), np.uint8), pa.py_buffer(whole)
    width = (len(fields) + 9) // 8
    bits = np.unpackbits(data[rows[:, None] + np.arange(1, width + 1)], axis=1, bitorder="little").view(bool)
    holed: Truths = np.logical_or.reduce(bits)
    at, arrays = rows + 1 + width, []
    for place, field in enumerate(fields, 2):
        cells = Cells(data, buffer, at, bits[:, place] if holed[place] else None)
        array, at = _reader(field)(cells, field)
        arrays.append(array)
    return arrays


def _reader(field: Any) -> Callable[[Cells, Any], tuple[pa.Array, Places]]:
    kind = field.type_code
    if kind in TIMES:
        return _times
    if kind in FIGURES:
        return _figures
    if kind in FRACTIONS:
        return _fractions
    if kind in UNCOMMON or (field.charsetnr == BINARY and kind in BLOBS):
        return _uncommon
    return _texts


def _texts(cells: Cells, _: Any) -> tuple[pa.Array, Places]:
    """Text views: short values within the view, others by their place in the buffer."""
    start, length = cells.behind_length()
    words = np.empty((len(start), 4), np.int32)
    words[:, 0] = length
    words[:, 1:] = cells.fixed(VALUE, start).view(np.int32).reshape(-1, 3)
    long = length > INLINE
    if long.all():
        words[:, 2], words[:, 3] = 0, start
    else:
        words[:, 1:] &= KEPT[np.minimum(length, INLINE)]
        words[long, 2] = 0
        words[long, 3] = start[long]
    valid, nulls = None, 0
    if cells.null is not None:
        valid, nulls = pa.py_buffer(np.packbits(~cells.null, bitorder="little")), int(cells.null.sum())
    buffers = [valid, pa.py_buffer(words), cells.buffer]
    return pa.Array.from_buffers(pa.string_view(), len(start), buffers, nulls), start + length


def _figures(cells: Cells, field: Any) -> tuple[pa.Array, Places]:
    """Whole figures as text, with the zeros that a column is declared to have in front."""
    size = FIGURES[field.type_code]
    kind = np.dtype(f"<{'u' if field.flags & FLAG.UNSIGNED else 'i'}{size}")
    text = pa.array(cells.fixed(kind), mask=cells.null).cast(pa.string())
    if field.flags & FLAG.ZEROFILL:
        text = pc.utf8_lpad(text, field.length, "0")
    return text, cells.after(size)


def _fractions(cells: Cells, field: Any) -> tuple[pa.Array, Places]:
    """Figures with a point, by the fewest digits that tell them."""
    kind = FRACTIONS[field.type_code]
    shown = [as_text(float(str(one))) for one in cells.fixed(kind)]
    return pa.array(np.array(shown, object), pa.string(), mask=cells.null), cells.after(kind.itemsize)


def _times(cells: Cells, field: Any) -> tuple[pa.Array, Places]:
    """Days or moments, of which one of day nought is null; as text where a day is none that the calendar has."""
    start, length = cells.behind_length()
    told = cells.fixed(np.dtype("<i8"), start) & TOLD[length]
    month, day = (told & 0xFFFF) << 4 | told >> 16 & 15, told >> 24 & 255
    none = told & TOLD[DATE] == 0
    if ((day > DAYS[month]) | (day == 0) & ~none).any():
        return _each(cells, start, length, _day if field.type_code == FIELD_TYPE.DATE else _moment)
    days = BEFORE[month] + day
    kind = TIMES[field.type_code]
    if pa.types.is_date(kind):
        return pa.array(days.astype(np.int32), mask=none).cast(kind), start + length
    seconds = days * 86_400 + (told >> 32 & 255) * 3_600 + (told >> 40 & 255) * 60 + (told >> 48)
    fine = length > SECOND
    micro = np.where(fine, cells.fixed(np.dtype("<u4"), start + np.where(fine, SECOND, 0)), 0) if fine.any() else 0
    return pa.array(seconds * 1_000_000 + micro, mask=none).cast(kind), start + length


def _uncommon(cells: Cells, field: Any) -> tuple[pa.Array, Places]:
    start, length = cells.behind_length()
    return _each(cells, start, length, UNCOMMON.get(field.type_code, _words))


def _each(
    cells: Cells, start: Places, length: Places, written: Callable[[bytes], str | None]
) -> tuple[pa.Array, Places]:
    """Values that are written as text one by one."""
    null = np.zeros(len(start), bool) if cells.null is None else cells.null
    ends = zip(start.tolist(), (start + length).tolist(), null.tolist(), strict=True)
    whole = cells.data.tobytes()
    texts = [None if none else written(whole[first:last]) for first, last, none in ends]
    return pa.array(texts, pa.string()), start + length


def _day(told: bytes) -> str | None:
    moment = _moment(told)
    return moment and moment[: len("2026-03-02")]


def _moment(told: bytes) -> str | None:
    if not any(told[:DATE]):
        return None
    year, month, day, hour, minute, second, micro = MOMENT.unpack(told.ljust(MOMENT.size, b"\0"))
    point = f".{micro:06}" if micro else ""
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{point}"


def _span(told: bytes) -> str:
    """A time of day, or a span of up to 838 hours, as the server writes it."""
    negative, days, hour, minute, second, micro = SPAN.unpack(told.ljust(SPAN.size, b"\0"))
    sign, point = "-" if negative else "", f".{micro:06}" if micro else ""
    return f"{sign}{days * 24 + hour:02}:{minute:02}:{second:02}{point}"


def _bits(told: bytes) -> str:
    return str(int.from_bytes(told))


def _words(told: bytes) -> str:
    return told.decode("utf-8", "replace")


UNCOMMON = {FIELD_TYPE.TIME: _span, FIELD_TYPE.BIT: _bits}
