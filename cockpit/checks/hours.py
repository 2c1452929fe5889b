"""Times of day where a time is wanted: attendance lists say the day once and beside it 08:50(补卡)、08:55."""

from __future__ import annotations

from typing import Final

from cockpit.checks import dayparts
from cockpit.checks.moments import table_of
from cockpit.checks.parsed import scalar
from cockpit.checks.reading import Desk, Reading
from cockpit.checks.times import utc
from cockpit.records import Column, Kind

NEXT: Final = "次日|翌日|第二天"
BETWEEN: Final = r"[ 、,，;；/\n]+"
NOTE: Final = r"[(（][^()（）]*[)）]"
PACKED: Final = r"([01]\d|2[0-4])([0-5]\d)"
_FIGURE: Final = rf"[\d{dayparts.NUMERALS}]{{1,3}}"
_IN_WORDS: Final = rf"{dayparts.SIGN}(?:整|[钟鐘]整?|半|[一1三3]刻|{_FIGURE}分?(?:{_FIGURE}秒?)?)?"
ONE: Final = (
    rf"(?:{NEXT})?(?:{PACKED}|(?:{dayparts.ANY})?{_FIGURE}(?::\d\d(?::\d\d)?|{_IN_WORDS})(?:{dayparts.ENGLISH})?"
    rf"|\d{{1,2}}{dayparts.ENGLISH})"
)
ALONE: Final = rf"^{ONE}(?:{BETWEEN}{ONE})*$"
# What tells the day or its part in brackets is no note: 1:20(次日), (下午)5:30.
_TOLD: Final = rf"[(（] ?((?:{NEXT}) ?(?:{dayparts.ANY})?|{dayparts.ANY}) ?[)）]"
_SPACES: Final = (
    (rf"(^|[、,，;；/\n]) *{_TOLD} *", r"\1\2"),
    (rf"{_TOLD}(\d)", r"\1\2"),
    (rf"([^ 、,，;；/\n()（）]+) ?{_TOLD}", r"\2\1"),
    (_TOLD, r"\1"),
    (NOTE, ""),
    (rf"({NEXT}|[午上间間里裡夜晨早]) +", r"\1"),
    (r"(\d) +([点點时時分秒])", r"\1\2"),
    (r"([点點时時]) +(\d{1,2}分|[半整])", r"\1\2"),
    (r"(分) +(\d{1,2}秒)", r"\1\2"),
)
_HOUR, _DAY = 3_600, 86_400


def on_its_day(desk: Desk, column: Column, reading: Reading, readings: dict[str, Reading]) -> Reading:
    """The reading of a time whose cells may say only a time of day, on the day of the row's own day column.

    Of several the first is taken where the column begins something (it comes first in ``Record.orders``), else the
    last; 次日 is the day after. What stands in brackets is left out.
    """
    day = next((one for one in desk.job.record.columns if one.kind is Kind.DAY and one.required), None)
    if day is None or day.name not in readings or not reading.joins:
        return reading
    # Of a record that is not of its day four digits may be another one: 0830 is a time, or the 30th of August.
    packed = day.name in desk.job.record.key
    which = "max" if column.name in {later for _, later in desk.job.record.orders} else "min"
    table, cell, date = f"hours_{column.name}", desk.cells[column.name], readings[day.name]
    unread = f"select spelling, tidy(spelling) as y from {table_of(column)} where value is null and not blank"
    desk.connection.execute(f"create or replace temp table {table} as {_of_day(unread, which, packed)}")
    if not scalar(desk.connection, f"select count(*) from {table}"):
        return reading
    join = f"left join {table} on {cell} = {table}.spelling"
    desk.normalised["dates"] += desk.counts_of(join, f"count({table}.seconds)")[0]
    when = utc(f"(cast({date.value} as timestamp) + to_seconds({table}.seconds))", desk.job.zone)
    return Reading(
        f"case when {table}.seconds is not null then {when} else {reading.value} end",
        f"case when {table}.spelling is not null then {table}.reason else {reading.reason or 'null'} end",
        [*reading.joins, join, *date.joins],
    )


