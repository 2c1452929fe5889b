"""Rights: which rows a person may see and which columns are kept from them."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.errors import UsageError

REPORTERS = frozenset({"reporter", "reporter_phone"})
PHONES = frozenset({"reporter_phone"})


@dataclass(frozen=True)
class Rights:
    """``rows``: a dimension and the values allowed of it, all of which must hold. ``denied``: columns never shown.

    ``masked``: phone numbers of which only the ends are shown; a role that is to see them whole is given none.
    """

    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    denied: frozenset[str] = frozenset()
    masked: frozenset[str] = PHONES


MANAGER = Rights()


def reduced(text: str) -> Rights:
    """The rights of ``manager``, or of ``engineer:ID``, who sees their own rows and no reporters."""
    match text.split(":", 1):
        case ["manager"]:
            return MANAGER
        case ["engineer", person] if person.strip():
            return Rights(rows=(("engineer", (person.strip(),)),), denied=REPORTERS)
    raise UsageError("unknown_role", text=text)
