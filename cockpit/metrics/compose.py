"""From a Question to SQL: the metric's file as written, behind CTEs that put filters and rights before it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cockpit.access import Rights
from cockpit.errors import UsageError
from cockpit.metrics.catalogue import DIMENSIONS, Metric, kept_back
from cockpit.metrics.masking import masked_phone
from cockpit.metrics.question import EMPTY, Filters, Question, Rest
from cockpit.metrics.subjects import SUBJECTS
from cockpit.periods import Period

_UNITS = ("week", "month", "quarter", "year")

Columns = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Composed:
    """SQL with ``:name`` parameters, and their values."""

    sql: str
    parameters: dict[str, object]


def quoted(column: str) -> str:
    """The name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def answer_sql(metric: Metric, question: Question, rights: Rights, columns: Columns) -> Composed:
    """One row a combination of ``by``: its columns, ``value`` and ``n``."""
    begun = head(metric, question.without(metric.share_of), rights, columns)
    splits = [split_sql(split) for split in question.by]
    chosen = [f"{sql} as {quoted(name)}" for name, sql in zip(question.by, splits, strict=True)]
    positions = range(1, len(splits) + 1)
    grouped = f"group by {', '.join(map(str, positions))}" if splits else ""
    ordered = f"order by {', '.join(f'{position} nulls last' for position in positions)}" if splits else ""
    parameters = dict(begun.parameters)
    value, n = metric.value, metric.n
    if metric.share_of is not None:
        value, n = _share(metric.share_of, question, parameters)
    select = ", ".join([*chosen, f"{value} as value", f"{n} as n"])
    sql = f"{begun.sql}\nselect {select}\nfrom {parts_from(question.by)}\n{grouped}"
    if metric.share_of is not None and splits:
        sql = f"with shares as (\n{sql}\n)\nselect * from shares where n > 0"
    return Composed(f"{sql}\n{ordered}", parameters)


def _share(dimension: str, question: Question, parameters: dict[str, object]) -> tuple[str, str]:
    """The part that the chosen values of a dimension are of the whole, which its filter does not narrow."""
    rest = [split_sql(name) for name in question.by if name != dimension]
    return share_sql(dimension, question, rest, parameters)


def share_sql(
    dimension: str, question: Question, rest: Sequence[str], parameters: dict[str, object]
) -> tuple[str, str]:
    """Value and n of such a part; ``rest`` are the SQL of what else the whole is split by."""
    whole = f"partition by {', '.join(rest)}" if rest else ""
    values = dict(question.filters).get(dimension)
    count = "count(*)"
    if values:
        count = f"count(case when {membership(DIMENSIONS[dimension], values, 'share', parameters)} then 1 end)"
    return f"{count} * 1.0 / nullif(sum(count(*)) over ({whole}), 0)", count


def rows_sql(
    metric: Metric,
    question: Question,
    rights: Rights,
    columns: Columns,
    cell: Mapping[str, object],
    chosen: Sequence[str],
    order: str,
) -> Composed:
    """The rows behind one cell of an answer: ``cell`` gives each split's value (None: the empty one) or a Rest."""
    subject, known = SUBJECTS[metric.record], columns[metric.record]
    key = subject.key
    for column in (*chosen, order):
        if column not in known:
            raise UsageError("unknown_column", name=column, known=sorted(known))
    begun = head(metric, question, rights, columns, (key, *chosen, order))
    parameters = dict(begun.parameters)
    conditions = [f"{key} is not null"]
    for position, (split, value) in enumerate(cell.items()):
        sql = split_sql(split)
        if isinstance(value, Rest):
            member = membership(DIMENSIONS[split], value.kept, f"cell_{position}", parameters)
            conditions.append(f"not coalesce({member}, false)")
        elif value is None:
            conditions.append(f"{sql} is null")
        else:
            conditions.append(f"{sql} = :cell_{position}")
            parameters[f"cell_{position}"] = value
    names = ", ".join(quoted(column) for column in chosen)
    picked = f"from {parts_from(tuple(cell))} where {' and '.join(conditions)}"
    if metric.grain != subject.grain:
        picked = f"from {metric.record} where {key} in (select {key} {picked})"
    return Composed(f"{begun.sql}\nselect {names} {picked}", parameters)


def tickets_sql(period: Period, filters: Filters, rights: Rights, columns: Columns, chosen: Sequence[str]) -> Composed:
    """The tickets of any kind reported in the period, as far as ``:as_of`` knows."""
    shadow = narrowed("tickets", filters, rights, columns, {*chosen, "reported_day", "reported_at"})
    names = ", ".join(quoted(column) for column in chosen)
    within = "reported_day >= :from_day and reported_day < :to_day and reported_at <= :as_of"
    sql = f"with tickets as not materialized (\n{shadow.sql}\n)\nselect {names} from tickets where {within}"
    return Composed(sql, shadow.parameters | {"from_day": period.first, "to_day": period.until})


