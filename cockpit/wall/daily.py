"""Days beside the range they were expected in, with the warnings at their points; the same warnings in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from cockpit.alarms import PLACED
from cockpit.i18n import day, number
from cockpit.ledger import Alarm
from cockpit.wall import parts, told
from cockpit.wall.asked import Asked
from cockpit.wall.chart import Chart, Mark, chart
from cockpit.wall.expected import Range, Ranges
from cockpit.wall.peaks import named, peaks

MOST_MARKS, MARKS_APART = 3, 3
MARK_ROOM: Final = 20  # halves
PAST: Final = "past"  # the state of a mark that nobody need act upon
HALF_WIDE: Final = 1.25  # by how much narrower the plot is where a panel is half as wide as the screen


def daily_chart(asked: Asked, found: Ranges, tick_days: int) -> str:
    """Days beside the range they were expected in, warnings marked at their points, today as far as it has come."""
    if not any(one.actual for _, one in found.days):
        return parts.nothing(asked.say("now.no_tickets"))
    days = [at for at, _ in found.days]
    told_days: list[Range] = [one for _, one in found.days]
    today, monday = found.so_far.actual, -days[0].weekday() % 7
    one = Chart(
        figures=[*(each_day.actual for each_day in told_days[:-1]), None],
        low=[each_day.low for each_day in told_days],
        high=[each_day.high for each_day in told_days],
        ticks=[(at, day(days[at], asked.language, short=True)) for at in range(monday, len(days) - 4, tick_days)],
        marks=list(islice(_marks(asked, found), MOST_MARKS)),
        last=today,
        end=asked.say("now.so_far", n=number(today, asked.language)),
        band=asked.say("now.expected") if told_days[-1].high is not None else "",
        growth=asked.growth**2 * (HALF_WIDE if asked.wall.video_wall else 1),  # words at the sides leave less too
    )
    return chart(one)


def _marks(asked: Asked, found: Ranges) -> Iterator[Mark]:
    """The warnings of counts within those days, standing sudden ones first, each at its highest day; then peaks.

    Before a site's first round nothing was warned of: days far beyond the expected are marked all the same. What has
    ended is marked without colour; a slow rise that has is left out: no day of it is out of its range.
    """
    days = dict(found.days)
    order = list(days)
    taken: list[int] = []
    for alarm in sorted(asked.warned, key=lambda one: (one.kind == "slow", one.ended_at is not None)):
        span = told.days(alarm.facts) if alarm.kind in PLACED else None
        within = [at for at in order if span and span[0] <= at <= span[1]]
        over = alarm.ended_at is not None
        if not within or span is None or span[1] != within[-1] or (over and alarm.kind == "slow"):
            continue
        highest = max(within, key=lambda at: days[at].actual or 0)
        at = order.index(within[-1] if alarm.kind == "slow" else highest)
        if all(abs(at - other) >= MARKS_APART for other in taken):
            taken.append(at)
            words = told.short(asked, alarm, MARK_ROOM)
            brief = "" if alarm.kind == "slow" else f"+{told.beyond(alarm.facts)}"  # that of weeks is no day's
            yield Mark(at, words, PAST if over else told.state(alarm), told.sign(alarm), brief)
    for at, more in peaks(found):
        if all(abs(at - other) >= MARKS_APART for other in taken):
            taken.append(at)
            yield Mark(at, f"{named(asked, order[at])} +{more}".strip(), PAST, brief=f"+{more}")


def warning_lines(asked: Asked, found: Ranges) -> list[str]:
    """The warnings of counts that stand, or that there is none."""
    warnings = [one for one in asked.standing if one.kind in PLACED]
    return [warning_line(asked, one) for one in warnings[: parts.MOST_LINES]] or [_no_warning(asked, found)]


def warning_line(asked: Asked, alarm: Alarm) -> str:
    """One warning of counts; one that has ended is told without colour, with its days."""
    words, under = told.warned(asked, alarm)
    if alarm.ended_at is None:
        return parts.line(words, under, state=told.state(alarm), sign=told.sign(alarm))
    return parts.line(words, told.over(asked, alarm), sign="○")


def _no_warning(asked: Asked, found: Ranges) -> str:
    if found.learning:
        return parts.line(asked.say("now.learning_line"), asked.say("now.learning_why", n=found.learning), sign="○")
    return parts.line(asked.say("now.no_warning"), asked.say("now.no_warning_why"), state="fine")
