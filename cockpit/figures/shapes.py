"""What a figure is drawn from: values with the words already said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Point:
    """One unit of time: where, how much (None: no data), how it is told, whether the unit still runs.

    ``partial``: it began before the days that are counted.
    """

    at: date
    value: float | None
    told: str
    running: bool = False
    partial: bool = False


@dataclass(frozen=True)
class Line:
    """A series under its name, its last value worded, and beside it the same of the period it is compared with.

    ``complete`` words the last value of a unit that has ended.
    ``peak`` is the place of the point that towers above the others and what is said of it.
    """

    name: str
    points: tuple[Point, ...]
    last: str = ""
    former: tuple[Point, ...] = ()
    former_name: str = ""
    key: str = ""
    peak: tuple[int, str] | None = None
    complete: str = ""


@dataclass(frozen=True)
class Series:
    """Values of one part by the places of a round of time (hours, weekdays), each with its words and its key.

    ``running`` is the place that has not ended yet.
    """

    name: str
    values: tuple[float | None, ...]
    told: tuple[str, ...]
    former: tuple[float | None, ...] = ()
    former_told: tuple[str, ...] = ()
    former_name: str = ""
    key: str = ""
    running: int | None = None


@dataclass(frozen=True)
class Axis:
    """Times under a chart and what stands behind it: ``shades`` (first, until, name) and ``marks`` (day, text).

    ``since``: from which point on the line is of the chosen days, and what they are called.
    """

    ticks: tuple[tuple[date, str], ...]
    shades: tuple[tuple[date, date, str], ...] = ()
    marks: tuple[tuple[date, str], ...] = ()
    since: tuple[date, str] | None = None


@dataclass(frozen=True)
class Part:
    """One part of a whole: key, name, value, its numbers in words (the last is its change), whether it stands out.

    ``late``: it stands out because it is past its limit.
    """

    key: Any
    name: str
    value: float
    cells: tuple[str, ...]
    stands_out: bool = False
    late: bool = False

    @property
    def told(self) -> str:
        """Its numbers in one line."""
        return "  ".join(self.cells)


@dataclass(frozen=True)
class Way:
    """One way through stages: how long each took (None: no data), what is said of each, the numbers in words.

    ``cells`` has one more than there are stages: the whole.
    """

    name: str
    values: tuple[float | None, ...]
    told: tuple[str, ...]
    cells: tuple[str, ...]
