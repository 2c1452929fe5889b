"""The second implementation of the measures of duty and clocking in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.metrics.naive import Asked, Counted
from tests.metrics.naive_facts import Row

SATURDAY = 6
NARROWED = {"engineer": "staff_id", "person": "staff_id", "group": "group", "role": "role", "campus": "campus"}


def person(asked: Asked, staff_id: str) -> Row:
    nobody: Row = {"staff_id": staff_id, "group": None, "role": None, "campus": None}
    return next((one for one in asked.site.staff if one["staff_id"] == staff_id), nobody)


def site_days(asked: Asked) -> Iterator[Counted]:
    shifts = asked.site.records["shifts"]
    calendar, day = asked.site.calendar, max(asked.first, min(one["date"] for one in shifts))
    while day < min(asked.until, asked.site.day(asked.clock)):
        off = day in calendar.holidays or (day.isoweekday() >= SATURDAY and day not in calendar.workdays)
        for site in asked.site.duty.sites if off else ():
            came = [
                one
                for one in shifts
                if one["date"] == day
                and one["kind"] != "leave"
                and (one["site"] or person(asked, one["staff_id"])["campus"]) == site
                and one["clock_in"] is not None
                and one["clock_in"] <= asked.clock
            ]
            if not asked.filters.get("campus") or site in asked.filters["campus"]:
                yield Counted({"campus": site}, day, figure=float(bool(came)))
        day += timedelta(days=1)


def clocked_in(asked: Asked) -> Iterator[Counted]:
    for one in asked.site.records["shifts"]:
        if one["kind"] == "leave" or one["planned_start"] is None or not asked.first <= one["date"] < asked.until:
            continue
        due = one["planned_start"] + asked.site.duty.grace
        who = person(asked, one["staff_id"])
        wanted = all((who[NARROWED[dim]] or "") in asked.filters[dim] for dim in NARROWED if asked.filters.get(dim))
        if due <= asked.clock and wanted:
            in_time = one["clock_in"] is not None and one["clock_in"] <= due
            yield Counted({**who, "kind": one["kind"]}, one["date"], figure=float(in_time))


def share(counted: list[Counted]) -> float | None:
    return sum(one.figure or 0 for one in counted) / len(counted) if counted else None


METRICS = {"duty_coverage": (site_days, share), "on_time_clock_in": (clocked_in, share)}
