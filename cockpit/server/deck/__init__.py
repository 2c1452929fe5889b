"""The slides of a month, as a page, as a file to carry away, and the rows behind their figures."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cockpit.errors import CockpitError
from cockpit.exports import deck
from cockpit.review import reading
from cockpit.review.document import Document
from cockpit.server.deck import behind, listed
from cockpit.server.deck.visit import DECK, UNKEPT, Visit, refused, theme, visited
from cockpit.ui import site


def _deck(request: Request) -> Response:
    """The deck; nothing of it is kept by the browser, since others may sit at it."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    visit, found = asked
    return HTMLResponse(deck.html(found, theme=theme(request), address=visit.address), headers=UNKEPT)


def _file(request: Request) -> Response:
    """The same as a file; its figures lead to this server for as long as it can be reached."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    visit, found = asked
    page = deck.html(found, theme=theme(request), address=f"{site.origin()}{visit.address}")
    name = quote(f"{found.title}_{visit.month:%Y-%m}{deck.SUFFIX}")
    return HTMLResponse(page, headers={**UNKEPT, "content-disposition": f"attachment; filename*=utf-8''{name}"})


def _asked(request: Request) -> tuple[Visit, Document] | Response:
    """Who asks for which month, and its document; else the answer that says why not."""
    visit = visited(request)
    if isinstance(visit, Response):
        return visit
    try:
        return visit, reading.read(visit.settings, visit.month, visit.language, private=visit.private)
    except CockpitError as error:
        return refused(visit.settings, visit.language, error)


ROUTES = [
    Route(f"{DECK}/{{month}}.html", _file),
    Route(f"{DECK}/{{month}}", _deck),
    Route(f"{DECK}/{{month}}/rows/{{metric}}.xlsx", behind.workbook),
    Route(f"{DECK}/{{month}}/rows/{{metric}}", behind.page),
    Route(f"{DECK}/{{month}}/listed/{{digest}}.xlsx", listed.workbook),
    Route(f"{DECK}/{{month}}/listed/{{digest}}", listed.page),
]
