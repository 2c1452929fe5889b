"""What is to be expected, all of it at once: next month, the month's limits, backlogs, parts, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.access import MANAGER, Rights
from cockpit.alerts.backlog import Arrears, backlog
from cockpit.alerts.parts import Short, parts
from cockpit.alerts.sla_ahead import Sla, sla_ahead
from cockpit.alerts.staffing import Staffing, staffing
from cockpit.alerts.terms import Missing, missing_terms
from cockpit.alerts.volume import Volume, volume
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.settings.model import Settings


@dataclass(frozen=True)
class Ahead:
    """The forecasts of a day; what a site's records do not tell is None or empty."""

    volume: Volume
    staffing: Staffing | None
    sla: Sla | None
    backlog: tuple[Arrears, ...]
    parts: tuple[Short, ...]
    terms: Missing | None


def ahead(cockpit: Cockpit, site: Settings, rights: Rights = MANAGER, filters: Filters = ()) -> Ahead:
    """All forecasts on the cockpit's day, by the settings as they apply to its snapshot. Parts know no filters."""
    month = volume(cockpit, rights, filters)
    return Ahead(
        month,
        staffing(cockpit, month.whole, month.month.days, rights, filters) if month.whole else None,
        sla_ahead(cockpit, site, rights, filters),
        backlog(cockpit, site, rights, filters),
        parts(cockpit, rights),
        missing_terms(site.calendar, cockpit.today),
    )
