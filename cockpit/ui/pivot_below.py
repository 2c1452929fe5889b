"""Below the pivot: charts of what is picked in it, and the rows behind it, as many as its number says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import streamlit as st

from cockpit import figures, periods, sentences
from cockpit.figures import Part
from cockpit.i18n import number, percent, say, uncapital
from cockpit.metrics import Answer, Metric, Rest
from cockpit.metrics.catalogue import DIMENSIONS
from cockpit.metrics.pivot import Key
from cockpit.metrics.question import EMPTY, Filters
from cockpit.periods import UNITS, Period
from cockpit.tables import Arranged, Measured
from cockpit.ui import charts, html, pivot_controls, trends
from cockpit.ui.calendar import axis
from cockpit.ui.pivot_table import member
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows
from cockpit.views import View, keys, path

MOST_BARS = 10
TOTAL_ROW = "."
SPLITS = ("category", "building", "campus", "level", "channel", "group", "engineer", "subcategory", "device_type")


@dataclass(frozen=True)
class Pick:
    """What is picked of a table: a row and a column by their places (the totals are rows and columns too)."""

    row: int
    col: int
    measure: Measured
    whole_row: bool = False
    whole_group: bool = False


def picked(table: Arranged, view: View) -> Pick | None:
    """What the address picks; None where it picks nothing that stands in this table."""
    if "row" not in st.query_params and "column" not in st.query_params:
        return None
    where, _, measure = st.query_params.get("column", "").partition("|")
    named = st.query_params.get("row", TOTAL_ROW)
    row, col = keys("" if named == TOTAL_ROW else named, view.rows), keys(where, view.cols)
    rows = {header.keys: place for place, header in enumerate(table.rows)}
    cols = {header.keys: place for place, header in enumerate(table.cols)}
    if row not in rows or col not in cols:
        return None
    found = next((one for one in table.measures if one.metric.name == measure), None)
    whole = "column" not in st.query_params
    return Pick(rows[row], cols[col], found or table.measures[0], whole, found is None and not whole)


def columns_of(table: Arranged, pick: Pick, ids: list[str]) -> list[int]:
    """The places of the picked columns among the table's drawn ones."""
    where = path(table.cols[pick.col].keys)
    if pick.whole_row:
        return list(range(len(ids)))
    if pick.whole_group:
        return [place for place, name in enumerate(ids) if name.split("|")[0].startswith(where)]
    return [place for place, name in enumerate(ids) if name == f"{where}|{pick.measure.metric.name}"]


def below(reader: Reader, view: View, table: Arranged, pick: Pick | None) -> None:
    """The measure of what is picked over time and by one more dimension; then its rows."""
    one = pick.measure if pick else table.measures[0]
    if one.lacking:
        return
    cell = table.cell(pick.row, pick.col) if pick else {}
    title = " · ".join([*_places(reader, table, pick), reader.name(one.metric.name)])
    scope = _scope(reader, cell)
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        _trend(reader, one.metric, scope, title)
    with right:
        _parts(reader, one.metric, scope, view)
    if pick is None:
        html.show(f'<p class="c-under">{say("pivotui.click", reader.language)}</p>')
        return
    question = reader.question(one.metric.name, by=tuple(cell))
    count = int(one.n[pick.row, pick.col])
    show_rows(reader, question, title, close=("row", "column"), cell=cell, count=count)


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


def _scope(reader: Reader, cell: Mapping[str, Any]) -> Scope:
    more: list[tuple[str, tuple[str, ...]]] = []
    after: dict[str, Key] = {}
    period: Period | None = None
    for split, key in cell.items():
        if split in UNITS:
            whole = periods.whole(key, split)
            first = max(whole.first, (period or reader.chosen.period).first)
            until = min(whole.until, (period or reader.chosen.period).until)
            period = Period(first, until) if first < until else whole
        elif split in DIMENSIONS and split != "age":
            more.append((split, _values(reader, split, key)))
        else:
            after[split] = key
    return Scope(tuple(more), period, after)


def _values(reader: Reader, dimension: str, key: Key | Rest) -> tuple[str, ...]:
    """The filter's values for one member of a dimension; for the rest every value that does not stand by itself."""
    if isinstance(key, Rest):
        return tuple(one for one in (*reader.choices(dimension), EMPTY) if one not in key.kept)
    return (EMPTY if key is None else str(key),)


def _trend(reader: Reader, metric: Metric, scope: Scope, title: str) -> None:
    """The measure over the picked days, or over as many as the period needs to be seen in."""
    days = (scope.period or reader.chosen.period).days
    grain = "day" if days <= 45 else "week" if days <= 190 else "month"
    window = scope.period or trends.reach(reader, grain)
    ran = reader.opened.cockpit.today + timedelta(days=1)
    if window.first < ran < window.until:
        window = Period(window.first, ran)
    question = reader.question(metric.name, by=(grain, *scope.after), period=window, more=scope.more)
    answer = scope.kept(reader.ask(question))
    lines = charts.over_time(reader, answer, grain, window)
    html.heading(title, sentences.span(window, reader.language))
    if not charts.anything(lines):
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
        return
    figure = charts.drawn(reader, lines, axis(reader, grain, window), metric.unit, height=300)
    charts.put(figure, "pivot-trend", title)


def _parts(reader: Reader, metric: Metric, scope: Scope, view: View) -> None:
    """The picked cell by one more dimension: what stands beside the pivot's own fields first."""
    taken = {name for name, values in scope.more if len(values) == 1} | set(scope.after)
    known = [name for name in SPLITS if name in metric.dims and name not in taken and reader.has(name)]
    known.sort(key=lambda name: name in (*view.rows, *view.cols))
    if not known:
        return
    asked = st.query_params.get("parts")
    split = asked if asked in known else known[0]
    pivot_controls.pick(reader, "parts", split, known, lambda code: _split_words(code, reader.language))
    by = (split, *scope.after)
    answer = scope.kept(reader.ask(reader.question(metric.name, by=by, period=scope.period, more=scope.more)))
    rows = sorted((row for row in answer.rows if row["n"]), key=lambda row: -row["n"])
    shown = [_part(reader, metric, split, row, sum(one["n"] for one in rows)) for row in rows[:MOST_BARS]]
    if shown:
        charts.put(figures.bars(shown, reader.palette, row=27), "pivot-parts", _split_words(split, reader.language))


def _split_words(code: str, tongue: str) -> str:
    return say("pivotui.by", tongue, dim=uncapital(say(f"common.dims.{code}", tongue)))


def _part(reader: Reader, metric: Metric, split: str, row: Mapping[str, Any], total: float) -> Part:
    name = reader.label(split, row[split])
    if metric.unit == "count":
        cells: tuple[str, ...] = (number(row["value"], reader.language), percent(row["n"] / total, reader.language))
    else:
        told = f"{number(row['n'], reader.language)} {reader.say(f'unit.{metric.record}')}"
        cells = (reader.told_value(row["value"], metric), told)
    return Part(row[split], name, row["value"] or 0, cells)
