"""Times that are written in no usual way: brought into one that is, or told apart from what is no time.

Only spellings that nothing else has read are looked at here.
"""

from __future__ import annotations

from typing import Final

from cockpit.checks import dayparts, times
from cockpit.checks.minguo import western

_DASH: Final = "‐‑‒–—―−"
_ISO: Final = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_YEAR: Final = r"(?:19|20)\d\d"
_BEIJING: Final = (
    "(?:北京|北京标准|中国标准|台北|臺北|台北標準|臺北標準|中國標準|香港)(?:时间|時間)|东八区|東八區|东8区"
)
_UTC: Final = "[ (（]*(?:UTC|GMT) ?"
# Quotes that keep a spreadsheet from changing a cell, long dashes, and zones that say by how much they differ.
_SIGNS: Final = (
    (r"^[\x27‘’`´]+ *", ""),
    (rf"^(?:{_BEIJING})[: ]*(\d.*)$", r"\1 +0800"),
    (rf"^(.*\d.*?)[ (（]*(?:{_BEIJING})[)）]?$", r"\1 +0800"),
    (r"(:\d\d(?:\.\d+)?) ?([+-]\d{4}) [(（]?[A-Z]{3,4}[)）]?$", r"\1 \2"),
    (rf"{_UTC}([+-])(\d)[)）]?$", r" \10\200"),
    (rf"{_UTC}([+-]\d\d)[)）]?$", r" \100"),
    (rf"{_UTC}([+-])(\d):(\d\d)[)）]?$", r" \10\2\3"),
    (rf"{_UTC}([+-]\d\d):?(\d\d)[)）]?$", r" \1\2"),
    (r"(\d) ?[(（]?(?:GMT|UTC)[)）]?$", r"\1 UTC"),
)
_MONTH: Final = "(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)"
_DAY_OF_WEEK: Final = "(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thurs|Fri|Sat|Satur|Sun)(?:day)?"
_ORDER: Final = (
    (rf"^{_DAY_OF_WEEK},? (\d|[A-Z])", r"\1"),
    (rf"^(\d{{1,2}}[- ])?{_MONTH}([- ]\d)", r"\1\2\3"),
    (r"^(\d{4}) ?[年.] ?(\d{1,2}) ?[月.] ?(\d{1,2})(?: ?[日号號] *|[ T]+|$|(\D))", r"\1-\2-\3 \4"),
    (rf"^({_YEAR})(\d\d)(\d\d)[T_-](\d\d)(\d\d)(\d\d)?((?:\.\d+)?(?:{dayparts.OFFSET})?)$", r"\1-\2-\3 \4:\5:\6\7"),
    (r"( \d\d:\d\d):((?:\.\d+)?(?: ?[Z+-].*)?)$", r"\1\2"),
    (rf"^({_YEAR})(\d\d)(\d\d)[T _-]?((?:{dayparts.ANY}| |\d{{1,2}} ?[:点點时時]).*)$", r"\1-\2-\3 \4"),
    (rf"^(\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}|[A-Za-z]{{3}} \d{{1,2}}, {_YEAR}), ?(\d{{1,2}}:)", r"\1 \2"),
    (rf"^({_ISO})[-_,] ?(\d{{1,2}} ?[:点點时時]|{dayparts.ANY})", r"\1 \2"),
    (rf"^({_ISO})[ T]+([01]\d|2[0-3])([0-5]\d)$", r"\1 \2:\3"),
    (r"(\d:\d\d:\d\d),(\d{1,6})$", r"\1.\2"),
    (rf"^({_ISO}) *( \+\d{{4}})$", r"\1 00:00\2"),
    (r" +$", ""),
)
# 14.30 behind a day is 14:30, unless hours beside it have other decimals.
_DOTTED: Final = rf"^({_ISO})[ T]+(\d{{1,2}})\.([0-5]\d)$"
_DECIMAL: Final = rf"^{_ISO}[ T]+\d{{1,2}}\.(\d|[6-9]\d|\d{{3,}})$"
COUNTED: Final = r"1\d{9}(?:\.\d+)?|1\d{12}"
_CLOCK: Final = r"\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?))?"
_SPAN: Final = (
    r"[\d点點时時分日半整刻] ?(?:~|～|〜|至|到|--?) ?"
    rf"(?:{dayparts.ANY})? ?(?:[\d{dayparts.NUMERALS}]{{1,3}} ?[:点點时時日月]|{_YEAR}[-/.年])"
)
_LETTERS: Final = r"\d[ (（]*(?:CST|CDT|EST|EDT|MST|MDT|PST|PDT|IST|BST|AST|SST)[)）]?( \d{4})?$"
DAY: Final = f"try_cast(replace(regexp_extract(y, '^{_ISO}'), '/', '-') as date)"


