"""Categories: what the faults are, as parts of a whole, down to the building and the rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st

from cockpit import figures, sentences
from cockpit.boards import Tile
from cockpit.figures import Part
from cockpit.i18n import each, number, percent, say, uncapital
from cockpit.metrics import Answer
from cockpit.metrics.question import EMPTY, Filters
from cockpit.ui import address, charts, exporting, html
from cockpit.ui.filters import choice
from cockpit.ui.overview import headline
from cockpit.ui.reader import Reader
from cockpit.ui.rows import show_rows

MOST_BARS, MOST_SLICES = 12, 6
FORMS = ("bars", "ring")
RING_HIGH = 318
# How wide the bars are beside each of the tables.
BARS_WIDE = 1.5
ASIDE = ("campus", "device")
# A dimension, what it is told with, and its rows.
Top = tuple[str, tuple[str, str], list[dict[str, Any]]]


@dataclass(frozen=True)
class Step:
    """One step down: a dimension and the value taken of it."""

    dimension: str
    value: str


def drill(reader: Reader, tile: Tile) -> None:
    """Where one stands, the first sentence, the parts of the next split, the most frequent places, the rows."""
    metric = tile.metrics[0]
    splits = [split for split in tile.splits if split == "category" or reader.has(split)]
    steps = _steps(splits)
    more: Filters = tuple((step.dimension, (step.value,)) for step in steps)
    split = next((split for split in splits if split not in {step.dimension for step in steps}), None)
    head = st.container(horizontal=True, vertical_alignment="bottom", key="links-categories")
    _crumbs(reader, steps)
    if split:
        question = reader.question(metric, by=(split,), more=more, against=reader.chosen.against)
        answer = reader.ask(question)
        with head:
            period = sentences.spell(reader.chosen.period, reader.chosen.preset, reader.language)
            said = sentences.categories(answer, split, period, reader.language)
            within = " · ".join(reader.label(step.dimension, step.value or None) for step in steps)
            headline(replace(said, text=reader.say("categories.within", name=within) + said.text) if steps else said)
        if not answer.n:
            html.empty(reader.say("empty.no_rows"), reader.say("empty.widen"))
            return
    else:
        with head:
            headline(sentences.Sentence(" · ".join(reader.label(step.dimension, step.value or None) for step in steps)))
    tops = _tops(reader, metric, steps, split, tile.rows)
    wide = [BARS_WIDE] if split else []
    places = iter(st.columns([*wide, *[1.0] * len(tops)] if split else max(2, len(tops)), gap="large"))
    if split:
        with next(places):
            _parts(reader, answer, split, steps)
    for place, top in zip(places, tops, strict=False):
        with place:
            _top(reader, steps, *top)
    question = reader.question(metric, more=more)
    with head:
        exporting.menu(reader, "categories", lambda: exporting.parts(reader, question, more))
    if not split or st.query_params.get("rows"):
        title = " · ".join([reader.name(metric), *(reader.label(step.dimension, step.value or None) for step in steps)])
        show_rows(reader, question, title, close=("rows",) if split else ())
    else:
        st.button(reader.say("rows.open"), key="rows_open", on_click=_open_rows)


def _steps(splits: list[str]) -> list[Step]:
    """The way down that the address says, as far as it makes sense."""
    steps: list[Step] = []
    known = [*splits, *ASIDE]
    for text in st.query_params.get_all("in")[: len(known)]:
        dimension, _, chosen = text.partition(":")
        if dimension in known and dimension not in {step.dimension for step in steps} and "\0" not in chosen:
            steps.append(Step(dimension, chosen))
    return steps


def _go(steps: list[Step], *, rows: bool = False) -> None:
    way = [f"{step.dimension}:{step.value}" for step in steps]
    address.write({"in": way, "rows": ["1"] if rows else []})


def _go_to_rows(steps: list[Step]) -> None:
    _go(steps, rows=True)


def _open_rows() -> None:
    st.query_params["rows"] = "1"


def _crumbs(reader: Reader, steps: list[Step]) -> None:
    if not steps:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="links-crumbs"):
        st.button(reader.say("categories.all"), type="tertiary", key="crumb-0", on_click=_go, args=([],))
        for place, step in enumerate(steps, 1):
            html_name = say(f"common.dims.{step.dimension}", reader.language)
            here = place == len(steps)
            text = f"{html_name} {reader.label(step.dimension, step.value or None)}"
            st.button(
                _unmarked(text),
                type="tertiary",
                key=f"crumb-{place}",
                on_click=_go,
                args=(steps[:place],),
                disabled=here,
            )


def _unmarked(text: str) -> str:
    """Record text on a button, without power over it: labels are read as Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>~:$&" else letter for letter in text)


