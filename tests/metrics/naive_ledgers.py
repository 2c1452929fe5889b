"""The second implementation of the measures of daily logs, documents and policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from tests.metrics.naive import UNITS, Asked, Counted, mean
from tests.metrics.naive_facts import Row
from tests.metrics.naive_staffing import NARROWED, person

LATER = {"leader": time(19, 30), "backbone": time(19, 30), "operation_manager": time(21)}


def logged(asked: Asked) -> Iterator[Counted]:
    days = {(one["staff_id"], one["date"]) for one in asked.site.records["shifts"] if one["kind"] != "leave"}
    for staff_id, day in sorted(days):
        who = person(asked, staff_id)
        if not asked.first <= day < asked.until or asked.site.terms_on(day) is None:
            continue
        if any((who[NARROWED[dim]] or "") not in asked.filters[dim] for dim in NARROWED if asked.filters.get(dim)):
            continue
        due = datetime.combine(day, LATER.get(who["role"], time(18, 30)), asked.site.zone)
        own = [one for one in asked.site.records["work_logs"] if (one["staff_id"], one["date"]) == (staff_id, day)]
        excused = any(one["excuse"] and one["submitted_at"] <= asked.clock for one in own)
        if due < asked.clock and not excused and owed(asked, staff_id, day, due):
            in_time = any(one["valid"] is not False and one["submitted_at"] <= due for one in own)
            yield Counted(who, day, figure=float(in_time))


def owed(asked: Asked, staff_id: str, day: date, due: datetime) -> bool:
    """Whether a shift of that day begins before its log is due."""
    return any(
        one["planned_start"] is None or one["planned_start"] < due
        for one in asked.site.records["shifts"]
        if (one["staff_id"], one["date"]) == (staff_id, day) and one["kind"] != "leave"
    )


def kept_up(record: str) -> Callable[[Asked], Iterator[Counted]]:
    """Those whose state is known on the period's last day that has begun, with whether they are current then."""

    def found(asked: Asked) -> Iterator[Counted]:
        last = min(asked.until - timedelta(days=1), asked.site.day(asked.clock))
        for one in asked.site.records[record] if last >= asked.first else ():
            reviewed = one["last_reviewed_on"]
            wanted = all(one[dim] in asked.filters[dim] for dim in ("cycle", "reviewer") if asked.filters.get(dim))
            if wanted and (reviewed is None or reviewed <= last):
                yield Counted(one, last, figure=float(same_cycle(one, reviewed, last)))

    return found


def same_cycle(one: Row, reviewed: date | None, day: date) -> bool:
    begin = UNITS[one["cycle"]]
    return reviewed is not None and begin(reviewed) == begin(day)


METRICS = {
    "log_on_time": (logged, mean),
    "document_current": (kept_up("documents"), mean),
    "policy_current": (kept_up("policies"), mean),
}
