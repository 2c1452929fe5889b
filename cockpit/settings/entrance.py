"""The shape of ``[access]``: the login provider, and whose roles are whose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from cockpit.settings.deliveries import secrets_of
from cockpit.settings.leaves import DURATION, FILLED, public_address
from cockpit.settings.lines import Place
from cockpit.settings.model import ROLES, Access
from cockpit.settings.readers import BAD, Field, Reader, Report, Wrong, free, keyed, leaf, many, table

SECRETS = ("client_secret", "cookie_secret")
CALLBACK = "/oauth2callback"
SHORTEST_SECRET = 32
SHORTEST_SESSION, LONGEST_SESSION = timedelta(minutes=1), timedelta(days=30)


def access() -> Reader:
    """The reader of ``[access]``."""
    fields = {
        "metadata_url": Field(leaf(public_address), required=True),
        "client_id": Field(FILLED, required=True),
        "client_secret": Field(FILLED, required=True),
        "cookie_secret": Field(leaf(_long), required=True),
        "redirect_uri": Field(leaf(_callback), required=True),
        "roles": Field(keyed({role: many(FILLED, single=True) for role in ROLES}, "unknown_role"), required=True),
        "scope": Field(leaf(_scope)),
        "groups": Field(FILLED),
        "person": Field(FILLED),
        "people": Field(free(FILLED)),
        "session": Field(_session),
        "contact": Field(FILLED),
    }
    return table(Access, fields, _some_role)


def secrets_elsewhere(written: Mapping[str, Any], report: Report) -> None:
    """A check of the file as written: secrets are taken from the environment, whoever may read the file."""
    section = written.get("access")
    for key in SECRETS:
        value = section.get(key) if isinstance(section, dict) else None
        _elsewhere(value, ("access", key), f"COCKPIT_{key.upper()}", report)
    told = written.get("delivery")
    for place, value, name in secrets_of(told) if isinstance(told, dict) else ():
        _elsewhere(value, ("delivery", *place), name, report)


def _elsewhere(value: Any, place: Place, name: str, report: Report) -> None:
    if isinstance(value, str) and "${" not in value:
        report.add("secret_written", place, name=name)


def _some_role(found: Access, place: Place, report: Report) -> None:
    if not any(found.roles.values()):
        report.add("nobody", (*place, "roles"))


def _callback(raw: Any) -> str:
    text = public_address(raw)
    parts = urlsplit(text)
    if parts.path != CALLBACK or parts.query or parts.fragment or "@" in parts.netloc:
        raise Wrong("bad_callback", path=CALLBACK)
    return text


def _long(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw.strip()) < SHORTEST_SECRET or len(set(raw)) < SHORTEST_SECRET // 4:
        raise Wrong("short_secret", count=SHORTEST_SECRET)
    return raw


def _scope(raw: Any) -> str:
    if not isinstance(raw, str) or "openid" not in raw.split():
        raise Wrong("bad_scope")
    return raw


def _session(raw: Any, place: Place, report: Report) -> Any:
    span = DURATION(raw, place, report)
    if span is BAD or SHORTEST_SESSION <= span <= LONGEST_SESSION:
        return span
    report.add("bad_session", place)
    return BAD
