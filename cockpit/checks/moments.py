"""Times, days and months."""

from __future__ import annotations

from cockpit.checks import dayparts, minguo, times
from cockpit.checks.parsed import literal
from cockpit.checks.reading import Desk, Reading
from cockpit.records import Column, Kind
from cockpit.settings.leaves import MINGUO

MONTH = r"regexp_replace(y, '^(\d{4})[-/.年]?(\d{1,2})月?$', '\1-\2-01')"


def moment(desk: Desk, column: Column) -> Reading:
    """A time, a day or a month: the column's usual spelling directly, every other one looked up."""
    cell = desk.cells[column.name]
    if cell in desk.raw.typed:
        return _already(desk, column, cell, desk.raw.typed[cell])
    configured = times.spelled(tuple(one for one in desk.job.table.dates if one != MINGUO))
    usual = times.usual(desk.connection, cell, configured)
    regular = f"try_strptime({cell}, {literal(usual)})" if usual else "cast(null as timestamp)"
    filled, plain, old = desk.counts(
        f"count({cell})", f"count({regular})", f"count(*) filter ({regular} < {times.OLDEST})"
    )
    if filled == plain and not old:
        required = column.required and filled < desk.total and desk.default(column) is None
        return Reading(
            _kept(desk, column, regular), f"case when {cell} is null then 'required' end" if required else None
        )
    if old:
        regular = f"case when {regular} >= {times.OLDEST} then {regular} end"
    alias = _look_up(desk, column, regular, configured)
    value = f"coalesce({_kept(desk, column, regular)}, {alias}.value)"
    join = f"left join {alias} on {cell} = {alias}.spelling"
    known, nulls = desk.counts_of(join, f"count({alias}.value)", f"count(*) filter ({alias}.blank)")
    desk.normalised["dates"] += known
    desk.normalised["nulls"] += nulls
    when = f"when {regular} is null then {alias}.reason"
    return Reading(value, desk.reason(column, cell, f"({cell} is null)", when), [join])


def _already(desk: Desk, column: Column, cell: str, holds: str) -> Reading:
    """A column that a database gave as times."""
    local = f"({cell} at time zone {literal(desk.job.zone)})" if holds == "instant" else f"cast({cell} as timestamp)"
    value = cell if holds == "instant" and column.kind is Kind.TIME else _kept(desk, column, local)
    when = f"when {cell} < {times.OLDEST} then 'two_digit_year'"
    return Reading(value, desk.reason(column, cell, f"({cell} is null)", when))


def _kept(desk: Desk, column: Column, local: str) -> str:
    """SQL: from a local timestamp to what the column keeps."""
    if column.kind is Kind.TIME:
        return times.utc(local, desk.job.zone)
    day = f"cast({local} as date)"
    return day if column.kind is Kind.DAY else f"cast(date_trunc('month', {day}) as date)"


def _look_up(desk: Desk, column: Column, regular: str, configured: tuple[str, ...]) -> str:
    """A table of the irregular spellings: value, whether blank, and the reason if neither."""
    cell, alias = desk.cells[column.name], f"map_{column.name}"
    y = MONTH if column.kind is Kind.MONTH else "y"
    said = f"trim(regexp_replace(tidy(spelling), '{times.WEEKDAY}', ' '))"
    western = minguo.western("y", declared=MINGUO in desk.job.table.dates)
    distinct = f"select distinct {cell} as spelling from raw where {cell} is not null and ({regular}) is null"
    common = f"select spelling, {western} as y from (select spelling, {said} as y from ({distinct}))"
    plain = f"select spelling, {dayparts.plain('y')} as y from ({common})"
    irregular = f"select spelling, {y} as y from ({plain})"
    formats = _decided(desk, column, irregular, configured)
    required = "'required'" if column.required and desk.default(column) is None else "null"
    value = "instant" if column.kind is Kind.TIME else _kept(desk, column, "local")
    desk.connection.execute(
        f"create or replace temp table {alias} as select spelling, y in ({desk.nulls}) as blank, "
        f"case when local >= {times.OLDEST} then {value} end as value, case when blank then {required} "
        f"when coalesce(local < {times.OLDEST}, true) and regexp_matches(y, '{minguo.BARE}') then 'three_digit_year' "
        f"when local < {times.OLDEST} then 'two_digit_year' when {dayparts.has_clock('y')} then 'unclear_hour' "
        f"when local is null then {times.reason(formats)} end as reason "
        f"from ({times.reading_of(irregular, formats, desk.job.zone, desk.raw)})"
    )
    return alias


def _decided(desk: Desk, column: Column, irregular: str, configured: tuple[str, ...]) -> tuple[str, ...]:
    """The formats to try. Without configured ones, cells like 10/11/2022 must allow only one reading."""
    if configured:
        return configured
    found = times.day_or_month(desk.connection, irregular)
    if found is None:
        return ()
    verdict, value = found
    cell = desk.cells[column.name]
    count = desk.counts(f"count(*) filter (regexp_matches(tidy({cell}), '{times.DAY_OR_MONTH}'))")[0]
    if verdict in ("both", "neither"):
        raise desk.refusal("day_or_month", column.name, value=value, count=count)
    desk.warnings.append({"key": "dates_inferred", "column": column.name, "format": verdict, "count": count})
    return times.spelled((verdict,))
