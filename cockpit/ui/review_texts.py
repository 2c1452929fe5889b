"""The report's texts as they are drafted, each to be edited before it is final."""

from __future__ import annotations

from html import escape

import streamlit as st

from cockpit.boards import Tile
from cockpit.ledger.reviews import LONGEST_TEXT
from cockpit.review.document import Text
from cockpit.ui import html
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import code, document, keep, month, tell


def texts(reader: Reader, _tile: Tile) -> None:
    """Each text with what it rests on; edited in the language of the page."""
    found, chosen = document(reader), month(reader)
    if found is None or chosen is None or not found.texts:
        return
    html.heading(tell(reader, "texts.title"), tell(reader, "texts.beside"))
    for text in found.texts:
        state = tell(reader, "texts.written" if text.written else "texts.drafted")
        with st.expander(f"{text.name} · {state}", key=f"review-text-{text.key}"):
            _text(reader, code(chosen.month), text)


def _text(reader: Reader, of: str, text: Text) -> None:
    drafted = "\n".join(filter(None, (f"{one.head}\n{one.detail}".strip() for one in text.points)))
    if not reader.keeper:
        html.show(f'<p class="c-text">{escape(text.written or drafted)}</p>')
        return
    with st.form(f"review-write-{text.key}", border=False):
        words = st.text_area(
            text.name, text.written or drafted, height=220, max_chars=LONGEST_TEXT, label_visibility="collapsed"
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button(tell(reader, "texts.save"), type="primary")
            back = st.form_submit_button(tell(reader, "texts.back"), disabled=not text.written)
    if sent or back:
        kept = "" if back or words.strip() == drafted.strip() else words
        keep(reader, lambda ledger: ledger.write_text(of, reader.language, text.key, kept, reader.who.who))
        st.rerun()
