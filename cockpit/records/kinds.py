"""What a declaration of a record is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """How a column's text is read and stored."""

    TEXT = "text"
    CHOICE = "choice"
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """One column: ``required`` cells may not be empty; ``personal`` ones are masked in messages.

    ``low`` and ``high`` bound numbers (both included). ``default`` stands in for an absent column or an
    empty cell. ``past`` marks times that cannot lie after the source's clock. ``grouping`` marks names that rows are
    grouped by, such as a building's: the width of their letters and runs of space do not count.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: str | None = None
    personal: bool = False
    past: bool = False
    grouping: bool = False


@dataclass(frozen=True)
class Record:
    """One record type.

    ``key`` names the columns that identify a row. ``orders`` are pairs (earlier, later) of time columns; a row
    whose pair stands the wrong way round is quarantined. ``born`` is the column from which on a row exists: a
    replayed source withholds rows born after its clock. ``people`` are columns that hold a staff_id.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    orders: tuple[tuple[str, str], ...] = ()
    born: str | None = None
    people: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def sorting(self) -> tuple[str, ...]:
        """The columns it is sorted by: the time at which a row is born, then its key."""
        moments = [column.name for column in self.columns if column.kind in (Kind.TIME, Kind.DAY, Kind.MONTH)]
        return tuple(dict.fromkeys([*([self.born] if self.born else moments[:1]), *self.key]))

    @property
    def ordering(self) -> str:
        """SQL: by ``sorting``, so that the same rows make the same file."""
        return ", ".join(f'"{name}" nulls last' for name in self.sorting)


def text(name: str, *, required: bool = False, default: str | None = None, personal: bool = False) -> Column:
    """A column of free text."""
    return Column(name, Kind.TEXT, required=required, default=default, personal=personal)


def label(name: str, *, required: bool = False) -> Column:
    """A column of names that rows are grouped by."""
    return Column(name, Kind.TEXT, required=required, grouping=True)


def choice(name: str, *choices: str, required: bool = False, default: str | None = None) -> Column:
    """A column of one of the named codes."""
    return Column(name, Kind.CHOICE, required=required, choices=choices, default=default)


def time(name: str, *, required: bool = False, past: bool = True) -> Column:
    """A column of instants."""
    return Column(name, Kind.TIME, required=required, past=past)


def day(name: str, *, required: bool = False, past: bool = False) -> Column:
    """A column of calendar days."""
    return Column(name, Kind.DAY, required=required, past=past)


def integer(name: str, low: float | None = 0, high: float | None = None, *, required: bool = False) -> Column:
    """A column of whole numbers within bounds."""
    return Column(name, Kind.INTEGER, low=low, high=high, required=required)


def number(name: str, low: float | None = 0, high: float | None = None, *, required: bool = False) -> Column:
    """A column of numbers within bounds."""
    return Column(name, Kind.NUMBER, low=low, high=high, required=required)


def money(name: str, low: float | None = 0) -> Column:
    """A column of exact decimals with two places."""
    return Column(name, Kind.MONEY, low=low)


def flag(name: str) -> Column:
    """A column of yes or no."""
    return Column(name, Kind.FLAG)
