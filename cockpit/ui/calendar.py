"""The time axis of a chart: units in the reader's words, days off and vacations behind, notes on their days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from cockpit import figures, periods, sentences
from cockpit.figures import Axis
from cockpit.i18n import day, label
from cockpit.periods import Period
from cockpit.ui.reader import Reader

FEW_DAYS = 75


def axis(reader: Reader, grain: str, window: Period, marks: Sequence[tuple[date, str]] = ()) -> Axis:
    """Ticks in the reader's words; vacations or, on few days, days off shaded; where the chosen days begin."""
    starts = periods.unit_starts(window, grain)
    wording = ticks_in(reader, grain, starts)
    told = [at for at in starts if at.isoweekday() == 1] if grain == "day" and len(starts) > 14 else starts
    placed = tuple((max(periods.start(at, grain), starts[0]), text) for at, text in marks if at in window)
    return Axis(figures.ticks(told, wording), _shades(reader, grain, window), placed, _since(reader, grain, window))


def before(reader: Reader, grain: str, window: Period) -> bool:
    """Whether a chart of the window begins before the chosen days, so that they can be seen in their course."""
    return _since(reader, grain, window) is not None


def _since(reader: Reader, grain: str, window: Period) -> tuple[date, str] | None:
    chosen = reader.chosen
    first = periods.start(chosen.period.first, grain)
    if not periods.start(window.first, grain) < first < window.until:
        return None
    return first, sentences.spell(chosen.period, chosen.preset, reader.language)


def ticks_in(reader: Reader, grain: str, starts: Sequence[date]) -> Callable[[date], str]:
    """How a unit is told beneath a chart: short, and with its year where there are several."""
    tongue = reader.language
    if grain in ("day", "week"):
        if starts and starts[0].year != starts[-1].year and len(starts) > 60:
            return lambda at: label("month", at, tongue)
        return lambda at: day(at, tongue, short=True)
    return lambda at: label(grain, at, tongue)


def _shades(reader: Reader, grain: str, window: Period) -> tuple[tuple[date, date, str], ...]:
    """Days off as single bands where days can be told apart, vacations as named ones elsewhere."""
    if grain not in ("day", "week", "month"):
        return ()
    calendar = reader.opened.settings.calendar
    terms = sorted(calendar.terms, key=lambda term: term.first)
    one = timedelta(days=1)
    found: list[tuple[date, date, str]] = []
    for before, following in pairwise(terms):
        first, until = max(before.last + one, window.first), min(following.first, window.until)
        if first < until:
            found.append((first, until, reader.say("chart.vacation")))
    if terms and terms[-1].last + one < window.until:
        found.append((max(terms[-1].last + one, window.first), window.until, reader.say("chart.vacation")))
    if grain == "day" and window.days <= FEW_DAYS:
        found += _days_off(reader, window, found)
    return tuple(found)


def _days_off(reader: Reader, window: Period, known: Sequence[tuple[date, date, str]]) -> list[tuple[date, date, str]]:
    """Weekends and holidays that are not worked, each run as one band."""
    table = periods.days(window.first, window.last, reader.opened.settings.calendar)
    runs: list[list[date]] = []
    for at, worked in zip(table["day"].to_pylist(), table["workday"].to_pylist(), strict=True):
        if worked or any(first <= at < until for first, until, _ in known):
            continue
        if runs and runs[-1][-1] + timedelta(days=1) == at:
            runs[-1].append(at)
        else:
            runs.append([at])
    holiday = reader.say("chart.holiday")
    return [(run[0], run[-1] + timedelta(days=1), holiday if len(run) > 2 else "") for run in runs]
