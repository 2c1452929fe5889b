"""A second implementation of every metric, straight from the definitions, in plain Python over raw ticket rows.

It reads no SQL and no derived column of the product and takes its time: every answer looks at every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from tests.metrics.naive_facts import (
    DAY,
    US,
    Key,
    Row,
    Site,
    age,
    due,
    finished,
    is_repeat,
    open_at,
    place,
    reopened_soon,
    respond_due,
    responded,
    used_up,
)

Figures = dict[Key, tuple[float | None, int]]

OTHER = "every other"
COLUMNS = {"device": "device_id", "engineer": "engineer_id", "person": "staff_id"}


@dataclass
class Asked:
    site: Site
    clock: datetime
    first: date
    until: date
    by: Sequence[str]
    filters: Mapping[str, Sequence[str]]
    # Of these splits only these values stand by themselves; every other is OTHER.
    alone: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def within(self, instant: datetime | None) -> bool:
        """In the period, and not after the clock."""
        if instant is None or instant > self.clock:
            return False
        return self.first <= self.site.day(instant) < self.until

    def faults(self) -> list[Row]:
        return [t for t in self.tickets() if t["work_type"] == "fault"]

    def tickets(self) -> list[Row]:
        return [t for t in self.site.tickets if self.kept(t)]

    def kept(self, ticket: Row) -> bool:
        return all((ticket[COLUMNS.get(dim, dim)] or "") in values for dim, values in self.filters.items() if values)


@dataclass
class Counted:
    """Something counted, at an instant or (a stock) at a day's end; ``weight`` is what it brings to the figure."""

    row: Row
    day: date
    hour: int | None = None
    figure: float | None = None
    age: str | None = None
    left: str | None = None
    share: tuple[int, int] = (1, 0)


# ---- what is counted


def at(asked: Asked, t: Row, instant: datetime, figure: float | None = None) -> Counted:
    local = instant.astimezone(asked.site.zone)
    return Counted(t, local.date(), local.hour, figure)


def by_report(asked: Asked) -> Iterator[Counted]:
    return (at(asked, t, t["reported_at"]) for t in asked.faults() if asked.within(t["reported_at"]))


def by_resolution(asked: Asked) -> Iterator[Counted]:
    for t in asked.faults():
        end = finished(t)
        if end is not None and asked.within(end):
            yield at(asked, t, end)


def answered(asked: Asked) -> Iterator[Counted]:
    for one in by_report(asked):
        response = responded(asked.site, one.row)
        if response is not None and response <= asked.clock:
            one.figure = (response - one.row["reported_at"]) / timedelta(hours=1)
            yield one


def unanswered(asked: Asked) -> Iterator[Counted]:
    for one in by_report(asked):
        response = responded(asked.site, one.row)
        if response is None or response > asked.clock:
            yield one


def resolving(asked: Asked) -> Iterator[Counted]:
    for one in by_resolution(asked):
        end = finished(one.row)
        assert end is not None
        one.figure = (end - one.row["reported_at"]) / timedelta(hours=1)
        yield one


def limits(asked: Asked, limit: Callable[[Site, Row], Any], done: Callable[[Row], Any]) -> Iterator[Counted]:
    for t in asked.faults():
        by = limit(asked.site, t)
        if t["status"] == "cancelled" or t["reported_at"] > asked.clock or by is None or by == asked.clock:
            continue
        if asked.within(by):
            yield at(asked, t, by, 1.0 if done(t) is not None and done(t) <= by else 0.0)


def shares(counted: Iterator[Counted], holds: Callable[[Row], bool]) -> Iterator[Counted]:
    for one in counted:
        one.figure = 1.0 if holds(one.row) else 0.0
        yield one


def proven(asked: Asked) -> Iterator[Counted]:
    for one in by_resolution(asked):
        terms, end = asked.site.terms(one.row), finished(one.row)
        assert end is not None
        if terms is not None and end + terms.reopen_days * DAY <= asked.clock:
            one.figure = 0.0 if reopened_soon(asked.site, one.row) else 1.0
            yield one


def rated(asked: Asked) -> Iterator[Counted]:
    for one in by_resolution(asked):
        one.figure = one.row["rating"]
        if one.figure is not None:
            yield one


# ---- stocks


def stock_days(asked: Asked) -> list[date]:
    """The last day of each unit asked for that has begun by the clock."""
    days = [asked.first + timedelta(days=n) for n in range((asked.until - asked.first).days)]
    days = [day for day in days if asked.site.midnight(day) <= asked.clock]
    last: dict[Key, date] = {}
    for day in days:
        last[tuple(unit(day, split) for split in asked.by if split in UNITS)] = day
    return sorted(last.values())


def instant_of(asked: Asked, day: date) -> datetime:
    return min(asked.site.midnight(day + timedelta(days=1)) - US, asked.clock)


