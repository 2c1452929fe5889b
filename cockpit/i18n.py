"""Words and figures in the reader's language. The words stand in ``words/<language>/<area>.toml``."""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from cockpit import settings
from cockpit.errors import CockpitError, ConfigurationError, Fault

LANGUAGES = settings.LANGUAGES
WORDS = Path(__file__).parent / "words"
FEW = 10  # reckoned counts below it are told with a decimal


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of a language by its key ``area.key.sub``."""
    if language not in LANGUAGES:
        raise KeyError(language)
    texts: dict[str, str] = {}
    for file in sorted((WORDS / language).glob("*.toml")):
        texts.update(_flat(file.stem, tomllib.loads(file.read_text(encoding="utf-8"))))
    return texts


def say(key: str, language: str, **arguments: object) -> str:
    """The text of ``key``, its ``{placeholders}`` filled. Lists are joined, days and moments written out.

    In Chinese what is filled in stands apart from the text around it where Latin letters or figures meet Chinese
    characters, as Chinese is set; names that mix both stay as they are. An English text says of one and of several
    with ``{n:row|rows}``. A ``reason`` the operating system gave in English is told in the language.
    """
    text = catalogue(language)[key]
    if not arguments and "{" not in text:
        return text
    if (code := _CODES.get(str(arguments.get("reason")))) is not None:
        arguments["reason"] = catalogue(language).get(f"errors.system.codes.{code}", arguments["reason"])
    told = {name: _worded(value, language) for name, value in arguments.items()}
    if language == "en" or key in _TIGHT:
        return _NUMBERED.vformat(text, (), told) if "|" in text else text.format_map(told)
    return _apart(text, told)


def capital(text: str) -> str:
    """A text that stands by itself begins with a capital letter, where its script has them."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """A name in the midst of a text is without its capital letter."""
    return text[:1].lower() + text[1:]


def halves(text: str) -> int:
    """How much room a text takes: a Chinese character that of two Latin letters."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def has(key: str, language: str) -> bool:
    """Whether there is a text of that key."""
    return key in catalogue(language)


def explain(error: CockpitError, language: str) -> str:
    """Where, what is wrong and what to do next; a configuration's faults one a line.

    A part of which an argument is missing or has nothing to show is left out.
    """
    arguments = _named(error.arguments, language)
    keys = [f"errors.{error.key}.{part}" for part in ("where", "title", "near", "remedy")]
    parts = [say(key, language, **arguments) for key in keys if _tellable(key, arguments, language)]
    words = say("common.space", language).join(parts)
    if isinstance(error, ConfigurationError):
        return "\n".join([words, *(_fault(fault, language) for fault in error.faults)])
    return words


def number(figure: float | None, language: str, digits: int = 0) -> str:
    """1,234.5 with that many digits, halves away from zero; a true minus sign."""
    if figure is None:
        return say("common.no_data", language)
    return f"{half_up(figure, digits):z,.{digits}f}".replace("-", "−")


