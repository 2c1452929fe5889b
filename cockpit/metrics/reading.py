"""What is no metric: rows of a table of the serving file, within somebody's rights."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from cockpit.access import MANAGER, Rights
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import narrowed
from cockpit.metrics.question import Filters

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
