"""Whole numbers, numbers, per cents and money."""

from __future__ import annotations

from cockpit.checks import totals, words_read
from cockpit.checks.parsed import first, literal
from cockpit.checks.reading import PERCENT, SQL_TYPES, Desk, Reading
from cockpit.checks.times import ERROR
from cockpit.records import Column, Kind

BARE = {
    Kind.INTEGER: "-?[0-9]{1,15}",
    Kind.NUMBER: "-?[0-9]{1,15}([.][0-9]{1,15})?",
    Kind.MONEY: "-?[0-9]{1,9}([.][0-9]{1,2})?",
}
HARDLY_PERCENT = 10
UNITS = ("分", "%", "颗星", "顆星", "星")
NUMERAL = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
GROUPED = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"
REASON = rf"""case
    when regexp_matches(y, '{ERROR}') then 'error_cell'
    when regexp_full_match(lower(y), '[+-]?(inf(inity)?|nan)|∞') then 'not_finite'
    else 'not_a_number' end"""


def figure(desk: Desk, column: Column) -> Reading:
    """A number of any kind; on columns of 0–100 also per cents and the configured scale."""
    cell, scale, mapped = desk.cells[column.name], desk.scale(column), bool(desk.job.table.values.get(column.name))
    regular = "false" if mapped else f"regexp_full_match({cell}, '{BARE[column.kind]}')"
    filled, plain = desk.counts(f"count({cell})", f"count(*) filter ({regular})")
    joins, whens, number = [], [], f"cast({cell} as double)"
    if filled != plain:
        alias = _look_up(desk, column, regular, scale)
        joins.append(f"left join {alias} on {cell} = {alias}.spelling")
        number = f"case when {regular} then {number} else {alias}.number end"
        whens.append(f"when {alias}.blank then {_if_required(desk, column)} when {number} is null then {alias}.reason")
        known, nulls = desk.counts_of(joins[0], f"count({alias}.number)", f"count(*) filter ({alias}.blank)")
        desk.normalised["numbers"] += known
        desk.normalised["nulls"] += nulls
    scaled = number
    if scale is not None:
        whens.append(f"when ({number}) not between {scale[0]} and {scale[1]} then 'out_of_range'")
        scaled = f"({number}) * 100 / {scale[1]}"
        if scale == PERCENT:
            scaled = _percent(desk, column, number, joins, whens)
    else:
        whens += _bounds(column, number)
    if column.kind is Kind.INTEGER:
        whens.append(f"when ({number}) <> round({number}) then 'not_whole'")
    if column.kind is Kind.MONEY and scale in (None, PERCENT):
        whens.append(f"when abs(({number}) * 100 - round(({number}) * 100)) > 1e-6 then 'too_precise'")
    reason = desk.reason(column, cell, f"({cell} is null)", *whens)
    return Reading(f"try_cast({scaled} as {SQL_TYPES[column.kind]})", reason, joins)


def _if_required(desk: Desk, column: Column) -> str:
    return "'required'" if column.required and desk.default(column) is None else "null"


def _look_up(desk: Desk, column: Column, regular: str, scale: tuple[float, float] | None) -> str:
    """A table of the irregular spellings: number, whether blank or mapped, and the reason if none of these."""
    cell, alias, text = desk.cells[column.name], f"map_{column.name}", "y"
    if column.kind is Kind.MONEY:
        text = f"regexp_replace({text}, '^[¥￥$] ?| ?元$', '', 'g')"
    reason = REASON
    if scale is not None:
        text = f"regexp_replace({text}, ' ?({'|'.join(_units(scale))})$', '')"
        reason = (
            f"case when regexp_full_match(y, '{NUMERAL} ?({'|'.join(UNITS)})') then 'out_of_range' else {REASON} end"
        )
    distinct = f"select distinct {cell} as spelling from raw where {cell} is not null and not {regular}"
    words_read.listed(desk, "named", words_read.named(desk, column))
    desk.connection.execute(
        f"create or replace temp table {alias} as select spelling, code is not null as mapped, "
        f"code is null and y in ({desk.nulls}) as blank, case when code is not null then cast(code as double) "
        f"when regexp_full_match(bare, '{NUMERAL}') then try_cast(bare as double) "
        f"when regexp_full_match(bare, '{GROUPED}') then try_cast(replace(bare, ',', '') as double) end as number, "
        f"{reason} as reason from (select spelling, y, {text} as bare, code "
        f"from (select spelling, tidy(spelling) as y, code from ({distinct}) left join named using (spelling)))"
    )
    return alias


def _units(scale: tuple[float, float]) -> tuple[str, ...]:
    """What may stand behind a score: points on any scale, stars on a short one, a per cent sign on that of 100."""
    return UNITS[:2] if scale == PERCENT else (UNITS[0], *UNITS[2:]) if scale[1] <= HARDLY_PERCENT else UNITS[:1]


def _percent(desk: Desk, column: Column, number: str, joins: list[str], whens: list[str]) -> str:
    """SQL: per cents. Where a column mixes 95 %, 0.95 and 95, the cells that are not as most are cannot be trusted;
    a column of nothing but fractions is per cent as a spreadsheet stores it.
    """
    cell = desk.cells[column.name]
    value = f"try_cast({cell} as double)"
    mapped = f"map_{column.name}.mapped" if joins else "false"
    kind = (
        f"case when {mapped} then null when regexp_matches({cell}, '[%％]\\s*$') then 'percent' "
        f"when {value} > 0 and {value} < 1 then 'fraction' "
        f"when {value} > 1 or regexp_matches({cell}, '分\\s*$') then 'plain' end"
    )
    query = f"select {kind}, count(*) from raw {' '.join(joins)} where {cell} is not null group by 1 order by 2 desc, 1"
    kinds = [str(found) for found, _ in desk.connection.execute(query).fetchall() if found]
    if len(kinds) > 1:
        whens.append(f"when {kind} <> {literal(kinds[0])} then 'mixed_percent'")
    if kinds[:1] == ["fraction"]:
        return f"round(({number}) * case when {mapped} then 1 else 100 end, 10)"
    if kinds[:1] != ["percent"]:
        _doubt(desk, column, number, joins)
    return number


def _doubt(desk: Desk, column: Column, number: str, joins: list[str]) -> None:
    """Scores none of which is above ten are hardly per cents. Refused if nobody said that they are, else told.

    The sums in lines of totals are no scores.
    """
    query = f"select count({number}), max({number}) from raw {' '.join(joins)} where {totals.keyed(desk)}"
    filled, most = first(desk.connection, query)
    if most is None or not 1 <= most <= HARDLY_PERCENT:
        return
    if not desk.job.table.rating_scale:
        raise desk.refusal("scale_unclear", column.name, count=int(filled), value=f"{most:g}")
    desk.warnings.append({"key": "scale_doubtful", "column": column.name, "count": int(filled), "value": f"{most:g}"})


def _bounds(column: Column, value: str) -> list[str]:
    low = [f"when ({value}) < {column.low} then 'too_low'"] if column.low is not None else []
    high = [f"when ({value}) > {column.high} then 'too_high'"] if column.high is not None else []
    return [*low, *high]
