"""A measure over time as a sheet with its line, and measures beside each other as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from cockpit import periods
from cockpit.exports import charts, summary
from cockpit.exports.book import SECOND, Book, headings
from cockpit.i18n import say
from cockpit.i18n import unit as unit_words
from cockpit.metrics import CATALOGUE, Answer
from cockpit.metrics.compare import moves
from cockpit.periods import UNITS
from cockpit.request import Request
from cockpit.tables import Arranged, Measured

Figures = dict[Any, float | None]

_NAME, _FIGURE = 26, 15


def measures(book: Book, request: Request, table: Arranged, name: str, under: Sequence[str]) -> None:
    """The grand totals of a pivot's measures, one a row: each in its own unit, beside what it was before."""
    compared = any(one.difference is not None for one in table.measures)
    faces = ("value", *(("value_against", "difference", "change") if compared else ()))
    top = len(under) + 2
    page = book.sheet(name, header=(top, top))
    headings(page, book, f"{name} · {request.spelled}", under)
    titles = [request.say(f"summary.{face}") for face in ("measure_column", "now", *faces[1:], "unit", "n")]
    for place, title in enumerate(titles):
        text: dict[str, Any] = {"align": "left", "indent": 1 if place else 0}
        look = text if place in (0, len(titles) - 2) else {"align": "right"}
        page.write_string(top, place, title, book.head(**look))
    for row, one in enumerate(table.measures, top + 1):
        page.write_string(row, 0, say(f"metrics.{one.metric.name}.name", request.language), book.format())
        for place, face in enumerate(faces, 1):
            _face(book, page, (row, place), one, face)
        page.write_string(
            row, len(faces) + 1, _unit(request, one), book.format(font_color=SECOND, indent=1, align="left")
        )
        page.write_number(row, len(faces) + 2, int(one.n[0, 0]), book.number("count", font_color=SECOND))
    page.set_column(0, 0, _NAME)
    page.set_column(1, len(faces), _FIGURE)
    page.set_column(len(faces) + 1, len(faces) + 1, 12)
    page.set_column(len(faces) + 2, len(faces) + 2, _FIGURE)
    page.freeze_panes(top + 1, 1)


def _unit(request: Request, one: Measured) -> str:
    return unit_words(one.metric.unit, request.language, one.metric.record)


def _face(book: Book, page: Any, cell: tuple[int, int], one: Measured, face: str) -> None:
    if not summary.has(one, face):
        return
    figure = summary.stored(one, face, 0, 0)
    if not np.isnan(figure):
        page.write_number(*cell, figure, summary.shown(book, one, face, bold=face == "value"))
    else:
        page.write_string(*cell, "–", book.format(align="right", font_color=SECOND))


def over_time(book: Book, request: Request, of: tuple[str, str, str | None], name: str, under: Sequence[str]) -> None:
    """A measure by a unit of time: all of it, what it was before where that is asked, and its parts."""
    metric, grain, split = of
    asked = request.question(metric, (grain,), against=None if split else request.against)
    whole = request.ask(replace(asked, course=True))
    parts = request.ask(request.question(metric, (grain, split))) if split else None
    units = _units(request, whole, grain)
    columns = [(_title(request, metric), _filled(request, whole, units, _by_unit(whole, grain)))]
    if whole.against:
        former = _filled(request, whole, units, _by_unit(whole, grain, "value_against"), former=True)
        columns.append((request.say("summary.value_against"), former))
    if parts is not None and split:
        columns += [
            (request.label(split, key), _filled(request, whole, units, found))
            for key, found in _parts(parts, grain, split)
        ]
    top = len(under) + 2
    page = book.sheet(name, header=(top, top))
    headings(page, book, f"{_title(request, metric)} · {say(f'common.dims.{grain}', request.language)}", under)
    page.write_string(top, 0, say(f"common.dims.{grain}", request.language), book.head())
    for place, (title, _) in enumerate(columns, 1):
        page.write_string(top, place, title, book.head(align="right"))
    figure = book.number(CATALOGUE[metric].unit)
    for row, unit in enumerate(units, top + 1):
        if grain == "day" and isinstance(unit, date):
            page.write_datetime(row, 0, unit, book.number("day", align="left"))
        else:
            page.write_string(row, 0, request.label(grain, unit), book.format())
        for place, (_, found) in enumerate(columns, 1):
            value = found.get(unit)
            page.write_blank(row, place, None, figure) if value is None else page.write_number(
                row, place, value, figure
            )
    page.set_row(top, 30)
    page.set_column(0, 0, 16)
    page.set_column(1, len(columns), _FIGURE)
    page.freeze_panes(top + 1, 1)
    if units:
        _line(book, page, request, of, (top, len(units), columns, whole))


