"""The numbers of a report as data: figures of measures, counts of what no measure counts, and what is behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from hashlib import sha256

from cockpit.metrics.question import Filters
from cockpit.periods import Period


@dataclass(frozen=True)
class Figure:
    """What a measure came to over a period, and how it is told.

    ``value`` is the answer's own (hours, shares of 0 to 1, None without data), ``text`` holds its unit where it has one
    (91.2%, 3.4 小时, 1,284 单). ``cell`` are the values of the splits that it is one cell of, as ``Cockpit.rows`` takes
    them, so that the rows behind it can be listed.
    """

    metric: str
    text: str
    value: float | None
    n: int
    period: Period
    filters: Filters = ()
    cell: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class Count:
    """A number told of a figure in other words than its own: of how many rows it is, which part of them, since when.

    ``text`` is how it is told where it stands; it leads to the rows of ``of``.
    """

    text: str
    of: Figure

    @property
    def n(self) -> int:
        return self.of.n


@dataclass(frozen=True)
class Listing:
    """A number that counts what no measure does, and what it counted: as many as it says.

    ``keys`` are of rows of ``record``. What is no record (weeks, targets, warnings) stands in ``rows`` below ``heads``.
    ``name`` says what is listed, ``text`` is how the number is told where it stands.
    """

    text: str
    name: str
    record: str = ""
    keys: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def digest(self) -> str:
        """What names it in an address: the same number of the same rows has the same."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def n(self) -> int:
        return len(self.keys) or len(self.rows)


Counted = Count | Listing
Leading = Figure | Counted


def figures(part: object) -> Iterator[Figure]:
    """Every figure that stands anywhere in a part of a document."""
    return (one for one in _parts(part) if isinstance(one, Figure))


def listings(part: object) -> Iterator[Listing]:
    """Every listing behind a number anywhere in a part of a document."""
    return (one for one in _parts(part) if isinstance(one, Listing))


def _parts(part: object) -> Iterator[Figure | Listing]:
    if isinstance(part, Figure | Listing):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _parts(one)
    elif is_dataclass(part) and not isinstance(part, (date, type)):
        for field in fields(part):
            yield from _parts(getattr(part, field.name))
