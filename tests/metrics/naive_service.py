"""The second implementation of the measures of service levels and emergencies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from cockpit.settings.model import Terms
from tests.metrics.naive import (
    MEDIAN,
    P90,
    Asked,
    Counted,
    at,
    by_resolution,
    count,
    instant_of,
    limits,
    mean,
    stock,
)
from tests.metrics.naive_facts import Row, Site, band, due, finished

HOUR = timedelta(hours=1)
PLACE = ("building", "category", "subcategory", "channel", "device_type", "device_id", "engineer_id", "group", "status")


# ---- where the time goes


def stage(
    asked: Asked, begins: Callable[[Row], datetime | None], ends: Callable[[Row], datetime | None]
) -> Iterator[Counted]:
    """Of faults finished in the period: a stage whose ends are known, in their order, and within the whole."""
    for one in by_resolution(asked):
        begun, ended, end = begins(one.row), ends(one.row), finished(one.row)
        if begun is not None and ended is not None and end is not None and begun <= ended <= end:
            yield replace(one, figure=(ended - begun) / HOUR)


def assigning(asked: Asked) -> Iterator[Counted]:
    return stage(asked, lambda t: t["reported_at"], lambda t: t["assigned_at"])


def arriving(asked: Asked) -> Iterator[Counted]:
    return stage(asked, lambda t: t["assigned_at"], lambda t: t["arrived_at"])


def repairing(asked: Asked) -> Iterator[Counted]:
    return stage(asked, lambda t: t["arrived_at"], finished)


# ---- limits


def missed(asked: Asked) -> Iterator[Counted]:
    return (one for one in limits(asked, due, finished) if not one.figure)


def time_left(asked: Asked) -> Iterator[Counted]:
    for one in stock(asked, asked.faults(), lambda _, __: True):
        yield replace(one, left=left(asked.site, due(asked.site, one.row), instant_of(asked, one.day)))


def left(site: Site, limit: datetime | None, instant: datetime) -> str:
    if limit is None:
        return "9_no_limit"
    if limit <= instant:
        return "0_overdue"
    bounds = site.measures.time_left
    return band(bounds, sum(limit - instant >= bound for bound in bounds))


def overruns(asked: Asked) -> Iterator[tuple[Row, datetime, Terms]]:
    """Faults known by the clock that were not finished by their limit."""
    for t in asked.faults():
        limit, terms, end = due(asked.site, t), asked.site.terms(t), finished(t)
        if limit is None or terms is None or t["status"] == "cancelled" or t["reported_at"] > asked.clock:
            continue
        if end is None or end > limit:
            yield t, limit, terms


def explained(asked: Asked) -> Iterator[Counted]:
    for t, limit, terms in overruns(asked):
        by = limit + terms.overrun_report_within
        if by < asked.clock and asked.within(by):
            done = t["overrun_report_at"]
            yield at(asked, t, by, 1.0 if done is not None and done <= by else 0.0)


def unexplained(asked: Asked) -> Iterator[Counted]:
    for t, limit, _ in overruns(asked):
        done = t["overrun_report_at"]
        if asked.within(limit) and (done is None or done > asked.clock):
            yield at(asked, t, limit)


# ---- incidents


def incidents(asked: Asked) -> Iterator[tuple[Row, Row | None]]:
    """A and B incidents known by the clock, each with what its ticket says of place and person, and that ticket."""
    tickets = {t["ticket_id"]: t for t in asked.site.tickets}
    for one in asked.site.incidents:
        ticket = tickets.get(one["ticket_id"])
        row = {**{name: ticket[name] if ticket else None for name in PLACE}, **one}
        if one["level"] in "AB" and one["discovered_at"] <= asked.clock and asked.kept(row):
            yield row, ticket


def occurring(asked: Asked) -> Iterator[Counted]:
    for row, _ in incidents(asked):
        day = asked.site.day(row["occurred_at"])
        if asked.first <= day < asked.until:
            yield Counted(row, day)


def out(asked: Asked) -> Iterator[Counted]:
    for one in occurring(asked):
        back = one.row["restored_at"]
        if back is not None and back <= asked.clock:
            yield replace(one, figure=(back - one.row["occurred_at"]) / HOUR)


def reporting(asked: Asked) -> Iterator[Counted]:
    submitting = any(one["report_submitted_at"] is not None for one in asked.site.incidents)
    for row, ticket in incidents(asked):
        handled = row["handling_finished_at"] or row["restored_at"] or (ticket["resolved_at"] if ticket else None)
        terms = asked.site.terms_on(asked.site.day(row["discovered_at"]))
        if handled is None or terms is None:
            continue
        by = handled + terms.report_within
        if by < asked.clock and asked.within(by):
            done = row["report_submitted_at" if submitting else "report_at"]
            yield at(asked, row, by, 1.0 if done is not None and done <= by else 0.0)


def total(counted: list[Counted]) -> float | None:
    return sum(one.figure or 0.0 for one in counted) if counted else None


METRICS: dict[str, tuple[Callable[[Asked], Iterator[Counted]], Callable[[list[Counted]], float | None]]] = {
    "time_to_assign": (assigning, MEDIAN),
    "time_to_assign_p90": (assigning, P90),
    "time_to_arrive": (arriving, MEDIAN),
    "time_to_arrive_p90": (arriving, P90),
    "time_to_repair": (repairing, MEDIAN),
    "time_to_repair_p90": (repairing, P90),
    "sla_missed": (missed, count),
    "time_left": (time_left, count),
    "overrun_report_on_time": (explained, mean),
    "overrun_report_owed": (unexplained, count),
    "major_incidents": (occurring, count),
    "outage_hours": (out, total),
    "report_on_time": (reporting, mean),
}
