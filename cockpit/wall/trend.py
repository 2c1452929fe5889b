"""The scene *trend*: twelve weeks beside the range they were expected in, and which kinds rise or fall."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import Any, Final

from cockpit.alarms import PLACED
from cockpit.alerts import usual
from cockpit.i18n import label, number, say
from cockpit.periods import Period, start
from cockpit.wall import parts, told
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.daily import daily_chart, warning_line, warning_lines
from cockpit.wall.expected import Ranges, ranges

WEEKS: Final = 12
DAYS: Final = 7 * WEEKS
TICK_DAYS, FEWER_TICKS = 21, 42
MOST_KINDS, FEWER_KINDS = 5, 4
SPLITS: Final = ("category", "campus", "group", "channel")


def trend(asked: Asked) -> Body:
    """The scene as it stands."""
    found = ranges(asked, DAYS)
    chart = parts.panel(
        asked.say("now.daily" if found.learning == 0 else "now.daily_plain"),
        asked.say("now.weeks", n=WEEKS),
        daily_chart(asked, found, FEWER_TICKS if asked.large else TICK_DAYS),
    )
    panels = [Panel(chart, 1.25)]
    kinds = _kinds(asked, found)
    if kinds:
        panels.append(Panel(kinds))
    return Body(_tiles(asked, found), panels, _lines(asked, found))


def _lines(asked: Asked, found: Ranges) -> list[str]:
    """The warnings that stand, then those that have ended since the chart begins."""
    first = found.days[0][0]
    over = [
        warning_line(asked, one)
        for one in asked.warned
        if one.ended_at and one.kind in PLACED and (span := told.days(one.facts)) and span[1] >= first
    ]
    return [*warning_lines(asked, found), *over][: parts.MOST_LINES]


def _tiles(asked: Asked, found: Ranges) -> list[str]:
    """Yesterday, seven days and four weeks, each of whole days, beside what was to be expected; days out of range."""
    over = [one for _, one in found.days[:-1]]
    tiles = []
    for key, many in (("yesterday", 1), ("week", 7), ("month", 28)):
        part = over[-many:]
        actual = sum(one.actual or 0 for one in part)
        expected = [one.expected for one in part if one.expected is not None]
        beside = ""
        if len(expected) == many:
            beside = asked.say("trend.expected", n=number(sum(expected), asked.language))
        tiles.append(parts.tile(asked.say(f"trend.{key}"), number(actual, asked.language), beside))
    judged = [one for one in over if one.high is not None]
    if judged:
        above = sum((one.actual or 0) > (one.high or 0) for one in judged)
        beside = asked.say("trend.of_days", n=len(judged))
        tiles.append(parts.tile(asked.say("trend.above"), number(above, asked.language), beside))
    return tiles


def _kinds(asked: Asked, found: Ranges) -> str:
    """The most frequent values of the first dimension that has several: twelve whole weeks and how the last stands."""
    this_week = start(asked.cockpit.today, "week")
    period = Period(this_week - timedelta(weeks=WEEKS), this_week)
    for split in SPLITS:
        if split not in asked.cockpit.provided:
            continue
        rows = [row for row in asked.ask("opened", period, split, "week").rows if row[split] is not None]
        names = {row[split] for row in rows}
        if len(names) > 1:
            return _panel(asked, split, period, rows, _above(asked, found, split, this_week))
    return ""


def _above(asked: Asked, found: Ranges, split: str, until: date) -> set[str]:
    """Which values of a split had more in the week before ``until`` than is usual, by the ranges of scene *where*."""
    expected = [one.expected for at, one in found.days if until - timedelta(days=usual.DAYS) <= at < until]
    known = [one for one in expected if one is not None]
    whole = sum(known) if len(known) == usual.DAYS else None
    week = usual.week(asked.cockpit, asked.rights, asked.filters, whole, until)
    return {one.where[0][1] for one in week.of(split) if one.above}


def _panel(asked: Asked, split: str, period: Period, rows: list[dict[str, Any]], above: set[str]) -> str:
    counts: dict[str, dict[date, int]] = {}
    for row in rows:
        counts.setdefault(row[split], {})[row["week"]] = row["value"]
    most = sorted(counts, key=lambda name: -sum(counts[name].values()))[: FEWER_KINDS if asked.fewer else MOST_KINDS]
    told_rows = []
    for name in most:
        values = _weekly(asked, period, counts[name])
        known = [value for value in values[:-1] if value is not None]
        under = number(median(known), asked.language) if known else ""
        last = number(values[-1], asked.language)
        state = "watch" if name in above else ""
        told_rows.append(parts.Spark(label(split, name, asked.language), values, last, under, state))
    dim = say(f"common.dims.{split}", asked.language)
    return parts.panel(asked.say("trend.by", dim=dim), asked.say("trend.last_week"), parts.sparks(told_rows))


def _weekly(asked: Asked, period: Period, counts: dict[date, int]) -> list[float | None]:
    """The counts of each week; of weeks that are not wholly within the data nothing is known."""
    weeks = [period.first + timedelta(weeks=at) for at in range(WEEKS)]
    begun = asked.cockpit.span().first
    return [float(counts.get(week, 0)) if week >= begun else None for week in weeks]
