"""What is no metric: rows of a table of the serving file, within somebody's rights."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import pyarrow as pa

from cockpit.access import MANAGER, Rights
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import narrowed, quoted
from cockpit.metrics.masking import masked_rows
from cockpit.metrics.question import Filters
from cockpit.metrics.subjects import SUBJECTS

Row = dict[str, Any]


def read(
    cockpit: Cockpit,
    table: str,
    sql: str,
    rights: Rights = MANAGER,
    filters: Filters = (),
    columns: Container[str] | None = None,
    **bound: object,
) -> list[Row]:
    """The rows of ``sql``, a select from ``table``, as if what one may not see had never been in it.

    Of the table only ``columns`` are there, if given. ``:as_of`` and ``:today`` are bound beside what is ``bound``.
    """
    shadow = narrowed(table, filters, rights, cockpit.engine.columns, columns)
    clock = {"as_of": cockpit.as_of, "today": cockpit.today}
    query = f"with {table} as not materialized (\n{shadow.sql}\n)\n{sql}"
    rows: list[Row] = cockpit.engine.query(query, clock | shadow.parameters | bound).to_pylist()
    return rows


def keyed(
    cockpit: Cockpit, table: str, keys: Sequence[str], columns: Sequence[str], rights: Rights = MANAGER
) -> pa.Table:
    """The rows of a table that have these keys, within somebody's rights, the latest first."""
    subject = SUBJECTS[table]
    shadow = narrowed(table, (), rights, cockpit.engine.columns, {*columns, subject.key, subject.time})
    query = (
        f"with {table} as not materialized (\n{shadow.sql}\n)\nselect {', '.join(map(quoted, columns))} from {table} "
        f"where cast({subject.key} as varchar) in :keys order by {subject.time} desc nulls last, {subject.key}"
    )
    found = cockpit.engine.query(query, shadow.parameters | {"keys": list(keys), "as_of": cockpit.as_of})
    return masked_rows(found) if rights.masked else found
