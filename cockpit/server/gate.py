"""Nothing goes in or out without a login: pages, the socket they talk through, files, rows.

The login is Streamlit's own signed cookie. Only what leads to a login, and whether the server lives, is open.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from cockpit.access import Person, recognised
from cockpit.boards import KEEPERS
from cockpit.errors import CockpitError
from cockpit.ledger import Ledger
from cockpit.server import doors
from cockpit.server.tv import holders
from cockpit.settings.model import Settings
from cockpit.ui import login

log = logging.getLogger("cockpit")

GO, BEGIN, CALLBACK = "/login/go", "/auth/login", "/oauth2callback"
OPEN = ("/health", BEGIN, CALLBACK)
# These ask by themselves who looks: a screen by its token, or a person.
WALL = ("/tv", "/tv/picture", "/tv/keeper.js")
# Where the browser puts files, which are held in memory: for those alone whose page takes any.
UPLOADS = "/_stcore/upload_file"
# Where somebody was going when they were asked to log in.
TO = "cockpit_to"
TO_SECONDS, LONGEST_TO = 900, 3_000
# A mark by which our routes know whose request it is.
SUBJECT = "cockpit.subject"
STRICT = "max-age=31536000"


class Gate:
    """Lets in who has a login and a role; everybody else is shown the way to one."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        assert settings.access is not None
        self.app = app
        self.settings = settings
        self.access = settings.access
        self.secure = settings.access.redirect_uri.startswith("https:")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, self._secured(send))
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        request = HTTPConnection(scope)
        if path == login.LOGIN:
            await doors.login(self.settings, request)(scope, receive, send)
        elif path == GO:
            await self._begin(request)(scope, receive, send)
        elif path == BEGIN:
            await self.app(scope, receive, _Begun(send))
        elif path == CALLBACK:
            await self.app(scope, receive, _Returned(self, request, send))
        elif path == login.LOGOUT:
            await self._end(request)
            await self.app(scope, receive, send)
        elif path in OPEN or await self._of_screen(request):
            await self.app(scope, receive, send)
        else:
            await self._closed(scope, receive, send)

    async def _of_screen(self, request: HTTPConnection) -> bool:
        """Whether a screen on a wall is shown this by its token, or told at the wall's own routes why not."""
        path: str = request.scope["path"]
        if path in WALL:
            request.scope[holders.PERSON] = self._person(request)
            return True
        if path != "/version" and not path.startswith(holders.FONTS):
            return False
        return await run_in_threadpool(holders.opens, self.settings, request)

    async def _closed(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        who = self._person(request)
        page = "text/html" in request.headers.get("accept", "")
        answer: ASGIApp
        if who is None:
            answer = RedirectResponse(f"{login.LOGIN}?to={quote(_asked(request), safe='')}", 303)
            answer = answer if page else PlainTextResponse("", 401)
        elif not who.roles:
            answer = doors.nothing(self.settings, request, who) if page else PlainTextResponse("", 403)
        elif scope["path"].startswith(UPLOADS) and not {*who.roles} & {*KEEPERS}:
            answer = PlainTextResponse("", 403)
        else:
            scope[SUBJECT] = who.subject
            scope[holders.PERSON] = who
            answer = self.app
        await answer(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        claims = self.claims(connection.cookies)
        who = recognised(claims, self.access)
        if not login.stands(claims, self.access) or not who.roles:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def heard() -> Message:
            message = await receive()
            return message if login.stands(claims, self.access) else _bare(message)

        await self.app(scope, heard, send)

    def _person(self, request: HTTPConnection) -> Person | None:
        claims = self.claims(request.cookies)
        return recognised(claims, self.access) if login.stands(claims, self.access) else None

    def claims(self, cookies: Mapping[str, str]) -> dict[str, Any]:
        """What the cookie says of its holder; nothing where it was not signed here, or for another address."""

        def signed(name: str) -> bytes | None:
            value = cookies.get(name, "")
            return decode_signed_value(self.access.cookie_secret, name, value.encode("latin-1", "replace"))

        try:
            found = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
            claims = json.loads(found) if found else {}
        except ValueError:
            return {}
        address = urlsplit(self.access.redirect_uri)
        if not isinstance(claims, dict) or claims.get("origin") != f"{address.scheme}://{address.netloc}":
            return {}
        return claims

    def _begin(self, request: HTTPConnection) -> Response:
        """On to the provider, keeping in mind where to come back to."""
        answer = RedirectResponse(generate_login_redirect_url("default"), 303)
        to = local(request.query_params.get("to", ""))
        answer.set_cookie(TO, quote(to, safe=""), max_age=TO_SECONDS, path=CALLBACK, httponly=True, samesite="lax")
        return answer

    async def _end(self, request: HTTPConnection) -> None:
        claims = self.claims(request.cookies)
        if login.stands(claims, self.access):
            login.end(claims, self.access)
            await self.note(recognised(claims, self.access), "logout")

    async def note(self, who: Person, deed: str) -> None:
        """Writes a login or its end to the audit trail; a ledger that cannot be written keeps nobody out."""
        try:
            await run_in_threadpool(Ledger(self.settings.data).record, who.who, deed, " ".join(who.roles))
        except CockpitError as error:
            log.warning("%s", error)

    def _secured(self, send: Send) -> Send:
        """Behind TLS no cookie goes another way."""
        if not self.secure:
            return send

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["strict-transport-security"] = STRICT
                message["headers"] = [
                    (name, value + b"; Secure" if name == b"set-cookie" and b"; secure" not in value.lower() else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        return secured


class _Begun:
    """What Streamlit answers where a login begins; a failure there leads back to our own page, which says so."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.failed = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            self.failed = True
            await _redirect(self.send, f"{login.LOGIN}?failed=1")
        elif not self.failed:
            await self.send(message)


class _Returned:
    """What Streamlit answers to who comes back from the provider: on to where they were going, or what went wrong."""

    def __init__(self, gate: Gate, request: HTTPConnection, send: Send) -> None:
        self.gate = gate
        self.request = request
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.start":
            await self.send(message)
            return
        headers = MutableHeaders(scope=message)
        claims = self.gate.claims(_set(headers))
        to = f"{login.LOGIN}?out=1"
        if login.stands(claims, self.gate.access):
            await self.gate.note(recognised(claims, self.gate.access), "login")
            to = local(_unquoted(self.request.cookies.get(TO, "")))
        elif self.request.query_params:
            to = f"{login.LOGIN}?failed=1"
        headers["location"] = to
        headers.append("set-cookie", f"{TO}=; Max-Age=0; Path={CALLBACK}; HttpOnly; SameSite=lax")
        message["status"] = 303
        await self.send(message)


def local(address: str) -> str:
    """The address if it is one of this host's pages, else the first page."""
    plain = address.startswith("/") and address[1:2] not in ("/", "\\") and len(address) <= LONGEST_TO
    plain = plain and all(sign > " " for sign in address) and not address.startswith((login.LOGIN, "/auth/", CALLBACK))
    return address if plain else "/"


def _unquoted(text: str) -> str:
    return parse_qs(f"to={text}").get("to", [""])[0]


def _asked(request: HTTPConnection) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _set(headers: MutableHeaders) -> dict[str, str]:
    """The cookies that an answer sets."""
    found: SimpleCookie = SimpleCookie()
    for line in headers.getlist("set-cookie"):
        try:
            found.load(line)
        except CookieError:
            continue
    return {name: one.value for name, one in found.items()}


async def _redirect(send: Send, to: str) -> None:
    await send({"type": "http.response.start", "status": 303, "headers": [(b"location", to.encode("latin-1"))]})
    await send({"type": "http.response.body", "body": b""})


def _bare(message: MutableMapping[str, Any]) -> Message:
    """Of what a page asks after its login has ended only that it be run anew, whole and with nothing done before.

    A fragment or the work of a button would otherwise run without what asks for a login.
    """
    data = message.get("bytes")
    if message["type"] != "websocket.receive" or not data:
        return message
    try:
        asked = BackMsg.FromString(data)
    except DecodeError:
        return message
    bare = BackMsg()
    if asked.WhichOneof("type") == "rerun_script":
        bare.rerun_script.query_string = asked.rerun_script.query_string
        bare.rerun_script.page_script_hash = asked.rerun_script.page_script_hash
        bare.rerun_script.context_info.CopyFrom(asked.rerun_script.context_info)
    else:
        bare.rerun_script.query_string = ""
    return {"type": "websocket.receive", "bytes": bare.SerializeToString()}
