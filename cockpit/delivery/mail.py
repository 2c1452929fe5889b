"""Mail over one connection a round: written in two forms, sent by SMTP, its certificate checked."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final, Self

from cockpit.delivery.faults import NotTaken, Unanswered, scrubbed, unreachable, within
from cockpit.errors import DeliveryError
from cockpit.settings.receivers import Mail

# Every byte within ASCII: not each server on the way takes others.
_PLAIN: Final = SMTP.clone(cte_type="7bit")
# A server that says nothing more is not waited for, in seconds.
FAREWELL: Final = 2
# Answers of a server that does not know the login, RFC 4954.
_LOGIN: Final = (530, 534, 535, 538)


@dataclass(frozen=True)
class Attached:
    """A file that goes with a message."""

    name: str
    mime: str
    data: bytes


def attach(message: EmailMessage, attached: Sequence[Attached]) -> None:
    """Puts files into a message."""
    for one in attached:
        kind, _, form = one.mime.partition("/")
        message.add_attachment(one.data, maintype=kind, subtype=form, filename=one.name)


def letter(sender: str, to: str, subject: str, plain: str, html: str, *, mark: str, at: datetime) -> EmailMessage:
    """A message in plain text and HTML. One mark is one Message-ID, so that a repeat is known as one."""
    message = EmailMessage(policy=_PLAIN)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = identity(mark, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(plain)
    message.add_alternative(html, subtype="html")
    return message


def identity(mark: str, sender: str) -> str:
    """The Message-ID of a mark."""
    return f"<{mark}@{_address(sender).domain}>"


def refer(message: EmailMessage, earlier: list[str], sender: str) -> None:
    """Puts an all-clear below the messages it is about, where mail is shown in threads."""
    if earlier:
        identities = [identity(mark, sender) for mark in earlier]
        message["In-Reply-To"] = identities[-1]
        message["References"] = " ".join(identities)


def _address(sender: str) -> Address:
    named = EmailMessage(policy=_PLAIN)
    named["From"] = sender
    found: Address = named["From"].addresses[0]
    return found


class Post:
    """The mail server for one round. Where it cannot be reached or refuses the login, that holds for all of a round."""

    def __init__(self, server: Mail | None, seconds: float) -> None:
        self._given = server
        self._seconds = seconds
        self._session: smtplib.SMTP | None = None
        self._down: NotTaken | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, message: EmailMessage, to: str) -> None:
        """Hands one message over. NotTaken: it was refused; Unanswered: nobody knows."""
        session = self._opened()
        asked = False
        try:
            with within(self._seconds, session):
                self._answered(session.mail(_address(str(message["From"])).addr_spec), "delivery_refused")
                self._answered(session.rcpt(to), "delivery_recipient", to=to)
                asked = True
                self._answered(session.data(message.as_bytes()), "delivery_refused")
        except NotTaken:
            self._close()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            if isinstance(error, smtplib.SMTPDataError):
                raise NotTaken(self._told("delivery_refused", error.smtp_code, error.smtp_error)) from None
            if asked:
                raise Unanswered(DeliveryError("delivery_unanswered", host=self._server.host)) from None
            raise NotTaken(DeliveryError("delivery_cut", host=self._server.host)) from None

    @property
    def _server(self) -> Mail:
        assert self._given is not None, "mail has a server wherever somebody is told by mail"
        return self._given

    def _opened(self) -> smtplib.SMTP:
        if self._down:
            raise self._down
        if self._session is None:
            try:
                self._session = self._connected()
            except NotTaken as down:
                self._down = down
                raise
        return self._session

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        session: smtplib.SMTP
        context = ssl.create_default_context()
        if server.security == "tls":
            session = smtplib.SMTP_SSL(timeout=self._seconds, context=context)
        else:
            session = smtplib.SMTP(timeout=self._seconds)
        try:
            with within(self._seconds, session):
                self._greeted(session, context)
        except (OSError, smtplib.SMTPException) as error:
            with suppress(OSError):
                session.close()
            raise NotTaken(self._why(error)) from None
        return session

    def _greeted(self, session: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server = self._server
        session._host = server.host  # type: ignore[attr-defined] # noqa: SLF001 - the name a certificate is for; only the constructor that connects sets it
        code, text = session.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        session.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            session.starttls(context=context)
            session.ehlo()
        if server.user is not None and server.password is not None:
            session.login(server.user, server.password)

    def _why(self, error: OSError) -> DeliveryError:
        host = self._server.host
        if isinstance(error, smtplib.SMTPAuthenticationError) or getattr(error, "smtp_code", 0) in _LOGIN:
            return self._told("delivery_login", error.smtp_code, error.smtp_error)  # type: ignore[attr-defined]
        if isinstance(error, smtplib.SMTPNotSupportedError):
            starttls = self._server.security == "starttls" and "STARTTLS" in str(error)
            return DeliveryError("delivery_no_starttls" if starttls else "delivery_no_login", host=host)
        if isinstance(error, smtplib.SMTPResponseException):
            return self._told("delivery_refused", error.smtp_code, error.smtp_error)
        if isinstance(error, smtplib.SMTPException):
            return DeliveryError("delivery_cut", host=host)
        return unreachable(host, error)

    def _answered(self, answer: tuple[int, bytes], key: str, **told: str) -> None:
        code, text = answer
        if not 200 <= code < 300:
            raise NotTaken(self._told(key, code, text, **told))

    def _told(self, key: str, code: int, text: bytes | str, **told: str) -> DeliveryError:
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        secrets = [self._server.password, f"\0{self._server.user}\0{self._server.password}"]
        return DeliveryError(key, host=self._server.host, code=code, reason=scrubbed(words, secrets), **told)

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError, smtplib.SMTPException), within(FAREWELL, session):
                session.quit()
            session.close()
