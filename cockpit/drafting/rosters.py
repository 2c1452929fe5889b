"""Rosters: tables whose days stand side by side, looked at as if each day of a person were a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cockpit.checks.tidy import in_one_line
from cockpit.checks.unpivot import is_day, short_year
from cockpit.drafting import matching, vocabulary
from cockpit.drafting.profile import Column, Profile
from cockpit.drafting.proposal import Doubt, Proposal
from cockpit.settings.leaves import MINGUO
from cockpit.settings.model import Unpivot

WEEKDAY = re.compile("(星期|周|週|礼拜)?[一二三四五六日天]")
LEAST, ENOUGH = 5, 0.5
SHIFTS = "shifts"
TURNED = Unpivot("date", "kind")
FREE_DAYS = ("休", "休息", "公休", "轮休", "OFF", "off", "Off")
# What attendance lists have for a day on which nobody is due, beside those.
NOT_DUE = (
    "休息日",
    "休息日打卡",
    "公休日",
    "周末休息",
    "例假日",
    "未排班",
    "非工作日",
    "放假",
    "day off",
    "rest",
    "rest day",
)


def days(headers: Sequence[str]) -> tuple[str, ...]:
    """Those of the headers that are days, where there are so many different ones that the days stand side by side."""
    found = tuple(dict.fromkeys(one.strip() for one in headers if one.strip() and is_day(one)))
    return found if len(found) >= LEAST else ()


def weekdays(line: Sequence[str]) -> bool:
    """Whether a line says nothing but which days of the week the days above it are."""
    filled = [cell.strip() for cell in line if cell.strip()]
    return len(filled) >= LEAST and all(WEEKDAY.fullmatch(cell) for cell in filled)


def turned(profile: Profile) -> Profile | None:
    """The table with two columns, the day and what stands below it, in the place of its days; None if it has none."""
    sides = [one for one in profile.columns if one.header.strip() in days([each.header for each in profile.columns])]
    if not sides:
        return None
    values: Counter[str] = Counter()
    nulls = {null for one in sides for null in one.nulls}
    for side in sides:
        values.update(side.values)
    nulls |= {one for one in FREE_DAYS if values.pop(one, 0)}
    filled = values.total()
    day = Column(-1, TURNED.header, filled=filled, distinct=len(sides), times=1.0)
    cell = Column(-2, TURNED.cell, filled, len(values), dict(values.most_common()), tuple(sorted(nulls)))
    kept = tuple(one for one in profile.columns if one not in sides)
    return replace(profile, columns=(*kept, day, cell))


def dated(proposal: Proposal, places: Sequence[str]) -> Proposal:
    """The proposal with years of three digits read as those of the Republic of China, to be confirmed, where days or
    the month that one of the ``places`` tells have such years.
    """
    short = short_year(days(proposal.header), places)
    if short is None:
        return proposal
    place, text = short
    doubt = Doubt("minguo", None, {"header": in_one_line(place), "value": text}, open=False)
    dates = tuple(dict.fromkeys((*proposal.table.dates, MINGUO)))
    return replace(proposal, table=replace(proposal.table, dates=dates), doubts=(*proposal.doubts, doubt))


def off(values: Iterable[str]) -> tuple[str, ...]:
    """Those of an attendance list's values that say of a row that it is a day off, and so no shift."""
    known = {vocabulary.plain(one) for one in (*FREE_DAYS, *NOT_DUE)}
    return tuple(value for value in values if vocabulary.plain(value) in known)


def match(profile: Profile) -> matching.Match | None:
    """A turned table as shifts; None where it is no roster: nobody stands in its rows, or its cells are no shifts."""
    found = matching.as_record(profile, SHIFTS)
    kind = profile.columns[-1]
    known = matching.held(kind, vocabulary.meanings(SHIFTS, TURNED.cell))
    return found if not found.absent and kind.filled and known >= ENOUGH else None
