"""Robots of groups: how each wants a message, its signature, its limits, and what its answers mean.

WeCom: developer.work.weixin.qq.com/document/path/91770. DingTalk: open.dingtalk.com/document/group/custom-robot-access.
Feishu: open.feishu.cn, 自定义机器人使用指南. All answer with HTTP 200 whether or not they took the message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

from cockpit.delivery.faults import NotTaken, Unanswered, scrubbed
from cockpit.delivery.items import FINE, LATE, WATCH
from cockpit.delivery.wire import Answer, post
from cockpit.errors import DeliveryError
from cockpit.settings.receivers import Receiver

Payload = dict[str, Any]

# Messages a minute; of Feishu it is 100, and five a second.
A_MINUTE: Final = 20
# How long a robot is silent once it was asked too often, in seconds.
SILENT: Final = {"wecom": 60, "dingtalk": 600, "feishu": 60}
_TEMPLATES: Final = {LATE: "red", WATCH: "orange", FINE: "green"}
# What the numbers of refusals mean, where somebody can do something about it.
_MEANT: Final[Mapping[str, Mapping[int, str]]] = {
    "wecom": {93000: "gone", 40058: "long", 45009: "often", 45033: "often"},
    "dingtalk": {300001: "gone", 300005: "gone", 460101: "long", 130101: "often", 410100: "often", 310000: "safety"},
    "feishu": {19001: "gone", 19021: "sign", 19022: "place", 19024: "word", 11232: "often", 9499: "form"},
}
# What is mended at a robot's address; of a mail server it is at its host and port.
_UNREACHED: Final = tuple(f"delivery_{one}" for one in ("certificate", "tls", "silent", "unknown_host", "unreachable"))


@dataclass(frozen=True)
class Form:
    """How a robot wants a message: ``size`` is how many bytes ``measured`` may come to."""

    size: int
    measured: Callable[[Payload], str]
    made: Callable[[str, str, str, str, str], Payload]
    signed: Callable[[str, Payload, str | None, datetime], tuple[str, Payload]]


def send(receiver: Receiver, payload: Payload, at: datetime, seconds: float) -> None:
    """Hands a message to a robot. NotTaken: it was refused; Unanswered: nobody knows."""
    assert receiver.url
    url, signed = FORMS[receiver.kind].signed(receiver.url, payload, receiver.secret, at)
    try:
        answer = post(url, json.dumps(signed, ensure_ascii=False).encode(), seconds)
    except NotTaken as missed:
        if missed.error.key not in _UNREACHED:
            raise
        error = DeliveryError(f"{missed.error.key}_robot", **missed.error.arguments)
        raise NotTaken(error, missed.wait) from None
    _understood(receiver, answer)


def _understood(receiver: Receiver, answer: Answer) -> None:
    """Nothing where the message was taken; NotTaken with the reason where not, Unanswered where nobody knows."""
    host = urlsplit(receiver.url or "").hostname or ""
    if answer.status != 200:
        wait = SILENT[receiver.kind] if answer.status == 429 else 0
        raise NotTaken(DeliveryError("robot_http", host=host, code=answer.status), wait)
    told = _read(answer.body, host)
    code = next((told[name] for name in ("errcode", "code", "StatusCode") if isinstance(told.get(name), int)), None)
    if code == 0:
        return
    reason = scrubbed(str(told.get("errmsg") or told.get("msg") or ""), (receiver.url, receiver.secret))
    meant = _MEANT[receiver.kind].get(code or 0, "")
    if meant == "safety":
        meant = _safety(reason)
    key = f"robot_{meant}" if meant else "robot_refused"
    arguments = {"host": host, "code": code if code is not None else answer.status, "reason": reason}
    raise NotTaken(DeliveryError(key, **arguments), SILENT[receiver.kind] if meant == "often" else 0)


def _read(body: bytes, host: str) -> dict[str, Any]:
    """An answer's fields. NotTaken where it is another's page; Unanswered where it broke off."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if isinstance(told, dict):
        return told
    if body.lstrip()[:1] in (b"", b"{") and told is None:
        raise Unanswered(DeliveryError("delivery_unanswered", host=host))
    raise NotTaken(DeliveryError("robot_foreign", host=host))


def _safety(reason: str) -> str:
    """Which of DingTalk's safety settings refused: it has one number for all."""
    said = reason.casefold()
    for sign, meant in (("keyword", "word"), ("关键词", "word"), ("sign", "sign"), ("签名", "sign")):
        if sign in said:
            return meant
    if "timestamp" in said:
        return "sign"
    return "place" if "ip" in said else ""


def _wecom(_title: str, text: str, _link: str, _button: str, _tone: str) -> Payload:
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _dingtalk(title: str, text: str, _link: str, _button: str, _tone: str) -> Payload:
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def _feishu(title: str, text: str, link: str, button: str, tone: str) -> Payload:
    """A card: its text is markdown, its button leads to the cockpit."""
    elements: list[Payload] = [{"tag": "markdown", "content": text}]
    words = {"tag": "plain_text", "content": button}
    elements.append({"tag": "action", "actions": [{"tag": "button", "text": words, "url": link, "type": "primary"}]})
    header = {"title": {"tag": "plain_text", "content": title}, "template": _TEMPLATES[tone]}
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
    return {"msg_type": "interactive", "card": card}


def _unsigned(url: str, payload: Payload, _secret: str | None, _at: datetime) -> tuple[str, Payload]:
    return url, payload


def _signed_dingtalk(url: str, payload: Payload, secret: str | None, at: datetime) -> tuple[str, Payload]:
    """The secret is the key, the moment in milliseconds and the secret are signed; both stand in the address."""
    if secret is None:
        return url, payload
    moment = str(round(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    sign = quote(base64.b64encode(digest), safe="")
    return f"{url}{'&' if urlsplit(url).query else '?'}timestamp={moment}&sign={sign}", payload


def _signed_feishu(url: str, payload: Payload, secret: str | None, at: datetime) -> tuple[str, Payload]:
    """The moment in seconds and the secret are the key, nothing is signed; both stand in the message."""
    if secret is None:
        return url, payload
    moment = str(int(at.timestamp()))
    digest = hmac.new(f"{moment}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return url, {"timestamp": moment, "sign": base64.b64encode(digest).decode(), **payload}


def _whole(payload: Payload) -> str:
    return json.dumps(payload, ensure_ascii=False)


FORMS: Final[Mapping[str, Form]] = {
    "wecom": Form(4096, lambda payload: str(payload["markdown"]["content"]), _wecom, _unsigned),
    "dingtalk": Form(20_000, _whole, _dingtalk, _signed_dingtalk),
    "feishu": Form(20_000, _whole, _feishu, _signed_feishu),
}
