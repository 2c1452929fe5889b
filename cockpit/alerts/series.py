"""The counts that are watched: tickets opened each day, of the site, of each place and kind, and of their pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

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
EPOCH: Final = date(1970, 1, 1)
MOST_DAYS: Final = 3 * 366
# Tickets a series must have had in its last 26 weeks. With fewer, three on one day are already beyond any limit.
LEAST: Final = 13
LEAST_DAYS: Final = 182
PROFILE_DAYS: Final = 84
LEANING: Final = 20  # tickets by which the hours of a part of the site are held to those of the whole

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
    period = watched_days(cockpit)
    days = calendar(cockpit, period)
    where, counts = counted(cockpit, period, rights, filters)
    return Series(days, where, counts, part(profile(cockpit, days, rights, filters), heard(cockpit)))


def counted(
    cockpit: Cockpit, period: Period, rights: Rights = MANAGER, filters: Filters = (), only: Sequence[Where] = ()
) -> tuple[tuple[Where, ...], Array]:
    """The series that are watched, or ``only`` those, and their tickets each day of a period (series × days)."""
    found: dict[Where, Array] = {(): total(cockpit, period, rights, filters)}
    asked = {tuple(dimension for dimension, _ in one) for one in only}
    for split in SPLITS:
        kept = tuple(dim for dim in split if dim in cockpit.provided)
        if (kept != split and (kept in SPLITS or not kept)) or (only and kept not in asked):
            continue
        for key, counts in _daily(cockpit, period, kept, rights, filters).items():
            if only or counts[-LEAST_DAYS:].sum() >= LEAST:
                found[tuple(zip(kept, key, strict=True))] = counts
    where = tuple(only or found)
    return where, np.stack([found.get(one, np.zeros(period.days)) for one in where])


def watched_days(cockpit: Cockpit) -> Period:
    """The days up to the clock's, three years of them at most."""
    until = cockpit.today + timedelta(days=1)
    return Period(max(cockpit.engine.first_day or cockpit.today, until - timedelta(days=MOST_DAYS)), until)


def calendar(cockpit: Cockpit, period: Period) -> list[dict[str, Any]]:
    """What the calendar says of each day: rows of the view ``days``, and how many weeks of its term are to come."""
    sql = (
        "select day, weekday, term, term_week, holiday, workday, "
        "max(term_week) over (partition by term) - term_week as weeks_left from store.days "
        "qualify day >= :first and day < :until order by day"
    )
    found: list[dict[str, Any]] = cockpit.engine.query(sql, {"first": period.first, "until": period.until}).to_pylist()
    return found


def total(cockpit: Cockpit, period: Period, rights: Rights = MANAGER, filters: Filters = ()) -> Array:
    """How many tickets were opened each day."""
    return _daily(cockpit, period, (), rights, filters).get((), np.zeros(period.days))


def _daily(
    cockpit: Cockpit, period: Period, split: tuple[str, ...], rights: Rights, filters: Filters
) -> dict[tuple[str, ...], Array]:
    """Counts by day, by the values of ``split`` in their order; rows without one of the values are left out."""
    answered = cockpit.answer(Question(METRIC, period, (*split, "day"), filters), rights).table
    table = answered.select([*split, "day", "value"]).drop_null().combine_chunks()
    columns = [table[name].combine_chunks().dictionary_encode() for name in split]
    codes = np.stack([np.zeros(table.num_rows, int), *(one.indices.to_numpy() for one in columns)], axis=1)
    places, at = np.unique(codes, axis=0, return_inverse=True)
    counts = np.zeros((len(places), period.days))
    days = table["day"].cast(pa.date32()).cast(pa.int32()).to_numpy() - (period.first - EPOCH).days
    counts[at.ravel(), days] = table["value"].to_numpy()
    names = [one.dictionary.to_pylist() for one in columns]
    keys = [tuple(name[code] for name, code in zip(names, place, strict=True)) for place in places[:, 1:]]
    return dict(sorted(zip(keys, counts, strict=True)))


def heard(cockpit: Cockpit) -> float:
    """How many hours of the clock's day the sources have been read for, 0 to 24."""
    here = _read(cockpit)
    return here.hour + here.minute / 60 if here.date() == cockpit.today else 0.0


def heard_day(cockpit: Cockpit) -> date:
    """The last day, up to the clock's, of which the sources have been read."""
    return _read(cockpit).date()


def _read(cockpit: Cockpit) -> datetime:
    return min(cockpit.as_of, cockpit.clocks.sync).astimezone(ZoneInfo(cockpit.engine.zone))


def profile(
    cockpit: Cockpit, days: Sequence[Mapping[str, Any]], rights: Rights = MANAGER, filters: Filters = ()
) -> Array:
    """Which part of the tickets of a day like the last of ``days`` has come by each hour, 0 to 24.

    Like it are the working days, or the others, of the weeks before. Rare tickets lean on those of all kinds.
    """
    *before, last = days[-PROFILE_DAYS - 1 :]
    alike = {day["day"] for day in before if day["workday"] == last["workday"]}
    prior = np.full(24, 1 / 24) if not filters else np.diff(profile(cockpit, days, rights))
    hours = prior * (LEANING if filters else 1e-9)
    if alike:
        period = Period(min(alike), last["day"])
        for row in cockpit.answer(Question(METRIC, period, ("day", "hour"), filters), rights).rows:
            if row["day"] in alike:
                hours[row["hour"]] += row["value"]
    return np.concatenate([[0.0], np.cumsum(hours / hours.sum())])


def part(profile: Array, hours: float) -> float:
    """Which part has come by a time of the day."""
    return float(np.interp(hours, np.arange(25), profile))
