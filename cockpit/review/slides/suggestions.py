"""What is suggested, each with the figures that bear it out."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.review.blocks import named, tell, title
from cockpit.review.document import Point, Points, Slide
from cockpit.review.drafts.suggestions import suggestions as suggested
from cockpit.review.month import Month
from cockpit.review.numbers import Listing
from cockpit.sentences import Sentence

MOST = 6


def suggestions(month: Month) -> Slide:
    """The suggestions of the month."""
    points = suggested(month)
    return Slide(
        "suggestions",
        tell(month, "suggestions.name"),
        _title(month, len(points), points[0].head if points else ""),
        tell(month, "suggestions.under", period=month.span(month.ran)),
        (Points(tell(month, "suggestions.block"), points[:MOST], tell(month, "suggestions.empty")),),
        foot=(tell(month, "suggestions.rules"),),
        notes=tuple(f"{one.head} {one.detail}" for one in points[MOST:]),
        told=tuple(figure for one in points for figure in one.evidence),
        counts=(_listed(month, points),) if points else (),
    )


def _listed(month: Month, points: Sequence[Point]) -> Listing:
    """Every suggestion and what bears it out."""
    heads = (tell(month, "suggestions.name"), tell(month, "suggestions.why"))
    rows = tuple((one.head, one.detail) for one in points)
    return Listing(month.number(len(rows)), tell(month, "suggestions.block"), heads=heads, rows=rows)


def _title(month: Month, n: int, first: str) -> Sentence:
    if not n:
        return title(month, [tell(month, "suggestions.none", month=named(month))])
    return title(
        month, [tell(month, "suggestions.said", month=named(month), n=n)], tell(month, "suggestions.first", what=first)
    )
