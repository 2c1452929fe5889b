"""What a round looks for: a tuple of finders, each of which names the kinds it finds.

A finder that fails ends no alarm of its kinds, and keeps no other from being asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.access import MANAGER
from cockpit.alarms import raising
from cockpit.alerts import Outlook, outlook
from cockpit.alerts.backlog import backlog
from cockpit.alerts.clusters import clusters
from cockpit.alerts.devices import devices
from cockpit.alerts.fitted import FOLDER
from cockpit.alerts.found import Found
from cockpit.alerts.parts import parts
from cockpit.alerts.sla_ahead import sla_ahead
from cockpit.alerts.terms import missing_terms
from cockpit.metrics import Cockpit
from cockpit.metrics.reading import read
from cockpit.settings.model import Settings

# An A fault that nobody has closed for so long, or a limit so long past, is told by lists, not by an alarm.
LONGEST_FAULT: Final = timedelta(days=7)
LONGEST_OVER: Final = timedelta(days=1)
_OPEN: Final = """
select ticket_id, level, campus, building, room, category, subcategory, device_type, "group", reported_at, due_at,
    respond_due_at, case when assigned_at <= :as_of then assigned_at end as assigned_at,
    case when arrived_at <= :as_of then arrived_at end as arrived_at,
    case when status = 'on_hold' then status end as status
from tickets
where work_type = 'fault' and reported_at <= :as_of and open_until > :as_of and """
FAULTS: Final = _OPEN + "level = 'A' and reported_at > :since order by reported_at, ticket_id"
DUE: Final = _OPEN + "due_at <= :until and due_at > :since order by due_at, ticket_id"


@dataclass(frozen=True)
class Looked:
    """What the finders look at: a snapshot at one instant, by the site's settings as they apply to it."""

    cockpit: Cockpit
    settings: Settings

    @cached_property
    def outlook(self) -> Outlook:
        """What stands out of the counts, made once."""
        return outlook(self.cockpit, self.settings.warnings.budget, MANAGER, kept=self.kept)

    @property
    def kept(self) -> Path:
        """Where what was learned of the past is kept."""
        return self.settings.data / FOLDER

    @property
    def zone(self) -> ZoneInfo:
        """The site's zone."""
        return ZoneInfo(self.settings.zone)


@dataclass(frozen=True)
class Finder:
    """``find`` gives all there is now of ``kinds``; what it no longer gives is over."""

    kinds: tuple[str, ...]
    find: Callable[[Looked], Iterable[Found]]


def rises(looked: Looked) -> Iterable[Found]:
    """Where more was reported than expected: at once or slowly."""
    return [raising.rise(alert, looked.zone) for alert in looked.outlook.alerts]


def faults(looked: Looked) -> Iterable[Found]:
    """The open A faults."""
    since = looked.cockpit.as_of - LONGEST_FAULT
    return [raising.ticket("fault", row) for row in read(looked.cockpit, "tickets", FAULTS, MANAGER, since=since)]


def due(looked: Looked) -> Iterable[Found]:
    """The open faults whose limit is near or has passed."""
    as_of = looked.cockpit.as_of
    since, until = as_of - LONGEST_OVER, as_of + looked.settings.alarms.sla_within
    return [
        raising.ticket("due", row) for row in read(looked.cockpit, "tickets", DUE, MANAGER, since=since, until=until)
    ]


def gathered(looked: Looked) -> Iterable[Found]:
    """Buildings of a campus that stand out together."""
    return [
        raising.cluster(one, looked.zone)
        for one in clusters(looked.cockpit, looked.settings, MANAGER, kept=looked.kept)
    ]


def failing(looked: Looked) -> Iterable[Found]:
    """Devices that fail again and again."""
    today = looked.cockpit.today
    return [raising.device(one, today, looked.zone) for one in devices(looked.cockpit, looked.settings, MANAGER)]


def growing(looked: Looked) -> Iterable[Found]:
    """Backlogs that grow faster than they are worked off."""
    return [raising.backlog(one, looked.zone) for one in backlog(looked.cockpit, looked.settings, MANAGER)]


def missed(looked: Looked) -> Iterable[Found]:
    """The running month's share in time, where its target is hardly to be reached any more."""
    found = sla_ahead(looked.cockpit, looked.settings, MANAGER)
    return [raising.target(found, looked.zone)] if found and (found.unlikely or found.lost) else []


def ending(looked: Looked) -> Iterable[Found]:
    """Parts that run out before new ones can be there and of which too few are on order."""
    today = looked.cockpit.today
    found = [one for one in parts(looked.cockpit, MANAGER) if not one.enough_ordered]
    return [raising.part(one, today, looked.zone) for one in found]


def unwritten(looked: Looked) -> Iterable[Found]:
    """That the school year to come has no terms yet, at a site that has any; a replay's calendar moves along."""
    site = looked.settings
    missing = None if site.replay else missing_terms(site.calendar, looked.cockpit.today)
    return [raising.terms(missing.last, looked.zone)] if missing and missing.last else []


FINDERS: Final = (
    Finder(("fault",), faults),
    Finder(("due",), due),
    Finder(("sudden", "slow"), rises),
    Finder(("cluster",), gathered),
    Finder(("device",), failing),
    Finder(("backlog",), growing),
    Finder(("sla",), missed),
    Finder(("parts",), ending),
    Finder(("terms",), unwritten),
)
