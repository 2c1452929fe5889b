"""Answers of MariaDB's binary protocol as Arrow, batch by batch, without a Python object for each value.

An answer's rows are packets: three bytes of length, one of sequence, then the row. The lengths are followed row by
row; what the rows hold is read a whole column at once (values.py). A prepared statement is asked for since its answer
holds times and figures as such: the server need not write them out, and nobody need read them again. (COM_STMT_PREPARE
and COM_STMT_EXECUTE of MySQL's manual; PyMySQL has the connection, and reads all packets but those of rows.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from pymysql.connections import MysqlPacket
from pymysql.constants import COMMAND
from pymysql.err import OperationalError

from cockpit.sources.database import values
from cockpit.sources.database.troubles import Unfit

HEAD, LARGEST = 4, 0xFFFFFF
TOO_LONG = b"\xff\xff\xff"  # the length of a packet whose row goes on in the next
BATCH = 3 << 20
ENDED, FAILED = 0xFE, 0xFF
# A packet's length and number, and the first byte of what it holds.
OPENING = struct.Struct("<IB")
PREPARED, EXECUTION = struct.Struct("<xIHH"), struct.Struct("<IBI")


def ask(connection: Any, query: str) -> tuple[int, Any]:
    """Has a query prepared and executed; gives the number of the statement, which is to be closed, and PyMySQL's
    result, of which the fields were read and the rows were not.

    Raises what PyMySQL raises for a query that the server refuses; Unfit, before anything is executed, for one that
    lacks values or gives no rows (of a procedure, which may give several answers, the server does not say what comes).
    """
    connection._execute_command(COMMAND.COM_STMT_PREPARE, query)  # noqa: SLF001
    told = connection._read_packet().get_all_data()  # noqa: SLF001
    number, fields, unknown = PREPARED.unpack_from(told)
    for count in (unknown, fields):  # they are told again with the answer
        for _ in range(count + 1 if count else 0):
            connection._read_packet()  # noqa: SLF001
    if unknown or not fields:
        close(connection, number)
        raise Unfit("query_lacks_values" if unknown else "query_without_rows")
    connection._execute_command(COMMAND.COM_STMT_EXECUTE, EXECUTION.pack(number, 0, 1))  # noqa: SLF001
    connection._read_query_result(unbuffered=True)  # noqa: SLF001
    return number, connection._result  # noqa: SLF001


def close(connection: Any, number: int) -> None:
    """Has the server forget a statement whose rows were all read."""
    connection._result = None  # noqa: SLF001
    connection._execute_command(COMMAND.COM_STMT_CLOSE, struct.pack("<I", number))  # noqa: SLF001


def batches(connection: Any, fields: Sequence[Any]) -> Iterator[list[pa.Array]]:
    """The columns of the answer that was asked for, batch by batch.

    Raises what PyMySQL raises when the server breaks off; Unfit, with the answer behind it, for a row of 16 MB or more.
    """
    stream, rest, ended, past = connection._rfile, b"", False, 0  # noqa: SLF001
    while not ended:
        pieces, held, base, at = [rest], rest, 0, 0
        starts: list[int] = []
        while (not ended and base + len(held) < BATCH) or not (starts or ended):
            piece = _more(stream)
            pieces.append(piece)
            base, held = base + at, held[at:] + piece
            at, ended = _follow(held, base, starts, connection)
            if held.startswith(TOO_LONG, at):
                _pass_over(stream, held[at:])
                raise Unfit("row_too_long", row=past + len(starts) + 1)
        whole = b"".join(pieces)
        rest = whole[base + at :]
        if starts:
            past += len(starts)
            yield values.columns(whole, np.array(starts, np.int64), fields)


def _more(stream: Any) -> bytes:
    piece: bytes = stream.read1(BATCH)
    if not piece:
        raise OperationalError(2013, "Lost connection to the server during the query")
    return piece


def _pass_over(stream: Any, held: bytes) -> None:
    """Lets the rest of an answer pass, of which ``held`` has the first packets; the connection is free again."""
    within = last = False
    while not last:
        while len(held) <= HEAD:
            held += _more(stream)
        length, mark = OPENING.unpack_from(held)
        left = HEAD + (length & LARGEST)
        last = not within and mark in (ENDED, FAILED)
        within = held.startswith(TOO_LONG)
        while len(held) < left:
            left -= len(held)
            held = _more(stream)
        held = held[left:]


def _follow(held: bytes, base: int, starts: list[int], connection: Any) -> tuple[int, bool]:
    """Notes where the rows of complete packets start; gives where the first one does that is incomplete or too long,
    and whether all have come.
    """
    at, end, opening, note = 0, len(held), OPENING.unpack_from, starts.append
    while at + HEAD < end:
        length, mark = opening(held, at)
        length &= LARGEST
        after = at + HEAD + length
        if after > end or length == LARGEST:
            break
        if mark:
            if mark == FAILED:
                MysqlPacket(held[at + HEAD : after], connection.encoding).raise_for_error()
            if mark == ENDED:
                return after, True
        note(base + at + HEAD)
        at = after
    return at, False
