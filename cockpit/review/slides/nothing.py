"""What a slide says of a month without data."""

from __future__ import annotations

from cockpit.review.document import Slide
from cockpit.review.month import Month


def nothing(month: Month, key: str, metric: str) -> Slide:
    """That there is no data of the month, and of which days there is."""
    return Slide(
        key,
        month.say(f"{key}.name"),
        month.sentence(month.say("nothing.title", month=month.spelled)),
        since(month),
        foot=month.foot(metric, n=0),
    )


def since(month: Month) -> str:
    """From which day to which there is data."""
    span = month.cockpit.span()
    first, last = (month.day(day, short=False) for day in (span.first, span.last))
    return month.say("nothing.under", first=first, last=last)
