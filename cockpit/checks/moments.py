"""Times, days and months."""

from __future__ import annotations

from cockpit.checks import minguo, spellings, times
from cockpit.checks.parsed import literal, scalar
from cockpit.checks.reading import Desk, Reading
from cockpit.records import Column, Kind
from cockpit.settings.leaves import CALENDARS, EPOCH, MINGUO

# 11503 is named no calendar; it is no day of a spreadsheet either where a month is wanted.
MONTH = (
    r"regexp_replace(regexp_replace(y, '^((?:19|20)\d\d)(?: ?[-/.年] ?)?(\d{1,2})(?: ?月份?)?$', '\1-\2-01'), "
    r"'^(1\d\d)(0[1-9]|1[0-2])$', '\1-\2')"
)
# Reasons that no other way of writing changes.
SURE = "'error_cell', 'two_digit_year', 'three_digit_year'"


def moment(desk: Desk, column: Column) -> Reading:
    """A time, a day or a month: the column's usual spelling directly, every other one looked up."""
    cell = desk.cells[column.name]
    if cell in desk.raw.typed:
        return _already(desk, column, cell, desk.raw.typed[cell])
    dates = desk.job.table.dates
    configured = times.spelled(tuple(one for one in dates if one not in CALENDARS and times.names_a_day(one)))
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


def table_of(column: Column) -> str:
    """The table of a column's irregular spellings: ``spelling``, ``value``, whether ``blank``, and the ``reason``."""
    return f"map_{column.name}"


def _look_up(desk: Desk, column: Column, regular: str, configured: tuple[str, ...]) -> str:
    """A table of the irregular spellings: value, whether blank, and the reason if neither.

    What none of the usual spellings reads is looked at once more, brought into one of them.
    """
    cell, table = desk.cells[column.name], table_of(column)
    month, declared = column.kind is Kind.MONTH, MINGUO in desk.job.table.dates
    said = f"trim(regexp_replace(tidy(spelling), '{times.WEEKDAY}', ' '))"
    distinct = f"select distinct {cell} as spelling from raw where {cell} is not null and ({regular}) is null"
    western = minguo.western("y", declared=declared, month=month)
    irregular = _of_kind(
        column, f"select spelling, {western} as y from (select spelling, {said} as y from ({distinct}))"
    )
    formats = _decided(desk, column, irregular, configured)
    _make(desk, table, _read(desk, column, irregular, formats, times.reason(formats)))
    unread = f"from {table} where value is null and not blank and reason not in ({SURE})"
    if not scalar(desk.connection, f"select count(*) {unread}"):
        return table
    rows = f"select spelling, {said} as y {unread}"
    usual = spellings.usual(rows, minguo=declared, month=month, epoch=EPOCH in desk.job.table.dates)
    _make(desk, "usual", _of_kind(column, usual))
    formats = formats or _decided(desk, column, "from usual", configured)
    _make(desk, "again", _read(desk, column, "from usual", formats, spellings.reason(times.reason(formats))))
    return _make(desk, table, _both(table))


def _make(desk: Desk, name: str, query: str) -> str:
    desk.connection.execute(f"create or replace temp table {name} as {query}")
    return name


def _of_kind(column: Column, rows: str) -> str:
    """SQL: the spellings ``y`` of ``rows``; a month as its first day."""
    return f"select * replace ({MONTH} as y) from ({rows})" if column.kind is Kind.MONTH else rows


def _read(desk: Desk, column: Column, rows: str, formats: tuple[str, ...], unread: str) -> str:
    """SQL: spelling, value, whether blank, and the reason if neither; ``unread`` is that of those without a time."""
    required = "'required'" if column.required and desk.default(column) is None else "null"
    nulls = f"{desk.nulls}, '0'" if EPOCH in desk.job.table.dates else desk.nulls
    value = "instant" if column.kind is Kind.TIME else _kept(desk, column, "local")
    return (
        f"select spelling, y in ({nulls}) as blank, "
        f"case when local >= {times.OLDEST} then {value} end as value, case when blank then {required} "
        f"when coalesce(local < {times.OLDEST}, true) and regexp_matches(y, '{minguo.BARE}') then 'three_digit_year' "
        f"when local < {times.OLDEST} then 'two_digit_year' when local is null then {unread} end as reason "
        f"from ({times.reading_of(rows, formats, desk.job.zone, desk.raw)})"
    )


def _both(known: str) -> str:
    """SQL: the spellings of the table ``known`` with what ``again`` has read or has better reasons for."""
    return (
        f"select spelling, coalesce(again.blank, {known}.blank) as blank, "
        f"coalesce({known}.value, again.value) as value, "
        f"case when again.spelling is null or again.reason = 'not_a_time' then {known}.reason "
        f"else again.reason end as reason from {known} left join again using (spelling)"
    )


def _decided(desk: Desk, column: Column, irregular: str, configured: tuple[str, ...]) -> tuple[str, ...]:
    """The formats to try. Without configured ones, cells like 10/11/2022 must allow only one reading."""
    if configured:
        return configured
    found = times.day_or_month(desk.connection, irregular)
    if found is None:
        return ()
    verdict, value = found
    cell = desk.cells[column.name]
    matching = f"(select spelling from ({irregular}) where regexp_matches(y, '{times.DAY_OR_MONTH}'))"
    (count,) = desk.counts_of(f"join {matching} on {cell} = spelling", "count(*)")
    if verdict in ("both", "neither"):
        raise desk.refusal("day_or_month", column.name, value=value, count=count)
    desk.warnings.append({"key": "dates_inferred", "column": column.name, "format": verdict, "count": count})
    return times.spelled((verdict,))
