"""In which format the times of a table are written, found from all of its rows; what they leave open is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from cockpit.checks.minguo import BARE, PACKED_MONTH
from cockpit.checks.parsed import first
from cockpit.checks.spellings import COUNTED
from cockpit.drafting.profile import Column
from cockpit.settings.leaves import EPOCH, MINGUO

# Day, month and year by their places in a date of three numbers; which of them the first two can be is to be found.
LONG, SHORT = ("dmY", "mdY"), ("ymd", "dmy", "mdy")
CLOCKS = {
    "": "",
    " 9:9:9": " %H:%M:%S",
    " 9:9": " %H:%M",
    " 9:9:9 AM": " %I:%M:%S %p",
    " 9:9:9 PM": " %I:%M:%S %p",
    " 9:9 AM": " %I:%M %p",
    " 9:9 PM": " %I:%M %p",
}
ANY = r"\d{1,2}.\d{1,2}.\d{2}"
SIGN = r"^\d{1,2}([-/.])"
PARTS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
TOP = {"d": 31, "m": 12, "y": 69, "Y": 9999}
YEARS = 15
MOSTLY = 0.9


@dataclass(frozen=True)
class Written:
    """The formats to configure, and the headers (with a cell each) whose day and month no row tells apart; one whose
    years have three digits (``short``), and one whose times are counted since 1970.
    """

    formats: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    unclear: tuple[tuple[str, str], ...] = ()
    fell: bool = False
    short: tuple[str, str] | None = None
    counted: tuple[str, str] | None = None


@dataclass(frozen=True)
class _Shape:
    sign: str
    clock: str
    year: int
    tops: tuple[int, int, int]
    lows: tuple[int, int, int]
    example: str
    header: str
    cells: int

    def orders(self) -> tuple[str, ...]:
        """The orders of day, month and year that every cell of this shape allows."""
        known = LONG if self.year == 4 else SHORT
        return tuple(one for one in known if self._allows(one))

    def _allows(self, order: str) -> bool:
        """Whether there are such days, in years that one list can be of."""
        parts = zip(order, self.lows, self.tops, strict=True)
        return all(0 < top <= TOP[part] and (part not in "yY" or top - low <= YEARS) for part, low, top in parts)


def written(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> Written:
    """The formats of all these columns together: one program wrote them, so what one tells holds for the others."""
    short = next((found for column in columns if (found := _like(connection, column, _bare(column)))), None)
    counted = next((found for column in columns if (found := _like(connection, column, f"^(?:{COUNTED})$"))), None)
    ordered = _ordered(connection, columns)
    named = [*([MINGUO] if short else []), *([EPOCH] if counted else [])]
    return replace(ordered, formats=(*ordered.formats, *named), short=short, counted=counted)


def _bare(column: Column) -> str:
    """What years of three digits that name no calendar look like; 11503 is one of months."""
    return f"{BARE}|^{PACKED_MONTH}" if column.months > MOSTLY else BARE


def _like(connection: duckdb.DuckDBPyConnection, column: Column, pattern: str) -> tuple[str, str] | None:
    """The header and a cell of a column that has such cells."""
    (example,) = first(
        connection,
        f"select min(y) from (select tidy({column.cell}) as y from raw) where regexp_matches(y, '{pattern}')",
    )
    return (column.header, str(example)) if example is not None else None


def _ordered(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> Written:
    shapes = [shape for column in columns for shape in _shapes(connection, column)]
    if not shapes:
        return Written()
    formats: list[str] = []
    choices: list[tuple[str, ...]] = []
    unclear: list[tuple[str, str]] = []
    for year in (4, 2):
        same = [shape for shape in shapes if shape.year == year]
        if not same:
            continue
        possible = [one for one in (LONG if year == 4 else SHORT) if all(one in shape.orders() for shape in same)]
        styles = list(dict.fromkeys((shape.sign, shape.clock) for shape in same))
        if len(possible) == 1:
            formats += [spelled(possible[0], sign, clock) for sign, clock in styles]
            continue
        if not possible:
            return Written(unclear=tuple((shape.header, shape.example) for shape in same), fell=True)
        choices += [tuple(spelled(one, *styles[0]) for one in possible)]
        unclear += [(shape.header, shape.example) for shape in same]
    return Written(tuple(dict.fromkeys(formats)), tuple(choices), tuple(dict.fromkeys(unclear)))


def spelled(order: str, sign: str, clock: str) -> str:
    """The format of an order: ``dmY``, ``/`` and `` %H:%M`` are %d/%m/%Y %H:%M."""
    return sign.join(f"%{part}" for part in order) + clock


def _shapes(connection: duckdb.DuckDBPyConnection, column: Column) -> list[_Shape]:
    """How the cells of a column are written, each way with the greatest of its three numbers, over all rows."""
    cell = f"(select distinct tidy({column.cell}) as y from raw where regexp_matches({column.cell}, '{ANY}'))"
    number = "cast(regexp_extract(y, '{}', {}) as integer)"
    parts = ", ".join(f"{ends}({number.format(PARTS, n)})" for ends in ("max", "min") for n in (1, 2, 3))
    query = (
        f"select regexp_extract(y, '{SIGN}', 1) as sign, length(regexp_extract(y, '{PARTS}', 3)) as year, "
        f"regexp_replace(substr(y, length(regexp_extract(y, '{PARTS}')) + 1), '[0-9]+', '9', 'g') as rest, "
        f"{parts}, min(y), count(*) from {cell} where regexp_matches(y, '{PARTS}') group by 1, 2, 3 order by 1, 2, 3"
    )
    found = []
    for sign, year, rest, *ends, example, cells in connection.execute(query).fetchall():
        comma = "," if rest.startswith(", ") else ""
        clock = CLOCKS.get(rest.upper().removeprefix(comma))
        if clock is not None and year in (2, 4):
            tops, lows = (ends[0], ends[1], ends[2]), (ends[3], ends[4], ends[5])
            found.append(_Shape(sign, comma + clock, year, tops, lows, example, column.header, cells))
    return found
