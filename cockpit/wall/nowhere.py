"""A wall of campuses that no ticket names: it says so, since its zeros would tell that all is well."""

from __future__ import annotations

from cockpit.i18n import label
from cockpit.metrics import Question
from cockpit.wall import parts
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.kept import KEPT


def unknown(asked: Asked) -> tuple[str, ...]:
    """The wall's campuses that no ticket names, of all there are; none where there are no tickets at all."""
    known = _known(asked)
    return () if known is None else tuple(one for one in asked.wall.campus if one not in known)


def nowhere(asked: Asked) -> Body:
    """What stands there instead of any scene: which campus it was to be, and which there are."""
    names = sorted(label("campus", one, asked.language) for one in _known(asked) or ())
    why = asked.say("nowhere.known" if names else "nowhere.unnamed", names=names)
    return Body(panels=[Panel(parts.panel("", "", parts.nothing(which(asked), why)))])


def which(asked: Asked) -> str:
    """Which of its campuses have no ticket, in a line."""
    return asked.say("nowhere.none", names=unknown(asked))


def _known(asked: Asked) -> frozenset[str] | None:
    """The campuses that tickets name; None where the site has no ticket."""
    if not asked.wall.campus or asked.cockpit.engine.first_day is None:
        return None
    if "campus" not in asked.cockpit.provided:
        return frozenset()
    question = Question("opened", asked.cockpit.span(), ("campus",))

    def read() -> frozenset[str]:
        rows = asked.cockpit.answer(question, asked.rights).rows
        return frozenset(row["campus"] for row in rows if row["campus"])

    found: frozenset[str] = KEPT.get(("campuses", *asked.data), read)
    return found