@cache
def used(metric: Metric) -> frozenset[str]:
    """Every word of a metric's SQL; the columns it reads are among them."""
    text = re.sub(r"--[^\n]*|\bwithin group\b", "", f"{metric.sql}\n{metric.value} {metric.n} {metric.share_of or ''}")
    return frozenset(re.findall(r"[a-z_]+[a-z0-9_]*", text))


def narrowed(
    table: str, filters: Filters, rights: Rights, columns: Columns, words: Container[str] | None = None
) -> Composed:
    """``select … from store.<table> where …`` with the columns and rows that filters and rights permit.

    A right that the table has no column for leaves no row of it, unless it is everybody's. Only columns among
    ``words`` are taken, if given: binding all sixty of a ticket costs 2 ms a query.
    """
    parameters: dict[str, object] = {}
    conditions: list[str] = []
    subject = SUBJECTS[table]
    for position, (dimension, values) in enumerate(filters):
        column = subject.columns.get(dimension)
        if column is not None and values and dimension not in subject.unfiltered:
            conditions.append(membership(column, values, f"filter_{table}_{position}", parameters))
    for position, (dimension, values) in enumerate(() if subject.everybodys else rights.rows):
        column = subject.columns.get(dimension)
        name = f"right_{table}_{position}"
        conditions.append("false" if column is None else membership(column, values, name, parameters))
    denied = kept_back(rights.denied, table)
    chosen = ", ".join(
        f"cast(null as {kind}) as {quoted(name)}"
        if name in denied
        else f"{masked_phone(quoted(name))} as {quoted(name)}"
        if rights.masked & {name, f"{table}.{name}"}
        else quoted(name)
        for name, kind in columns[table].items()
        if words is None or name in words
    )
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return Composed(f"select {chosen} from store.{table}{where}", parameters)


def membership(column: str, values: Sequence[str], name: str, parameters: dict[str, object]) -> str:
    """Whether the column is one of the values, null where it is empty; the value EMPTY stands for an empty column."""
    present = [value for value in values if value != EMPTY]
    alternatives = []
    if present:
        parameters[name] = present
        alternatives.append(f"{quoted(column)} in :{name}")
    if EMPTY in values:
        alternatives.append(f"{quoted(column)} is null")
    return f"({' or '.join(alternatives) or 'false'})"


def head(metric: Metric, question: Question, rights: Rights, columns: Columns, also: Sequence[str] = ()) -> Composed:
    """The CTEs before every query: the shadowed tables, the days, and ``parts``, the rows the metric counts."""
    parameters: dict[str, object] = {"from_day": question.period.first, "to_day": question.period.until}
    words = used(metric) | {DIMENSIONS.get(split, split) for split in question.by} | set(also)
    ctes = []
    for table in metric.needs:
        # A team's load is what its engineers took: their own group counts, whatever group stands on the ticket.
        asked = question.without("group") if table == "tickets" and "staff" in metric.needs else question
        shadow = narrowed(table, asked.filters, rights, columns, words)
        parameters |= shadow.parameters
        ctes.append(f"{table} as not materialized (\n{shadow.sql}\n)")
    if "days" in words:
        ctes.append(f"days as not materialized (\n{_days(metric, question.by)}\n)")
    if "bands" in words:
        ctes.append("bands as not materialized (\nselect * from store.bands\n)")
    ctes.append(f"parts as (\n{metric.sql}\n)")
    return Composed("with\n" + ",\n".join(ctes), parameters)


def _days(metric: Metric, by: Sequence[str]) -> str:
    """A stock is taken at the end of each unit: only the last day of each is left to it."""
    if not metric.stock or "day" in by:
        return "select * from store.days"
    return f"select * from store.days where day in ({last_days(by)})"


def last_days(by: Sequence[str]) -> str:
    """The SQL of the last day begun by the clock of each unit that ``by`` splits the period into; of all if none."""
    units = ", ".join(unit for unit in _UNITS if unit in by)
    grouped = f" group by {units}" if units else ""
    within = "day >= :from_day and day < :to_day and day_start <= :as_of"
    return f"select max(day) from store.days where {within}{grouped}"


def split_sql(split: str) -> str:
    """The SQL of a split over the rows a metric yields; names are allow-listed by Question.checked."""
    if split == "month":
        return "month"
    if split in _UNITS:
        return f"cast(date_trunc('{split}', day) as date)"
    if split == "weekday":
        return "extract(isodow from day)"
    return quoted(DIMENSIONS.get(split, split))


def parts_from(by: Sequence[str]) -> str:
    """What the rows are read from, with the week of term beside them where it splits them."""
    if "term_week" not in by:
        return "parts"
    weeks = "(select day as week_day, term_week from store.days) as weeks"
    return f"(select parts.*, weeks.term_week from parts left join {weeks} on parts.day = weeks.week_day) as parts"
