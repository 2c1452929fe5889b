"""Service levels: the first line, and the tickets behind what was clicked, which stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from cockpit import periods, sentences
from cockpit.boards import MISSED_BY, Tile
from cockpit.contract.bands import NO_LIMIT, OVERDUE, codes
from cockpit.i18n import label, say
from cockpit.metrics import Question
from cockpit.metrics.question import EMPTY
from cockpit.ui import exporting, html
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows

SHOW, OVERRUNS = "show", "overruns"


@dataclass(frozen=True)
class Shown:
    """Rows to show: of which question, in which cell, under which title."""

    question: Question
    cell: dict[str, object]
    title: str


def sentence(reader: Reader, tile: Tile) -> None:
    """How much was in time, where it was missed most, and the emergencies with what is owed for them."""
    split = _split(reader, tile)
    met, where, incidents, out, owed = (reader.ask(question) for question in sentence_questions(reader, tile))
    said = sentences.service(
        met,
        where,
        sentences.Emergencies(incidents.value, out.value, owed.value),
        reader.language,
        target=reader.target("sla_target"),
        preset=reader.chosen.preset,
        name=lambda key: reader.label(split, key),
    )
    ran = periods.elapsed(reader.chosen.period, reader.opened.cockpit.today)
    with st.container(horizontal=True, vertical_alignment="bottom", key="links-service"):
        headline(said, say("service.under", reader.language, period=sentences.span(ran, reader.language)))
        exporting.menu(reader, "service", lambda: [exporting.page(reader, "service")])


def sentence_questions(reader: Reader, tile: Tile) -> list[Question]:
    """What the first line is made of."""
    sla, missed = tile.metrics
    more = [reader.question(name) for name in ("major_incidents", "outage_hours", "overrun_report_owed")]
    return [reader.question(sla), reader.question(missed, by=(_split(reader, tile),)), *more]


def _split(reader: Reader, tile: Tile) -> str:
    return next((split for split in tile.splits if reader.has(split)), tile.splits[-1])


def rows(reader: Reader, _tile: Tile) -> None:
    """The tickets of the part that was clicked in one of the charts above."""
    asked = st.query_params.get(SHOW, "")
    if asked and asked != OVERRUNS and not asked.startswith("cell:"):
        show(reader, asked)


def show(reader: Reader, asked: str) -> None:
    """The tickets that an address asks for; what it asks in vain is told."""
    shown = _shown(reader, asked)
    if shown is None:
        html.notice(say("pages.filter.left_out", reader.language, name=SHOW))
        return
    show_rows(reader, shown.question, shown.title, close=(SHOW,), cell=shown.cell)


def left_parts(reader: Reader) -> tuple[str, ...]:
    """The parts of the time left, what is overdue first."""
    return (OVERDUE, *codes(reader.opened.settings.measures.time_left), NO_LIMIT)


def _shown(reader: Reader, asked: str) -> Shown | None:
    """``left:part``, ``missed:dimension:value``, ``cell:month:level`` or OVERRUNS; None where it is none of them."""
    match asked.split(":", 2):
        case [word] if word == OVERRUNS:
            title = say("service.overruns.title", reader.language)
            return Shown(reader.question("overrun_report_owed"), {}, title)
        case ["left", part] if part in left_parts(reader):
            today = periods.whole(reader.opened.cockpit.today, "day")
            question = reader.question("time_left", period=today)
            return Shown(
                question, {"time_left": part}, _titled(reader, "time_left", label("time_left", part, reader.language))
            )
        case ["missed", dimension, value] if dimension in MISSED_BY and "\0" not in value:
            title = _titled(reader, "sla_missed", reader.label(dimension, value or None))
            return Shown(reader.question("sla_missed"), {dimension: value or None}, title)
        case ["cell", month, level]:
            return _cell(reader, month, level)
    return None


def _cell(reader: Reader, month: str, level: str) -> Shown | None:
    """What was missed of a level (``*``: of all) in a month."""
    try:
        first = periods.start(date.fromisoformat(month), "month")
        question = reader.question("sla_missed", period=periods.whole(first, "month"))
    except (ValueError, OverflowError):
        return None
    words = [label("month", first, reader.language)]
    if level == "*":
        return Shown(question, {}, _titled(reader, "sla_missed", *words))
    words.append(reader.label("level", level or None))
    return Shown(question, {"level": level or None}, _titled(reader, "sla_missed", *words))


def _titled(reader: Reader, metric: str, *words: str) -> str:
    return " · ".join([reader.name(metric), *words])


def opens(key: str, prefix: str) -> Callable[[], None]:
    """What a click on a bar of the chart ``key`` does: it asks for the bar's rows in the address."""

    def open_rows() -> None:
        points: Sequence[Any] = st.session_state[key].selection.points
        if points and points[0].get("customdata"):
            st.query_params[SHOW] = f"{prefix}:{points[0]['customdata'][0]}"

    return open_rows


def pick(key: str, prefix: str, options: dict[str, str], invitation: str) -> None:
    """A list that leads to the same rows as the bars, for those who use the keyboard. ``options``: value → words."""

    def open_rows() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            st.query_params[SHOW] = f"{prefix}:{chosen}"
            st.session_state[key] = None

    st.selectbox(
        invitation,
        list(options),
        index=None,
        format_func=options.__getitem__,
        placeholder=invitation,
        key=key,
        label_visibility="collapsed",
        width=320,
        on_change=open_rows,
    )


def keyed(value: str | None) -> str:
    """A dimension's value as the address holds it."""
    return EMPTY if value is None else value