def _filled(request: Request, answer: Answer, units: Sequence[Any], known: Figures, *, former: bool = False) -> Figures:
    """The figures of all units: of a count for which there is no row none is 0, as far as there are data.

    ``former``: they are those of the units these stand beside.
    """
    grain = answer.question.by[0]
    then = moves(answer.question, answer.against).get(0, {}) if former and answer.against else None

    def nothing(unit: Any) -> int | None:
        if grain not in UNITS:
            return request.cockpit.nothing(answer.metric, answer.question.period)
        at = unit if then is None else then.get(unit)
        return None if at is None else request.cockpit.nothing(answer.metric, periods.whole(at, grain))

    return {unit: nothing(unit) if known.get(unit) is None else known[unit] for unit in units}


def _title(request: Request, metric: str) -> str:
    name, of = say(f"metrics.{metric}.name", request.language), CATALOGUE[metric]
    told = unit_words(of.unit, request.language, of.record)
    return name if of.unit == "share" else request.say("summary.measure", name=name, unit=told)


def _units(request: Request, answer: Answer, grain: str) -> list[Any]:
    """The units of the period in order; of what goes round those that occur."""
    if grain in UNITS:
        return list(periods.unit_starts(periods.elapsed(request.period, request.cockpit.today), grain))
    return sorted({row[grain] for row in answer.rows}, key=lambda key: (key is None, key))


def _by_unit(answer: Answer, grain: str, column: str = "value") -> Figures:
    return {row[grain]: row[column] for row in answer.rows}


def _parts(answer: Answer, grain: str, split: str) -> list[tuple[Any, Figures]]:
    """The parts by unit, the one with the most rows first."""
    found: dict[Any, Figures] = {}
    weight: dict[Any, int] = {}
    for row in answer.rows:
        found.setdefault(row[split], {})[row[grain]] = row["value"]
        weight[row[split]] = weight.get(row[split], 0) + (row["n"] or 0)
    return sorted(found.items(), key=lambda item: -weight[item[0]])


def _line(book: Book, page: Any, request: Request, of: tuple[str, str, str | None], drawn: Any) -> None:
    (metric, grain, split), (top, count, columns, whole) = of, drawn
    rows, sheet = list(range(top + 1, top + 1 + count)), page.get_name()
    shown = range(2, min(len(columns), charts.MOST_SERIES) + 1) if split else range(1, len(columns) + 1)
    series = [
        {
            "name": [sheet, top, place],
            "categories": charts.reference(sheet, rows, [0]),
            "values": charts.reference(sheet, rows, [place]),
            "former": bool(whole.against) and place == 2,
        }
        for place in shown
    ]
    look: dict[str, Any] = {"title": _title(request, metric), "unit": CATALOGUE[metric].unit, "dates": grain == "day"}
    chart = charts.drawn(book, "line" if grain in UNITS else "column", series, **look)
    wide = len(columns) > charts.BESIDE
    page.insert_chart(*((top + count + 2, 0) if wide else (top + 1, len(columns) + 2)), chart, {"object_position": 3})
