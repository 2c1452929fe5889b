"""What somebody who may can do about a warning: acknowledge it, say whether there was something, mute it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from typing import Literal

import streamlit as st

from cockpit.alarms import lasting
from cockpit.errors import CockpitError
from cockpit.i18n import explain
from cockpit.ledger import LONGEST_NOTE, Alarm, Ledger, Mute
from cockpit.ui import html, warnings_read
from cockpit.ui import warnings_words as words
from cockpit.ui.reader import Reader

USUAL_MUTE, LONGEST_MUTE = timedelta(days=7), timedelta(days=92)
PROBLEM = "warnings_problem"


def big(reader: Reader, one: Alarm) -> None:
    """The button to acknowledge with, the first thing in reach of a thumb; nothing where somebody has."""
    if _unseen(one) and warnings_read.acts(reader):
        with st.container(key="warning-acknowledge"):
            _acknowledge(reader, one, width="stretch")


def buttons(reader: Reader, one: Alarm, *, acknowledge: bool = True) -> None:
    """What can be done about a warning as small buttons; nothing for who may do nothing."""
    if not warnings_read.acts(reader):
        return
    if acknowledge and _unseen(one):
        _acknowledge(reader, one)
    for name, true in (("true", True), ("false", False)):
        if one.verdict is not true:
            judged = lambda ledger, true=true: ledger.judge(one.id, reader.who.who, true=true)  # noqa: E731
            st.button(words.tell(reader, f"act.{name}"), key=f"{name}-{one.id}", on_click=_do, args=(reader, judged))
    if one.ended_at is not None:
        return
    if silent := words.muted(reader, one):
        lift(reader, silent, one)
    else:
        _mute(reader, one)


def done(reader: Reader, one: Alarm) -> None:
    """A line to write in what was done."""
    if not warnings_read.acts(reader):
        return
    with st.form(f"done-{one.id}", border=False, clear_on_submit=True):
        line, button = st.columns([5, 1], vertical_alignment="bottom")
        text = line.text_input(words.tell(reader, "done.write"), max_chars=LONGEST_NOTE)
        sent = button.form_submit_button(words.tell(reader, "done.send"), width="stretch")
    if sent and text.strip():
        _do(reader, lambda ledger: ledger.tell(one.id, text, reader.who.who))
        st.rerun()


def lift(reader: Reader, silent: Mute, of: Alarm | None = None) -> None:
    """The button that lets something be heard again; on the card ``of`` an alarm it says what is muted besides."""
    if not warnings_read.acts(reader):
        return
    lifted = lambda ledger: ledger.unmute(silent.id, reader.who.who)  # noqa: E731
    label = words.tell(reader, "mutes.lift")
    if of and of.subject != silent.subject:
        label = words.tell(reader, "mutes.lift_of", name=words.subject(reader, silent.kind, silent.subject))
    key = f"unmute-{of.id}" if of else f"lift-{silent.id}"
    st.button(label, key=key, type="secondary" if of else "tertiary", on_click=_do, args=(reader, lifted))


def problem(reader: Reader) -> None:
    """What could not be written, once."""
    if error := st.session_state.pop(PROBLEM, None):
        html.notice(explain(error, reader.language))


def _unseen(one: Alarm) -> bool:
    """Whether there is something to acknowledge: what was judged false has been seen to."""
    return one.acknowledged_at is None and one.verdict is not False


def _acknowledge(reader: Reader, one: Alarm, width: Literal["stretch", "content"] = "content") -> None:
    seen = lambda ledger: ledger.acknowledge(one.id, reader.who.who)  # noqa: E731
    label = words.tell(reader, "act.acknowledge")
    st.button(label, key=f"acknowledge-{one.id}", type="primary", width=width, on_click=_do, args=(reader, seen))


def _mute(reader: Reader, one: Alarm) -> None:
    """Of what it is nothing is heard until a day, for a reason."""
    today = reader.opened.cockpit.today
    with st.popover(words.tell(reader, "act.mute"), key=f"mute-{one.id}", on_change="rerun") as place:
        if not place.open:
            return
        name = words.of(reader, one)
        about = words.tell(reader, "mute.about", name=name, kind=words.kind(reader, one.kind))
        html.show(f'<p class="c-under">{escape(about)}</p>')
        with st.form(f"muting-{one.id}", border=False):
            until = st.date_input(
                words.tell(reader, "mute.until"),
                today + USUAL_MUTE,
                min_value=today,
                max_value=today + LONGEST_MUTE,
                format="YYYY-MM-DD",
            )
            reason = st.text_input(words.tell(reader, "mute.reason"), max_chars=LONGEST_NOTE)
            sent = st.form_submit_button(words.tell(reader, "mute.send"), type="primary", width="stretch")
        if sent and not reason.strip():
            html.show(f'<p role="alert">{html.flag("watch", words.tell(reader, "mute.no_reason"))}</p>')
        elif sent and isinstance(until, date):
            day = until
            muted = lambda ledger: ledger.mute(one.kind, one.subject, lasting(day, today), reason, reader.who.who)  # noqa: E731
            _do(reader, muted)
            st.rerun()


def _do(reader: Reader, deed: Callable[[Ledger], None]) -> None:
    """Writes something into the ledger for somebody who may; that it could not be is told on the page."""
    if not warnings_read.acts(reader):
        return
    try:
        deed(warnings_read.ledger())
    except CockpitError as error:
        st.session_state[PROBLEM] = error
