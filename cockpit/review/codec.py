"""Documents as JSON and back: a dataclass is an object that names its class, so a close outlives the code's shapes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final

from cockpit.periods import Period
from cockpit.review import document, numbers
from cockpit.sentences import Sentence

_OF: Final = "is"
_CLASSES: Final[dict[str, type]] = {
    **{
        name: kind
        for module in (document, numbers)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    },
    "Sentence": Sentence,
    "Period": Period,
}


def encode(found: document.Document) -> bytes:
    """The bytes of a document; the same document is always the same bytes."""
    return (json.dumps(_plain(found), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def decode(data: bytes) -> document.Document:
    """What ``encode`` wrote; ValueError for anything else. What a later version added has its default."""
    try:
        found = _whole(json.loads(data))
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, document.Document):
        raise ValueError("not a document")  # noqa: TRY004 - of bytes from elsewhere
    return found


def _plain(part: Any) -> Any:
    if is_dataclass(part) and not isinstance(part, type):
        told = {field.name: _plain(getattr(part, field.name)) for field in fields(part)}
        return {_OF: type(part).__name__, **told}
    if isinstance(part, (list, tuple)):
        return [_plain(one) for one in part]
    if isinstance(part, datetime):
        return {_OF: "moment", "at": part.isoformat()}
    if isinstance(part, date):
        return {_OF: "day", "at": part.isoformat()}
    return part


def _whole(part: Any) -> Any:
    if isinstance(part, list):
        return tuple(map(_whole, part))
    if not isinstance(part, dict):
        return part
    kind = part[_OF]
    if kind == "moment":
        return datetime.fromisoformat(part["at"])
    if kind == "day":
        return date.fromisoformat(part["at"])
    made = _CLASSES[kind]
    known = {field.name for field in fields(made)}
    return made(**{name: _whole(value) for name, value in part.items() if name in known})
