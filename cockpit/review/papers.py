"""The door to the other reports, as ``reading`` is to months: of a year, a week, an incident, with what people wrote.

They are made of what the data say now; only months are closed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from cockpit.errors import UsageError
from cockpit.i18n import LANGUAGES
from cockpit.ledger import Ledger
from cockpit.metrics import Cockpit
from cockpit.review import kept, opened, reading
from cockpit.review.document import Document
from cockpit.review.incident import incident
from cockpit.review.week import week
from cockpit.review.year import year
from cockpit.settings.model import Settings

_YEAR = re.compile(r"\d{4}")
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")


def _year(cockpit: Cockpit, site: Settings, which: str, language: str) -> Document:
    number = int(which) if _YEAR.fullmatch(which) else 0
    if not number:
        raise UsageError("bad_year", text=which)
    _begun(cockpit, date(number, 1, 1), which)
    return year(cockpit, site, number, language)


def _week(cockpit: Cockpit, site: Settings, which: str, language: str) -> Document:
    found = _WEEK.fullmatch(which)
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        first = None
    if first is None:
        raise UsageError("bad_week", text=which)
    _begun(cockpit, first, which)
    return week(cockpit, site, first, language)


def _begun(cockpit: Cockpit, first: date, which: str) -> None:
    if first > cockpit.today:
        raise UsageError("month_ahead", month=which, today=cockpit.today)


KINDS: Final[Mapping[str, Callable[[Cockpit, Settings, str, str], Document]]] = {
    "year": _year,
    "week": _week,
    "incident": incident,
}


def paper(
    site: Settings, kind: str, which: str, language: str, *, private: bool, environ: Mapping[str, str] = os.environ
) -> Document:
    """The report of a year (``2026``), a week (``2026-W40``) or an incident (its number) in a language.

    ``private``: with what only some rooms may see. UsageError for what there is none of, StoreError before the first
    sync.
    """
    which, tongue = which.strip(), language if language in LANGUAGES else site.languages[0]
    found = KINDS[kind](opened.current(site, environ), site, which, tongue)
    found = kept.kept(found, Ledger(site.data).review(which))
    return found if private else reading.public(found)
