"""What a draft proposes, as data that can be carried from the child that read the file, adjusted and written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from cockpit.settings.model import TableSource
from cockpit.sources import nursery
from cockpit.sources.child import table_from


@dataclass(frozen=True)
class Doubt:
    """Something to be confirmed: worded under ``drafting.doubt.<key>``.

    ``column`` is ours, None for the table as a whole. An ``open`` one has to be answered before rows can come in.
    """

    key: str
    column: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    open: bool = False


@dataclass(frozen=True)
class Proposal:
    """One table: how it would be read, what is in doubt, the headers that are none of ours, and its first rows.

    ``candidates`` are, by header, our columns it may be, likeliest first.
    """

    table: TableSource
    doubts: tuple[Doubt, ...] = ()
    unused: tuple[str, ...] = ()
    rows: int = 0
    header: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], ...] = ()
    file: str = ""
    date_choices: tuple[tuple[str, ...], ...] = ()

    @property
    def record(self) -> str:
        return self.table.record

    @property
    def unanswered(self) -> tuple[Doubt, ...]:
        """The doubts without an answer to which no row comes in."""
        return tuple(doubt for doubt in self.doubts if doubt.open)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        return asdict(self) | {"table": nursery.table_told(self.table)}


@dataclass(frozen=True)
class Unknown:
    """A sheet or table that is none of our records, and its headers."""

    file: str
    sheet: str | None
    rows: int
    header: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """What was found in a file, a folder or a database.

    A database that a ``preset`` knows needs no proposals; ``prefix`` is that of its tables, where it is not the usual.
    """

    proposals: tuple[Proposal, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    preset: str | None = None
    prefix: str | None = None


def proposal_from(told: dict[str, Any]) -> Proposal:
    """A Proposal as it was before it became JSON."""
    told = dict(told)
    told["table"] = table_from(told["table"])
    told["doubts"] = tuple(Doubt(**one) for one in told["doubts"])
    for name in ("unused", "header"):
        told[name] = tuple(told[name])
    for name in ("first", "date_choices"):
        told[name] = tuple(tuple(one) for one in told[name])
    return Proposal(**told)


def unknown_from(told: dict[str, Any]) -> Unknown:
    """An Unknown as it was before it became JSON."""
    return Unknown(**told | {"header": tuple(told["header"])})
