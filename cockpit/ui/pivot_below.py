"""Below the pivot: charts of what is picked in it, and the rows behind it, as many as its number says."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pyarrow as pa
import streamlit as st

from cockpit import figures, periods, sentences
from cockpit.i18n import capital, number, percent, say, uncapital
from cockpit.i18n import unit as unit_words
from cockpit.metrics import Answer, Metric, Question, Rest
from cockpit.metrics.catalogue import COMPUTED, DIMENSIONS
from cockpit.metrics.pivot import Key
from cockpit.metrics.question import EMPTY, Filters
from cockpit.periods import UNITS, Period
from cockpit.tables import Arranged, Measured
from cockpit.ui import charts, html, pivot_controls, trends
from cockpit.ui.calendar import axis, before
from cockpit.ui.pivot_table import column_id, member
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows
from cockpit.views import View, keys, path

MOST_BARS = 10
TALL = 300
MOST_HOURS = 48
FEWEST_POINTS = 7
# Without it the browser draws rows and charts in one go: the first rows were painted a quarter later.
AHEAD_SECONDS = 0.05
TOTAL_ROW = "."
SPLITS = (
    *("category", "building", "campus", "level", "channel", "group", "engineer", "subcategory", "device_type"),
    *("kind", "role", "person", "reviewer", "cycle"),
)


@dataclass(frozen=True)
class Pick:
    """What is picked of a table: a row and a column by their places (the totals are rows and columns too)."""

    row: int
    col: int
    measure: Measured
    whole_row: bool = False
    whole_group: bool = False
    face: str = ""


def picked(table: Arranged, view: View) -> Pick | None:
    """What the address picks; None where it picks nothing that stands in this table."""
    if "row" not in st.query_params and "column" not in st.query_params:
        return None
    where, _, named = st.query_params.get("column", "").partition("|")
    measure, _, face = named.partition(":")
    asked = st.query_params.get("row", TOTAL_ROW)
    row, col = keys("" if asked == TOTAL_ROW else asked, view.rows), keys(where, view.cols)
    rows = {header.keys: place for place, header in enumerate(table.rows)}
    cols = {header.keys: place for place, header in enumerate(table.cols)}
    if row not in rows or col not in cols:
        return None
    found = next((one for one in table.measures if one.metric.name == measure), None)
    whole = "column" not in st.query_params
    return Pick(rows[row], cols[col], found or table.measures[0], whole, found is None and not whole, face)


def columns_of(table: Arranged, pick: Pick, ids: list[str]) -> list[int]:
    """The places of the picked columns among the table's drawn ones."""
    where = path(table.cols[pick.col].keys)
    if pick.whole_row:
        return list(range(len(ids)))
    if pick.whole_group:
        return [place for place, name in enumerate(ids) if name.split("|")[0].startswith(where)]
    named = column_id(table.cols[pick.col].keys, pick.measure.metric.name, pick.face)
    return [place for place, name in enumerate(ids) if name == named]


def below(reader: Reader, view: View, table: Arranged, pick: Pick | None) -> None:
    """The measure of what is picked over time and by one more dimension; then its rows."""
    one = pick.measure if pick else table.measures[0]
    if one.lacking:
        return
    cell = table.cell(pick.row, pick.col) if pick else {}
    title = " · ".join([*_places(reader, table, pick), reader.name(one.metric.name)])
    drawn = _Drawn.of(reader, one.metric, _scope(reader, cell, one.metric.record), view)
    reader.begin(drawn.questions)
    beside, rows = st.container(), st.container()
    # The rows are what a click asks for: the browser paints them in the pause before the charts, which stand above.
    if pick is not None:
        with rows:
            question = reader.question(one.metric.name, by=tuple(cell))
            count = int(one.n[pick.row, pick.col])
            show_rows(reader, question, title, close=("row", "column"), cell=cell, count=count)
        time.sleep(AHEAD_SECONDS)
    with beside:
        left, right = st.columns([1.35, 1], gap="large")
        if drawn.over:
            with left:
                _trend(reader, drawn, drawn.over, title)
        with right if drawn.over else left:
            _parts(reader, drawn)
        if pick is None:
            html.show(f'<p class="c-under">{say("pivotui.click", reader.language)}</p>')


