"""The pivot's page: the sentence, views and fields, the table, and below it what is picked."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from cockpit import periods, scenes, sentences
from cockpit.boards import Tile
from cockpit.errors import CockpitError
from cockpit.i18n import explain, number, say
from cockpit.scenes import heat
from cockpit.tables import Arranged
from cockpit.ui import address, charts, exporting, html, pivot_below, pivot_controls, pivot_table, saved_views
from cockpit.ui.cache import ANSWERS
from cockpit.ui.overview import headline
from cockpit.ui.pivot_below import TOTAL_ROW, Pick
from cockpit.ui.reader import Reader
from cockpit.views import Sorted, View, laid_out, path, standing

# More cells than this no browser shows without a pause, and nobody reads.
MOST_SHOWN = 120_000
ALL = "*"


def pivot(reader: Reader, _tile: Tile) -> None:
    """The page."""
    head = st.container()
    view, told = pivot_controls.current(reader, saved_views.default(reader))
    with st.container(horizontal=True, vertical_alignment="center", key="pivot-bar"):
        place = st.container(width="content")
        pivot_controls.options(reader, view, told)
        with place:
            saved_views.bar(reader, view)
        _definitions(reader, view)
        export = st.container(width="content")
    pivot_controls.shelves(reader, view)
    with head:
        headline(_sentence(reader, view), _under(reader, view))
    sort = standing(view)
    try:
        table, key = _arranged(reader, view, sort)
        columns = sum(len(scenes.faces(one, view.show)) for one in table.measures)
        if len(table.rows) * len(table.cols) * columns > MOST_SHOWN:
            html.empty(say("pivotui.too_large", reader.language), say("pivotui.too_large_remedy", reader.language))
            return
    except CockpitError as error:
        html.empty(say("pivotui.not_shown", reader.language), explain(error, reader.language))
        return
    if len(table.rows) == len(table.cols) == 1 and (view.rows or view.cols) and not table.measures[0].lacking:
        html.empty(say("pivotui.nothing", reader.language), reader.say("empty.widen"))
        return
    with export:
        exporting.menu(reader, "pivot", lambda: _exports(reader, view, table))
    st.fragment(_desk)(reader, view, table, sort, key, st.query_params.get("sort"))


def _desk(reader: Reader, view: View, table: Arranged, sort: Sorted | None, key: Hashable, asked: str | None) -> None:
    """The table and what is below it: all that a click changes, so a click runs this part of the page alone.

    ``asked`` is the sort of the address as it was; another one makes another table, for which the page is run anew.
    """
    if st.query_params.get("sort") != asked:
        st.rerun()
    pick = pivot_below.picked(table, view)
    place = st.container()
    # What a click asks for is sent first, though it stands below.
    pivot_below.below(reader, view, table, pick)
    with place:
        _table(reader, view, table, pick, sort, key)


def _exports(reader: Reader, view: View, table: Arranged) -> list[exporting.Content]:
    name = saved_views.name_of(reader, view)
    return [exporting.pivot(reader, table, heat=view.heat), exporting.slide(reader, view, name)]


def _arranged(reader: Reader, view: View, sort: Sorted | None) -> tuple[Arranged, Hashable]:
    """The finished table, and what it was made from."""
    cockpit = reader.opened.cockpit
    question = view.within(reader.chosen.period)
    asked = (cockpit.engine.path, cockpit.as_of, reader.rights, question, "pivot")
    key = (*asked, view.show, sort)

    def make() -> Arranged:
        found = ANSWERS.get(asked, lambda: cockpit.pivot(question, reader.rights))
        return laid_out(view, found, sort)

    return ANSWERS.get(key, make), key


def _table(reader: Reader, view: View, table: Arranged, pick: Pick | None, sort: Sorted | None, key: Hashable) -> None:
    whole = (key, view, reader.language)
    made = ANSWERS.get((*whole, "table"), lambda: pivot_table.payload(reader, table, view, sort))
    ids = [column["id"] for column in made["columns"]]
    parents = pivot_table.parents(made)
    held = None
    if pick is not None:
        held = {"row": path(table.rows[pick.row].keys), "columns": pivot_below.columns_of(table, pick, ids)}
    on: dict[str, Any] = {
        "on_cell_change": _pick,
        "on_sort_change": partial(_resort, sort),
        **{f"on_{name}_change": partial(_close, name, ids) for name, ids in parents.items()},
    }
    closed = {name: _closed(name, ids) for name, ids in parents.items()}
    pivot_table.draw(made, whole, held, closed, **on)
    _beneath(reader, view, table)


def _beneath(reader: Reader, view: View, table: Arranged) -> None:
    """How large the table is, how a cell without a figure and how the colours read, and what this site cannot give."""
    question = table.pivot.question
    sides = {"rows": (table.rows, question.rows), "cols": (table.cols, question.cols)}
    leaves = {name: sum(one.level == len(splits) for one in side) for name, (side, splits) in sides.items()}
    sizes = {name: number(count, reader.language) for name, count in leaves.items()} | {"n": str(heat.FEWEST)}
    said = ["size", *(f"legend.{sign}" for sign in scenes.SIGNS)]
    if view.heat:
        better = {one.metric.better for one in table.measures}
        said += ["heat_change", *(["heat_neither"] if "neither" in better else [])] if view.compared else _heat(table)
        said += ["heat_few"] if _few(table, changed=view.show == "change") else []
    parts = [say(f"pivotui.{name}", reader.language, **sizes) for name in said]
    lacking = [reader.name(one.metric.name) for one in table.measures if one.lacking]
    if lacking:
        parts.insert(0, reader.say("empty.lacking", name=reader.say("list").join(lacking)))
    html.show(f'<p class="c-under">{escape(" · ".join(parts))}</p>')


def _heat(table: Arranged) -> list[str]:
    """What the colours of the measures mean."""
    found = [heat.scale(one, one.value, heat.leaves(table)) for one in table.measures]
    tones = {one.tone for one in found if one}
    return [name for tone, name in ((heat.PLAIN, "heat_value"), (heat.WORSE, "heat_worse")) if tone in tones]


def _few(table: Arranged, *, changed: bool) -> bool:
    """Whether some cells have no colour because they are of too few tickets."""
    leaves = heat.leaves(table)
    with_figure = [leaves & ~np.isnan(one.value) for one in table.measures]
    return any(
        (where & ~heat.weighty(one, where, changed=changed)).any()
        for one, where in zip(table.measures, with_figure, strict=True)
    )


def _definitions(reader: Reader, view: View) -> None:
    """The cards of the measures, made when somebody opens them."""
    with st.popover(reader.say("card.definition"), type="tertiary", key="about", on_change="rerun") as card:
        if card.open:
            for name in view.measures:
                counted = reader.ask(reader.question(name)).n
                html.show(charts.definition(reader, name, [(reader.say("card.n"), number(counted, reader.language))]))


# ---- the first line


def _sentence(reader: Reader, view: View) -> sentences.Sentence:
    """What is largest and what grew most, by the outermost dimension."""
    chosen = reader.chosen
    reader.begin(scenes.sentence_questions(reader, view, chosen.against))
    period = sentences.spell(chosen.period, chosen.preset, reader.language)
    return scenes.sentence(reader, view, chosen.against, period, chosen.preset)


def _under(reader: Reader, view: View) -> str:
    """The days that are counted, and with what they are compared where they are."""
    ran = sentences.span(periods.elapsed(reader.chosen.period, reader.opened.cockpit.today), reader.language)
    if not view.compared:
        return say("pivotui.under", reader.language, period=ran)
    former = sentences.span(reader.former, reader.language)
    return say("pivotui.under_compared", reader.language, period=ran, former=former)


# ---- what the reader did in the table


def _told(name: str) -> Any:
    return st.session_state["table"][name]


def _pick() -> None:
    """A cell, a row or a column is picked; the same again lets it go."""
    cell = _told("cell")
    asked = {"row": str(cell.get("row") or TOTAL_ROW), "column": str(cell.get("column") or "")}
    same = all(st.query_params.get(name, "") == asked[name] for name in asked)
    address.write({name: [] if same or not text else [text] for name, text in asked.items()})


def _resort(sort: Sorted | None) -> None:
    """Falling at first, then rising, then by name."""
    where, _, measure = str(_told("sort")["by"]).partition("|")
    now = sort.text if sort else ""
    if not measure:
        wanted = "name" if now == "-name" else "-name"
    else:
        up = f"{measure}@{where}" if where else measure
        wanted = up if now == f"-{up}" else "name" if now == up else f"-{up}"
    st.query_params["sort"] = wanted


def _closed(name: str, parents: list[str]) -> set[str]:
    """The closed rows, or headers over columns; with "*" in the address all but those it names."""
    named = set(st.query_params.get_all(name))
    return set(parents) - named if ALL in named else named & set(parents)


def _close(name: str, parents: list[str]) -> None:
    """Whichever is shorter is written into the address: the closed ones, or the open ones."""
    closed = set(_told(name) or ())
    open_ = set(parents) - closed
    wanted = sorted(closed) if len(closed) <= len(open_) + 1 else [ALL, *sorted(open_)]
    address.write({name: wanted})
