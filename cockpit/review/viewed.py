"""A saved view as a slide of a month: asked over the month's days, told as on page and wall."""

from __future__ import annotations

from typing import Final

from cockpit import scenes
from cockpit.access import OUTSIDE
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE, REST
from cockpit.review.document import Bar, Bars, Block, Card, Cards, Cell, Head, Slide, Table
from cockpit.review.month import Month
from cockpit.review.numbers import Figure
from cockpit.scenes import Column, Fit, Row, Scene
from cockpit.views import MOVED, View

FIT: Final = Fit(rows=12, columns=15, several=12)
NUMBERS: Final = {"count": "#,##0", "share": "0.0%", "hours": "#,##0.0", "yuan": "#,##0.00"}
RATES: Final = ("per_day", "per_engineer")


def viewed(month: Month, key: str, name: str, view: View) -> Slide:
    """The slide of a view under its name."""
    scene = scenes.composed(month, name, view, FIT)
    measures = [one.metric.name for one in scene.table.measures]
    days = month.span(month.ran)
    split = " › ".join(say(f"common.dims.{one}", month.language) for one in (*view.rows, *view.cols))
    return Slide(
        key,
        name,
        scene.sentence,
        month.say("viewed.under", period=days, split=split) if split else days,
        (_block(month, scene),),
        foot=_foot(month, scene, measures),
        told=tuple(_total(month, scene, place) for place in range(len(measures))),
        private=not all(month.cockpit.offers(CATALOGUE[one], OUTSIDE) for one in measures),
    )


def _block(month: Month, scene: Scene) -> Block:
    if not scene.rows:
        return Cards(tuple(_card(month, scene, place) for place in range(len(scene.totals))))
    if len(scene.columns) == 1 and not scene.view.cols and not scene.nothing:
        return _bars(month, scene)
    return _table(month, scene)


def _card(month: Month, scene: Scene, place: int) -> Card:
    one = scene.totals[place]
    return Card(one.name, _total(month, scene, place), one.beside)


def _total(month: Month, scene: Scene, place: int) -> Figure:
    """A measure over all of the view."""
    measure = scene.table.measures[place]
    return _figure(month, scene, measure.metric.name, float(measure.value[-1, -1]), int(measure.n[-1, -1]), {})


def _figure(month: Month, scene: Scene, metric: str, value: float, n: int, cell: dict[str, object]) -> Figure:
    none = value != value  # noqa: PLR0124 - nan
    kept = tuple((split, None if key is None else str(key)) for split, key in cell.items())
    told = None if none else value
    return Figure(metric, month.told(told, metric), told, n, month.period, scene.view.filters, kept)


def _bars(month: Month, scene: Scene) -> Bars:
    column = scene.columns[0]
    metric, form = column.measure.metric, _form(column)
    unit = "" if form.endswith("%") else say(f"common.units.{metric.unit}", month.language)
    bars = [
        Bar(
            row.text,
            row.cells[0].figure,
            row.cells[0].text,
            "quiet" if row.keys is None else "",
            _behind(month, scene, row, column),
        )
        for row in (*scene.rows, *([scene.rest] if scene.rest and scene.rest.cells[0].text else []))
    ]
    if column.show in MOVED:
        form = f"+{form};−{form};{form}"
    title = say("scene.slide.per", month.language, name=column.text, unit=unit) if unit else column.text
    return Bars(title, unit, form, tuple(bars))


def _form(column: Column) -> str:
    """How Excel writes a column's numbers."""
    metric = column.measure.metric
    if column.show in ("row", "column", "total", "change"):
        return "0.0%"
    return NUMBERS.get(metric.unit, "0.00" if metric.unit in RATES else "0.0")


def _behind(month: Month, scene: Scene, row: Row, column: Column) -> Figure | None:
    """The figure a cell shows, with the rows it is of; None where it is no value of one cell."""
    if row.keys is None or column.show != "value" or len(column.places) != 1:
        return None
    at = next((at for at, header in enumerate(scene.table.rows) if header.keys == row.keys), None)
    if at is None or REST in (*row.keys, *scene.table.cols[column.places[0]].keys):
        return None
    col, measure = column.places[0], column.measure
    cell = scene.table.cell(at, col)
    return _figure(month, scene, measure.metric.name, float(measure.value[at, col]), int(measure.n[at, col]), cell)


def _table(month: Month, scene: Scene) -> Table:
    heads = [
        Head(scene.corner(month.language), wide=2.0),
        *(Head(" ".join(one.over), right=True) for one in scene.columns),
    ]
    rows = [_row(month, scene, one) for one in (*scene.rows, *([scene.rest] if scene.rest else []))]
    total = [_row(month, scene, scene.total)] if scene.total else []
    left = "  ·  ".join(scenes.remarks(scene, month.language))
    return Table("", tuple(heads), (*rows, *total), say("scene.wall.nothing", month.language), left, totals=len(total))


def _row(month: Month, scene: Scene, row: Row) -> tuple[Cell, ...]:
    cells = [
        Cell(
            cell.text,
            _behind(month, scene, row, column),
            dark=cell.dark if scene.view.heat and scene.view.cols and not column.total else 0.0,
            value=cell.figure,
            form=_form(column),
        )
        for cell, column in zip(row.cells, scene.columns, strict=True)
    ]
    return (Cell(row.text), *cells)


def _foot(month: Month, scene: Scene, measures: list[str]) -> tuple[str, ...]:
    tongue = month.language
    first = scene.table.measures[0]
    definition = say(f"metrics.{measures[0]}.definition", tongue)
    comma = say("common.comma", tongue)
    narrowed = [
        f"{say(f'common.dims.{dim}', tongue)} {comma.join(month.label(dim, one or None) for one in values)}"
        for dim, values in scene.view.filters
    ]
    filters = say("scene.slide.filters", tongue, filters=comma.join(narrowed)) if narrowed else month.say("whole_site")
    facts = (say("scene.slide.n", tongue, n=month.number(int(first.n[-1, -1]))), filters)
    return say("scene.slide.definition", tongue, name=month.name(measures[0]), definition=definition), "  ·  ".join(
        facts
    )
