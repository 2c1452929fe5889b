"""Excel's own charts over the cells of a sheet: they stay editable, and change with the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cockpit.exports.book import FONT, FORMER, LINE, NUMBERS, SECOND, SERIES, Book
from cockpit.i18n import say
from cockpit.metrics import REST
from cockpit.periods import UNITS
from cockpit.request import Request
from cockpit.tables import FIGURE, Arranged, Header, Measured

if TYPE_CHECKING:
    from cockpit.exports.summary import Place

MOST_BARS: Final = 16
MOST_SERIES: Final = 8
MOST_POINTS: Final = 400
BESIDE: Final = 9  # columns of figures beside which there is room
_SIZE: Final = (620, 340)

Area = tuple[int, int, int, int]


def area(top: int, left: int, bottom: int, right: int) -> str:
    """A1:B9"""
    return f"{xl_rowcol_to_cell(top, left)}:{xl_rowcol_to_cell(bottom, right)}"


def runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours."""
    first = last = None
    for place in places:
        if first is not None and last is not None and place != last + 1:
            yield first, last
            first = None
        first, last = (place if first is None else first), place
    if first is not None and last is not None:
        yield first, last


def reference(sheet: str, rows: Sequence[int], columns: Sequence[int]) -> str:
    """The cells of these rows and columns as a chart names them."""
    named = sheet.replace("'", "''")
    blocks = [
        f"'{named}'!{xl_rowcol_to_cell(top, left, True, True)}:{xl_rowcol_to_cell(bottom, right, True, True)}"
        for top, bottom in runs(rows)
        for left, right in runs(columns)
    ]
    return f"={blocks[0]}" if len(blocks) == 1 else f"=({','.join(blocks)})"


def drawn(
    book: Book,
    kind: str,
    series: Sequence[dict[str, Any]],
    *,
    title: str,
    unit: str,
    size: tuple[int, int] = _SIZE,
    dates: bool = False,
    stacked: bool = False,
) -> Any:
    """A chart in the cockpit's look. Each series says its name, categories and values, and may be ``former``."""
    chart = book.book.add_chart({"type": kind, **({"subtype": "stacked"} if stacked else {})})
    font = {"name": FONT, "size": 9, "color": SECOND}
    for place, one in enumerate(series):
        colour = FORMER if one.get("former") else SERIES[place % len(SERIES)]
        plain = {key: value for key, value in one.items() if key != "former"}
        if kind == "line":
            chart.add_series({**plain, "line": {"color": colour, "width": 1.5 if one.get("former") else 2.25}})
        else:
            labels = {"value": True, "font": font} if len(series) == 1 else None
            fill = {"fill": {"color": colour}, "border": {"none": True}, "gap": 45, "data_labels": labels}
            chart.add_series({**plain, **{key: value for key, value in fill.items() if value is not None}})
    chart.set_title({"name": title, "overlay": False, "name_font": {"name": FONT, "size": 11, "bold": True}})
    names, values = _axes(kind, unit, font, several=len(series) > 1)
    if dates:
        names |= {"date_axis": True, "num_format": "mm-dd"}
    chart.set_x_axis(values if kind == "bar" else names)
    chart.set_y_axis(names if kind == "bar" else values)
    chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom", "font": font})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.show_blanks_as("gap")
    return chart


