"""Phone numbers of which only the ends are shown: enough to recognise one, not enough to call it."""

from __future__ import annotations

import re

# A mobile number in running text, written together or in groups; longer numbers are something else.
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")


def masked_phone(column: str) -> str:
    """SQL for a column of phone numbers: 138****0000; of a shorter number no more than its last quarter."""
    ends = f"left({column}, 3) || '****' || right({column}, 4)"
    return f"case when length({column}) >= 11 then {ends} else '****' || right({column}, length({column}) // 4) end"


def masked_text(text: str) -> str:
    """A text with the mobile numbers in it masked."""
    return _MOBILE.sub(r"\1****\2", text)
