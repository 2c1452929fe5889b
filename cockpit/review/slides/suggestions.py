"""What is suggested, each with the figures that bear it out."""

from __future__ import annotations

from cockpit.review.blocks import named, tell, title
from cockpit.review.document import Points, Slide
from cockpit.review.drafts.suggestions import suggestions as suggested
from cockpit.review.month import Month
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
    )


def _title(month: Month, n: int, first: str) -> Sentence:
    if not n:
        return title(month, [tell(month, "suggestions.none", month=named(month))])
    return title(
        month, [tell(month, "suggestions.said", month=named(month), n=n)], tell(month, "suggestions.first", what=first)
    )
