"""A replayed site's own calendar and contract: moved by as many days as its data were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cockpit.settings.model import Calendar, Settings, Term
from cockpit.store.manifest import Manifest


def settings(site: Settings, manifest: Manifest) -> Settings:
    """The settings as they apply to that snapshot."""
    days = timedelta(days=manifest.get("replay_days", 0))
    if not days:
        return site
    calendar = Calendar(
        country=site.calendar.country,
        terms=tuple(Term(term.name, term.first + days, term.last + days) for term in site.calendar.terms),
        holidays=tuple(day + days for day in site.calendar.holidays),
        workdays=tuple(day + days for day in site.calendar.workdays),
    )
    contract = tuple(
        terms if terms.since == date.min else replace(terms, since=terms.since + days) for terms in site.contract
    )
    return replace(site, calendar=calendar, contract=contract)
