"""How many tickets next month should bring, with a range, and how many days of work that is.

The model of daily counts goes on over the days of the coming month: weekdays, holidays, days worked instead, phases of
terms, the trend and the level of the last weeks. How far a month may lie from that is what the site's own months did:
each is forecast by what was known half a month before it began.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.access import MANAGER, Rights
from cockpit.alerts.model import OWN_SPREAD, WHOLE_SPREAD, Array, design, fit, level
from cockpit.alerts.series import Where, calendar, gather, watched_days
from cockpit.alerts.watch import LEARNING_DAYS
from cockpit.metrics import Cockpit
from cockpit.metrics.question import Filters
from cockpit.periods import Period, add_months, after, start

LEAD_DAYS: Final = 15
# The days by whose level the coming month is told: as many as would have told the past months best.
LEVELS: Final = (56, 28, 14)
MOST_CHECKED: Final = 24
# A site that has forecast nothing yet: by what part of itself a month's level is wrong, known as well as from so many.
USUAL_ERROR, USUAL_MONTHS = 0.15, 4
# The same while no year is known, whose seasons might be seen in it.
FIRST_ERROR: Final = 0.3
YEAR: Final = 366
RANGE: Final = 0.8
_DEVIATE: Final = 1.2816
# Tickets a month must be expected to have for a part of the site to be told of.
LEAST: Final = 15


@dataclass(frozen=True)
class Expected:
    """A month's tickets of the whole site, a campus or a category: four of five times between ``low`` and ``high``.

    ``before`` and ``year_before``: what the last whole month and the same month a year ago brought, None if not known.
    """

    where: Where
    expected: float
    low: int
    high: int
    before: int | None
    year_before: int | None


@dataclass(frozen=True)
class Volume:
    """The coming month, the whole site first. Of ``checked`` months of the past ``held`` lay within their ranges.

    ``learning``: how many more days of data it takes before anything can be said; there is no ``whole`` until then.
    """

    month: Period
    whole: Expected | None = None
    parts: tuple[Expected, ...] = ()
    checked: int = 0
    held: int = 0
    learning: int = 0


@dataclass(frozen=True)
class Past:
    """A month as it was forecast (``LEVELS`` × series) and as it came; ``dispersion``: of its counts by day.

    ``known``: of how many days it was forecast.
    """

    first: date
    forecast: Array
    actual: Array
    dispersion: Array
    known: int


def volume(cockpit: Cockpit, rights: Rights = MANAGER, filters: Filters = ()) -> Volume:
    """What the month after the cockpit's day's should bring."""
    first = after(start(cockpit.today, "month"), "month")
    month = Period(first, after(first, "month"))
    series = gather(cockpit, rights, filters)
    chosen = [at for at, one in enumerate(series.where) if len(one) < 2]
    known = len(series.days) - 1
    if known <= LEARNING_DAYS:
        return Volume(month, learning=LEARNING_DAYS + 1 - known)
    days = calendar(cockpit, Period(watched_days(cockpit).first, _whole_terms(month)))
    counts = series.counts[chosen, :known]
    past = months(counts, days)
    ahead, dispersion = forecast(counts, days, _span(days, month))
    due = ahead[best(past)]
    low, high = bounds(due, dispersion, errors(past, known))
    over = series.counts[chosen, : known + _over(cockpit)]
    told = [
        Expected(series.where[at], float(due[row]), int(low[row]), int(high[row]), *_earlier(over[row], days, month))
        for row, at in enumerate(chosen)
    ]
    checks = held(past)
    kept = tuple(one for one in told[1:] if one.expected >= LEAST)
    return Volume(month, told[0], kept, len(checks), sum(checks))


def forecast(counts: Array, days: Sequence[Mapping[str, Any]], span: slice) -> tuple[Array, Array]:
    """What each series (the site's first) should have in a span of days to come, and its dispersion by day.

    The first is ``LEVELS`` × series. ``days`` begin with those of ``counts`` and go on beyond the span, to the ends of
    the terms that have begun.
    """
    known = counts.shape[1]
    columns = design(days)
    columns[:, -1] -= columns[known - 1, -1]
    columns[known:, -1] = 0  # a trend is not drawn on beyond what is known
    wide = fit(counts[:1], columns[:known], WHOLE_SPREAD)
    shape = np.log(wide.expected(columns)[0])
    narrow = fit(counts, columns[:known], OWN_SPREAD, shape[:known])
    due = narrow.expected(columns, shape)
    now = np.concatenate([counts, np.zeros((len(counts), 1))], axis=1)
    lately = [level(now, due[:, : known + 1], narrow.dispersion, days)[:, -1] for days in LEVELS]
    return due[:, span].sum(axis=1) * np.stack(lately), narrow.dispersion


def months(counts: Array, days: Sequence[Mapping[str, Any]]) -> list[Past]:
    """The whole months that are known, each forecast by what was known half a month before, the earliest first."""
    known = counts.shape[1]
    firsts = [at for at in range(known) if days[at]["day"].day == 1 and at - LEAD_DAYS > LEARNING_DAYS]
    found = []
    for at in firsts[-MOST_CHECKED - 1 :]:
        end = _until(days, at)
        if end <= known:
            ahead, dispersion = forecast(counts[:, : at - LEAD_DAYS], days, slice(at, end))
            found.append(Past(days[at]["day"], ahead, counts[:, at:end].sum(axis=1), dispersion, at - LEAD_DAYS))
    return found


def best(past: Sequence[Past]) -> int:
    """Which of ``LEVELS`` would have told the site's months best; the first while there are none."""
    return int(np.sum([_missed(one)[:, 0] ** 2 for one in past], axis=0).argmin()) if past else 0


def errors(past: Sequence[Past], known: int) -> Array | float:
    """By what part of itself a month's level is wrong, of each series, beyond what the counts vary by themselves.

    ``known``: of how many days the month in question is forecast.
    """
    usual = USUAL_ERROR if known >= YEAR else FIRST_ERROR
    if not past:
        return usual
    chosen = best(past)
    beyond = [_missed(one)[chosen] ** 2 - one.dispersion / np.maximum(one.forecast[chosen], 0.5) for one in past]
    summed = USUAL_MONTHS * usual**2 + np.maximum(np.sum(beyond, axis=0), 0)
    return np.asarray(np.sqrt(summed / (USUAL_MONTHS + len(past))))


def bounds(ahead: Array, dispersion: Array, wrong: Array | float) -> tuple[Array, Array]:
    """Between which counts a month lies with the chance of ``RANGE``."""
    reach = _DEVIATE * np.sqrt(dispersion / np.maximum(ahead, 0.5) + np.square(wrong))
    return np.floor(ahead * np.exp(-reach)), np.ceil(ahead * np.exp(reach))


def held(past: Sequence[Past]) -> list[bool]:
    """Of each month, whether the site's tickets lay within the range that the months before it gave."""
    found = []
    for at, one in enumerate(past):
        due = one.forecast[best(past[:at])]
        low, high = bounds(due, one.dispersion, errors(past[:at], one.known))
        found.append(bool(low[0] <= one.actual[0] <= high[0]))
    return found


def _missed(one: Past) -> Array:
    return np.asarray(np.log((one.actual + 0.5) / (one.forecast + 0.5)))


def _span(days: Sequence[Mapping[str, Any]], period: Period) -> slice:
    first = (period.first - days[0]["day"]).days
    return slice(first, first + period.days)


def _until(days: Sequence[Mapping[str, Any]], at: int) -> int:
    first: date = days[at]["day"]
    return at + (after(first, "month") - first).days


def _whole_terms(month: Period) -> date:
    """Far enough beyond a month for the terms in it to end, so that their last weeks are known as such."""
    return month.until + timedelta(days=183)


def _over(cockpit: Cockpit) -> bool:
    """Whether the cockpit's day is over: a closed month stands at its last second."""
    return (cockpit.as_of + timedelta(seconds=1)).astimezone(ZoneInfo(cockpit.engine.zone)).date() > cockpit.today


def _earlier(counts: Array, days: Sequence[Mapping[str, Any]], month: Period) -> tuple[int | None, int | None]:
    """What the last whole month and the same one a year before brought, of the days that are over."""
    known = Period(days[0]["day"], days[0]["day"] + timedelta(days=len(counts)))
    last = -1 if month.first <= known.until else -2
    found: list[int | None] = []
    for first in (add_months(month.first, last), add_months(month.first, -12)):
        period = Period(first, after(first, "month"))
        whole = period.first >= known.first and period.until <= known.until
        found.append(int(counts[_span(days, period)].sum()) if whole else None)
    return found[0], found[1]
