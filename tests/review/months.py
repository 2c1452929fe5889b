"""Months of small sites, and what is to hold of every document."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cockpit.ledger import Ledger
from cockpit.metrics import Cockpit, Question
from cockpit.periods import Period, add_months
from cockpit.request import Request
from cockpit.review import Document, Month
from cockpit.review.numbers import Figure
from tests.metrics.small_site import SmallSite


def month_of(
    site: SmallSite, folder: Path, first: date, language: str = "en", *, as_of: datetime | None = None
) -> Month:
    """A month of a site, seen from a week after its end or, of an earlier one, from December 2025."""
    until = add_months(first, 1)
    last = max(until + timedelta(days=7), date(2025, 12, 8))
    seen = as_of or datetime(last.year, last.month, last.day, tzinfo=ZoneInfo(site.zone))
    folder.mkdir(exist_ok=True)
    cockpit = site.opened(seen, folder)
    request = Request(
        cockpit, site.settings(folder), language, Period(first, until), against="previous", preset="last_month"
    )
    return Month(request, Ledger(folder))


def in_language(month: Month, language: str) -> Month:
    """The same month in another language, of the same cockpit and ledger."""
    request = Request(month.cockpit, month.settings, language, month.period, against="previous", preset=month.preset)
    return Month(request, month.ledger)


def asked_anew(cockpit: Cockpit, figure: Figure) -> float | None:
    """A figure as the cockpit answers it by itself."""
    cell = dict(figure.cell)
    answer = cockpit.answer(Question(figure.metric, figure.period, tuple(cell), figure.filters))
    if not cell:
        return answer.value
    rows = [row for row in answer.rows if all(row[name] == told for name, told in cell.items())]
    assert len(rows) <= 1
    value: float | None = rows[0]["value"] if rows else cockpit.nothing(answer.metric, figure.period)
    return value


def texts(document: Document) -> list[str]:
    """Everything that a document says in words."""
    found = [document.title]
    for slide in document.slides:
        found += [slide.sentence, slide.under, slide.name, *slide.foot, *slide.notes]
        found += [words for point in slide.so for words in (point.head, point.detail)]
    found += [words for text in document.texts for point in text.points for words in (point.head, point.detail)]
    return found
