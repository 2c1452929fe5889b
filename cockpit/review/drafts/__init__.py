"""The parts of a report that are drafted from the data and may be edited: points, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.i18n import say
from cockpit.review.document import Slide, Text
from cockpit.review.drafts.findings import findings
from cockpit.review.drafts.latent import latent
from cockpit.review.drafts.plan import plan
from cockpit.review.drafts.suggestions import suggestions
from cockpit.review.drafts.work import work
from cockpit.review.month import Month


def drafted(month: Month, slides: Sequence[Slide]) -> tuple[Text, ...]:
    """The texts of a month's document; the findings are what its ``slides`` say."""
    parts = {
        "findings": findings(slides),
        "latent": latent(month),
        "suggestions": suggestions(month),
        "work": work(month),
        "plan": plan(month),
    }
    return tuple(Text(key, say(f"drafts.{key}.name", month.language), points) for key, points in parts.items())
