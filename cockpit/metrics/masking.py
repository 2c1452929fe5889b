"""Phone numbers of which only the ends are shown: enough to recognise one, not enough to call it."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

# What people write into a ticket, numbers to call back among it.
TEXTS = ("title", "description", "cause", "solution")
# What people write into the record of an incident besides.
INCIDENT_TEXTS = (
    "nature", "scope", "discovered_by", "progress", "support_needed", "symptom", "impact", "emergency_handling",
    "follow_up",
)  # fmt: skip
# A mobile number in running text, written together or in groups; longer numbers are something else.
_PERHAPS = r"1[3-9]\p{Nd}[ -]?\p{Nd}{4}[ -]?\p{Nd}{4}"
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")


def masked_phone(column: str) -> str:
    """SQL for a column of phone numbers: 138****0000; of a shorter number no more than its last quarter."""
    ends = f"left({column}, 3) || '****' || right({column}, 4)"
    return f"case when length({column}) >= 11 then {ends} else '****' || right({column}, length({column}) // 4) end"


def masked_text(text: str) -> str:
    """A text with the mobile numbers in it masked."""
    return _MOBILE.sub(r"\1****\2", text)


def masked_rows(table: pa.Table) -> pa.Table:
    """Rows whose texts are masked; of a million texts only those are looked into that may hold a number."""
    for name in {*TEXTS, *INCIDENT_TEXTS} & set(table.column_names):
        perhaps = pc.fill_null(pc.match_substring_regex(table[name], _PERHAPS), False)
        if pc.any(perhaps).as_py():
            hidden = [masked_text(text) for text in table[name].filter(perhaps).to_pylist()]
            column = pc.replace_with_mask(table[name].combine_chunks(), perhaps.combine_chunks(), pa.array(hidden))
            table = table.set_column(table.column_names.index(name), name, column)
    return table
