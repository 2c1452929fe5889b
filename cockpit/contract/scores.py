"""What the contract makes of a site's scores: tables for the serving file, of months, of penalties and of years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from cockpit.contract import performance as rules
from cockpit.contract.emergencies import MAJOR, State, in_utc, leader_told, restored
from cockpit.contract.limits import terms_of
from cockpit.contract.performance import Case, Member, Penalty, Scored
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
        ("fails", _MONTHS),
        ("run", _MONTHS),
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
    """One row a person and calendar year in which they have a score or a complaint found true."""
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
        known = {one.month.year for one in months[person]} | {day.year for day in days[person]}
        for number in sorted(known):
            last = min(today, date(number, 12, 31))
            year = rules.year(number, months[person], days[person], terms_of(contract, last).scoring, today)
            found.append(
                {
                    "staff_id": person,
                    "year": number,
                    "fails": year.fails,
                    "run": sorted({month for run in year.runs for month in run}),
                    "complaints": year.complaints,
                    "good": year.good,
                    "no_raise": year.no_raise,
                    "two_raises": year.two_raises,
                    "nearly": year.nearly,
                }
            )
    return found
