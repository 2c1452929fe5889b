"""A view as it is read from afar or in a meeting: its totals, and as many rows and columns as there is room for.

Wall and slide show the same Scene, of the same pivot as the page. Nothing is reckoned here but what the rows and
columns without a place of their own come to, and that only of measures that add up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np

from cockpit import sentences
from cockpit.access import Rights
from cockpit.i18n import capital, each, label, number, say, value
from cockpit.metrics import REST, Cockpit
from cockpit.metrics.catalogue import TIMES
from cockpit.metrics.pivot import Key
from cockpit.periods import UNITS, Period
from cockpit.scenes import heat
from cockpit.scenes.telling import Asker, Told, faces, measure_name, sentence, shown, signed, unit
from cockpit.tables import ABSENT, Arranged, Floats, Header, Measured, Numbers
from cockpit.views import MOVED, View, laid_out, sorted_by, standing

SHORT = ("month", "week")  # units whose year is told once
SIGNS = ("blank", "zero", "none")  # a cell can be without a figure, in the order they are explained


class Viewer(Asker, Protocol):
    """Who wants to see all of a view, of these days: ``spelled`` in words, ``preset`` how they were chosen."""

    @property
    def cockpit(self) -> Cockpit: ...
    @property
    def rights(self) -> Rights: ...
    @property
    def period(self) -> Period: ...
    @property
    def spelled(self) -> str: ...
    @property
    def preset(self) -> str: ...


@dataclass(frozen=True)
class Fit:
    """How many rows and columns of figures there is room for.

    ``several``: columns where they are of several measures, ``dense``: narrow ones of one measure.
    """

    rows: int
    columns: int
    several: int
    dense: int = 31


@dataclass(frozen=True)
class Cell:
    """What a cell says; ``dark`` is how much colour it has, 0 to 1, ``tone`` which (see ``heat``)."""

    text: str
    figure: float | None = None
    dark: float = 0.0
    tone: int = heat.PLAIN


@dataclass(frozen=True)
class Column:
    """A column of figures: the words over it, its measure (``name`` where it must be told), and which of the table.

    ``part``: of a unit of time of which there is a part only, which. ``show``: what of the measure its figures are.
    """

    text: str
    measure: Measured
    places: list[int]
    name: str = ""
    total: bool = False
    part: str = ""
    show: str = "value"

    @property
    def over(self) -> tuple[str, ...]:
        """All that stands over it, a line each."""
        return tuple(filter(None, (self.text, self.part, self.name)))


@dataclass(frozen=True)
class Row:
    """A row; without keys it is what the rows without a place of their own come to."""

    text: str
    cells: tuple[Cell, ...]
    keys: tuple[Key, ...] | None


@dataclass(frozen=True)
class Total:
    """A measure over all of the view: its words, its unit where they do not hold it, and what to read it beside."""

    measure: Measured
    name: str
    text: str
    unit: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Scene:
    """``rest`` is what the rows without a place of their own come to, ``unshown`` how many columns have none.

    ``total`` is the row of the totals. Without rows there are ``totals`` alone. ``dense``: the columns are too many for
    figures that are read from afar. ``unadded``: of some measure the rest has no sum.
    """

    name: str
    view: View
    table: Arranged
    sentence: sentences.Sentence
    totals: tuple[Total, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    rest: Row | None = None
    total: Row | None = None
    unshown: int = 0
    dense: bool = False
    unadded: bool = False

    def corner(self, language: str) -> str:
        """What the rows are."""
        return capital(" › ".join(say(f"common.dims.{name}", language) for name in self.view.rows))

    @property
    def nothing(self) -> bool:
        """Whether no row has a figure."""
        return all(cell.figure is None for row in self.rows for cell in row.cells)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The measures that this site cannot give."""
        return tuple(one.metric.name for one in self.table.measures if one.lacking)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The measures that have no column for want of room."""
        shown = {column.measure.metric.name for column in self.columns}
        return tuple(one.metric.name for one in self.table.measures if one.metric.name not in shown) if shown else ()


def composed(viewer: Viewer, name: str, view: View, fit: Fit) -> Scene:
    """A view under its name, asked of the viewer's snapshot within their rights, with what there is room for."""
    view = _upright(view)
    told = sentence(viewer, view, view.against, viewer.spelled, viewer.preset)
    table = laid_out(view, viewer.cockpit.pivot(view.within(viewer.period), viewer.rights), standing(view))
    than = sentences.before(viewer.preset, view.against, viewer.language)
    totals = tuple(_total(one, view, than, viewer.language) for one in table.measures)
    made = Scene(name, view, table, told, totals)
    return _filled(viewer, made, fit) if view.rows else made


