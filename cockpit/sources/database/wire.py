"""Rows of MariaDB's text protocol as Arrow, without a Python object for each value.

An answer's rows are packets: three bytes of length, one of sequence, then each value behind its own length. The
lengths are followed row by row, everything else is done for a whole column of a batch at once, and the values stay
where they came in: an Arrow view says where each one stands. (Protocol::ProtocolText::ResultsetRow of MySQL's manual.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pymysql.connections import MysqlPacket
from pymysql.err import OperationalError

HEAD, INLINE = 4, 12
BATCH = 4 << 20
NULL, TWO, THREE, EIGHT = 0xFB, 0xFC, 0xFD, 0xFE
LARGEST = 0xFFFFFF
FAILED = 0xFF
# A packet's length and number, and the first byte of what it holds.
OPENING = struct.Struct("<IB")
VALUE = np.dtype((np.void, INLINE))
# By length the bits of a short value that are its own.
KEPT = np.array([[255] * size + [0] * (INLINE - size) for size in range(INLINE + 1)], np.uint8).view(np.int32)
Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


def batches(cursor: Any, width: int) -> Iterator[list[pa.Array]]:
    """The columns of the answer that an unbuffered cursor of PyMySQL was just given, batch by batch, as text views.

    Raises what PyMySQL raises when the server breaks off.
    """
    connection = cursor.connection
    stream, rest, ended = connection._rfile, b"", False  # noqa: SLF001
    while not ended:
        pieces, held, base, at = [rest], rest, 0, 0
        starts: list[int] = []
        while (not ended and base + len(held) < BATCH) or not (starts or ended):
            piece = stream.read1(BATCH)
            if not piece:
                raise OperationalError(2013, "Lost connection to the server during the query")
            pieces.append(piece)
            base, held = base + at, held[at:] + piece
            at, ended = _follow(held, base, starts, connection)
        whole = b"".join(pieces)
        rest = whole[base + at :]
        if starts:
            yield _columns(whole, np.array(starts, np.int64), width)


def _follow(held: bytes, base: int, starts: list[int], connection: Any) -> tuple[int, bool]:
    """Notes where the rows of complete packets start; gives where the first incomplete one does, and whether it was
    the last.
    """
    at, end, opening, note = 0, len(held), OPENING.unpack_from, starts.append
    while at + HEAD < end:
        length, mark = opening(held, at)
        length &= LARGEST
        after = at + HEAD + length
        if after > end:
            break
        if mark >= EIGHT:
            if mark == FAILED:
                MysqlPacket(held[at + HEAD : after], connection.encoding).raise_for_error()
            if length < 9:
                return after, True
        if length == LARGEST:
            raise OperationalError(2020, "A row of 16 MB or more")
        note(base + at + HEAD)
        at = after
    return at, False


def _columns(whole: bytes, at: Places, width: int) -> list[pa.Array]:
    padded = np.frombuffer(whole + bytes(INLINE), np.uint8)
    windows = np.ndarray(len(whole) + 1, VALUE, padded, strides=(1,))  # an empty value may stand at the end
    buffer = pa.py_buffer(whole)
    columns = []
    for _ in range(width):
        start, length, null = _measured(padded, at)
        columns.append(_view(windows, buffer, start, length, null))
        at = start + length
    return columns


def _measured(data: Bytes, at: Places) -> tuple[Places, Places, NDArray[np.bool_] | None]:
    """Where the values at ``at`` start, how long they are, and which are null (None: none of them)."""
    first = data[at]
    length, start = first.astype(np.int64), at + 1
    if not (first >= NULL).any():
        return start, length, None
    null = first == NULL
    length[null] = 0
    for mark, count in ((TWO, 2), (THREE, 3)):
        marked = first == mark
        if marked.any():
            place = at[marked] + 1
            length[marked] = sum(data[place + byte].astype(np.int64) << 8 * byte for byte in range(count))
            start[marked] += count
    return start, length, null if null.any() else None


def _view(
    windows: NDArray[np.void], buffer: pa.Buffer, start: Places, length: Places, null: NDArray[np.bool_] | None
) -> pa.Array:
    """An Arrow array of text views: short values within the view, others by their place in the buffer."""
    words = np.empty((len(start), 4), np.int32)
    words[:, 0] = length
    words[:, 1:] = windows[start].view(np.int32).reshape(-1, 3)
    long = length > INLINE
    if long.all():
        words[:, 2], words[:, 3] = 0, start
    else:
        words[:, 1:] &= KEPT[np.minimum(length, INLINE)]
        words[long, 2] = 0
        words[long, 3] = start[long]
    valid, nulls = None, 0
    if null is not None:
        valid, nulls = pa.py_buffer(np.packbits(~null, bitorder="little")), int(null.sum())
    return pa.Array.from_buffers(pa.string_view(), len(start), [valid, pa.py_buffer(words), buffer], nulls)
