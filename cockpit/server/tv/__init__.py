"""The wall as it hangs there: its page, its pictures, and who may have them."""

from __future__ import annotations

import logging
import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cockpit.errors import CockpitError
from cockpit.server import doors
from cockpit.server.tv import holders, pictures, shell
from cockpit.ui import site
from cockpit.wall import sizes

log = logging.getLogger("cockpit")

UNKEPT = {"cache-control": "no-store"}
RETRY_SECONDS = 10
SHAPES = re.compile(r"[0-9]{1,2}[.][0-9]{2}")


def _page(request: Request) -> Response:
    """The page; a token in the address is put into a cookie first and gone from the address."""
    settings = site.settings()
    if (token := request.query_params.get("token")) is not None:
        return _entered(token)
    try:
        screen = holders.screen(settings, request)
    except CockpitError as error:
        log.warning("%s", error)
        answer = doors.wall(settings, request, holders.UNREAD)
        answer.headers["refresh"] = str(RETRY_SECONDS)
        return answer
    if isinstance(screen, str):
        return doors.wall(settings, request, screen)
    shown = HTMLResponse(shell.page(settings, screen, _named(request)).document, headers=UNKEPT)
    if (held := holders.held(request)) is not None:
        _remember(shown, held)
    return shown


def _entered(token: str) -> Response:
    answer = RedirectResponse("/tv", 303, headers={**UNKEPT, "referrer-policy": "no-referrer"})
    _remember(answer, token[: holders.LONGEST])
    return answer


def _remember(answer: Response, token: str) -> None:
    answer.set_cookie(holders.COOKIE, token, max_age=holders.COOKIE_SECONDS, path="/", httponly=True, samesite="strict")


def _named(request: Request) -> str | None:
    """The wall a person named; a screen's token has named its own."""
    return request.query_params.get("wall") if holders.held(request) is None else None


def _picture(request: Request) -> Response:
    """One picture as JSON: of this screen's wall alone, whatever is asked."""
    settings = site.settings()
    try:
        screen = holders.screen(settings, request)
        if isinstance(screen, str):
            return JSONResponse({"closed": screen}, 403, headers=UNKEPT)
        version = shell.page(settings, screen, _named(request)).version
        scene, shape = (request.query_params.get(name, "") for name in ("scene", "shape"))
        told = pictures.told(settings, screen.wall, scene, version, _shape(shape))
    except (pictures.Unreadable, CockpitError) as error:
        log.warning("a wall keeps its last picture", exc_info=error)
        return JSONResponse({"problem": holders.UNREAD}, 503, headers=UNKEPT)
    return JSONResponse(told, headers=UNKEPT)


def _shape(text: str) -> float:
    """A screen's width over its height; the standard's where it tells none."""
    found = float(text) if SHAPES.fullmatch(text) else 0.0
    return found or sizes.SHAPE


def _keeper(_request: Request) -> Response:
    """What keeps the page in the browser; it may look after the page above it."""
    headers = {"service-worker-allowed": "/tv", "cache-control": "no-cache"}
    return Response(shell.KEEPER, media_type="text/javascript", headers=headers)


ROUTES = [
    Route("/tv", _page),
    Route("/tv/picture", _picture),
    Route("/tv/keeper.js", _keeper),
]
