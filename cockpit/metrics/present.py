"""Who should be at work at this moment and who is, site by site, in numbers: for a screen that names nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cockpit.access import MANAGER, Rights
from cockpit.metrics import staffing
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.question import Filters
from cockpit.metrics.reading import Row
from cockpit.periods import DAY

HERE: Final = ("there", "late")
# Of somebody with several shifts the first of these that one of them has.
FIRST: Final = (*HERE, "absent", "planned", "to_come", "missing", "leave", "left", "over")


@dataclass(frozen=True)
class Site:
    """How many are at post at a site, and how many shifts run there.

    Of these ``late`` came late and ``absent`` have not come; where nobody clocks in, ``planned`` are due by the plan
    alone. Besides, ``to_come`` begin later today (the first at ``begins``) and ``leave`` are on leave. ``unmanned``: it
    is a day off on which the site needs somebody, and nobody has come or is planned to; ``tomorrow`` likewise. For
    tomorrow ``next`` are planned.
    """

    name: str
    there: int = 0
    late: int = 0
    absent: int = 0
    planned: int = 0
    to_come: int = 0
    leave: int = 0
    begins: datetime | None = None
    unmanned: bool = False
    tomorrow: bool = False
    next: int = 0

    @property
    def due(self) -> int:
        """How many are to be there now."""
        return self.there + self.absent + self.planned


@dataclass(frozen=True)
class Present:
    """The sites in their order, those of the duty first; ``clocked``: whether it is known who has come.

    ``off_tomorrow``: tomorrow is a day off.
    """

    sites: tuple[Site, ...]
    clocked: bool
    off_tomorrow: bool = False

    def total(self, name: str) -> int:
        """A count of all sites together."""
        return sum(getattr(site, name) for site in self.sites)


def present(
    cockpit: Cockpit, duty: Sequence[str], filters: Filters = (), rights: Rights = MANAGER, *, whole: bool = True
) -> Present:
    """The sites at this moment; ``duty`` are those that need somebody on every day off.

    Of ``filters`` only the one by campus narrows them. Unless the ``whole`` staff is seen, nobody can be missed.
    """
    today, tomorrow = staffing.roster(cockpit, rights).values()
    off = staffing.days_off(cockpit)
    chosen = dict(filters).get("campus")
    next_day = cockpit.today + DAY
    first, second = (set(duty) if whole and day in off else set() for day in (cockpit.today, next_day))
    names = dict.fromkeys([*duty, *sorted({*today, *tomorrow})])
    sites = []
    for name in names:
        if name and (not chosen or name in chosen):
            planned = {row["staff_id"] for row in tomorrow.get(name, ()) if row["kind"] != "leave"}
            site = _site(name, today.get(name, ()), needed=name in first)
            sites.append(replace(site, next=len(planned), tomorrow=name in second and not planned))
    return Present(tuple(sites), "shifts.clock_in" in cockpit.provided, next_day in off)


def _site(name: str, rows: Iterable[Row], *, needed: bool) -> Site:
    people: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        people[row["staff_id"]].append(row)
    chief = [min(shifts, key=lambda row: FIRST.index(row["state"])) for shifts in people.values()]
    states = Counter(row["state"] for row in chief)
    begins = [row["planned_start"] for row in chief if row["state"] == "to_come" and row["planned_start"] is not None]
    return Site(
        name,
        there=sum(states[state] for state in HERE),
        late=states["late"],
        absent=states["absent"],
        planned=states["planned"],
        to_come=states["to_come"],
        leave=states["leave"],
        begins=min(begins, default=None),
        unmanned=needed and states.total() == states["leave"] + states["missing"],
    )
