"""The HTTP side: Streamlit behind our own headers, host check and error page, and the routes that are no page."""

from __future__ import annotations

import asyncio
import base64
import gc
import hashlib
import ipaddress
import json
import logging
import re
import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import streamlit as st
import uvicorn
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config as streamlit_config
from streamlit.runtime.secrets import SecretsValue

from cockpit.errors import CockpitError, UsageError
from cockpit.i18n import explain, say
from cockpit.server import deck, short, tv
from cockpit.server.gate import SUBJECT, Gate
from cockpit.server.strays import Strays
from cockpit.settings import LANGUAGES
from cockpit.settings.model import Access, Settings
from cockpit.store import Store
from cockpit.ui import downloads, site, windows
from cockpit.ui.address import CARRIED

log = logging.getLogger("cockpit")

ROOT = Path(__file__).resolve().parents[2]
COLLECT_EVERY_SECONDS = 600
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
CLOSED = ("/_stcore/metrics", "/_stcore/metrics/")  # what Streamlit would tell everybody about itself
RULES, FOLLOW = ((ROOT / "cockpit" / "ui" / name).read_text(encoding="utf-8") for name in ("style.css", "follow.js"))
FOLLOW = FOLLOW.replace("CARRIED", json.dumps(CARRIED), 1)
# Tells Streamlit's client where its server is: beside the page's own files. It would else look for it below every page
# first, and a deep link would begin with two answers of 404.
FOUND = '<script>window.__streamlit = {BACKEND_BASE_URL: new URL("./", location.href).href}</script>'
STREAMLIT = "<title>Streamlit</title>"  # by which its page is known from our own
FONT_CACHE = "public, max-age=604800"


def serve(
    settings: Settings, host: str = "127.0.0.1", port: int = 8501, started: Callable[[], None] = lambda: None
) -> None:
    """Serves the cockpit until it is stopped; calls ``started`` once it answers.

    Without a login provider nobody but this machine may ask.
    """
    if settings.access is None and not _loopback(host):
        raise UsageError("loopback_only", host=host)
    config = uvicorn.Config(
        build(settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=1 << 20,
        ws_per_message_deflate=False,  # a page's 35 KB are sent sooner than they are compressed (3 ms)
        ws="websockets-sansio",
    )
    bound = _bound(host, port)
    site.serve_at(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
    gc.collect()
    gc.freeze()
    try:
        _Server(config, started).run(sockets=[bound])
    except KeyboardInterrupt:
        pass
    finally:
        bound.close()
        gc.unfreeze()  # what stays frozen at the end is reported as leaked by DuckDB's bindings
        gc.collect()


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()


def _bound(host: str, port: int) -> socket.socket:
    """The socket to listen on; UsageError if another program has the port."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise UsageError("port_taken", port=port) from error
    return bound


def build(settings: Settings) -> st.App:
    """The ASGI application over one site's settings."""
    site.install(settings)
    streamlit_config._main_script_path = str(ROOT / "cockpit.py")  # noqa: SLF001 - where .streamlit/ stands
    return st.App(
        ROOT / "cockpit" / "app.py",
        secrets=_secrets(settings.access) if settings.access else None,
        lifespan=_lifespan,
        routes=[
            Route("/health", _health),
            Route("/version", _version),
            Route("/export/{token}", _export),
            Route("/rows/{token}", _rows),
            *short.ROUTES,
            *tv.ROUTES,
            *deck.ROUTES,
        ],
        middleware=_middleware(settings),
        on_script_error=_script_error,
    )


def _middleware(settings: Settings) -> list[Middleware]:
    access = settings.access
    hosts = [*LOOPBACK, *([str(urlsplit(access.redirect_uri).hostname)] if access else [])]
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(Headers, name=settings.name, language=settings.languages[0]),
        *([Middleware(Gate, settings=settings)] if access else []),
        Middleware(Strays),
    ]


def _secrets(access: Access) -> dict[str, SecretsValue]:
    """What Streamlit would read from a secrets.toml, taken from the site's own configuration."""
    return {
        "auth": {
            "redirect_uri": access.redirect_uri,
            "cookie_secret": access.cookie_secret,
            "client_id": access.client_id,
            "client_secret": access.client_secret,
            "server_metadata_url": access.metadata_url,
            "client_kwargs": {"scope": access.scope},
        }
    }


class Headers:
    """Puts the security headers on every response and the site's name and language into Streamlit's empty page."""

    def __init__(self, app: ASGIApp, name: str, language: str) -> None:
        self.app = app
        self.name = name
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app = PlainTextResponse("", status_code=404) if scope["path"] in CLOSED else self.app
        await app(_readable(scope), receive, _Sender(self, scope, send))


def _readable(scope: Scope) -> Scope:
    """A request for a page must not be answered compressed: what stands in it decides its policy.

    Nor one for a file: most are packed already, and a long one would come later and many times as slowly.
    """
    sent = scope["headers"]
    page = any(name == b"accept" and b"text/html" in value for name, value in sent)
    if not page and scope["path"] != "/tv" and not scope["path"].startswith(("/export/", "/deck/")):
        return scope
    return {**scope, "headers": [(name, value) for name, value in sent if name != b"accept-encoding"]}


class _Sender:
    """Sends one response on, holding an HTML body back until its policy can name the scripts in it."""

    def __init__(self, headers: Headers, scope: Scope, send: Send) -> None:
        self.headers = headers
        self.scope = scope
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            found = MutableHeaders(scope=message)
            if found.get("content-type", "").startswith("text/html") and "content-encoding" not in found:
                self.start = message
                return
            self._secure(found, "")
            await self.send(message)
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()

    async def _finish(self) -> None:
        assert self.start is not None
        page = _personal(self.body.decode(), self.headers.name, self._language())
        body = page.encode()
        found = MutableHeaders(scope=self.start)
        found["content-length"] = str(len(body))
        del found["etag"]
        self._secure(found, page)
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})

    def _language(self) -> str:
        asked = parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
        return asked if asked in LANGUAGES else self.headers.language

    def _secure(self, found: MutableHeaders, page: str) -> None:
        found["content-security-policy"] = policy(page)
        found["x-content-type-options"] = "nosniff"
        found["referrer-policy"] = "same-origin"
        found["x-frame-options"] = "SAMEORIGIN"
        found["permissions-policy"] = "camera=(), microphone=(), geolocation=()"
        if self.scope["path"].startswith("/app/static/"):
            found["cache-control"] = FONT_CACHE


