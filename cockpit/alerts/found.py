"""Something that a round has found and that may become an alarm, whatever found it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote

from cockpit.alerts.series import Where

# Only what would end a value is written otherwise, so that people can read a subject.
_PLAIN = "".join(chr(sign) for sign in range(32, 127) if chr(sign) not in "%&=#+;")


@dataclass(frozen=True)
class Found:
    """``kind`` and ``subject`` say what it is of (a ticket, a device, ``campus=E&category=认证``: see ``subject``).

    ``since``: when it began in the data. ``facts``: figures, texts, ISO days and moments, lists and mappings of them.
    No name and no phone number of anybody is among them: they are shown on walls and sent to groups.
    """

    kind: str
    subject: str
    since: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


def subject(where: Where) -> str:
    """A place or kind as a subject, by the names of its dimensions; the whole site has an empty one."""
    return "&".join(f"{dimension}={_quoted(value)}" for dimension, value in sorted(where))


def where(subject: str) -> Where:
    """The place or kind that a subject says; of other subjects nothing."""
    return tuple(parse_qsl(subject, keep_blank_values=True))


def _quoted(value: str) -> str:
    return "".join(sign if ord(sign) > 127 or sign in _PLAIN else quote(sign, safe="") for sign in value)
