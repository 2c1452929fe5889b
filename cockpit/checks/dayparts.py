"""Clocks of twelve hours behind a part of the day: 下午2时30分 is 14:30."""

from __future__ import annotations

from typing import Final

MORNING: Final = "凌晨|清晨|清早|早晨|早上|上午|午前"
# By words, the hours they are said of as they are, and those to which twelve are added. Which day 晚上12点 or 夜里1点
# belongs to nobody can tell, and 上午14点 is none.
PARTS: Final = {
    MORNING: (range(12), range(0)),
    "中午|正午": (range(11, 13), range(1, 3)),
    "下午|午后|午後": (range(12, 24), range(1, 12)),
    "傍晚|晚上|晚间|晚間": (range(17, 24), range(5, 12)),
    "夜里|夜裡|夜间|夜間|深夜|半夜": (range(21, 24), range(9, 12)),
}
ANY: Final = "|".join(PARTS)
CLOCK: Final = rf"^(.*?) ?({ANY}) ?(\d{{1,2}}) ?[:时時点點] ?(半|\d{{1,2}})? ?[:分]? ?(\d{{1,2}})? ?秒?$"


def plain(y: str) -> str:
    """SQL: the spelling ``y`` with such a clock as one of 24 hours; other spellings, and hours that are none or may be
    of two days, as they are.
    """
    hour, minute, second = _hour(y), f"replace({_part(y, 4)}, '半', '30')", _part(y, 5)
    two = "lpad(coalesce(nullif({}, ''), '0'), 2, '0')"
    clock = f"{two.format(f'cast({hour} as varchar)')} || ':' || {two.format(minute)} || ':' || {two.format(second)}"
    return f"case when {has_clock(y)} and {hour} is not null then trim({_part(y, 1)} || ' ' || {clock}) else {y} end"


def has_clock(y: str) -> str:
    """SQL: whether a spelling has such a clock."""
    return f"regexp_matches({y}, '{CLOCK}')"


def _part(y: str, group: int) -> str:
    return f"regexp_extract({y}, '{CLOCK}', {group})"


def _hour(y: str) -> str:
    """SQL: the hour of 24, null where there is none."""
    said = f"try_cast({_part(y, 3)} as integer)"
    whens = [
        f"when {_part(y, 2)} in ({_listed(words)}) and {said} between {hours[0]} and {hours[-1]} then {said} + {more}"
        for words, kept_and_added in PARTS.items()
        for hours, more in zip(kept_and_added, (0, 12), strict=True)
        if hours
    ]
    twelve = f"when {_part(y, 2)} in ({_listed(MORNING)}) and {said} = 12 then 0"
    return f"(case {' '.join(whens)} {twelve} end)"


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split("|"))
