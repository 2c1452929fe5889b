"""Dates of the Republic of China's calendar: 民國115年3月1日 is the first of March 2026."""

from __future__ import annotations

from typing import Final

BEFORE: Final = 1911
NAMED: Final = "^(?:中[华華])?民[国國] ?"
# A year of three digits that says of no calendar which it is.
BARE: Final = r"^\d{3}[-/.年]\d{1,2}[-/.月]|^\d{3}[-/年]\d{1,2}$|^\d{3}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$"
# Year, the sign behind it and the rest; packed figures have none.
SIGNED: Final = r"(元|\d{1,3}) ?([-/.年]) ?(\d.*)$"
PACKED: Final = r"(\d{3})()(\d{4}(?: ?\d{4}(?:\d\d)?)?)$"
BARE_SIGNED: Final = r"^(\d{3}) ?([-/.年]) ?(\d.*)$"
PACKED_MONTH: Final = r"(1\d\d)()(0[1-9]|1[0-2])$"
SPACES: Final = " ?([月日号號时時点點分秒]) ?"


def western(y: str, *, declared: bool, month: bool = False) -> str:
    """SQL: the spelling ``y`` with a year of the common era in place of one that is named 民國; other spellings as they
    are. With ``declared`` bare years of three digits are such years too; 11503 is one where a ``month`` is wanted.
    """
    packed = (PACKED, *([PACKED_MONTH] if month else []))
    named = [NAMED + one for one in (SIGNED, *packed)]
    bare = [BARE_SIGNED, *("^" + one for one in packed)] if declared else []
    patterns = [*named, *bare]
    return f"case {' '.join(_when(y, pattern) for pattern in patterns)} else {y} end"


def _when(y: str, pattern: str) -> str:
    year, sign, rest = (f"regexp_extract({y}, '{pattern}', {group})" for group in (1, 2, 3))
    return (
        f"when regexp_matches({y}, '{pattern}') then cast({BEFORE} + cast(replace({year}, '元', '1') as integer) "
        f"as varchar) || {sign} || trim(regexp_replace({rest}, '{SPACES}', '\\1', 'g'))"
    )
