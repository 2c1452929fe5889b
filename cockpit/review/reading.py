"""The one door to a month's document: its close where it was closed, else a draft of what the data say now.

Whatever shows or sends a month asks here, so that page, deck, files and mails tell the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cockpit import periods
from cockpit import settings as configuration
from cockpit.errors import UsageError
from cockpit.i18n import LANGUAGES
from cockpit.keeping import Cache
from cockpit.ledger import Ledger
from cockpit.metrics import Cockpit, open_cockpit
from cockpit.request import Request
from cockpit.review import closes
from cockpit.review.document import Document
from cockpit.review.made import made
from cockpit.review.month import Asked, Month
from cockpit.settings.model import Settings
from cockpit.store import Snapshot, replayed

DRAFT: Final = 0
MOST = 60
KEPT = Cache(MOST)
_SPELLED = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Looked:
    """A month that can be looked at: ``version`` of its close, 0 for a draft; ``ended``: it can be closed."""

    month: date
    version: int
    ended: bool

    @property
    def draft(self) -> bool:
        return self.version == DRAFT


def month_of(text: str) -> date:
    """The first day of the month that ``2026-10`` names; UsageError for anything else."""
    found = _SPELLED.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UsageError("bad_month", text=text)


def read(
    site: Settings,
    month: date,
    language: str,
    *,
    private: bool,
    version: int | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Document:
    """A month's document in a language, as the site keeps it; ``month`` is its first day.

    ``private``: with what only some rooms may see. ``version``: of the close, DRAFT for what the data say now, None for
    the last close or else a draft. StoreError before the first sync or where a close cannot be read, UsageError for a
    month that has not begun.
    """
    tongue = language if language in LANGUAGES else site.languages[0]
    close = closes.latest(site.data, month) if version is None else None
    if version:
        close = closes.find(site.data, month, version)
    found: Document
    if close is not None:
        key = ("closed", str(close.folder), close.facts["digest"], tongue)
        found = KEPT.get(key, lambda: close.document(tongue))
    else:
        found = _draft(site, month, tongue, environ)
    return found if private else public(found)


def public(document: Document) -> Document:
    """A document without what only some rooms may see."""
    return replace(
        document,
        slides=tuple(one for one in document.slides if not one.private),
        indicators=tuple(one for one in document.indicators if not one.private),
    )


def months(site: Settings, environ: Mapping[str, str] = os.environ) -> list[Looked]:
    """The months that can be looked at, the newest first: closed ones, and those since the data begin."""
    closed = {month: closes.versions(site.data, month)[0] for month in closes.months(site.data)}
    cockpit = current(site, environ)
    span, today = cockpit.span(), cockpit.today
    listed = sorted({*periods.unit_starts(span, "month"), *closed}, reverse=True)
    return [
        Looked(month, closed.get(month, DRAFT), periods.whole(month, "month").until <= today)
        for month in listed
        if month <= today
    ]


def current(site: Settings, environ: Mapping[str, str] = os.environ) -> Cockpit:
    """The snapshot that serves, at the minute of the site's clock."""
    now = configuration.now(site, environ)
    return open_cockpit(site, None, now and now.replace(second=0, microsecond=0), environ)


def month_over(cockpit: Cockpit, site: Settings, month: date, language: str, asked: Asked) -> Month:
    """A month of a snapshot; ``asked`` is what its languages share."""
    assert isinstance(cockpit.held, Snapshot)
    request = Request(
        cockpit, replayed.settings(site, cockpit.held.manifest), language, periods.whole(month, "month"),
        against="previous", preset="month",
    )  # fmt: skip
    return Month(request, Ledger(site.data), asked)


def _draft(site: Settings, month: date, language: str, environ: Mapping[str, str]) -> Document:
    """What the data say now, kept for one serving file, minute, language and state of the ledger."""
    cockpit = current(site, environ)
    if month > cockpit.today:
        raise UsageError("month_ahead", month=f"{month:%Y-%m}", today=cockpit.today)
    at = (str(cockpit.engine.path), cockpit.snapshot, cockpit.as_of, Ledger(site.data).stamp, month)

    def draft() -> Document:
        asked: Asked = KEPT.get(("asked", *at), Asked)
        return made(month_over(cockpit, site, month, language, asked))

    found: Document = KEPT.get(("draft", *at, language), draft)
    return found
