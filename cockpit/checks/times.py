"""Times and days: which spelling a column mostly has, and how every other known spelling is read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb

from cockpit.checks.parsed import Raw, first, literal

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
COMPACT = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d")
DAY_OR_MONTH = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D.*)?$"
ZONED = r"\d:\d\d(:\d\d(\.\d+)?)? ?(Z|UTC|[+-](0\d|1[0-4])(:?[0-5]\d)?)$"
# 08:00-12:00 may be a span of time, or a time of a zone twelve hours behind.
SPAN = r"[ 日]\d{1,2}:\d\d(?: ?-\d\d:\d\d|-\d\d(?:\d\d)?)$"
SHAPED = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]+\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?)?$"
SIGNS = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": "(0?[1-9]|1[0-2])",
    "d": r"(0?[1-9]|[12]\d|3[01])",
    "H": r"([01]?\d|2[0-3])",
    "I": "(0?[1-9]|1[0-2])",
    "M": r"[0-5]?\d",
    "S": r"[0-5]?\d",
    "f": r"\d{1,6}",
    "p": "[AaPp][Mm]",
    "b": "[A-Za-z]{3}",
}
OLDEST = "timestamp '1900-01-01'"
ERROR = r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|^#{4,}$"

# Year, month and day signs become dashes, hour and minute signs colons.
REWRITES = (
    (r"^(\d{4})[年.](\d{1,2})[月.](\d{1,2})(?:[日号號] *|[ T]+|$|(\D))", r"\1-\2-\3 \4"),
    (r"(\d{1,2})[时時点點]$", r"\1:00"),
    (r"(\d{1,2})[时時点點](\d{1,2})分?$", r"\1:\2"),
    (r"(\d{1,2})[时時点點](\d{1,2})分(\d{1,2})秒$", r"\1:\2:\3"),
    (r"[ T]+$", ""),
)
# The end of a day written as its 24th hour; it is read as the hour nought, and a day is added.
MIDNIGHT = (
    r"([ T日号號])24(:00?(?::00?(?:\.0+)?)?|[时時点點](?:00?分?)?(?:00?秒)?)((?: ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?))?)$"
)
MIDNIGHT_PACKED = r"^((?:19|20)\d{6} ?)24(00(?:00)?)$"
# A day of the week says nothing that the date does not.
WEEKDAY = r" *[(（]?(星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]? *"
NAMED = "[A-Za-z]{3}"
REASON = rf"""
        when regexp_matches(y, '{ERROR}') then 'error_cell'
        when regexp_matches(y, '^\d{{2}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}(\D|$)')
            or regexp_matches(y, '^\d{{1,2}}[-/. ]({NAMED}|\d{{1,2}})[-/. ]\d{{2}}(\D|$)') then 'two_digit_year'
        when regexp_matches(y, '^\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}(\D|$)') then 'other_format'
        when regexp_matches(y, '^\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}(\D|$)')
            or regexp_full_match(y, '(19|20)\d{{6}}( ?\d{{4}}(\d\d)?)?')
            or regexp_matches(y, '^(\d{{1,2}}[- ]{NAMED}[- ]|{NAMED} \d{{1,2}}, )\d{{4}}(\D|$)')
            then 'impossible_date'
        else 'not_a_time'"""


@lru_cache
def steady_offset(zone: str) -> timedelta | None:
    """The zone's offset if it has had only one since 1992 (Asia/Shanghai has), else None."""
    start = datetime(1992, 1, 1, tzinfo=ZoneInfo(zone))
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


def names_a_day(format_: str) -> bool:
    """Whether a format tells more than the time of day, which tells no time alone."""
    return not set(re.findall("%-?([A-Za-z])", format_)) <= set("HIMSfp")


def spelled(formats: tuple[str, ...]) -> tuple[str, ...]:
    """The configured formats; one that names a day only also reads a time of day behind it."""
    return tuple(
        format_ + clock
        for format_ in formats
        for clock in (("", *CLOCKS) if not any(sign in format_ for sign in ("%H", "%I")) else ("",))
    )


@lru_cache
def _shape(format_: str, *, loosely: bool = False) -> re.Pattern[str]:
    """What text in a format looks like; ``loosely`` also with days, months and hours that do not exist."""
    signs = SIGNS | (dict.fromkeys("mdHIMS", r"\d{1,2}") if loosely else {})
    parts = re.split(r"(%-?[A-Za-z])", format_)
    return re.compile("".join(signs.get(part[-1], ".+") if part.startswith("%") else re.escape(part) for part in parts))


