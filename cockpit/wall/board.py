"""A board as a scene: its first cards over the month so far, and how the first two of its metrics went by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import floor
from typing import Final

from cockpit import periods
from cockpit.boards import PAGES, Board, Card
from cockpit.i18n import day, say
from cockpit.metrics import Answer
from cockpit.metrics.catalogue import CATALOGUE, Metric
from cockpit.periods import Period
from cockpit.wall import parts
from cockpit.wall.asked import Asked, Body, Panel
from cockpit.wall.chart import Chart, chart
from cockpit.wall.month import Month, figure_of, name_of, span, tile

WEEKS: Final = 12
TICK_WEEKS, FEWER_TICKS = 4, 6
HALF_WIDE: Final = 1.25  # by how much narrower a plot is where two share the screen
# A rate's axis ends at 100 and begins where its lowest figure allows; so far apart are its lines.
STEPS: Final = (5, 10, 20)
WHOLE: Final = (0, 25, 50, 75, 100)
RATES: Final = {"share": 100.0, "percent100": 1.0}


def cards(board: Board) -> tuple[Card, ...]:
    """The cards of a board, in their order."""
    return tuple(card for row in board.rows for column in row for tile in column for card in tile.cards)


BOARDS: Final = {board.name: board for board in PAGES if cards(board)}


def board(asked: Asked, shown: Board) -> Body:
    """The scene as it stands, of what this site can give."""
    found, title = Month(asked), say(f"pages.{shown.name}.name", asked.language)
    own = [card for card in cards(shown) if _given(asked, CATALOGUE[card.metric])][: parts.MOST_TILES]
    tiles = [tile(asked, found.measure(card.metric, card.target), _name(asked, card.metric)) for card in own]
    panels = [Panel(_course(asked, card.metric)) for card in own[: parts.MOST_PANELS]]
    if len(panels) < parts.MOST_PANELS:
        panels.append(_missing(asked, title, [card.metric for card in cards(shown) if card not in own]))
    return Body(tiles, panels, foot=_say(asked, "foot", days=span(asked, found.ran)) if tiles else "", title=title)


def _missing(asked: Asked, title: str, metrics: Sequence[str]) -> Panel:
    names = say("common.comma", asked.language).join(_name(asked, name) for name in metrics)
    return Panel(parts.panel(title, "", parts.nothing(_say(asked, "nothing"), _say(asked, "nothing_why", names=names))))


def _given(asked: Asked, metric: Metric) -> bool:
    """Whether the site has its records, the wall may see them, and the wall's campus can be told apart in them."""
    within = not asked.wall.campus or "campus" in metric.dims
    return within and not asked.cockpit.lacks(metric) and asked.cockpit.offers(metric, asked.rights)


def _name(asked: Asked, metric: str) -> str:
    return name_of(asked, "board", metric)


# ---- by week


def weekly(asked: Asked, name: str) -> tuple[list[date], list[float | None]]:
    """The Mondays of twelve weeks and of the one that is not over, and what the metric says of each.

    Nothing is known of weeks that began before the data; nothing counted is 0, every other measure of nothing None.
    """
    this_week = periods.start(asked.cockpit.today, "week")
    period = Period(this_week - timedelta(weeks=WEEKS), asked.today.until)
    answer: Answer = asked.ask(name, period, "week")
    figures = {row["week"]: row["value"] for row in answer.rows}
    nothing, begun = 0.0 if answer.metric.unit == "count" else None, asked.cockpit.span().first
    weeks = [period.first + timedelta(weeks=at) for at in range(WEEKS + 1)]
    return weeks, [figures.get(week, nothing) if week >= begun else None for week in weeks]


def _course(asked: Asked, name: str) -> str:
    metric, (weeks, figures) = CATALOGUE[name], weekly(asked, name)
    days = span(asked, Period(weeks[0], asked.today.until))
    over = _say(asked, "by_week", days=days)
    if all(figure is None for figure in figures):
        return parts.panel(_name(asked, name), over, parts.nothing(_say(asked, "empty", weeks=WEEKS)))
    times = RATES.get(metric.unit)
    levels = scale([figure * times for figure in figures if figure is not None]) if times else ()
    base = levels[0] if levels else 0
    drawn = [None if figure is None else figure * (times or 1) - base for figure in figures]
    sign = "%" if metric.unit == "share" else ""
    every = FEWER_TICKS if asked.large or asked.wall.video_wall else TICK_WEEKS
    one = Chart(
        figures=[*drawn[:-1], None],
        low=[None] * len(drawn),
        high=[None] * len(drawn),
        ticks=[(at, day(weeks[at], asked.language, short=True)) for at in range(0, WEEKS, every)],
        last=drawn[-1],
        end=figure_of(asked, figures[-1], metric.unit, metric.record)[0] + sign,
        growth=asked.growth * HALF_WIDE,
        levels=[f"{level}{sign}" for level in levels],
        top=levels[-1] - base if levels else 0,
    )
    return parts.panel(_name(asked, name), over, chart(one))


def scale(figures: Sequence[float]) -> tuple[int, ...]:
    """The lines across of rates of 0–100, the lowest and the highest between them."""
    least, most = min(figures), max(figures)
    for step in STEPS:
        low = min(floor(least / step) * step, 100 - 3 * step)
        if most <= low + 3 * step:
            return tuple(range(low, low + 3 * step + 1, step))
    return WHOLE


def _say(asked: Asked, key: str, **facts: object) -> str:
    return say(f"scenes.board.{key}", asked.language, **facts)
