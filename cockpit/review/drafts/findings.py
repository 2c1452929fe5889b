"""What a month brought: what its slides say, as one text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cockpit.review.document import Point, Slide, Table

# Slides that tell no finding of the month, or tell of people.
OTHERS: Final = ("opening", "decisions", "decided", "summary", "suggestions", "plan")


def _known(slide: Slide) -> bool:
    """Whether there is any data behind a slide."""
    return (
        any(one.value is not None for one in slide.told)
        if slide.told
        else any(isinstance(one, Table) for one in slide.blocks)
    )


def findings(slides: Sequence[Slide]) -> tuple[Point, ...]:
    """The sentence of every slide that tells a finding, with the figures it tells."""
    told = [one for one in slides if one.key not in OTHERS and not one.private and _known(one)]
    return tuple(Point(one.sentence, evidence=one.told) for one in told)
