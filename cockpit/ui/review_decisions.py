"""What is decided in the meeting: who does what until when, and which measure it should move."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from cockpit.boards import FAMILIES, Tile
from cockpit.i18n import day, say
from cockpit.ledger import Ledger
from cockpit.ledger.core import LONGEST_NOTE
from cockpit.ledger.decisions import STATES, WANTED, Decision
from cockpit.metrics import CATALOGUE
from cockpit.ui import html
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import keep, ledger, month, tell

NONE = ""
WRITTEN = "review_decided"


def decisions(reader: Reader, _tile: Tile) -> None:
    """What was decided in this month's meeting; a form for one more."""
    chosen = month(reader)
    if chosen is None:
        return
    found = ledger().decisions(chosen.month)
    html.heading(tell(reader, "decisions.title"), tell(reader, "decisions.beside"))
    if not found:
        html.show(f'<p class="c-under">{escape(tell(reader, "decisions.none"))}</p>')
    for one in found:
        _one(reader, one)
    if reader.keeper:
        _form(reader, chosen.month)


def _one(reader: Reader, one: Decision) -> None:
    facts = [
        tell(reader, "decisions.owner_is", name=one.owner) if one.owner else "",
        tell(reader, "decisions.due_is", day=day(one.due, reader.language)) if one.due else "",
        _moves(reader, one),
    ]
    said, act = st.columns([6, 1], vertical_alignment="center")
    with said:
        html.show(
            f'<p class="c-decision"><b>{escape(one.text)}</b><br>'
            f'<span class="c-quiet">{escape(" · ".join(filter(None, facts)))}</span></p>'
        )
    with act:
        _state(reader, one)


def _moves(reader: Reader, one: Decision) -> str:
    """The measure it should move, of what, and which way."""
    if one.metric is None or one.metric not in CATALOGUE:
        return ""
    where = [reader.label(dim, value) for dim, values in one.filters for value in values]
    name = " · ".join([reader.name(one.metric), *where])
    return tell(reader, f"decisions.wants_{one.wanted}" if one.wanted else "decisions.looks_at", name=name)


def _state(reader: Reader, one: Decision) -> None:
    key = f"decision-{one.id}"
    st.session_state.setdefault(key, one.state)

    def write(ledger: Ledger) -> None:
        ledger.settle_decision(one.id, st.session_state[key], reader.who.who)

    st.selectbox(
        tell(reader, "decisions.state"),
        STATES,
        key=key,
        format_func=lambda code: tell(reader, f"decisions.{code}"),
        label_visibility="collapsed",
        disabled=not reader.keeper,
        on_change=lambda: keep(reader, write),
    )


def _form(reader: Reader, first: date) -> None:
    measures = [
        NONE,
        *(name for name in FAMILIES if name in CATALOGUE and reader.opened.cockpit.offers(CATALOGUE[name])),
    ]
    # Each form has its own name, so that the next one is empty, and one that lacks something keeps what was written.
    with st.form(f"review-decide-{st.session_state.get(WRITTEN, 0)}", clear_on_submit=False):
        text = st.text_input(tell(reader, "decisions.text"), max_chars=LONGEST_NOTE)
        places = st.columns([2, 1.4, 2.4, 2, 1.6], vertical_alignment="bottom")
        owner = places[0].text_input(tell(reader, "decisions.owner"), max_chars=60)
        due = places[1].date_input(tell(reader, "decisions.due"), None, format="YYYY-MM-DD")
        metric = places[2].selectbox(
            tell(reader, "decisions.metric"),
            measures,
            format_func=lambda name: reader.name(name) if name else tell(reader, "decisions.no_metric"),
        )
        category = places[3].selectbox(
            say("common.dims.category", reader.language),
            [NONE, *reader.choices("category")],
            format_func=lambda one: reader.label("category", one) if one else say("common.all", reader.language),
        )
        wanted = places[4].selectbox(
            tell(reader, "decisions.wanted"),
            [NONE, *WANTED],
            format_func=lambda one: tell(reader, f"decisions.{one}" if one else "decisions.better"),
        )
        sent = st.form_submit_button(tell(reader, "decisions.send"), type="primary")
    if sent:
        filters = (("category", (category,)),) if category and metric and "category" in CATALOGUE[metric].dims else ()
        made = Decision(
            first,
            text,
            owner,
            due if isinstance(due, date) else None,
            metric or None,
            filters,
            _wanted(metric, wanted),
        )
        _recorded(reader, made)


def _recorded(reader: Reader, made: Decision) -> None:
    """Writes a decision; one that lacks something is not written, and the page says what."""
    if made.lacking:
        names = say("common.comma", reader.language).join(tell(reader, f"decisions.{name}") for name in made.lacking)
        html.notice(tell(reader, "decisions.lacks", what=names))
        return
    keep(reader, lambda ledger: ledger.decide(made, reader.who.who))
    st.session_state[WRITTEN] = st.session_state.get(WRITTEN, 0) + 1
    st.rerun()


def _wanted(metric: str, asked: str) -> str | None:
    """Which way a measure should go: as asked, else the better one of it; None where neither is."""
    if asked or not metric:
        return asked or None
    better = CATALOGUE[metric].better
    return better if better in WANTED else None
