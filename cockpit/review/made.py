"""A month's document: the deck's slides, the indicators and the drafted texts, made of one snapshot."""

from __future__ import annotations

from cockpit.review.document import Document, Origin
from cockpit.review.drafts import drafted
from cockpit.review.indicators import indicators
from cockpit.review.month import Month
from cockpit.review.slides import DECK


def made(month: Month) -> Document:
    """The draft of a month; what people kept of it (order, comments, texts) and a close are put on it afterwards."""
    slides = tuple(found for one in DECK if (found := one(month)))
    return Document(
        "month",
        month.language,
        month.say("title", month=month.spelled),
        month.period,
        month.former,
        origin(month),
        slides,
        indicators(month),
        texts=drafted(month, slides),
    )


def origin(month: Month) -> Origin:
    """What a document of a month or another period is made of."""
    clocks = month.cockpit.clocks
    return Origin(month.settings.name, month.cockpit.snapshot, clocks.asked, clocks.sync, month.settings.zone)
