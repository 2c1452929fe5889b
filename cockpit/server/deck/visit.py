"""Who asks for a month's slides, of which month, in which language: the same for the deck and what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cockpit.access import SOMEBODY, Person, may_see_scores, sees_all
from cockpit.errors import CockpitError, StoreError
from cockpit.exports.deck.page import THEMES
from cockpit.i18n import explain, say
from cockpit.review import reading
from cockpit.server import doors
from cockpit.server.tv.holders import PERSON
from cockpit.settings.model import Settings
from cockpit.ui import site

DECK: Final = "/deck"
UNKEPT: Final = {"cache-control": "no-store"}


@dataclass(frozen=True)
class Visit:
    """``private``: with what only some rooms may see, which must be asked for; ``address`` leads here again."""

    settings: Settings
    who: Person
    month: date
    language: str
    private: bool
    address: str


def visited(request: Request) -> Visit | Response:
    """Whoever asks; a page that says why not where they may not, or where the month is none."""
    settings = site.settings()
    asked = request.query_params
    language = asked.get("lang", "")
    language = language if language in settings.languages else settings.languages[0]
    who: Person = SOMEBODY if settings.access is None else request.scope[PERSON]
    if not sees_all(who):
        lines = [say("deck.door.denied_why", language)]
        return doors.page(settings, language, say("deck.door.denied", language), lines, None, 403)
    try:
        month = reading.month_of(request.path_params["month"])
    except CockpitError as error:
        return refused(settings, language, error)
    private = asked.get("private") == "1" and may_see_scores(who)
    kept = {name: asked[name] for name in ("lang", "theme") if name in asked} | ({"private": "1"} if private else {})
    address = f"{DECK}/{month:%Y-%m}" + (f"?{urlencode(kept)}" if kept else "")
    return Visit(settings, who, month, language, private, address)


def theme(request: Request) -> str:
    """The light that is asked for."""
    asked = request.query_params.get("theme", "")
    return asked if asked in THEMES else THEMES[0]


def refused(settings: Settings, language: str, error: CockpitError) -> HTMLResponse:
    """Why there are no slides."""
    status = 503 if isinstance(error, StoreError) else 404
    title = say("deck.door.title", language)
    return doors.page(settings, language, title, explain(error, language).splitlines(), None, status)
