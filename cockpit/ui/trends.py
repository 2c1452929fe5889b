"""Trends: any measure at any grain, split into lines or small charts, against before, with the rows behind a point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from cockpit import figures, periods, sentences
from cockpit.boards import Tile
from cockpit.i18n import label, say
from cockpit.metrics import CATALOGUE, Answer
from cockpit.metrics.question import Filters
from cockpit.periods import Period
from cockpit.ui import charts, html, notes
from cockpit.ui.calendar import axis
from cockpit.ui.filters import choice
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows

GRAINS = ("day", "week", "month", "quarter", "year")
REACH = {"day": 42, "week": 26, "month": 12, "quarter": 8, "year": 10}
MOST_LINES = 6
MOST_PANELS = 12
NONE = "none"
ORDER = (
    "opened",
    "resolved",
    "backlog",
    "overdue",
    "at_risk",
    "sla_met",
    "sla_respond_met",
    "time_to_respond",
    "time_to_respond_p90",
    "time_to_respond_mean",
    "time_to_resolve",
    "time_to_resolve_p90",
    "time_to_resolve_mean",
    "first_time_fix",
    "reopen_rate",
    "repeat_fault",
    "repeat_fault_rate",
    "satisfaction",
    "satisfaction_good",
    "rating_response",
    "found_first",
    "manual_coverage",
)


def trend(reader: Reader, _tile: Tile) -> None:
    """The page: what is drawn, the first sentence, the chart, and what was clicked."""
    head = st.container()
    metric, grain, split, against, small = _controls(reader)
    window = reach(reader, grain)
    by = (grain, split) if split else (grain,)
    question = reader.question(metric, by=by, period=window, against=against)
    answer = reader.ask(question)
    if answer.lacking:
        with head:
            headline(sentences.Sentence(reader.name(metric)))
        lacking(reader, answer)
        return
    with head:
        _sentence(reader, metric, grain, window)
    lines = charts.over_time(reader, answer, grain, window, split)
    most = MOST_PANELS if small else MOST_LINES
    _beside(reader, answer, window, len(lines), most)
    lines = lines[:most]
    marks = notes.within(window)
    if charts.anything(lines):
        around = axis(reader, grain, window, [(note.day, note.text) for note in marks])
        figure = charts.drawn(reader, lines, around, CATALOGUE[metric].unit, height=400, small=small)
        alt = f"{reader.name(metric)} · {reader.say(f'grain.{grain}')}"
        event = charts.put(figure, f"chart-{metric}-{grain}-{split}-{small}", alt, select=True)
        _clicked(event, answer, split, lines)
    else:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
    _rows(reader, answer, grain, split)
    notes.edit(reader, window, marks)


def _controls(reader: Reader) -> tuple[str, str, str | None, str | None, bool]:
    metrics = [name for name in ORDER if name in CATALOGUE]
    places = st.columns([1.4, 1.9, 1.3, 0.8, 1.7], gap="small")
    with places[0]:
        metric = choice(reader, "measure", metrics, lambda code, tongue: say(f"metrics.{code}.name", tongue))
    known = CATALOGUE[metric]
    with places[1]:
        grains = [grain for grain in GRAINS if grain in known.times]
        default = _grain(reader)
        grain = choice(reader, "grain", grains, _words("grain"), default=default, kind="segments")
    with places[2]:
        splits = [NONE, *reader.splits(metric)]
        split = choice(reader, "split", splits, _split_words)
    small, against = False, NONE
    with places[3]:
        if split != NONE:
            small = st.toggle(reader.say("trend.small"), key="small", bind="query-params")
    with places[4]:
        if split == NONE or small:
            options = (NONE, "previous", "last-year")
            against = choice(reader, "beside", options, _words("beside"), default="last-year", kind="segments")
    return metric, grain, None if split == NONE else split, None if against == NONE else against, small


def _words(area: str) -> Any:
    return lambda code, tongue: say(f"pages.{area}.{code}", tongue)


def _split_words(code: str, tongue: str) -> str:
    return say("pages.trend.no_split", tongue) if code == NONE else say(f"common.dims.{code}", tongue)


def _grain(reader: Reader) -> str:
    """A grain that gives the chosen period some points."""
    days = reader.chosen.period.days
    return "day" if days <= 45 else "week" if days <= 190 else "month" if days <= 1200 else "quarter"


def reach(reader: Reader, grain: str) -> Period:
    """The days drawn: the chosen period, and before it as many units as a trend needs, as far as there are data."""
    chosen = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today)
    span = reader.opened.cockpit.span()
    until = min(chosen.until, span.until)
    first = periods.start(until - timedelta(days=1), grain)
    for _ in range(REACH[grain] - 1):
        first = periods.start(first - timedelta(days=1), grain)
    first = max(min(first, periods.start(chosen.first, grain)), periods.start(span.first, grain))
    return Period(first, until) if first < until else chosen


def _sentence(reader: Reader, metric: str, grain: str, window: Period) -> None:
    whole = reader.ask(reader.question(metric, by=(grain,), period=window))
    lines = charts.over_time(reader, whole, grain, window)
    points = [(point.at, point.value) for line in lines for point in line.points if not point.running]
    text = sentences.trend(points, whole.metric.unit, reader.name(metric), grain, reader.language, reader.unit(metric))
    headline(sentences.Sentence(text))


def _beside(reader: Reader, answer: Answer, window: Period, lines: int, most: int) -> None:
    parts = [reader.say("trend.window", span=sentences.span(window, reader.language))]
    if lines > most:
        parts.append(reader.say("trend.most", n=most, all=lines))
    with st.container(horizontal=True, vertical_alignment="center", key="links-trend"):
        html.heading(
            f"{reader.name(answer.metric.name)}{reader.say('paren', text=unit_words(reader, answer))}",
            " · ".join(parts),
        )
        charts.about(reader, answer, "about")


def unit_words(reader: Reader, answer: Answer) -> str:
    """The unit of a measure."""
    unit = answer.metric.unit
    return reader.unit(answer.metric.name) if unit == "count" else say(f"common.units.{unit}", reader.language)


def lacking(reader: Reader, answer: Answer) -> None:
    """What the site would have to provide for this measure."""
    names = [_lacking(reader, name) for name in answer.lacking]
    html.empty(
        reader.say("empty.lacking", name=reader.name(answer.metric.name)), reader.say("empty.provide", names=names)
    )


def _lacking(reader: Reader, name: str) -> str:
    record, _, column = name.partition(".")
    if column:
        return say(f"records.{record}.columns.{column}", reader.language)
    return say(f"records.{record}.name", reader.language)


def _clicked(event: Any, answer: Answer, split: str | None, lines: Sequence[figures.Line]) -> None:
    """A click opens the point's rows: the point goes into the address, so that the view with its rows is a link."""
    points = event.selection.points if event else []
    if not points or not points[0].get("customdata"):
        return
    at, number_ = points[0]["customdata"][:2]
    if not at or st.session_state.get("clicked") == (answer.question, at, number_):
        return
    st.session_state["clicked"] = (answer.question, at, number_)
    st.query_params["at"] = at
    if split:
        st.query_params["of"] = lines[int(number_)].key
    elif "of" in st.query_params:
        del st.query_params["of"]


def _rows(reader: Reader, answer: Answer, grain: str, split: str | None) -> None:
    """The rows of what stands in the address: the whole chosen period, or one unit of it and one part."""
    at = st.query_params.get("at")
    if not at:
        html.show(f'<p class="c-under">{reader.say("trend.click")}</p>')
        return
    filters: Filters = ()
    of = st.query_params.get("of")
    title = reader.name(answer.metric.name)
    if split and of is not None:
        filters = ((split, (of,)),)
        title = f"{title} · {reader.label(split, of or None)}"
    if at == "period":
        period, when = (
            reader.chosen.period,
            sentences.spell(reader.chosen.period, reader.chosen.preset, reader.language),
        )
    else:
        try:
            first = periods.start(date.fromisoformat(at), grain)
        except ValueError:
            html.notice(say("pages.filter.left_out", reader.language, name="at"))
            return
        period, when = periods.whole(first, grain), label(grain, first, reader.language)
    question = reader.question(answer.metric.name, period=period, more=filters)
    show_rows(reader, question, f"{title} · {when}", close=("at", "of"))