def stock(asked: Asked, tickets: Sequence[Row], holds: Callable[[Row, datetime], bool]) -> Iterator[Counted]:
    for day in stock_days(asked):
        instant = instant_of(asked, day)
        for t in tickets:
            if open_at(t, instant) and holds(t, instant):
                yield Counted(t, day, age=age(asked.site.measures.ageing, instant - t["reported_at"]))


def always(_: Row, __: datetime) -> bool:
    return True


def at_risk(asked: Asked, t: Row, instant: datetime) -> bool:
    used, terms = used_up(asked.site, t, instant), asked.site.terms(t)
    return used is not None and terms is not None and Fraction(str(terms.risk_share)) <= used < 1


def late(asked: Asked, t: Row, instant: datetime) -> bool:
    used = used_up(asked.site, t, instant)
    return used is not None and used >= 1


# ---- engineers


def engineers(asked: Asked) -> dict[str, Row]:
    kept = [s for s in asked.site.staff if s["role"] in ("engineer", "multimedia_engineer")]
    for dim, column in (("engineer", "staff_id"), ("group", "group")):
        if asked.filters.get(dim):
            kept = [s for s in kept if s[column] in asked.filters[dim]]
    return {s["staff_id"]: s for s in kept}


def taken(asked: Asked) -> list[Row]:
    """The tickets of any kind that every filter leaves; of the groups, that of the engineer who took it."""
    rest = {dim: values for dim, values in asked.filters.items() if dim != "group"}
    return replace(asked, filters=rest).tickets()


def employed(s: Row, day: date) -> bool:
    return s["hired_on"] <= day and (s["left_on"] is None or day <= s["left_on"])


def person(s: Row) -> Row:
    return {"engineer_id": s["staff_id"], "group": s["group"]}


def load(asked: Asked) -> Iterator[Counted]:
    people = engineers(asked)
    for t in taken(asked):
        if t["engineer_id"] in people and asked.within(t["reported_at"]):
            yield Counted(person(people[t["engineer_id"]]), asked.site.day(t["reported_at"]), share=(1, 0))
    for n in range((asked.until - asked.first).days):
        day = asked.first + timedelta(days=n)
        if asked.site.midnight(day) <= asked.clock:
            yield from (Counted(person(s), day, share=(0, 1)) for s in people.values() if employed(s, day))


def load_open(asked: Asked) -> Iterator[Counted]:
    people = engineers(asked)
    tickets = [t for t in taken(asked) if t["engineer_id"] in people]
    for one in stock(asked, tickets, always):
        yield Counted(person(people[one.row["engineer_id"]]), one.day, share=(1, 0))
    for day in stock_days(asked):
        yield from (Counted(person(s), day, share=(0, 1)) for s in people.values() if employed(s, day))


# ---- figures


def percentile(part: Fraction) -> Callable[[list[Counted]], float | None]:
    def figure(counted: list[Counted]) -> float | None:
        values = sorted(one.figure for one in counted if one.figure is not None)
        if not values:
            return None
        place_ = part * (len(values) - 1)
        low = int(place_)
        high = min(low + 1, len(values) - 1)
        return values[low] + float(place_ - low) * (values[high] - values[low])

    return figure


def mean(counted: list[Counted]) -> float | None:
    values = [one.figure for one in counted if one.figure is not None]
    return sum(values) / len(values) if values else None


def count(counted: list[Counted]) -> float | None:
    return len(counted)


def per_day(counted: list[Counted]) -> float | None:
    days = sum(one.share[1] for one in counted)
    return sum(one.share[0] for one in counted) / days if days else None


MEDIAN, P90 = percentile(Fraction(1, 2)), percentile(Fraction(9, 10))

