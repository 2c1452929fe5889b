"""A pivot as a sheet: header levels merged, members grouped under their subtotals and collapsible, its chart beside it.

Values only. What a total says was recomputed from the rows; nothing is added up here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

import numpy as np
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cockpit.exports import charts
from cockpit.exports.book import BAND, SECOND, Book, headings
from cockpit.i18n import halves, say, unit
from cockpit.metrics import REST
from cockpit.metrics.pivot import Key
from cockpit.request import Request
from cockpit.scenes import heat
from cockpit.tables import ABSENT, NO_DATA, Arranged, Flags, Header, Measured

# What stands of a measure in a column: its figure, and beside it what was asked for.
FACES: Final = ("value", "value_against", "difference", "change", "share")
MOST_LEVELS: Final = 7  # that Excel groups
MOST_ON_A4: Final = 14  # columns of figures
_FIGURE: Final = 11
ONE_LINE: Final = 18  # characters of a header that is not broken
MOST_WIDE: Final = 22  # characters of a column of figures
# The colour of alarm is for what is bad.
_HEAT: Final = {heat.PLAIN: "#9DC3E6", heat.WORSE: "#F4B183"}


@dataclass(frozen=True)
class Column:
    """One column of figures: a header of the pivot, a measure of it, and which of its faces."""

    col: int
    measure: int
    face: str


@dataclass(frozen=True)
class Look:
    """How a sheet shows a pivot: which ``faces`` of each measure as far as it has them, in shades, with which chart."""

    faces: Sequence[str] = FACES
    heat: bool = False
    chart: Callable[..., None] = charts.of_pivot


@dataclass(frozen=True)
class Place:
    """Where a pivot stands on its sheet: the first row and column of its figures, and its columns.

    ``measured``: the last header row says which measure a column is of.
    """

    page: Worksheet
    name: str
    first: int
    left: int
    columns: tuple[Column, ...]
    measured: bool = False


def write(
    book: Book,
    request: Request,
    table: Arranged,
    name: str,
    title: str,
    under: Sequence[str],
    look: Look | None = None,
) -> Worksheet:
    """The sheet of a pivot."""
    look = look or Look()
    question = table.pivot.question
    columns = tuple(_columns(table, look.faces))
    levels = len(question.cols) + named(columns) if question.cols else 1
    top = len(under) + 2
    page = book.sheet(name, header=(top, top + levels - 1), wide=len(columns) > MOST_ON_A4)
    headings(page, book, title, under)
    measured = bool(question.cols) and named(columns)
    place = Place(page, page.get_name(), top + levels, max(len(question.rows), 1), columns, measured)
    _header(book, request, table, place, top)
    _rows(book, request, table, place)
    _widths(request, table, place)
    page.freeze_panes(place.first, place.left)
    page.outline_settings(visible=True, symbols_below=False, symbols_right=True)
    if look.heat:
        _heat(table, place)
    look.chart(book, request, table, place)
    return page


def _columns(table: Arranged, faces: Sequence[str]) -> Iterator[Column]:
    for col in range(len(table.cols)):
        for place, measure in enumerate(table.measures):
            yield from (Column(col, place, face) for face in faces if has(measure, face))


def has(measure: Measured, face: str) -> bool:
    """Whether there is that to say of a measure; of a count, how many rows it counted is itself."""
    twice = face == "n" and measure.metric.unit == "count"
    return getattr(measure, face) is not None and not twice


def named(columns: Sequence[Column]) -> bool:
    """Whether a row is needed that says which measure a column is of."""
    return len({(column.measure, column.face) for column in columns}) > 1


def words(request: Request, dimension: str, key: Key) -> str:
    """What a key is called."""
    return request.say("summary.rest") if key == REST else request.label(dimension, key)


def _header(book: Book, request: Request, table: Arranged, place: Place, top: int) -> None:
    question, page = table.pivot.question, place.page
    names = [say(f"common.dims.{name}", request.language) for name in question.rows] or [""]
    for at, text in enumerate(names):
        _merged(page, (top, at, place.first - 1, at), text, book.head())
    if not question.cols:
        for at, column in enumerate(place.columns):
            page.write_string(top, place.left + at, _face(request, table, column), book.head(align="right"))
        page.set_row(top, 30)
        return
    for level, dimension in enumerate(question.cols):
        for (key, kind), run in _runs(table, place, level):
            if kind == "beneath":
                continue
            text = words(request, dimension, key) if kind == "member" else request.say(f"summary.{kind}")
            bottom = top + level if kind == "member" else top + len(question.cols) - 1
            look = book.head(align="center", border=1, border_color="#C9D3DB", bold=kind != "leaf")
            _merged(page, (top + level, run[0], bottom, run[-1]), text, look)
    if place.measured:
        for at, column in enumerate(place.columns):
            page.write_string(place.first - 1, place.left + at, _face(request, table, column), book.head(align="right"))
    page.set_row(place.first - 1, 30)


def _runs(table: Arranged, place: Place, level: int) -> Iterator[tuple[tuple[Any, str], list[int]]]:
    """Columns of the sheet that share a header at that level."""

    def shared(at: int) -> tuple[tuple[Any, ...], str]:
        keys = table.cols[place.columns[at].col].keys
        if len(keys) > level:
            return keys[: level + 1], "member"
        return keys, ("total" if not keys else "subtotal") if len(keys) == level else "beneath"

    for (keys, kind), run in groupby(range(len(place.columns)), key=shared):
        places = [place.left + at for at in run]
        yield ((keys[-1] if kind == "member" else None), kind), places


def _merged(page: Worksheet, area: tuple[int, int, int, int], text: str, look: Any) -> None:
    top, left, bottom, right = area
    if (top, left) == (bottom, right):
        page.write_string(top, left, text, look)
    else:
        page.merge_range(top, left, bottom, right, "", look)
        page.write_string(top, left, text, look)


def _face(request: Request, table: Arranged, column: Column) -> str:
    metric = table.measures[column.measure].metric
    name = say(f"metrics.{metric.name}.name", request.language)
    if column.face == "value":
        told = unit(metric.unit, request.language, metric.record)
        return name if metric.unit == "share" else _broken(request.say("summary.measure", name=name, unit=told))
    told = request.say(f"summary.{column.face}")
    return f"{name} {told}" if len(table.measures) > 1 and column.face != "n" else told


def _broken(title: str) -> str:
    """A header: a short one in one line, of a longer one its unit in brackets beneath it."""
    cut = max(title.rfind("（"), title.rfind(" ("))
    return title if halves(title) <= ONE_LINE or cut <= 0 else f"{title[:cut]}\n{title[cut:].strip()}"


def _rows(book: Book, request: Request, table: Arranged, place: Place) -> None:
    depth = len(table.pivot.question.rows)
    for at, header in enumerate(table.rows):
        row = place.first + at
        strong = header.kind != "leaf" and depth > 0
        ground: dict[str, Any] = {"bg_color": BAND} if strong else {}
        if header.kind == "total":
            ground |= {"top": 1, "top_color": "#C9D3DB"}
        level = min(max(header.level - 1, 0), MOST_LEVELS)
        place.page.set_row(row, None, None, {"level": level} if level else {})
        _labels(book, request, table, (place, row), header, ground)
        for column_at, column in enumerate(place.columns):
            cell = (row, place.left + column_at)
            _figure(book, place.page, cell, (table.measures[column.measure], at, column), strong, ground)


def _labels(
    book: Book, request: Request, table: Arranged, at: tuple[Place, int], header: Header, ground: dict[str, Any]
) -> None:
    """A row's keys; those of its parents quietly, so that the sheet can be filtered and sorted."""
    (place, row), names = at, table.pivot.question.rows
    strong = {"bold": header.kind != "leaf"}
    for level in range(place.left):
        look = book.format(**ground, **strong)
        if header.kind == "total":
            text = request.say("summary.total") if level == 0 and names else ""
            place.page.write_string(row, level, text, look)
        elif level >= header.level:
            place.page.write_string(row, level, request.say("summary.subtotal") if level == header.level else "", look)
        else:
            own = level == header.level - 1
            look = book.format(**(ground | (strong if own else {"font_color": SECOND})))
            _label(book, place.page, (row, level), request, (names[level], header.keys[level]), look, ground | strong)


