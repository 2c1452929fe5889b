"""Where a database is and who asks: the URL with its driver and its password, which nothing else ever shows."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from cockpit.errors import SourceError
from cockpit.settings.model import Source

DRIVERS = {"postgresql": "psycopg", "mariadb": "pymysql", "mysql": "pymysql"}
OTHERS = stat.S_IRWXG & ~stat.S_IRGRP | stat.S_IRWXO


def address(source: Source) -> URL:
    """The source's URL, ready to connect; SourceError if it is none or its password cannot be read."""
    try:
        url = make_url(source.url or "")
    except ArgumentError:
        raise SourceError("database_url", source=source.name) from None
    if url.drivername in DRIVERS:
        url = url.set(drivername=f"{url.drivername}+{DRIVERS[url.drivername]}")
    if source.password_file is not None:
        url = url.set(password=_password(source, source.password_file))
    return url


def _password(source: Source, file: Path) -> str:
    """The file's first line. Others than its owner and its group must not be able to read it."""
    try:
        if file.stat().st_mode & OTHERS:
            raise SourceError("password_open", source=source.name, file=str(file))
        password = file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError("password_unreadable", source=source.name, file=str(file), reason=reason) from None
    if not password:
        raise SourceError("password_empty", source=source.name, file=str(file))
    return password


def told(words: str, url: URL) -> str:
    """The database's own words in one line, without the password in any of its spellings."""
    password = str(url.password) if url.password else ""
    for spelling in sorted({password, quote(password, safe=""), quote_plus(password), quote(password)}, key=len)[::-1]:
        if spelling:
            words = words.replace(spelling, "***")
    return " ".join(words.split())