def _upright(view: View) -> View:
    """The same view with its columns as rows where it has no rows."""
    if view.rows or not view.cols:
        return view
    turned = {"row": "column", "column": "row"}.get(view.show, view.show)
    return replace(view, rows=view.cols, cols=(), show=turned, sort="")


def _filled(asker: Asker, made: Scene, fit: Fit) -> Scene:
    """The scene with its rows and columns."""
    table, view, language = made.table, made.view, asker.language
    leaves = [at for at, header in enumerate(table.rows) if header.level == len(view.rows)]
    kept = _kept(table, view, leaves, fit)
    rest = [at for at in leaves if at not in kept]
    columns, unshown, dense = _columns(asker, view, table, fit)
    kinds = {(one.measure.metric.name, one.show): one for one in columns}
    grids = {kind: _grid(table, one.measure, one.show, language) for kind, one in kinds.items()}

    def row(text: str, places: list[int], keys: tuple[Key, ...] | None) -> Row:
        cells = (_cell(grids[one.measure.metric.name, one.show], places, one.places) for one in columns)
        return Row(text, tuple(cells), keys)

    return replace(
        made,
        columns=tuple(columns),
        rows=tuple(row(_words(asker, view.rows, table.rows[at].keys), [at], table.rows[at].keys) for at in kept),
        rest=row(_rest([table.rows[at] for at in rest], language), rest, None) if rest else None,
        total=row(say("common.total", language), [len(table.rows) - 1], ()),
        unadded=len(rest) > 1 and not all(grid.adds for grid in grids.values()),
        unshown=unshown,
        dense=dense,
    )


def _total(one: Measured, view: View, than: str, language: str) -> Total:
    """A measure over everything; beside it the difference the view asks for, or of how many rows a rate is."""
    figure, counted, beside = float(one.value[-1, -1]), int(one.n[-1, -1]), ""
    delta = np.nan if one.difference is None else float(one.difference[-1, -1])
    if view.compared and not np.isnan(delta):
        beside = say("scene.against", language, than=than, delta=signed(delta, one.metric, language))
    elif one.metric.unit != "count" and counted:
        rows = each(one.metric.record, language, counted)
        beside = say("scene.of", language, n=number(counted, language), unit=rows)
    none = np.isnan(figure)
    text = value(None if none else figure, one.metric.unit, language)
    after = "" if none else unit(one.metric, language, figure)
    return Total(one, say(f"metrics.{one.metric.name}.name", language), text, after, beside)


def _kept(table: Arranged, view: View, leaves: Sequence[int], fit: Fit) -> list[int]:
    """The rows with a place of their own: the first of the whole table, of a run of time the last.

    What nobody filled in never stands before what has a name.
    """
    own = [at for at in leaves if REST not in table.rows[at].keys]
    splits, sort = table.pivot.question.rows, standing(view)
    if splits[-1] in UNITS and (sort is None or sort.measure is None):
        return own[-fit.rows - 1 :]  # the last twelve months touch thirteen
    if len(splits) > 1 and sort is not None and sort.measure is not None:
        one = next(one for one in table.measures if one.metric.name == sort.measure)
        col = next((at for at, header in enumerate(table.cols) if header.keys == sort.at), -1)
        grid = getattr(one, one.face(sorted_by(view, sort)))
        figures = {at: float(grid[at, col]) * (-1 if sort.down else 1) for at in own}
        own.sort(key=lambda at: (not table.rows[at].named, np.isnan(figures[at]), figures[at]))
    return own[: fit.rows]