METRICS: dict[str, tuple[Callable[[Asked], Iterator[Counted]], Callable[[list[Counted]], float | None]]] = {
    "opened": (by_report, count),
    "opened_cancelled": (lambda a: (c for c in by_report(a) if c.row["status"] == "cancelled"), count),
    "resolved": (by_resolution, count),
    "resolved_undated": (
        lambda a: (c for c in by_report(a) if c.row["status"] in ("resolved", "closed") and finished(c.row) is None),
        count,
    ),
    "backlog": (lambda a: stock(a, a.faults(), always), count),
    "ageing": (lambda a: stock(a, a.faults(), always), count),
    "at_risk": (lambda a: stock(a, a.faults(), lambda t, i: at_risk(a, t, i)), count),
    "overdue": (lambda a: stock(a, a.faults(), lambda t, i: late(a, t, i)), count),
    "time_to_respond": (answered, MEDIAN),
    "time_to_respond_p90": (answered, P90),
    "time_to_respond_mean": (answered, mean),
    "unanswered": (unanswered, count),
    "time_to_resolve": (resolving, MEDIAN),
    "time_to_resolve_p90": (resolving, P90),
    "time_to_resolve_mean": (resolving, mean),
    "sla_met": (lambda a: limits(a, due, finished), mean),
    "sla_respond_met": (lambda a: limits(a, respond_due, lambda t: responded(a.site, t)), mean),
    "without_limit": (lambda a: (c for c in by_report(a) if due(a.site, c.row) is None), count),
    "without_respond_limit": (lambda a: (c for c in by_report(a) if respond_due(a.site, c.row) is None), count),
    "first_time_fix": (proven, mean),
    "reopen_rate": (lambda a: shares(by_resolution(a), lambda t: (t["reopen_count"] or 0) > 0), mean),
    "repeat_fault": (lambda a: (c for c in by_report(a) if is_repeat(a.site, c.row)), count),
    "repeat_fault_rate": (
        lambda a: shares((c for c in by_report(a) if place(c.row)), lambda t: is_repeat(a.site, t)),
        mean,
    ),
    "without_place": (lambda a: (c for c in by_report(a) if not place(c.row)), count),
    "satisfaction": (rated, mean),
    "satisfaction_good": (lambda a: shares(rated(a), lambda t: t["rating"] >= a.site.measures.good_rating), mean),
    "rating_response": (lambda a: shares(by_resolution(a), lambda t: t["rating"] is not None), mean),
    "found_first": (lambda a: shares(by_report(a), lambda t: t["channel"] in ("patrol", "monitoring")), mean),
    "channel_share": (by_report, count),
    "manual_coverage": (lambda a: shares(by_resolution(a), lambda t: t["manual_ref"] is not None), mean),
    "load": (load, per_day),
    "load_open": (load_open, per_day),
}
UNITS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(day=1, month=day.month - (day.month - 1) % 3),
    "year": lambda day: day.replace(day=1, month=1),
}


def unit(day: date, split: str) -> date:
    return UNITS[split](day)


@cache
def every() -> dict[str, tuple[Callable[[Asked], Iterator[Counted]], Callable[[list[Counted]], float | None]]]:
    """What each metric counts, and the figure made of it."""
    parts = ("complaints", "ledgers", "performance", "rounds", "service", "staffing", "training")
    others = [import_module(f"tests.metrics.naive_{part}") for part in parts]
    return METRICS | {name: one for module in others for name, one in module.METRICS.items()}


def answer(metric: str, asked: Asked) -> Figures:
    """Value and n by the key of the split; without a split one figure, of the empty key."""
    if metric == "channel_share":
        return channel_share(asked)
    find, figure = every()[metric]
    groups = grouped(asked, find(asked))
    if not asked.by:
        groups.setdefault((), [])
    return {key: (figure(counted), n_of(counted)) for key, counted in groups.items()}


def no_data(asked: Asked, figures: Figures) -> Figures:
    """The figures of a count: none is no data where the period misses the days from the first ticket to the clock."""
    clock_day = asked.site.day(asked.clock)
    first = min([*(asked.site.day(t["reported_at"]) for t in asked.site.tickets), clock_day])
    spanned = asked.first <= clock_day and first < asked.until
    return {key: (value if n or spanned else None, n) for key, (value, n) in figures.items()}


def channel_share(asked: Asked) -> Figures:
    """Of the whole that every filter but the channel's own leaves."""
    rest = {dim: values for dim, values in asked.filters.items() if dim != "channel"}
    wide = replace(asked, filters=rest)
    others = [split for split in asked.by if split != "channel"]
    wholes = grouped(replace(wide, by=others), by_report(wide))
    figures: Figures = {}
    for key, counted in grouped(asked, by_report(asked)).items():
        whole = tuple(value for split, value in zip(asked.by, key, strict=True) if split != "channel")
        figures[key] = (len(counted) / len(wholes[whole]), len(counted))
    if not asked.by and not figures:
        figures[()] = (0.0 if wholes else None, 0)
    return figures


def n_of(counted: list[Counted]) -> int:
    return sum(one.share[0] for one in counted)


def grouped(asked: Asked, counted: Iterator[Counted]) -> dict[Key, list[Counted]]:
    groups: dict[Key, list[Counted]] = {}
    for one in counted:
        groups.setdefault(tuple(value_of(asked, one, split) for split in asked.by), []).append(one)
    return groups


def value_of(asked: Asked, one: Counted, split: str) -> Any:
    value = own_value(asked, one, split)
    return value if value in asked.alone.get(split, (value,)) else OTHER


def own_value(asked: Asked, one: Counted, split: str) -> Any:
    match split:
        case "hour":
            return one.hour
        case "age":
            return one.age
        case "time_left":
            return one.left
        case "weekday":
            return one.day.isoweekday()
        case "term_week":
            term = next((t for t in asked.site.school if t.first <= one.day <= t.last), None)
            return (unit(one.day, "week") - unit(term.first, "week")).days // 7 + 1 if term else None
    return unit(one.day, split) if split in UNITS else one.row[COLUMNS.get(split, split)]
