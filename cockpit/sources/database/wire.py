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
from pymysql.constants import COMMAND, CR
from pymysql.err import OperationalError, ProgrammingError

from cockpit.sources.database import values

HEAD, LARGEST = 4, 0xFFFFFF
BATCH = 3 << 20
ENDED, FAILED = 0xFE, 0xFF
# A packet's length and number, and the first byte of what it holds.
OPENING = struct.Struct("<IB")
PREPARED, EXECUTION = struct.Struct("<xIHH"), struct.Struct("<IBI")


def ask(connection: Any, query: str) -> tuple[int, Any]:
    """Has a query prepared and executed; gives the number of the statement, which is to be closed, and PyMySQL's
    result, of which the fields were read and the rows were not.

    Raises what PyMySQL raises for a query that the server refuses, also for one that lacks values or gives no rows.
    """
    connection._execute_command(COMMAND.COM_STMT_PREPARE, query)  # noqa: SLF001
    told = connection._read_packet().get_all_data()  # noqa: SLF001
    number, fields, unknown = PREPARED.unpack_from(told)
    for count in (unknown, fields):  # they are told again with the answer
        for _ in range(count + 1 if count else 0):
            connection._read_packet()  # noqa: SLF001
    if unknown:
        raise ProgrammingError(CR.CR_PARAMS_NOT_BOUND, "A ? in the query stands for a value that nobody gives")
    connection._execute_command(COMMAND.COM_STMT_EXECUTE, EXECUTION.pack(number, 0, 1))  # noqa: SLF001
    connection._read_query_result(unbuffered=True)  # noqa: SLF001
    result = connection._result  # noqa: SLF001
    if not result.field_count:
        raise ProgrammingError(CR.CR_NO_RESULT_SET, "It is no query: nothing comes back that could have rows")
    return number, result


def close(connection: Any, number: int) -> None:
    """Has the server forget a statement whose rows were all read."""
    connection._result = None  # noqa: SLF001
    connection._execute_command(COMMAND.COM_STMT_CLOSE, struct.pack("<I", number))  # noqa: SLF001


def batches(connection: Any, fields: Sequence[Any]) -> Iterator[list[pa.Array]]:
    """The columns of the answer that was asked for, batch by batch.

    Raises what PyMySQL raises when the server breaks off.
    """
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
            yield values.columns(whole, np.array(starts, np.int64), fields)


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
        if mark:
            if mark == FAILED:
                MysqlPacket(held[at + HEAD : after], connection.encoding).raise_for_error()
            if mark == ENDED:
                return after, True
        if length == LARGEST:
            raise OperationalError(2020, "A row of 16 MB or more")
        note(base + at + HEAD)
        at = after
    return at, False