def _columns(asker: Asker, view: View, table: Arranged, fit: Fit) -> tuple[list[Column], int, bool]:
    """The columns, how many of the view have no place of their own, and whether all stand narrowly."""
    splits, total = table.pivot.question.cols, len(table.cols) - 1
    if not splits:
        return _measured(table, view, fit.several, asker.language), 0, False
    leaves = [at for at, header in enumerate(table.cols) if header.level == len(splits)]
    measures = table.measures if (len(leaves) + 1) * len(table.measures) <= fit.several else table.measures[:1]
    room = fit.columns // len(measures) - 1
    dense = len(leaves) > room and splits[-1] in TIMES and splits[-1] not in UNITS and len(leaves) <= fit.dense
    kept, rest = (leaves, []) if dense else _fitting(table, leaves, room)
    found = []
    keys = [table.cols[at].keys for at in kept]
    sides = [(*_heading(asker, splits, *two), [at]) for at, *two in zip(kept, keys, [(), *keys], strict=False)]
    sides += [(_rest([table.cols[at] for at in rest], asker.language), "", rest)] if rest else []
    for text, part, places in [*sides, (say("common.total", asker.language), "", [total])]:
        for one in measures:
            show = faces(one, view.show)[0]
            name = measure_name(one, show, asker.language) if len(measures) > 1 else ""
            found.append(Column(text, one, places, name, places == [total], part, show))
    return found, len(leaves) - len(kept), dense


def _measured(table: Arranged, view: View, room: int, language: str) -> list[Column]:
    """A column for each measure and what stands beside its value, of as many measures as there is room for."""
    found: list[Column] = []
    for one in table.measures:
        more = [
            Column(measure_name(one, show, language), one, [len(table.cols) - 1], show=show)
            for show in faces(one, view.show)
        ]
        if found and len(found) + len(more) > room:
            break
        found += more
    return found


def _fitting(table: Arranged, leaves: list[int], room: int) -> tuple[list[int], list[int]]:
    """The columns with a place of their own and those told as one; of a run of time the last stand alone."""
    if len(leaves) <= room:
        return leaves, []
    if table.pivot.question.cols[-1] in UNITS:
        return leaves[-room:], []
    figures = np.nan_to_num(np.abs(table.measures[0].value[-1]), nan=-1)
    single = [at for at in leaves if REST not in table.cols[at].keys]
    most = sorted(sorted(single, key=lambda at: -figures[at])[: room - 1])
    return most, [at for at in leaves if at not in most]


@dataclass(frozen=True)
class _Grid:
    """A measure's cells: their figures and how they are told, and whether what is left out adds up."""

    one: Measured
    figures: Floats
    told: Told
    adds: bool
    dark: Floats
    tones: Numbers
    missing: Callable[[int, int], str]


def _grid(table: Arranged, one: Measured, show: str, language: str) -> _Grid:
    figures, told = shown(one, show, language)
    dark, tones = heat.heated(one, figures, heat.leaves(table), compared=show in MOVED)
    relative = figures is one.change

    def missing(row: int, col: int) -> str:
        former = 0.0 if one.value_against is None else float(np.nan_to_num(one.value_against[row, col]))
        if relative and one.metric.unit == "count" and not former and one.value[row, col] > 0:
            return say("pivotui.new", language)
        return "" if one.state[row, col] == ABSENT else "–"

    return _Grid(one, figures, told, one.metric.unit == "count" and not relative, dark, tones, missing)


