"""The counts that are watched: tickets opened each day, of the site, of each place and kind, and of their pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from cockpit.access import MANAGER, Rights
from cockpit.alerts.model import Array
from cockpit.metrics import Cockpit, Question
from cockpit.metrics.question import Filters
from cockpit.periods import Period

METRIC: Final = "opened"
SPLITS: Final = (
    ("campus",),
    ("category",),
    ("campus", "building"),
    ("campus", "category"),
    ("campus", "building", "category"),
)
MOST_DAYS: Final = 3 * 366
# Tickets a series must have had in its last 26 weeks. With fewer, three on one day are already beyond any limit.
LEAST: Final = 13
LEAST_DAYS: Final = 182
PROFILE_DAYS: Final = 84

# Values of dimensions, in the order of the split; nothing for the whole site.
Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Series:
    """``counts``: series × days, the site's first. ``days`` are rows of the view ``days``; the last is judged.

    ``share`` is which part of the last day's tickets usually has come by the cockpit's clock.
    """

    days: Sequence[Mapping[str, Any]]
    where: tuple[Where, ...]
    counts: Array
    share: float = 1.0

    @property
    def whole(self) -> Array:
        counts: Array = self.counts[0]
        return counts


def gather(cockpit: Cockpit, rights: Rights = MANAGER, filters: Filters = ()) -> Series:
    """The series of a site up to its clock's day, within rights and filters; the first is the whole."""
    until = cockpit.today + timedelta(days=1)
    first = max(cockpit.engine.first_day or cockpit.today, until - timedelta(days=MOST_DAYS))
    period = Period(first, until)
    days = _days(cockpit, period)
    where: list[Where] = [()]
    rows = [_daily(cockpit, period, (), rights, filters).to_numpy(dtype=float)[0]]
    for split in SPLITS:
        kept = tuple(dim for dim in split if dim in cockpit.provided)
        if kept != split and (kept in SPLITS or not kept):
            continue
        found = _daily(cockpit, period, kept, rights, filters)
        found = found[found.iloc[:, -LEAST_DAYS:].sum(axis=1) >= LEAST]
        where += [tuple(zip(kept, key if isinstance(key, tuple) else (key,), strict=True)) for key in found.index]
        rows += list(found.to_numpy(dtype=float))
    return Series(days, tuple(where), np.stack(rows), _share(cockpit, period.last, rights, filters))


def _days(cockpit: Cockpit, period: Period) -> list[dict[str, Any]]:
    sql = (
        "select day, weekday, term, term_week, holiday, workday from store.days "
        "where day >= :first and day < :until order by day"
    )
    found: list[dict[str, Any]] = cockpit.engine.query(sql, {"first": period.first, "until": period.until}).to_pylist()
    return found


def _daily(cockpit: Cockpit, period: Period, split: tuple[str, ...], rights: Rights, filters: Filters) -> pd.DataFrame:
    """Counts by the values of ``split`` (index) and day (columns); rows without one of the values are left out."""
    table = cockpit.answer(Question(METRIC, period, (*split, "day"), filters), rights).table
    frame = table.select([*split, "day", "value"]).to_pandas().dropna()
    frame["day"] = pd.to_datetime(frame["day"])
    frame = frame.assign(site="") if not split else frame
    counts = frame.set_index([*(split or ["site"]), "day"])["value"].unstack(fill_value=0)
    full: pd.DataFrame = counts.reindex(columns=pd.date_range(period.first, period.last), fill_value=0)
    return full


def _share(cockpit: Cockpit, day: date, rights: Rights, filters: Filters) -> float:
    """Which part of a day's tickets came by this hour on the weekdays, or the weekend days, of the last weeks."""
    here = cockpit.as_of.astimezone(ZoneInfo(cockpit.engine.zone))
    period = Period(day - timedelta(days=PROFILE_DAYS), day)
    rows = cockpit.answer(Question(METRIC, period, ("weekday", "hour"), filters), rights).rows
    alike = [row for row in rows if (row["weekday"] <= 5) == (day.isoweekday() <= 5)]
    passed = here.hour + here.minute / 60
    total = sum(row["value"] for row in alike)
    came = sum(row["value"] * min(max(passed - row["hour"], 0), 1) for row in alike)
    return came / total if total else passed / 24
