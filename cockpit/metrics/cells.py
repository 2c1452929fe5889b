"""The cells of a pivot as columns: made plain, numbered by their keys, put beside those of an earlier period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cockpit.metrics.compare import moves
from cockpit.metrics.question import Question
from cockpit.periods import Period

LEVELS = ("row_level", "col_level")

Numbers = npt.NDArray[np.int64]


def plain(table: pa.Table) -> pa.Table:
    """The table with its dictionary columns as texts."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(field.type.value_type))
    return table


def without_value(table: pa.Table) -> pa.Table:
    """The table with no data in the place of its values."""
    place = table.schema.get_field_index("value")
    return table.set_column(place, "value", pa.nulls(table.num_rows, table.schema.field(place).type))


def none_as_no_data(table: pa.Table) -> pa.Table:
    """The table with no data in the place of a value that no row tells."""
    place = table.schema.get_field_index("value")
    field = table.schema.field(place)
    return table.set_column(
        place, field, pc.if_else(pc.equal(table["n"], 0), pa.scalar(None, field.type), table["value"])
    )


def numbered(columns: Sequence[pa.ChunkedArray], rows: int) -> Numbers:
    """A number for each row, equal where all columns are equal, nulls too; from 0 on without gaps."""
    numbers: Numbers = np.zeros(rows, np.int64)
    for column in columns:
        coded = (
            pc.dictionary_encode(column, null_encoding="encode").combine_chunks().indices.to_numpy().astype(np.int64)
        )
        numbers = numbers * (int(coded.max(initial=0)) + 1) + coded
        numbers = np.unique(numbers, return_inverse=True)[1].astype(np.int64)
    return numbers


def beside(table: pa.Table, other: pa.Table, question: Question, earlier: Period) -> pa.Table:
    """``table`` with ``value_against`` and ``n_against`` of ``other``, cell beside cell as ``compare.beside`` does it.

    Cells that occur only in the earlier period are added with a null value and n 0.
    """
    aligned = moves(question, earlier)
    forth = {question.by[place]: move for place, move in aligned.items()}
    back = {name: {then: now for now, then in reversed(move.items())} for name, move in forth.items()}
    keys = [*question.by, *LEVELS]
    then, known = _moved(table.select(keys), forth)
    numbers = numbered(pa.concat_tables([then, other.select(keys)]).columns, table.num_rows + other.num_rows)
    place_of: Numbers = np.full(len(numbers) + 1, -1, np.int64)
    place_of[numbers[table.num_rows :]] = np.arange(other.num_rows)
    found = np.where(known, place_of[numbers[: table.num_rows]], -1)
    taken = pa.array(found, mask=found < 0)
    answered = _with(table, other["value"].take(taken), pc.fill_null(other["n"].take(taken), 0))
    return pa.concat_tables([answered, _vanished(answered, other, found, back)])


def _vanished(answered: pa.Table, other: pa.Table, found: Numbers, back: Mapping[str, Mapping[date, date]]) -> pa.Table:
    """The cells of the earlier period that no cell stands beside, under the keys they would have now."""
    seen = np.zeros(other.num_rows, bool)
    seen[found[found >= 0]] = True
    gone = other.filter(pa.array(~seen))
    gone, known = _moved(gone, back)
    gone = gone.filter(pa.array(known))
    nothing = pa.array(np.zeros(gone.num_rows, np.int64))
    moved = _with(gone, gone["value"], gone["n"])
    moved = without_value(moved).set_column(moved.schema.get_field_index("n"), "n", nothing)
    return moved.cast(answered.schema)


def _with(table: pa.Table, value: pa.ChunkedArray, n: pa.ChunkedArray) -> pa.Table:
    return table.append_column("value_against", value).append_column("n_against", n)


def _moved(table: pa.Table, moved: Mapping[str, Mapping[date, date]]) -> tuple[pa.Table, npt.NDArray[np.bool_]]:
    """The table with its units of time moved, and which rows have a counterpart in all of them."""
    known = np.ones(table.num_rows, bool)
    for name, move in moved.items():
        column = table[name].combine_chunks()
        coded = column.dictionary_encode()
        target = pa.array([move.get(first) for first in coded.dictionary.to_pylist()], pa.date32())
        there = target.take(coded.indices)
        known &= there.is_valid().to_numpy(zero_copy_only=False) | column.is_null().to_numpy(zero_copy_only=False)
        table = table.set_column(table.schema.get_field_index(name), name, there)
    return table, known


def level(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The rows of one level of a pivot without columns, as an answer split ``by`` has them."""
    rows = table.filter(pc.equal(table["row_level"], len(by))).select([*by, "value", "n"])
    return rows.sort_by([(name, "ascending", "at_end") for name in by]) if by else rows
