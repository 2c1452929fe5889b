"""What a person has to say against a score, and what the leader answers: both stay with it."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from cockpit.i18n import label, say
from cockpit.ledger import LONGEST_NOTE, SOMEBODY, Ledger, Objection
from cockpit.ui import html
from cockpit.ui.reader import Reader
from cockpit.ui.site import settings

# Who answers; nobody answers their own.
ANSWERING = frozenset({"administrator", "manager", "leader"})


def show(reader: Reader, staff_id: str, month: date) -> None:
    """The objections to a person's scores, with a way to answer one or, for the person, to add one."""
    ledger = Ledger(settings().data)
    found = ledger.objections(staff_id)
    if found:
        lines = "".join(f"<li>{_told(reader, one)}</li>" for one in found)
        html.heading(_say(reader, "title"), body=f'<ul class="c-objections">{lines}</ul>')
    waiting = [one for one in found if one.answer is None]
    if answers(reader, staff_id) and waiting:
        _ask(reader, f"answer-{waiting[0].id}", "reply", "answer", month=waiting[0].month, about=waiting[0])
    if objects(reader, staff_id):
        _ask(reader, f"objection-{staff_id}", "write", "send", month=month, staff_id=staff_id)


def objects(reader: Reader, staff_id: str) -> bool:
    """Only the person objects; where nobody logs in, whoever sits at the machine writes it down for them."""
    return not reader.who.subject or reader.person == staff_id


def answers(reader: Reader, staff_id: str) -> bool:
    """Who leads answers, within their rows, but not on their own score."""
    return bool(ANSWERING & {*reader.who.roles}) and reader.person != staff_id


def _ask(
    reader: Reader, key: str, what: str, send: str, *, month: date, about: Objection | None = None, staff_id: str = ""
) -> None:
    """A line to write in, and what it writes into the ledger."""
    told = _say(reader, what, month=label("month", month, reader.language)) if what == "write" else _say(reader, what)
    with st.form(key, border=False, clear_on_submit=True):
        line, button = st.columns([5, 1], vertical_alignment="bottom")
        text = line.text_input(told, max_chars=LONGEST_NOTE)
        sent = button.form_submit_button(_say(reader, send), width="stretch")
    if sent and text.strip():
        ledger = Ledger(settings().data)
        if about:
            ledger.answer(about.id, text, reader.who.who)
        else:
            ledger.object(staff_id, month, text, reader.who.who)
        st.rerun()


def _told(reader: Reader, one: Objection) -> str:
    """The objection with who wrote it of which month, beneath it the answer."""
    who, month = _name(reader, one.who), label("month", one.month, reader.language)
    body = f'<span class="c-quiet">{escape(_say(reader, "by", who=who, month=month))}</span> {escape(one.text)}<br>'
    if one.answer is None:
        return body + html.flag("watch", _say(reader, "unanswered"))
    answered = _say(reader, "answered", who=_name(reader, one.answered_by))
    return f'{body}<span class="c-quiet">{escape(answered)}</span> {escape(one.answer)}'


def _name(reader: Reader, who: str | None) -> str:
    """Who wrote it; where nobody logged in, that it was whoever sat at the machine."""
    return _say(reader, "nobody") if who == SOMEBODY else reader.called(who)


def _say(reader: Reader, key: str, **facts: object) -> str:
    return say(f"performance.objection.{key}", reader.language, **facts)
