"""Tables whose days stand side by side, as rosters have them: every filled cell below a day becomes a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import duckdb

from cockpit.checks.minguo import BEFORE
from cockpit.checks.parsed import Job, Raw, literal, remake
from cockpit.checks.tidy import in_one_line
from cockpit.settings.leaves import MINGUO

# Ids of rows made out of one row of the sheet: its place times this, plus the column.
SPLIT = 100_000
_WEEKDAY = r"[ /(]*(?:星期|周|週|礼拜|禮拜)?[一二三四五六日天]?\)?"
_REST = r" ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号號]?(?:\D.*)?"
_FULL = re.compile(r"(\d{4})" + _REST)
_NAMED = re.compile(f"(?:中[华華])?民[国國] ?(元|\\d{{1,3}}){_REST}")
_BARE = re.compile(r"(\d{3})" + _REST)
_SERIAL = re.compile(r"[34567]\d{4}(?:\.0+)?")
_MONTH_AND_DAY = re.compile(rf"(\d{{1,2}})[-/.月](\d{{1,2}})[日号號]?{_WEEKDAY}")
_DAY = re.compile(rf"(\d{{1,2}})[日号號]?{_WEEKDAY}")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2}) ?[-/.年] ?(\d{1,2})(?!\d)")
_NAMED_MONTH = re.compile(r"民[国國] ?(元|\d{1,3}) ?[-/.年] ?(\d{1,2})(?!\d)")
_BARE_MONTH = re.compile(r"(?<![\d国國])(?<![国國] )(1\d\d)(?:/| ?年 ?)(0?[1-9]|1[0-2])(?!\d)(?: ?月)?")


def unpivoted(
    connection: duckdb.DuckDBPyConnection, raw: Raw, job: Job, cells: dict[str, str]
) -> tuple[Raw, dict[str, str]]:
    """``raw`` turned so that a row holds one day and one cell below it, and where our columns stand then.

    Empty cells make no row. Refused where no header is a day, or where days lack a month that is told elsewhere.
    """
    shape = job.table.unpivot
    if shape is None:
        return raw, cells
    days = _days(raw, job, set(cells.values()))
    kept = [place for place in range(len(raw.header)) if place not in days]
    nulls = ", ".join(literal(null) for null in job.table.nulls)
    columns = ", ".join(f"c{place} as k{new}" for new, place in enumerate(kept))
    listed = ", ".join(f"c{place}" for place in days)
    told = " ".join(f"when 'c{place}' then {literal(day.isoformat())}" for place, day in days.items())
    names = ", ".join(f"k{new} as c{new}" for new in range(len(kept)))
    remake(
        connection,
        f"select place * {SPLIT} + cast(substr(head, 2) as bigint) as _place, "
        f"{names}{', ' if names else ''}case head {told} end as c{len(kept)}, cell as c{len(kept) + 1} "
        f"from (unpivot (select {raw.row} as place, {columns}{', ' if columns else ''}{listed} from raw) "
        f"on {listed} into name head value cell) where tidy(cell) not in ({nulls}) order by 1",
    )
    places = {f"c{place}": f"c{new}" for new, place in enumerate(kept)}
    moved = {name: places[cell] for name, cell in cells.items()}
    moved |= {shape.header: f"c{len(kept)}", shape.cell: f"c{len(kept) + 1}"}
    header = (*(raw.header[place] for place in kept), shape.header, shape.cell)
    typed = {places[cell]: kind for cell, kind in raw.typed.items() if cell in places}
    signs = {places[cell]: found for cell, found in raw.signs.items() if cell in places}
    return replace(raw, header=header, row="_place", split=SPLIT, typed=typed, signs=signs), moved


def is_day(header: str) -> bool:
    """Whether a header names a day, be it without its month."""
    text = _plain(header)
    return any(pattern.fullmatch(text) for pattern in (_FULL, _NAMED, _BARE, _SERIAL, _MONTH_AND_DAY, _DAY))


def short_year(days: Sequence[str], places: Sequence[str]) -> tuple[str, str] | None:
    """A header that is a day of a year of three digits, or the one of the ``places`` that names the month of days
    without one so, and in it what is such a year; None where nothing depends on it.
    """
    for day in days:
        if _BARE.fullmatch(_plain(day)):
            return day, day
    whole = all(any(pattern.fullmatch(_plain(day)) for pattern in (_FULL, _NAMED, _SERIAL)) for day in days)
    plain = [unicodedata.normalize("NFKC", place) for place in places]
    if whole or any(pattern.search(place) for place in plain for pattern in (_MONTH, _NAMED_MONTH)):
        return None
    return next(((place, found[0]) for place in plain if (found := _BARE_MONTH.search(place))), None)


def _plain(header: str) -> str:
    return unicodedata.normalize("NFKC", in_one_line(header)).strip()


def _days(raw: Raw, job: Job, mapped: set[str]) -> dict[int, date]:
    """The day of each column whose header is one."""
    found: dict[int, date] = {}
    for place, header in enumerate(raw.header):
        if f"c{place}" not in mapped and is_day(header):
            found[place] = _day(_plain(header), raw, job)
    if not found:
        raise job.refusal("no_days", found=[in_one_line(name) for name in raw.header if name.strip()][:20])
    return found


def _day(text: str, raw: Raw, job: Job) -> date:
    if _SERIAL.fullmatch(text):
        return date.fromisoformat(raw.epoch) + timedelta(days=int(float(text)))
    places = (*raw.titles, raw.sheet or "", job.file)
    if MINGUO not in job.table.dates and (short := short_year([text], places)):
        raise job.refusal("roster_year", text=short[1])
    if full := _FULL.fullmatch(text):
        parts = [int(part) for part in full.groups()]
    elif old := _NAMED.fullmatch(text) or _BARE.fullmatch(text):
        parts = [_western(old[1]), int(old[2]), int(old[3])]
    else:
        year, month = _month(places, text, job)
        several = _MONTH_AND_DAY.fullmatch(text)
        one = _DAY.fullmatch(text)
        parts = [year, *map(int, several.groups())] if several else [year, month, int(one[1]) if one else 0]
    try:
        return date(*parts)
    except ValueError:
        raise job.refusal("no_such_day", header=text) from None


def _western(year: str) -> int:
    """A year of the Republic of China as one of the common era."""
    return BEFORE + (1 if year == "元" else int(year))


def _month(places: Sequence[str], header: str, job: Job) -> tuple[int, int]:
    """The one month that the lines above the header, the sheet or the file name."""
    plain = [unicodedata.normalize("NFKC", place) for place in places]
    found = {(int(year), int(month)) for place in plain for year, month in _MONTH.findall(place)}
    old = [_NAMED_MONTH, *([_BARE_MONTH] if MINGUO in job.table.dates else [])]
    found |= {
        (_western(year), int(month)) for place in plain for pattern in old for year, month in pattern.findall(place)
    }
    if len(found) != 1:
        months = sorted(f"{year}-{month:02}" for year, month in found)
        raise job.refusal("days_without_month", header=header, months=months)
    return found.pop()