def _cell(grid: _Grid, rows: list[int], cols: list[int]) -> Cell:
    """A cell of the table; where it stands for several, their sum if they have one."""
    if len(rows) == len(cols) == 1:
        figure = float(grid.figures[rows[0], cols[0]])
        if np.isnan(figure):
            return Cell(grid.missing(rows[0], cols[0]))
        dark, tone = float(np.nan_to_num(grid.dark[rows[0], cols[0]])), int(grid.tones[rows[0], cols[0]])
        return Cell(grid.told(figure), figure, dark, tone)
    found = grid.figures[np.ix_(rows, cols)]
    if not grid.adds or np.isnan(found).all():
        return Cell("")
    figure = float(np.nansum(found))
    return Cell(grid.told(figure), figure)


def _heading(asker: Asker, splits: Sequence[str], keys: Sequence[Key], before: Sequence[Key]) -> tuple[str, str]:
    """The words over a column and, of a unit of time there is only a part of, which.

    A month or week beside another of its year goes without the year, and any without the longer unit it is of.
    """
    unit, key = splits[-1], keys[-1]
    if unit not in UNITS or not isinstance(key, date):
        return _words(asker, splits, keys), ""
    words = label(unit, key, asker.language)
    part = asker.label(unit, key).removeprefix(words).strip(" （）()")
    if unit in SHORT and before and _numbered(unit, before[-1])[0] == _numbered(unit, key)[0]:
        named = {"n": _numbered(unit, key)[1], "name": say(f"common.months.{key.month}", asker.language)}
        words = say(f"scene.short.{unit}", asker.language, **named)
    others = [asker.label(split, at) for split, at in zip(splits[:-1], keys, strict=False) if split not in UNITS]
    return " › ".join([*others, words]), part


def _numbered(unit: str, first: Key) -> tuple[int, int]:
    """The year that a month or week is of, and its number there."""
    if not isinstance(first, date):
        return 0, 0
    iso = first.isocalendar()
    return (iso.year, iso.week) if unit == "week" else (first.year, first.month)


def _words(asker: Asker, splits: Sequence[str], keys: Sequence[Key]) -> str:
    return " › ".join(asker.label(split, key) for split, key in zip(splits, keys, strict=True))


def _rest(headers: Sequence[Header], language: str) -> str:
    """How many are told as one; where others were folded before, nobody knows."""
    if any(REST in header.keys for header in headers):
        return say("pivotui.rest", language)
    return say("scene.rest", language, n=number(len(headers), language))


def remarks(scene: Scene, language: str) -> list[str]:
    """What of the view has no place in the scene, and what it cannot tell."""
    said = []
    for one in scene.table.measures:
        if one.lacking:
            told = say("pages.empty.lacking", language, name=_names([one.metric.name], language))
            names = sentences.lacking(one.lacking, language)
            said.append(say("common.space", language).join([told, say("pages.empty.provide", language, names=names)]))
    if scene.left_out:
        said.append(say("scene.left_out", language, names=_names(scene.left_out, language)))
    if scene.unshown and scene.view.cols[-1] in UNITS:
        count = len({column.text for column in scene.columns if not column.total})
        said.append(say("scene.last_columns", language, n=number(count, language)))
    if scene.unadded:
        said.append(say("scene.not_added", language))
    return said


def signs(scene: Scene, language: str, *, figures: bool = True) -> list[str]:
    """What those cells say that hold no figure, or a 0; colours without ``figures`` leave only the empty ones open."""
    single = [place for place, column in enumerate(scene.columns) if len(column.places) == 1]
    cells = [row.cells[place] for row in scene.rows for place in single]
    found = {
        "blank": any(not cell.text for cell in cells),
        "zero": figures and any(cell.text == "0" for cell in cells),
        "none": figures and any(cell.text == "–" for cell in cells),
    }
    return [say(f"pivotui.legend.{sign}", language) for sign in SIGNS if found[sign]]


def _names(metrics: Sequence[str], language: str) -> str:
    return say("common.comma", language).join(say(f"metrics.{name}.name", language) for name in metrics)
