"""Why a message was not taken, and whether it may have been all the same. No secret is ever told."""

from __future__ import annotations

import base64
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Timer
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from cockpit.errors import DeliveryError

LONGEST_REASON: Final = 160
# Parts of an address that say nothing, as the paths of robots have them.
_SHORTEST_SECRET: Final = 6


class NotTaken(Exception):
    """The message was not taken, surely; ``wait`` seconds at least before it is tried again."""

    def __init__(self, error: DeliveryError, wait: int = 0) -> None:
        super().__init__(error.key)
        self.error = error
        self.wait = wait


class Unanswered(Exception):
    """The message was sent off and nothing came back: it may have been taken or not."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__(error.key)
        self.error = error


class _Closing(Protocol):
    sock: socket.socket | None


@contextmanager
def within(seconds: float, connection: _Closing) -> Iterator[None]:
    """Cuts a connection after so long: a timeout of the socket begins anew with every byte that comes.

    TimeoutError where it was cut, whatever was made of what had come by then.
    """
    late = Event()

    def cut() -> None:
        late.set()
        if connection.sock is not None:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception:
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError


def unreachable(host: str, error: OSError) -> DeliveryError:
    """Why no connection came about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError("delivery_certificate", host=host, reason=error.verify_message)
    if isinstance(error, ssl.SSLError):
        return DeliveryError("delivery_tls", host=host, reason=error.reason or "TLS")
    if isinstance(error, TimeoutError):
        return DeliveryError("delivery_silent", host=host)
    if isinstance(error, socket.gaierror):
        return DeliveryError("delivery_unknown_host", host=host)
    return DeliveryError("delivery_unreachable", host=host, reason=error.strerror or type(error).__name__)


def scrubbed(text: str, secrets: Sequence[str | None]) -> str:
    """What a server says, on one line, without what it may repeat of our secrets."""
    told = re.sub(r"\s+", " ", text)
    for secret in sorted({part for one in secrets if one for part in _parts(one)}, key=len, reverse=True):
        told = told.replace(secret, "***")
    return told[:LONGEST_REASON].strip()


def _parts(secret: str) -> Iterator[str]:
    """A secret and what of it may stand in an answer: its value in a query, its last step in a path, encoded."""
    yield secret
    yield quote(secret, safe="")
    yield base64.b64encode(secret.encode()).decode()
    if "://" in secret:
        parts = urlsplit(secret)
        pieces = [*parts.path.split("/"), *re.split("[&=]", parts.query)]
        yield from (piece for piece in pieces if len(piece) > _SHORTEST_SECRET and piece != "access_token")
