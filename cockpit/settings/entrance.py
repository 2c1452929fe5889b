"""The shape of ``[access]``: the login provider, and whose roles are whose."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
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
# What examples and manuals write where a secret of one's own should stand.
_EXAMPLE = re.compile(
    r"change[-_ ]?(me|this|it)|replace[-_ ]?(me|this)|your[-_ ]|placeholder|example|default|passw(or)?d|x{5}|\*{3}|"
    "请|更改|修改|替换|替換",
    re.IGNORECASE,
)
EVERYBODY = 0o004
_PASSWORD = re.compile(r"://[^/@\s]*?:[^/@]+@|[?&](password|passwd|pwd)=[^&]+", re.IGNORECASE)
SHORTEST_SESSION, LONGEST_SESSION = timedelta(minutes=1), timedelta(days=30)


def access() -> Reader:
    """The reader of ``[access]``."""
    fields = {
        "metadata_url": Field(leaf(public_address), required=True),
        "client_id": Field(FILLED, required=True),
        "client_secret": Field(leaf(_own), required=True),
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


def readable_by_all(file: Path, written: Mapping[str, Any], report: Report) -> None:
    """A check that a password written into a database's URL cannot be read by everybody on the machine."""
    if os.name != "posix" or not file.stat().st_mode & EVERYBODY:
        return
    section = written.get("sources")
    for name, source in section.items() if isinstance(section, dict) else ():
        url = source.get("url") if isinstance(source, dict) else None
        password = _PASSWORD.search(url) if isinstance(url, str) else None
        if password and "${" not in password[0]:
            report.add("secret_readable", ("sources", name, "url"), file=file.name)


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


def _own(raw: Any) -> str:
    """A secret that is not the one of an example."""
    if not isinstance(raw, str) or not raw.strip():
        raise Wrong("empty" if isinstance(raw, str) else "not_text")
    if _EXAMPLE.search(raw):
        raise Wrong("default_secret")
    return str(raw)


def _long(raw: Any) -> str:
    text = _own(raw)
    if len(text.strip()) < SHORTEST_SECRET or len(set(text)) < SHORTEST_SECRET // 4:
        raise Wrong("short_secret", count=SHORTEST_SECRET)
    return text


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
