"""A whole board as one workbook: a sheet for each of its tables with the chart of it, and at the end the notes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from cockpit import periods
from cockpit.boards import CARDS, CATEGORIES, OVERVIEW, Tile
from cockpit.errors import UsageError
from cockpit.exports import detail, notes, series, summary
from cockpit.exports.book import Book, written
from cockpit.exports.columns import standard
from cockpit.exports.detail import Detail, Progress, silent
from cockpit.exports.filling import Long, fill
from cockpit.exports.pivots import under
from cockpit.exports.request import Request
from cockpit.i18n import say, uncapital
from cockpit.metrics import PivotQuestion, Question, Top
from cockpit.periods import Period
from cockpit.tables import Sort, arranged

BOARDS: Final = ("overview", "trends", "categories")
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


@dataclass
class Making:
    """A workbook in the making: its book, what was asked for it, and the rows that are still to come."""

    book: Book
    request: Request
    asked: list[Question] = field(default_factory=list)
    long: list[tuple[Detail, list[int], int]] = field(default_factory=list)


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
            if making.long:
                remarks.append(request.say("remarks.deadline"))
            notes.write(book, title, notes.sections(request, title, answers, remarks))
        fill(setup, out, dict(_long(making, progress)))


def _long(making: Making, progress: Progress) -> Iterable[tuple[int, Long]]:
    for rows, counts, first in making.long:
        yield from detail.long_sheets(rows, counts, first, progress).items()


def _overview(making: Making, _trend: Trend) -> None:
    request = making.request
    names = [name for card in CARDS for name in (card.metric, card.beside)]
    question = PivotQuestion(tuple(names), request.period, filters=request.filters, against=request.against)
    table = arranged(request.cockpit.pivot(question, request.rights))
    series.measures(making.book, request, table, request.say("board.cards"), under(request))
    making.asked += [question.of(card.metric) for card in CARDS]
    today = replace(request, period=periods.whole(request.cockpit.today, "day"), against=None)
    for tile in _tiles(OVERVIEW.rows):
        if tile.kind == "daily":
            _daily(making, tile.metrics[0])
        elif tile.kind == "beside":
            _beside(making, tile)
        elif tile.kind == "waiting":
            _pivot(making, today, tile.metrics, ("age",), request.say("board.waiting"))
        elif tile.kind == "due":
            for metric in tile.metrics:
                _listed(making, today, metric)


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
    split = next((split for split in tile.splits if _has(request, split)), None)
    if split:
        dim = say(f"common.dims.{split}", request.language)
        faces = ("value", "value_against", "difference")
        _pivot(making, request, tile.metrics, (split,), request.say("board.beside", dim=uncapital(dim)), faces=faces)


def _listed(making: Making, request: Request, metric: str) -> None:
    """The tickets behind a number, where there are any."""
    question = request.question(metric)
    if request.ask(question).lacking:
        return
    columns = [name for name in LATE_COLUMNS if name in standard(request.cockpit, request.rights)]
    rows = detail.prepared(request, question, columns=columns)
    if rows.rows.count:
        first = making.book.sheets
        making.long.append((rows, detail.set_up(making.book, rows, request.say(f"board.{metric}")), first))
    making.asked.append(question)


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
        if not all(_has(request, name) for name in rows):
            continue
        dims = " × ".join(uncapital(say(f"common.dims.{name}", request.language)) for name in rows)
        top = (Top(rows[0], MOST_DEVICES),) if rows == ("device",) else ()
        _pivot(making, request, (metric,), rows, request.say("board.by", dim=dims), top=top, share="column")


def _pivot(
    making: Making,
    request: Request,
    measures: tuple[str, ...],
    rows: tuple[str, ...],
    name: str,
    top: tuple[Top, ...] = (),
    share: str | None = None,
    faces: Sequence[str] = summary.FACES,
) -> None:
    """A sheet of measures by rows, the most first; ages in their own order."""
    question = PivotQuestion(measures, request.period, rows, filters=request.filters, against=request.against, top=top)
    order = None if rows[0] == "age" else Sort(measures[0])
    table = arranged(request.cockpit.pivot(question, request.rights), rows=order, share=share)
    making.asked += [question.of(measure) for measure in measures]
    title = name if len(measures) > 1 else f"{say(f'metrics.{measures[0]}.name', request.language)} · {name}"
    summary.write(making.book, request, table, name, title, under(request), faces=faces)


def _has(request: Request, dimension: str) -> bool:
    """Whether the tickets of the request fill a dimension with more than one value."""
    return len(request.cockpit.choices(dimension, request.rights, request.filters)) > 1


_MADE: Final[dict[str, Callable[[Making, Trend], None]]] = {
    "overview": _overview,
    "trends": _trends,
    "categories": _categories,
}
