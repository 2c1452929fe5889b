"""Times and days: which spelling a column mostly has, and how every other known spelling is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb

from cockpit.checks.parsed import Raw, first, literal
from cockpit.checks.tidy import install

CLOCKS = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
ISO = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日",
)
WORDED = tuple(day + clock for day in ("%d-%b-%Y", "%d %b %Y", "%b %d, %Y") for clock in ("", *CLOCKS))
DAY_OR_MONTH = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D.*)?$"
ZONED = r"\d:\d\d(:\d\d(\.\d+)?)? ?(Z|UTC|[+-]\d\d(:?\d\d)?)$"
SHAPED = r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?)?$"
OLDEST = "timestamp '1900-01-01'"

REASON = r"""
    case
        when regexp_matches(y, '^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|^#{4,}$') then 'error_cell'
        when regexp_matches(y, '^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}(\D|$)')
            or regexp_matches(y, '^\d{1,2}[-/. ]([A-Za-z]{3}|\d{1,2})[-/. ]\d{2}(\D|$)') then 'two_digit_year'
        when regexp_matches(y, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D|$)') then 'other_format'
        when regexp_matches(y, '^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}(\D|$)') then 'impossible_date'
        else 'not_a_time'
    end"""


@lru_cache
def steady_offset(zone: str) -> timedelta | None:
    """The zone's offset if it has had only one since 1992 (Asia/Shanghai has), else None."""
    place = ZoneInfo(zone)
    start = datetime(1992, 1, 1, tzinfo=place)
    offsets = {(start + timedelta(days=day)).utcoffset() for day in range(0, 365 * 46, 5)}
    return offsets.pop() if len(offsets) == 1 else None


def utc(local: str, zone: str) -> str:
    """SQL: a local timestamp of ``zone`` as an instant. Zones without summer time need no table look-up."""
    offset = steady_offset(zone)
    slow = f"(({local}) at time zone {literal(zone)})"
    if offset is None:
        return slow
    shifted = f"make_timestamptz(epoch_us({local}) - {int(offset.total_seconds() * 1_000_000)})"
    return f"(case when ({local}) >= timestamp '1992-01-01' then {shifted} else {slow} end)"


def spelled(formats: tuple[str, ...]) -> tuple[str, ...]:
    """The configured formats; one that names a day only also reads a time of day behind it."""
    return tuple(
        format_ + clock
        for format_ in formats
        for clock in (("", *CLOCKS) if not any(sign in format_ for sign in ("%H", "%I")) else ("",))
    )


def prepare(connection: duckdb.DuckDBPyConnection, zone: str, raw: Raw) -> None:
    """Make the macros ``known_local(y)`` and ``known_instant(y)`` for text that is not in a column's usual spelling."""
    install(connection)
    worded = ", ".join(f"try_strptime(y, {literal(format_)})" for format_ in WORDED)
    plain = (
        r"regexp_replace(regexp_replace(regexp_replace(regexp_replace("
        r"y, '^(\d{4})[年.](\d{1,2})[月.](\d{1,2})日? *', '\1-\2-\3 '), "
        r"'(\d{1,2})[时時点點](\d{1,2})分?((\d{1,2})秒?)?$', '\1:\2:0\4'), ':0(\d\d)$', ':\1'), '[ T]+$', '')"
    )
    serial = (
        f"case when regexp_full_match(y, '\\d{{5}}(\\.\\d+)?') then timestamp '{raw.epoch}' + "
        "to_seconds(round(cast(y as double) * 86400)) end, "
        if raw.serials
        else ""
    )
    compact = (
        r"case when regexp_full_match(y, '(19|20)\d{6}( ?\d{4}(\d\d)?)?') then coalesce("
        "try_strptime(replace(y, ' ', ''), '%Y%m%d%H%M%S'), try_strptime(replace(y, ' ', ''), '%Y%m%d%H%M'), try_strptime(y, '%Y%m%d')) end"
    )
    connection.execute(
        "create or replace temp macro known_local(y) as coalesce("
        f"case when regexp_matches({plain}, '{SHAPED}') then try_cast(replace({plain}, '.', case when contains(y, ':') "
        f"and regexp_matches(y, ':\\d+\\.\\d+$') then '.' else '-' end) as timestamp) end, {serial}{compact}, {worded})"
    )
    connection.execute(
        "create or replace temp macro known_instant(y) as "
        f"case when regexp_matches(y, '{ZONED}') then try_cast(regexp_replace(regexp_replace(replace(y, '/', '-'), "
        r"' ?([+-]\d\d):?(\d\d)$', '\1:\2'), ' ?UTC$', 'Z') as timestamptz) "
        f"else {utc('known_local(y)', zone)} end"
    )


def usual(connection: duckdb.DuckDBPyConnection, cell: str, configured: tuple[str, ...]) -> str | None:
    """The format most of the first cells are written in: a configured one if any fits."""
    for formats in (configured, ISO):
        if not formats:
            continue
        counts = ", ".join(f"count(try_strptime(x, {literal(format_)}))" for format_ in formats)
        row = first(
            connection, f"select {counts} from (select {cell} as x from raw where {cell} is not null limit 2000)"
        )
        best = max(range(len(formats)), key=lambda i: row[i]) if row else 0
        if row and row[best]:
            return formats[best]
    return None


def day_or_month(connection: duckdb.DuckDBPyConnection, cell: str) -> tuple[str, int] | None:
    """What cells like 10/11/2022 can mean: ("%d/%m/%Y" | "%m/%d/%Y" | "both" | "neither", how many there are)."""
    parts = f"try_cast(regexp_extract(tidy({cell}), '^(\\d+)[-/.](\\d+)', %d) as integer)"
    row = first(
        connection,
        f"select count(*), max({parts % 1}), max({parts % 2}), min(regexp_extract(tidy({cell}), '^\\d+([-/.])', 1)) "
        f"from raw where regexp_matches(tidy({cell}), '{DAY_OR_MONTH}')",
    )
    if not row or not row[0]:
        return None
    day_first, month_first, sign = row[1] > 12, row[2] > 12, row[3]
    if day_first == month_first:
        return ("neither" if day_first else "both"), row[0]
    return (f"%d{sign}%m{sign}%Y" if day_first else f"%m{sign}%d{sign}%Y"), row[0]


def shown(connection: duckdb.DuckDBPyConnection, cell: str) -> str:
    """One cell that can be read either way, to show."""
    row = first(connection, f"select {cell} from raw where regexp_matches(tidy({cell}), '{DAY_OR_MONTH}') limit 1")
    return str(row[0]) if row else ""
