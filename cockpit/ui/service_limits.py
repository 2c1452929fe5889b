"""Limits kept and missed: by level and month, where and by whom, what is left of open tickets, where time goes."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from cockpit import figures, periods
from cockpit.boards import Tile
from cockpit.contract.bands import NO_LIMIT, OVERDUE
from cockpit.contract.limits import terms_at
from cockpit.figures import Part, Way
from cockpit.i18n import each, label, number, percent, say, value
from cockpit.metrics import Answer, Question
from cockpit.ui import charts, html, links
from cockpit.ui.filters import choice
from cockpit.ui.reader import Reader
from cockpit.ui.service import SHOW, keyed, left_parts, opens, pick, show
from cockpit.ui.trends import lacking

LEVELS = ("A", "B", "C", "D")
ALL = "*"
DEFAULT_SPLIT = "building"
# Heights in pixels of a bar's row: of few bars they are taller, so that the tile is filled like the one beside it.
ROW, TALLEST_ROW = 30, 52
# A part misses notably often when its share is so many times that of all, and it is not a matter of a few tickets.
NOTABLE_TIMES, NOTABLE_COUNT = 1.5, 5


def matrix(reader: Reader, tile: Tile) -> None:
    """The share in time of every level and month, beneath it how many were missed of how many; then the target."""
    window = reader.last_months
    split, whole = (reader.ask(question) for question in matrix_questions(reader, tile))
    with st.container(horizontal=True, vertical_alignment="center", key="links-matrix"):
        html.heading(say("service.matrix.title", reader.language), say("service.matrix.beside", reader.language))
        charts.about(reader, whole, "about-matrix")
    if split.lacking or not whole.n:
        _nothing(reader, whole)
        return
    cells = {(row["level"], row["month"]): row for row in split.rows} | {(ALL, row["month"]): row for row in whole.rows}
    months = [month for month in periods.unit_starts(window, "month") if any(at == month for _, at in cells)]
    levels = [level for level in (*LEVELS, "unmapped", None) if any((level, month) in cells for month in months)]
    headers = [say("common.dims.level", reader.language), *(_head(reader, month) for month in months)]
    lines = [
        [_level(reader, level), *(_figure(reader, level, month, cells.get((level, month))) for month in months)]
        for level in (*levels, ALL)
    ]
    target = [_target(reader, month) for month in months]
    lines.append(
        [
            _quiet(say("service.matrix.target", reader.language)),
            *(_quiet(percent(one, reader.language, 0)) for one in target),
        ]
    )
    html.show(
        html.table(headers, lines, right=range(1, len(headers)), caption=say("service.matrix.title", reader.language))
    )
    asked = st.query_params.get(SHOW, "")
    if asked.startswith("cell:"):
        show(reader, asked)


def matrix_questions(reader: Reader, tile: Tile) -> list[Question]:
    """The shares by level and month, and by month."""
    window = reader.last_months
    return [reader.question(tile.metrics[0], by=by, period=window) for by in (("level", "month"), ("month",))]


def _nothing(reader: Reader, answer: Answer) -> None:
    if answer.lacking:
        lacking(reader, answer)
    else:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))


def _head(reader: Reader, month: date) -> str:
    """A month over its column: twelve of them need no year."""
    running = month <= reader.opened.cockpit.today < periods.after(month, "month")
    return say(f"common.months.{month.month}", reader.language) + (reader.say("chart.running") if running else "")


def _level(reader: Reader, level: str | None) -> str:
    if level == ALL:
        return f"<b>{escape(say('common.total', reader.language))}</b>"
    return html.level(level) if level in LEVELS else escape(reader.label("level", level))


def _figure(reader: Reader, level: str | None, month: date, row: dict[str, Any] | None) -> str:
    """A share with its numbers, leading to what was missed; marked only where it is below the month's target."""
    if row is None or row["value"] is None:
        return _quiet("–")
    missed = round(row["n"] * (1 - row["value"]))
    told = percent(row["value"], reader.language)
    below = row["value"] < _target(reader, month)
    shown = html.flag("late", told) if below else f"<span>{escape(told)}</span>"
    counts = say(
        "service.matrix.counts",
        reader.language,
        missed=number(missed, reader.language),
        n=number(row["n"], reader.language),
    )
    if missed:
        where = links.address("service", **{SHOW: f"cell:{month}:{keyed(level)}"})
        shown = f'<a class="c-cell" href="{escape(where)}">{shown}</a>'
    return f'{shown}<br><span class="c-quiet c-small">{escape(counts)}</span>'