def _places(reader: Reader, table: Arranged, pick: Pick | None) -> list[str]:
    """The words for the picked row and column; a total has none."""
    if pick is None:
        return []
    question = table.pivot.question
    pairs = [
        *zip(question.rows, table.rows[pick.row].keys, strict=False),
        *zip(question.cols, table.cols[pick.col].keys, strict=False),
    ]
    return [member(reader, split, key) for split, key in pairs]


@dataclass(frozen=True)
class Scope:
    """A cell as something to ask within: filters, days, and splits whose rows are kept to a value afterwards."""

    more: Filters
    period: Period | None
    after: Mapping[str, Key]

    def kept(self, answer: Answer) -> Answer:
        """The answer with the rows of the cell alone."""
        if not self.after:
            return answer
        rows = [row for row in answer.rows if all(row[name] == key for name, key in self.after.items())]
        return replace(answer, table=pa.Table.from_pylist(rows, schema=answer.table.schema))


def _scope(reader: Reader, cell: Mapping[str, Any], record: str) -> Scope:
    more: list[tuple[str, tuple[str, ...]]] = []
    after: dict[str, Key] = {}
    period: Period | None = None
    for split, key in cell.items():
        if split in UNITS:
            whole = periods.whole(key, split)
            first = max(whole.first, (period or reader.chosen.period).first)
            until = min(whole.until, (period or reader.chosen.period).until)
            period = Period(first, until) if first < until else whole
        elif split in DIMENSIONS and split not in COMPUTED:
            more.append((split, _values(reader, split, key, record)))
        else:
            after[split] = key
    return Scope(tuple(more), period, after)


def _values(reader: Reader, dimension: str, key: Key | Rest, record: str) -> tuple[str, ...]:
    """The filter's values for one member of a dimension; for the rest every value that does not stand by itself."""
    if isinstance(key, Rest):
        return tuple(one for one in (*reader.choices(dimension, record), EMPTY) if one not in key.kept)
    return (EMPTY if key is None else str(key),)


@dataclass(frozen=True)
class _Drawn:
    """What is drawn beside each other of one measure: over time by ``grain``, and by one more dimension of ``known``.

    ``grain`` is "" of a measure that has no course, ``split`` where no dimension is left.
    """

    metric: Metric
    scope: Scope
    grain: str
    over: Question | None
    known: tuple[str, ...]
    split: str
    parts: Question | None

    @classmethod
    def of(cls, reader: Reader, metric: Metric, scope: Scope, view: View) -> _Drawn:
        """Over the days the table has, or as many as it takes to see a course; by what the pivot has not first."""
        window = periods.elapsed(scope.period or reader.chosen.period, reader.opened.cockpit.today)
        finest = "day" if window.days <= 45 else "week" if window.days <= 190 else "month"
        grain = next((unit for unit in UNITS[UNITS.index(finest) :] if unit in metric.times), "")
        if grain and scope.period is None and len(periods.unit_starts(window, grain)) < FEWEST_POINTS:
            window = trends.reach(reader, grain)
        taken = {name for name, values in scope.more if len(values) == 1} | set(scope.after)
        known = [name for name in SPLITS if name in metric.dims and name not in taken and reader.has(name)]
        known.sort(key=lambda name: name in (*view.rows, *view.cols))
        split = next((one for one in (st.query_params.get("parts"), *known) if one in known), None) or ""

        def question(by: str, period: Period | None) -> Question:
            return reader.question(metric.name, by=(by, *scope.after), period=period, more=scope.more)

        parts = question(split, scope.period) if split else None
        over = question(grain, window) if grain else None
        return cls(metric, scope, grain, over, tuple(known), split, parts)

    @property
    def questions(self) -> list[Question]:
        return [one for one in (self.over, self.parts) if one]


