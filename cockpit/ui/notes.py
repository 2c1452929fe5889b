"""Notes on days: what happened that the figures cannot know. They stand in the cockpit's own store."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from cockpit.i18n import day
from cockpit.ledger import Ledger, Note
from cockpit.periods import Period
from cockpit.ui import html
from cockpit.ui.reader import Reader
from cockpit.ui.site import settings

LONGEST = 120


def within(window: Period) -> list[Note]:
    """The notes on days of the window."""
    return [note for note in Ledger(settings().data).notes() if note.day in window]


def edit(reader: Reader, window: Period, shown: list[Note]) -> None:
    """The notes of the window with a way to add one and to take one away."""
    with st.expander(reader.say("notes.title", n=len(shown)), key="notes", on_change="rerun") as place:
        if not place.open:
            return
        for note in shown:
            left, right = st.columns([8, 1], vertical_alignment="center")
            with left:
                html.show(f'<span class="c-quiet">{escape(day(note.day, reader.language))}</span>  {escape(note.text)}')
            with right:
                if reader.keeper or note.who == reader.who.who:
                    st.button(
                        reader.say("notes.remove"),
                        key=f"note-{note.id}",
                        type="tertiary",
                        on_click=_remove,
                        args=(note.id, reader),
                    )
        with st.form("note", border=False, clear_on_submit=True):
            on, text, send = st.columns([1, 4, 1], vertical_alignment="bottom")
            with on:
                chosen = st.date_input(
                    reader.say("notes.day"),
                    window.last,
                    min_value=window.first,
                    max_value=window.last,
                    format="YYYY-MM-DD",
                )
            with text:
                written = st.text_input(reader.say("notes.text"), max_chars=LONGEST)
            with send:
                sent = st.form_submit_button(reader.say("notes.add"), width="stretch")
    if sent and written.strip() and isinstance(chosen, date):
        Ledger(settings().data).add_note(chosen, written.strip()[:LONGEST], reader.who.who)
        st.rerun()


def _remove(identity: int, reader: Reader) -> None:
    Ledger(settings().data).remove_note(identity, reader.who.who, keeper=reader.keeper)