def _parts(reader: Reader, answer: Answer, split: str, steps: list[Step]) -> None:
    """The parts as bars or as a ring, with number, share and change; each leads a step down or to its rows."""
    rows = sorted(answer.rows, key=lambda row: -(row["n"] or 0))
    total = sum(row["n"] or 0 for row in rows)
    title = reader.say("categories.counts", dim=uncapital(say(f"common.dims.{split}", reader.language)))
    than = sentences.before(reader.chosen.preset, reader.chosen.against, reader.language)
    grown = max(rows, key=_growth)
    parts = [_part(reader, split, row, total, grown) for row in rows]
    chart = st.container()
    notices: list[str] = []
    with st.container(horizontal=True):
        form = choice(reader, "form", FORMS, _form_words, notices, kind="bare")
        with chart:
            html.heading(
                title, reader.say("categories.columns" if form == "bars" else "categories.columns_ring", than=than)
            )
            event = None
            if form == "ring":
                _ring(reader, _slices(reader, parts, rows), total, f"ring-{split}-{len(steps)}", title)
            else:
                event = _bars(reader, parts, split, f"bars-{split}-{len(steps)}", title)
        _into(reader, event, [row[split] for row in rows], split, steps)
        ways = {row[split] or EMPTY: [*steps, Step(split, row[split] or EMPTY)] for row in rows if row["n"]}
        _rows_of(reader, split, ways, reader.say("categories.rows_of"))
    for text in notices:
        html.notice(text)


def _form_words(code: str, tongue: str) -> str:
    return say(f"pages.categories.form_{code}", tongue)


def _bars(reader: Reader, parts: list[Part], split: str, key: str, alt: str) -> Any:
    """The longest bars; which of them was clicked."""
    event = charts.put(figures.bars(parts[:MOST_BARS], reader.palette), key, alt, select=True)
    if len(parts) > MOST_BARS:
        cut = reader.say(f"categories.cut_{split}", n=number(len(parts) - MOST_BARS, reader.language))
        html.show(f'<p class="c-under">{escape(cut)}</p>')
    return event


def _ring(reader: Reader, slices: list[Part], total: float, key: str, alt: str) -> None:
    """The slices around their sum. None of them can be clicked: Streamlit hands on no click on a pie."""
    whole = f"<b>{number(total, reader.language)}</b>\n{each('tickets', reader.language, total)}"
    charts.put(figures.shares(slices, reader.palette, whole=whole, height=RING_HIGH), key, alt)


def _slices(reader: Reader, parts: list[Part], rows: list[dict[str, Any]]) -> list[Part]:
    """The largest parts and the rest of them together."""
    largest = [part for part in parts[:MOST_SLICES] if part.value]
    rest = [part for part in parts[MOST_SLICES:] if part.value]
    if not rest:
        return largest
    count, total = sum(part.value for part in rest), sum(part.value for part in parts)
    name = reader.say("categories.rest", n=number(len(rest), reader.language))
    return [*largest, Part(None, name, count, _cells(reader, count, total, sum(map(_growth, rows[MOST_SLICES:]))))]


def _rows_of(reader: Reader, dimension: str, ways: dict[str, list[Step]], invitation: str) -> None:
    """A list that leads from one part to its rows."""
    chosen = st.selectbox(
        invitation,
        list(ways),
        index=None,
        format_func=lambda value: reader.label(dimension, value or None),
        placeholder=invitation,
        key=f"rows-of-{dimension}",
        label_visibility="collapsed",
        width=320,
    )
    if chosen is not None:
        _go_to_rows(ways[chosen])
        st.rerun()


