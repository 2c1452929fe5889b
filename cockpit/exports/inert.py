"""Nothing a cell says can run: how text goes into a sheet and into a line of a CSV."""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

# For xlsxwriter: text stays text, whatever it looks like.
WORKBOOK: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_RISKY: Final = r"^[=+\-@\t\r]"


def field(cell: Any) -> Any:
    """A field of a CSV; text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{cell}" if isinstance(cell, str) and re.match(_RISKY, cell) else cell


def fields(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of such fields; of a column of few values each is looked at once."""
    kind = cells.type
    if pa.types.is_dictionary(kind):
        chunks = [_of_few(chunk) for chunk in cells.chunks]
        return pa.chunked_array(chunks, kind.value_type)
    if not pa.types.is_string(kind):
        return cells
    risky = pc.match_substring_regex(cells, _RISKY)
    if not pc.any(risky).as_py():
        return cells
    return pc.if_else(risky, pc.binary_join_element_wise("'", cells, ""), cells)


def _of_few(chunk: pa.DictionaryArray) -> pa.Array:
    return fields(pa.chunked_array([chunk.dictionary])).combine_chunks().take(chunk.indices)