def _axes(kind: str, unit: str, font: dict[str, Any], *, several: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The axis of the names and that of the values; bars that say their values need none."""
    bare = kind == "bar" and not several
    grid = {"visible": not bare, "line": {"color": LINE, "width": 0.5}}
    values: dict[str, Any] = {"num_font": font, "major_gridlines": grid, "line": {"none": True}, "visible": not bare}
    values["num_format"] = "0%" if unit == "share" else NUMBERS.get(unit, "General")
    if unit == "share":
        values["max"] = 1
    elif unit != "percent100":
        values["min"] = 0
    names: dict[str, Any] = {"num_font": font, "major_gridlines": {"visible": False}}
    if kind == "bar":
        names["reverse"] = True
        values["label_position"] = "high" if several else "none"
    return names, values


def of_pivot(book: Book, request: Request, table: Arranged, place: Place) -> None:
    """A pivot's first measure that has figures: lines where a side is time, bars of its outermost rows otherwise."""
    measure = next((at for at, one in enumerate(table.measures) if (one.state == FIGURE).any()), None)
    if measure is None:
        return
    question = table.pivot.question
    columns = [at for at, one in enumerate(place.columns) if one.measure == measure and one.face == "value"]
    leaves = [at for at in columns if table.cols[place.columns[at].col].level == len(question.cols)]
    rows = [place.first + at for at, header in enumerate(table.rows) if header.level == 1 and _named(header)]
    metric = table.measures[measure].metric
    look: dict[str, Any] = {"title": say(f"metrics.{metric.name}.name", request.language), "unit": metric.unit}
    if question.cols and question.cols[0] in UNITS and len(question.cols) == 1 and len(leaves) > 1:
        names = _largest(table.measures[measure], place, rows) or [place.first]
        series = [_across(place, leaves, row, named=bool(rows)) for row in names]
        chart = drawn(book, "line", series, **look)
    elif rows and question.rows[0] in UNITS:
        chart = drawn(book, "line", _down(place, rows[:MOST_POINTS], leaves, columns), **look)
    elif rows:
        chart = drawn(book, "bar", _bars(table, place, rows[:MOST_BARS], columns), **look, size=_tall(len(rows)))
    else:
        return
    put(place.page, chart, place, len(table.rows))


def of_stages(book: Book, _request: Request, table: Arranged, place: Place, *, title: str, count: int) -> None:
    """The first ``count`` measures of each outermost row end to end."""
    rows = [place.first + at for at, header in enumerate(table.rows) if header.level == 1 and _named(header)]
    columns = [at for at, one in enumerate(place.columns) if one.measure < count and one.face == "value"]
    if not rows:
        return
    series = [_series(place, rows, at, place.first - 1) for at in columns]
    unit = table.measures[0].metric.unit
    chart = drawn(book, "bar", series, title=title, unit=unit, size=_tall(len(rows)), stacked=True)
    place.page.insert_chart(place.first + len(table.rows) + 2, 0, chart, {"object_position": 3})


def _largest(measure: Measured, place: Place, rows: Sequence[int]) -> list[int]:
    """As many rows as a chart can tell apart, those with the most behind them, in their order."""
    weight = measure.n[:, -1]
    return sorted(sorted(rows, key=lambda row: -weight[row - place.first])[:MOST_SERIES])


def _named(header: Header) -> bool:
    """Whether a row is of a value of its own: neither the empty one nor the rest, which would dwarf the others."""
    return header.keys[0] not in (None, REST)


def put(page: Worksheet, chart: Any, place: Place, count: int) -> None:
    """Beside a narrow table, beneath a wide one; never beside its header, with which it would be printed again."""
    if len(place.columns) <= BESIDE:
        page.insert_chart(place.first, place.left + len(place.columns) + 1, chart, {"object_position": 3})
    else:
        page.insert_chart(place.first + count + 2, 0, chart, {"object_position": 3})


def _tall(bars: int) -> tuple[int, int]:
    return _SIZE[0], max(220, min(bars, MOST_BARS) * 26 + 90)


def _across(place: Place, leaves: Sequence[int], row: int, *, named: bool) -> dict[str, Any]:
    columns = [place.left + at for at in leaves]
    head = _names(place)
    name = {"name": reference(place.name, [row], [0]).replace(f":{xl_rowcol_to_cell(row, 0, True, True)}", "")}
    return {
        **(name if named else {}),
        "categories": reference(place.name, [head], columns),
        "values": reference(place.name, [row], columns),
    }


def _down(place: Place, rows: Sequence[int], leaves: Sequence[int], columns: Sequence[int]) -> list[dict[str, Any]]:
    chosen = list(leaves)[:MOST_SERIES] or list(columns)[:1]
    return [_series(place, rows, at, _names(place)) for at in chosen]


def _names(place: Place) -> int:
    """The row of the columns' innermost keys: above that of the measures' names where there is one."""
    return place.first - 2 if place.measured else place.first - 1


def _bars(table: Arranged, place: Place, rows: Sequence[int], columns: Sequence[int]) -> list[dict[str, Any]]:
    """The outermost rows' totals, and what they were before where the table compares."""
    total = columns[-1]
    col = place.columns[total]
    series = [_series(place, rows, total, place.first - 1)]
    if table.measures[col.measure].value_against is not None:
        series.append({**_series(place, rows, total + 1, place.first - 1), "former": True})
    return series


def _series(place: Place, rows: Sequence[int], at: int, name: int) -> dict[str, Any]:
    head = xl_rowcol_to_cell(name, place.left + at, True, True)
    named = place.name.replace("'", "''")
    return {
        "name": f"='{named}'!{head}",
        "categories": reference(place.name, rows, [0]),
        "values": reference(place.name, rows, [place.left + at]),
    }
