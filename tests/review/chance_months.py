"""Months of small sites, as the review looks at them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from cockpit.ledger import Ledger
from cockpit.metrics import Cockpit
from cockpit.periods import whole
from cockpit.request import Request
from cockpit.review import Month
from cockpit.review.numbers import Figure
from cockpit.settings.model import Settings
from tests.metrics.small_site import SmallSite

# Months with data and a month before, the first one, and one long before there was anything.
MONTHS = (date(2026, 1, 1), date(2025, 12, 1), date(2025, 10, 1), date(2020, 1, 1))
AFTER = datetime(2027, 1, 20, 4, tzinfo=UTC)


def month(
    cockpit: Cockpit, settings: Settings, first: date, language: str = "zh-Hans", as_of: datetime | None = None
) -> Month:
    """A month of a cockpit as a person prepares it."""
    opened = replace(cockpit, as_of=as_of) if as_of else cockpit
    request = Request(opened, settings, language, whole(first, "month"), against="previous", preset="last_month")
    return Month(request, Ledger(settings.data))


def opened(small: SmallSite, folder: Path) -> tuple[Cockpit, Settings]:
    """A small site long after all that happened in it."""
    return small.opened(AFTER, folder), small.settings(folder)


def agree(figure: Figure, found: Month) -> None:
    """A figure is what the cockpit answers to its own question, and is told so."""
    answered = found.cockpit.answer(found.question(figure.metric, period=figure.period, more=figure.filters))
    if figure.cell:
        split = tuple(name for name, _ in figure.cell)
        cells = found.cockpit.answer(found.question(figure.metric, split, figure.period, figure.filters)).rows
        row = next((one for one in cells if all(one[name] == key for name, key in figure.cell)), {"value": 0, "n": 0})
        assert (figure.value, figure.n) == (row["value"], row["n"])
    else:
        assert figure.value == answered.value
        assert figure.n == answered.n