def usual(rows: str, *, minguo: bool, epoch: bool, month: bool) -> str:
    """SQL: the query ``rows`` of irregular spellings ``y``, written as they usually are where it is known how."""
    dashed = f"regexp_replace(y, '([\\d日号號点點时時分]) ?[{_DASH}]+ ?', '\\1-', 'g')"
    signed = f"select * replace ({dayparts.replaced(dashed, _SIGNS)} as y) from ({rows})"
    renamed = western("y", declared=minguo, month=month)
    ordered = f"select * replace ({dayparts.replaced(renamed, _ORDER)} as y) from ({signed})"
    if epoch:
        ordered = f"select * replace ({_from_epoch('y')} as y) from ({ordered})"
    ordered = f"select * replace ({_with_zone('y')} as y) from ({ordered})"
    decimals = f"bool_or(regexp_matches(y, '{_DECIMAL}')) over ()"
    dotted = f"case when {decimals} then y else regexp_replace(y, '{_DOTTED}', '\\1 \\2:\\3') end"
    return dayparts.plain(f"select * replace ({dotted} as y) from ({ordered})")


def _with_zone(y: str) -> str:
    """SQL: a day by its month's name before a zone, as letters have it, by figures."""
    parts = (
        rf"regexp_extract({y}, '^(\d{{1,2}}[- ][A-Za-z]{{3}}[- ]\d{{4}})( .*(?:UTC|[+-]\d{{4}}))$', ['day', 'rest'])"
    )
    day = f"strftime(try_strptime({parts}.day, ['%d %b %Y', '%d-%b-%Y']), '%Y-%m-%d')"
    return f"coalesce({day} || {parts}.rest, {y})"


def _from_epoch(y: str) -> str:
    """SQL: seconds (10 digits) or milliseconds (13) since 1970 as a time of UTC."""
    micro = f"cast(cast({y} as decimal(28, 6)) * if(len(split_part({y}, '.', 1)) = 13, 1000, 1000000) as bigint)"
    told = f"strftime(make_timestamp({micro}), '%Y-%m-%d %H:%M:%S.%f') || 'Z'"
    return f"case when regexp_full_match({y}, '{COUNTED}') then {told} else {y} end"


def reason(otherwise: str) -> str:
    """SQL: what a spelling ``y`` is that cannot be read: an hour of two days, a span, a number of seconds, …"""
    return f"""case
        when regexp_full_match(y, '{_ISO}[ T]+{_CLOCK}') and not regexp_matches(y, '{times.SPAN}')
            then 'impossible_date'
        when regexp_matches(y, '{_DECIMAL}|{_DOTTED}') or regexp_matches(y, '{dayparts.UNCLEAR}') then 'unclear_hour'
        when regexp_matches(y, '{times.SPAN}') or regexp_matches(y, '{_SPAN}') then 'time_span'
        when regexp_matches(y, '{_LETTERS}') then 'unclear_zone'
        when regexp_full_match(y, '{COUNTED}') then 'epoch_number'
        when {DAY} is not null then 'time_noted'
        else {otherwise} end"""
