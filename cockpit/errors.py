"""One family of errors: a key and its arguments, worded by i18n in the reader's language.

Every error says what is wrong, where, and what to do next. The wording stands in
``words/<language>/errors.toml`` under the error's key; this module holds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

DONE, AT_FAULT, USAGE, HELD = 0, 1, 2, 3


class CockpitError(Exception):
    """Base of every error the cockpit raises on purpose. ``exit_code`` is the command line's."""

    exit_code = AT_FAULT

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(key, arguments)
        self.key = key
        self.arguments = arguments

    def __str__(self) -> str:
        return f"{self.key} {self.arguments}"


class UsageError(CockpitError):
    """The request itself is wrong: an unknown metric, dimension, period or option."""

    exit_code = USAGE


class SourceError(CockpitError):
    """A source cannot be read, or a whole file of it is refused."""


class StoreError(CockpitError):
    """A snapshot is missing, damaged or cannot be written."""


class HeldError(CockpitError):
    """A sync brought so few rows that it waits for ``--accept``."""

    exit_code = HELD


class DeliveryError(CockpitError):
    """A message to somebody outside was not taken."""


@dataclass(frozen=True)
class Fault:
    """One fault of a configuration: where it stands, what it is, the nearest right spelling."""

    key: str
    path: str
    line: int | None = None
    arguments: dict[str, object] = field(default_factory=dict)


class ConfigurationError(CockpitError):
    """All faults of a configuration at once."""

    exit_code = USAGE

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        super().__init__("configuration", file=file, count=len(faults))
        self.file = file
        self.faults = tuple(faults)


def nearest(name: str, known: object) -> str | None:
    """The known name most like ``name``, or None."""
    found = get_close_matches(name, list(known), n=1)  # type: ignore[call-overload]
    return found[0] if found else None
