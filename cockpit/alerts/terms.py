"""Whether the school year to come has its terms: without them its opening weeks look like an outbreak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cockpit.settings.model import Calendar

REMIND_DAYS: Final = 60


@dataclass(frozen=True)
class Missing:
    """After ``last``, the end of the last term that is known, no other begins; None where there are no terms at all."""

    last: date | None


def missing_terms(calendar: Calendar, today: date) -> Missing | None:
    """What is missing; None while the last term ends later than ``REMIND_DAYS`` from now."""
    if not calendar.terms:
        return Missing(None)
    last = max(term.last for term in calendar.terms)
    return Missing(last) if last - today <= timedelta(days=REMIND_DAYS) else None
