"""Where an alarm is seen and acknowledged: a link short enough to be typed from a wall."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from cockpit.settings.model import Settings

SHORT: Final = "/a/"
LONGEST_CODE: Final = 12


def origin(site: Settings, served: str) -> str:
    """The cockpit's address as others reach it: of messages or of its login, else the one at which it is ``served``."""
    return site.delivery.address or served.rstrip("/")


def short(origin: str, alarm: int) -> str:
    """The short link of an alarm."""
    return f"{origin}{SHORT}{alarm}"


def local(origin: str) -> bool:
    """Whether an address leads to the machine itself, wherever it is opened."""
    host = urlsplit(origin).hostname or ""
    return host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")  # noqa: S104


def readable(link: str) -> str:
    """The link as people type it: a browser adds what stands before the host by itself."""
    parts = urlsplit(link)
    return f"{parts.netloc}{parts.path}"


def scanned(link: str) -> str:
    """The link as a QR code holds it: in capitals it takes fewer and so larger squares, and leads to the same place."""
    parts = urlsplit(link)
    plain = not parts.path.removeprefix(SHORT).strip("0123456789")
    return link.upper() if plain and parts.path.startswith(SHORT) else link


def coded(code: str) -> int | None:
    """The alarm that a short link names; None where it names none."""
    return int(code) if code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE else None
