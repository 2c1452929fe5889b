"""A site's scores as somebody may see them: the months, what they pay, the penalties behind that, the years.

They are read whole: two hundred people have 2,400 scores a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.access import MANAGER, Rights
from cockpit.errors import UsageError
from cockpit.metrics.catalogue import kept_back
from cockpit.metrics.cockpit import Cockpit
from cockpit.metrics.reading import Row, read

RECORD = "performance"
_MONTHS = 'select * from performance where month <= :today order by month, "group" nulls last, staff_id'
_PENALTIES = "select * from penalties order by day, subject, staff_id"
_YEARS = 'select * from score_years where month <= :today order by year desc, "group" nulls last, staff_id, month'


@dataclass(frozen=True)
class Scores:
    """Rows of the serving file's ``performance``, ``penalties`` and ``score_years`` within somebody's rights.

    ``penalties`` are empty where the base amount is kept back: they are part of what is paid. ``years`` are the years
    as they stood at the end of each month.
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

    def standing(self, month: date) -> tuple[Row, ...]:
        """Everybody's years as they stood at the end of a month; of what is past there is nothing to be warned of."""
        latest = {(one["staff_id"], one["year"]): one for one in self.years if one["month"] <= month}
        return tuple(one if one["month"] == month else one | {"nearly": []} for one in latest.values())

    def costs(self, staff_id: str, month: date) -> tuple[Row, ...]:
        """What took something from one person's pay of a month."""
        return tuple(one for one in self.penalties if (one["staff_id"], one["month"]) == (staff_id, month))


def scores(cockpit: Cockpit, rights: Rights = MANAGER) -> Scores:
    """All scores one may see; UsageError where the score itself is kept back."""
    denied = kept_back(rights.denied, RECORD)
    if "score" in denied:
        raise UsageError("denied_column", metric=RECORD, columns=["performance.score"])
    penalties = () if "penalty" in denied else tuple(read(cockpit, "penalties", _PENALTIES, rights))
    months, years = read(cockpit, RECORD, _MONTHS, rights), read(cockpit, "score_years", _YEARS, rights)
    return Scores(tuple(months), penalties, tuple(years))
