"""What stands in the columns of a table: counted over all of its rows, in DuckDB."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from cockpit.checks import hours, minguo, spellings, totals
from cockpit.checks.parsed import Raw, first
from cockpit.checks.tidy import install

MOST_VALUES = 60
# Shares are taken of so many of the different values, the most frequent; orders of day and month are of all.
SAMPLED = 4_000
# Spellings of "nothing" that people put into cells, and which a column's values are held against.
EMPTY = (
    "?",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "無",
    "空",
    "未知",
    "N/A",
    "NA",
    "n/a",
    "null",
    "NULL",
    "None",
    "none",
    "nan",
    "NaN",
    "Unspecified",
    "未打卡",
    "(null)",
    "[NULL]",
)
TIMED = (
    r"^[\x27‘’]?\d{4}[-/.年—–]\d{1,2}[-/.月—–]\d{1,2}",
    r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([ T,]|$)",
    r"^\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{4}",
    r"^([A-Za-z]{3,9}, )?[A-Za-z]{3,9} \d{1,2}, \d{4}",
    r"^(19|20)\d{6}([ T_-]?\d{4}(\d\d)?| \d{1,2}:\d\d.*)?$",
    r"^\d{1,2}-[A-Za-z]{3}-\d{2}( |$)",
    minguo.NAMED + r"(元|\d)",
    r"^\d{3}[-/.年]\d{1,2}[-/.月]\d{1,2}",
    rf"^(?:{spellings.COUNTED})$",
)
SERIAL = r"^[345]\d{4}(\.\d+)?$"
NUMERIC = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*(%|分|星)?$"
PHONE = r"^(\+?86)?[-\s]?1\d{10}$|^\(?0\d{2,3}\)?[-\s]?\d{7,8}$|^\d{7,8}$|^\+?\d[\d\s().-]{6,17}\d$"
MONTHLY = "|".join(
    (
        r"^(19|20)\d\d( ?[-/.年] ?)?\d{1,2}( ?月份?)?$",
        r"^\d{3} ?[-/年] ?\d{1,2}( ?月份?)?$",
        rf"^{minguo.PACKED_MONTH}",
        minguo.NAMED + r"\d{1,3}( ?[-/年] ?\d{1,2}( ?月份?)?|\d\d)$",
    )
)


@dataclass(frozen=True)
class Column:
    """One column: its place and header, how many cells say something, how many differ, which stand most often.

    ``times``, ``serials``, ``numbers``, ``phones``, ``months`` and ``clocks`` are shares (0 to 1) of the filled cells.
    ``nulls`` are the spellings of nothing found in it. ``values`` are complete where ``distinct`` is no more.
    """

    place: int
    header: str
    filled: int = 0
    distinct: int = 0
    values: dict[str, int] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    times: float = 0.0
    serials: float = 0.0
    numbers: float = 0.0
    phones: float = 0.0
    months: float = 0.0
    clocks: float = 0.0
    low: float | None = None
    high: float | None = None

    @property
    def cell(self) -> str:
        """Its name in the table ``raw``."""
        return f"c{self.place}"

    @property
    def whole(self) -> bool:
        """Whether ``values`` are all there are."""
        return self.distinct <= len(self.values)


@dataclass(frozen=True)
class Profile:
    """A table: its rows, its columns, and its first rows as they stand."""

    rows: int
    columns: tuple[Column, ...]
    first: tuple[tuple[str, ...], ...] = ()


def profile(connection: duckdb.DuckDBPyConnection, raw: Raw, shown: int = 10) -> Profile:
    """Looks through the table ``raw``. Cells at fault say nothing; lines of totals are taken out."""
    install(connection)
    if len(raw.header) > 1:
        connection.execute(f"delete from raw where {totals.beside([f'c{n}' for n in range(len(raw.header))])}")
    rows = int(first(connection, "select count(*) from raw")[0])
    columns = tuple(_column(connection, raw, place) for place in range(len(raw.header)))
    cells = ", ".join(f"coalesce(split_part({c}, chr(1), -1), '')" for c in (f"c{i}" for i in range(len(raw.header))))
    lines = connection.execute(f"select {cells} from raw order by rowid limit {shown}").fetchall()
    return Profile(rows, columns, tuple(tuple(str(cell)[:200] for cell in line) for line in lines))


def _column(connection: duckdb.DuckDBPyConnection, raw: Raw, place: int) -> Column:
    cell, header = f"c{place}", raw.header[place]
    connection.execute(
        "create or replace temp table looked as select tidy(cell) as y, sum(n) as n "
        f"from (select {cell} as cell, count(*) as n from raw where {cell} is not null group by 1) "
        "where not starts_with(cell, chr(1)) group by 1"
    )
    quoted = ", ".join("'" + one + "'" for one in EMPTY)
    nulls = connection.execute(f"select y from looked where y in ({quoted}) order by 1").fetchall()
    connection.execute(f"delete from looked where y = '' or y in ({quoted})")
    filled, distinct = (int(one or 0) for one in first(connection, "select sum(n), count(*) from looked"))
    if not filled:
        return Column(place, header, nulls=tuple(one for (one,) in nulls))
    ordered = f"select y, n from looked order by n desc, y limit {MOST_VALUES}"
    values = {str(value): int(count) for value, count in connection.execute(ordered).fetchall()}
    timed = " or ".join(f"regexp_matches(y, '{pattern}')" for pattern in TIMED)
    sample = f"(select y, n from looked order by n desc, y limit {SAMPLED})"
    tests = [timed, *(f"regexp_matches(y, '{one}')" for one in (SERIAL, NUMERIC, PHONE, MONTHLY))]
    tests.append(f"regexp_matches({hours.joined()}, '{hours.ALONE}')")
    told = ", ".join(f"coalesce(sum(n) filter ({test}), 0) / sum(n)" for test in tests)
    shares = first(connection, f"select {told} from {sample}")
    times, serials, numbers, phones, months, clocks = (round(float(one), 4) for one in shares)
    number = "try_cast(regexp_replace(y, '\\s*(%|分|星)$', '') as double)"
    low, high = first(connection, f"select min({number}), max({number}) from looked") if numbers > 0.5 else (None, None)
    return Column(
        place=place,
        header=header,
        filled=filled,
        distinct=distinct,
        values=values,
        nulls=tuple(one for (one,) in nulls),
        times=times,
        serials=serials if raw.serials else 0.0,
        numbers=numbers,
        phones=phones,
        months=months,
        clocks=clocks,
        low=low,
        high=high,
    )
