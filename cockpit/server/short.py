"""Short links to alarms, from a wall or a message: they lead to the page that shows them, and tell nothing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cockpit.alarms import links


def _alarm(request: Request) -> Response:
    """On to the alarm; whether there is one of that number the page tells to who may look."""
    alarm = links.coded(request.path_params["code"])
    return RedirectResponse("/warnings" if alarm is None else f"/warnings?alarm={alarm}", 303)


# A code holds them in capitals.
ROUTES = [Route(f"{prefix}{{code}}", _alarm) for prefix in (links.SHORT, links.SHORT.upper())]