def _label(
    book: Book,
    page: Worksheet,
    cell: tuple[int, int],
    request: Request,
    of: tuple[str, Key],
    look: Any,
    ground: dict[str, Any],
) -> None:
    dimension, key = of
    if dimension == "day" and isinstance(key, date):
        page.write_datetime(*cell, key, book.number("day", align="left", **ground))
    else:
        page.write_string(*cell, words(request, dimension, key), look)


def _figure(
    book: Book,
    page: Worksheet,
    cell: tuple[int, int],
    of: tuple[Measured, int, Column],
    strong: bool,
    ground: dict[str, Any],
) -> None:
    measure, row, column = of
    figure = stored(measure, column.face, row, column.col)
    if column.face == "n" and measure.state[row, column.col] == ABSENT:
        figure = np.nan
    look: dict[str, Any] = {**ground, "bold": strong or column.col == measure.value.shape[1] - 1 > 0}
    if not np.isnan(figure):
        page.write_number(*cell, figure, shown(book, measure, column.face, **look))
    elif column.face == "value" and measure.state[row, column.col] == NO_DATA:
        page.write_string(*cell, "–", book.format(align="right", **{**look, "font_color": SECOND}))
    else:
        page.write_blank(*cell, None, book.format(**look))


def stored(measure: Measured, face: str, row: int, col: int) -> float:
    """The number in the cell of a figure: that of a difference of shares is in points."""
    figure = float(getattr(measure, face)[row, col])
    return round(figure * 100, 9) if face == "difference" and measure.metric.unit == "share" else figure