def half_up(figure: float, digits: int = 0) -> float:
    """The figure rounded, halves away from zero, by its first 15 significant digits as Excel does."""
    beyond = abs(float(figure)) * 10**digits % 1
    if not abs(beyond - 0.5) < 1e-6:
        return round(figure, digits)  # 2 µs less for most numbers of a page
    return float(Decimal(f"{figure:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def percent(share: float | None, language: str, digits: int = 1) -> str:
    """A share of 0–1 in per cent."""
    return number(share, language) if share is None else number(share * 100, language, digits) + "%"


def duration(hours: float | None, language: str) -> str:
    """Minutes below an hour, hours below two days, days from there on."""
    if hours is None:
        return number(hours, language)
    size = abs(hours)
    if round(size * 60) < 60:
        return say("common.minutes", language, n=number(hours * 60, language))
    if size < 48:
        return say("common.hours", language, n=number(hours, language, 1))
    return say("common.days", language, n=number(hours / 24, language, 1))


def value(figure: float | None, unit: str, language: str) -> str:
    """A metric's value in its unit: count, share, hours, percent100, yuan, per_day, per_engineer, class_hours."""
    if figure is None:
        return number(figure, language)
    return _VALUES[unit](figure, language)


def unit(name: str, language: str, record: str = "tickets") -> str:
    """The words of a metric's unit; a count is one of what it counts."""
    own = f"common.units.{name}_{record}"
    return say(own if has(own, language) else f"common.units.{name}", language)


def named(key: str, record: str, language: str) -> str:
    """What rows of a record are called: its own words under ``key``, else its name."""
    own = f"{key}_{record}"
    return say(own if has(own, language) else f"records.{record}.name", language)


def each(record: str, language: str, figure: float | None = None) -> str:
    """What is counted of a record, after that figure: 单, tickets, 1 ticket."""
    return say(f"pages.unit.{record}_one" if figure == 1 else f"pages.unit.{record}", language)


def counted(record: str, language: str, figure: float, digits: int = 0) -> str:
    """So many of a record: 37 单, 37 tickets, 1 ticket."""
    unit = each(record, language, abs(round(figure, digits)))
    return say("explain.counted", language, n=number(figure, language, digits), unit=unit)


def reckoned(record: str, language: str, figure: float) -> str:
    """As many of a record as were to be expected: below ten with a decimal."""
    return counted(record, language, figure, int(figure < FEW))


def day(when: date, language: str, *, short: bool = False) -> str:
    """2026年10月5日, 5 Oct 2026; short: 10-05, 5 Oct."""
    key = "common.day_short" if short else "common.day"
    return say(key, language, year=when.year, month=when.month, day=when.day, name=_month(when, language))


def moment(when: datetime, language: str, zone: str | None = None) -> str:
    """Day and time to the minute, in ``zone`` where one is given."""
    local = when.astimezone(ZoneInfo(zone)) if zone else when
    return say("common.moment", language, day=day(local.date(), language), time=local.strftime("%H:%M"))


def label(dim: str, key: Any, language: str) -> str:
    """The words for one value of a dimension: a month, a weekday, a level; free text stays as it is."""
    if key is None:
        return say("common.unknown", language)
    if dim in _UNITS:
        return _UNITS[dim](key, language)
    if key == "unmapped":
        return say("common.unmapped", language)
    if dim in _COMPUTED:
        if band := _BAND.fullmatch(key):
            return _band(_COMPUTED[dim], band, language)
        word = f"{_COMPUTED[dim]}.{key}"
        return say(word, language) if has(word, language) else str(key)
    return _choices(language).get((dim, str(key)), str(key))


@cache
def _choices(language: str) -> dict[tuple[str, str], str]:
    """The words for what a column of any record may hold; where two records have the same, it means the same."""
    keyed = ((key.split("."), text) for key, text in catalogue(language).items())
    return {(key[3], key[4]): text for key, text in keyed if key[0] == "records" and key[2] == "choices"}


def _band(words: str, band: re.Match[str], language: str) -> str:
    """The words of a band: 1–3 d. In days where its bounds are whole days, else in hours, else in minutes."""
    low, high = (None if one == "on" else int(one[:-1]) * (60 if one[-1] == "h" else 1) for one in band.groups())
    ends = [end for end in (low, high) if end]
    size, unit = next((size, name) for size, name in _SIZES if all(end % size == 0 for end in ends))
    told = say(f"common.{unit}", language, n="–".join(str(end // size) for end in ends))
    kind = "under" if not low else "over" if high is None else "between"
    return say(f"{words}.{kind}", language, span=told)


def _flat(prefix: str, tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, item in tree.items():
        if isinstance(item, dict):
            yield from _flat(f"{prefix}.{key}", item)
        else:
            yield f"{prefix}.{key}", str(item)


def _worded(item: object, language: str) -> object:
    if isinstance(item, datetime):
        return moment(item, language)
    if isinstance(item, date):
        return day(item, language)
    if isinstance(item, Sequence | Set) and not isinstance(item, str | bytes):
        return say("common.comma", language).join(str(_worded(one, language)) for one in item)
    return item


class _Numbered(Formatter):
    """Fills in a text whose words depend on a number: ``{n:row|rows}``."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, several, many = format_spec.partition("|")
        if not several:
            return super().format_field(value, format_spec)
        return one if str(value) == "1" else many


_NUMBERED = _Numbered()


def _apart(text: str, told: Mapping[str, object]) -> str:
    """A Chinese text filled, with a space at each seam where the two scripts meet."""
    filled = ""
    for piece in _pieces(text):
        added = piece if isinstance(piece, str) else format(told[piece[0]], piece[1])
        filled += f" {added}" if filled and added and _meet(filled[-1], added[0]) else added
    return filled


@cache
def _pieces(text: str) -> tuple[str | tuple[str, str], ...]:
    """The literal pieces of a text, and each placeholder with its format."""
    found: list[str | tuple[str, str]] = []
    for literal, name, form, _ in Formatter().parse(text):
        found += [literal] if literal else []
        found += [(name, form or "")] if name is not None else []
    return tuple(found)


def _meet(before: str, after: str) -> bool:
    return (_chinese(before) and (_latin(after) or after in "+−≥≤(")) or (
        (_latin(before) or before in "%)") and _chinese(after)
    )


def _chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _latin(letter: str) -> bool:
    return letter < "\u2e80" and letter.isalnum()


def _tellable(key: str, arguments: dict[str, object], language: str) -> bool:
    wanted = [name for _, name, _, _ in Formatter().parse(catalogue(language).get(key, "")) if name]
    return has(key, language) and not any(arguments.get(name) in _NOTHING for name in wanted)


def _named(arguments: dict[str, object], language: str) -> dict[str, object]:
    """The arguments with a record and its column also by the names people know, and a file with its sheet."""
    record, column = arguments.get("record"), arguments.get("column")
    keys = {"record": f"records.{record}.name", "column": f"records.{record}.columns.{column}"}
    words = {name: say(key, language) for name, key in keys.items() if has(key, language)}
    named = {**arguments, **{name: f"{word} ({arguments[name]})" for name, word in words.items()}}
    codes = {name: f"errors.system.{area}.{arguments.get(name)}" for name, area in _AREAS.items()}
    named |= {name: say(key, language) for name, key in codes.items() if has(key, language)}
    if sheet := arguments.get("sheet"):
        named["file"] = f"{arguments.get('file')} · {sheet}"
    if isinstance(dims := arguments.get("dims"), Sequence):
        named["dims"] = [f"{dim} ({uncapital(say(f'common.dims.{dim}', language))})" for dim in dims]
    return named


def _fault(fault: Fault, language: str) -> str:
    words = say(f"errors.fault.{fault.key}", language, **fault.arguments)
    line = "" if fault.line is None else say("errors.fault_line", language, line=fault.line)
    return say("errors.fault_at", language, line=line, path=fault.path, fault=words)


def _month(when: date, language: str) -> str:
    return say(f"common.months.{when.month}", language)


def _count(figure: float, language: str) -> str:
    return number(figure, language, 0 if float(figure).is_integer() else 1)


def _score(figure: float, language: str) -> str:
    return say("common.score", language, n=number(figure, language, 1))


def _yuan(figure: float, language: str) -> str:
    told = number(figure, language, 2)
    less = "−" if told.startswith("−") else ""
    return less + say("common.yuan", language, n=told.removeprefix("−"))


def _per_day(figure: float, language: str) -> str:
    return say("common.per_day", language, n=number(figure, language, 2))


def _per_engineer(figure: float, language: str) -> str:
    return say("common.per_engineer", language, n=number(figure, language, 2))


def _class_hours(figure: float, language: str) -> str:
    return say("common.class_hours", language, n=number(figure, language, 1))


def _week(first: date, language: str) -> str:
    year, week, _ = first.isocalendar()
    return say("common.week", language, year=year, n=week)


# Names of days and units of time are one word: 2026年10月5日, 第3周.
_TIGHT = {
    *(f"common.{unit}" for unit in ("day", "day_short", "week", "month", "quarter", "year", "term_week")),
    *(f"pages.trend.{unit}_tick" for unit in ("hour", "term_week")),
    *(f"scene.short.{unit}" for unit in ("week", "month")),
    *(f"parts.{part}" for part in ("from", "until", "between", "day_of_month")),
}
_AREAS = {"kind": "kinds", "found": "holds"}  # arguments that are codes: what a file is, what a column holds
_CODES = {os.strerror(number): code for number, code in errno.errorcode.items()}
_NOTHING: tuple[object, ...] = (None, "", "–", (), [])
_VALUES: dict[str, Callable[[float, str], str]] = {
    "count": _count,
    "share": percent,
    "hours": duration,
    "percent100": _score,
    "yuan": _yuan,
    "per_day": _per_day,
    "per_engineer": _per_engineer,
    "class_hours": _class_hours,
}
# A band's code, as the contract's bands are named.
_BAND = re.compile(r"\d_(\d+[hm])_(\d+[hm]|on)")
_SIZES = ((1440, "days"), (60, "hours"), (1, "minutes"))
_COMPUTED = {"age": "common.ages", "time_left": "service.left"}
_UNITS: dict[str, Callable[[Any, str], str]] = {
    "day": day,
    "week": _week,
    "month": lambda first, language: say(
        "common.month", language, year=first.year, n=first.month, name=_month(first, language)
    ),
    "quarter": lambda first, language: say("common.quarter", language, year=first.year, n=(first.month + 2) // 3),
    "year": lambda first, language: say("common.year", language, year=first.year),
    "hour": lambda hour, language: say("common.hour", language, n=int(hour)),
    "weekday": lambda day_, language: say(f"common.weekdays.{int(day_)}", language),
    "term_week": lambda week, language: say("common.term_week", language, n=int(week)),
}