def policy(page: str = "") -> str:
    """The content policy of a page: nothing from elsewhere, and of inline scripts only those that stand in it."""
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {allowed}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def _personal(page: str, name: str, language: str) -> str:
    """Streamlit's empty page under the site's name and in its language, without the font it would load in vain.

    Our rules, and the script that follows the links within our HTML, stand in it: sent once, not at every rerun.
    """
    if STREAMLIT not in page:
        return page
    page = page.replace("</body>", f"<style>{RULES}</style><script>{FOLLOW}</script></body>", 1)
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace(STREAMLIT, f"<title>{escape(name)}</title>{FOUND}", 1)
    return re.sub(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', "", page, count=1)


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@asynccontextmanager
async def _lifespan(_app: Any) -> AsyncIterator[None]:
    logging.getLogger("uvicorn.access").disabled = True
    # Streamlit has set it to tell of every connection, two lines each, which would bury the address.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    collecting = asyncio.create_task(_collect())
    try:
        yield
    finally:
        collecting.cancel()
        with suppress(asyncio.CancelledError):
            await collecting


async def _collect() -> None:
    """Streamlit would collect after every rerun, which costs more than the rerun itself."""
    while True:
        await asyncio.sleep(COLLECT_EVERY_SECONDS)
        await run_in_threadpool(gc.collect)


def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


def _version(_request: Request) -> Response:
    """What a screen that stands alone compares: another snapshot means new figures, another mark a new picture."""
    current = Store(site.settings().data).latest()
    identity = current.id if current else None
    return JSONResponse({"snapshot": identity, "mark": tv.pictures.mark(site.settings(), identity)})


async def _export(request: Request) -> Response:
    """A file on offer: as it comes where it can, otherwise written first and then sent."""
    language = site.settings().languages[0]
    found = downloads.taken(request.path_params["token"], request.scope.get(SUBJECT, ""))
    if found is None:
        return PlainTextResponse(say("pages.download.gone", language), status_code=404)
    headers = {"content-disposition": found.disposition, "cache-control": "no-store"}
    if request.method == "HEAD":
        return Response(headers=headers, media_type=found.mime)
    if found.stream is not None:
        return StreamingResponse(found.stream(), media_type=found.mime, headers=headers)
    folder = tempfile.TemporaryDirectory(prefix="cockpit-")
    path = Path(folder.name) / f"file{Path(found.name).suffix}"
    try:
        assert found.write is not None
        await run_in_threadpool(found.write, path)
    except downloads.Stopped:
        folder.cleanup()
        return PlainTextResponse(say("pages.download.stopped", language), status_code=409)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(path, media_type=found.mime, headers=headers, background=BackgroundTask(folder.cleanup))


async def _rows(request: Request) -> Response:
    """A window of a table's rows; what is asked beyond its ends is empty."""
    start = request.query_params.get("from", "")
    if not (start.isascii() and start.isdigit() and len(start) < 10):
        return PlainTextResponse("", status_code=400)
    owner = request.scope.get(SUBJECT, "")
    found = await run_in_threadpool(windows.fetched, request.path_params["token"], int(start), owner)
    if found is None:
        return PlainTextResponse("", status_code=404)
    return JSONResponse(found, headers={"cache-control": "no-store"})


def _script_error(error: Exception) -> bool:
    """Says what can be said to a reader, and writes the rest under a reference number to the log."""
    language = site.language()
    if isinstance(error, CockpitError):
        log.warning("%s", error)
        st.warning(explain(error, language))
        return True
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=error)
    st.error(say("pages.error.unexpected", language, reference=reference))
    return True