def reason(formats: tuple[str, ...]) -> str:
    """SQL: why the spelling ``y`` (``z`` without its 24th hour) cannot be read.

    One in the shape of a known format names a date that does not exist, unless its day and month have changed places.
    """
    swap = {"%d": "%m", "%m": "%d"}
    whens = [
        f"when regexp_full_match(y, {literal(_shape(one, loosely=True).pattern)}) then case when "
        f"try_strptime(z, {literal(re.sub('%[dm]', lambda sign: swap[sign[0]], one))}) is null "
        "then 'impossible_date' else 'other_format' end"
        for one in formats
    ]
    return f"case {' '.join(whens)} {REASON} end"


def usual(connection: duckdb.DuckDBPyConnection, cell: str, configured: tuple[str, ...]) -> str | None:
    """The format most of the first cells are written in: a configured one if any fits."""
    query = f"select {cell} from raw where {cell} is not null limit 100"
    sample = [str(text) for (text,) in connection.execute(query).fetchall()]
    for formats in (configured, ISO):
        found = {format_: sum(map(bool, map(_shape(format_).fullmatch, sample))) for format_ in formats}
        best = max(found, key=lambda format_: found[format_], default=None)
        if best is not None and found[best]:
            return best
    return None


def reading_of(irregular: str, formats: tuple[str, ...], zone: str, raw: Raw) -> str:
    """SQL: spelling, y (tidied), z (without a 24th hour), local time and instant of the irregular spellings.

    The times are null where no way to read them is known.
    """
    given = ", ".join(["cast(null as timestamp)", *(f"try_strptime(z, {literal(one)})" for one in formats)])
    plain = "z"
    for pattern, becomes in REWRITES:
        plain = f"regexp_replace({plain}, '{pattern}', '{becomes}')"
    offset = r"regexp_replace(replace(z, '/', '-'), ' ?([+-]\d\d):?(\d\d)$', '\1:\2')"
    begun = rf"regexp_replace(regexp_replace(y, '{MIDNIGHT_PACKED}', '\100\2'), '{MIDNIGHT}', '\100\2\3')"
    return f"""
        select spelling, y, z,
            coalesce(absolute at time zone {literal(zone)}, local) as local,
            coalesce(absolute, {utc("local", zone)}) as instant
        from (
            select spelling, y, z, absolute + added as absolute,
                added + case when absolute is null then coalesce(given, {_known(raw)}) end as local
            from (
                select spelling, y, z, coalesce({given}) as given, {plain} as plain,
                    to_days(cast(y <> z as integer)) as added,
                    case when regexp_matches(z, '{ZONED}') and not regexp_matches(z, '{SPAN}')
                        then try_cast(regexp_replace({offset}, ' ?UTC$', 'Z') as timestamptz) end as absolute
                from (select spelling, y, {begun} as z from ({irregular}))
            )
        )"""


def _known(raw: Raw) -> str:
    """SQL: the local time that ``z`` tells by its shape (``plain``: by one sign), as a serial, packed or in words."""
    worded = ", ".join(f"try_strptime(z, {literal(one)})" for one in WORDED)
    packed = ", ".join(f"try_strptime(replace(z, ' ', ''), {literal(one)})" for one in COMPACT)
    serial = (
        f"when regexp_full_match(z, '\\d{{5}}(\\.\\d+)?') then timestamp '{raw.epoch}' + "
        "to_seconds(cast(round(cast(z as double) * 86400) as bigint))"
        if raw.serials
        else ""
    )
    return f"""case
                    when regexp_matches(plain, '{SHAPED}') then try_cast(plain as timestamp)
                    {serial}
                    when regexp_full_match(z, '(19|20)\\d{{6}}( ?\\d{{4}}(\\d\\d)?)?') then coalesce({packed})
                    else coalesce({worded})
                end"""


def day_or_month(connection: duckdb.DuckDBPyConnection, irregular: str) -> tuple[str, str] | None:
    """What spellings like 10/11/2022 can mean ("%d/%m/%Y", "%m/%d/%Y", "both" or "neither"), and one of them."""
    parts = "cast(regexp_extract(y, '^(\\d+)[-/.](\\d+)', {}) as integer)"
    row = first(
        connection,
        f"select max({parts.format(1)}), max({parts.format(2)}), min(regexp_extract(y, '^\\d+([-/.])', 1)), min(y) "
        f"from ({irregular}) where regexp_matches(y, '{DAY_OR_MONTH}')",
    )
    if not row or row[0] is None:
        return None
    day_first, month_first, sign = row[0] > 12, row[1] > 12, row[2]
    if day_first == month_first:
        return ("neither" if day_first else "both"), str(row[3])
    return (f"%d{sign}%m{sign}%Y" if day_first else f"%m{sign}%d{sign}%Y"), str(row[3])
