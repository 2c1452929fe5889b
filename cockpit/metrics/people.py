"""A site's scores as somebody may see them: the months, what they pay, the penalties behind that, the years.

They are read whole: two hundred people have 2,400 scores a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cockpit.access import MANAGER, Rights
from cockpit.errors import UsageError
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.compose import narrowed

Row = dict[str, Any]
RECORD = "performance"
ORDERS = {
    RECORD: 'month, "group" nulls last, staff_id',
    "penalties": "day, subject, staff_id",
    "score_years": 'year desc, "group" nulls last, staff_id',
}


@dataclass(frozen=True)
class Scores:
    """Rows of the serving file's ``performance``, ``penalties`` and ``score_years`` within somebody's rights.

    ``penalties`` are empty where the base amount is kept back: they are part of what is paid.
    """

    months: tuple[Row, ...]
    penalties: tuple[Row, ...]
    years: tuple[Row, ...]

    @property
    def scored(self) -> tuple[date, ...]:
        """The months that have scores, the newest first."""
        return tuple(sorted({row["month"] for row in self.months}, reverse=True))

    def of_month(self, month: date) -> tuple[Row, ...]:
        """The scores of one month."""
        return tuple(row for row in self.months if row["month"] == month)

    def of_person(self, staff_id: str) -> tuple[Row, ...]:
        """One person's months in their order."""
        return tuple(row for row in self.months if row["staff_id"] == staff_id)

    def costs(self, staff_id: str, month: date) -> tuple[Row, ...]:
        """What took something from one person's pay of a month."""
        return tuple(one for one in self.penalties if (one["staff_id"], one["month"]) == (staff_id, month))


def scores(cockpit: Cockpit, rights: Rights = MANAGER) -> Scores:
    """All scores one may see; UsageError where the score itself is kept back."""
    denied = kept_back(rights.denied, RECORD)
    if "score" in denied:
        raise UsageError("denied_column", metric=RECORD, columns=["performance.score"])
    penalties = () if "penalty" in denied else _rows(cockpit, "penalties", rights)
    months = _rows(cockpit, RECORD, rights, "month <= cast(:as_of as date)")
    return Scores(months, penalties, _rows(cockpit, "score_years", rights))


def _rows(cockpit: Cockpit, table: str, rights: Rights, condition: str = "true") -> tuple[Row, ...]:
    shadow = narrowed(table, (), rights, cockpit.engine.columns)
    found = cockpit.engine.query(
        f"with {table} as not materialized (\n{shadow.sql}\n)\n"
        f"select * from {table} where {condition} order by {ORDERS[table]}",
        shadow.parameters | {"as_of": cockpit.as_of},
    )
    rows: list[Row] = found.to_pylist()
    return tuple(rows)
