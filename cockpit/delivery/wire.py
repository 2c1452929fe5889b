"""One POST, within a time: through the proxy the system names, following nowhere, reading no more than it must."""

from __future__ import annotations

import base64
import http.client
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from cockpit.delivery.faults import NotTaken, Unanswered, unreachable, within
from cockpit.errors import DeliveryError

LONGEST_ANSWER: Final = 65_536


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def post(url: str, body: bytes, seconds: float) -> Answer:
    """Posts JSON. NotTaken: it did not get there; Unanswered: it did, as far as one can know, and nothing came back."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "cockpit", "Connection": "close"}
    connection = _connection(parts, seconds)
    sent = False
    try:
        with within(seconds, connection):
            connection.connect()
            connection.request("POST", target, body, headers)
            sent = True
            response = connection.getresponse()
            answer = Answer(response.status, response.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        if sent:
            raise Unanswered(DeliveryError("delivery_unanswered", host=host)) from None
        raise NotTaken(_unreached(host, error)) from None
    finally:
        connection.close()
    return answer


def _unreached(host: str, error: Exception) -> DeliveryError:
    return unreachable(host, error) if isinstance(error, OSError) else DeliveryError("delivery_cut", host=host)


def _connection(parts: SplitResult, seconds: float) -> http.client.HTTPConnection:
    """A connection that is not open yet; by way of the system's proxy where it names one for that host."""
    host, port, secure = parts.hostname or "", parts.port, parts.scheme == "https"
    named = "" if proxy_bypass(host) else getproxies().get(parts.scheme, "")
    if not named or not secure:  # a robot in clear is on this machine
        return _plain(host, port, seconds, secure=secure)
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    connection = _plain(proxy.hostname or "", proxy.port or 8080, seconds, secure=True)
    connection.set_tunnel(host, port, _login(proxy))
    return connection


def _plain(host: str, port: int | None, seconds: float, *, secure: bool) -> http.client.HTTPConnection:
    if secure:
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _login(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
