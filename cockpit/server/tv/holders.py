"""Who may look at a wall: a screen by its token, a person by their role, at the machine itself everybody."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.requests import HTTPConnection

from cockpit.access import Person
from cockpit.boards import WALL_ROLES
from cockpit.errors import CockpitError
from cockpit.ledger import Ledger, Television
from cockpit.ledger.tokens import digest
from cockpit.settings.model import Settings

log = logging.getLogger("cockpit")

COOKIE: Final = "cockpit_tv"
COOKIE_SECONDS: Final = 400 * 86_400  # the longest a browser keeps one; every opening of the page begins it anew
LONGEST: Final = 100
PERSON: Final = "cockpit.person"  # where the gate leaves whoever is logged in
FONTS: Final = "/app/static/fonts/"
SEEN_EVERY: Final = timedelta(minutes=10)
# Why a wall is not shown.
REVOKED, NOBODY, NOT_YOURS, NO_WALL, UNREAD = "revoked", "nobody", "not_yours", "no_wall", "unread"


@dataclass(frozen=True)
class Screen:
    """What is shown to whoever asks: the wall of that name; a screen of its own may keep its last picture."""

    wall: str
    kept: bool


def held(request: HTTPConnection) -> str | None:
    """The token a browser holds; None where it holds none."""
    token = request.cookies.get(COOKIE)
    return token[:LONGEST] if token is not None else None


def television(settings: Settings, token: str) -> Television | None:
    """The screen whose token this is, if it is let in; StoreError where the ledger cannot be read."""
    return Ledger(settings.data).tv_of(digest(token)) if token else None


def opens(settings: Settings, request: HTTPConnection) -> bool:
    """Whether whoever asks holds a token of a screen that is let in."""
    token = held(request)
    try:
        return token is not None and television(settings, token) is not None
    except CockpitError as error:
        log.warning("%s", error)
        return False


def screen(settings: Settings, request: HTTPConnection) -> Screen | str:
    """What whoever asks is shown, or why nothing. A token decides alone: no parameter and no login widens it."""
    if (token := held(request)) is not None:
        return _of_token(settings, token)
    who: Person | None = request.scope.get(PERSON)
    if settings.access is not None:
        if who is None:
            return NOBODY
        if not set(who.roles) & set(WALL_ROLES):
            return NOT_YOURS
    name = request.query_params.get("wall") or next(iter(settings.walls))
    return Screen(name, settings.access is None) if name in settings.walls else NO_WALL


def _of_token(settings: Settings, token: str) -> Screen | str:
    found = television(settings, token)
    if found is None:
        return REVOKED
    now = datetime.now(UTC)
    if found.seen_at is None or now - found.seen_at > SEEN_EVERY:
        try:
            Ledger(settings.data).tv_seen(found.id)
        except CockpitError as error:  # a full disk darkens no wall
            log.warning("%s", error)
    return Screen(found.wall, kept=True) if found.wall in settings.walls else NO_WALL
