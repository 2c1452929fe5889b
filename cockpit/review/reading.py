"""The one door to a month's document: its close where it was closed, else a draft of what the data say now.

Whatever shows or sends a month asks here, so that page, deck, files and mails tell the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Final

from cockpit import periods, views
from cockpit.errors import CockpitError, StoreError, UsageError
from cockpit.i18n import LANGUAGES
from cockpit.keeping import Cache
from cockpit.ledger import Ledger
from cockpit.metrics import Cockpit, open_cockpit
from cockpit.review import closes, judging, kept, opened, restating, viewed
from cockpit.review.closes import Close
from cockpit.review.corrected import corrected, in_order
from cockpit.review.document import Document, Slide
from cockpit.review.made import made
from cockpit.review.month import Asked
from cockpit.review.slides.decisions import decisions as earlier_decisions
from cockpit.settings.model import Settings

DRAFT: Final = 0
DECISIONS: Final = "decisions"
MOST = 60
MOST_ALARMS: Final = 10_000
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
    found = _draft(site, month, tongue, environ) if close is None else _closed(site, close, tongue, environ)
    found = found if private else public(found)
    found = replace(found, slides=(*found.slides, *corrected(found)))
    found = _prepared(site, found, environ)
    return found if private else public(found)


def made_then(
    site: Settings,
    month: date,
    language: str,
    cockpit: Cockpit,
    *,
    private: bool,
) -> Document:
    """The draft of a month that another snapshot or moment (``cockpit``) makes, as far as the ledger still says so."""
    key = ("then", str(cockpit.engine.path), cockpit.snapshot, cockpit.as_of, _said(Ledger(site.data)), month, language)
    found: Document = KEPT.get(key, lambda: made(opened.month_over(cockpit, site, month, language, Asked())))
    return found if private else public(found)


def _closed(site: Settings, close: Close, language: str, environ: Mapping[str, str]) -> Document:
    """What a month was closed as, with what moved since."""
    key = ("closed", str(close.folder), close.facts["digest"], language)
    found: Document = KEPT.get(key, lambda: close.document(language))
    with suppress(StoreError):  # what was closed can be read whatever became of the store
        moved = restating.restated(site, close, language, environ)
        found = replace(found, restated=in_order(moved, found))
    return _decided_since(site, close, found, environ)


def _decided_since(site: Settings, close: Close, document: Document, environ: Mapping[str, str]) -> Document:
    """A closed month with the earlier decisions as they stand by now, judged by the data that were closed."""
    stand = judging.said(Ledger(site.data), close.month)
    if stand == close.facts.get("decisions"):
        return document

    def judged() -> Slide | None:
        cockpit = open_cockpit(site, close.snapshot, close.as_of, environ)
        month = opened.month_over(cockpit, site, close.month, document.language, Asked())
        slide = earlier_decisions(month)
        return slide and replace(slide, foot=(*slide.foot, month.say("decisions.since")))

    with suppress(CockpitError):  # its snapshot is no more
        found = KEPT.get(("decisions", str(close.folder), close.facts["digest"], document.language, stand), judged)
        others = [one for one in document.slides if one.key != DECISIONS]
        return replace(document, slides=(*others[:1], *([found] if found else []), *others[1:]))
    return document


def _prepared(site: Settings, document: Document, environ: Mapping[str, str]) -> Document:
    """A month's document with what people kept of it."""
    ledger, month = Ledger(site.data), document.period.first
    review, decisions = ledger.review(kept.of(month)), ledger.decisions(month)

    def slide(key: str, name: str, query: str) -> Slide | None:
        origin = document.origin
        at = ("view", site.data, origin.snapshot, origin.as_of, month, document.language, key, query)
        found: Slide | None = KEPT.get(at, lambda: _view(site, document, key, name, query, environ))
        return found

    return kept.kept(document, review, decisions, slide)


def _view(
    site: Settings, document: Document, key: str, name: str, query: str, environ: Mapping[str, str]
) -> Slide | None:
    """A view over the month as the document's snapshot has it; None where it cannot be asked there."""
    origin, language = document.origin, document.language
    try:
        view = views.read(query) if query else views.named(name, ())
        cockpit = open_cockpit(site, origin.snapshot, origin.as_of, environ)
        month = opened.month_over(cockpit, site, document.period.first, language, Asked())
        return viewed.viewed(month, key, views.title(name, language), view)
    except CockpitError:
        return None


def public(document: Document) -> Document:
    """A document without what only some rooms may see."""
    return replace(
        document,
        slides=tuple(one for one in document.slides if not one.private),
        indicators=tuple(one for one in document.indicators if not one.private),
        restated=tuple(one for one in document.restated if not one.private),
        earlier=tuple(one for one in document.earlier if not one.private),
    )


def months(site: Settings, environ: Mapping[str, str] = os.environ) -> list[Looked]:
    """The months that can be looked at, the newest first: closed ones, and those since the data begin."""
    closed = {month: closes.versions(site.data, month)[0] for month in closes.months(site.data)}
    cockpit = opened.current(site, environ)
    span, today = cockpit.span(), cockpit.today
    listed = sorted({*periods.unit_starts(span, "month"), *closed}, reverse=True)
    return [
        Looked(month, closed.get(month, DRAFT), periods.whole(month, "month").until <= today)
        for month in listed
        if month <= today
    ]


def _draft(site: Settings, month: date, language: str, environ: Mapping[str, str]) -> Document:
    """What the data say now, kept for one serving file, clock, language and what people said that it tells.

    A month that has ended is asked at the hour, since a minute changes nothing of it and to make it takes seconds.
    """
    cockpit = opened.current(site, environ)
    if month > cockpit.today:
        raise UsageError("month_ahead", month=f"{month:%Y-%m}", today=cockpit.today)
    if periods.whole(month, "month").until <= cockpit.today:
        hour = cockpit.as_of.replace(minute=0, second=0, microsecond=0)
        cockpit = replace(cockpit, as_of=hour, clocks=replace(cockpit.clocks, asked=hour))
    at = (str(cockpit.engine.path), cockpit.snapshot, cockpit.as_of, _said(Ledger(site.data)), month)

    def draft() -> Document:
        asked: Asked = KEPT.get(("asked", *at), Asked)
        return made(opened.month_over(cockpit, site, month, language, asked))

    found: Document = KEPT.get(("draft", *at, language), draft)
    return found


def _said(ledger: Ledger) -> str:
    """A word for what a draft tells of the ledger; what is kept of its slides is put on afterwards."""
    alarms = [
        (one.id, one.ended_at, one.acknowledged_at, one.verdict, one.deeds) for one in ledger.alarms(limit=MOST_ALARMS)
    ]
    return sha256(repr((ledger.notes(), ledger.decisions(), alarms)).encode()).hexdigest()
