"""What is true of one ticket, straight from the definitions, in plain Python over raw rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from cockpit.settings.model import Calendar, Duty, Measures, Rooms, Term, Terms

Row = Mapping[str, Any]
Key = tuple[Any, ...]

US = timedelta(microseconds=1)
DAY = timedelta(hours=24)


@dataclass
class Site:
    """Raw rows (times aware) and what the site says of its contract and school year."""

    tickets: Sequence[Row]
    staff: Sequence[Row]
    zone: ZoneInfo
    contract: Sequence[Terms]
    school: Sequence[Term] = ()
    incidents: Sequence[Row] = ()
    records: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    measures: Measures = field(default_factory=Measures)
    calendar: Calendar = field(default_factory=Calendar)
    duty: Duty = field(default_factory=Duty)
    rooms: Rooms = field(default_factory=Rooms)

    def __post_init__(self) -> None:
        """A building whose name another campus has too is told with its own campus."""
        placed = [*self.tickets, *self.records.get("inspections", ())]
        places = {(row["campus"], row["building"]) for row in placed if row["campus"] and row["building"]}
        count = Counter(building for _, building in places)
        self.tickets = [
            {**row, "building": f"{row['building']} · {row['campus']}"}
            if row["campus"] and count[row["building"]] > 1
            else row
            for row in self.tickets
        ]

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(ZoneInfo("UTC"))

    @cached_property
    def placed(self) -> dict[Key | None, list[Row]]:
        """The tickets of each place."""
        found: dict[Key | None, list[Row]] = {}
        for ticket in self.tickets:
            found.setdefault(place(ticket), []).append(ticket)
        return found

    def terms(self, ticket: Row) -> Terms | None:
        """The terms in force when the ticket was reported."""
        return self.terms_on(self.day(ticket["reported_at"]))

    def terms_on(self, day: date) -> Terms | None:
        return max((t for t in self.contract if t.since <= day), key=lambda t: t.since, default=None)


def finished(t: Row) -> datetime | None:
    closed = None if t["status"] == "cancelled" else t["closed_at"]
    end: datetime | None = t["resolved_at"] or closed
    return end


def open_at(t: Row, instant: datetime) -> bool:
    """Reported and not yet resolved or cancelled."""
    if t["reported_at"] > instant:
        return False
    if t["status"] == "cancelled" and t["closed_at"] is None:
        return False
    ends = [end for end in (finished(t), t["closed_at"] if t["status"] == "cancelled" else None) if end is not None]
    if not ends and t["status"] in ("resolved", "closed"):
        return False
    return not any(end <= instant for end in ends)


def responded(site: Site, t: Row) -> datetime | None:
    terms = site.terms(t)
    rule = terms.respond if terms else "earliest"
    times = ("assigned_at", "arrived_at") if rule == "earliest" else (f"{rule}_at",)
    return min((x for x in map(t.__getitem__, times) if x is not None), default=None)


def due(site: Site, t: Row) -> datetime | None:
    if t["agreed_due_at"] is not None and t["level"] != "A":
        agreed: datetime = t["agreed_due_at"]
        return agreed
    if t["due_at"] is not None:
        own: datetime = t["due_at"]
        return own
    terms = site.terms(t)
    if terms is None or t["level"] not in terms.limits:
        return None
    limit: datetime = t["reported_at"] + terms.limits[t["level"]].resolve + timedelta(minutes=t["hold_minutes"] or 0)
    return limit


def respond_due(site: Site, t: Row) -> datetime | None:
    terms = site.terms(t)
    if terms is None or t["level"] not in terms.limits:
        return None
    limit: datetime = t["reported_at"] + terms.limits[t["level"]].respond
    return limit


def used_up(site: Site, t: Row, instant: datetime) -> Fraction | None:
    """The part of its time a ticket has used; at least 1 from its limit on, whatever that is."""
    limit = due(site, t)
    if limit is None:
        return None
    if instant >= limit:
        return Fraction(1)
    return Fraction((instant - t["reported_at"]) // US, (limit - t["reported_at"]) // US)


def age(bounds: Sequence[timedelta], waited: timedelta) -> str:
    """A bound begins the next band; only the last is reached by what is over it."""
    place_ = sum(waited >= bound for bound in bounds[:-1]) + (waited > bounds[-1])
    return band(bounds, place_)


def band(bounds: Sequence[timedelta], place_: int) -> str:
    """The code of the band at that place, from 0 on."""
    minutes = [0, *(bound // timedelta(minutes=1) for bound in bounds)]
    ends = [f"{one // 60}h" if one % 60 == 0 else f"{one}m" for one in minutes] + ["on"]
    return f"{place_ + 1}_{ends[place_]}_{ends[place_ + 1]}"


def place(t: Row) -> Key | None:
    if t["work_type"] != "fault":
        return None
    if t["device_id"] is not None:
        return (t["device_id"],)
    if t["room"] is not None:
        return (t["campus"], t["building"], t["room"], t["category"])
    return None


def is_repeat(site: Site, t: Row) -> bool:
    terms = site.terms(t)
    if place(t) is None or terms is None:
        return False
    for other in site.placed[place(t)]:
        end = finished(other)
        if end is None or other["reported_at"] >= t["reported_at"]:
            continue
        if timedelta(0) <= t["reported_at"] - end <= terms.repeat_days * DAY:
            return True
    return False


def reopened_soon(site: Site, t: Row) -> bool:
    if any(other["reopened_at"] is not None for other in site.tickets):
        terms, end = site.terms(t), finished(t)
        assert terms is not None
        assert end is not None
        return t["reopened_at"] is not None and t["reopened_at"] - end <= terms.reopen_days * DAY
    return (t["reopen_count"] or 0) > 0
