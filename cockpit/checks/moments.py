"""Times, days, months and clock times."""

from __future__ import annotations

from cockpit.checks import times
from cockpit.checks.parsed import literal
from cockpit.checks.reading import Desk, Reading
from cockpit.checks.tidy import MARK
from cockpit.errors import SourceError
from cockpit.records import Column, Kind


def moment(desk: Desk, column: Column) -> Reading:
    """A time, a day or a month: the column's usual spelling first, every other known one behind it."""
    cell, zone = desk.cells[column.name], desk.job.zone
    configured = times.spelled(desk.job.table.dates)
    usual = times.usual(desk.connection, cell, configured)
    local = f"try_strptime({cell}, {literal(usual)})" if usual else "cast(null as timestamp)"
    filled, plain, old = desk.counts(f"count({cell})", f"count({local})", f"count(*) filter ({local} < {times.OLDEST})")
    finish = Finish(column)
    if filled == plain and not old:
        reading = Reading(finish(times.utc(local, zone) if column.kind is Kind.TIME else local))
        if column.required and filled < desk.total and desk.default(column) is None:
            reading.reason = f"case when {cell} is null then 'required' end"
        return reading
    instant, bare = _chain(desk, column, cell, usual, _decided(desk, column, cell, configured))
    value = finish(instant if column.kind is Kind.TIME else bare)
    tidied = f"tidy({cell})"
    blank = desk.blank(cell, tidied)
    whens = (
        f"when {value} is null then (select {times.REASON} from (select {tidied} as y))",
        f"when {bare} < {times.OLDEST} then 'two_digit_year'",
    )
    known, nulls = desk.counts(f"count({value})", f"count({cell}) filter ({tidied} in ({desk.nulls}))")
    desk.normalised["dates"] += max(0, known - plain)
    desk.normalised["nulls"] += nulls
    return Reading(value, desk.reason(column, cell, blank, *whens))


def clock(desk: Desk, column: Column) -> Reading:
    """A time of day as HH:MM."""
    cell = desk.cells[column.name]
    read = f"try_strptime(regexp_extract(tidy({cell}), '(\\d{{1,2}}:\\d\\d)(:\\d\\d)?$', 1), '%H:%M')"
    value = f"strftime({read}, '%H:%M')"
    return Reading(
        value, desk.reason(column, cell, desk.blank(cell, f"tidy({cell})"), f"when {value} is null then 'not_a_time'")
    )


class Finish:
    """From a timestamp to what the column keeps."""

    def __init__(self, column: Column) -> None:
        self.kind = column.kind

    def __call__(self, value: str) -> str:
        if self.kind is Kind.TIME:
            return value
        day = f"cast({value} as date)"
        return day if self.kind is Kind.DAY else f"cast(date_trunc('month', {day}) as date)"


def _chain(desk: Desk, column: Column, cell: str, usual: str | None, formats: tuple[str, ...]) -> tuple[str, str]:
    """SQL of a column with irregular cells, as (instant, local timestamp)."""
    tidied = f"tidy({cell})"
    if column.kind is Kind.MONTH:
        tidied = f"regexp_replace({tidied}, '^(\\d{{4}})[-/.年]?(\\d{{1,2}})月?$', '\\1-\\2-01')"
    tried = [f"try_strptime({cell}, {literal(usual)})"] if usual else []
    tried += [f"try_strptime({tidied}, {literal(format_)})" for format_ in formats if format_ != usual]
    sane = [f"case when {read} >= {times.OLDEST} then {read} end" for read in tried]
    local = f"coalesce({', '.join(sane)})" if sane else "cast(null as timestamp)"
    bare = f"coalesce({', '.join([*sane, f'known_local({tidied})'])})"
    instant = f"case when {local} is not null then {times.utc(local, desk.job.zone)} else known_instant({tidied}) end"
    guard = f"case when {bare} >= {times.OLDEST} or {bare} is null then ({instant}) end"
    return guard, bare


def _decided(desk: Desk, column: Column, cell: str, configured: tuple[str, ...]) -> tuple[str, ...]:
    """The formats to try. Without configured ones, cells like 10/11/2022 must allow only one reading."""
    if configured:
        return configured
    found = times.day_or_month(desk.connection, cell)
    if found is None:
        return ()
    verdict, count = found
    if verdict in ("both", "neither"):
        header = desk.raw.header[int(cell[1:])]
        value = times.shown(desk.connection, cell).removeprefix(MARK)
        raise SourceError(
            "day_or_month",
            source=desk.job.source,
            file=desk.job.file,
            record=desk.job.record.name,
            column=column.name,
            header=header,
            value=value,
            count=count,
        )
    desk.warnings.append({"key": "dates_inferred", "column": column.name, "format": verdict, "count": count})
    return times.spelled((verdict,))
