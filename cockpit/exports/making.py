"""A board's workbook in the making: sheets of measures, of a pivot, of the rows behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cockpit.boards import Card
from cockpit.exports import detail, series, summary
from cockpit.exports.book import Book
from cockpit.exports.columns import permitted
from cockpit.exports.detail import Detail
from cockpit.exports.pivots import under
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE, PivotQuestion, Question, Top
from cockpit.request import Request
from cockpit.tables import Sort, arranged


@dataclass
class Making:
    """A workbook in the making: its book, what was asked for it, and the rows that are still to come."""

    book: Book
    request: Request
    asked: list[Question] = field(default_factory=list)
    long: list[tuple[Detail, list[int], int]] = field(default_factory=list)


def cards(making: Making, shown: Sequence[Card]) -> None:
    """The sheet of a board's single numbers."""
    request = making.request
    names = tuple(dict.fromkeys(name for card in shown for name in (card.metric, card.beside)))
    question = PivotQuestion(names, request.period, filters=request.filters, against=request.against)
    table = arranged(request.cockpit.pivot(question, request.rights))
    series.measures(making.book, request, table, request.say("board.cards"), under(request))
    making.asked += [question.of(card.metric) for card in shown]


@dataclass(frozen=True)
class Asked:
    """What a sheet shows: measures by rows and columns, the most first or in the rows' own order."""

    measures: tuple[str, ...]
    rows: tuple[str, ...]
    cols: tuple[str, ...] = ()
    top: tuple[Top, ...] = ()
    share: str | None = None
    by_value: bool = True


@dataclass(frozen=True)
class Named:
    """What a sheet is called, what stands as its title, and a note under that."""

    name: str
    title: str = ""
    note: str = ""


def pivot(making: Making, request: Request, asked: Asked, named: Named, look: summary.Look | None = None) -> None:
    """A sheet of measures by rows with its chart."""
    against, first = request.against, asked.measures[0]
    question = PivotQuestion(
        asked.measures, request.period, asked.rows, asked.cols, request.filters, against, asked.top
    )
    table = arranged(
        request.cockpit.pivot(question, request.rights), rows=Sort(first) if asked.by_value else None, share=asked.share
    )
    making.asked += [question.of(measure) for measure in asked.measures]
    alone = f"{say(f'metrics.{first}.name', request.language)} · {named.name}"
    title = named.title or (alone if len(asked.measures) == 1 else named.name)
    lines = under(request)
    if named.note:
        lines[0] += f"  ·  {named.note}"
    summary.write(making.book, request, table, named.name, title, lines, look)


def listed(making: Making, request: Request, metric: str, name: str, columns: Sequence[str] = ()) -> None:
    """A sheet of the rows behind a number, where there are any; ``columns`` as far as the site has them."""
    question = request.question(metric)
    if request.ask(question).lacking:
        return
    chosen = permitted(columns, request.cockpit, request.rights, CATALOGUE[metric].record)
    rows = detail.prepared(request, question, columns=chosen)
    if rows.rows.count:
        first = making.book.sheets
        making.long.append((rows, detail.set_up(making.book, rows, name), first))
    making.asked.append(question)


def has(request: Request, dimension: str) -> bool:
    """Whether the tickets of the request fill a dimension with more than one value."""
    return len(request.cockpit.choices(dimension, request.rights, request.filters)) > 1
