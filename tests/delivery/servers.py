"""A real mail server and a real HTTP server on this machine, which keep what they get and answer as they are told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "cockpit", "canary-mail-password"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of localhost that is its own issuer, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    issued, private = folder / "localhost.pem", folder / "localhost.key"
    issued.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return issued, private


@dataclass
class Mailbox:
    """What a mail server took. ``answers``: what it says to recipients and to messages instead of yes, by address."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    before_answer: Callable[[], None] = lambda: None
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        if self.answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.taken += [(to, message) for to in envelope.rcpt_tos]
        self.before_answer()
        return self.answer

    def authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)

    @property
    def marks(self) -> list[str]:
        """The Message-IDs of what was taken, each once, as programs of mail show them."""
        return list(dict.fromkeys(f"{to} {message['Message-ID']}" for to, message in self.taken))


@contextmanager
def mail_server(folder: Path, *, starttls: bool = True, login: bool = True) -> Iterator[Mailbox]:
    """A server that wants STARTTLS and a login."""
    box = Mailbox(port=free_port())
    issued, private = certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(issued, private)
    options: dict[str, Any] = {"tls_context": context, "require_starttls": True} if starttls else {}
    if login:
        options |= {"authenticator": box.authenticated, "auth_required": starttls, "auth_require_tls": starttls}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Group:
    """What a robot's group sees, and how the robot behaves: each call takes the next of ``script``, else it answers.

    ``script``: a body to answer with, a number for an HTTP status, ``cut`` before it is taken, ``lost`` after, ``slow``
    and ``drip`` for answers that do not end in time.
    """

    kind: str
    secret: str | None = None
    port: int = 0
    script: list[Any] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    secure: bool = False

    @property
    def url(self) -> str:
        path = {
            "wecom": "/cgi-bin/webhook/send?key=canary-robot-key",
            "dingtalk": "/robot/send?access_token=canary-robot-token",
            "feishu": "/open-apis/bot/v2/hook/canary-robot-hook",
        }[self.kind]
        return f"https://localhost:{self.port}{path}" if self.secure else f"http://127.0.0.1:{self.port}{path}"

    def take(self, path: str, body: bytes) -> dict[str, Any]:
        """What the robot answers to a message."""
        payload = json.loads(body)
        if error := getattr(self, f"_{self.kind}")(path, payload, body):
            self.faults.append(str(error))
            return error  # type: ignore[no-any-return]
        self.seen.append(payload)
        if self.kind == "feishu":
            return {"code": 0, "msg": "success", "data": {}, "StatusCode": 0}
        return {"errcode": 0, "errmsg": "ok"}

    def _wecom(self, path: str, payload: dict[str, Any], _body: bytes) -> dict[str, Any] | None:
        if parse_qs(urlsplit(path).query)["key"] != ["canary-robot-key"]:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        if len(payload["markdown"]["content"].encode()) > 4096:
            return {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096."}
        return None

    def _dingtalk(self, path: str, payload: dict[str, Any], body: bytes) -> dict[str, Any] | None:
        query = parse_qs(urlsplit(path).query)
        if query["access_token"] != ["canary-robot-token"]:
            return {"errcode": 300001, "errmsg": "token is not exist"}
        if self.secret is not None:
            moment = query.get("timestamp", ["0"])[0]
            if abs(time.time() * 1000 - int(moment)) > 3_600_000:
                return {"errcode": 310000, "errmsg": "invalid timestamp"}
            digest = hmac.new(self.secret.encode(), f"{moment}\n{self.secret}".encode(), hashlib.sha256).digest()
            if query.get("sign") != [base64.b64encode(digest).decode()]:
                return {"errcode": 310000, "errmsg": "sign not match, more: [https://ding-doc.dingtalk.com]"}
        if len(body) > 20_000:
            return {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"}
        return None if payload["markdown"]["title"] else {"errcode": 40035, "errmsg": "缺少参数 title"}

    def _feishu(self, path: str, payload: dict[str, Any], body: bytes) -> dict[str, Any] | None:
        if not path.endswith("/canary-robot-hook"):
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        if self.secret is not None:
            key = f"{payload.get('timestamp')}\n{self.secret}".encode()
            sign = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
            late = abs(time.time() - int(payload.get("timestamp", 0))) > 3600
            if late or payload.get("sign") != sign:
                return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        return {"code": 9499, "msg": "Bad Request"} if len(body) > 20 * 1024 else None


class Handler(BaseHTTPRequestHandler):
    """Answers as its group's script says."""

    group: Group
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.group.calls.append(self.path)
        step = self.group.script.pop(0) if self.group.script else None
        if step == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        answer = self.group.take(self.path, body) if step in (None, "lost", "slow", "drip") else step
        if step == "lost":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif step == "slow":
            self.group.stop.wait(20)
        elif step == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.group.stop.wait(0.2):
                self.wfile.write(b"X-Drip: 1\r\n")
        else:
            self.answer(answer)

    def answer(self, answer: Any) -> None:
        status = answer if isinstance(answer, int) else 200
        text = answer if isinstance(answer, str) else json.dumps({} if isinstance(answer, int) else answer)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()


@contextmanager
def robot(kind: str, secret: str | None = None, folder: Path | None = None) -> Iterator[Group]:
    """A robot of that kind; behind TLS with a certificate of that folder."""
    group = Group(kind, secret, secure=folder is not None)

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answering", (Handler,), {"group": group}))
    server.daemon_threads = True
    if folder is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate(folder))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    group.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield group
    finally:
        group.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def text_of(message: EmailMessage, form: str = "plain") -> str:
    """The text of one of a message's forms."""
    part = message.get_body((form,))
    assert part is not None
    return str(part.get_content())
