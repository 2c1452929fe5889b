"""The pivot page's own controls: fields on shelves, how cells read, and the address that holds it all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import streamlit as st

from cockpit.boards import THEMES
from cockpit.i18n import say
from cockpit.metrics import CATALOGUE, Metric
from cockpit.metrics.catalogue import COMPUTED, DIMENSIONS, TIMES
from cockpit.periods import UNITS
from cockpit.ui import address, html, trends
from cockpit.ui.components import mount
from cockpit.ui.pivot_table import FOLDER
from cockpit.ui.reader import Reader
from cockpit.views import MOST_LEVELS, MOST_MEASURES, SHOWS, TOPS, View, read, topping

FIELDS = ("rows", "cols", "measures")
OWN = (*FIELDS, "show", "top", "sort", "totals", "heat")
PICKED = ("row", "column")
CLOSED = ("closed", "folded")


@dataclass(frozen=True)
class Told:
    """What the address asked for that cannot be, in the reader's words."""

    notices: tuple[str, ...] = ()


def current(reader: Reader, default: View) -> tuple[View, Told]:
    """The view of the address, or the default where it names no fields; the shared filters are the page's."""
    asked = {name: st.query_params.get_all(name) for name in OWN}
    own = any(asked[name] for name in FIELDS)
    pairs = [(name, one) for name in OWN for one in asked[name]]
    found = read(urlencode(pairs if own else [*parse_qsl(default.query()), *pairs][::-1]))
    notices: list[str] = []
    fields = {name: asked[name] if own else list(getattr(default, name)) for name in FIELDS}
    rows, cols, measures = _fitting(reader, fields, notices)
    if any(asked[name] and asked[name][0] != _said(found, name) for name in ("show", "top", "totals", "heat")):
        notices.append(say("pages.filter.left_out", reader.language, name=reader.say("pivot.name")))
    chosen = reader.chosen
    view = replace(
        found,
        rows=rows,
        cols=cols,
        measures=measures,
        period=chosen.preset,
        dates=(chosen.period.first, chosen.period.last) if chosen.preset == "dates" else (),
        against=chosen.against,
        filters=chosen.filters,
    )
    return view, Told(tuple(dict.fromkeys(notices)))


def _said(view: View, name: str) -> str:
    return topping(view) if name == "top" else str(getattr(view, name)).lower()


