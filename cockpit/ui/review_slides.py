"""Which slides are shown, in which order, with which comment; and views added to them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cockpit import views
from cockpit.boards import Tile
from cockpit.i18n import number
from cockpit.ledger import Ledger
from cockpit.ledger.reviews import LONGEST_COMMENT, VIEW
from cockpit.review.document import Slide
from cockpit.ui import html
from cockpit.ui.reader import Reader
from cockpit.ui.review_read import code, document, keep, ledger, month, tell


def slides(reader: Reader, _tile: Tile) -> None:
    """A line for each slide: what it says, whether it is shown, where it stands, what is said to it."""
    found, chosen = document(reader), month(reader)
    if found is None or chosen is None:
        return
    of, hidden = code(chosen.month), sum(one.hidden for one in found.slides)
    beside = tell(reader, "slides.beside", n=number(len(found.shown), reader.language), hidden=hidden)
    html.heading(tell(reader, "slides.title"), beside)
    keys = [one.key for one in found.slides]
    with st.container(key="review-slides", gap=None):
        for at, slide in enumerate(found.slides):
            _line(reader, of, slide, at, keys)
    if reader.keeper:
        _add(reader, of, keys)


def _line(reader: Reader, of: str, slide: Slide, at: int, keys: Sequence[str]) -> None:
    told = "c-hidden" if slide.hidden else ""
    private = f" {html.quiet(tell(reader, 'slides.private'))}" if slide.private else ""
    words = (
        f'<p class="c-slide {told}"><span class="c-at">{at + 1}</span> <b>{escape(slide.name)}</b>{private}'
        f"<br><span>{escape(slide.sentence)}</span></p>"
    )
    if not reader.keeper:
        html.show(words + (f'<p class="c-under">{escape(slide.comment)}</p>' if slide.comment else ""))
        return
    with st.container(key=f"review-slide-{at}"):
        said, comment, acts = st.columns([5, 3, 2], vertical_alignment="center", gap="medium")
        with said:
            html.show(words)
        with comment:
            _comment(reader, of, slide)
        with acts, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
            _acts(reader, of, slide, at, keys)


def _comment(reader: Reader, of: str, slide: Slide) -> None:
    key = f"review-comment-{of}-{slide.key}"
    st.session_state.setdefault(key, slide.comment)

    def write(ledger: Ledger) -> None:
        ledger.comment_slide(of, slide.key, st.session_state[key], reader.who.who)

    st.text_input(
        tell(reader, "slides.comment"),
        key=key,
        label_visibility="collapsed",
        placeholder=tell(reader, "slides.comment"),
        max_chars=LONGEST_COMMENT,
        on_change=lambda: keep(reader, write),
    )


def _acts(reader: Reader, of: str, slide: Slide, at: int, keys: Sequence[str]) -> None:
    who = reader.who.who
    for way, icon, to in (("up", "arrow_upward", at - 1), ("down", "arrow_downward", at + 1)):
        order = _moved(keys, at, to)
        st.button(
            "",
            icon=f":material/{icon}:",
            help=tell(reader, f"slides.{way}", name=slide.name),
            key=f"review-{way}-{slide.key}",
            type="tertiary",
            disabled=not 0 <= to < len(keys),
            on_click=lambda order=order: keep(reader, lambda ledger: ledger.order_slides(of, order, who)),
        )
    if slide.key.startswith(VIEW):
        name = slide.key.removeprefix(VIEW)
        st.button(
            "",
            icon=":material/delete:",
            help=tell(reader, "slides.drop", name=slide.name),
            key=f"review-drop-{slide.key}",
            type="tertiary",
            on_click=lambda: keep(reader, lambda ledger: ledger.drop_view(of, name, who)),
        )
        return
    act = "show" if slide.hidden else "hide"
    st.button(
        "",
        icon=":material/visibility_off:" if slide.hidden else ":material/visibility:",
        help=tell(reader, f"slides.{act}", name=slide.name),
        key=f"review-{act}-{slide.key}",
        type="tertiary",
        on_click=lambda: keep(reader, lambda ledger: ledger.hide_slide(of, slide.key, who, hidden=not slide.hidden)),
    )


def _moved(keys: Sequence[str], at: int, to: int) -> list[str]:
    """The keys with one of them in another place."""
    order = list(keys)
    if 0 <= to < len(order):
        order.insert(to, order.pop(at))
    return order


def _add(reader: Reader, of: str, keys: Sequence[str]) -> None:
    """A saved or ready view as one more slide."""
    names = [*(one.name for one in ledger().views(reader.who.who)), *views.READY]
    free = [name for name in names if VIEW + name not in keys]
    with st.popover(tell(reader, "slides.add"), key="review-add", on_change="rerun") as place:
        if not place.open:
            return
        with st.form("review-adding", border=False):
            name = st.selectbox(
                tell(reader, "slides.view"), free, format_func=lambda one: views.title(one, reader.language)
            )
            sent = st.form_submit_button(tell(reader, "slides.add_do"), type="primary", width="stretch")
        if sent and name:
            keep(reader, lambda ledger: ledger.add_view(of, name, reader.who.who))
            st.rerun()
