"""Clocks in words and of twelve hours: 下午2时30分, 2:30 PM and 14点半 are 14:30."""

from __future__ import annotations

from typing import Final

MORNING: Final = "凌晨|清晨|清早|早晨|早上|上午|午前"
ENGLISH: Final = r"[AaPp]\.?[Mm]\.?"
# By words, the hours they are said of as they are, and those to which twelve are added. Which day 晚上12点 or 夜里1点
# belongs to nobody can tell, and 上午14点 is none. A and P stand for AM and PM.
PARTS: Final = {
    f"{MORNING}|A": (range(12), range(0)),
    "中午|正午": (range(11, 13), range(1, 3)),
    "下午|午后|午後|P": (range(12, 24), range(1, 12)),
    "傍晚|晚上|晚间|晚間": (range(17, 24), range(5, 12)),
    "夜里|夜裡|夜间|夜間|深夜|半夜": (range(21, 24), range(9, 12)),
}
ANY: Final = "|".join([word for words in PARTS for word in words.split("|") if len(word) > 1] + [ENGLISH])
SIGN: Final = "[点點时時]"
# A zone behind a clock; what stands behind a bare minus may as well be the end of a span.
OFFSET: Final = r"(?: ?(?:Z|UTC|\+\d\d(?::?\d\d)?)| -\d\d(?:\d\d)?)"
# Numerals are read only behind a part of the day: 下午两点 is a clock, 八点 may be a name.
NUMERALS: Final = "零〇一二三四五六七八九十两兩"
DIGITS: Final = "0012345678922"
TENS: Final = (
    ("([一二三四五六七八九])十([一二三四五六七八九])", r"\1\2"),
    ("十([一二三四五六七八九])", r"1\1"),
    ("([一二三四五六七八九])十", r"\10"),
    ("十", "10"),
)
_TAIL: Final = rf"((?: ?{ENGLISH})?(?:{OFFSET})?)$"
WORDS: Final = (
    ("正午$", "12:00"),
    (rf"(\d{{1,2}}) ?{SIGN} ?(?:整|[钟鐘]整?)?{_TAIL}", r"\1:00\2"),
    (rf"(\d{{1,2}}) ?{SIGN} ?半{_TAIL}", r"\1:30\2"),
    (rf"(\d{{1,2}}) ?{SIGN} ?[一1]刻{_TAIL}", r"\1:15\2"),
    (rf"(\d{{1,2}}) ?{SIGN} ?[三3]刻{_TAIL}", r"\1:45\2"),
    (rf"(\d{{1,2}}) ?{SIGN} ?(\d{{1,2}}) ?分?{_TAIL}", r"\1:\2\3"),
    (rf"(\d{{1,2}}) ?{SIGN} ?(\d{{1,2}}) ?分 ?(\d{{1,2}}(?:\.\d+)?) ?秒?{_TAIL}", r"\1:\2:\3\4"),
    (rf"(:\d{{1,2}}(?:\.\d+)?) ?[分秒]{_TAIL}", r"\1\2"),
    (rf"(^|[ 日T])(\d{{1,2}}) ?({ENGLISH})((?:{OFFSET})?)$", r"\1\2:00 \3\4"),
)
# No digit stands right before the hour: 3/214:30 PM may be of the 2nd or of the 21st.
CLOCK: Final = (
    rf"^(?:(.*?) ?({ANY})|(|.*?\D)) ?(\d{{1,2}}):(\d{{1,2}})(?::(\d{{1,2}}(?:\.\d+)?))? ?"
    rf"({ENGLISH})?((?:{OFFSET})?)$"
)
# 上午12点 is noon to people; 上午12:00 and 上午12时 are midnight to the programs that write them.
NOON: Final = r"(?:清晨|清早|早晨|早上|上午|午前) ?12 ?[点點]"
# A part of the day behind a day whose hour is none, or two around one hour.
UNCLEAR: Final = (
    rf"^.*\d[日号號]? ?(?:{ANY})(?: ?\d{{1,2}}(?::\d{{1,2}}(?::\d{{1,2}})?)?)?(?:{OFFSET})?$"
    rf"|\d:\d\d(?::\d\d)? ?{ENGLISH}(?:{OFFSET})?$|{NOON}"
)


def plain(rows: str) -> str:
    """SQL: the query ``rows`` with the clocks at the end of its spellings ``y`` as such of 24 hours; other spellings,
    and hours that are none or may be of two days, as they are.
    """
    numbered = f"select * replace ({_numbered('y')} as y) from ({rows})"
    clocks = f"case when regexp_matches(y, '{NOON}') then y else {replaced('y', WORDS)} end"
    signed = f"select * replace ({clocks} as y) from ({numbered})"
    names = "['before', 'part', 'apart', 'hour', 'minute', 'second', 'english', 'zone']"
    parted = f"select *, regexp_extract(y, '{CLOCK}', {names}) as clock from ({signed})"
    told = f"select *, {_said()} as said, try_cast(clock.hour as integer) as hour from ({parted})"
    return (
        f"select * exclude (clock, said, hour) replace (case when hour is null then y else {_of_day()} end as y) "
        f"from (select * replace ({_hour()} as hour) from ({told}))"
    )


def replaced(y: str, patterns: tuple[tuple[str, str], ...]) -> str:
    """SQL: the text ``y`` with what matches each pattern replaced, wherever it stands."""
    for pattern, becomes in patterns:
        y = f"regexp_replace({y}, '{pattern}', '{becomes}', 'g')"
    return y


def _numbered(y: str) -> str:
    """SQL: the spelling with digits where numerals tell the hour of a part of the day."""
    digits = f"translate({replaced(y, TENS)}, '{NUMERALS.replace('十', '')}', '{DIGITS}')"
    return f"case when regexp_matches({y}, '(?:{ANY}) ?[{NUMERALS}]{{1,3}} ?{SIGN}') then {digits} else {y} end"


def _said() -> str:
    """SQL: the part of the day, null where there is none or two stand around the clock."""
    letter = "case when regexp_matches({0}, '^[AaPp]') then upper(left({0}, 1)) else nullif({0}, '') end"
    before, behind = letter.format("clock.part"), letter.format("clock.english")
    return f"case when '' in (clock.part, clock.english) then coalesce({before}, {behind}) end"


def _hour() -> str:
    """SQL: the hour of 24, null where there is none."""
    whens = [
        f"when said in ({_listed(words)}) and hour between {hours[0]} and {hours[-1]} then hour + {more}"
        for words, kept_and_added in PARTS.items()
        for hours, more in zip(kept_and_added, (0, 12), strict=True)
        if hours
    ]
    return f"case {' '.join(whens)} when said in ({_listed(next(iter(PARTS)))}) and hour = 12 then 0 end"


def _of_day() -> str:
    """SQL: the spelling with its clock of 24 hours."""
    two = "regexp_replace(coalesce(nullif({}, ''), '00'), '^(\\d)(\\.|$)', '0\\1\\2')"
    clock = " || ':' || ".join(two.format(one) for one in ("cast(hour as varchar)", "clock.minute", "clock.second"))
    return f"trim(clock.before || clock.apart || ' ' || {clock} || clock.zone)"


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split("|"))
