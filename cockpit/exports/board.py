"""A whole board as one workbook: a sheet for each of its tables with the chart of it, and at the end the notes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from cockpit import periods
from cockpit.boards import CARDS, CATEGORIES, OVERVIEW, Tile
from cockpit.errors import UsageError
from cockpit.exports import detail, notes, series, service, summary
from cockpit.exports.book import written
from cockpit.exports.detail import Progress, silent
from cockpit.exports.filling import Long, fill
from cockpit.exports.making import Asked, Making, Named, cards, has, listed, pivot
from cockpit.exports.pivots import under
from cockpit.i18n import say, uncapital
from cockpit.metrics import Top
from cockpit.periods import Period
from cockpit.request import Request

BOARDS: Final = ("overview", "trends", "categories", "service")
MOST_DEVICES: Final = 100
DAILY_DAYS: Final = 42
LATE_COLUMNS: Final = (
    "ticket_id", "level", "campus", "building", "room", "category", "title", "engineer_id", "group", "reported_at",
    "due_at", "deadline", "status",
)  # fmt: skip
_SPLITS: Final = (
    ("category",),
    ("category", "subcategory"),
    ("campus", "building"),
    ("campus", "category"),
    ("device",),
)


@dataclass(frozen=True)
class Trend:
    """What the trends show: a measure over time, and by a dimension where one is named."""

    metric: str = "opened"
    grain: str = "month"
    split: str | None = None


def write(request: Request, board: str, out: Path, trend: Trend | None = None, progress: Progress = silent) -> None:
    """Writes the board's workbook; UsageError for a board there is not or another kind of file."""
    if board not in BOARDS:
        raise UsageError("unknown_board", name=board, known=BOARDS)
    if out.suffix.lower() != ".xlsx":
        raise UsageError("export_kind", file=out.name, known=[".xlsx"])
    title = request.say("board.title", board=request.say(f"board.{board}"), site=request.settings.name)
    with tempfile.TemporaryDirectory(prefix="cockpit-") as folder:
        setup = Path(folder) / "setup.xlsx"
        with written(setup, request.language, title, request.made) as book:
            making = Making(book, request)
            _MADE[board](making, trend or Trend())
            answers = [request.ask(question.whole()) for question in dict.fromkeys(making.asked)]
            remarks = [request.say("summary.blank")]
            for rows, _, _ in making.long:
                remarks += [text for text in detail.remarks(rows) if text not in remarks]
            notes.write(book, title, notes.sections(request, title, answers, remarks))
        fill(setup, out, dict(_long(making, progress)))


def _long(making: Making, progress: Progress) -> Iterable[tuple[int, Long]]:
    for rows, counts, first in making.long:
        yield from detail.long_sheets(rows, counts, first, progress).items()


def _overview(making: Making, _trend: Trend) -> None:
    request = making.request
    cards(making, CARDS)
    today = replace(request, period=periods.whole(request.cockpit.today, "day"), against=None)
    for tile in _tiles(OVERVIEW.rows):
        if tile.kind == "daily":
            _daily(making, tile.metrics[0])
        elif tile.kind == "beside":
            _beside(making, tile)
        elif tile.kind == "waiting":
            pivot(making, today, Asked(tile.metrics, ("age",), by_value=False), Named(request.say("board.waiting")))
        elif tile.kind == "due":
            for metric in tile.metrics:
                listed(making, today, metric, request.say(f"board.{metric}"), LATE_COLUMNS)


def _tiles(rows: Any) -> Iterator[Tile]:
    return (tile for row in rows for column in row for tile in column)


def _daily(making: Making, metric: str) -> None:
    """The weeks up to the period's end, as the page shows them."""
    request = making.request
    until = periods.elapsed(request.period, request.cockpit.today).until
    first = max(until - timedelta(days=DAILY_DAYS), min(request.cockpit.span().first, until - timedelta(days=1)))
    _series(
        making,
        Trend(metric, "day"),
        request.say("board.daily"),
        replace(request, period=Period(first, until), against=None),
    )


def _beside(making: Making, tile: Tile) -> None:
    request = making.request
    split = next((split for split in tile.splits if has(request, split)), None)
    if split:
        dim = say(f"common.dims.{split}", request.language)
        look = summary.Look(("value", "value_against", "difference"))
        pivot(
            making, request, Asked(tile.metrics, (split,)), Named(request.say("board.beside", dim=uncapital(dim))), look
        )


def _trends(making: Making, trend: Trend) -> None:
    name = say(f"metrics.{trend.metric}.name", making.request.language)
    _series(making, trend, name, making.request)


def _series(making: Making, trend: Trend, name: str, request: Request) -> None:
    making.asked.append(request.question(trend.metric))
    series.over_time(making.book, request, (trend.metric, trend.grain, trend.split), name, under(request))


def _categories(making: Making, _trend: Trend) -> None:
    request = making.request
    metric = next(_tiles(CATEGORIES.rows)).metrics[0]
    for rows in _SPLITS:
        if not all(has(request, name) for name in rows):
            continue
        dims = " × ".join(uncapital(say(f"common.dims.{name}", request.language)) for name in rows)
        top = (Top(rows[0], MOST_DEVICES),) if rows == ("device",) else ()
        asked = Asked((metric,), rows, top=top, share="column")
        pivot(making, request, asked, Named(request.say("board.by", dim=dims)))


_MADE: Final[dict[str, Callable[[Making, Trend], None]]] = {
    "overview": _overview,
    "trends": _trends,
    "categories": _categories,
    "service": lambda making, _trend: service.sheets(making),
}
