"""The shape of ``[delivery]``: the mail server, and who is told. Addresses of robots are secrets and are never told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlsplit

from cockpit.settings.alarming import KINDS
from cockpit.settings.leaves import DURATION, FILLED, loopback, number, one_of, public_address
from cockpit.settings.lines import Place
from cockpit.settings.model import LANGUAGES
from cockpit.settings.readers import BAD, Field, Reader, Report, Wrong, also, leaf, many, table, unknown
from cockpit.settings.receivers import CALLED, MAIL, PORTS, ROBOTS, STEPS, WAYS, Delivery, Mail, Receiver

SHORTEST, LONGEST = timedelta(seconds=1), timedelta(seconds=60)
_NAMED = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]+)>")


def delivery() -> Reader:
    """The reader of ``[delivery]``."""
    server = {
        "host": Field(leaf(_host), required=True),
        "from": Field(leaf(_sender), required=True, to="sender"),
        "security": Field(one_of("unknown_security", PORTS)),
        "port": Field(number(1, 65_535, whole=True)),
        "user": Field(FILLED),
        "password": Field(FILLED),
    }
    receiver = {
        "name": Field(leaf(_name), required=True),
        "kind": Field(leaf(_kind), required=True),
        "to": Field(many(leaf(recipient), once, single=True)),
        "url": Field(leaf(_robot)),
        "secret": Field(FILLED),
        "alarms": Field(many(one_of("unknown_alarm", KINDS), single=True)),
        "campus": Field(many(FILLED, single=True)),
        "language": Field(one_of("unknown_language", LANGUAGES)),
        "step": Field(one_of("unknown_step", STEPS)),
    }
    fields = {
        "address": Field(leaf(_address)),
        "timeout": Field(_timeout),
        "mail": Field(table(Mail, server, _login)),
        "to": Field(_several(many(also(table(Receiver, receiver), _way), _names))),
    }
    return also(table(Delivery, fields), _mail_server)


def secrets_of(section: Mapping[str, Any]) -> Iterator[tuple[Place, Any, str]]:
    """Of the section as written: each place where a secret stands, what stands there, the variable to use instead."""
    mail, receivers = section.get("mail"), section.get("to")
    if isinstance(mail, dict):
        yield ("mail", "password"), mail.get("password"), "COCKPIT_MAIL_PASSWORD"
    for index, one in enumerate(receivers if isinstance(receivers, list) else []):
        if isinstance(one, dict):
            yield ("to", index, "url"), one.get("url"), "COCKPIT_ROBOT_URL"
            yield ("to", index, "secret"), one.get("secret"), "COCKPIT_ROBOT_SECRET"


def reachable(raw: Mapping[str, Any], place: Place, report: Report) -> None:
    """A check of the whole file that links in messages lead somewhere."""
    section = raw.get("delivery")
    if isinstance(section, dict) and section.get("to") and "address" not in section and "access" not in raw:
        report.add("missing_key", (*place, "delivery", "address"), name="address")


def _mail_server(raw: Mapping[str, Any], place: Place, report: Report) -> None:
    """A check that mail has a server where somebody is told by mail."""
    receivers = raw.get("to")
    kinds = [one.get("kind") for one in receivers if isinstance(one, dict)] if isinstance(receivers, list) else []
    if MAIL in kinds and "mail" not in raw:
        report.add("mail_server_needed", (*place, "mail"))


def _way(raw: Mapping[str, Any], place: Place, report: Report) -> None:
    """A check that a receiver has what its way needs, and nothing of another's."""
    kind = raw.get("kind")
    if kind not in WAYS:
        return
    needed, strange = ("to", ("url", "secret")) if kind == MAIL else ("url", ("to",))
    if kind == "wecom":
        strange = ("to", "secret")
    if needed not in raw:
        report.add("missing_key", (*place, needed), name=needed)
    for key in strange:
        if key in raw:
            report.add("not_of_way", (*place, key), name=key, way=kind)
    if isinstance(url := raw.get("url"), str) and (other := _other(url, str(kind))):
        report.add("robot_of_another", (*place, "url"), way=kind, near=other)