def _of_day(rows: str, taken: str, packed: bool) -> str:
    """SQL: of the cells ``y`` that say only times of day the seconds since the day began, or why there are none;
    ``packed`` ones too, such as 0850.

    8:50 beside 下午5:30 may be of the morning or not, 5:30 behind 8:50 of the evening, 0:10 behind 23:50 of the next
    day.
    """
    split = f"select spelling, string_split_regex({joined()}, '{BETWEEN}') as listed from ({rows})"
    several = f"select spelling, unnest(listed) as y, generate_subscripts(listed, 1) as place from ({split})"
    one = f"regexp_full_match(y, '{ONE}')" + ("" if packed else f" and not regexp_matches(y, '^(?:{NEXT})?{PACKED}$')")
    shaped = f"select *, y as token, {one} as shaped from ({several}) where y <> ''"
    bare = f"regexp_replace(regexp_replace(y, '^(?:{NEXT})', ''), '^{PACKED}$', '\\1:\\2')"
    clocks = dayparts.plain(f"select * replace ({bare} as y) from ({shaped})")
    parted, later = (f"regexp_matches(token, '{words}')" for words in (dayparts.ANY, NEXT))
    small = f"not {parted} and regexp_matches(token, '^(?:{NEXT})?([1-9]|1[0-2])\\D')"
    seconds = f"select *, {_seconds()} as seconds, coalesce({small}, false) as small from ({clocks})"
    before = "lag({}) over (partition by spelling order by place)"
    fall = f"{before.format('seconds')} - seconds >= if(small and {before.format('small')}, {_HOUR}, {_DAY // 2})"
    told = (
        f"select spelling, bool_and(shaped) as alone, {taken}(seconds) as found, count(*) = count(seconds) as whole, "
        f"bool_or({parted}) as parted, bool_or({later}) as later, bool_or(small) as small, "
        f"bool_or(falls) as falls from (select *, {fall} as falls from ({seconds})) group by spelling"
    )
    reason = (
        "case when parted and small or falls then 'unclear_hour' "
        "when not whole then if(parted or later, 'unclear_hour', 'not_a_time') end"
    )
    return (
        f"select spelling, case when reason is null then found end as seconds, reason "
        f"from (select spelling, found, {reason} as reason from ({told}) where alone)"
    )


def joined() -> str:
    """SQL: the cell ``y`` without notes, and without spaces inside a time of day."""
    y, english = dayparts.replaced("y", _SPACES), dayparts.ENGLISH
    before = f"regexp_replace({y}, '({english}) +(\\d)', '\\1\\2', 'g')"
    behind = f"regexp_replace({y}, '(\\d) +({english})', '\\1\\2', 'g')"
    return f"case when regexp_matches(y, '^ *(?:{NEXT})? *{english}') then {before} else {behind} end"


def _seconds() -> str:
    """SQL: a clock of 24 hours as seconds from the day's beginning; null for one that does not exist, and for the end
    of the next day, which may be meant for its beginning.
    """
    parts = "regexp_extract(y, '^(\\d{1,2}):(\\d\\d)(?::(\\d\\d))?$', ['hour', 'minute', 'second'])"
    hour, minute, second = (f"coalesce(try_cast({parts}.{one} as bigint), 0)" for one in ("hour", "minute", "second"))
    seconds = f"({hour} * 3600 + {minute} * 60 + {second})"
    later = f"regexp_matches(token, '^(?:{NEXT})')"
    exists = f"regexp_matches(y, '^\\d{{1,2}}:[0-5]\\d(:[0-5]\\d)?$') and {seconds} <= if({later}, {_DAY - 1}, {_DAY})"
    return f"case when {exists} then {seconds} + if({later}, {_DAY}, 0) end"
