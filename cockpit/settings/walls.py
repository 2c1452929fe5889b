"""The shape of ``[wall.NAME]``: what one screen shows, in which light, and from how far it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cockpit.settings.leaves import DURATION, FILLED, TRUTH, number, one_of
from cockpit.settings.lines import Place
from cockpit.settings.model import BOARD, BOARDS, LANGUAGES, THEMES, Wall
from cockpit.settings.readers import BAD, Check, Field, Reader, Report, free, many, table

SHORTEST, LONGEST = 5, 3_600
NEAREST_M, FARTHEST_M = 0.5, 100
LEAST_INCHES, MOST_INCHES = 10, 1_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def walls(unique: Check) -> Reader:
    """The reader of all ``[wall.NAME]``; ``unique`` refuses a scene that is named twice."""
    fields = {
        "scenes": Field(many(FILLED, _some(unique))),
        "seconds": Field(number(SHORTEST, LONGEST, whole=True)),
        "campus": Field(many(FILLED, single=True)),
        "theme": Field(one_of("unknown_theme", THEMES)),
        "language": Field(one_of("unknown_language", LANGUAGES)),
        "distance_m": Field(number(NEAREST_M, FARTHEST_M)),
        "screen_inches": Field(number(LEAST_INCHES, MOST_INCHES)),
        "video_wall": Field(TRUTH),
        "stale_after": Field(_span(DURATION)),
    }
    read = free(table(Wall, fields), _named)

    def named(raw: Any, place: Place, report: Report) -> Any:
        """What is written of no wall in particular is told as that."""
        loose = (
            [key for key, one in raw.items() if key in fields and not isinstance(one, dict)]
            if isinstance(raw, dict)
            else []
        )
        for key in loose:
            report.add("wall_without_name", (*place, key), name=key)
        return BAD if loose else read(raw, place, report)

    return named


def _some(unique: Check) -> Check:
    def check(values: Any, place: Place, report: Report) -> None:
        if not values:
            report.add("no_scene", place)
        for at, name in enumerate(values):
            if name.startswith(BOARD) and name.removeprefix(BOARD) not in BOARDS:
                report.add("no_board", (*place, at), name=name, known=[BOARD + one for one in BOARDS])
        unique(values, place, report)

    return check


def _named(values: Mapping[str, Any], place: Place, report: Report) -> None:
    """A check that every name can stand in an address."""
    for name in values:
        if not _NAME.fullmatch(name):
            report.add("bad_wall_name", (*place, name), name=name)


def _span(read: Reader) -> Reader:
    """A span long enough for data to come at all."""

    def checked(raw: Any, place: Place, report: Report) -> Any:
        found = read(raw, place, report)
        if found is not BAD and found < timedelta(minutes=1):
            report.add("bad_stale_after", place)
            return BAD
        return found

    return checked
