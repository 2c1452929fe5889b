"""The cockpit's own routes behind its gate, asked without a network."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from cockpit.server import _version, deck, short, tv
from cockpit.server.gate import Gate
from cockpit.settings.model import Settings, Wall
from cockpit.ui import site
from tests.browser.serve_login import COOKIE_SECRET, access
from tests.ui import made

WALLS = {
    "main": Wall(scenes=("now", "trend"), seconds=15),
    "east": Wall(scenes=("trend",), campus=("东校区",), theme="light"),
}
HOST = "http://127.0.0.1:8501"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def told(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Asks one application, keeping the cookie of a screen as a browser would."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, accept: str = "*/*", **cookies: str) -> Answer:
        answer = asyncio.run(_asked(self.app, path, accept, {**self.cookies, **cookies}))
        if (line := answer.headers.get("set-cookie")) is not None:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def knock(self, path: str) -> str:
        """The first thing a websocket hears."""
        return asyncio.run(_knocked(self.app, path, self.cookies))


def _scope(kind: str, path: str, accept: str, cookies: dict[str, str]) -> dict[str, Any]:
    plain, _, query = path.partition("?")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = [(b"host", b"127.0.0.1:8501"), (b"accept", accept.encode())]
    return {
        "type": kind,
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http" if kind == "http" else "ws",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [*headers, (b"cookie", cookie.encode("latin-1"))] if cookie else headers,
        "server": ("127.0.0.1", 8501),
        "client": ("127.0.0.1", 50_000),
        "subprotocols": [],
    }


async def _asked(app: Starlette, path: str, accept: str, cookies: dict[str, str]) -> Answer:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(_scope("http", path, accept, cookies), receive, send)
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]).decode())


async def _knocked(app: Starlette, path: str, cookies: dict[str, str]) -> str:
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await app(_scope("websocket", path, "*/*", cookies), receive, send)
    return sent[0]


def _rest(_request: Request) -> Response:
    return PlainTextResponse("everything else")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


def application(settings: Settings) -> Starlette:
    """The wall's routes and what stands for all others, behind the gate where there is one."""
    routes = [*tv.ROUTES, *short.ROUTES, *deck.ROUTES, Route("/version", _version), Route("/{path:path}", _rest)]
    gate = [Middleware(Gate, settings=settings)] if settings.access else []
    return Starlette(routes=[*routes, WebSocketRoute("/{path:path}", _socket)], middleware=gate)


@pytest.fixture(scope="session")
def hung(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site with two walls, published."""
    settings = made.settings(tmp_path_factory.mktemp("site"), walls=WALLS)
    made.publish(settings, made.tickets(2_000))
    return settings


@pytest.fixture
def own(hung: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The same with a ledger of this test alone: a data folder of its own over the same snapshots."""
    data = tmp_path / "data"
    data.mkdir()
    for one in hung.data.iterdir():
        if not one.name.startswith("ledger"):
            (data / one.name).symlink_to(one)
    settings = replace(hung, data=data)
    yield settings
    site.install(hung)


@pytest.fixture
def open_site(own: Settings) -> tuple[Settings, Browser]:
    """Without a login, at the machine itself."""
    site.install(own)
    return own, Browser(application(own))


@pytest.fixture
def guarded(own: Settings) -> tuple[Settings, Browser]:
    """Behind a login."""
    settings = replace(own, access=access("http://127.0.0.1:1", 8501, 3600))
    site.install(settings)
    return settings, Browser(application(settings))


@pytest.fixture
def person() -> Callable[..., dict[str, str]]:
    """The cookie of somebody who is logged in, by the groups they are in."""

    def cookie(*groups: str) -> dict[str, str]:
        claims = {"is_logged_in": True, "iss": "x", "sub": "x", "origin": HOST, "iat": time.time()}
        claims |= {"email": next((name for name in groups if "@" in name), "")}
        told = json.dumps(claims | {"groups": list(groups), "preferred_username": "somebody"})
        return {"_streamlit_user": create_signed_value(COOKIE_SECRET, "_streamlit_user", told).decode()}

    return cookie


def token_of(address: str) -> str:
    """The token in the address that ``tv add`` prints."""
    return quote(address.strip().rpartition("token=")[2])
