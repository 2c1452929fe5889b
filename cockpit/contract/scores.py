"""What the contract makes of a site's scores: tables for the serving file, of months, of penalties and of years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.contract import performance as rules
from cockpit.contract.emergencies import MAJOR, State, in_utc, leader_told, restored
from cockpit.contract.limits import terms_of
from cockpit.contract.performance import Case, Member, Penalty, Scored, Year
from cockpit.periods import Period, after, unit_starts
from cockpit.settings import Terms

_MONEY = pa.decimal128(12, 2)
_MONTHS = pa.list_(pa.date32())

MONTHS: Final = pa.schema(
    [
        ("staff_id", pa.string()),
        ("month", pa.date32()),
        ("band", pa.string()),
        ("coefficient", pa.decimal128(8, 6)),
        ("base", _MONEY),
        ("penalty", _MONEY),
        ("pay", _MONEY),
    ]
)
PENALTIES: Final = pa.schema(
    [
        ("staff_id", pa.string()),
        ("group", pa.string()),
        ("month", pa.date32()),
        ("percent", _MONEY),
        ("why", pa.string()),
        ("kind", pa.string()),
        ("subject", pa.string()),
        ("day", pa.date32()),
        ("second", pa.bool_()),
    ]
)
YEARS: Final = pa.schema(
    [
        ("staff_id", pa.string()),
        ("group", pa.string()),
        ("year", pa.int32()),
        ("month", pa.date32()),
        ("fails", _MONTHS),
        ("run", _MONTHS),
        ("running", _MONTHS),
        ("complaints", _MONTHS),
        ("good", _MONTHS),
        ("no_raise", pa.list_(pa.string())),
        ("two_raises", pa.bool_()),
        ("nearly", pa.list_(pa.string())),
    ]
)
Row = Mapping[str, Any]
Contract = Sequence[Terms]


def tables(rows: Mapping[str, Sequence[Row]], contract: Contract, zone: ZoneInfo, now: datetime) -> dict[str, pa.Table]:
    """``scores``, ``penalties`` and ``score_years`` out of the rows of performance, staff, incidents and complaints.

    ``incidents`` have the columns of their view. Every row is looked at with the terms of its own date; where none
    were in force the first ones are.
    """
    staff = [Member(*(row[name] for name in Member.__dataclass_fields__)) for row in rows["staff"]]
    groups = {one.staff_id: one.group for one in staff}
    cases = [*_overruns(rows["incidents"], contract, zone, now), *_complaints(rows["complaints"], groups, zone)]
    costs = rules.penalties(cases, staff, {case.day: terms_of(contract, case.day).scoring for case in cases})
    years = _years(rows["performance"], rows["complaints"], contract, zone, now.astimezone(zone).date())
    return {
        "scores": pa.Table.from_pylist(_months(rows["performance"], staff, costs, contract), MONTHS),
        "penalties": pa.Table.from_pylist([_told(one, groups) for one in costs], PENALTIES),
        "score_years": pa.Table.from_pylist([{**one, "group": groups.get(one["staff_id"])} for one in years], YEARS),
    }


def _overruns(incidents: Iterable[Row], contract: Contract, zone: ZoneInfo, now: datetime) -> Iterable[Case]:
    """Emergencies of our own fault that ended after their limit, or are open when it has come."""
    for one in map(in_utc, incidents):
        if not (one["our_fault"] and restored(one, now).state is State.MISSED):
            continue
        day = one["discovered_at"].astimezone(zone).date()
        silent = one["level"] in MAJOR and leader_told(one, terms_of(contract, day), now).state is State.MISSED
        yield Case(one["incident_id"], "overrun", day, one["engineer_id"], one["group"], silent)


def _complaints(complaints: Iterable[Row], groups: Mapping[str, str], zone: ZoneInfo) -> Iterable[Case]:
    """Complaints found true that were our fault."""
    for one in complaints:
        if one["confirmed"] and one["our_fault"]:
            day = one["received_at"].astimezone(zone).date()
            yield Case(one["complaint_id"], "complaint", day, one["staff_id"], groups.get(one["staff_id"]))


def _months(
    performance: Iterable[Row], staff: Sequence[Member], costs: Iterable[Penalty], contract: Contract
) -> list[dict[str, Any]]:
    roles = {one.staff_id: one.role for one in staff}
    charged: dict[tuple[str, date], list[Penalty]] = defaultdict(list)
    for cost in costs:
        charged[cost.staff_id, cost.month].append(cost)
    found = []
    for row in performance:
        scoring = terms_of(contract, row["month"]).scoring
        factor = rules.coefficient(row["score"], scoring)
        amount = rules.base(roles.get(row["staff_id"]), row["base_amount"], scoring)
        share = min(rules.WHOLE, sum((one.percent for one in charged[row["staff_id"], row["month"]]), rules.NOTHING))
        found.append(
            {
                "staff_id": row["staff_id"],
                "month": row["month"],
                "band": rules.band(row["score"], scoring),
                "coefficient": factor,
                "base": amount,
                "penalty": share,
                "pay": rules.pay(amount, factor, share, row["reward"]),
            }
        )
    return found


def _told(cost: Penalty, groups: Mapping[str, str]) -> dict[str, Any]:
    case = cost.case
    return {
        "staff_id": cost.staff_id,
        "group": groups.get(cost.staff_id),
        "month": cost.month,
        "percent": cost.percent,
        "why": cost.why,
        "kind": case.kind,
        "subject": case.subject,
        "day": case.day,
        "second": cost.second,
    }


def _years(
    performance: Iterable[Row], complaints: Iterable[Row], contract: Contract, zone: ZoneInfo, today: date
) -> list[dict[str, Any]]:
    """One row a person, calendar year and month whose end (of the running month: today) the year is seen from.

    There is a row of the next year where a run of the old one is about to reach into it.
    """
    months: dict[str, list[Scored]] = defaultdict(list)
    for row in performance:
        scoring = terms_of(contract, row["month"]).scoring
        months[row["staff_id"]].append(Scored(row["month"], rules.band(row["score"], scoring)))
    days: dict[str, list[date]] = defaultdict(list)
    for one in complaints:
        if one["confirmed"] and one["staff_id"]:
            days[one["staff_id"]].append(one["received_at"].astimezone(zone).date())
    found = []
    for person in sorted({*months, *days}):
        for at in _looked_at([*(one.month for one in months[person]), *days[person]], today):
            now = min(today, after(at, "month") - timedelta(days=1))
            for number in sorted({at.year, after(at, "month").year}):
                terms = terms_of(contract, min(now, date(number, 12, 31))).scoring
                year = rules.year(number, (one for one in months[person] if one.month <= at), days[person], terms, now)
                if number == at.year or year.nearly:
                    found.append({"staff_id": person, "month": at, **_year(year)})
    return found


def _looked_at(known: Sequence[date], today: date) -> Iterable[date]:
    """The months from the first that something is known of to the end of the year after the last."""
    last = min(today, date(max(known).year + 1, 12, 31))
    return unit_starts(Period(min(known).replace(day=1), after(last, "day")), "month")


def _year(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "fails": year.fails,
        "run": sorted({month for run in year.runs for month in run}),
        "running": year.running,
        "complaints": year.complaints,
        "good": year.good,
        "no_raise": year.no_raise,
        "two_raises": year.two_raises,
        "nearly": year.nearly,
    }