def _target(reader: Reader, month: date) -> float:
    """The target of the terms in force at the month's end."""
    terms = terms_at(reader.opened.settings.contract, periods.after(month, "month") - timedelta(days=1))
    return terms.sla_target if terms else reader.target("sla_target")


def _quiet(text: str) -> str:
    return f'<span class="c-quiet">{escape(text)}</span>'


def missed(reader: Reader, tile: Tile) -> None:
    """Where most limits were missed, each with how many there were and the share: a count alone ranks nobody."""
    sla = tile.metrics[0]
    splits = [split for split in tile.splits if reader.has(split)]
    html.heading(say("service.missed.title", reader.language), say("service.missed.columns", reader.language))
    if not splits:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
        return
    notices: list[str] = []
    first = DEFAULT_SPLIT if DEFAULT_SPLIT in splits else splits[0]
    split = choice(
        reader, "where", splits, lambda code, tongue: say(f"common.dims.{code}", tongue), notices,
        default=first, kind="segments",
    )  # fmt: skip
    for text in notices:
        html.notice(text)
    answer = reader.ask(reader.question(sla, by=(split,)))
    whole = reader.ask(reader.question(sla))
    found = sorted(
        ((round(row["n"] * (1 - row["value"])), row) for row in answer.rows if row["n"]),
        key=lambda pair: (-pair[0], pair[1]["n"]),
    )
    found = [pair for pair in found if pair[0]]
    if answer.lacking or not found:
        _kept(reader, whole)
        return
    usual = 1 - (whole.value or 0)
    parts = [_part(reader, split, count, row, usual) for count, row in found[: tile.rows]]
    key = f"missed-{split}"
    title = say("service.missed.title", reader.language)
    row = max(ROW, min(TALLEST_ROW, tile.rows * ROW // len(parts)))
    charts.put(figures.bars(parts, reader.palette, row=row), key, title, select=opens(key, f"missed:{split}"))
    html.show(f'<p class="c-under">{escape(_under(reader, split, usual, len(found) - len(parts), parts))}</p>')
    options = {part.key: part.name for part in parts}
    pick(f"pick-{key}", f"missed:{split}", options, say("service.missed.rows", reader.language))


def _kept(reader: Reader, whole: Answer) -> None:
    if whole.lacking or not whole.n:
        _nothing(reader, whole)
    else:
        html.empty(say("service.missed.none", reader.language), say("service.missed.none_why", reader.language))


def _part(reader: Reader, split: str, count: int, row: dict[str, Any], usual: float) -> Part:
    share = 1 - row["value"]
    notable = count >= NOTABLE_COUNT and share >= NOTABLE_TIMES * usual
    cells = (
        number(count, reader.language),
        say("service.missed.of", reader.language, n=number(row["n"], reader.language)),
        ("◆ " if notable else "") + percent(share, reader.language),
    )
    return Part(keyed(row[split]), reader.label(split, row[split]), count, cells, notable)


def _under(reader: Reader, split: str, usual: float, cut: int, parts: list[Part]) -> str:
    """What the mark means, what is not shown, and that people have unlike work."""
    said = [say("service.missed.usual", reader.language, share=percent(usual, reader.language))]
    if any(part.stands_out for part in parts):
        said.append(say("service.missed.mark", reader.language, times=NOTABLE_TIMES))
    if cut:
        said.append(say("service.missed.cut", reader.language, n=number(cut, reader.language)))
    if split == "engineer":
        said.append(say("service.missed.people", reader.language))
    return say("service.stop", reader.language).join(said)


def time_left(reader: Reader, tile: Tile) -> None:
    """The open tickets by how long there is until their limits, and their rows."""
    (question,) = left_questions(reader, tile)
    answer = reader.ask(question)
    known = {row["time_left"]: row["n"] for row in answer.rows}
    total = sum(known.values())
    title = say("service.left_title", reader.language)
    html.heading(title, f"{number(total, reader.language)} {each('tickets', reader.language, total)}")
    if answer.lacking or not total:
        html.empty(say("service.left_none", reader.language), say("service.left_none_why", reader.language))
        return
    shown = [part for part in left_parts(reader) if part != NO_LIMIT or known.get(part)]
    parts = [_left_part(reader, part, known.get(part, 0), total) for part in shown]
    charts.put(figures.bars(parts, reader.palette, row=28), "left", title, select=opens("left", "left"))
    options = {part.key: part.name for part in parts if part.value}
    pick("pick-left", "left", options, say("service.left_rows", reader.language))


def left_questions(reader: Reader, tile: Tile) -> list[Question]:
    """The parts of what is open now."""
    today = periods.whole(reader.opened.cockpit.today, "day")
    return [reader.question(tile.metrics[0], by=("time_left",), period=today)]


def _left_part(reader: Reader, part: str, count: int, total: int) -> Part:
    late = part == OVERDUE and count > 0
    cells = (percent(count / total, reader.language, 0), ("▲ " if late else "") + number(count, reader.language))
    return Part(part, label("time_left", part, reader.language), count, cells, late, late)


def stages(reader: Reader, tile: Tile) -> None:
    """Where the time of a ticket goes, level by level: medians of each stage, and of the whole beside them."""
    steps, whole = tile.metrics[:-1], tile.metrics[-1]
    tails = [f"{step}_p90" for step in steps]
    answers = {question.metric: reader.ask(question) for question in stages_questions(reader, tile)}
    title = say("service.stages.title", reader.language)
    html.heading(title, say("service.stages.beside", reader.language))
    absent = [answers[step] for step in steps if answers[step].lacking]
    if len(absent) == len(steps):
        lacking(reader, absent[0])
        return
    cells = {name: {row["level"]: row for row in answer.rows} for name, answer in answers.items()}
    levels = [level for level in (*LEVELS, None) if cells[whole].get(level)]
    if not levels:
        html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
        return
    ways = [
        _way(
            reader,
            level,
            [cells[step].get(level) for step in steps],
            [cells[tail].get(level) for tail in tails],
            cells[whole][level],
        )
        for level in levels
    ]
    names = [f"service.stages.{step}" for step in steps]
    headers = [say(key, reader.language) for key in ("common.dims.level", *names, "service.stages.whole")]
    rows = [[bar, *map(escape, way.cells)] for bar, way in zip(figures.stages(ways, reader.palette), ways, strict=True)]
    marks = {place: figures.swatch(place - 1, reader.palette) for place in range(1, len(steps) + 1)}
    drawn = html.table(headers, rows, right=range(1, len(headers)), caption=title, marks=marks)
    under = say("service.stages.under", reader.language)
    html.show(f'{drawn}<p class="c-under">{escape(under)}</p>')


def stages_questions(reader: Reader, tile: Tile) -> list[Question]:
    """Median and 90th percentile of every stage, and the median of the whole, by level."""
    steps, whole = tile.metrics[:-1], tile.metrics[-1]
    return [reader.question(name, by=("level",)) for name in (*steps, *(f"{step}_p90" for step in steps), whole)]


def _way(reader: Reader, level: str | None, middle: list[Any], tail: list[Any], whole: dict[str, Any]) -> Way:
    name = reader.label("level", level)
    values = tuple(row["value"] if row else None for row in middle)
    told = tuple(
        say(
            "service.stages.told",
            reader.language,
            level=name,
            median=value(row["value"], "hours", reader.language),
            p90=value(far["value"], "hours", reader.language),
            n=number(row["n"], reader.language),
        )
        if row and far
        else name
        for row, far in zip(middle, tail, strict=True)
    )
    cells = tuple("–" if one is None else value(one, "hours", reader.language) for one in (*values, whole["value"]))
    return Way(name, values, told, cells)