def shown(book: Book, measure: Measured, face: str, **look: Any) -> Format:
    """How that number looks."""
    match face:
        case "share":
            return book.number("share", **look)
        case "change":
            return book.format(num_format="+0.0%;-0.0%;0.0%", **look)
        case "difference":
            return book.moved(measure.metric.unit, **look)
    return book.number("count" if face == "n" else measure.metric.unit, **look)


def _widths(request: Request, table: Arranged, place: Place) -> None:
    for level, name in enumerate(table.pivot.question.rows):
        texts = [words(request, name, header.keys[level]) for header in table.rows if header.level > level]
        widest = max((halves(text) for text in texts), default=0)
        place.page.set_column(level, level, min(max(widest + 3, 10), 36))
    if not table.pivot.question.rows:
        place.page.set_column(0, 0, 4)
    depth = len(table.pivot.question.cols)
    for at, column in enumerate(place.columns):
        header = table.cols[column.col]
        level = min(max(header.level - 1, 0), MOST_LEVELS) if depth > 1 else 0
        title = _face(request, table, column) if place.measured or not depth else ""
        width = max(_FIGURE, min(max(map(halves, title.split("\n"))) + 2, MOST_WIDE))
        place.page.set_column(place.left + at, place.left + at, width, None, {"level": level} if level else {})


def _heat(table: Arranged, place: Place) -> None:
    """Each measure's leaves in shades of their own, as the page has them."""
    where = heat.leaves(table)
    for at, measure in enumerate(table.measures):
        columns = {
            column.col: place.left + left
            for left, column in enumerate(place.columns)
            if column.measure == at and column.face == "value"
        }
        found = heat.scale(measure, measure.value, where)
        if found is None:
            continue
        blocks = list(_blocks(heat.weighty(measure, where), place.first, columns))
        ends = sorted([(found.pale, "#FFFFFF"), (found.dark, _HEAT[found.tone])])
        shades: dict[str, Any] = {"type": "2_color_scale", "multi_range": " ".join(blocks)}
        for name, (figure, color) in zip(("min", "max"), ends, strict=True):
            shades |= {f"{name}_type": "num", f"{name}_value": figure, f"{name}_color": color}
        place.page.conditional_format(blocks[0].partition(":")[0], shades)


def _blocks(where: Flags, first: int, columns: Mapping[int, int]) -> Iterator[str]:
    """The areas of a sheet that hold these cells: rows that are coloured alike together."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for row, line in enumerate(where):
        if found := tuple(columns[int(col)] for col in np.flatnonzero(line)):
            alike.setdefault(found, []).append(first + row)
    for cols, rows in alike.items():
        for top, bottom in charts.runs(rows):
            for left, right in charts.runs(list(cols)):
                yield charts.area(top, left, bottom, right)