def _other(url: str, kind: str) -> str | None:
    """Whose robot an address plainly is, where that is another kind's."""
    host = (_parts(url) or urlsplit("")).hostname
    return next((other for other, hosts in ROBOTS.items() if host in hosts and other != kind), None)


def _login(found: Mail, place: Place, report: Report) -> None:
    """A check that a password is there for a user, and that nobody on the way reads it."""
    if (found.user is None) != (found.password is None):
        missing = "user" if found.user is None else "password"
        report.add("missing_key", (*place, missing), name=missing)
    elif found.password is not None and found.security == "none" and not loopback(found.host):
        report.add("password_in_clear", (*place, "security"))


def _names(found: tuple[Receiver, ...], place: Place, report: Report) -> None:
    for index, one in enumerate(found):
        if one.name in [before.name for before in found[:index]]:
            report.add("duplicate", (*place, index, "name"), name=one.name)


def once(found: tuple[str, ...], place: Place, report: Report) -> None:
    """A check that nothing is named twice."""
    for index, one in enumerate(found):
        if one in found[:index]:
            report.add("duplicate", (*place, index), name=one)


def _several(read: Reader) -> Reader:
    """Receivers: each is a section of its own, in double brackets."""

    def several(raw: Any, place: Place, report: Report) -> Any:
        if not isinstance(raw, dict):
            return read(raw, place, report)
        report.add("receiver_in_single_brackets", place)
        return BAD

    return several


def _timeout(raw: Any, place: Place, report: Report) -> Any:
    span = DURATION(raw, place, report)
    if span is BAD or SHORTEST <= span <= LONGEST:
        return span
    report.add("bad_timeout", place)
    return BAD


def _kind(raw: Any) -> str:
    """A way to tell somebody; who writes what people call it is told its name here."""
    if isinstance(raw, str) and raw not in WAYS:
        near = next((way for way, names in CALLED.items() if raw.strip().casefold() in names), None)
        raise Wrong("unknown_way_near", name=raw, near=near) if near else unknown("unknown_way", raw, WAYS)
    if not isinstance(raw, str):
        raise Wrong("not_text")
    return raw


def _name(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip() or not raw.isprintable() or len(raw) > 60 or set(raw) & set("<>/"):
        raise Wrong("bad_receiver")
    return raw.strip()


def _host(raw: Any) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"[A-Za-z0-9.:_-]+", raw) or "://" in raw:
        raise Wrong("bad_host")
    return raw


def _address(raw: Any) -> str:
    text = public_address(raw)
    parts = urlsplit(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise Wrong("bad_cockpit_address")
    return text.removesuffix("/")


def recipient(raw: Any) -> str:
    """An address of mail."""
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError):
        address = Address()
    if not text.isascii() or not address.username or ("." not in address.domain and address.domain != "localhost"):
        raise Wrong("bad_mail")
    return text


def _sender(raw: Any) -> str:
    """An address, or a name and an address: ``Cockpit <cockpit@example.edu.cn>``."""
    named = _NAMED.fullmatch(raw.strip()) if isinstance(raw, str) and raw.isprintable() else None
    if named is None:
        return recipient(raw)
    return str(Address(named["name"].strip('" '), addr_spec=recipient(named["address"])))


def _robot(raw: Any) -> str:
    """The address of a robot: whoever knows it may write to the group, so that it goes over TLS alone."""
    parts = _parts(raw)
    if parts is None or not parts.hostname or parts.scheme not in ("http", "https") or parts.fragment:
        raise Wrong("bad_robot")
    if parts.scheme == "http" and not loopback(parts.hostname):
        raise Wrong("plain_robot")
    return str(raw)


def _parts(raw: Any) -> Any:
    """The parts of a URL; None for what is none."""
    if not isinstance(raw, str) or not raw.isascii() or any(sign.isspace() for sign in raw):
        return None
    try:
        parts = urlsplit(raw)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    return parts