def _growth(row: dict[str, Any]) -> float:
    return (row["n"] or 0) - (row.get("n_against") or 0)


def _part(reader: Reader, split: str, row: dict[str, Any], total: float, grown: dict[str, Any]) -> Part:
    """A row as a part; the one that grew most stands out if it grew much."""
    count, delta = row["n"] or 0, _growth(row)
    stands_out = row is grown and sentences.stands_out(row)
    count_told, share, change = _cells(reader, count, total, delta)
    cells = (count_told, share, f"◆ {change}" if stands_out else change)
    return Part(row[split] or EMPTY, reader.label(split, row[split]), count, cells, stands_out)


def _cells(reader: Reader, count: float, total: float, delta: float) -> tuple[str, str, str]:
    """A part's number, share and change in words."""
    share = percent(count / total if total else None, reader.language)
    return number(count, reader.language), share, sentences.signed(delta, reader.language) if delta else "0"


def _into(reader: Reader, event: Any, values: list[str | None], split: str, steps: list[Step]) -> None:
    """One step down, by a click on a bar or by the list (which is how the keyboard does it)."""
    chosen = st.selectbox(
        reader.say("categories.into"),
        [None, *(value or EMPTY for value in values)],
        format_func=lambda value: (
            reader.say("categories.into") if value is None else reader.label(split, value or None)
        ),
        key=f"into-{split}-{'/'.join(step.value for step in steps)}",
        label_visibility="collapsed",
        width=320,
    )
    points = event.selection.points if event else []
    if points and points[0].get("customdata"):
        chosen = points[0]["customdata"][0]
    if chosen is not None:
        _go([*steps, Step(split, chosen)])
        st.rerun()


def _tops(reader: Reader, metric: str, steps: list[Step], split: str | None, most: int) -> list[Top]:
    """The most frequent buildings and devices within what is chosen, as far as they are not what is split by."""
    more: Filters = tuple((step.dimension, (step.value,)) for step in steps)
    taken = {step.dimension for step in steps}
    found: list[Top] = []
    for dim, by in (("building", ("campus", "building")), ("device", ("building", "device"))):
        if dim in taken or dim == split or not reader.has(dim):
            continue
        answer = reader.ask(reader.question(metric, by=by, more=more, against=reader.chosen.against))
        rows = sorted((row for row in answer.rows if row[dim] and row["n"]), key=lambda row: -row["n"])[:most]
        if rows:
            found.append((dim, by, rows))
    return found


def _top(reader: Reader, steps: list[Step], dim: str, by: tuple[str, str], rows: list[dict[str, Any]]) -> None:
    """The most frequent of one dimension, each leading to its rows."""
    html.heading(reader.say(f"categories.top_{dim}"), reader.say("categories.top_beside", n=len(rows)))
    html.show(_top_table(reader, dim, by, rows))
    ways = {row[dim]: _ways(steps, by, row) for row in reversed(rows)}
    _rows_of(reader, dim, dict(reversed(ways.items())), reader.say(f"categories.rows_of_{dim}"))


def _ways(steps: list[Step], by: tuple[str, str], row: dict[str, Any]) -> list[Step]:
    """The steps down to one row of a table: the place it is in and itself."""
    taken = {step.dimension for step in steps}
    return [*steps, *(Step(dim, row[dim] or EMPTY) for dim in by if dim not in taken)]


def _top_table(reader: Reader, dim: str, by: tuple[str, str], rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        place, whole = reader.label(by[0], row[by[0]]), reader.label(dim, row[dim])
        # A name that two campuses have carries its own already.
        name = escape(whole.removesuffix(f" · {place}")) + f' <span class="c-quiet">{escape(place)}</span>'
        delta = _growth(row)
        lines.append(
            [name, number(row["n"], reader.language), sentences.signed(delta, reader.language) if delta else "0"]
        )
    headers = [
        say(f"common.dims.{dim}", reader.language),
        reader.say("unit.tickets_column"),
        reader.say("categories.change"),
    ]
    return html.table(headers, lines, right=(1, 2), caption=reader.say(f"categories.top_{dim}"))