def _fitting(
    reader: Reader, fields: dict[str, list[str]], notices: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The first measure says what can split; a further one that cannot be split so is left out and told."""
    measures = [name for name in dict.fromkeys(fields["measures"]) if name in CATALOGUE][:MOST_MEASURES] or ["opened"]
    first = CATALOGUE[measures[0]]
    splits = offered(reader, first)
    rows = [name for name in dict.fromkeys(fields["rows"]) if name in splits][:MOST_LEVELS]
    cols = [name for name in dict.fromkeys(fields["cols"]) if name in splits and name not in rows][:MOST_LEVELS]
    known = {*TIMES, *DIMENSIONS}
    asked = dict.fromkeys([*fields["rows"], *fields["cols"]])
    notices += [_unfit(reader, "split", first.name, name) for name in asked if name in known and name not in splits]
    if set(asked) - known or set(fields["measures"]) - set(CATALOGUE):
        notices.append(say("pages.filter.left_out", reader.language, name=reader.say("pivot.name")))
    fit = []
    for name in measures:
        lost = next((split for split in (*rows, *cols) if split not in CATALOGUE[name].splits), None)
        if lost is None:
            fit.append(name)
        else:
            notices.append(_unfit(reader, "measure", name, lost))
    return tuple(rows), tuple(cols), tuple(fit)


def _unfit(reader: Reader, what: str, metric: str, split: str) -> str:
    words = {"metric": reader.name(metric), "name": say(f"common.dims.{split}", reader.language)}
    return say(f"pivotui.unfit_{what}", reader.language, **words)


def offered(reader: Reader, metric: Metric) -> list[str]:
    """What the measure can be split by here."""
    dims = [dim for dim in metric.dims if dim in COMPUTED or reader.has(dim)]
    return [*dims, *(time for time in TIMES if time in metric.times)]


def put(view: View, more: Mapping[str, Iterable[str]] | None = None) -> None:
    """Writes the view's own part into the address, and with it what more is said; its filters stay as they are."""
    own = replace(View(), top_of=view.top_of, **{name: getattr(view, name) for name in OWN})
    asked = {name: values for name, values in parse_qs(own.query()).items() if name in OWN}
    address.write({**dict.fromkeys((*OWN, *PICKED, *CLOSED), ()), **asked, **(more or {})})


# ---- the shelves


def shelves(reader: Reader, view: View) -> None:
    """Rows, columns and measures as chips in their order."""
    metric = CATALOGUE[view.measures[0]]
    used = (*view.rows, *view.cols)
    splits = [name for name in offered(reader, metric) if name not in used]
    groups = (
        ("dims", [name for name in splits if name in DIMENSIONS]),
        ("units", [name for name in splits if name in UNITS]),
        ("rounds", [name for name in splits if name in TIMES and name not in UNITS]),
    )
    dims = [_group(reader, name, members, _split_name) for name, members in groups if members]
    rest = [name for name in trends.offered(reader) if name not in view.measures]
    themes = [
        (theme, [name for name in rest if trends.theme(CATALOGUE[name]) == theme])
        for theme in (*THEMES, trends.BESIDES)
    ]
    measures = [_group(reader, f"themes.{theme}", members, _measure_name) for theme, members in themes if members]
    made = [
        _shelf(reader, "rows", view.rows, dims, _split_name),
        _shelf(reader, "cols", view.cols, dims, _split_name),
        _shelf(reader, "measures", view.measures, measures, _measure_name),
    ]
    words = {name: say(f"pivotui.shelf.{name}", reader.language) for name in ("add", "remove", "help")}
    stamp = hashlib.sha256(repr((made, words)).encode()).hexdigest()[:24]
    data = {"stamp": stamp, "shelves": made, "words": words}
    mount("shelf", FOLDER, key="shelf", data=data, on_layout_change=partial(_relaid, view))


def _shelf(
    reader: Reader,
    name: str,
    chips: Sequence[str],
    choices: list[dict[str, Any]],
    words: Callable[[Reader, str], str],
) -> dict[str, Any]:
    of_measures = name == "measures"
    return {
        "name": name,
        "title": say(f"pivotui.shelf.{name}", reader.language),
        "takes": "measure" if of_measures else "split",
        "most": MOST_MEASURES if of_measures else MOST_LEVELS,
        "least": int(of_measures),
        "chips": [{"id": chip, "text": words(reader, chip)} for chip in chips],
        "choices": choices,
    }


def _group(reader: Reader, name: str, members: Sequence[str], words: Callable[[Reader, str], str]) -> dict[str, Any]:
    options = [{"id": one, "text": words(reader, one)} for one in members]
    return {"group": say(f"pivotui.shelf.{name}", reader.language), "options": options}


def _split_name(reader: Reader, name: str) -> str:
    return say(f"common.dims.{name}", reader.language)


def _measure_name(reader: Reader, name: str) -> str:
    return reader.name(name)


def _relaid(view: View) -> None:
    """What was dragged, added or taken off."""
    layout = st.session_state["shelf"]["layout"]
    if not isinstance(layout, dict):
        return
    fields = {name: tuple(str(one) for one in layout.get(name, ())) for name in FIELDS}
    laid = replace(view, rows=fields["rows"], cols=fields["cols"], measures=fields["measures"] or view.measures)
    # The top N stays with its dimension wherever that is moved, and goes with it.
    kept = view.topped in (*laid.rows, *laid.cols)
    top_of = view.topped or "" if kept and replace(laid, top_of="").topped != view.topped else ""
    put(replace(laid, top=view.top if kept else 0, top_of=top_of))


# ---- how the cells read


def options(reader: Reader, view: View, told: Told) -> None:
    """What the cells hold, how many values stand by themselves, totals and heat; the address holds each."""
    with st.container(horizontal=True, vertical_alignment="center", key="pivot-options"):
        pick(reader, "show", view.show, SHOWS, lambda code: say(f"pivotui.show.{code}", reader.language))
        pick(reader, "top", *_tops(reader, view), lambda one: _top_words(one, view, reader.language))
        for name in ("totals", "heat"):
            address.hold(name, getattr(view, name))
            label = say(f"pivotui.{name}", reader.language)
            st.toggle(label, key=name, on_change=_switched, args=(name,))
    for text in told.notices:
        html.notice(text)


def _tops(reader: Reader, view: View) -> tuple[str, list[str]]:
    """The top N that is chosen, and those of every dimension that has more values."""
    dims = [name for name in (*view.rows, *view.cols) if name in DIMENSIONS]
    record = CATALOGUE[view.measures[0]].record
    sizes = {name: 0 if name in COMPUTED else len(reader.choices(name, record)) for name in dims}
    first = next(iter(dims), "")
    choices = [(name, n) for name in dims for n in TOPS[1:] if n < sizes[name]]
    known = ["0", *(str(n) if name == first else f"{name}.{n}" for name, n in choices)]
    of = "" if view.topped in (None, first) else str(view.topped)
    chosen = topping(replace(view, top_of=of)) if view.topped else known[0]
    return chosen, known if chosen in known else [*known, chosen]


def _top_words(code: str, view: View, tongue: str) -> str:
    """Of which dimension is told where there are several."""
    of, _, n = code.rpartition(".")
    if n == "0":
        return say("pivotui.top_all", tongue)
    dims = [name for name in (*view.rows, *view.cols) if name in DIMENSIONS]
    if len(dims) < 2:
        return say("pivotui.top", tongue, n=n)
    return say("pivotui.top_of", tongue, n=n, dim=say(f"common.dims.{of or dims[0]}", tongue))


def pick(reader: Reader, name: str, chosen: Any, known: Sequence[Any], words: Callable[[Any], str]) -> None:
    """A list whose choice stands in the address as its code."""
    address.hold(name, chosen)
    label = say(f"pivotui.choice.{name}", reader.language)
    st.selectbox(
        label,
        known,
        format_func=words,
        key=name,
        label_visibility="collapsed",
        width=180,
        on_change=_written,
        args=(name, known[0]),
    )


def _written(name: str, usual: Any) -> None:
    """The default is written too where the view began with another."""
    chosen = st.session_state[name]
    address.write({name: [str(chosen)] if chosen != usual or _begun() else []})


def _switched(name: str) -> None:
    chosen = st.session_state[name]
    address.write({name: [str(chosen).lower()] if not chosen or _begun() else []})


def _begun() -> bool:
    """Whether the page still stands as it began, without fields in its address."""
    return not any(name in st.query_params for name in FIELDS)