def _trend(reader: Reader, drawn: _Drawn, over: Question, title: str) -> None:
    """The measure as time goes on."""
    window = over.period
    lines = charts.over_time(reader, drawn.scope.kept(reader.ask(over)), drawn.grain, window)
    told = [sentences.span(window, reader.language)]
    if drawn.scope.period is None and before(reader, drawn.grain, window):
        name = sentences.spell(reader.chosen.period, reader.chosen.preset, reader.language)
        told.append(say("trends.since", reader.language, period=uncapital(name)))
    html.heading(title, " · ".join(told))
    if not charts.anything(lines):
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
        return
    around = axis(reader, drawn.grain, window)
    if drawn.grain not in ("day", "week"):
        # A vacation is no whole month.
        around = replace(around, shades=())
    option = figures.line_option(lines[0], around, reader.palette, _scale(reader, drawn.metric.unit, lines))
    st.echarts_chart(option, theme=None, height=TALL, key="pivot-trend", alt=title)


def _scale(reader: Reader, unit: str, lines: Sequence[figures.Line]) -> figures.Scale:
    """How a measure's values stand at the axis; times in the unit that suits the longest."""
    zero = charts.zero_based(unit, lines)
    most = max((point.value for line in lines for point in line.points if point.value is not None), default=0.0)
    if unit == "share":
        return figures.Scale(100, "{value}%", zero=zero, whole=False, top=None if zero else 100)
    if unit == "hours":
        name, factor = ("minutes", 60.0) if most < 1 else ("hours", 1.0) if most < MOST_HOURS else ("days", 1 / 24)
        return figures.Scale(factor, say(f"common.{name}", reader.language, n="{value}"), whole=False)
    return figures.Scale(zero=zero, whole=unit == "count")


def _parts(reader: Reader, drawn: _Drawn) -> None:
    """What is picked by one more dimension, the largest first, as bars with their numbers."""
    if drawn.parts is None:
        return
    metric, split = drawn.metric, drawn.split
    answer = drawn.scope.kept(reader.ask(drawn.parts))
    with st.container(horizontal=True, vertical_alignment="center", key="links-parts"):
        html.heading(reader.name(metric.name))
        pivot_controls.pick(reader, "parts", split, drawn.known, lambda code: _split_words(code, reader.language))
    rows = sorted((row for row in answer.rows if row["n"]), key=lambda row: -row["n"])
    total = sum(one["n"] for one in rows)
    longest = max((abs(row["value"] or 0) for row in rows[:MOST_BARS]), default=0) or 1
    lines = [_part(reader, metric, split, row, total, longest) for row in rows[:MOST_BARS]]
    if lines:
        share = (
            say("pivotui.part", reader.language)
            if metric.unit == "count"
            else capital(unit_words("count", reader.language, metric.record))
        )
        headers = [capital(say(f"common.dims.{split}", reader.language)), "", reader.name(metric.name), share]
        html.show(html.table(headers, lines, right=(2, 3), caption=_split_words(split, reader.language)))


def _split_words(code: str, tongue: str) -> str:
    return say("pivotui.by", tongue, dim=uncapital(say(f"common.dims.{code}", tongue)))


def _part(
    reader: Reader, metric: Metric, split: str, row: Mapping[str, Any], total: float, longest: float
) -> list[str]:
    """One line of bars: the name, the bar, the value, and its share of all or how many rows it is of."""
    name = reader.label(split, row[split])
    length = abs(row["value"] or 0) / longest
    counted = metric.unit == "count"
    figure = number(row["value"], reader.language) if counted else reader.told_value(row["value"], metric)
    beside = percent(row["n"] / total, reader.language) if counted else number(row["n"], reader.language)
    bar = f'<i class="c-length" style="width:{length * 100:.1f}%"></i>'
    return [html.clip(name, "", name), bar, escape(figure), escape(beside)]
