"""The slide of what later corrections of the data moved since a month was closed."""

from __future__ import annotations

from typing import Final

from cockpit.i18n import number, say
from cockpit.review.document import Cell, Document, Head, Restated, Slide, Table
from cockpit.sentences import Sentence

KEY: Final = "restated"
MOST: Final = 8
MOST_KEYS: Final = 2
_COLUMNS: Final = (
    ("measure", False, 2.4), ("closed", True, 1.0), ("now", True, 1.0), ("difference", True, 1.4), ("rows", False, 3.4),
)  # fmt: skip


def corrected(document: Document) -> Slide | None:
    """The slide, with both figures and the rows; None where nothing moved."""
    tongue = document.language
    slight = say("review.restated.slight", tongue)
    found = sorted(document.restated, key=lambda one: one.difference == slight)
    if not found:
        return None
    first = found[0]
    told = {"name": first.name, "closed": first.closed.text, "now": first.now.text, "difference": first.difference}
    key = "title" if len(found) > 1 else "title_one"
    title = Sentence(say(f"review.restated.{key}", tongue, n=number(len(found), tongue), **told))
    heads = tuple(Head(say(f"review.restated.{name}", tongue), right, wide) for name, right, wide in _COLUMNS)
    left = len(found) - MOST
    rest = say("review.restated.rest", tongue, n=number(left, tongue)) if left > 0 else ""
    rows = tuple(_row(one, tongue) for one in found[:MOST])
    under = say("review.restated.under", tongue, version=document.origin.version)
    return Slide(KEY, say("review.restated.name", tongue), title, under, (Table("", heads, rows, rest=rest),))


def _row(one: Restated, tongue: str) -> tuple[Cell, ...]:
    return (
        Cell(one.name),
        Cell(one.closed.text, one.closed),
        Cell(one.now.text, one.now),
        Cell(one.difference),
        Cell(rows_told(one, tongue, MOST_KEYS)),
    )


def rows_told(one: Restated, tongue: str, most: int) -> str:
    """How many rows behind it came, went or say something else, and the first of their keys."""
    told = []
    for word in ("added", "removed", "changed"):
        if keys := getattr(one, word):
            shown = " ".join(keys[:most]) + (" …" if len(keys) > most else "")
            told.append(say(f"review.restated.{word}", tongue, n=number(len(keys), tongue), keys=shown))
    return say("scene.dot", tongue).join(told)
