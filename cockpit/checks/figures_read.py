"""Whole numbers, numbers, per cents and money."""

from __future__ import annotations

from cockpit.checks.parsed import literal
from cockpit.checks.reading import SQL_TYPES, Desk, Reading
from cockpit.records import Column, Kind

BARE = {
    Kind.INTEGER: "-?[0-9]{1,15}",
    Kind.NUMBER: "-?[0-9]{1,15}([.][0-9]{1,15})?",
    Kind.MONEY: "-?[0-9]{1,9}([.][0-9]{1,2})?",
}
CENTS = 1e-6
NUMERAL = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
GROUPED = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"


def figure(desk: Desk, column: Column) -> Reading:
    """A number of any kind; on columns of 0–100 also per cents and the configured scale."""
    cell = desk.cells[column.name]
    bare = f"case when regexp_full_match({cell}, '{BARE[column.kind]}') then {cell} end"
    filled, plain = desk.counts(f"count({cell})", f"count({bare})")
    tidied = f"tidy({cell})"
    if filled == plain:
        number, blank = f"cast({cell} as double)", f"({cell} is null)"
    else:
        number, blank = _numeral(desk, column, tidied), desk.blank(cell, tidied)
    scale = _scale(desk, column)
    whens = [f"when {number} is null then (select {_reason()} from (select {tidied} as y))"]
    whens += _mixed(desk, cell, tidied) if scale == (0, 100) else []
    scaled = number
    if scale is not None:
        whens.append(f"when {number} not between {scale[0]} and {scale[1]} then 'out_of_range'")
        scaled = number if scale[1] == 100 else f"({number}) * 100 / {scale[1]}"
        scaled = _fractions(desk, cell, tidied, number, scaled) if scale == (0, 100) else scaled
    if column.kind is Kind.INTEGER:
        whens.append(f"when {number} <> round({number}) then 'not_whole'")
    if column.kind is Kind.MONEY and desk.job.table.rating_scale is None:
        whens.append(f"when abs({number} * 100 - round({number} * 100)) > {CENTS} then 'too_precise'")
    whens += _bounds(column, scaled) if scale is None else []
    value = f"try_cast({scaled} as {SQL_TYPES[column.kind]})"
    reading = Reading(value, desk.reason(column, cell, blank, *whens))
    if filled != plain:
        known, nulls = desk.counts(f"count({number})", f"count({cell}) filter ({tidied} in ({desk.nulls}))")
        desk.normalised["numbers"] += max(0, known - plain)
        desk.normalised["nulls"] += nulls
    return reading


def _scale(desk: Desk, column: Column) -> tuple[float, float] | None:
    """The scale a 0–100 column is written in."""
    if column.kind is Kind.INTEGER or (column.low, column.high) != (0, 100):
        return None
    return desk.job.table.rating_scale or (0, 100)


def _numeral(desk: Desk, column: Column, tidied: str) -> str:
    """SQL: the number a tidied text stands for, null if none."""
    text = tidied
    if column.kind is Kind.MONEY:
        text = f"regexp_replace({text}, '^[¥$] ?| ?元$', '', 'g')"
    if _scale(desk, column) is not None:
        text = f"regexp_replace({text}, ' ?%$', '')"
    return (
        f"case when regexp_full_match({text}, '{NUMERAL}') then try_cast({text} as double) "
        f"when regexp_full_match({text}, '{GROUPED}') then try_cast(replace({text}, ',', '') as double) end"
    )


def _reason() -> str:
    return r"""case
        when regexp_matches(y, '^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|^#{4,}$') then 'error_cell'
        when regexp_full_match(lower(y), '[+-]?(inf(inity)?|nan)|∞') then 'not_finite'
        else 'not_a_number' end"""


def _kind(tidied: str) -> str:
    """SQL: how a 0–100 cell is written: with %, as a fraction, or plainly. 0 and 1 fit either of the last two."""
    number = f"try_cast({tidied} as double)"
    return (
        f"case when ends_with({tidied}, '%') then 'percent' when {number} > 0 and {number} < 1 then 'fraction' "
        f"when {number} > 1 then 'plain' end"
    )


def _kinds(desk: Desk, cell: str, tidied: str) -> dict[str, int]:
    query = f"select {_kind(tidied)}, count(*) from raw where {cell} is not null group by 1 order by 2 desc, 1"
    return {str(kind): int(count) for kind, count in desk.connection.execute(query).fetchall() if kind}


def _mixed(desk: Desk, cell: str, tidied: str) -> list[str]:
    """When a column mixes 95 %, 0.95 and 95, the cells that are not as most are cannot be trusted."""
    kinds = list(_kinds(desk, cell, tidied))
    if len(kinds) < 2:
        return []
    return [f"when {_kind(tidied)} <> {literal(kinds[0])} then 'mixed_percent'"]


def _fractions(desk: Desk, cell: str, tidied: str, number: str, scaled: str) -> str:
    """A column of nothing but fractions is per cent as a spreadsheet stores it."""
    kinds = list(_kinds(desk, cell, tidied))
    return f"round(({number}) * 100, 10)" if kinds[:1] == ["fraction"] else scaled


def _bounds(column: Column, value: str) -> list[str]:
    whens = []
    if column.low is not None:
        whens.append(f"when {value} < {column.low} then 'too_low'")
    if column.high is not None:
        whens.append(f"when {value} > {column.high} then 'too_high'")
    return whens
