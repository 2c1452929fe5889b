"""The address of the rows behind a number: it says all that must be asked, of which snapshot and at which instant.

So a slide that was opened before a sync, or before the month was closed again, leads to the rows it counted. A listing
stands in its document, where its digest finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from cockpit.errors import UsageError
from cockpit.metrics.question import Filters
from cockpit.periods import UNITS, Period
from cockpit.review.document import Origin
from cockpit.review.numbers import Count, Leading, Listing

KEPT: Final = ("lang", "theme", "private")  # of the deck's own address
LONGEST: Final = 4_000


@dataclass(frozen=True)
class Asked:
    """What such an address asks: the rows of a measure, and the slide whose figure they are behind."""

    metric: str
    snapshot: str
    as_of: datetime
    period: Period
    filters: Filters
    cell: tuple[tuple[str, str | date | None], ...]
    slide: str


def address(deck: str, origin: Origin, number: Leading, slide: str) -> str:
    """The address below the deck's own; "" for a number of nothing, or where the deck has none."""
    if not deck or not number.n:
        return ""
    parts = urlsplit(deck)
    told = [(name, value) for name, value in parse_qsl(parts.query) if name in KEPT]
    told += [("slide", slide), ("snapshot", origin.snapshot), ("as_of", origin.as_of.isoformat())]
    if isinstance(number, Listing):
        return f"{deck.partition('?')[0]}/listed/{number.digest}?{urlencode(told)}"
    figure = number.of if isinstance(number, Count) else number
    told += [("from", figure.period.first.isoformat()), ("to", figure.period.until.isoformat())]
    told += [("where", f"{name}={value}") for name, values in figure.filters for value in values]
    told += [("cell", name if value is None else f"{name}={_plain(value)}") for name, value in figure.cell]
    plain = deck.partition("?")[0]
    return f"{plain}/rows/{quote(figure.metric)}?{urlencode(told)}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def asked(metric: str, query: Iterable[tuple[str, str]]) -> Asked:
    """What an address asks; ValueError for one that is none."""
    pairs = list(query)
    if sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        raise ValueError("too long")
    one = dict(pairs)
    try:
        period = Period(date.fromisoformat(one["from"]), date.fromisoformat(one["to"]))
        as_of = datetime.fromisoformat(one["as_of"])
        snapshot = one["snapshot"]
    except (KeyError, UsageError) as error:
        raise ValueError(str(error)) from error
    if as_of.tzinfo is None:
        raise ValueError("no zone")
    filters: dict[str, tuple[str, ...]] = {}
    for text in (value for name, value in pairs if name == "where"):
        name, _, value = text.partition("=")
        filters[name] = (*filters.get(name, ()), value)
    cell = tuple(_celled(value) for name, value in pairs if name == "cell")
    return Asked(metric, snapshot, as_of, period, tuple(filters.items()), cell, one.get("slide", ""))


def _celled(text: str) -> tuple[str, str | date | None]:
    name, sign, value = text.partition("=")
    if not sign:
        return name, None
    return name, date.fromisoformat(value) if name in UNITS else value
