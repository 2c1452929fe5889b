"""Addresses that are no page: their readers come to the first page, which says so in their language.

Streamlit would show a dialog of its own, in English.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cockpit.boards import PAGES
from cockpit.ui.address import MISSING

# What else a browser is sent to: our own routes, the login's, and files.
OTHERS = (
    *("health", "version", "export", "rows", "tv", "deck", "a", "A"),
    *("login", "auth", "oauth2callback", "app", "media", "static", "_stcore"),
)
LONGEST = 60


class Strays:
    """Leads who asks for a page that there is not to the first one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self.app
        if scope["type"] == "http" and "text/html" in (asked := HTTPConnection(scope)).headers.get("accept", ""):
            name = scope["path"].strip("/")
            if not _known(name):
                lang = {"lang": asked.query_params["lang"]} if "lang" in asked.query_params else {}
                answer = RedirectResponse(f"/?{urlencode({MISSING: name[:LONGEST]} | lang)}", 303)
        await answer(scope, receive, send)


def _known(name: str) -> bool:
    if name in ("", "wall", *(board.name for board in PAGES)):
        return True
    return name.split("/", maxsplit=1)[0] in OTHERS or "." in name
