"""From an Answer to a chart on the page: points worded, calendar behind, notes on their days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from cockpit import figures, periods
from cockpit.figures import Axis, Line, Point
from cockpit.i18n import has, number, percent, say, unit, value
from cockpit.metrics import CATALOGUE, Answer
from cockpit.metrics.compare import moves
from cockpit.periods import Period
from cockpit.sentences import unit_label
from cockpit.ui import html
from cockpit.ui.calendar import ticks_in
from cockpit.ui.reader import Reader

CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False}
PEAK = 1.8


def over_time(reader: Reader, answer: Answer, grain: str, window: Period, split: str | None = None) -> list[Line]:
    """An answer by time, and by a dimension where there is one, as lines; the largest first."""
    rows: dict[Any, dict[date, dict[str, Any]]] = {}
    for row in answer.rows:
        rows.setdefault(row[split] if split else None, {})[row[grain]] = row
    starts = periods.unit_starts(window, grain)
    order = sorted(rows, key=lambda key: -sum(row["n"] or 0 for row in rows[key].values()))
    return [_line(reader, answer, grain, starts, rows[key], split, key) for key in order]


def _line(
    reader: Reader,
    answer: Answer,
    grain: str,
    starts: Sequence[date],
    rows: dict[date, dict[str, Any]],
    split: str | None,
    key: Any,
) -> Line:
    unit, tongue = answer.metric.unit, reader.language
    name = reader.label(split, key) if split else ""
    today = reader.opened.cockpit.today
    compared = answer.against is not None
    befores = moves(answer.question, answer.against)[answer.question.by.index(grain)] if answer.against else {}
    points, former = [], []
    for first in starts:
        row = rows.get(first, {})
        running = first <= today < periods.after(first, grain)
        told = unit_label(grain, first, answer.question.period, today, tongue)
        figure = _figure(reader, answer, row.get("value"), first, grain)
        told += f"\u2003{name} {reader.told_value(figure, answer.metric)}".rstrip()
        partial = first < answer.question.period.first and not answer.metric.stock
        points.append(Point(first, figure, told, running, partial))
        if compared:
            then = _figure(reader, answer, row.get("value_against"), befores.get(first), grain)
            beside = reader.told_value(then, answer.metric)
            former.append(Point(first, then, f"{former_name(reader, answer)} {beside}"))
    last = next((point.value for point in reversed(points) if point.value is not None), None)
    told = "" if last is None else value(last, unit, tongue)
    if points and points[-1].running and points[-1].value is not None:
        told = reader.say("chart.so_far", value=told)
    ended = next((point.value for point in reversed(points) if point.value is not None and not point.running), None)
    peak = None if split else _peak(reader, points, grain, unit)
    beside = former_name(reader, answer) if compared else ""
    complete = value(ended, unit, tongue)
    return Line(name, tuple(points), told, tuple(former), beside, key or "", peak, complete)


def _figure(reader: Reader, answer: Answer, figure: float | None, unit: date | None, grain: str) -> float | None:
    """A unit's figure; of a count for which there is no row none is 0, as far as there are data."""
    if figure is not None or unit is None:
        return figure
    return reader.opened.cockpit.nothing(answer.metric, periods.whole(unit, grain))


def _peak(reader: Reader, points: Sequence[Point], grain: str, unit: str) -> tuple[int, str] | None:
    """The highest point where it towers above the others, with its day and value."""
    known = sorted(point.value for point in points if point.value is not None)
    if unit != "count" or len(known) < 8 or known[-1] < PEAK * known[len(known) // 2]:
        return None
    place = next(at for at, point in enumerate(points) if point.value == known[-1])
    if place == len(points) - 1:
        return None
    when = ticks_in(reader, grain, [point.at for point in points])(points[place].at)
    return place, f"{when} {value(known[-1], unit, reader.language)}"


def former_name(reader: Reader, answer: Answer) -> str:
    """What the grey line is."""
    return reader.say(f"chart.{'last_year' if answer.question.against == 'last-year' else 'previous'}")


def drawn(
    reader: Reader, lines: Sequence[Line], around: Axis, unit: str, *, height: int = 340, small: bool = False
) -> go.Figure:
    """The lines in one chart, or in one small chart each."""
    told = wording(reader, unit)
    if small:
        return figures.multiples(lines, around, reader.palette, wording=told, zero=zero_based(unit, lines))
    return figures.trend(lines, around, reader.palette, height=height, wording=told, zero=zero_based(unit, lines))


def put(figure: go.Figure, key: str, alt: str, *, select: bool | Callable[[], None] = False) -> Any:
    """Puts a chart on the page; with ``select`` what the reader clicked comes back, or is handed to it."""
    how: dict[str, Any] = {"theme": None, "config": CONFIG, "key": key, "alt": alt, "selection_mode": "points"}
    answers: Any = select if callable(select) else "rerun" if select else "ignore"
    return st.plotly_chart(figure, on_select=answers, **how)


def anything(lines: Sequence[Line]) -> bool:
    """Whether the lines have a value at all."""
    return any(point.value is not None for line in lines for point in line.points)


def zero_based(unit: str, lines: Sequence[Line]) -> bool:
    """Counts and times stand on zero; a share near one would only show a flat line there."""
    if unit == "percent100":
        return False
    if unit != "share":
        return True
    values = [point.value for line in lines for point in line.points if point.value is not None]
    return not values or min(values) < 0.5


def wording(reader: Reader, unit: str) -> Any:
    """How a value stands at an axis."""
    tongue = reader.language
    if unit == "share":
        return lambda figure: percent(figure, tongue, 0) if figure <= 1.0001 else ""
    if unit == "hours":
        return lambda figure: value(figure, "hours", tongue) if figure else "0"
    return lambda figure: number(figure, tongue, 0 if float(figure).is_integer() else 1)


def about(reader: Reader, answer: Answer, key: str) -> None:
    """The way to a metric's card, which is made when somebody opens it."""
    with st.popover(reader.say("card.definition"), type="tertiary", key=key, on_change="rerun") as card:
        if card.open:
            whole = reader.ask(answer.question.whole())
            counted = [(reader.say("card.n"), number(whole.n, reader.language))]
            beside = [(name, reader.told(reader.ask(reader.question(name)))) for name in answer.metric.beside]
            counted += [(reader.name(name), told) for name, told in beside]
            html.show(definition(reader, answer.metric.name, counted))


def definition(reader: Reader, metric: str, counted: Sequence[tuple[str, str]] = ()) -> str:
    """A metric's card: what it counts, of what, without what, by which clock, and whose it is; what was ``counted``."""
    facts = [*_facts(metric, reader.language), *counted, (reader.say("card.snapshot"), reader.opened.snapshot.id)]
    body = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    return f'<strong>{escape(reader.name(metric))}</strong><dl class="c-facts">{body}</dl>'


@cache
def _facts(metric: str, tongue: str) -> tuple[tuple[str, str], ...]:
    """What a metric's card says whatever the answer is."""
    known = CATALOGUE[metric]
    told = [
        (say("pages.card.what", tongue), say(f"metrics.{metric}.definition", tongue)),
        (say("pages.card.unit", tongue), unit(known.unit, tongue, known.record)),
    ]
    parts = [(part, f"metrics.{metric}.{part}") for part in ("denominator", "exclusions", "clock")]
    told += [(say(f"pages.card.{part}", tongue), say(key, tongue)) for part, key in parts if has(key, tongue)]
    owner = f"records.staff.choices.role.{known.owner}"
    told.append((say("pages.card.owner", tongue), say(owner, tongue) if has(owner, tongue) else known.owner))
    return tuple(told)
