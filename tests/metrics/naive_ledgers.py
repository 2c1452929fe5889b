"""The second implementation of the measures of daily logs, documents and policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from tests.metrics.naive import UNITS, Asked, Counted, mean
from tests.metrics.naive_facts import Row
from tests.metrics.naive_staffing import NARROWED, person

LATER = {"leader": time(19, 30), "backbone": time(19, 30), "operation_manager": time(21)}


def logged(asked: Asked) -> Iterator[Counted]:
    shifts, logs = of_days(asked, "shifts"), of_days(asked, "work_logs")
    for (staff_id, day), several in sorted(shifts.items()):
        if not asked.first <= day < asked.until or asked.site.terms_on(day) is None:
            continue
        who, own = person(asked, staff_id), logs[staff_id, day]
        if any((who[NARROWED[dim]] or "") not in asked.filters[dim] for dim in NARROWED if asked.filters.get(dim)):
            continue
        due = datetime.combine(day, LATER.get(who["role"], time(18, 30)), asked.site.zone)
        excused = any(one["excuse"] and one["submitted_at"] <= asked.clock for one in own)
        if due < asked.clock and not excused and owed(several, due):
            in_time = any(one["valid"] is not False and one["submitted_at"] <= due for one in own)
            yield Counted(who, day, figure=float(in_time))


def of_days(asked: Asked, record: str) -> dict[tuple[str, date], list[Row]]:
    """The rows of each person and day."""
    found: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for one in asked.site.records[record]:
        found[one["staff_id"], one["date"]].append(one)
    return found


def owed(shifts: list[Row], due: datetime) -> bool:
    """Whether a shift of that day, leave apart, begins before its log is due."""
    begun = [one["planned_start"] for one in shifts if one["kind"] != "leave"]
    return any(start is None or start < due for start in begun)


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
